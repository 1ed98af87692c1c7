"""The rules of a moderation desk: defaults, limits, lists of words, and who saved first."""

from dataclasses import replace

import pytest

from consult.consultations.desk_rules import (
    DeskRules,
    rules_for,
    save_rules,
    stored_rules,
    words_of,
)
from consult.core.db import db
from consult.core.errors import Conflict, Invalid
from consult.ledger.models import LedgerEvent
from tests.make import Make


def test_a_consultation_without_rules_of_its_own_has_the_defaults(make: Make):
    consultation = make.consultation()
    assert make.read(lambda: rules_for(consultation.id)) == DeskRules()


def test_saved_rules_are_in_force_at_once(make: Make):
    consultation = make.consultation()
    wanted = DeskRules(words=("дебил", "ақымақ"), flood_copies=7, conceal=True, blur=False)
    make.read(lambda: rules_for(consultation.id))
    make.do(lambda: save_rules(consultation, wanted, 0))
    assert make.read(lambda: rules_for(consultation.id)) == replace(wanted, version=1)
    make.do(lambda: save_rules(consultation, replace(wanted, words=()), 1))
    assert make.read(lambda: rules_for(consultation.id)).words == ()


def test_rules_of_one_consultation_are_not_those_of_another(make: Make):
    first, second = make.consultation(), make.consultation()
    make.do(lambda: save_rules(first, DeskRules(flood_copies=9), 0))
    assert make.read(lambda: rules_for(second.id)).flood_copies == 3


@pytest.mark.parametrize("version", [0, 2])
def test_who_saves_on_top_of_a_stale_version_is_told(make: Make, version: int):
    consultation = make.consultation()
    make.do(lambda: save_rules(consultation, DeskRules(flood_copies=9), 0))
    with pytest.raises(Conflict):
        make.do(lambda: save_rules(consultation, DeskRules(flood_copies=8), version))
    assert make.read(lambda: stored_rules(consultation.id)).flood_copies == 9


def test_the_ledger_says_what_changed_but_never_the_words(make: Make):
    consultation = make.consultation()
    rules = DeskRules(words=("дебил", "жопа"), alarm_hours=12)
    make.do(lambda: save_rules(consultation, rules, 0))
    events = make.read(_events)
    assert events[-1] == {"moderation": {"words": 2, "alarm_hours": 12}}


def _events() -> list[dict[str, object]]:
    return [one.data for one in db.session.query(LedgerEvent).order_by(LedgerEvent.id)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("flood_copies", 0),
        ("campaign_people", 1),
        ("lease_minutes", 0),
        ("second_look_percent", 101),
        ("link_hours", -1),
        ("alarm_waiting", 10**9),
        ("words", tuple(str(number) for number in range(2001))),
    ],
)
def test_rules_past_their_limits_are_refused(make: Make, name: str, value: object):
    consultation = make.consultation()
    with pytest.raises(Invalid) as refused:
        make.do(lambda: save_rules(consultation, replace(DeskRules(), **{name: value}), 0))
    assert refused.value.field == name


def test_a_list_is_read_line_by_line_each_word_once():
    text = "  Дебил \n\n\tтупая   башка\r\nдебил\n(.*)+[\nа" + "х" * 79 + "\n😀 жопа\n"
    with pytest.raises(Invalid):
        words_of(text)
    found = words_of(text.replace("(.*)+[\n", ""))
    assert found == ("Дебил", "тупая башка", "а" + "х" * 79, "😀 жопа")


@pytest.mark.parametrize("text", ["ok\n😀", "ok\n" + "х" * 81, "ok\n***"])
def test_a_line_that_finds_nothing_is_named(text: str):
    with pytest.raises(Invalid) as refused:
        words_of(text)
    assert refused.value.field == "words"
    assert "2" in str(refused.value.message)


def test_what_another_version_of_the_product_stored_is_left_out():
    assert DeskRules.read({"flood_copies": 4, "unheard_of": 1}, 3) == DeskRules(
        flood_copies=4, version=3
    )
