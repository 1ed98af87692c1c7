"""What moderation keeps of somebody's words goes with them when they leave."""

from typing import Any

from sqlalchemy import select

from consult.core import jobs
from consult.core.db import db
from consult.moderation.effects import SUGGESTED
from consult.moderation.models import Decision, Report

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


def forget_notes_of(person_id: int, after: int = 0) -> None:
    """Erase what somebody who leaves wrote to their reports, by jobs; the reports stay."""
    payload = {"person": person_id, "after": after}
    jobs.enqueue("forget-note", payload, key=f"forget-note:{person_id}:{after}")


@jobs.job("forget-note")
def forget_note(payload: dict[str, Any]) -> None:
    """Erase one note, and come again for the next: who locks one row never waits in a circle."""
    report = db.session.scalar(
        select(Report)
        .where(Report.reporter_id == payload["person"], Report.comment_id > payload["after"])
        .where(Report.note != "")
        .order_by(Report.comment_id)
        .limit(1)
    )
    if report is not None:
        report.note = ""
        db.session.flush()
        forget_notes_of(payload["person"], report.comment_id)
