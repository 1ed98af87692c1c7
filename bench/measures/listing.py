"""Lists: any page of a crowded amendment, in any order and filter, against a quiet one's first."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from bench.bench import Bench
from bench.results import Figure
from bench.statements import Statements, interleaved, statements_of
from bench.texts import EVERYWHERE
from consult.comments.filters import Filters
from consult.comments.models import Comment
from consult.comments.rules import PER_PAGE, Order, Stance
from consult.comments.threads import page_with_highlights
from consult.core.db import db, transaction
from consult.core.paging import write_place

PART = "Lists"
NARROWED: dict[str, dict[str, Any]] = {
    "all": {},
    "one stance": {"stance": Stance.AGAINST},
    "one language": {"language": "kk"},
    "stance and language": {"stance": Stance.FOR, "language": "en"},
    "one clause": {"clause": "1"},
    "suggestions": {"suggestions": True},
}
CONDITIONS = {
    "stance": Comment.stance,
    "language": Comment.language,
    "clause": Comment.clause,
}


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure the first, a middle and the last page of every order and filter."""
    crowded, quiet = bench.place.content.crowded, bench.place.content.quiet
    for order in Order:
        first = _read(quiet, Filters(order=order), None)
        for name, narrowed in NARROWED.items():
            filters = Filters(order=order, **narrowed)
            yield _figure(bench, f"{order.value}, {name}", filters, first)
    first = _read(quiet, Filters(order=Order.NEWEST), None)
    mine = Filters(mine=True)
    yield _figure(bench, "newest, a reader's own", mine, first, depths=(0.0,))
    yield _figure(bench, f"search “{EVERYWHERE}”", Filters(words=EVERYWHERE), first, own=crowded)


def _figure(
    bench: Bench,
    name: str,
    filters: Filters,
    first: Statements,
    depths: tuple[float, ...] = (0.0, 0.5, 1.0),
    own: int | None = None,
) -> Figure:
    """Return how often the first page of the quiet amendment the slowest of the pages takes."""
    crowded, values, more = bench.place.content.crowded, [], {}
    places = {depth: _place(crowded, filters, depth) for depth in depths}
    reads = [_read(crowded, filters, place) for place in places.values()]
    for number in range(bench.size.rounds):
        base, *times = interleaved([first, *reads], bench.size.repeats)
        ratios = {f"{depth:.0%} deep": t / base for depth, t in zip(depths, times, strict=True)}
        more[f"round {number + 1}"] = {"first page of the quiet one, ms": base * 1e3, **ratios}
        values.append(max(ratios.values()))
    what = f"{bench.size.crowded:,} comments, {name}"
    return Figure(
        PART, what, bench.place.database, values, "×", "a quiet one's first page",
        at_most=2.0 if own is None else None, more=more,
    )  # fmt: skip


def _read(amendment_id: int, filters: Filters, after: str | None) -> Statements:
    reader = 1 if filters.mine else None
    return statements_of(
        lambda: page_with_highlights(amendment_id, filters, after=after, reader_id=reader)
    )


def _place(amendment_id: int, filters: Filters, depth: float) -> str | None:
    """Return where a page begins that is so deep in the list: 0 the first page, 1 the last."""
    if not depth:
        return None
    conditions = [column == value for name, column in CONDITIONS.items()
                  if (value := getattr(filters, name))]  # fmt: skip
    if filters.suggestions:
        conditions.append(Comment.suggestion.is_not(None))
    if not filters.flat:
        conditions.append(Comment.root_id.is_(None))
    conditions += [Comment.amendment_id == amendment_id, Comment.listed]
    with transaction(write=False):
        count = db.session.scalar(select(func.count()).where(*conditions)) or 0
        skip = min(int(count * depth), count - PER_PAGE) - 1
        by_score = filters.sorted_by == Order.AGREED
        order = [Comment.score.desc()] if by_score else []
        row = db.session.execute(
            select(Comment.score, Comment.id)
            .where(*conditions)
            .order_by(*order, Comment.id.desc())
            .offset(max(skip, 0))
            .limit(1)
        ).one()
    return write_place(row.score, row.id) if by_score else write_place(row.id)
