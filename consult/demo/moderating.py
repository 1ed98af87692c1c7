"""What the demo's moderators did: a campaign, a flood, decisions on several grounds, an appeal."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from consult.accounts.models import Account
from consult.comments.counting import count, relist
from consult.comments.models import Comment, kind_of
from consult.comments.rules import State
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.moderation.campaigns import look
from consult.moderation.counting import count_figures
from consult.moderation.models import Appeal, Decision
from consult.moderation.rules import Action

SHOWN = "53"
"""The amendment that visitors are led to first; it keeps its conversation to itself."""
CAMPAIGN_ON = "54"
LETTERS = {
    "campaign": (
        "Оставьте в статье прежний порядок выборов: каждый район должен знать своего депутата в "
        "лицо, а список партии за него не поручится. {own}"
    ),
    "flood": (
        "Требую отложить обсуждение всех поправок до осени, летом люди в поле и на стройке и "
        "читать такие длинные тексты им некогда. {own}"
    ),
}
OWN = (
    "Так было всегда, и менять нечего.",
    "Мой аул далеко, к нам партии не ездят.",
    "Это моё твёрдое мнение.",
    "Подумайте о тех, кто живёт в районах.",
    "Прошу учесть.",
    "Нас об этом никто не спросил.",
)


def moderate(
    people: Mapping[str, Account],
    amendments: Mapping[str, Amendment],
    comments: Mapping[str, Comment],
    moderator: Account,
    now: datetime,
) -> dict[str, int]:
    """Write the campaign and the flood, let decisions be taken, and count the figures of it all.

    Returns the comments of the campaign by key.
    """
    senders, home = list(people.values()), amendments[SHOWN].consultation_id
    letters: dict[str, int] = {}
    places = [
        one for number, one in amendments.items() if one.consultation_id == home and number != SHOWN
    ]
    for number, own in enumerate(OWN):
        body = LETTERS["campaign"].format(own=own)
        at = now - timedelta(hours=30 - number)
        letter = _send(amendments[CAMPAIGN_ON], senders[number + 4], body, at)
        letters[f"campaign-{number + 1}"] = letter.id
    for number, place in enumerate(places[2:6]):
        body = LETTERS["flood"].format(own=OWN[number])
        _send(place, senders[20], body, now - timedelta(hours=20 - number), held=["flooding"])
    here = [one for one in comments.values() if one.consultation_id == home]
    _decide_on_held(moderator, here, now)
    while look(home):
        pass
    count_figures(home)
    return letters


def _send(
    place: Amendment, author: Account, body: str, at: datetime, held: list[str] | None = None
) -> Comment:
    comment = Comment(
        consultation_id=place.consultation_id,
        amendment_id=place.id,
        revision=1,
        author_id=author.id,
        stance="against",
        language="ru",
        body=body,
        state=State.HELD if held else State.PUBLISHED,
        listed=False,
        held_for=held or [],
        waiting_since=at if held else None,
        created_at=at,
    )
    for counter in ("open_reports", "agrees", "disagrees", "passes", "score", "strength"):
        setattr(comment, counter, 0)
    comment.replies, comment.version = 0, 1
    db.session.add(comment)
    db.session.flush()
    relist(comment)
    count(place.id, {(kind_of(comment), comment.state): 1})
    if held:
        _record_held(comment, held)
    return comment


def _record_held(comment: Comment, reasons: Sequence[str]) -> None:
    subject, place = f"comment:{comment.id}", comment.consultation_id
    record(Event.COMMENT_HELD, subject, consultation_id=place, reasons=list(reasons))


def _decide_on_held(moderator: Account, comments: Sequence[Comment], now: datetime) -> None:
    """Write down that some comments were held and published, and that one author appealed."""
    published = [one for one in comments if one.state == State.PUBLISHED][:12]
    for number, comment in enumerate(published):
        action = Action.KEEP if number % 4 == 3 else Action.PUBLISH
        _decision(comment, moderator, action, waited=1800 + 900 * number)
        if action == Action.PUBLISH:
            _record_held(comment, ["link.new_account"])
    hidden = next(one for one in comments if one.state == State.HIDDEN)
    decision = db.session.query(Decision).filter_by(comment_id=hidden.id).first()
    if decision is not None:
        db.session.add(_appeal(hidden, decision, now))
    db.session.flush()


def _decision(comment: Comment, moderator: Account, action: Action, waited: int) -> None:
    values: dict[str, Any] = {"stance": comment.stance, "language": comment.language}
    db.session.add(
        Decision(
            comment_id=comment.id,
            consultation_id=comment.consultation_id,
            moderator_id=moderator.id,
            action=action,
            note="",
            waited=waited,
            at=comment.created_at + timedelta(seconds=waited),
            **values,
        )
    )


def _appeal(comment: Comment, decision: Decision, now: datetime) -> Appeal:
    return Appeal(
        decision_id=decision.id,
        comment_id=comment.id,
        consultation_id=comment.consultation_id,
        author_id=comment.author_id,
        body="Я никого лично не назвал. Прошу вернуть комментарий.",
        at=now - timedelta(days=1),
        due_at=now + timedelta(days=6),
    )
