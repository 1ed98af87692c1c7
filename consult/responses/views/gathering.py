"""The pages on which officials gather comments under a heading, and change what is gathered."""

from flask import flash, redirect, render_template, request, url_for

from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_amendment, the_consultation
from consult.core.db import LARGEST_ID
from consult.core.errors import Conflict, Invalid, Missing, Refusal
from consult.core.words import gettext, ngettext
from consult.permissions import Permission
from consult.responses import arguments, proposals, queries
from consult.responses.forms import HeadingForm, RenameForm
from consult.responses.gathered import ArgumentCase, members_of, the_argument
from consult.responses.models import Argument
from consult.responses.proposals import MOST_AT_ONCE, MOST_SHOWN, Source
from consult.responses.rules import Origin
from consult.responses.views.arguing import about, place_of
from consult.responses.views.frame import ARGUMENT, ARGUMENTS, blueprint
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

SOURCES = {Origin.CAMPAIGN, Origin.THEME}


@blueprint.get("/consultations/<slug>/arguments/gather")
@permit(Permission.ARGUMENT_EDIT, on=the_consultation)
def collect(consultation: Consultation) -> object:
    """Go with the comments that were ticked in a list to the page of their amendment."""
    ticked = _numbers("comment")
    found = proposals.place_of_first(consultation.id, ticked)
    if found is None:
        flash(gettext("Tick the comments that say the same."), "warn")
        return redirect(url_for("responses.desk", slug=consultation.slug), 303)
    number, here = found
    if len(here) < len(ticked):
        message = gettext(
            "Only comments on amendment %(number)s are listed: an argument has one amendment.",
            number=number,
        )
        flash(message, "warn")
    there = url_for("responses.gather", slug=consultation.slug, number=number, comment=here)
    return redirect(there, 303)


@blueprint.route(f"{ARGUMENTS}/gather", methods=["GET", "POST"])
@permit(Permission.ARGUMENT_EDIT, on=the_amendment)
def gather(amendment: Amendment) -> object:
    """Look at comments that say the same, tick them, and put them under one heading."""
    source, form = _source(amendment), HeadingForm()
    if not form.is_submitted():
        form.title.data, form.language.data = proposals.heading_of(source, amendment) or (
            "",
            current_language(),
        )
        return _gather_page(amendment, source, form, None)
    try:
        made = _gathered(amendment, source, form)
    except Refusal as refusal:
        return _gather_page(amendment, source, form, refusal), refusal.status
    if made is None:
        return _gather_page(amendment, source, form, None), 422
    slug, number = amendment.consultation.slug, amendment.number
    there = url_for("responses.argument", slug=slug, number=number, argument=made.number)
    return redirect(there, 303)


def _gather_page(
    amendment: Amendment, source: Source, form: HeadingForm, refusal: Refusal | None
) -> str:
    return render_template(
        "responses/gather.html",
        amendment=amendment,
        consultation=amendment.consultation,
        source=source,
        candidates=proposals.candidates(amendment.id, source),
        ticked=set(_numbers("comment")) if form.is_submitted() else None,
        arguments=queries.arguments_of(amendment.id),
        form=form,
        refusal=refusal,
    )


def _gathered(amendment: Amendment, source: Source, form: HeadingForm) -> Argument | None:
    """Put what is ticked under the chosen argument or a new one; None where the form is wrong."""
    chosen, reader = _chosen(amendment, source), current_reader()
    if request.form.get("target"):
        made = _target(amendment)
        joined = len(arguments.add(made, reader, chosen, made.version))
    elif form.validate_on_submit():
        made = arguments.gather(
            amendment,
            reader,
            str(form.title.data),
            str(form.language.data),
            chosen,
            origin=source.origin,
            origin_id=source.key,
        )
        joined = made.comments
    else:
        return None
    _say(made, joined, len(chosen) - joined)
    return made


def _say(argument: Argument, joined: int, left_out: int) -> None:
    message = ngettext(
        "%(num)d comment joined argument %(number)s.",
        "%(num)d comments joined argument %(number)s.",
        joined,
        number=argument.number,
    )
    flash(message, "done")
    if left_out:
        message = ngettext(
            "One was left out: it was answered, gathered or hidden meanwhile.",
            "%(num)d were left out: they were answered, gathered or hidden meanwhile.",
            left_out,
        )
        flash(message, "warn")


