"""The conversation under an amendment: pages of threads in keyset order, replies, the strongest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select, union_all

from consult.comments.filters import Filters
from consult.comments.models import Comment
from consult.comments.ordering import by_number
from consult.comments.picking import begun_with, first_replies, picked, strongest, waiting
from consult.comments.rows import LISTED, shown
from consult.comments.rules import PER_PAGE, REPLIES_SHOWN, Order, Stance
from consult.core.db import db
from consult.core.paging import Page, read_place, write_place

NEWEST = Filters(order=Order.NEWEST)


@dataclass(frozen=True, slots=True)
class Branch:
    """A comment and the replies below it; `more` replies stand on its own page only."""

    comment: Any
    replies: Sequence["Branch"] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Highlights:
    """The strongest comments for and against, the reader's own that wait, and the one of a link."""

    strongest_for: Any = None
    strongest_against: Any = None
    waiting: Sequence[Any] = ()
    sent: Branch | None = None


def page_of(amendment_id: int, filters: Filters = NEWEST, **how: Any) -> Page[Branch]:
    """Return a page of threads; see `page_with_highlights` for what may be asked."""
    return page_with_highlights(amendment_id, filters, **how)[0]


def page_with_highlights(
    amendment_id: int,
    filters: Filters = NEWEST,
    *,
    after: str | None = None,
    reader_id: int | None = None,
    sent: int | None = None,
) -> tuple[Page[Branch], Highlights]:
    """Return a page of threads and the highlights in two statements; Missing for a broken place.

    `sent` is the comment that a link names: its thread stands apart, wherever its page would be.
    """
    rows = _rows_of(_parts(amendment_id, filters, after, reader_id, sent), reader_id)
    order = filters.sorted_by
    found = sorted(rows["page"], key=lambda row: _place(row, order), reverse=True)
    branches = _branches_with(found[:PER_PAGE] + rows["sent"], filters, reader_id, sent)
    pinned = {row.id: branches[row.id] for row in rows["sent"]}
    best = Highlights(
        next(iter(rows[Stance.FOR]), None),
        next(iter(rows[Stance.AGAINST]), None),
        sorted(rows["waiting"], key=lambda row: row.id),
        next(iter(pinned.values()), None),
    )
    here = [branches[row.id] for row in found[:PER_PAGE] if row.id not in pinned]
    return Page(here, _next(found, order)), best


def _parts(
    amendment_id: int, filters: Filters, after: str | None, reader_id: int | None, sent: int | None
) -> dict[str, Any]:
    page = picked(amendment_id, filters, after, reader_id)
    parts = {} if page is None else {"page": page}
    if not filters.narrow and not after:
        for stance in (Stance.FOR, Stance.AGAINST):
            parts[stance.value] = strongest(amendment_id, stance)
    if reader_id is not None:
        parts["waiting"] = waiting(amendment_id, reader_id)
    if sent is not None:
        parts["sent"] = begun_with(amendment_id, sent)
    return parts


def _rows_of(parts: dict[str, Any], reader_id: int | None) -> dict[str, list[Any]]:
    """Return the comments of each part in one statement; one may belong to several parts."""
    rows: dict[str, list[Any]] = defaultdict(list)
    if not parts:
        return rows
    found = [(name, part.subquery()) for name, part in parts.items()]
    picked = union_all(
        *(select(part.c.id, literal(name).label("part")) for name, part in found)
    ).subquery()
    for row in db.session.execute(
        shown(reader_id).add_columns(picked.c.part).join(picked, picked.c.id == Comment.id)
    ):
        rows[row.part].append(row)
    return rows


def _place(row: Any, order: Order) -> tuple[int, ...]:
    return (row.score, row.id) if order == Order.AGREED else (row.id,)


def _next(found: Sequence[Any], order: Order) -> str | None:
    if len(found) <= PER_PAGE:
        return None
    return write_place(*_place(found[PER_PAGE - 1], order))


def _branches_with(
    roots: Sequence[Any], filters: Filters, reader_id: int | None, sent: int | None
) -> dict[int, Branch]:
    """Return each comment with its first replies; in a flat list the replies stand by themselves.

    The thread of a link has its replies in a flat list too.
    """
    threads = [
        row for row in roots if row.root_id is None and (row.part == "sent" or not filters.flat)
    ]
    below: dict[int, list[Any]] = {}
    for reply in _first_replies([row.id for row in threads], reader_id, sent):
        below.setdefault(reply.root_id, []).append(reply)
    alone = {row.id: Branch(row) for row in roots}
    return alone | {
        row.id: Branch(row, tree(below.get(row.id, [])), row.replies - len(below.get(row.id, [])))
        for row in threads
    }


def _first_replies(roots: list[int], reader_id: int | None, sent: int | None) -> Sequence[Any]:
    if not roots:
        return []
    first = first_replies(roots, REPLIES_SHOWN, sent)
    found = shown(reader_id).join(first, first.c.id == Comment.id).order_by(Comment.id)
    return db.session.execute(found).all()


def tree(replies: Sequence[Any]) -> list[Branch]:
    """Put replies below those they answer; one whose parent is not among them stands on top."""
    here = {reply.id for reply in replies}
    below: dict[int, list[Any]] = {}
    top = []
    for reply in replies:
        if reply.parent_id in here:
            below.setdefault(reply.parent_id, []).append(reply)
        else:
            top.append(reply)
    return [Branch(one, [Branch(reply) for reply in below.get(one.id, [])]) for one in top]


def thread_of(
    comment: Comment, after: str | None = None, reader_id: int | None = None
) -> Page[Branch]:
    """Return a page of the replies below a comment, in the order in which they came."""
    place = read_place(after, 1)
    above = Comment.root_id if comment.root_id is None else Comment.parent_id
    listed = select(Comment.id).where(LISTED).limit(PER_PAGE + 1)
    start = place[0] if place else None
    first = by_number(listed, above, comment.id, start, newest=False).subquery()
    query = shown(reader_id).join(first, first.c.id == Comment.id).order_by(Comment.id)
    found = db.session.execute(query).all()
    rest = write_place(found[PER_PAGE - 1].id) if len(found) > PER_PAGE else None
    return Page(tree(found[:PER_PAGE]), rest)
