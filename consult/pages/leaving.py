"""Leaving the platform: every feature lets go of what it holds of a person."""

from typing import Any

from consult.accounts.leaving import empty_account
from consult.accounts.queries import account_if_unchanged
from consult.comments.leaving import erase_next_comment, take_next_reaction_back
from consult.comments.standing import touch_pages_of
from consult.core import jobs
from consult.core.errors import Conflict
from consult.core.words import lazy
from consult.imports.actions import drop_drafts
from consult.moderation.appeals import close_cases_of
from consult.moderation.leaving import erase_quotes, forget_notes_of
from consult.summaries.keeping import give_up_files_with
from consult.votes.leaving import withdraw_open_votes


def leave(account_id: int, password_hash: str, *, withdraw: bool) -> None:
    """Empty an account for good; with `withdraw` take back what it gave, by jobs.

    Votes go first and before the account is locked: a voter holds the gate of voting and then asks
    for their account, so whoever locked it the other way round could wait in a circle.
    """
    if withdraw:
        withdraw_open_votes(account_id)
    account = account_if_unchanged(account_id, password_hash)
    if account is None:
        raise Conflict(lazy("Your password was changed meanwhile. Nothing was done."))
    empty_account(account)
    close_cases_of(account_id)
    forget_notes_of(account_id)
    touch_pages_of(account_id)
    drop_drafts(account_id)
    give_up_files_with(account_id)
    if withdraw:
        _enqueue(account_id, 0, 0)


def _enqueue(person_id: int, step: int, after: int) -> None:
    payload = {"person": person_id, "step": step, "after": after}
    jobs.enqueue("take-back", payload, key=f"take-back:{person_id}:{step}")


@jobs.job("take-back")
def take_back(payload: dict[str, Any]) -> None:
    """Take back one comment or one reaction of somebody who left, and come again for the next.

    The first step looks for votes once more: one may have been cast while its voter was leaving.
    """
    person_id, step, after = payload["person"], payload["step"], payload["after"]
    if step == 0:
        withdraw_open_votes(person_id)
    erased = erase_next_comment(person_id)
    if erased is not None:
        erase_quotes(erased)
    else:
        found = take_next_reaction_back(person_id, after)
        if found is None:
            return
        after = found
    _enqueue(person_id, step + 1, after)
