"""Comments as plain rows for pages: what everybody may see of them, and the reader's own part."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    table,
    text,
)

from consult.accounts.models import Account, RoleGrant
from consult.accounts.queries import name_shown
from consult.comments.models import Comment, CommentReaction
from consult.comments.rules import State
from consult.core.db import UtcDateTime

LISTED = text("comments.listed")
PUBLISHED = text("comments.state = 'published'")
AGREED_WITH = text("comments.agrees > 0")
SUGGESTED = text("comments.suggestion IS NOT NULL")
HELD = text("comments.state = 'held'")
"""Word for word as in the partial indexes; SQLite uses them for nothing else."""

_PUBLISHED = Comment.state == State.PUBLISHED
_appeals = table(
    "appeals",
    column("id"),
    column("comment_id"),
    column("outcome"),
    column("answered_at", UtcDateTime),
    column("decision_id"),
)
_decisions = table("decisions", column("id"), column("action"))


def shown(reader_id: int | None) -> Select[Any]:
    """Select comments as everybody sees them; of stones neither text nor author leave the table."""
    return select(*_public(), *_own(reader_id)).select_from(_with_reaction(reader_id))


def _public() -> list[Any]:
    return [
        *(getattr(Comment, name) for name in PLAIN),
        case((_PUBLISHED, Comment.body)).label("body"),
        case((_PUBLISHED, Comment.quote)).label("quote"),
        case((_PUBLISHED, Comment.suggested)).label("suggested"),
        case((_PUBLISHED, Comment.answer)).label("answer"),
        case((_PUBLISHED, Comment.answered_at)).label("answered_at"),
        case((_PUBLISHED, Comment.corrected_at)).label("corrected_at"),
        case((_PUBLISHED, name_shown())).label("author"),
        case((_PUBLISHED, _staff_role())).label("staff"),
        *_appeal(),
    ]


PLAIN = """
    id amendment_id parent_id root_id stance language state ground decided_at created_at edited_at
    revision agrees disagrees passes score replies held_for clause suggestion channel
    question
""".split()  # noqa: SIM905 - read as one list


def _own(reader_id: int | None) -> list[Any]:
    if reader_id is None:
        return [literal(None).label("reaction"), literal(False).label("mine")]
    return [CommentReaction.value.label("reaction"), (Comment.author_id == reader_id).label("mine")]


def _with_reaction(reader_id: int | None) -> Any:
    base = Comment.__table__.join(Account.__table__, Account.id == Comment.author_id)
    if reader_id is None:
        return base
    mine = and_(CommentReaction.comment_id == Comment.id, CommentReaction.person_id == reader_id)
    return base.outerjoin(CommentReaction.__table__, mine)


def _appeal() -> list[Any]:
    """Return what became of an appeal against a stone's decision, and when; looked up for stones.

    Appeals are kept by moderation, a later feature; of its tables a stone shows these two columns.
    Appeals against a sanction are none of the public's business.
    """
    stone = Comment.state.in_((State.HIDDEN, State.REJECTED))
    answered = (
        select()
        .join_from(_appeals, _decisions, _decisions.c.id == _appeals.c.decision_id)
        .where(
            _appeals.c.comment_id == Comment.id,
            _appeals.c.answered_at >= Comment.decided_at,
            _appeals.c.outcome.in_(("upheld", "overturned")),
            _decisions.c.action.in_(("hide", "reject")),
        )
        .order_by(_appeals.c.id.desc())
        .limit(1)
        .correlate(Comment)
    )
    outcome = answered.add_columns(_appeals.c.outcome).scalar_subquery()
    moment = answered.add_columns(_appeals.c.answered_at).scalar_subquery()
    return [case((stone, outcome)).label("appeal"), case((stone, moment)).label("appeal_at")]


def _staff_role() -> ColumnElement[Any]:
    """Return the author's role here, the official's first: alphabetically it is the last."""
    place = or_(
        RoleGrant.consultation_id.is_(None), RoleGrant.consultation_id == Comment.consultation_id
    )
    return (
        select(func.max(RoleGrant.role))
        .where(RoleGrant.account_id == Comment.author_id, place)
        .correlate(Comment)
        .scalar_subquery()
    )
