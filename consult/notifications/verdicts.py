"""Messages to people about their appeals and about what moderators did about them themselves."""

from typing import Any

from consult.accounts.letters import write_to
from consult.accounts.queries import account_by_id
from consult.comments.queries import comment_by_id
from consult.core import jobs
from consult.core.links import link
from consult.moderation.appeal_cases import appeal_by_id
from consult.moderation.grounds import GROUND_LABELS, GROUND_RULES
from consult.moderation.rules import Ground
from consult.moderation.sanction_cases import decision_for, sanction_by_id
from consult.moderation.verdict_words import (
    OUTCOME_SUBJECTS,
    OUTCOME_TOLD,
    SANCTION_SUBJECTS,
    SANCTION_TOLD,
)
from consult.moderation.verdicts import Outcome, SanctionState
from consult.notifications.delivery import appeal_values


@jobs.job("tell-appellant")
def tell_appellant(payload: dict[str, Any]) -> None:
    """Send somebody the outcome of their appeal, in their language."""
    appeal = appeal_by_id(payload["appeal"])
    author = account_by_id(appeal.author_id) if appeal else None
    if appeal is None or author is None or not author.email or not appeal.outcome:
        return
    outcome = Outcome(appeal.outcome)
    write_to(
        author,
        "moderation_outcome",
        subject=OUTCOME_SUBJECTS[outcome],
        told=OUTCOME_TOLD[outcome],
        note=appeal.note,
        body=appeal.body,
        link=link("moderation.appeal", lang=author.language, decision=appeal.decision_id),
    )


@jobs.job("tell-sanctioned")
def tell_sanctioned(payload: dict[str, Any]) -> None:
    """Tell somebody that they were warned or suspended, or that a suspension was lifted.

    The ledger names no person here, so this job does not begin with one of its events.
    """
    sanction = sanction_by_id(payload["sanction"])
    person = account_by_id(sanction.account_id) if sanction else None
    if sanction is None or person is None or not person.email:
        return
    state, ground, lang = SanctionState(payload["state"]), Ground(sanction.ground), person.language
    lifted = state == SanctionState.LIFTED
    decision = None if lifted else decision_for(sanction)
    write_to(
        person,
        "moderation_sanction",
        subject=SANCTION_SUBJECTS[state],
        told=SANCTION_TOLD[state],
        until=None if lifted else sanction.until,
        ground=GROUND_LABELS[ground],
        rule=GROUND_RULES[ground],
        note=payload["note"] if lifted else sanction.note,
        body="" if lifted or not sanction.comment_id else _text(sanction.comment_id),
        **(appeal_values(decision, lang) if decision else {}),
    )


def _text(comment_id: int) -> str:
    comment = comment_by_id(comment_id)
    return comment.original or comment.body
