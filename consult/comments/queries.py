"""Every read of comments, their counts and the reactions to them. Loaders raise Missing."""

from collections.abc import Iterator
from typing import NoReturn

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from consult.comments.models import Comment, CommentCount
from consult.comments.rules import State
from consult.consultations.models import Amendment, Consultation
from consult.core.db import db
from consult.core.errors import Missing

LARGEST_ID = 2**63 - 1


def the_comment(slug: str, number: str, comment: int) -> Comment:
    """Load a comment with its author, amendment, consultation and phases in one query."""
    if comment > LARGEST_ID:
        _missing()
    found = db.session.scalars(
        select(Comment)
        .join(Comment.amendment)
        .join(Amendment.consultation)
        .where(Comment.id == comment, Consultation.slug == slug, Amendment.number == number)
        .options(
            contains_eager(Comment.amendment)
            .contains_eager(Amendment.consultation)
            .joinedload(Consultation.phases),
            joinedload(Comment.author),
        )
    ).unique()
    return _with_consultation(found.one_or_none() or _missing())


def _with_consultation(comment: Comment) -> Comment:
    set_committed_value(comment, "consultation", comment.amendment.consultation)
    return comment


def _missing() -> NoReturn:
    raise Missing


def lock(comment: Comment) -> Comment:
    """Lock a comment's row until the transaction ends and read it again.

    FOR NO KEY UPDATE: a reply being inserted holds its parent's key, and two of them that then
    asked for the whole row would wait for each other for ever.
    """
    columns = [column.key for column in Comment.__mapper__.column_attrs]
    db.session.refresh(comment, columns, with_for_update={"key_share": True})
    return comment


def ancestors(comment: Comment) -> Iterator[Comment]:
    """Yield the comments above a reply, nearest first, each locked when its turn comes."""
    above = comment.parent_id
    while above is not None:
        ancestor = lock(db.session.get_one(Comment, above))
        yield ancestor
        above = ancestor.parent_id


def counts_in(consultation_id: int) -> dict[int, int]:
    """Return how many comments and replies each amendment of a consultation has, published."""
    rows = db.session.execute(
        select(CommentCount.amendment_id, func.sum(CommentCount.count))
        .join(Amendment, Amendment.id == CommentCount.amendment_id)
        .where(Amendment.consultation_id == consultation_id, CommentCount.state == State.PUBLISHED)
        .group_by(CommentCount.amendment_id)
    )
    return {amendment_id: int(count) for amendment_id, count in rows}
