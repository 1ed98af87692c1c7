"""The addresses of suggestions: make one, see what it changes, change it, read them all."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from consult.comments import actions, suggestions
from consult.comments.forms import EditSuggestionForm, SuggestionForm
from consult.comments.models import Comment
from consult.comments.passages import About, passage, suggested_for
from consult.comments.previewing import count_diff
from consult.comments.queries import counts_of
from consult.comments.similar import Alike
from consult.comments.similar_suggestions import suggested_alike
from consult.comments.suggestions import said_of
from consult.comments.views.clauses import (
    AMENDMENT,
    CLAUSE,
    Place,
    clause_page,
    same_revision,
    the_clause,
)
from consult.comments.views.frame import blueprint
from consult.comments.views.previews import SEND
from consult.comments.views.sending import refused, text_of, told
from consult.comments.writing import Written
from consult.consultations.clauses import clauses_of
from consult.consultations.models import Amendment
from consult.consultations.queries import the_amendment, wording_of
from consult.core.errors import Conflict
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.post(f"{CLAUSE}/suggestion")
@permit(Permission.COMMENT_WRITE, on=the_clause)
def suggest(place: Place) -> object:
    """Take a suggestion; shown first are what it changes, and who suggested nearly the same."""
    form, written, others = SuggestionForm(), list[Written](), list[tuple[About, Alike]]()

    def send() -> None:
        about = _suggested(place, form)
        if near := _asked_first(place, form, about):
            others.append((about, near))
            return
        text = text_of(form) | {"about": about}
        written.append(actions.write_comment(place.amendment, current_reader(), **text))

    if "preview" in request.form:
        return _preview(place, form)
    if status := refused(form, send):
        return clause_page(place, suggestion=form), status
    if others:
        about, near = others[0]
        return clause_page(place, suggestion=form, preview=about, alike=near)
    return told(written[0], place.amendment)


def _asked_first(place: Place, form: SuggestionForm, about: About) -> Alike | None:
    """Return who suggested nearly this, unless the author has seen them and sends all the same."""
    if request.form.get("step", SEND) != SEND:
        return None
    said = {"body": form.body.data or "", "stance": form.stance.data}
    near = suggested_alike(place.amendment.id, current_reader().id, about, **said)
    return near if near.people else None


def _preview(place: Place, form: SuggestionForm) -> object:
    about, status = _looked_at(form, lambda: _suggested(place, form))
    if "live" in request.form:
        return _live(place.amendment, form, about), status
    return clause_page(place, suggestion=form, preview=about), status


def _looked_at(form: Any, wording: Callable[[], About]) -> tuple[About | None, int]:
    """Return what a suggestion would store, or None and why not beside the field."""
    about: list[About] = []

    def look() -> None:
        count_diff(current_reader())
        about.append(wording())

    status = form.only_wording(look)
    return about[0] if about else None, status or 200


def _live(amendment: Amendment, form: Any, about: About | None) -> str:
    """Show only what changes, for a suggestion that is still being written."""
    fault = next((errors[0] for errors in form.errors.values()), "")
    place = {"amendment": amendment, "consultation": amendment.consultation}
    return render_template("comments/own_live.html", **place, preview=about, fault=fault)


def _suggested(place: Place, form: SuggestionForm) -> About:
    same_revision(place, form)
    about = passage(place.wording, place.clause)
    return suggested_for(about, form.suggestion.data or "", form.suggested.data or "")


def edit_suggestion(comment: Comment) -> tuple[str, int] | Response:
    """Change one's own suggestion, or show first what it changes."""
    form, shown = EditSuggestionForm(obj=comment), None
    if not form.is_submitted() and not comment.suggested:
        form.suggested.data = (comment.quote or {})["exact"].strip()

    def other() -> About:
        return suggested_for(
            said_of(comment), form.suggestion.data or "", form.suggested.data or ""
        )

    def send() -> None:
        seen = int(form.version.data) if (form.version.data or "").isdecimal() else 0
        text: dict[str, Any] = text_of(form) | {"other": other(), "version": seen}
        actions.edit_comment(comment, current_reader(), **text)

    if "preview" in request.form:
        shown, status = _looked_at(form, other)
        if "live" in request.form:
            return _live(comment.amendment, form, shown), status
    else:
        status = refused(form, send)
    if not status:
        return told(comment, comment.amendment)
    if status == Conflict.status:
        form.version.data = comment.version
    place = {"amendment": comment.amendment, "consultation": comment.consultation}
    page = render_template(
        "comments/own_wording.html", **place, comment=comment, form=form, preview=shown
    )
    return page, status


@blueprint.get(f"{AMENDMENT}/suggestions")
@permit(Permission.CONSULTATION_READ, on=the_amendment)
def suggested(amendment: Amendment) -> object:
    """Show the suggested wordings by clause, the most agreed first."""
    wording = wording_of(amendment, current_language())
    keys = [one.key for one in clauses_of(wording.current, wording.proposed)]
    return render_template(
        "comments/suggestions.html",
        amendment=amendment,
        consultation=amendment.consultation,
        wording=wording,
        page=suggestions.suggested_in(
            amendment.id, keys, request.args.get("after"), current_reader().id
        ),
        counts=counts_of(amendment.id),
        clauses=len(keys),
    )
