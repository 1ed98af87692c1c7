"""What somebody reported, and what moderators decided on their comments, for themselves.

No moderator is named here, and of a reported comment only what everybody may read is shown.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, select

from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.models import Amendment, Consultation
from consult.core.db import db
from consult.core.paging import Page, read_place, write_place
from consult.core.words import lazy
from consult.moderation.models import Decision, Report
from consult.moderation.rules import PER_PAGE, Action

OUTCOMES = {
    Action.PUBLISH: lazy("A moderator read the comment and published it."),
    Action.REJECT: lazy("A moderator read the comment and did not publish it."),
    Action.HIDE: lazy("A moderator hid the comment."),
    Action.RESTORE: lazy("A moderator looked at the comment again; everybody can read it."),
    Action.KEEP: lazy("A moderator read the comment and found that it may stay."),
    Action.REDACT: lazy("A moderator masked some words of the comment."),
    Action.MOVE: lazy("A moderator moved the comment to another amendment."),
    Action.ASK: lazy("A moderator asked the author to edit the comment."),
}
"""What became of a report, by the decision that closed it."""
WITHDRAWN_MEANWHILE = lazy("The author withdrew the comment before a moderator decided.")
STILL_WAITING = lazy("No moderator has decided yet.")


def outcome(report: Any) -> Any:
    """Say in words what became of a report."""
    if report.action is not None:
        return OUTCOMES[Action(report.action)]
    return WITHDRAWN_MEANWHILE if report.state == State.WITHDRAWN else STILL_WAITING


def reports_of(person_id: int, after: str | None = None) -> Page[Any]:
    """Return a page of somebody's reports, on the newest comments first."""
    place = read_place(after, 1)
    query = _reports(person_id).add_columns(
        Comment.language, case((Comment.state == State.PUBLISHED, Comment.body)).label("body")
    )
    if place:
        query = query.where(Report.comment_id < place[0])
    found = db.session.execute(query.limit(PER_PAGE + 1)).all()
    rest = write_place(found[PER_PAGE - 1].comment_id) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], rest)


def all_reports_of(person_id: int, most: int | None = None) -> Sequence[Any]:
    """Return all of somebody's reports, or the latest; nothing of what others wrote."""
    return db.session.execute(_reports(person_id).limit(most)).all()


def _reports(person_id: int) -> Any:
    return (
        select(
            Report.comment_id,
            Report.ground,
            Report.note,
            Report.at,
            Decision.action,
            Decision.ground.label("decided_ground"),
            Decision.at.label("decided_at"),
            Comment.state,
            Consultation.slug,
            Amendment.number,
        )
        .join(Comment, Comment.id == Report.comment_id)
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .outerjoin(Decision, Decision.id == Report.decision_id)
        .where(Report.reporter_id == person_id)
        .order_by(Report.comment_id.desc())
    )


def all_decisions_on(person_id: int, first: int = 0) -> Sequence[Any]:
    """Return the decisions on somebody's comments from this one on, without who took them."""
    columns = (Decision.comment_id, Decision.action, Decision.ground, Decision.note, Decision.at)
    return db.session.execute(
        select(*columns)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(Comment.author_id == person_id, Comment.id >= first)
        .order_by(Decision.id)
    ).all()
