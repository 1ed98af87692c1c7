"""The tally equals a recount after whatever people do, with roll-ups in between."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.consultations.rules import Stage, TallyRule, tally_is_shown
from consult.votes import rollup
from consult.votes.rules import Choice
from consult.votes.tally import TallyView
from tests.make import Make
from tests.votes.ballots import cast, recount, tally, withdraw

people = st.integers(0, 3)
acts = st.one_of(
    st.tuples(st.just("cast"), people, st.sampled_from(list(Choice))),
    st.tuples(st.just("withdraw"), people, st.none()),
    st.tuples(st.just("roll up"), people, st.none()),
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(done=st.lists(acts, min_size=5, max_size=25))
def test_the_tally_equals_a_recount_whatever_people_do(make: Make, done: list[tuple]) -> None:
    amendment = make.amendment()
    crowd = [make.account(verified=number % 2 == 0) for number in range(4)]
    for act, number, choice in done:
        if act == "cast":
            cast(make, amendment, crowd[number], choice)
        elif act == "withdraw":
            withdraw(make, amendment, crowd[number])
        else:
            make.do(rollup.roll_up)
    counted = tally(make, amendment)
    assert counted == recount(make, amendment)
    assert all(count > 0 for count in counted.cells.values())


def test_a_roll_up_in_small_bites_leaves_the_tally_right_after_each(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollup, "MOST_AT_ONCE", 2)
    amendment, person = make.amendment(), make.account()
    for choice in (Choice.SUPPORT, Choice.OPPOSE, Choice.SUPPORT, Choice.ABSTAIN):
        cast(make, amendment, person, choice)
    while make.do(rollup.roll_up):
        assert tally(make, amendment).cells == {(1, False, "abstain"): 1}
    assert tally(make, amendment).cells == {(1, False, "abstain"): 1}


def test_a_tally_is_read_in_one_statement(make: Make) -> None:
    amendment = make.amendment()
    cast(make, amendment, make.account(), Choice.SUPPORT)
    with make.counted() as statements:
        tally(make, amendment)
    assert len(statements) == 1


def test_shares_add_up_and_nobody_shares_nothing() -> None:
    counted = TallyView.of(
        [(1, False, "support", 2), (1, True, "support", 1), (2, True, "oppose", 1)]
    )
    assert [counted.share_of(choice) for choice in Choice] == [0.75, 0.25, 0, 0]
    assert counted.verified_total == counted.of_verified().total == 2
    assert counted.figures() == {
        "support": 3, "oppose": 1, "abstain": 0, "clarify": 0, "total": 4, "verified": 2
    }  # fmt: skip
    assert TallyView().share_of(Choice.SUPPORT) == 0


@pytest.mark.parametrize(
    ("rule", "open_stranger", "open_voter", "closed"),
    [
        (TallyRule.ALWAYS, True, True, True),
        (TallyRule.AFTER_VOTING, False, True, True),
        (TallyRule.AFTER_CLOSING, False, False, True),
    ],
)
def test_the_rule_of_the_consultation_says_who_sees_the_tally(
    rule: TallyRule, open_stranger: bool, open_voter: bool, closed: bool
) -> None:
    shown: Callable[..., bool] = tally_is_shown
    assert shown(rule, Stage.OPEN, False) is open_stranger
    assert shown(rule, Stage.OPEN, True) is open_voter
    assert all(shown(rule, over, False) is closed for over in (Stage.CLOSED, Stage.ARCHIVED))
