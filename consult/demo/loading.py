"""Loads the demo: one reform in three languages, and people who discuss it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from consult.accounts.actions import grant_role
from consult.accounts.models import Account
from consult.accounts.rules import Role, email_key, pseudonym_key
from consult.consultations import actions as consultations
from consult.consultations.desk_rules import DeskRules, save_rules
from consult.consultations.models import Amendment, Revision
from consult.core import clock, crypto
from consult.core.db import db
from consult.demo.conversing import cast_votes, react, report, write_comments
from consult.demo.days import CLOSES, OPENS, on_the_hour
from consult.demo.desk import Desk
from consult.demo.letters import bring_letters
from consult.demo.moderating import moderate
from consult.demo.sign_ins import SIGN_INS

HERE = Path(__file__).parent
REGIONS = ("KZ-75", "KZ-71", "KZ-75", "KZ-35", None)
AGES = ("18-24", "35-44", "25-34", "65+", None)
"""What the people of the demo say of themselves, in turn."""
DATES = {"open": (-20, 25), "coming": (6, 36), "closed": (-65, -45)}
"""For each stage the days from now until a consultation opens and until it closes."""

Record = dict[str, Any]


def is_empty() -> bool:
    """Tell whether nobody is in the database yet."""
    return db.session.scalar(select(Account.id).limit(1)) is None


def load() -> None:
    """Load everything into an empty database, within the caller's transaction."""
    now = clock.now()
    names = ("reform.json", "conversation.json", "desk.json")
    reform, talk, work = (_read(name) for name in names)
    staff = _staff(now)
    moderator = staff["moderator"]
    people = _people(talk["people"], now)
    amendments: dict[str, Amendment] = {}
    for given in reform["consultations"]:
        amendments |= _consultation(given, talk["words"].get(given["slug"], ()), now)
    cast_votes(talk["votes"], list(people.values()), amendments, now)
    comments = write_comments(talk["comments"], people, amendments, moderator, now)
    react(talk["reactions"], comments, people, now)
    report(talk["reports"], comments, people, now)
    numbers = {key: one.id for key, one in comments.items()}
    numbers |= bring_letters(work["letters"], amendments, now)
    numbers |= moderate(people, amendments, comments, moderator, now)
    Desk(staff, amendments, numbers, now).work(work)


def _read(name: str) -> Record:
    found: Record = json.loads((HERE / name).read_text(encoding="utf-8"))
    return found


def _account(email: str, name: str, language: str, hashed: str, now: datetime) -> Account:
    account = Account(
        email=email,
        email_key=email_key(email),
        pseudonym=name,
        pseudonym_key=pseudonym_key(name),
        password_hash=hashed,
        language=language,
        created_at=now - timedelta(days=70),
        confirmed_at=now - timedelta(days=70),
    )
    db.session.add(account)
    return account


def _staff(now: datetime) -> dict[str, Account]:
    made = {}
    for one in SIGN_INS:
        hashed = crypto.hash_password(one.password)
        made[one.key] = _account(one.email, one.pseudonym, one.language, hashed, now)
    db.session.flush()
    for one in SIGN_INS:
        if one.role in set(Role):
            grant_role(made[one.key], Role(one.role))
    return made


def _people(given: list[Record], now: datetime) -> dict[str, Account]:
    """Make the people of the conversation; none of them can sign in."""
    nobody = crypto.hash_password(crypto.new_token())
    made: dict[str, Account] = {}
    for one in given:
        address = f"{one['key']}@example.org"
        account = _account(address, one["pseudonym"], one["language"], nobody, now)
        account.region, account.age_group = _gave(len(made))
        made[one["key"]] = account
    db.session.flush()
    return made


def _gave(number: int) -> tuple[str | None, str | None]:
    """Return region and age group of the person of a number; some gave neither."""
    return REGIONS[number % len(REGIONS)], AGES[number // 2 % len(AGES)]


def _consultation(given: Record, words: Sequence[str], now: datetime) -> dict[str, Amendment]:
    home = consultations.create_consultation(
        slug=given["slug"],
        languages=given["languages"],
        authoritative=given["authoritative"],
        time_zone=given["time_zone"],
    )
    for language, texts in given["texts"].items():
        consultations.set_texts(home, language, **texts)
    if words:
        save_rules(home, DeskRules(words=tuple(words)), 0)
    chapters = {
        chapter["key"]: consultations.add_chapter(home, position, chapter["titles"])
        for position, chapter in enumerate(given["chapters"], 1)
    }
    made = {}
    for position, one in enumerate(given["amendments"], 1):
        chapter = chapters[one["chapter"]]
        amendment = consultations.add_amendment(
            home, one["number"], position=position, chapter=chapter
        )
        for language, wording in one["wordings"].items():
            draft = consultations.WordingDraft(**wording)
            consultations.set_wording(amendment, language, draft)
        made[one["number"]] = amendment
    first, last = DATES[given["stage"]]
    begin, end = on_the_hour(home, now, first, OPENS), on_the_hour(home, now, last, CLOSES)
    # Nobody may open what has ended, so a past one is opened as if it ran now, then set back.
    consultations.schedule(home, begin, max(end, now + timedelta(days=1)))
    consultations.open_consultation(home)
    home.phases[0].opens_at, home.phases[0].closes_at = begin, end
    _set_first_texts_back(made, min(begin, now) - timedelta(days=1))
    return made


def _set_first_texts_back(amendments: Mapping[str, Amendment], at: datetime) -> None:
    """Date the first revisions before what people said of them."""
    here = Revision.amendment_id.in_([one.id for one in amendments.values()])
    db.session.execute(update(Revision).where(here).values(created_at=at, published_at=at))
