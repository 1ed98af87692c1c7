"""Tables of comments, their edits, the reactions to them and their counts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, TextClause, event, inspect, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Account
from consult.comments.indexed import SEARCHED as SEARCHED
from consult.comments.indexed import searched as searched
from consult.consultations.models import Amendment, Consultation
from consult.core.db import Id, Model, short

_ROOTS = text("listed AND root_id IS NULL")
_WAITING = text("waiting_since IS NOT NULL")
_MOST_REPORTED = text("(-open_reports)")
_IN_CAMPAIGN = text("campaign_id IS NOT NULL")
_IN_ARGUMENT = text("argument_id IS NOT NULL")
_PUBLISHED = text("listed AND root_id IS NULL AND state = 'published'")
_AGREED_WITH = text("listed AND root_id IS NULL AND state = 'published' AND agrees > 0")
_ON_CLAUSE = text("listed AND root_id IS NULL AND clause IS NOT NULL")
_SUGGESTED = text("listed AND root_id IS NULL AND suggestion IS NOT NULL")
_PUBLIC_SUGGESTION = text(
    "listed AND root_id IS NULL AND suggestion IS NOT NULL AND state = 'published'"
)
_LISTED_REPLIES = text("listed AND root_id IS NOT NULL")
_HELD = text("state = 'held'")
_REPORTED = text("waiting_since IS NOT NULL AND open_reports > 0")
_REPLIES = text("parent_id IS NOT NULL")
_ANSWERED = text("listed AND root_id IS NULL AND answered_at IS NOT NULL")
_TO_ANSWER = text("listed AND root_id IS NULL AND answered_at IS NULL AND suggestion IS NULL")
_SUGGESTIONS_TO_ANSWER = text(
    "listed AND root_id IS NULL AND answered_at IS NULL AND suggestion IS NOT NULL"
)
SUGGESTED = "+"
_SUGGESTION = text("suggestion IS NOT NULL AND state <> 'withdrawn'")
SEEN = "(agrees + disagrees + passes)"
SPLIT = "(abs(score))"
"""Of the cards' index, word for word: how many judged a comment, and how far from a split."""


def _some(where: TextClause, name: str, *columns: str | TextClause, unique: bool = False) -> Index:
    """Return an index of some rows only, the same on both databases."""
    return Index(name, *columns, sqlite_where=where, postgresql_where=where, unique=unique)


class Comment(Model):
    """A text under an amendment, or a reply to one; `root_id` is the comment that began the thread.

    `listed` says that the thread shows it, as itself or as a stone; `waiting_since` that a
    moderator must look at it; `score` is agrees less disagrees; `version` grows with every change.
    `clause` and `quote` say which words of the wording it speaks of (a W3C text-quote selector);
    `suggestion` and `suggested` carry other wording; `terms` is what full-text search reads.
    `answer` is what the published official answer says, kept here so that a list of comments reads
    one table; `answered_by` are the accounts that wrote it, who may not moderate the comment.
    `original` and `original_suggested` are what was written before words were masked;
    `reserved_for` the moderator who asked for an edit; `campaign_id` the near-copies it is one of;
    `moved_from` the amendment before.
    `argument_id` is what staff gathered it under; `channel` how it came (web, letter, e-mail,
    paper, reception); `question` says that its author asks the drafters to explain.
    """

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("(parent_id IS NULL) = (root_id IS NULL)", name="reply"),
        CheckConstraint("(stance IS NULL) = (parent_id IS NOT NULL)", name="stance"),
        _some(_ROOTS, "ix_comments_newest", "amendment_id", "id"),
        _some(_ROOTS, "ix_comments_agreed", "amendment_id", "score", "id"),
        _some(_ROOTS, "ix_comments_stance_newest", "amendment_id", "stance", "id"),
        _some(_ROOTS, "ix_comments_stance_agreed", "amendment_id", "stance", "score", "id"),
        _some(_AGREED_WITH, "ix_comments_strongest", "amendment_id", "stance", "strength", "id"),
        _some(_ROOTS, "ix_comments_language_newest", "amendment_id", "language", "stance", "id"),
        _some(
            _ROOTS,
            "ix_comments_language_agreed",
            "amendment_id",
            "language",
            "stance",
            "score",
            "id",
        ),
        _some(_LISTED_REPLIES, "ix_comments_replies", "amendment_id", "id"),
        _some(_PUBLISHED, "ix_comments_cards", "amendment_id", text(SEEN), text(SPLIT), "id"),
        _some(_ON_CLAUSE, "ix_comments_clause", "amendment_id", "clause", "score", "id"),
        _some(_ON_CLAUSE, "ix_comments_clause_newest", "amendment_id", "clause", "id"),
        _some(_SUGGESTED, "ix_comments_suggested_newest", "amendment_id", "id"),
        _some(_SUGGESTED, "ix_comments_suggested_agreed", "amendment_id", "score", "id"),
        _some(
            _PUBLIC_SUGGESTION,
            "ix_comments_suggested_clause",
            "amendment_id",
            "clause",
            "score",
            "id",
        ),
        _some(
            _SUGGESTION,
            "uq_comments_suggestion",
            "amendment_id",
            "author_id",
            "clause",
            unique=True,
        ),
        _some(_ANSWERED, "ix_comments_answered_newest", "amendment_id", "id"),
        _some(_ANSWERED, "ix_comments_answered_agreed", "amendment_id", "score", "id"),
        _some(_TO_ANSWER, "ix_comments_to_answer", "consultation_id", "id"),
        _some(_SUGGESTIONS_TO_ANSWER, "ix_comments_suggestions_to_answer", "consultation_id", "id"),
        Index("ix_comments_thread", "root_id", "id"),
        _some(_REPLIES, "ix_comments_answers", "parent_id", "id"),
        Index("ix_comments_author", "author_id", "id"),
        _some(_HELD, "ix_comments_held", "author_id", "amendment_id", "id"),
        Index("ix_comments_consultation", "consultation_id", "id"),
        _some(_WAITING, "ix_comments_waiting", "waiting_since", "id"),
        _some(_WAITING, "ix_comments_waiting_here", "consultation_id", "waiting_since", "id"),
        _some(_IN_CAMPAIGN, "ix_comments_campaign", "campaign_id", "id"),
        _some(_IN_ARGUMENT, "ix_comments_argument", "argument_id", "id"),
        _some(_WAITING, "ix_comments_most_waiting", _MOST_REPORTED, "waiting_since", "id"),
        _some(
            _WAITING,
            "ix_comments_most_waiting_here",
            "consultation_id",
            _MOST_REPORTED,
            "waiting_since",
            "id",
        ),
        _some(_REPORTED, "ix_comments_reported", "waiting_since", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(Id, ForeignKey("consultations.id"))
    amendment_id: Mapped[int] = mapped_column(Id, ForeignKey("amendments.id"))
    revision: Mapped[int]
    author_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    parent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("comments.id"))
    root_id: Mapped[int | None] = mapped_column(Id, ForeignKey("comments.id"))
    stance: Mapped[str | None] = mapped_column(short)
    language: Mapped[str] = mapped_column(short)
    body: Mapped[str]
    clause: Mapped[str | None] = mapped_column(short)
    quote: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    suggestion: Mapped[str | None] = mapped_column(short)
    suggested: Mapped[str | None]
    terms: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(short)
    listed: Mapped[bool]
    held_for: Mapped[list[str]] = mapped_column(JSON, default=list)
    ground: Mapped[str | None] = mapped_column(short)
    decided_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    open_reports: Mapped[int] = mapped_column(default=0)
    agrees: Mapped[int] = mapped_column(default=0)
    disagrees: Mapped[int] = mapped_column(default=0)
    passes: Mapped[int] = mapped_column(default=0)
    score: Mapped[int] = mapped_column(default=0)
    strength: Mapped[int] = mapped_column(default=0)
    replies: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    answered_by: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    original: Mapped[str | None]
    original_suggested: Mapped[str | None]
    campaign_id: Mapped[int | None] = mapped_column(Id)
    argument_id: Mapped[int | None] = mapped_column(Id)
    reserved_for: Mapped[int | None] = mapped_column(Id)
    moved_from: Mapped[int | None] = mapped_column(Id)
    channel: Mapped[str] = mapped_column(short, default="web")
    question: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    amendment: Mapped[Amendment] = relationship(lazy="raise")
    consultation: Mapped[Consultation] = relationship(lazy="raise")
    author: Mapped[Account] = relationship(lazy="raise")


