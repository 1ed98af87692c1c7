"""The permission table, written out by hand: who may do what, and in which state."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from consult.accounts.rules import VISITOR, Reader, Role
from consult.comments.rules import State as CommentState
from consult.consultations.rules import stage
from consult.core import clock
from consult.core.errors import Missing
from consult.permissions import POLICY, Permission, SignInNeeded, allowed, why_not

HERE, ELSEWHERE = 1, 2
AUTHOR = 7
ANSWERED, DECIDED = 10, 11
"""Somebody who answered the comment officially, and somebody who decided on it as a moderator."""
BOTH_ROLES = frozenset({(Role.MODERATOR, HERE), (Role.OFFICIAL, HERE)})

READERS = {
    "visitor": VISITOR,
    "citizen": Reader(id=1),
    "author": Reader(id=AUTHOR),
    "suspended": Reader(id=2, suspended_until=clock.now() + timedelta(days=1)),
    "moderator": Reader(id=3, roles=frozenset({(Role.MODERATOR, HERE)})),
    "moderator elsewhere": Reader(id=4, roles=frozenset({(Role.MODERATOR, ELSEWHERE)})),
    "moderator of all": Reader(id=5, roles=frozenset({(Role.MODERATOR, None)})),
    "official": Reader(id=6, roles=frozenset({(Role.OFFICIAL, HERE)})),
    "official of all": Reader(id=9, roles=frozenset({(Role.OFFICIAL, None)})),
    "administrator": Reader(id=8, roles=frozenset({(Role.ADMINISTRATOR, None)})),
    "who answered": Reader(id=ANSWERED, roles=BOTH_ROLES),
    "who decided": Reader(id=DECIDED, roles=BOTH_ROLES),
    "author who is an official": Reader(id=AUTHOR, roles=frozenset({(Role.OFFICIAL, HERE)})),
    "author who moderates": Reader(id=AUTHOR, roles=frozenset({(Role.MODERATOR, HERE)})),
}
ALL = set(READERS)
SIGNED_IN = ALL - {"visitor"}
ACTIVE = SIGNED_IN - {"suspended"}
AUTHORS = {"author", "author who moderates", "author who is an official"}
BOTH = {"who answered", "who decided"}
MODERATORS = {"moderator", "moderator of all", "administrator", "author who moderates"} | BOTH
OFFICIALS = {"official", "official of all", "administrator", "author who is an official"} | BOTH
STAFF_HERE = MODERATORS | OFFICIALS
NOBODY: set[str] = set()


def place(state: str = "open", *, days_open: int = -1, days_left: int = 1) -> Any:
    """Return a consultation as the table sees it."""
    now = clock.now()
    phase = SimpleNamespace(
        opens_at=now + timedelta(days=days_open),
        closes_at=now + timedelta(days=days_left),
        closed_at=None,
        opens=lambda _ability: True,
    )
    found = SimpleNamespace(id=HERE, state=state, phases=[phase])
    found.consultation = found
    found.stage = stage(state, [phase], now)
    return found


def comment(state: str = "published", home: Any = None) -> Any:
    """Return a comment as the table sees it."""
    return SimpleNamespace(
        state=state,
        author_id=AUTHOR,
        consultation=home or place(),
        answered_by=[ANSWERED],
        decided_by={DECIDED},
    )


def argument(home: Any = None) -> Any:
    """Return an argument as the table sees it: staff wrote or decided on some of its comments."""
    return SimpleNamespace(consultation=home or place(), barred={AUTHOR, DECIDED})


def appealed(
    days_left: int = 1, *, stands: bool = True, appeal: object | None = None, home: Any = None
) -> Any:
    """Return a decision on a comment as the table sees it, and perhaps the appeal against it."""
    until = clock.now() + timedelta(days=days_left)
    return SimpleNamespace(
        **vars(comment("hidden", home)), stands=stands, until=until, appeal=appeal
    )


def sanction(home: Any = None) -> Any:
    """Return a proposed suspension as the table sees it."""
    return SimpleNamespace(author_id=AUTHOR, consultation=home or place(), proposed_by=DECIDED)


def revision(published: bool, home: Any = None) -> Any:
    """Return a revision as the table sees it."""
    return SimpleNamespace(is_public=published, consultation=home or place())


def who_may(permission: Permission, thing: Any) -> set[str]:
    """Return the names of those who may."""
    return {name for name, reader in READERS.items() if allowed(reader, permission, thing)}


OPEN, DRAFT, CLOSED = place(), place("draft"), place("closed")
COMING, OVER = place(days_open=1, days_left=2), place(days_left=0)

P = Permission
TABLE = [
    (P.CONSULTATION_READ, OPEN, ALL),
    (P.CONSULTATION_READ, CLOSED, ALL),
    (P.CONSULTATION_READ, DRAFT, STAFF_HERE),
    (P.CONSULTATION_EDIT, DRAFT, OFFICIALS),
    (P.CONSULTATION_EDIT, OPEN, OFFICIALS),
    (P.CONSULTATION_STAFF, DRAFT, {"official of all", "administrator"}),
    (P.CONSULTATION_STAFF, OPEN, {"official of all", "administrator"}),
    (P.CONSULTATION_IMPORT, None, OFFICIALS),
    (P.CONSULTATION_CREATE, None, {"official of all", "administrator"}),
    (P.SUBMISSIONS_IMPORT, OPEN, OFFICIALS),
    (P.SUBMISSIONS_IMPORT, CLOSED, OFFICIALS),
    (P.SUBMISSIONS_IMPORT, place("archived"), NOBODY),
    (P.AMENDMENT_EDIT, DRAFT, OFFICIALS),
    (P.AMENDMENT_EDIT, COMING, OFFICIALS),
    (P.AMENDMENT_EDIT, OPEN, OFFICIALS),
    (P.AMENDMENT_EDIT, OVER, NOBODY),
    (P.AMENDMENT_EDIT, CLOSED, NOBODY),
    (P.REVISION_READ, revision(published=True), ALL),
    (P.REVISION_READ, revision(published=True, home=DRAFT), STAFF_HERE),
    (P.REVISION_READ, revision(published=False), OFFICIALS),
    (P.VOTE_CAST, OPEN, ACTIVE),
    (P.VOTE_CAST, DRAFT, NOBODY),
    (P.VOTE_CAST, COMING, NOBODY),
    (P.VOTE_CAST, OVER, NOBODY),
    (P.VOTE_CAST, CLOSED, NOBODY),
    (P.COMMENT_WRITE, OPEN, ACTIVE),
    (P.COMMENT_WRITE, OVER, NOBODY),
    (P.COMMENT_READ, comment("published"), ALL),
    (P.COMMENT_READ, comment("hidden"), ALL),
    (P.COMMENT_READ, comment("rejected"), ALL),
    (P.COMMENT_READ, comment("withdrawn"), ALL),
    (P.COMMENT_READ, comment("held"), AUTHORS | MODERATORS),
    (P.COMMENT_READ, comment(home=DRAFT), STAFF_HERE),
    (P.COMMENT_READ_KEPT, comment("hidden"), AUTHORS | MODERATORS),
    (P.COMMENT_READ_KEPT, comment("rejected"), AUTHORS | MODERATORS),
    (P.COMMENT_READ_KEPT, comment("held"), AUTHORS | MODERATORS),
    (P.COMMENT_READ_KEPT, comment("withdrawn"), MODERATORS),
    (P.COMMENT_HISTORY, comment(), ALL),
    (P.COMMENT_HISTORY, comment("hidden"), MODERATORS),
    (P.COMMENT_REPLY, comment(), ACTIVE),
    (P.COMMENT_REPLY, comment("hidden"), NOBODY),
    (P.COMMENT_REPLY, comment("held"), NOBODY),
    (P.COMMENT_REPLY, comment(home=OVER), NOBODY),
    (P.COMMENT_EDIT, comment(), AUTHORS),
    (P.COMMENT_EDIT, comment("held"), AUTHORS),
    (P.COMMENT_EDIT, comment("hidden"), NOBODY),
    (P.COMMENT_EDIT, comment("rejected"), NOBODY),
    (P.COMMENT_EDIT, comment(home=OVER), NOBODY),
    (P.COMMENT_WITHDRAW, comment(), AUTHORS),
    (P.COMMENT_WITHDRAW, comment("hidden"), AUTHORS),
    (P.COMMENT_WITHDRAW, comment(home=OVER), AUTHORS),
    (P.COMMENT_WITHDRAW, comment("withdrawn"), NOBODY),
    (P.COMMENT_REACT, comment(), ACTIVE - AUTHORS),
    (P.COMMENT_REACT, comment("hidden"), NOBODY),
    (P.COMMENT_REACT, comment(home=OVER), NOBODY),
    (P.COMMENT_REPORT, comment(), ACTIVE - AUTHORS),
    (P.COMMENT_REPORT, comment("hidden"), NOBODY),
    (P.MODERATION_DESK, None, MODERATORS | {"moderator elsewhere"}),
    (P.CASE_OPEN, comment("held"), MODERATORS - AUTHORS - {"who answered"}),
    (P.CASE_OPEN, comment("withdrawn"), MODERATORS - AUTHORS - {"who answered"}),
    (P.COMMENT_DECIDE, comment(), MODERATORS - AUTHORS - {"who answered"}),
    (P.COMMENT_DECIDE, comment("held"), MODERATORS - AUTHORS - {"who answered"}),
    (P.COMMENT_DECIDE, comment("hidden"), MODERATORS - AUTHORS - {"who answered"}),
    (P.COMMENT_DECIDE, comment("withdrawn"), NOBODY),
    (P.CAMPAIGN_DECIDE, OPEN, MODERATORS),
    (P.CAMPAIGN_DECIDE, DRAFT, MODERATORS),
    (P.TRANSPARENCY_READ, OPEN, ALL),
    (P.TRANSPARENCY_READ, DRAFT, STAFF_HERE),
    (P.APPEAL_READ, appealed(), AUTHORS),
    (P.APPEAL_READ, appealed(days_left=-1), AUTHORS),
    (P.APPEAL_WRITE, appealed(), AUTHORS),
    (P.APPEAL_WRITE, appealed(days_left=-1), NOBODY),
    (P.APPEAL_WRITE, appealed(stands=False), NOBODY),
    (P.APPEAL_WRITE, appealed(appeal=object()), NOBODY),
    (P.APPEAL_WRITE, appealed(home=OVER), AUTHORS),
    (P.APPEAL_ANSWER, appealed(appeal=object()), MODERATORS - AUTHORS - BOTH),
    (P.APPEAL_ANSWER, appealed(appeal=object(), home=OVER), MODERATORS - AUTHORS - BOTH),
    (P.SANCTION_PROPOSE, comment(), MODERATORS - AUTHORS - {"who answered"}),
    (P.SANCTION_PROPOSE, comment("hidden"), MODERATORS - AUTHORS - {"who answered"}),
    (P.SANCTION_PROPOSE, comment("withdrawn"), MODERATORS - AUTHORS - {"who answered"}),
    (P.SANCTION_READ, sanction(), MODERATORS - AUTHORS),
    (P.SANCTION_CONFIRM, sanction(), MODERATORS - AUTHORS - {"who decided"}),
    (P.SANCTION_LIFT, sanction(), MODERATORS - AUTHORS),
    (P.SECOND_LOOK, comment("held"), MODERATORS - AUTHORS - BOTH),
    (P.SECOND_LOOK, comment("hidden"), MODERATORS - AUTHORS - BOTH),
    (P.SECOND_LOOK, comment("withdrawn"), NOBODY),
    (P.ANSWER_DESK, OPEN, OFFICIALS),
    (P.ANSWER_DESK, DRAFT, OFFICIALS),
    (P.ANSWER_SHARE, OPEN, OFFICIALS),
    (P.ANSWER_SHARE, OVER, OFFICIALS),
    (P.ANSWER_SHARE, place("archived"), NOBODY),
    (P.ANSWER_WRITE, comment(), OFFICIALS - AUTHORS - {"who decided"}),
    (P.ANSWER_WRITE, comment(home=OVER), OFFICIALS - AUTHORS - {"who decided"}),
    (P.ANSWER_WRITE, comment(home=place("answered")), OFFICIALS - AUTHORS - {"who decided"}),
    (P.ANSWER_WRITE, comment(home=place("archived")), NOBODY),
    (P.ANSWER_WRITE, comment("hidden"), NOBODY),
    (P.ANSWER_WRITE, comment("held"), NOBODY),
    (P.ANSWER_WRITE, comment("withdrawn"), NOBODY),
    (P.ARGUMENT_READ, argument(), ALL),
    (P.ARGUMENT_READ, argument(DRAFT), STAFF_HERE),
    (P.ARGUMENT_EDIT, OPEN, OFFICIALS),
    (P.ARGUMENT_EDIT, argument(OVER), OFFICIALS),
    (P.ARGUMENT_EDIT, argument(place("archived")), NOBODY),
    (P.ARGUMENT_ANSWER, argument(), OFFICIALS - AUTHORS - {"who decided"}),
    (P.ARGUMENT_ANSWER, argument(place("answered")), OFFICIALS - AUTHORS - {"who decided"}),
    (P.ARGUMENT_ANSWER, argument(place("archived")), NOBODY),
    (P.THEME_READ, OPEN, STAFF_HERE),
    (P.THEME_READ, DRAFT, STAFF_HERE),
    (P.THEME_EDIT, OPEN, OFFICIALS),
    (P.THEME_EDIT, place("answered"), OFFICIALS),
    (P.THEME_EDIT, place("archived"), NOBODY),
    (P.ANSWER_READ, comment(), ALL),
    (P.ANSWER_READ, comment(home=DRAFT), STAFF_HERE),
    (P.ANSWER_READ, comment("hidden"), NOBODY),
    (P.DESK_SETTINGS, OPEN, STAFF_HERE),
    (P.DESK_SETTINGS, DRAFT, STAFF_HERE),
    (P.SUMMARY_READ, OPEN, STAFF_HERE),
    (P.SUMMARY_EXPORT, OPEN, OFFICIALS),
    (P.ROLE_GRANT, None, {"administrator"}),
    (P.ACCOUNT_OWN, None, SIGNED_IN),
]


@pytest.mark.parametrize(("permission", "thing", "expected"), TABLE)
def test_exactly_these_people_may(permission: Permission, thing: Any, expected: set[str]) -> None:
    assert who_may(permission, thing) == expected


def test_every_permission_has_its_line_in_the_policy_and_here() -> None:
    assert set(POLICY) == set(Permission)
    assert {row[0] for row in TABLE} == set(Permission)


def test_a_draft_and_a_held_comment_are_missing_rather_than_forbidden() -> None:
    citizen = READERS["citizen"]
    assert isinstance(why_not(citizen, P.CONSULTATION_READ, DRAFT), Missing)
    assert isinstance(why_not(citizen, P.VOTE_CAST, DRAFT), Missing)
    assert isinstance(why_not(citizen, P.COMMENT_REACT, comment(CommentState.HELD)), Missing)


def test_a_visitor_is_asked_to_sign_in_where_that_would_help() -> None:
    assert isinstance(why_not(VISITOR, P.VOTE_CAST, OPEN), SignInNeeded)
    assert isinstance(why_not(VISITOR, P.COMMENT_WRITE, OPEN), SignInNeeded)


def test_a_suspension_that_is_over_no_longer_counts() -> None:
    back = Reader(id=2, suspended_until=clock.now() - timedelta(seconds=1))
    assert allowed(back, P.VOTE_CAST, OPEN)
