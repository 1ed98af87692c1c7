"""Loads the demo: one reform in three languages, and people who discuss it."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from consult.accounts.actions import grant_role
from consult.accounts.models import Account
from consult.accounts.rules import Role, email_key, pseudonym_key
from consult.comments.admission import hits_under
from consult.comments.counting import count, relist
from consult.comments.models import Comment, CommentReaction, kind_of
from consult.comments.rules import REACTION_VALUE, Reaction, State, strength
from consult.comments.screen import reason_keys
from consult.consultations import actions as consultations
from consult.consultations.desk_rules import DeskRules, rules_for, save_rules
from consult.consultations.models import Amendment
from consult.core import clock, crypto, jobs
from consult.core.db import db
from consult.demo.answering import answer_comments
from consult.demo.moderating import moderate
from consult.demo.sign_ins import SIGN_INS
from consult.moderation.models import Decision, Report
from consult.moderation.rules import Action
from consult.votes.models import Vote, VoteEvent

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
    reform, talk = (_read(name) for name in ("reform.json", "conversation.json"))
    staff = _staff(now)
    moderator = staff[Role.MODERATOR]
    people = _people(talk["people"], now)
    amendments: dict[str, Amendment] = {}
    for given in reform["consultations"]:
        amendments |= _consultation(given, talk["words"].get(given["slug"], ()), now)
    _votes(talk["votes"], list(people.values()), amendments, now)
    comments = _comments(talk["comments"], people, amendments, moderator, now)
    _reactions(talk["reactions"], comments, people, now)
    _reports(talk["reports"], comments, people, now)
    answer_comments(talk["answers"], comments, staff[Role.OFFICIAL], now)
    moderate(people, amendments, comments, moderator, now)


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
        made[one.role] = _account(one.email, one.pseudonym, one.language, hashed, now)
    db.session.flush()
    for role in Role:
        grant_role(made[role], role)
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
    begin, end = (now + timedelta(days=days) for days in DATES[given["stage"]])
    # Nobody may open what has ended, so a past one is opened as if it ran now, then set back.
    consultations.schedule(home, begin, max(end, now + timedelta(days=1)))
    consultations.open_consultation(home)
    home.phases[0].opens_at, home.phases[0].closes_at = begin, end
    return made


def _votes(
    given: dict[str, Record],
    people: list[Account],
    amendments: dict[str, Amendment],
    now: datetime,
) -> None:
    """Let the first people take the choices in turn, beginning with somebody else each time."""
    for start, (number, choices) in enumerate(given.items()):
        amendment = amendments[number]
        wanted = list(Counter(choices).elements())
        for place, choice in enumerate(wanted):
            voter = people[(start * 7 + place) % len(people)]
            seen = {"amendment_id": amendment.id, "revision": 1, "verified": False}
            cast_at = now - timedelta(days=2, minutes=37 * place)
            db.session.add(Vote(**seen, voter_id=voter.id, choice=choice, cast_at=cast_at))
            db.session.add(VoteEvent(**seen, choice=choice, step=1))
    db.session.flush()


def _comments(
    given: list[Record],
    people: dict[str, Account],
    amendments: dict[str, Amendment],
    moderator: Account,
    now: datetime,
) -> dict[str, Comment]:
    made: dict[str, Comment] = {}
    for one in sorted(given, key=lambda record: -record["days_ago"]):
        parent = made.get(one["parent"] or "")
        comment = _comment(one, people[one["author"]], amendments[one["amendment"]], parent, now)
        made[one["key"]] = comment
        if one["ground"]:
            _decision(one, comment, moderator)
    return made


def _comment(
    one: Record, author: Account, amendment: Amendment, parent: Comment | None, now: datetime
) -> Comment:
    at = now - timedelta(days=one["days_ago"])
    state = State(one["state"])
    comment = Comment(
        consultation_id=amendment.consultation_id,
        amendment_id=amendment.id,
        revision=1,
        author_id=author.id,
        parent_id=parent.id if parent else None,
        root_id=(parent.root_id or parent.id) if parent else None,
        stance=one["stance"],
        language=one["language"],
        body=one["body"],
        state=state,
        listed=False,
        held_for=_reasons(amendment, one["body"]) if state == State.HELD else [],
        ground=one["ground"],
        decided_at=at + timedelta(hours=3) if one["ground"] else None,
        waiting_since=at if state == State.HELD else None,
        created_at=at,
    )
    for counter in ("open_reports", "agrees", "disagrees", "passes", "score", "strength"):
        setattr(comment, counter, 0)
    comment.replies, comment.version = 0, 1
    db.session.add(comment)
    db.session.flush()
    relist(comment)
    count(amendment.id, {(kind_of(comment), state): 1})
    return comment


def _reasons(amendment: Amendment, body: str) -> list[str]:
    rules = rules_for(amendment.consultation_id)
    return reason_keys(hits_under(rules, body, new_account=True)) or ["premoderation"]


def _decision(one: Record, comment: Comment, moderator: Account) -> None:
    hidden = comment.state == State.HIDDEN
    db.session.add(
        Decision(
            comment_id=comment.id,
            consultation_id=comment.consultation_id,
            moderator_id=moderator.id,
            stance=comment.stance,
            language=comment.language,
            action=Action.HIDE if hidden else Action.REJECT,
            ground=one["ground"],
            note=one["note"] or "",
            at=comment.decided_at or comment.created_at,
        )
    )


def _reactions(
    given: list[Record], comments: dict[str, Comment], people: dict[str, Account], now: datetime
) -> None:
    for one in given:
        comment, person = comments[one["comment"]], people[one["author"]]
        values = {"comment_id": comment.id, "person_id": person.id, "value": one["value"]}
        db.session.add(CommentReaction(**values, at=now - timedelta(hours=5)))
        comment.agrees += one["value"] == REACTION_VALUE[Reaction.AGREE]
        comment.disagrees += one["value"] == REACTION_VALUE[Reaction.DISAGREE]
        comment.passes += one["value"] == REACTION_VALUE[Reaction.PASS]
        comment.score = comment.agrees - comment.disagrees
        comment.strength = strength(comment.agrees, comment.disagrees)
    db.session.flush()
    for amendment_id in sorted({comments[one["comment"]].amendment_id for one in given}):
        payload, key = {"amendment": amendment_id}, f"opinion-groups:{amendment_id}"
        jobs.enqueue("opinion-groups", payload, key=key)


def _reports(
    given: list[Record], comments: dict[str, Comment], people: dict[str, Account], now: datetime
) -> None:
    for hours, one in enumerate(given, 1):
        comment, person = comments[one["comment"]], people[one["author"]]
        at = now - timedelta(hours=hours)
        values = {"comment_id": comment.id, "reporter_id": person.id, "ground": one["ground"]}
        db.session.add(Report(**values, note=one["note"] or "", at=at))
        comment.open_reports += 1
        comment.waiting_since = comment.waiting_since or at
    db.session.flush()
