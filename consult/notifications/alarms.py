"""Tells moderators when cases wait too long or too many: a digest a day, and one mail at once.

What was sent is written down in the statement that claims it, so two workers never send the same
mail. Nobody is told of a consultation that they do not moderate.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, exists, func, select, union_all

from consult.accounts.models import Account, RoleGrant
from consult.accounts.rules import Role
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.desk_rules import DeskRules, rules_for
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_by_id, text_of
from consult.core import clock, jobs, mail
from consult.core.db import db, insert_or_ignore, upsert
from consult.core.links import link
from consult.core.text import clean_line
from consult.moderation.models import Alarm, Appeal, Campaign, Decision, Sanction, SecondLook
from consult.moderation.verdicts import SanctionState

EVERY = timedelta(hours=24)
HOUR = timedelta(hours=1)


class Kind(StrEnum):
    """What a moderator was told, or that they want no digest."""

    DIGEST = "digest"
    AT_ONCE = "at_once"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many cases of a consultation wait, and since when the oldest does."""

    consultation_id: int
    waiting: int
    oldest: datetime

    def is_late(self, rules: DeskRules, now: datetime) -> bool:
        """Tell whether a case waits longer than the consultation's settings allow."""
        return now - self.oldest > timedelta(hours=rules.alarm_hours)

    def is_large(self, rules: DeskRules) -> bool:
        """Tell whether more cases wait than the consultation's settings allow."""
        return self.waiting > rules.alarm_waiting

    def hours(self, now: datetime) -> int:
        """Return for how many full hours the oldest case has waited."""
        return int((now - self.oldest) / HOUR)


@dataclass(frozen=True, slots=True)
class Moderator:
    """Somebody to be told, and what."""

    id: int
    email: str
    language: str
    name: str
    kind: Kind
    backlogs: tuple[Backlog, ...]


def backlogs() -> dict[int, Backlog]:
    """Return what waits in each consultation: every kind of case that somebody can settle."""
    comments = select(Comment.consultation_id, Comment.waiting_since.label("since"))
    campaigns = select(Campaign.consultation_id, Campaign.waiting_since)
    appeals = select(Appeal.consultation_id, Appeal.at)
    suspensions = select(Sanction.consultation_id, Sanction.proposed_at)
    waiting = union_all(
        comments.where(Comment.waiting_since.is_not(None)),
        campaigns.where(Campaign.waiting_since.is_not(None)),
        appeals.where(Appeal.outcome.is_(None)),
        suspensions.where(Sanction.state == SanctionState.PROPOSED),
        _second_looks(),
    ).subquery()
    place, since = waiting.c.consultation_id, waiting.c.since
    rows = db.session.execute(select(place, func.count(), func.min(since)).group_by(place))
    return {row[0]: Backlog(*row) for row in rows}


def _second_looks() -> Any:
    """Select the second looks that wait, where a moderator is there who did not look first."""
    here = RoleGrant.consultation_id.is_(None) | (
        RoleGrant.consultation_id == SecondLook.consultation_id
    )
    another = RoleGrant.account_id != Decision.moderator_id
    return (
        select(SecondLook.consultation_id, Decision.at)
        .join(Decision, Decision.id == SecondLook.decision_id)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(
            SecondLook.at.is_(None),
            Decision.undone_at.is_(None),
            Comment.state != State.WITHDRAWN,
            exists().where(RoleGrant.role == Role.MODERATOR, here, another),
        )
    )


def _to_tell() -> list[Moderator]:
    """Return who is to be told now, as far as nobody else told them in the last day."""
    now, found = clock.now(), backlogs()
    rules = {place: rules_for(place) for place in found}
    late = {place for place, one in found.items() if one.is_late(rules[place], now)}
    large = {place for place, one in found.items() if one.is_large(rules[place])}
    if not late | large:
        return []
    told = _told(now)
    people: dict[Account, set[int]] = defaultdict(set)
    for account, place in _moderators(found):
        people[account] |= {place} if place is not None else set(found)
    return [
        Moderator(account.id, account.email or "", account.language, account.pseudonym, *rest)
        for account, places in people.items()
        if (rest := _due(told[account.id], places, late, large, found))
    ]


