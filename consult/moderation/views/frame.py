"""What the pages of the desk share: the blueprint, the words of templates, the filters."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, request, url_for

from consult.analysis.campaigns import Kind, kind_of
from consult.comments.words import STANCE_LABELS, STATE_LABELS, reasons
from consult.consultations.models import Consultation
from consult.moderation.filters import NAMES, Filters, read_filters
from consult.moderation.grounds import GROUND_LABELS, GROUND_RULES
from consult.moderation.leases import MINUTES
from consult.moderation.marks import found_in, lines_of
from consult.moderation.rules import (
    NEEDS_GROUND,
    NEEDS_NOTE,
    TAKES_GROUND,
    TOGETHER,
    Show,
    actions_for,
)
from consult.moderation.words import (
    ACTION_LABELS,
    CASE_NAMES,
    FLOODING_NAME,
    HISTORY,
    HIT_LABELS,
    KEYS,
    LEAVE_KEY,
    OUTCOME_KEYS,
    SETTLE_KEYS,
    SHOW_LABELS,
)

blueprint = Blueprint("moderation", __name__)

ENDPOINTS = {
    Show.CAMPAIGN: ("moderation.campaign", "campaign"),
    Show.APPEAL: ("moderation.appeal_case", "appeal"),
    Show.SUSPENSION: ("moderation.sanction_case", "sanction"),
    Show.SECOND_LOOK: ("moderation.second_look", "decision"),
}
"""Where the cases that are no comments have their pages, and what their number is called there."""
KEYS_COOKIE = "consult_keys"

WORDS = {
    "actions_for": actions_for,
    "ACTION_LABELS": ACTION_LABELS,
    "GROUND_LABELS": GROUND_LABELS,
    "GROUND_RULES": GROUND_RULES,
    "HISTORY": HISTORY,
    "HIT_LABELS": HIT_LABELS,
    "KEYS": KEYS,
    "LEASE_MINUTES": MINUTES,
    "LEAVE_KEY": LEAVE_KEY,
    "OUTCOME_KEYS": OUTCOME_KEYS,
    "SETTLE_KEYS": SETTLE_KEYS,
    "NEEDS_GROUND": NEEDS_GROUND,
    "NEEDS_NOTE": NEEDS_NOTE,
    "TAKES_GROUND": TAKES_GROUND,
    "TOGETHER": TOGETHER,
    "SHOW_LABELS": SHOW_LABELS,
    "STANCE_LABELS": STANCE_LABELS,
    "STATE_LABELS": STATE_LABELS,
    "found_in": found_in,
    "lines_of": lines_of,
    "reasons": reasons,
}


def filters() -> dict[str, Any]:
    """Return what the queue was narrowed to as the address says it, to carry it along."""
    return {name: request.args[name] for name in NAMES if request.args.get(name)}


def asked_among(places: Sequence[Consultation]) -> Filters:
    """Return what the address asks for; Missing for what no page of ours offers."""
    given: Mapping[str, str] = request.args
    return read_filters(given, {one.slug: one.id for one in places})


def address_of(show: Show, number: int, /, **carried: Any) -> str:
    """Return the address of a case that is no comment."""
    endpoint, name = ENDPOINTS[show]
    values: dict[str, Any] = {name: number, **carried}
    return url_for(endpoint, **values)


def case_name(show: Show, case: Any) -> str:
    """Return what a case that is no comment is called; a flood is no campaign."""
    flood = show == Show.CAMPAIGN and kind_of(case.people) == Kind.FLOODING
    return str(FLOODING_NAME if flood else CASE_NAMES[show]) % {"number": case.number}


def keys_are_on() -> bool:
    """Tell whether this moderator decides by keys; they may be turned off (WCAG 2.1.4)."""
    return request.cookies.get(KEYS_COOKIE) != "off"
