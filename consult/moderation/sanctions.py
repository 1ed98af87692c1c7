"""Warning and suspending people: one moderator proposes a suspension, another must confirm it.

The ledger says that a consultation's moderators warned or suspended somebody, on which ground and
for how long, but not whom: neither the person nor the comment is named there, not even by a digest,
for a digest that anybody can recompute from a list of public names names the person.
"""

from datetime import timedelta

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.accounts.queries import grants_of
from consult.accounts.rules import Reader
from consult.comments.models import Comment
from consult.core import clock, jobs
from consult.core.db import db
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.moderation.actions import check_note
from consult.moderation.models import Decision, Sanction
from consult.moderation.rules import Ground
from consult.moderation.verdicts import SUSPENSION_DAYS, SanctionKind, SanctionState

GONE = lazy("This person has left. There is nobody to sanction.")


def warn(comment: Comment, reader: Reader, ground: Ground, note: str) -> Sanction:
    """Warn the author of a comment; they are told, and the next moderator sees it."""
    check_note(ground, note)
    _lock_person(comment.author_id)
    sanction = _stored(comment, reader, SanctionKind.WARN, SanctionState.GIVEN, ground, note)
    _decide(sanction, comment, reader)
    _record(Event.WARNED, sanction)
    _tell(sanction)
    return sanction


def propose(comment: Comment, reader: Reader, ground: Ground, note: str, days: int) -> Sanction:
    """Propose to suspend the author of a comment; another moderator must confirm it."""
    check_note(ground, note)
    if days not in SUSPENSION_DAYS:
        raise Invalid(lazy("Choose for how long."), field="days")
    person = _lock_person(comment.author_id)
    if grants_of(person.id):
        message = lazy("This person is one of the staff. An administrator takes the role back.")
        raise Conflict(message)
    waits = Sanction.account_id == person.id, Sanction.state == SanctionState.PROPOSED
    if db.session.scalar(select(Sanction.id).where(*waits).limit(1)) is not None:
        raise Conflict(lazy("Somebody has proposed to suspend this person already."))
    suspend, state = SanctionKind.SUSPEND, SanctionState.PROPOSED
    sanction = _stored(comment, reader, suspend, state, ground, note)
    sanction.until = sanction.proposed_at + timedelta(days=days)
    _record(Event.SUSPENSION_PROPOSED, sanction)
    return sanction


def confirm(sanction: Sanction, comment: Comment, reader: Reader) -> None:
    """Put a proposed suspension into force, as somebody else than who proposed it."""
    person = _lock_person(sanction.account_id)
    now = clock.now()
    if sanction.until is None or sanction.until <= now:
        raise Conflict(lazy("The time of this suspension is over already. Refuse it."))
    _settle(sanction, reader, SanctionState.IN_FORCE)
    person.suspended_until = max(sanction.until, person.suspended_until or now)
    _decide(sanction, comment, reader)
    _record(Event.SUSPENDED, sanction)
    _tell(sanction)


def refuse(sanction: Sanction, reader: Reader) -> None:
    """Refuse a proposed suspension; that ends it, and its author never learns of it."""
    _lock_person(sanction.account_id)
    _settle(sanction, reader, SanctionState.REFUSED)
    _record(Event.SUSPENSION_REFUSED, sanction)


def lift(sanction: Sanction, comment: Comment, reader: Reader, note: str) -> None:
    """End a suspension before its time, with a note that the person reads."""
    if not note:
        raise Invalid(lazy("Say in the note why."), field="note")
    _lock_person(sanction.account_id)
    end_suspension(sanction)
    ground = Ground(sanction.ground)
    _stored(comment, reader, SanctionKind.LIFT, SanctionState.GIVEN, ground, note)
    _tell(sanction, note)


def end_suspension(sanction: Sanction) -> None:
    """End a suspension; what another one still runs for goes on. The person must be locked."""
    _refresh(sanction)
    if sanction.state != SanctionState.IN_FORCE:
        raise Conflict(lazy("This suspension has ended already."))
    sanction.state = SanctionState.LIFTED
    db.session.flush()
    runs = Sanction.account_id == sanction.account_id, Sanction.state == SanctionState.IN_FORCE
    person = db.session.get_one(Account, sanction.account_id)
    latest = db.session.scalar(select(func.max(Sanction.until)).where(*runs))
    person.suspended_until = latest if latest and latest > clock.now() else None
    _record(Event.SUSPENSION_LIFTED, sanction)


def lock_person(account_id: int) -> Account:
    """Lock somebody's account before anything of theirs, as leaving does, so nobody waits round."""
    found = db.session.scalars(
        select(Account)
        .where(Account.id == account_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return found.one()


def _lock_person(account_id: int) -> Account:
    person = lock_person(account_id)
    if person.left_at is not None:
        raise Conflict(GONE)
    return person


def _refresh(sanction: Sanction) -> None:
    db.session.flush()
    db.session.refresh(sanction, with_for_update={"key_share": True})


def _settle(sanction: Sanction, reader: Reader, state: SanctionState) -> None:
    _refresh(sanction)
    if sanction.state != SanctionState.PROPOSED:
        raise Conflict(lazy("Somebody settled this proposal meanwhile."))
    if sanction.proposed_by == reader.id:
        raise NotAllowed(lazy("You proposed this; somebody else must confirm it."))
    sanction.state, sanction.confirmed_by = state, reader.id
    sanction.confirmed_at = clock.now()
    db.session.flush()


def _stored(
    comment: Comment,
    reader: Reader,
    kind: SanctionKind,
    state: SanctionState,
    ground: Ground,
    note: str,
) -> Sanction:
    sanction = Sanction(
        account_id=comment.author_id,
        consultation_id=comment.consultation_id,
        comment_id=comment.id,
        kind=kind,
        state=state,
        ground=ground,
        note=note,
        proposed_by=reader.id,
        proposed_at=clock.now(),
    )
    db.session.add(sanction)
    db.session.flush()
    return sanction


def _decide(sanction: Sanction, comment: Comment, reader: Reader) -> None:
    """Write a sanction down among the decisions, so that it may be appealed against like them."""
    db.session.add(
        Decision(
            comment_id=comment.id,
            consultation_id=comment.consultation_id,
            moderator_id=reader.id,
            action=sanction.kind,
            ground=sanction.ground,
            note=sanction.note,
            stance=comment.stance,
            language=comment.language,
            waited=0,
            detail={"sanction": sanction.id},
            at=clock.now(),
        )
    )
    db.session.flush()


def _record(kind: Event, sanction: Sanction) -> None:
    days = (sanction.until - sanction.proposed_at).days if sanction.until else None
    subject, place = f"consultation:{sanction.consultation_id}", sanction.consultation_id
    record(kind, subject, consultation_id=place, ground=sanction.ground, days=days)


def _tell(sanction: Sanction, note: str = "") -> None:
    payload = {"sanction": sanction.id, "state": sanction.state, "note": note}
    jobs.enqueue("tell-sanctioned", payload)
