"""Reads for the opinion groups of one amendment."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import String, cast, func, select

from consult.analysis.found import OpinionFound, from_json
from consult.analysis.models import OpinionMap
from consult.analysis.rules import FEWEST_REACTIONS, MOST_COMMENTS, MOST_PEOPLE, MOST_REACTIONS
from consult.analysis.theme_rows import ThemeRow as ThemeRow
from consult.analysis.theme_rows import themes_of as themes_of
from consult.comments.models import Comment, CommentReaction
from consult.comments.rules import State
from consult.consultations.models import Amendment
from consult.core.db import db

COMMENTS_AT_ONCE = 50
PEOPLE_STEP = 4
"""A reaction is coded as its person times this, plus its value from 0 to 2."""


def most_reacted(amendment_id: int) -> Sequence[Any]:
    """Return id and reactions of the published comments with most reactions, by id."""
    reactions = Comment.agrees + Comment.disagrees + Comment.passes
    found = db.session.execute(
        select(Comment.id, reactions.label("reactions"))
        .where(
            Comment.amendment_id == amendment_id,
            Comment.root_id.is_(None),
            Comment.state == State.PUBLISHED,
            reactions > 0,
        )
        .order_by(reactions.desc(), Comment.id)
        .limit(MOST_COMMENTS)
    )
    return sorted(found)


def reactions_to(comments: Sequence[Any]) -> Iterator[tuple[int, str]]:
    """Yield each of these comments with all reactions to it, coded as text.

    One line a comment costs a tenth of one line a reaction; `analysis/mapping.py` reads the code.
    Where there are very many reactions, those of people who reacted too little stay in the table.
    """
    numbers = [row.id for row in comments]
    coded = CommentReaction.person_id * PEOPLE_STEP + CommentReaction.value + 1
    query = (
        select(CommentReaction.comment_id, func.aggregate_strings(cast(coded, String), ","))
        .where(CommentReaction.comment_id.in_(numbers))
        .group_by(CommentReaction.comment_id)
        .order_by(CommentReaction.comment_id)
    )
    if sum(row.reactions for row in comments) > MOST_REACTIONS:
        active = _active(numbers)
        query = query.join(active, active.c.person_id == CommentReaction.person_id)
    rows = db.session.execute(query, execution_options={"yield_per": COMMENTS_AT_ONCE})
    yield from ((number, text) for number, text in rows)


def _active(comments: Sequence[int]) -> Any:
    return (
        select(CommentReaction.person_id)
        .where(CommentReaction.comment_id.in_(comments))
        .group_by(CommentReaction.person_id)
        .having(func.count() >= FEWEST_REACTIONS)
        .order_by(func.count().desc(), CommentReaction.person_id)
        .limit(MOST_PEOPLE)
        .subquery()
    )


def has_groups(amendment_id: int) -> bool:
    """Tell whether the strengths of an amendment's comments come from groups now."""
    at = select(Amendment.groups_at).where(Amendment.id == amendment_id)
    return db.session.scalar(at) is not None


def map_of(amendment_id: int) -> OpinionFound | None:
    """Return the opinion groups of an amendment as they were found last, None without groups."""
    row = db.session.get(OpinionMap, amendment_id)
    return None if row is None else from_json(row.found, row.at)


def published_texts(comments: Collection[int]) -> dict[int, Any]:
    """Return id, language, body and suggested wording of those that are published."""
    columns = (Comment.id, Comment.language, Comment.body, Comment.suggested)
    rows = db.session.execute(
        select(*columns).where(Comment.id.in_(comments), Comment.state == State.PUBLISHED)
    )
    return {row.id: row for row in rows}


def roots_locked(amendment_id: int) -> Sequence[Any]:
    """Return the comments of an amendment with their counts and strengths, locked in one order."""
    columns = (Comment.id, Comment.agrees, Comment.disagrees, Comment.strength)
    return db.session.execute(
        select(*columns)
        .where(Comment.amendment_id == amendment_id, Comment.root_id.is_(None))
        .order_by(Comment.id)
        .with_for_update(key_share=True)
    ).all()
