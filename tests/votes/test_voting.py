"""Voting: one vote a person, changed and withdrawn, remembered with the revision and identity."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from consult.accounts.rules import Reader
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Conflict
from consult.votes import queries
from consult.votes.actions import cast_vote, withdraw_vote
from consult.votes.models import Tally, Vote, VoteEvent
from consult.votes.rollup import roll_up
from consult.votes.rules import Choice
from consult.votes.tally import TallyView
from tests.make import Make
from tests.pages import Visitor
from tests.votes.ballots import cast, reader_of, recount, reloaded, revise, tally, vote_of, withdraw


def test_a_vote_remembers_the_choice_the_revision_and_a_verified_identity(make: Make) -> None:
    amendment, person = make.amendment(), make.account(verified=True)
    cast(make, amendment, person, Choice.OPPOSE)
    vote = vote_of(make, amendment, person)
    assert vote is not None
    assert (vote.choice, vote.revision, vote.verified) == ("oppose", 1, True)
    counted = tally(make, amendment)
    assert (counted.total, counted.count_of(Choice.OPPOSE)) == (1, 1)
    assert counted.verified_count_of(Choice.OPPOSE) == 1


def test_a_second_vote_replaces_the_first(make: Make) -> None:
    amendment, person = make.amendment(), make.account()
    for choice in (Choice.SUPPORT, Choice.OPPOSE, Choice.CLARIFY):
        cast(make, amendment, person, choice)
    assert make.scalar(select(func.count()).select_from(Vote)) == 1
    assert tally(make, amendment).cells == {(1, False, "clarify"): 1}


def test_the_same_choice_again_changes_nothing(make: Make) -> None:
    amendment, person = make.amendment(), make.account()
    assert cast(make, amendment, person, Choice.ABSTAIN)
    first = vote_of(make, amendment, person)
    assert not cast(make, amendment, person, Choice.ABSTAIN)
    again = vote_of(make, amendment, person)
    assert first is not None and again is not None and first.cast_at == again.cast_at
    assert make.scalar(select(func.count()).select_from(VoteEvent)) == 1


def test_the_same_choice_on_a_new_revision_moves_the_vote_there(make: Make) -> None:
    amendment, person = make.amendment(), make.account()
    cast(make, amendment, person, Choice.SUPPORT)
    revise(make, amendment)
    assert cast(make, amendment, person, Choice.SUPPORT)
    counted = tally(make, amendment)
    assert counted.cells == {(2, False, "support"): 1}
    assert counted.of_revision(1).total == 0 and counted.of_revision(2).total == 1


def test_who_became_verified_is_counted_so_once_they_vote_again(make: Make) -> None:
    amendment, person = make.amendment(), make.account()
    cast(make, amendment, person, Choice.SUPPORT)
    verified = Reader(id=person.id, verified=True)
    make.do(lambda: cast_vote(reloaded(amendment), verified, Choice.SUPPORT))
    assert tally(make, amendment).cells == {(1, True, "support"): 1}


def test_a_withdrawn_vote_leaves_nothing_and_withdrawing_twice_is_harmless(make: Make) -> None:
    amendment, person = make.amendment(), make.account()
    cast(make, amendment, person, Choice.SUPPORT)
    assert withdraw(make, amendment, person)
    assert not withdraw(make, amendment, person)
    assert make.scalar(select(func.count()).select_from(Vote)) == 0
    assert tally(make, amendment) == TallyView()


def test_votes_of_others_and_on_other_amendments_stay_apart(make: Make) -> None:
    place = make.consultation()
    here, there = make.amendment(place), make.amendment(place)
    elsewhere = make.amendment()
    one, two = make.account(), make.account()
    cast(make, here, one, Choice.SUPPORT)
    cast(make, here, two, Choice.OPPOSE)
    cast(make, there, two, Choice.ABSTAIN)
    cast(make, elsewhere, one, Choice.CLARIFY)
    withdraw(make, here, two)
    found = make.read(lambda: dict(queries.tallies_of(place.id)))
    assert {key: counted.cells for key, counted in found.items()} == {
        here.id: {(1, False, "support"): 1},
        there.id: {(1, False, "abstain"): 1},
    }
    assert make.read(lambda: queries.choices_of(one.id, place.id)) == {here.id: Choice.SUPPORT}
    assert vote_of(make, here, two) is None


def test_my_votes_are_listed_newest_first_with_where_they_were_cast(make: Make) -> None:
    place, person = make.consultation(slug="reform"), make.account()
    first, second = make.amendment(place, number="1"), make.amendment(place, number="83-1")
    cast(make, first, person, Choice.SUPPORT)
    cast(make, second, person, Choice.OPPOSE)
    cast(make, second, make.account(), Choice.OPPOSE)
    rows = make.read(lambda: queries.votes_of(person.id).items)
    assert [(row.slug, row.number, row.choice, row.revision) for row in rows] == [
        ("reform", "83-1", "oppose", 1),
        ("reform", "1", "support", 1),
    ]


def test_my_votes_come_in_pages_that_follow_a_place_and_not_a_count(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    place, person = make.consultation(), make.account()
    for number in range(1, 6):
        cast(make, make.amendment(place, number=f"{number}"), person, Choice.SUPPORT)
    moment = clock.now()
    make.do(lambda: db.session.execute(update(Vote).values(cast_at=moment)))
    page, seen = visitor.sign_in(person).get("/en/account"), list[str]()
    for _ in range(3):
        seen += page.all("//table//th[@scope='row']/a/text()")
        further = page.all("//nav[@aria-label='Pages of votes']/a/@href")
        page = page.visitor.get(further[0]) if further else page
    assert [one.split()[-1] for one in seen] == ["5", "4", "3", "2", "1"] and not further
    for broken in ("x", "1", "1_2_3", "9" * 30):
        assert visitor.get(f"/en/account?votes_after={broken}").status == 404
    assert visitor.get(f"/en/account?votes_after=-{'9' * 17}_1").status == 200
    assert len(make.read(lambda: queries.all_votes_of(person.id))) == 5


@pytest.mark.parametrize(
    ("opens_in", "closes_in", "state"),
    [(1, 2, "open"), (-2, -1, "open"), (-1, 1, "closed"), (-1, 1, "draft")],
)
def test_nobody_votes_or_withdraws_while_voting_is_not_open(
    make: Make, opens_in: int, closes_in: int, state: str
) -> None:
    dates = {"opens_in": timedelta(days=opens_in), "closes_in": timedelta(days=closes_in)}
    amendment, person = make.amendment(make.consultation(state=state, **dates)), make.account()
    with pytest.raises(Conflict):
        cast(make, amendment, person, Choice.SUPPORT)
    with pytest.raises(Conflict):
        withdraw(make, amendment, person)
    assert tally(make, amendment).total == 0


def test_a_vote_on_a_text_that_changed_meanwhile_is_refused(make: Make) -> None:
    amendment, person = make.amendment(), make.account()
    revise(make, amendment)
    with pytest.raises(Conflict, match="Conflict"):
        make.do(lambda: cast_vote(reloaded(amendment), reader_of(person), Choice.SUPPORT, 1))
    assert tally(make, amendment).total == 0


def test_events_and_tallies_have_no_column_for_a_person(make: Make) -> None:
    columns = {*VoteEvent.__table__.columns.keys(), *Tally.__table__.columns.keys()}
    assert columns == {"id", "amendment_id", "revision", "verified", "choice", "step", "count"}


def test_a_roll_up_moves_events_and_leaves_the_tally_as_it_is(make: Make) -> None:
    amendment, people = make.amendment(), [make.account() for _ in range(3)]
    for person in people:
        cast(make, amendment, person, Choice.SUPPORT)
    before = tally(make, amendment)
    assert make.do(roll_up) == 3
    assert make.scalar(select(func.count()).select_from(VoteEvent)) == 0
    assert tally(make, amendment) == before
    cast(make, amendment, people[0], Choice.OPPOSE)
    make.do(lambda: withdraw_vote(reloaded(amendment), reader_of(people[1])))
    assert tally(make, amendment).cells == {(1, False, "oppose"): 1, (1, False, "support"): 1}
    assert make.do(roll_up) == 3
    assert make.do(roll_up) == 0
    assert tally(make, amendment) == recount(make, amendment)
