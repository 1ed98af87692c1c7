"""What moderation keeps of somebody's words goes with them when they leave and take them back."""

from sqlalchemy import select

from consult.core.db import db
from consult.moderation.effects import SUGGESTED
from consult.moderation.models import Decision

WORDS = {"quote", *SUGGESTED}
"""What of the detail of a decision its author wrote, or chose to quote."""


def erase_quotes(comment_id: int) -> None:
    """Erase what the decisions on a comment say in its author's words; that they were taken stays.

    What moderators wrote themselves, and which ground they named, stays too.
    """
    for one in db.session.scalars(select(Decision).where(Decision.comment_id == comment_id)):
        one.quote = ""
        if one.detail and WORDS & set(one.detail):
            one.detail = {name: what for name, what in one.detail.items() if name not in WORDS}
    db.session.flush()
