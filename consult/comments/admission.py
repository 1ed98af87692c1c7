"""What a text must pass before it is stored: length, stance, phase, pace, parent, screening."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from consult.accounts.rules import Reader
from consult.comments import repeats
from consult.comments.models import Comment
from consult.comments.places import Home, Place, locked_phases
from consult.comments.queries import lock
from consult.comments.repeats import Sent
from consult.comments.rules import DEEPEST, LONGEST_BODY, Stance, State, depth
from consult.comments.screen import Hit, reason_keys, screen
from consult.consultations.desk_rules import DeskRules, rules_for
from consult.consultations.models import Amendment, Consultation
from consult.consultations.rules import Ability, Moderation, PhaseLike, running_phase
from consult.core import clock
from consult.core.errors import Conflict, Invalid, TooMany
from consult.core.links import settings
from consult.core.text import clean_paragraphs
from consult.core.words import lazy, lazy_number

TOO_LONG = lazy("Shorten the text to %(most)s characters.", most=lazy_number(LONGEST_BODY))


def checked_body(body: str) -> str:
    """Return the text as it is stored; Invalid when it is empty or too long."""
    body = clean_paragraphs(body)
    if not body:
        raise Invalid(lazy("Write something first."), field="body")
    if len(body) > LONGEST_BODY:
        raise Invalid(TOO_LONG, field="body")
    return body


def check_stance(stance: str | None, parent: Comment | None) -> None:
    """Refuse a comment without a stance, and a reply with one."""
    if parent is None and stance not in list(Stance):
        raise Invalid(lazy("Say whether you are for, against or neutral."), field="stance")
    if parent is not None and stance is not None:
        raise Invalid(lazy("A reply has no stance of its own."), field="body")


def check_open(consultation: Consultation | Home, ability: Ability) -> None:
    """Ask again under the lock of the phase: closing is a clean cut for comments too."""
    check_runs(consultation, locked_phases(consultation.id), ability)


def check_runs(
    consultation: Consultation | Home, phases: Sequence[PhaseLike], ability: Ability
) -> None:
    """Refuse where none of the locked phases runs that opens an ability."""
    if running_phase(consultation.state, phases, ability, clock.now()) is None:
        raise Conflict(lazy("This part of the consultation is not open."))


def check_pace(written: int, most: int | None = None) -> None:
    """Refuse somebody who wrote so much in the last hour; `most` is what the settings say."""
    if written >= (settings().comments_per_hour if most is None else most):
        message = lazy("You have written many comments in a short time.")
        refusal = TooMany(message, retry_after=3600)
        refusal.field = "body"
        raise refusal


def check_parent(amendment: Amendment | Place, parent: Comment) -> None:
    """Lock the comment replied to; refuse where it takes no reply."""
    if lock(parent).amendment_id != amendment.id:
        raise Invalid(lazy("The comment you reply to stands under another amendment."))
    if parent.state != State.PUBLISHED:
        raise Conflict(lazy("The comment you reply to is no longer published."))
    if depth(parent.parent_id, parent.root_id) >= DEEPEST:
        raise Invalid(lazy("Replies go no deeper. Reply to the comment above."), field="body")


def reasons_to_hold(
    consultation: Consultation | Home,
    reader: Reader,
    body: str,
    suggested: str | None = None,
    *,
    editing: int | None = None,
) -> list[str]:
    """Return why a text must wait for a moderator; nothing where it need not.

    `editing` is the comment that the text replaces: it is no copy of itself.
    """
    rules = rules_for(consultation.id)
    sent = Sent(consultation.id, reader.id, body, suggested, editing)
    return reasons_by(consultation, rules, sent, reader.created_at)


def reasons_by(
    consultation: Consultation | Home,
    rules: DeskRules,
    sent: Sent,
    since: datetime | None,
    own: Iterable[Any] | None = None,
) -> list[str]:
    """Return the same by rules at hand; `own` are the author's texts where they were read."""
    return _reasons(consultation, rules, sent, is_new(rules, since), own)


def reasons_under(
    consultation: Consultation, rules: DeskRules, body: str, *, new_account: bool
) -> list[str]:
    """Return why a text would wait under rules, sent by somebody who sent nothing before."""
    return _reasons(consultation, rules, Sent(consultation.id, None, body), new_account)


def _reasons(
    consultation: Consultation | Home,
    rules: DeskRules,
    sent: Sent,
    new_account: bool,
    own: Iterable[Any] | None = None,
) -> list[str]:
    keys = reason_keys(hits_under(rules, sent.text, new_account=new_account))
    keys += repeats.reasons(sent, rules, own)
    return [*keys, "premoderation"] if consultation.moderation == Moderation.BEFORE else keys


def hits_under(rules: DeskRules, text: str, *, new_account: bool) -> list[Hit]:
    """Return what the screening of a consultation with these rules finds in a text."""
    return screen(text, new_account=new_account, words=rules.words)


def is_new(rules: DeskRules, since: datetime | None) -> bool:
    """Tell whether links of an account made at a moment are held."""
    age = clock.now() - since if since else timedelta()
    return age < timedelta(hours=rules.link_hours)
