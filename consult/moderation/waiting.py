"""Every read of what waits on the desk: lists, the next case, how many wait and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    cast,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy import String as Words
from sqlalchemy.orm import joinedload

from consult.accounts.rules import Reader
from consult.comments.models import Comment
from consult.comments.repeats import CAMPAIGN, FLOODING
from consult.comments.rules import State
from consult.comments.screen import CARD, EMAIL, IIN, LINK, PHONE, WORD
from consult.core import clock
from consult.core.db import Id, UtcDateTime, db
from consult.core.errors import Missing
from consult.core.paging import Page, read_place, write_place
from consult.moderation import leases
from consult.moderation.filters import Filters
from consult.moderation.models import Decision, Report
from consult.moderation.pace import DAY, HOUR, Pace, pace_of
from consult.moderation.rules import (
    MOST_COUNTED,
    PER_PAGE,
    Ground,
    Order,
    Show,
    moderated_by,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_WAITING: Any = text("comments.waiting_since IS NOT NULL")
_REPORTED: Any = text("comments.open_reports > 0")
"""Word for word as in the partial indexes; SQLite uses them for nothing else."""
_reports_last: Any = -Comment.open_reports
"""As in the indexes of what is reported most: they are read in one direction."""
HELD_ON = {
    Ground.PERSONAL_DATA: (EMAIL, PHONE, CARD, IIN),
    Ground.SPAM: (LINK,),
    Ground.INSULT: (WORD,),
    Ground.REPEATED: (FLOODING, CAMPAIGN),
}
"""The reasons of screening that belong to a ground, as comments have them."""
LOOKED_AT = 25
"""Of so many next comments one is opened; who answered them officially passes them over."""


def waiting_comments(reader: Reader, asked: Filters, after: str | None) -> Page[Comment]:
    """Return the comments that wait for this moderator, in the order asked for."""
    query = _first(_waiting(reader, asked), asked, after, PER_PAGE + 1)
    context = [
        joinedload(Comment.amendment),
        joinedload(Comment.consultation),
        joinedload(Comment.author),
    ]
    found = db.session.scalars(query.options(*context)).unique().all()
    more = place_of(found[PER_PAGE - 1], asked) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], more)


def next_comment(reader: Reader, asked: Filters, after: str | None = None) -> int | None:
    """Return the number of the next comment to decide on that nobody else has open.

    Comments that this moderator answered officially are somebody else's to decide.
    """
    columns = (Comment.id, Comment.answered_by)
    free = leases.free_for(leases.COMMENT, Comment.id, reader)
    query = _first(_waiting(reader, asked).where(free), asked, after, LOOKED_AT)
    found = db.session.execute(query.with_only_columns(*columns))
    return next((row.id for row in found if reader.id not in (row.answered_by or ())), None)


def _waiting(reader: Reader, asked: Filters) -> Select[Any]:
    return select(Comment).where(_WAITING, *_visible(reader, asked), *_kind(asked.show))


def _visible(reader: Reader, asked: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions: what the reader moderates and asked for, never their own texts."""
    conditions: list[ColumnElement[bool]] = [
        Comment.author_id != reader.id,
        or_(Comment.reserved_for.is_(None), Comment.reserved_for == reader.id),
        *moderated_here(Comment.consultation_id, reader, asked.place),
    ]
    if asked.language:
        conditions.append(Comment.language == asked.language)
    if asked.channel:
        conditions.append(Comment.channel == asked.channel)
    if asked.older:
        conditions.append(Comment.waiting_since < clock.now() - timedelta(hours=asked.older))
    return [*conditions, *_on_ground(asked.ground)]


def moderated_here(place: Any, reader: Reader, chosen: int | None) -> list[ColumnElement[bool]]:
    """Return the conditions that somebody moderates a place, and that it is the chosen one."""
    moderated = moderated_by(reader)
    here = [] if moderated is None else [place.in_(sorted(moderated))]
    return here + ([place == chosen] if chosen is not None else [])


def _on_ground(ground: Ground | None) -> list[ColumnElement[bool]]:
    if ground is None:
        return []
    reported = select(Report.comment_id).where(
        Report.comment_id == Comment.id, Report.ground == ground, Report.decision_id.is_(None)
    )
    screened = HELD_ON.get(ground)
    if screened is None:
        return [reported.exists()]
    written = cast(Comment.held_for, Words)
    held = or_(*(written.contains(f'"{reason}"', autoescape=True) for reason in screened))
    return [or_(reported.exists(), (Comment.state == State.HELD) & held)]


