"""How a consultation is moderated: words, thresholds and deadlines, with defaults and limits."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from flask import Flask, current_app
from sqlalchemy import update

from consult.consultations.models import Consultation, DeskSettings
from consult.core import clock
from consult.core.db import db, insert_or_ignore
from consult.core.errors import Conflict, Invalid
from consult.core.links import settings
from consult.core.text import clean_line
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record

MOST_WORDS = 2_000
LONGEST_WORD = 80
FRESH_FOR = 1.0
"""For how many seconds a process takes the rules that it read as those in force."""

LIMITS = {
    "link_hours": (0, 8_760),
    "flood_copies": (1, 1_000),
    "campaign_people": (2, 500),
    "lease_minutes": (1, 60),
    "second_look_percent": (0, 100),
    "appeal_days": (1, 365),
    "answer_days": (1, 365),
    "alarm_hours": (1, 8_760),
    "alarm_waiting": (1, 1_000_000),
}
"""The least and the most of each number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    """The rules of a consultation's moderation desk."""

    words: tuple[str, ...] = ()
    """Words that hold a text, also disguised."""
    link_hours: int = 24
    """Links of accounts younger than this hold a text; 0 holds none."""
    flood_copies: int = 3
    """A text that its author posted in so many other places already is held as flooding."""
    campaign_people: int = 5
    """Near-copies by so many people are a campaign."""
    hold_campaigns: bool = False
    """Whether the texts of a campaign are held before publication."""
    lease_minutes: int = 5
    """How long a case belongs to the moderator who opened it."""
    second_look_percent: int = 5
    """How many decisions of a hundred a second moderator judges again."""
    conceal: bool = False
    """Whether author and stance are concealed while a moderator judges."""
    blur: bool = True
    """Whether listed words are blurred on the desk until clicked."""
    appeal_days: int = 14
    """How long an author may appeal."""
    answer_days: int = 7
    """By when an appeal is to be answered."""
    alarm_hours: int = 24
    """Moderators are told when a case waits longer."""
    alarm_waiting: int = 50
    """Moderators are told when more cases wait."""
    version: int = field(default=0, metadata={"stored": False})
    """Raised with every change; 0 for rules that nobody changed yet."""

    @classmethod
    def read(cls, stored: Mapping[str, Any], version: int) -> Self:
        """Return stored rules; what a newer or older version of the product stored is left out."""
        names = {one.name for one in fields(cls)} - {"words", "version"}
        values = {name: value for name, value in stored.items() if name in names}
        return cls(words=tuple(stored.get("words", ())), version=version, **values)

    def stored(self) -> dict[str, Any]:
        """Return the rules as they are stored."""
        values = asdict(self)
        del values["version"]
        return values | {"words": list(self.words)}

    def checked(self) -> Self:
        """Return the rules; Invalid where a number is past its limits or there are many words."""
        for name, (least, most) in LIMITS.items():
            if not least <= getattr(self, name) <= most:
                raise Invalid(outside(least, most), field=name)
        if len(self.words) > MOST_WORDS:
            raise Invalid(lazy("Keep the list to 2,000 words."), field="words")
        return self


def outside(least: int, most: int) -> Any:
    """Return what is said of a number that is past its limits."""
    return lazy("Type a number from %(least)s to %(most)s.", least=least, most=most)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a list, one a line, each once; Invalid names the line at fault."""
    words: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        word = " ".join(clean_line(line).split())
        if not word:
            continue
        if len(word) > LONGEST_WORD:
            message = lazy("Line %(number)s is longer than 80 letters.", number=number)
            raise Invalid(message, field="words")
        if not any(sign.isalnum() for sign in word):
            message = lazy("Line %(number)s has no letters, so it finds nothing.", number=number)
            raise Invalid(message, field="words")
        words.setdefault(word.casefold(), word)
    return tuple(words.values())


def rules_for(consultation_id: int) -> DeskRules:
    """Return the rules in force; a change in another process shows a second later."""
    rules = rules_at_hand(current_app, consultation_id)
    if rules is None:
        rules = stored_rules(consultation_id)
        _kept(current_app)[consultation_id] = (clock.ticks(), rules)
    return rules


def rules_at_hand(app: Flask, consultation_id: int) -> DeskRules | None:
    """Return the rules in force where this process read them a moment ago."""
    read_at, rules = _kept(app).get(consultation_id, (0.0, None))
    return rules if rules is not None and clock.ticks() - read_at <= FRESH_FOR else None


def stored_rules(consultation_id: int) -> DeskRules:
    """Return the rules as the database has them, for whoever changes them."""
    columns = (DeskSettings.settings, DeskSettings.version)
    row = db.session.query(*columns).where(DeskSettings.consultation_id == consultation_id).first()
    if row is None:
        return DeskRules(link_hours=settings().new_account_hours)
    return DeskRules.read(row.settings, row.version)


def _kept(app: Flask) -> dict[int, tuple[float, DeskRules]]:
    kept: dict[int, tuple[float, DeskRules]] = app.extensions.setdefault("desk_rules", {})
    return kept


def save_rules(consultation: Consultation, rules: DeskRules, version: int) -> DeskRules:
    """Replace the rules of a consultation; Conflict where they changed since `version`.

    The ledger says what changed, but of the words only how many there are: the list is not public.
    """
    rules = rules.checked()
    before = stored_rules(consultation.id)
    if not _stored(consultation.id, rules.stored(), version):
        raise Conflict(
            lazy("Somebody else changed these settings since you opened them."), field="version"
        )
    _kept(current_app).pop(consultation.id, None)
    changed = {
        name: len(value) if name == "words" else value
        for name, value in rules.stored().items()
        if value != before.stored()[name]
    }
    if changed:
        _record(consultation.id, changed)
    return replace(rules, version=version + 1)


def _record(consultation_id: int, changed: dict[str, Any]) -> None:
    subject = f"consultation:{consultation_id}"
    record(Event.CONSULTATION_CHANGED, subject, consultation_id=consultation_id, moderation=changed)


def _stored(consultation_id: int, values: dict[str, Any], version: int) -> bool:
    """Store the rules if they still are of this version."""
    if version == 0:
        statement: Any = insert_or_ignore(
            DeskSettings, consultation_id=consultation_id, settings=values, version=1
        )
    else:
        statement = (
            update(DeskSettings)
            .where(DeskSettings.consultation_id == consultation_id, DeskSettings.version == version)
            .values(settings=values, version=version + 1)
        )
    stored = statement.returning(DeskSettings.version)
    return db.session.execute(stored).first() is not None
