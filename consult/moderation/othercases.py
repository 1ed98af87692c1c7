"""The cases that are no comments: campaigns, appeals, suspensions and second looks that wait."""

from typing import Any

from sqlalchemy import literal, select, text, tuple_

from consult.accounts.rules import Reader
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.core.db import Id, UtcDateTime, db
from consult.core.paging import Page, read_place, write_place
from consult.moderation import leases
from consult.moderation.appeal_cases import open_to
from consult.moderation.filters import Filters
from consult.moderation.models import Appeal, Campaign, Decision, Sanction, SecondLook
from consult.moderation.rules import PER_PAGE, Show
from consult.moderation.waiting import EPOCH, MICROSECOND, moderated_here, moment

_PROPOSED: Any = text("sanctions.state = 'proposed'")
"""Word for word as in the partial index; SQLite uses it for nothing else."""
LEASED_AS = {
    Show.CAMPAIGN: leases.CAMPAIGN,
    Show.APPEAL: leases.APPEAL,
    Show.SUSPENSION: leases.SANCTION,
    Show.SECOND_LOOK: leases.SECOND_LOOK,
}


def waiting(show: Show, reader: Reader, asked: Filters) -> Any:
    """Return the statement that finds the cases of a kind: number, since, and the comment."""
    return _FOUND[show](reader, asked.place)


def counted(reader: Reader, asked: Filters) -> dict[Show, Any]:
    """Return the statements of all the other kinds, to be counted."""
    here = Filters(place=asked.place)
    return {show: waiting(show, reader, here) for show in LEASED_AS}


def other_cases(reader: Reader, asked: Filters, after: str | None) -> Page[Any]:
    """Return a page of the cases of one kind, the oldest first."""
    query = _begun_after(waiting(asked.show, reader, asked), after)
    found = db.session.execute(query.limit(PER_PAGE + 1)).all()
    more = _place(found[PER_PAGE - 1]) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], more)


def next_other(
    reader: Reader, asked: Filters, past: tuple[Show, int] | None = None
) -> tuple[Show, int] | None:
    """Return kind and number of the first case that is no comment and that nobody else has open.

    With `past` the first one after that case; the kinds stand in their order.
    """
    everything = asked.show == Show.ALL and not asked.narrowed
    kinds = [show for show in LEASED_AS if everything or show == asked.show]
    if past:
        kinds = kinds[kinds.index(past[0]) :] if past[0] in kinds else []
    for show in kinds:
        after = past[1] if past and show == past[0] else None
        if number := _first(show, reader, asked, after):
            return show, number
    return None


def _first(show: Show, reader: Reader, asked: Filters, past: int | None) -> int | None:
    query = waiting(show, reader, asked)
    number = query.selected_columns[0]
    passed = db.session.execute(query.where(number == past)).first() if past else None
    free = query.where(leases.free_for(LEASED_AS[show], number, reader))
    return db.session.scalar(_begun_after(free, _place(passed) if passed else None).limit(1))


def _begun_after(query: Any, after: str | None) -> Any:
    number, since = query.selected_columns[0], query.selected_columns[1]
    if start := read_place(after, 2):
        begin = tuple_(literal(moment(start[0]), UtcDateTime), literal(start[1], Id))
        query = query.where(tuple_(since, number) > begin)
    return query.order_by(since, number)


def _place(row: Any) -> str:
    return write_place((row.since - EPOCH) // MICROSECOND, row.number)


def _campaigns(reader: Reader, place: int | None) -> Any:
    return select(
        Campaign.id.label("number"),
        Campaign.waiting_since.label("since"),
        Campaign.first_comment_id.label("comment"),
        Campaign.people.label("people"),
    ).where(
        Campaign.waiting_since.is_not(None),
        *moderated_here(Campaign.consultation_id, reader, place),
    )


def _appeals(reader: Reader, place: int | None) -> Any:
    return (
        select(
            Appeal.id.label("number"),
            Appeal.due_at.label("since"),
            Appeal.comment_id.label("comment"),
        )
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(Comment, Comment.id == Appeal.comment_id)
        .where(
            *open_to(reader),
            *moderated_here(Appeal.consultation_id, reader, place),
        )
    )


def _suspensions(reader: Reader, place: int | None) -> Any:
    return select(
        Sanction.id.label("number"),
        Sanction.proposed_at.label("since"),
        Sanction.comment_id.label("comment"),
    ).where(
        _PROPOSED,
        Sanction.account_id != reader.id,
        Sanction.proposed_by != reader.id,
        *moderated_here(Sanction.consultation_id, reader, place),
    )


def _second_looks(reader: Reader, place: int | None) -> Any:
    return (
        select(
            SecondLook.decision_id.label("number"),
            Decision.at.label("since"),
            Decision.comment_id.label("comment"),
        )
        .join(Decision, Decision.id == SecondLook.decision_id)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(
            SecondLook.at.is_(None),
            Decision.undone_at.is_(None),
            Decision.moderator_id != reader.id,
            Comment.author_id != reader.id,
            Comment.state != State.WITHDRAWN,
            *moderated_here(SecondLook.consultation_id, reader, place),
        )
    )


_FOUND = {
    Show.CAMPAIGN: _campaigns,
    Show.APPEAL: _appeals,
    Show.SUSPENSION: _suspensions,
    Show.SECOND_LOOK: _second_looks,
}