def _kind(show: Show) -> list[ColumnElement[bool]]:
    if show == Show.HELD:
        return [Comment.state == State.HELD]
    return [_REPORTED] if show == Show.REPORTED else []


def _first(query: Select[Any], asked: Filters, after: str | None, most: int) -> Select[Any]:
    """Return the first after a place: most reported first or not, then the longest waiting.

    What is reported as often, and what is reported less, are read each from their part of the
    index: asked for as one, all that waits would be read.
    """
    order = [Comment.waiting_since, Comment.id]
    if asked.order == Order.REPORTED:
        order = [_reports_last, *order]
        query = query.where(_reports_last < 0) if asked.show == Show.REPORTED else query
    steps = _past(asked, after)
    if len(steps) == 1:
        return query.where(*steps[0]).order_by(*order).limit(most)
    numbers = query.with_only_columns(Comment.id).order_by(*order).limit(most)
    parts = [select(numbers.where(*step).subquery()) for step in steps]
    both = select(union_all(*parts).subquery())
    return select(Comment).where(Comment.id.in_(both)).order_by(*order).limit(most)


def _past(asked: Filters, after: str | None) -> list[list[ColumnElement[bool]]]:
    """Return the conditions of the parts that stand after a place, in their order."""
    start = read_place(after, 3)
    if not start:
        return [[]]
    since = literal(moment(start[1]), UtcDateTime)
    later = tuple_(Comment.waiting_since, Comment.id) > tuple_(since, literal(start[2], Id))
    if asked.order != Order.REPORTED:
        return [[later]]
    same, fewer = _reports_last == -start[0], _reports_last > -start[0]
    return [[same, later], [fewer]]


def moment(microseconds: int) -> datetime:
    """Return the moment of a place in the queue; Missing for one that no queue has."""
    try:
        return EPOCH + microseconds * MICROSECOND
    except OverflowError:
        raise Missing from None


def place_of(comment: Comment, asked: Filters) -> str:
    """Return where a comment stands in the queue, fit for an address."""
    reports = comment.open_reports if asked.order == Order.REPORTED else 0
    since = comment.waiting_since or EPOCH
    return write_place(reports, (since - EPOCH) // MICROSECOND, comment.id)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many cases wait, by kind, and since when the oldest does; counted up to a limit."""

    counts: dict[Show, int]
    oldest: datetime | None
    came: dict[timedelta, int]
    judged_twice: int
    judged_alike: int

    @property
    def waiting(self) -> int:
        """Return how many cases wait in all."""
        return sum(self.counts[one] for one in self.counts if one not in (Show.HELD, Show.REPORTED))


def backlog(
    reader: Reader, asked: Filters, others: dict[Show, Any], agreement: Sequence[Any]
) -> Backlog:
    """Return how many cases wait for this moderator: comments by kind, and the other kinds.

    Counting stops one past MOST_COUNTED: an avalanche must not make every page of the queue slow.
    `others` are statements that find the cases of the other kinds, `agreement` two columns.
    """
    here = _visible(reader, Filters(place=asked.place))
    now, shows = clock.now(), (Show.ALL, Show.HELD, Show.REPORTED)
    counted = [_up_to_most(select(Comment.id).where(_WAITING, *here, *_kind(s))) for s in shows]
    counted += [_up_to_most(query) for query in others.values()]
    for span in (HOUR, DAY):
        new = Comment.waiting_since > now - span
        counted.append(_up_to_most(select(Comment.id).where(_WAITING, *here, new)))
    first = select(Comment.waiting_since).where(_WAITING, *here)
    oldest = first.order_by(Comment.waiting_since, Comment.id).limit(1).scalar_subquery()
    row = db.session.execute(select(*counted, oldest, *agreement)).one()
    *numbers, hour, day, since, judged, alike = row
    counts = dict(zip([*shows, *others], numbers, strict=True))
    return Backlog(counts, since, {HOUR: hour, DAY: day}, judged, alike)


def _up_to_most(query: Select[Any]) -> Any:
    some = query.limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def pace(reader: Reader, asked: Filters, found: Backlog) -> Pace:
    """Return when the queue will be empty at the rate of the latest decisions, whoever took them.

    Restoring is left out: it answers to no case.
    """
    query = (
        select(Decision.at, Decision.waited)
        .where(
            Decision.action != "restore",
            Decision.at > clock.now() - DAY,
            *moderated_here(Decision.consultation_id, reader, asked.place),
        )
        .order_by(Decision.at.desc())
        .limit(MOST_COUNTED)
    )
    decided = [(row.at, row.waited) for row in db.session.execute(query)]
    return pace_of(found.counts[Show.ALL], found.came, decided, clock.now())
