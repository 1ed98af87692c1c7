"""The rows behind a figure of the summary: comments and replies by what is counted of them."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import case, func, select

from consult.analysis.campaigns import PEOPLE_OF_A_CAMPAIGN, Kind
from consult.comments.models import Comment
from consult.comments.rules import Channel, Stance, State
from consult.config import LANGUAGES
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.core.errors import Missing
from consult.core.paging import Page, read_place, write_place
from consult.responses.rules import Disposition
from consult.summaries.figures import REPLY
from consult.summaries.scope import Scope

PER_PAGE = 50
YES, NO = "1", "0"
ROOT = "comment"
"""The kind of whatever is no reply."""
ALLOWED: dict[str, set[str]] = {
    "kind": {*Stance, REPLY, ROOT},
    "state": set(State),
    "language": set(LANGUAGES),
    "channel": set(Channel),
    "disposition": set(Disposition),
    "answered": {YES, NO},
    "suggestion": {YES, NO},
    "question": {YES},
    "reported": {YES},
    "copies": set(Kind),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the rows have in common; an empty field asks for nothing."""

    amendment: str = ""
    kind: str = ""
    state: str = ""
    language: str = ""
    channel: str = ""
    disposition: str = ""
    answered: str = ""
    suggestion: str = ""
    question: str = ""
    reported: str = ""
    copies: str = ""

    def checked(self) -> "Wanted":
        """Return itself; raise Missing for a word that nothing is counted by."""
        for name, allowed in ALLOWED.items():
            if getattr(self, name) and getattr(self, name) not in allowed:
                raise Missing
        if "\0" in self.amendment:
            raise Missing
        return self

    @property
    def address(self) -> dict[str, str]:
        """Return the fields that ask for something, as an address names them."""
        named = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in named.items() if value}


def rows_behind(consultation_id: int, wanted: Wanted, after: str | None) -> Page[Any]:
    """Return a page of comments, the latest first; of what is not published no text is read."""
    place = read_place(after, 1)
    names = "id parent_id stance state ground language channel suggestion question agrees disagrees"
    query = (
        select(*(getattr(Comment, name) for name in names.split()), Comment.created_at)
        .add_columns(Amendment.number, _text)
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .where(Comment.consultation_id == consultation_id, *_conditions(wanted, consultation_id))
    )
    if place:
        query = query.where(Comment.id < place[0])
    found = db.session.execute(query.order_by(Comment.id.desc()).limit(PER_PAGE + 1)).all()
    rest = write_place(found[PER_PAGE - 1].id) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], rest)


_text = case((Comment.state == State.PUBLISHED, Comment.body), else_="").label("text")


_KINDS = {REPLY: Comment.parent_id.is_not(None), ROOT: Comment.parent_id.is_(None)}


def _conditions(wanted: Wanted, consultation_id: int) -> list[Any]:
    kind = wanted.kind
    found: list[Any] = [
        getattr(Comment, name) == getattr(wanted, name)
        for name in ("state", "language", "channel")
        if getattr(wanted, name)
    ]
    if wanted.amendment:
        found.append(Amendment.number == wanted.amendment)
    if kind:
        found.append(_KINDS.get(kind, Comment.stance == kind))
    if wanted.disposition:
        found.append(Comment.answer["disposition"].as_string() == wanted.disposition)
    for asked, column in (
        (wanted.answered, Comment.answered_at),
        (wanted.suggestion, Comment.suggestion),
    ):
        if asked:
            found.append(column.is_not(None) if asked == YES else column.is_(None))
    if wanted.question:
        found.append(Comment.question)
    if wanted.reported:
        found.append(Comment.open_reports > 0)
    if wanted.copies:
        large = Comment.campaign_id.in_(_campaigns(Scope(consultation_id).standing))
        found += [Comment.campaign_id.is_not(None), Comment.state != State.WITHDRAWN]
        found.append(large if wanted.copies == Kind.CAMPAIGN else ~large)
    return found


def _campaigns(standing: list[Any]) -> Any:
    """Select the groups of near-copies that are campaigns, not floods, by all who sent them."""
    groups = select(Comment.campaign_id).where(*standing, Comment.campaign_id.is_not(None))
    people = func.count(Comment.author_id.distinct())
    return groups.group_by(Comment.campaign_id).having(people >= PEOPLE_OF_A_CAMPAIGN)
