"""The pages of arguments that everybody reads, and those on which their answer is written."""

from types import SimpleNamespace
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from consult.consultations.models import Amendment
from consult.consultations.queries import the_amendment
from consult.core.errors import Invalid, Missing
from consult.core.words import gettext
from consult.permissions import Permission, allowed
from consult.responses import proposals, queries
from consult.responses.gathered import ArgumentCase, argument_by_id, members_of, the_argument
from consult.responses.rules import Origin
from consult.responses.traces import changes_after, revised
from consult.responses.tracing import trace, untrace
from consult.responses.views.frame import ARGUMENT, ARGUMENTS, blueprint
from consult.responses.views.writing import Desk, write
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.get(ARGUMENTS)
@permit(Permission.CONSULTATION_READ, on=the_amendment)
def arguments(amendment: Amendment) -> object:
    """List the arguments of an amendment; for its officials also what machines propose."""
    edits = allowed(current_reader(), Permission.ARGUMENT_EDIT, amendment)
    found = queries.arguments_of(amendment.id)
    return render_template(
        "responses/arguments.html",
        amendment=amendment,
        consultation=amendment.consultation,
        arguments=found if edits else [one for one in found if one.comments],
        edits=edits,
        proposals=proposals.proposals_for(amendment) if edits else (),
    )


@blueprint.get(ARGUMENT)
@permit(Permission.ARGUMENT_READ, on=the_argument)
def argument(case: ArgumentCase) -> object:
    """Show an argument, its answer, and the comments that were gathered under it.

    The address of one that was put into another leads there.
    """
    if case.argument.origin == Origin.MERGED:
        return redirect(_where_it_went(case), 301)
    return _argument_page(case, None)


def _argument_page(case: ArgumentCase, refusal: Invalid | None) -> str:
    reader = current_reader()
    whole = case.amendment.whole
    traces = not whole and allowed(reader, Permission.ARGUMENT_EDIT, case)
    return render_template(
        "responses/argument.html",
        refusal=refusal,
        page=members_of(case.argument.id, reader.id, request.args.get("after")),
        row=shown_by(case),
        case=case,
        changes=changes_after(case.argument.id),
        traces=traces,
        revisions=revised(case.amendment) if traces else (),
        **about(case),
    )


@blueprint.post(f"{ARGUMENT}/changes")
@permit(Permission.ARGUMENT_EDIT, on=the_argument)
def change_after(case: ArgumentCase) -> object:
    """Say which clause of which revision was changed after the argument, or take it back."""
    try:
        _trace(case)
    except Invalid as refusal:
        return _argument_page(case, refusal), refusal.status
    flash(gettext("Saved. It stands on the revision, here, and below every answered comment."))
    return redirect(url_for("responses.argument", _anchor="changed", **place_of(case)), 303)


def _trace(case: ArgumentCase) -> None:
    revision, _, clause = request.form.get("change", "").partition(":")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
        raise Invalid(gettext("Choose a published revision after the first."), field="change")
    if request.form.get("step") == "drop":
        untrace(case.argument, int(revision), clause)
    else:
        trace(case.argument, case.amendment, current_reader(), int(revision), clause)


def _where_it_went(case: ArgumentCase) -> str:
    target = argument_by_id(case.argument.origin_id or 0)
    if target is None:
        raise Missing
    return url_for("responses.argument", **{**place_of(case), "argument": target.number})


def place_of(case: ArgumentCase) -> dict[str, Any]:
    """Return what the addresses of an argument name."""
    number = case.amendment.number
    return {"slug": case.consultation.slug, "number": number, "argument": case.argument.number}


def about(case: ArgumentCase) -> dict[str, Any]:
    """Return what every page of an argument wants."""
    return {
        "argument": case.argument,
        "amendment": case.amendment,
        "consultation": case.consultation,
    }


def shown_by(case: ArgumentCase) -> SimpleNamespace:
    """Return an argument as the block of official answers wants it; it names its number."""
    answer = case.answer if case.published else None
    said = ("disposition", "reasons", "language", "revision")
    return SimpleNamespace(
        id=case.argument.number,
        edited_at=None,
        answer={name: getattr(answer, name) for name in said} if answer else None,
        answered_at=answer.published_at if answer else None,
        corrected_at=answer.corrected_at if answer else None,
    )


@blueprint.route(f"{ARGUMENT}/answer", methods=["GET", "POST"])
@permit(Permission.ARGUMENT_ANSWER, on=the_argument)
def answer_argument(case: ArgumentCase) -> object:
    """Write the one answer to all comments of an argument."""
    if case.argument.origin == Origin.MERGED:
        return redirect(_where_it_went(case), 303)
    place = place_of(case)
    return write(
        Desk(
            case,
            to=url_for("responses.answer_argument", **place),
            home=url_for("responses.argument", **place),
            told=gettext("The answer is published, and all authors are told."),
            row=shown_by(case),
            values={**about(case), "page": members_of(case.argument.id, current_reader().id)},
        )
    )


@blueprint.get(f"{ARGUMENT}/answer/history")
@permit(Permission.ARGUMENT_READ, on=the_argument)
def argument_history(case: ArgumentCase) -> object:
    """Show what the corrected answer to an argument said before."""
    edits = queries.edits_of(case.answer.id) if case.answer else ()
    if not case.published or not edits:
        raise Missing
    return render_template("responses/history.html", stored=case.answer, edits=edits, **about(case))
