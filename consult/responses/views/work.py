"""The page on which officials share their work: assigned, reviewed, published together."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for

from consult.consultations.models import Consultation
from consult.consultations.queries import text_of, the_amendment, the_consultation
from consult.core.errors import Invalid, Missing, Refusal
from consult.core.words import gettext, ngettext
from consult.permissions import Permission
from consult.responses import queries, sharing, work
from consult.responses.rules import Work
from consult.responses.views.frame import blueprint
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

LARGEST = 2**31 - 1


@blueprint.get("/consultations/<slug>/answers")
@permit(Permission.ANSWER_DESK, on=the_consultation)
def in_work(consultation: Consultation) -> object:
    """List answers that are not published: all, those given to the reader, those reviewed."""
    return _page(consultation, None)


@blueprint.post("/consultations/<slug>/answers")
@permit(Permission.ANSWER_SHARE, on=the_consultation)
def share_work(consultation: Consultation) -> object:
    """Assign answers, find one fit, or publish those that are ticked."""
    do = STEPS.get(request.form.get("step", "").partition("-")[0])
    if do is None:
        raise Missing
    try:
        do(consultation)
    except Refusal as refusal:
        return _page(consultation, refusal), refusal.status
    here = url_for("responses.in_work", slug=consultation.slug, show=_show())
    return redirect(here, 303)


def _assign(consultation: Consultation) -> None:
    done = sharing.assign(consultation, [one for one, _ in _ticked()], _official())
    message = ngettext("One answer changed hands.", "%(num)d answers changed hands.", done)
    flash(message, "done")


def _give(consultation: Consultation) -> None:
    official = _official()
    if official is None:
        raise Invalid(gettext("Choose one of the officials."), field="official")
    amendment = the_amendment(consultation.slug, request.form.get("amendment", ""))
    done = sharing.assign_open(amendment, current_reader(), official)
    message = ngettext("One submission was assigned.", "%(num)d submissions were assigned.", done)
    flash(message, "done")


def _review(consultation: Consultation) -> None:
    _step, _, key = request.form["step"].partition("-")
    [(number, version)] = _pairs([key]) or [(0, 0)]
    sharing.review(consultation, current_reader(), number, version)
    flash(gettext("The answer is reviewed. It can be published."), "done")


def _publish(consultation: Consultation) -> None:
    result = sharing.publish_together(consultation, current_reader(), _ticked())
    message = ngettext("One answer is published.", "%(num)d answers are published.", result.done)
    flash(message, "done" if result.done else "warn")
    for why in dict.fromkeys(result.left_out):
        flash(gettext("Left out: %(why)s", why=why), "warn")


STEPS: dict[str, Callable[[Consultation], None]] = {
    "assign": _assign,
    "give": _give,
    "review": _review,
    "publish": _publish,
}


def _page(consultation: Consultation, refusal: Refusal | None) -> str:
    show, reader = _show(), current_reader()
    return render_template(
        "responses/work.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        show=show,
        counts=work.counts_of_work(consultation.id, reader.id),
        page=work.answers_in_work(consultation.id, show, reader.id, request.args.get("after")),
        officials=work.officials_of(consultation.id),
        numbers=queries.numbers_in(consultation.id),
        me=reader.id,
        refusal=refusal,
    )


def _show() -> Work:
    try:
        return Work(request.values.get("show", Work.ALL))
    except ValueError:
        raise Missing from None


def _ticked() -> list[tuple[int, int]]:
    """Return the ticked answers with the versions that were on the screen."""
    found = _pairs(request.form.getlist("answer"))
    if not found:
        raise Invalid(gettext("Tick at least one answer."), field="answer")
    return found


def _pairs(values: list[str]) -> list[tuple[int, int]]:
    parts = [value.partition("v") for value in values[:1000]]
    pairs = [(a, b) for a, _, b in parts if (a + b).isascii() and a.isdigit() and b.isdigit()]
    return [(int(a), int(b)) for a, b in pairs if len(a) < 20 and len(b) < 10 and int(a) <= LARGEST]


def _official() -> int | None:
    chosen = request.form.get("official", "")
    if not chosen:
        return None
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        raise Invalid(gettext("Choose one of the officials."), field="official")
    return int(chosen)
