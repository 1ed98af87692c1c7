"""The states of a consultation and what its phases allow, on plain values."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

NUMBER = re.compile(r"[\w.-]{1,20}\Z")
LONGEST_SAME = timedelta(days=1)
A_MOMENT = timedelta(microseconds=1)
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?\Z")


class State(StrEnum):
    """The state that is stored."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ANSWERED = "answered"
    ARCHIVED = "archived"


class Stage(StrEnum):
    """Where a consultation stands now, told from its state and its dates."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"
    ANSWERED = "answered"
    ARCHIVED = "archived"


class Ability(StrEnum):
    """What a phase opens."""

    VOTE = "vote"
    COMMENT = "comment"
    REACT = "react"


class TallyRule(StrEnum):
    """When a reader sees the tally."""

    ALWAYS = "always"
    AFTER_VOTING = "after_voting"
    AFTER_CLOSING = "after_closing"


class Moderation(StrEnum):
    """Whether comments wait for a moderator before they are published."""

    AFTER = "after"
    BEFORE = "before"


class View(StrEnum):
    """How a reader looks at the wording."""

    CHANGES = "changes"
    CURRENT = "current"
    PROPOSED = "proposed"
    BOTH = "both"


class PhaseLike(Protocol):
    """What the rules ask of a phase."""

    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None

    def opens(self, ability: Ability) -> bool:
        """Tell whether the phase opens an ability."""


def phase_runs(phase: PhaseLike, now: datetime) -> bool:
    """Tell whether a phase is running; the moment of closing no longer belongs to it."""
    return phase.closed_at is None and phase.opens_at <= now < phase.closes_at


def stage(state: str, phases: Iterable[PhaseLike], now: datetime) -> Stage:
    """Return the stage: an open one is coming before its first phase and closed after its last."""
    if state != State.OPEN:
        return Stage(state)
    phases = list(phases)
    if any(phase_runs(phase, now) for phase in phases):
        return Stage.OPEN
    if any(phase.closed_at is None and now < phase.opens_at for phase in phases):
        return Stage.COMING
    return Stage.CLOSED


def running_phase(
    state: str, phases: Iterable[PhaseLike], ability: Ability, now: datetime
) -> PhaseLike | None:
    """Return the running phase that opens an ability, if there is one."""
    if state != State.OPEN:
        return None
    return next((p for p in phases if p.opens(ability) and phase_runs(p, now)), None)


def next_change(phases: Iterable[PhaseLike], now: datetime) -> datetime:
    """Return the moment until which a page says the same of its phases: a date, or a day less."""
    moments = [now + LONGEST_SAME]
    for phase in phases:
        left = timedelta(days=(phase.closes_at - now).days)
        moments += (phase.opens_at, phase.closes_at, phase.closes_at - left + A_MOMENT)
    return min(moment for moment in moments if moment > now)


def has_begun(phase: PhaseLike, now: datetime) -> bool:
    """Tell whether a phase runs or is over."""
    return phase.closed_at is not None or phase.opens_at <= now


def shown_phase(
    phases: Iterable[PhaseLike], now: datetime, ability: Ability | None = None
) -> PhaseLike | None:
    """Return the phase that a page speaks of: the running one, else the next, else the last."""
    wanted = [one for one in phases if ability is None or one.opens(ability)]
    running = [one for one in wanted if phase_runs(one, now)]
    coming = [one for one in wanted if one.closed_at is None and now < one.opens_at]
    if running:
        return max(running, key=lambda one: one.closes_at)
    if coming:
        return min(coming, key=lambda one: one.opens_at)
    return max(wanted, key=lambda one: one.closed_at or one.closes_at, default=None)


def overlap(one: PhaseLike, other: PhaseLike) -> bool:
    """Tell whether two phases open the same ability at the same moment."""
    if not any(one.opens(ability) and other.opens(ability) for ability in Ability):
        return False
    ends = [phase.closed_at or phase.closes_at for phase in (one, other)]
    return one.opens_at < ends[1] and other.opens_at < ends[0]


def tally_is_shown(rule: str, current: Stage, voted: bool) -> bool:
    """Tell whether a reader sees the tally now."""
    over = current in {Stage.CLOSED, Stage.ANSWERED, Stage.ARCHIVED}
    if over or rule == TallyRule.ALWAYS:
        return True
    return rule == TallyRule.AFTER_VOTING and voted


def fallback_order(language: str, authoritative: str, available: Iterable[str]) -> list[str]:
    """Return the languages of a text in the order in which a reader wants them."""
    rest = [one for one in available if one not in {language, authoritative}]
    return list(dict.fromkeys([language, authoritative, *rest]))