def _chosen(amendment: Amendment, source: Source) -> list[int]:
    """Return the ticked comments, and the others of the proposal where that box is ticked."""
    chosen = _numbers("comment")
    if request.form.get("rest") and source.origin in SOURCES:
        last = max([*_numbers("last"), 0])
        chosen += proposals.rest_of(amendment.id, source, last, _numbers("shown"))
    if not chosen:
        raise Invalid(gettext("Tick the comments that say the same."))
    return list(dict.fromkeys(chosen))[:MOST_AT_ONCE]


def _source(amendment: Amendment) -> Source:
    """Return what the address or the form names: a campaign, a theme, or ticked comments."""
    origin, _, key = request.values.get("from", "").partition("-")
    if origin in SOURCES and key.isascii() and key.isdigit() and int(key) <= LARGEST_ID:
        source = Source(Origin(origin), int(key))
        if proposals.exists(source, amendment.consultation_id):
            return source
        raise Missing
    return Source(Origin.STAFF, None, tuple(_numbers("shown") + _numbers("comment"))[:MOST_SHOWN])


def _numbers(name: str) -> list[int]:
    values = request.values.getlist(name)[:1000]
    found = [int(one) for one in values if one.isascii() and one.isdigit() and len(one) < 20]
    return [one for one in dict.fromkeys(found) if one <= LARGEST_ID]


def _target(amendment: Amendment) -> Argument:
    number = (_numbers("target") or [0])[0]
    try:
        return the_argument(amendment.consultation.slug, amendment.number, number).argument
    except Missing:
        message = gettext("Choose another argument of the same amendment.")
        raise Invalid(message, field="target") from None


@blueprint.route(f"{ARGUMENT}/edit", methods=["GET", "POST"])
@permit(Permission.ARGUMENT_EDIT, on=the_argument)
def edit_argument(case: ArgumentCase) -> object:
    """Rename an argument, take comments out, move them to another one, or merge it."""
    if case.argument.origin == Origin.MERGED:
        raise Conflict(gettext("That argument was put into another one meanwhile."))
    renames = request.form.get("step") == "rename"
    form = RenameForm(obj=case.argument) if renames else RenameForm(None, obj=case.argument)
    refusal = None
    if form.is_submitted():
        try:
            done = _changed(case, form)
        except Refusal as caught:
            refusal = caught
        else:
            if done is not None:
                return redirect(done, 303)
    page = render_template(
        "responses/edit_argument.html",
        form=form,
        refusal=refusal,
        case=case,
        page=members_of(case.argument.id, None, request.args.get("after"), staff=True),
        others=[
            one for one in queries.arguments_of(case.amendment.id) if one.id != case.subject.id
        ],
        **about(case),
    )
    return page, (refusal.status if refusal else 422) if form.is_submitted() else 200


def _changed(case: ArgumentCase, form: RenameForm) -> str | None:
    """Do what the pressed button says; return where to go on, None where the form is wrong."""
    step, reader, argument = request.form.get("step", ""), current_reader(), case.argument
    version, ticked = (_numbers("version") or [0])[0], _numbers("comment")
    here = url_for("responses.edit_argument", **place_of(case))
    if step == "rename":
        heading = str(form.title.data), str(form.language.data)
        if not form.validate() or not form.tried(
            lambda: arguments.rename(argument, reader, *heading, version)
        ):
            return None
        flash(gettext("The heading is changed."), "done")
        return here
    if step == "merge":
        target = _target(case.amendment)
        arguments.merge(argument, reader, target, version)
        flash(gettext("The argument is put into argument %(n)s.", n=target.number), "done")
        there = {**place_of(case), "argument": target.number}
        return url_for("responses.argument", **there)
    if step not in {"remove", "move"} or not ticked:
        raise Invalid(gettext("Tick the comments that say something else."))
    if step == "remove":
        left = arguments.remove(argument, reader, ticked, version)
    else:
        left = arguments.move(argument, reader, ticked, version, _target(case.amendment))
    flash(ngettext("One comment left.", "%(num)d comments left.", len(left)), "done")
    return here