def _due(
    told: set[Kind],
    places: set[int],
    late: set[int],
    large: set[int],
    found: Mapping[int, Backlog],
) -> tuple[Kind, tuple[Backlog, ...]] | None:
    here = tuple(found[place] for place in sorted(places & set(found)))
    if places & large and Kind.AT_ONCE not in told:
        return Kind.AT_ONCE, here
    if places & (late | large) and not told & {Kind.DIGEST, Kind.OFF}:
        return Kind.DIGEST, here
    return None


def _told(now: datetime) -> dict[int, set[Kind]]:
    rows = db.session.execute(select(Alarm.moderator_id, Alarm.kind, Alarm.at))
    found: dict[int, set[Kind]] = defaultdict(set)
    for moderator, kind, at in rows:
        if kind == Kind.OFF or at > now - EVERY:
            found[moderator].add(Kind(kind))
    return found


def _moderators(places: Iterable[int]) -> list[tuple[Account, int | None]]:
    """Return the moderators with the consultation of each of their roles; None stands for all."""
    here = RoleGrant.consultation_id.is_(None) | RoleGrant.consultation_id.in_(list(places))
    query = (
        select(Account, RoleGrant.consultation_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role == Role.MODERATOR,
            here,
            Account.email.is_not(None),
            Account.confirmed_at.is_not(None),
        )
        .order_by(Account.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


@jobs.every_round(lambda: bool(_to_tell()), seconds=60)
def tell_moderators() -> None:
    """Send the mails that are due; each is claimed first."""
    for one in _to_tell():
        if _claimed(one.id, one.kind):
            _send(one)


def _claimed(moderator_id: int, kind: Kind) -> bool:
    """Write down that somebody is told now; False where another worker was first.

    A mail at once says all that the digest would, so the digest waits a day as well.
    """
    now = clock.now()
    statement = upsert(Alarm).values(moderator_id=moderator_id, kind=kind, at=now)
    new = statement.on_conflict_do_update(
        index_elements=[Alarm.moderator_id, Alarm.kind],
        set_={"at": now},
        where=Alarm.at <= now - EVERY,
    )
    claimed = db.session.scalar(new.returning(Alarm.moderator_id)) is not None
    if claimed and kind == Kind.AT_ONCE:
        _claimed(moderator_id, Kind.DIGEST)
    return claimed


def _send(one: Moderator) -> None:
    now = clock.now()
    mail.send(
        "moderation_alarm",
        to=one.email,
        lang=one.language,
        name=clean_line(one.name),
        at_once=one.kind == Kind.AT_ONCE,
        total=sum(backlog.waiting for backlog in one.backlogs),
        places=[
            {
                "title": clean_line(text_of(place, one.language).title),
                "waiting": backlog.waiting,
                "hours": backlog.hours(now),
                "link": _desk(place, one.language),
            }
            for backlog in sorted(one.backlogs, key=lambda each: each.oldest)
            for place in [consultation_by_id(backlog.consultation_id)]
        ],
        account=link("accounts.mine", lang=one.language),
    )


def _desk(place: Consultation, language: str) -> str:
    return f"{link('moderation.queue', lang=language)}?consultation={place.slug}"


def digest_is_on(account_id: int) -> bool:
    """Tell whether somebody gets the digest of waiting cases."""
    off = select(Alarm.at).where(Alarm.moderator_id == account_id, Alarm.kind == Kind.OFF)
    return db.session.scalar(off) is None


def turn_digest(account_id: int, on: bool) -> None:
    """Turn somebody's digest of waiting cases on or off; twice is as good as once."""
    mine = {"moderator_id": account_id, "kind": Kind.OFF}
    if on:
        db.session.execute(delete(Alarm).filter_by(**mine))
    else:
        db.session.execute(insert_or_ignore(Alarm, **mine, at=clock.now()))
