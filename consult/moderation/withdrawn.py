"""What closes when an author takes a comment back: the appeal about it, its part of a campaign.

The case of the comment itself closed with it: nothing that waits is withdrawn.
"""

from typing import Any

from sqlalchemy import select, update

from consult.comments.models import Comment
from consult.comments.rules import State
from consult.core import clock, jobs
from consult.core.db import db
from consult.moderation.campaigns import recount
from consult.moderation.models import Appeal, Campaign, Decision
from consult.moderation.progress import locked_progress
from consult.moderation.verdicts import AGAINST_A_COMMENT, Outcome


@jobs.job("comment-withdrawn")
def close_what_is_open(payload: dict[str, Any]) -> None:
    """Close the appeals about a withdrawn comment, and count its campaign without it."""
    comment = db.session.get(Comment, payload["comment"])
    if comment is None or comment.state != State.WITHDRAWN:
        return
    about = select(Decision.id).where(
        Decision.comment_id == comment.id, Decision.action.in_(AGAINST_A_COMMENT)
    )
    db.session.execute(
        update(Appeal)
        .where(Appeal.decision_id.in_(about), Appeal.outcome.is_(None))
        .values(outcome=Outcome.CLOSED, answered_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if comment.campaign_id is not None:
        _recount_campaign_of(comment)


def _recount_campaign_of(comment: Comment) -> None:
    """Take turns with the duty that gathers near-copies: it may merge the campaign just now."""
    locked_progress(comment.consultation_id)
    db.session.refresh(comment, ["campaign_id"])
    campaign = db.session.get(Campaign, comment.campaign_id, with_for_update=True)
    if campaign is not None:
        recount(campaign)
