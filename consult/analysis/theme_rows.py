"""Themes as a summary shows them: counted among what is published now, with typical quotations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, union_all

from consult.analysis.models import Theme, ThemeComment
from consult.analysis.quoting import quotation_of
from consult.analysis.theme_rules import SHOWN
from consult.comments.copies import nearly_the_same, rows_of
from consult.comments.models import Comment
from consult.comments.rows import LISTED, PUBLISHED
from consult.comments.rules import State
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.core.text import fold

QUOTED = 3
LOOKED_AT = 12
"""Of how many of the nearest comments the quotations are taken: near-copies are quoted once."""

_SAID = (Comment.id, Comment.language, Comment.body, Amendment.number)


@dataclass(frozen=True, slots=True)
class CountedTheme:
    """A theme and how many published comments it has.

    `origin` is machine or person; `confirmed` says that a person stands for it.
    """

    id: int
    name: str
    language: str
    origin: str
    confirmed: bool
    comments: int


@dataclass(frozen=True, slots=True)
class ThemeRow(CountedTheme):
    """A theme with what is typical of it.

    Each of `typical` is the key of a comment, the number of its amendment, and a quotation of
    its text.
    """

    typical: list[tuple[int, str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    locked: bool = False


def themes_of(consultation_id: int, amendment_id: int | None = None) -> Sequence[ThemeRow]:
    """Return the themes of a consultation, or of one amendment's comments, the largest first.

    Only comments that are published now are counted and quoted; themes without any are left out,
    and so are those that a person dropped. Three statements.
    """
    themes = shown_themes(consultation_id)
    counts = counts_in(consultation_id, amendment_id)
    themes = [one for one in themes if counts.get(one.id)]
    typical = typical_of(themes, amendment_id)
    rows = [
        ThemeRow(
            id=one.id,
            name=one.name,
            language=one.language,
            origin=one.origin,
            confirmed=one.confirmed_at is not None,
            comments=counts[one.id],
            typical=typical.get(one.id, []),
            words=list(one.words),
            locked=one.locked,
        )
        for one in themes
    ]
    return sorted(rows, key=lambda row: (-row.comments, row.id))


def shown_themes(consultation_id: int) -> Sequence[Theme]:
    """Return the themes that are neither dropped nor stand for what is outside of all."""
    here = Theme.consultation_id == consultation_id
    query = select(Theme).where(here, Theme.origin.in_(SHOWN)).order_by(Theme.id)
    return db.session.scalars(query).all()


def counts_in(consultation_id: int, amendment_id: int | None = None) -> dict[int, int]:
    """Return how many published comments each theme has now, in one statement.

    The index of published comments is walked, not the comments themselves: 0.4 s of 100,000.
    """
    published = _published(_places(consultation_id, amendment_id))
    query = (
        select(ThemeComment.theme_id, func.count())
        .select_from(published)
        .join(ThemeComment, ThemeComment.comment_id == published.c.id)
        .group_by(ThemeComment.theme_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def size_of(theme_id: int) -> int:
    """Return how many published comments one theme has now."""
    query = (
        select(func.count())
        .select_from(ThemeComment)
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .where(ThemeComment.theme_id == theme_id, Comment.state == State.PUBLISHED)
    )
    return db.session.scalar(query) or 0


def _places(consultation_id: int, amendment_id: int | None) -> Any:
    if amendment_id is not None:
        return Comment.amendment_id == amendment_id
    here = select(Amendment.id).where(Amendment.consultation_id == consultation_id)
    return Comment.amendment_id.in_(here)


def _published(places: Any) -> Any:
    """Select the keys of published comments; word for word as their partial index says it."""
    conditions = [places, LISTED, Comment.root_id.is_(None), PUBLISHED]
    # LIMIT keeps SQLite from reading the comments in the order of their themes.
    return select(Comment.id).where(*conditions).limit(-1 if _is_sqlite() else None).subquery()


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def typical_of(
    themes: Sequence[Theme], amendment_id: int | None = None
) -> dict[int, list[tuple[int, str, str]]]:
    """Return up to three quotations of each theme, the nearest first, in one statement."""
    if not themes:
        return {}
    if amendment_id is None:
        query: Any = union_all(*(select(_nearest(one.id).subquery()) for one in themes))
    else:
        query = _nearest_in(amendment_id)
    found: dict[int, list[Any]] = {one.id: [] for one in themes}
    for row in db.session.execute(query):
        found.get(row.theme_id, []).append(row)
    return {
        one.id: [
            (row.id, row.number, quotation_of(row.body, row.language, one.words))
            for row in _different(found[one.id])
        ]
        for one in themes
    }


def _nearest(theme_id: int) -> Any:
    return (
        select(ThemeComment.theme_id, ThemeComment.nearness, *_SAID)
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .where(ThemeComment.theme_id == theme_id, Comment.state == State.PUBLISHED)
        .order_by(ThemeComment.nearness.desc(), ThemeComment.comment_id.desc())
        .limit(LOOKED_AT)
    )


def _nearest_in(amendment_id: int) -> Any:
    published = _published(Comment.amendment_id == amendment_id)
    order = (ThemeComment.nearness.desc(), ThemeComment.comment_id.desc())
    place = func.row_number().over(partition_by=ThemeComment.theme_id, order_by=order)
    ranked = (
        select(ThemeComment.theme_id, ThemeComment.nearness, published.c.id, place.label("place"))
        .select_from(published)
        .join(ThemeComment, ThemeComment.comment_id == published.c.id)
        .subquery()
    )
    return (
        select(ranked.c.theme_id, ranked.c.nearness, *_SAID)
        .join(Comment, Comment.id == ranked.c.id)
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .where(ranked.c.place <= LOOKED_AT)
    )


def _different(rows: Sequence[Any]) -> list[Any]:
    """Return the nearest few that do not say the same as one before."""
    kept: list[Any] = []
    said: list[tuple[str, frozenset[int]]] = []
    for row in sorted(rows, key=lambda one: (-one.nearness, -one.id)):
        if len(kept) == QUOTED:
            break
        text, groups = fold(row.body), rows_of(row.body)
        if any(text == other or nearly_the_same(groups, far) for other, far in said):
            continue
        said.append((text, groups))
        kept.append(row)
    return kept
