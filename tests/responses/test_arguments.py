"""Arguments: who joins, who leaves, what one answer does to all comments, and that counts agree."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from consult.accounts.rules import Role
from consult.comments.actions import edit_comment, withdraw_comment
from consult.comments.indexed import searched
from consult.comments.models import AnsweredCount, Comment
from consult.comments.queries import comment_by_id
from consult.consultations.models import Amendment
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.ledger.models import LedgerEvent
from consult.responses import actions, arguments
from consult.responses.gathered import answer_to_argument, arguments_of
from consult.responses.models import Answer, Argument
from consult.responses.rules import Said, State
from tests.make import Make
from tests.moderation.test_decisions import stored


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment()


def three(make: Make, amendment: Amendment) -> list[Comment]:
    """Two people, three comments: the first person wrote two."""
    one, other = make.account(), make.account()
    return [
        make.comment(amendment, author, body=f"Fifty senators are enough {number}.")
        for number, author in enumerate((one, other, one))
    ]


def now(make: Make, argument: Argument) -> Argument:
    found: Argument = make.scalar(select(Argument).where(Argument.id == argument.id))
    return found


def change(make: Make, what: str, argument: Argument, *args: Any, by: Any = None) -> Any:
    """Do something to an argument as it stands now; by somebody new by default."""
    reader = make.reader(by or make.official())

    def work() -> Any:
        seen = make_it(argument)
        if what in {"add", "remove", "move"}:
            return getattr(arguments, what)(seen, reader, args[0], seen.version, *args[1:])
        return getattr(arguments, what)(seen, reader, *args, seen.version)

    def make_it(one: Argument) -> Argument:
        from consult.core.db import db

        return db.session.get_one(Argument, one.id)

    return make.do(work)


def answered(make: Make, argument: Argument, by: Any = None, **said: Any) -> Answer:
    reader = make.reader(by or make.official())
    words = Said(said.get("disposition", "accepted"), said.get("reasons", "Yes."), "en")

    def work() -> Answer:
        from consult.core.db import db

        seen, answer = db.session.get_one(Argument, argument.id), answer_to_argument(argument.id)
        version = answer.version if answer else 0
        write = actions.save_draft if said.get("draft") else actions.publish_answer
        return write(seen, reader, words, version=version, seen=seen.version)

    return make.do(work)


def test_smoke(make: Make, amendment: Amendment) -> None:
    comments = three(make, amendment)
    official = make.official()
    argument = make.argument(amendment, comments, official)
    assert (argument.number, argument.comments, argument.people) == (1, 3, 2)
    answered(make, argument)
    for one in comments:
        row = stored(make, one)
        assert row.answer["argument"] == {"number": 1, "title": "Fifty is enough", "language": "en"}
        assert sorted(row.terms.split()) == sorted(searched(row).split())
    change(make, "remove", argument, [comments[0].id])
    row = stored(make, comments[0])
    assert row.answer is None and sorted(row.terms.split()) == sorted(searched(row).split())
    change(make, "add", argument, [comments[0].id])
    assert now(make, argument).comments == 3
    change(make, "rename", argument, "Other", "ru")
    assert stored(make, comments[0]).answer["argument"]["title"] == "Other"