@event.listens_for(Comment, "before_insert")
@event.listens_for(Comment, "before_update")
def _keep_terms(_mapper: Any, _connection: Any, comment: Comment) -> None:
    """Keep what search reads in step with the texts, whoever writes them."""
    state = inspect(comment)
    if any(state.attrs[name].history.has_changes() for name in SEARCHED):
        comment.terms = searched(comment)


class CommentEdit(Model):
    """What a comment said before an edit."""

    __tablename__ = "comment_edits"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    comment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("comments.id", ondelete="CASCADE"), index=True
    )
    body: Mapped[str]
    stance: Mapped[str | None] = mapped_column(short)
    suggested: Mapped[str | None]
    visible: Mapped[bool] = mapped_column(default=True)
    replaced_at: Mapped[datetime]


class CommentReaction(Model):
    """What one person thinks of one comment: 1 agree, -1 disagree, 0 pass."""

    __tablename__ = "reactions"
    __table_args__ = (
        CheckConstraint("value IN (-1, 0, 1)", name="value"),
        Index("ix_reactions_person", "person_id", "comment_id"),
    )

    comment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"), primary_key=True)
    value: Mapped[int]
    at: Mapped[datetime]


class ClauseCount(Model):
    """How many comments on a clause of an amendment are published.

    A key that ends in `+` counts those among them that are suggestions.
    """

    __tablename__ = "clause_counts"

    amendment_id: Mapped[int] = mapped_column(Id, ForeignKey("amendments.id"), primary_key=True)
    clause: Mapped[str] = mapped_column(short, primary_key=True)
    count: Mapped[int]


class CommentCount(Model):
    """How many comments of a stance (or replies) an amendment has in a state."""

    __tablename__ = "comment_counts"

    amendment_id: Mapped[int] = mapped_column(Id, ForeignKey("amendments.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(short, primary_key=True)
    state: Mapped[str] = mapped_column(short, primary_key=True)
    count: Mapped[int]


class AnsweredCount(Model):
    """How many published comments of an amendment have an official answer.

    `kind` is suggestion, comment (any other root) or reply.
    """

    __tablename__ = "answered_counts"

    amendment_id: Mapped[int] = mapped_column(Id, ForeignKey("amendments.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(short, primary_key=True)
    count: Mapped[int]


def kind_of(comment: Comment) -> str:
    """Return the kind under which a comment is counted: its stance, or `reply`."""
    return comment.stance or "reply"
