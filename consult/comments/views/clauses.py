"""The addresses of a clause: what is said of it, a comment on it or its words, a suggestion."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from consult.comments import actions, suggestions
from consult.comments.forms import ClauseCommentForm, SuggestionForm
from consult.comments.passages import (
    About,
    Side,
    anchor_of,
    passage,
    side_of,
    suggested_runs,
)
from consult.comments.previewing import Preview
from consult.comments.queries import counts_of
from consult.comments.similar import Alike
from consult.comments.views.frame import blueprint
from consult.comments.views.previews import looked_at, preview_page
from consult.comments.views.sending import asks, refused, text_of, told
from consult.comments.words import SUGGESTION_LABELS, clause_name
from consult.comments.writing import Written
from consult.consultations.clauses import Clause, by_paragraph, clause_of, clauses_of
from consult.consultations.diff import changed_words
from consult.consultations.models import Amendment, Consultation, Wording
from consult.consultations.queries import the_amendment, wording_of
from consult.core.errors import Conflict, Missing
from consult.core.words import lazy
from consult.permissions import Permission
from consult.web import shared
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

AMENDMENT = "/consultations/<slug>/amendments/<number>"
CLAUSE = f"{AMENDMENT}/clauses/<key>"


shared.give(
    blueprint,
    SUGGESTION_LABELS=SUGGESTION_LABELS,
    anchor_of=anchor_of,
    by_paragraph=by_paragraph,
    changed_words=changed_words,
    clause_name=clause_name,
    clauses_of=clauses_of,
    suggested_runs=suggested_runs,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A clause with the wording it stands in, as the reader reads it."""

    amendment: Amendment
    wording: Wording
    clause: Clause

    @property
    def consultation(self) -> Consultation:
        """Return the consultation, for the permission table."""
        return self.amendment.consultation


def the_clause(slug: str, number: str, key: str) -> Place:
    """Load a clause of the wording in force, in the reader's language, or raise Missing."""
    amendment = the_amendment(slug, number)
    wording = wording_of(amendment, current_language())
    clause = clause_of(wording.current, wording.proposed, key)
    if clause is None:
        raise Missing
    return Place(amendment, wording, clause)


@blueprint.get(CLAUSE)
@permit(Permission.CONSULTATION_READ, on=the_clause)
def clause(place: Place) -> object:
    """Show a clause, what is said of it, and where to say something or suggest other wording."""
    given = {name: request.args.get(name, "") for name in ("start", "end")}
    return clause_page(place, ClauseCommentForm(data=given | {"revision": place.wording.revision}))


@blueprint.post(CLAUSE)
@permit(Permission.COMMENT_WRITE, on=the_clause)
def write_on_clause(place: Place) -> object:
    """Take a comment on a clause or on words of it; a preview comes before, where it is wished."""
    form, written, looks = ClauseCommentForm(), list[Written](), list[Preview]()

    def send() -> None:
        text = text_of(form) | {"about": _words(place, form), "question": asks(form)}
        if look := looked_at(place.amendment, form):
            looks.append(look)
        else:
            written.append(actions.write_comment(place.amendment, current_reader(), **text))

    if status := refused(form, send):
        return clause_page(place, form), status
    if looks:
        return preview_page(place.amendment, form, looks[0], clause=place.clause)
    return told(written[0], place.amendment)


def _words(place: Place, form: ClauseCommentForm) -> About:
    same_revision(place, form)
    return passage(place.wording, place.clause, *(form.span() or ()))


def same_revision(place: Place, form: Any) -> None:
    """Refuse words on a wording that was revised since the reader opened the page."""
    seen, form.revision.data = form.revision.data, str(place.wording.revision)
    if seen and seen != form.revision.data:
        message = lazy("The wording was revised meanwhile. Read it again, then send this again.")
        raise Conflict(message, field="body")


def clause_page(
    place: Place,
    form: ClauseCommentForm | None = None,
    *,
    suggestion: SuggestionForm | None = None,
    preview: About | None = None,
    alike: Alike | None = None,
) -> str:
    """Return the page of a clause, with what was typed into one of its forms."""
    reader, seen = current_reader(), {"revision": place.wording.revision}
    comment = form or ClauseCommentForm(formdata=None, data=seen)
    other = suggestion or SuggestionForm(
        formdata=None, data=seen | {"suggested": place.clause.text.strip()}
    )
    span = comment.span()
    where = {"amendment": place.amendment, "consultation": place.consultation}
    return render_template(
        "comments/clause.html",
        **where,
        wording=place.wording,
        clause=place.clause,
        repealed=side_of(place.wording) == Side.CURRENT,
        form=comment,
        suggestion=other,
        opened=suggestion is not None,
        preview=preview,
        alike=alike,
        chosen=place.clause.text[slice(*span)] if span else "",
        mine=reader.id and _mine(place, reader.id),
        page=suggestions.on_clause(
            place.amendment.id, place.clause.key, request.args.get("after"), reader.id
        ),
        counts=counts_of(place.amendment.id),
    )


def _mine(place: Place, reader_id: int) -> str | None:
    """Return the address at which the reader's own suggestion on the clause is changed."""
    number = suggestions.own_suggestion(place.amendment.id, reader_id, place.clause.key)
    where: dict[str, Any] = {"slug": place.consultation.slug, "number": place.amendment.number}
    return url_for("comments.edit", **where, comment=number) if number else None
