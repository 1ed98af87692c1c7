"""What a text must pass before it is stored: length, stance, phase, pace, parent, screening."""

from datetime import datetime, timedelta

from consult.comments import queries
from consult.comments.models import Comment
from consult.comments.queries import lock
from consult.comments.rules import DEEPEST, LONGEST_BODY, Stance, State, depth
from consult.comments.screen import reason_keys, screen
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import phase_for_vote
from consult.consultations.rules import Ability, Moderation, running_phase
from consult.core import clock
from consult.core.errors import Conflict, Invalid, TooMany
from consult.core.links import settings
from consult.core.text import clean_paragraphs
from consult.core.words import lazy


def checked_body(body: str) -> str:
    """Return the text as it is stored; Invalid when it is empty or too long."""
    body = clean_paragraphs(body)
    if not body:
        raise Invalid(lazy("Write something first."), field="body")
    if len(body) > LONGEST_BODY:
        raise Invalid(lazy("Shorten the text to 5,000 characters."), field="body")
    return body


def check_stance(stance: str | None, parent: Comment | None) -> None:
    """Refuse a comment without a stance, and a reply with one."""
    if parent is None and stance not in list(Stance):
        raise Invalid(lazy("Say whether you are for, against or neutral."), field="stance")
    if parent is not None and stance is not None:
        raise Invalid(lazy("A reply has no stance of its own."), field="body")


def check_open(consultation: Consultation, ability: Ability) -> None:
    """Ask again under the lock of the phase: closing is a clean cut for comments too."""
    phases = phase_for_vote(consultation.id)
    if running_phase(consultation.state, phases, ability, clock.now()) is None:
        raise Conflict(lazy("This part of the consultation is not open."))


def check_pace(author_id: int | None, now: datetime) -> None:
    """Refuse somebody who wrote too much in the last hour."""
    if queries.written_since(author_id, now - timedelta(hours=1)) >= settings().comments_per_hour:
        message = lazy("You have written many comments in a short time.")
        refusal = TooMany(message, retry_after=3600)
        refusal.field = "body"
        raise refusal


def check_parent(amendment: Amendment, parent: Comment) -> None:
    """Lock the comment replied to; refuse where it takes no reply."""
    if lock(parent).amendment_id != amendment.id:
        raise Invalid(lazy("The comment you reply to stands under another amendment."))
    if parent.state != State.PUBLISHED:
        raise Conflict(lazy("The comment you reply to is no longer published."))
    if depth(parent.parent_id, parent.root_id) >= DEEPEST:
        raise Invalid(lazy("Replies go no deeper. Reply to the comment above."), field="body")


def reasons_to_hold(consultation: Consultation, body: str, since: datetime | None) -> list[str]:
    """Return why a text must wait for a moderator; nothing where it need not."""
    age = clock.now() - since if since else timedelta()
    new = age < timedelta(hours=settings().new_account_hours)
    first = ["premoderation"] if consultation.moderation == Moderation.BEFORE else []
    return reason_keys(screen(body, new_account=new)) + first
