"""The pages of the history: all revisions, one of them, and what changed between two."""

from typing import Any

from flask import redirect, render_template, request, url_for

from consult.consultations.comparison import TEXT_LABELS, differences
from consult.consultations.diff import decode, paragraphs
from consult.consultations.history import (
    Chosen,
    history_of,
    steps_between,
    the_comparison,
    the_revision,
    wordings_to_compare,
)
from consult.consultations.models import Amendment
from consult.consultations.queries import text_of, the_amendment, wording_of
from consult.consultations.views.frame import blueprint
from consult.core.errors import Missing
from consult.permissions import Permission
from consult.responses.traces import traced_in
from consult.web.languages import current_language
from consult.web.permit import permit

HISTORY = "/consultations/<slug>/amendments/<number>/revisions"


@blueprint.get(HISTORY)
@permit(Permission.CONSULTATION_READ, on=the_amendment)
def revisions(amendment: Amendment) -> object:
    """List the revisions with date and reason; two of them may be chosen to be compared."""
    entries = history_of(amendment, current_language())
    if "from" in request.args:
        return _to_comparison(amendment)
    return _page("consultations/revisions.html", amendment, entries=entries)


def _to_comparison(amendment: Amendment) -> object:
    pair = [request.args.get(name, type=int) for name in ("from", "to")]
    if None in pair:
        raise Missing
    older, newer = sorted(number or 0 for number in pair)
    place: dict[str, Any] = {"slug": amendment.consultation.slug, "number": amendment.number}
    return redirect(url_for(".compare", older=older, newer=newer, **place), 303)


@blueprint.get(f"{HISTORY}/<int:revision>")
@permit(Permission.REVISION_READ, on=the_revision)
def revision(chosen: Chosen) -> object:
    """Show the wording of one revision for good, marked where it is not in force."""
    (one,) = chosen.revisions
    wording = wording_of(chosen.amendment, current_language(), one.number)
    return _page(
        "consultations/revision.html",
        chosen.amendment,
        revision=one,
        wording=wording,
        paragraphs=paragraphs(decode(wording.diff)),
        traced=traced_in(chosen.amendment.id, one.number),
    )


@blueprint.get(f"{HISTORY}/<int:older>..<int:newer>")
@permit(Permission.REVISION_READ, on=the_comparison)
def compare(chosen: Chosen) -> object:
    """Show what changed between two revisions: in the proposed wording and in the other texts."""
    old, new = wordings_to_compare(chosen, current_language())
    return _page(
        "consultations/compare.html",
        chosen.amendment,
        older=chosen.revisions[0],
        newer=chosen.revisions[1],
        wording=new,
        steps=[one for one in steps_between(chosen) if one.reason],
        changes=differences(old, new),
    )


def _page(template: str, amendment: Amendment, **values: object) -> str:
    place = amendment.consultation
    return render_template(
        template,
        amendment=amendment,
        consultation=place,
        text=text_of(place, current_language()),
        TEXT_LABELS=TEXT_LABELS,
        **values,
    )
