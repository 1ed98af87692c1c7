"""What a reader may do on an amendment's page, and what there is only theirs."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from consult.accounts.rules import Reader
from consult.comments.rules import State
from consult.consultations.models import Amendment
from consult.permissions import (
    Permission,
    SignInNeeded,
    allowed,
    commenting_open,
    why_not,
)

CITIZEN = Reader(id=-1)
"""Somebody signed in without a role: what the table answers for them, it answers for most."""


@dataclass(frozen=True, slots=True)
class May:
    """What the permission table answers a reader on one amendment: many readers share it."""

    signed_in: bool
    vote: bool
    write: bool
    sign_in_to_write: bool
    why_not_write: str
    reply: bool
    react: bool
    report: bool
    answers: bool
    edit: bool
    summary: bool
    suspended_until: datetime | None


def may_of(reader: Reader, amendment: Amendment) -> May:
    """Ask the table about a reader; signing in is no help where commenting is over."""
    refusal = commenting_open.why_not(reader, amendment) or why_not(
        reader, Permission.COMMENT_WRITE, amendment
    )
    one = SimpleNamespace(
        consultation=amendment.consultation,
        state=State.PUBLISHED,
        author_id=None,
        decided_by=(),
    )
    return May(
        signed_in=reader.is_authenticated,
        vote=allowed(reader, Permission.VOTE_CAST, amendment),
        write=refusal is None,
        sign_in_to_write=isinstance(refusal, SignInNeeded),
        why_not_write=str(refusal.message) if refusal else "",
        reply=allowed(reader, Permission.COMMENT_REPLY, one),
        react=allowed(reader, Permission.COMMENT_REACT, one),
        report=allowed(reader, Permission.COMMENT_REPORT, one),
        answers=allowed(reader, Permission.ANSWER_WRITE, one),
        edit=allowed(reader, Permission.AMENDMENT_EDIT, amendment),
        summary=allowed(reader, Permission.SUMMARY_READ, amendment),
        suspended_until=reader.suspended_until,
    )


@dataclass(frozen=True, slots=True)
class Own:
    """What is only this reader's: name, token, key of drafts; the rest is for staff and flashes."""

    name: str = ""
    token: str = ""
    drafts: str = ""
    texts: tuple[tuple[str, str], ...] = ()


NOBODY = Own()
