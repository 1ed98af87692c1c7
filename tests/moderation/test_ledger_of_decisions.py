"""Every decision is an event of the ledger, and none of them names a person or quotes a citizen."""

import json

import pytest
from sqlalchemy import select

from consult.comments.rules import State
from consult.ledger.events import Event
from consult.ledger.models import LedgerEvent
from consult.moderation.actions import decide
from consult.moderation.effects import EVENTS
from consult.moderation.queries import the_case
from consult.moderation.rules import OUTCOME, Action, Ground
from tests.make import Make

SECRET = "Words that only the author and staff may read, 8 701 555 12 34."


def test_every_action_has_an_event_of_its_own() -> None:
    assert set(EVENTS) == set(Action)
    assert len(set(EVENTS.values())) == len(Action)
    assert all(isinstance(event, Event) for event in EVENTS.values())


@pytest.mark.parametrize("action", list(Action))
def test_each_decision_is_recorded_without_personal_data(make: Make, action: Action) -> None:
    place = make.consultation()
    unit, other = make.amendment(place), make.amendment(place)
    author, moderator = make.account(pseudonym="Tamarisk"), make.moderator(place)
    before = next(iter(OUTCOME[action]))
    published = before in {State.PUBLISHED, State.HIDDEN}
    body = "Words that only the author and staff may read." if published else SECRET
    comment = make.comment(unit, author, body=body)
    if before == State.HIDDEN:
        make.decision(comment, moderator, "hide")
    assert make.read(lambda: the_case(comment.id)).state == before
    detail = {
        Action.REDACT: {"spans": ["0-5"]},
        Action.MOVE: {"amendment": other.number},
    }.get(action)

    def work() -> int:
        seen = the_case(comment.id)
        return decide(
            seen,
            make.reader(moderator),
            action,
            ground=Ground.INSULT,
            note="A note to Tamarisk.",
            version=seen.version,
            detail=detail,
        ).id

    number = make.do(work)
    rows = make.all(select(LedgerEvent).where(LedgerEvent.kind == EVENTS[action].name))
    (event,) = [row[0] for row in rows if row[0].data.get("decision") == number]
    assert (event.subject, event.consultation_id) == (f"comment:{comment.id}", place.id)
    told = json.dumps(event.data)
    for private in ("Tamarisk", "Words", "@example", "555", moderator.pseudonym):
        assert private not in told
