"""The transparency page: figures equal to a recount, an even hand shown, nobody recognised."""

import csv
import io
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.consultations.models import Consultation
from consult.consultations.rules import Moderation
from consult.core import clock
from consult.core.db import db
from consult.moderation import counting
from consult.moderation.models import Appeal, Decision, Figures, SecondLook
from consult.moderation.openness import (
    OTHER,
    Row,
    few,
    median,
    merged,
    openness,
    rounded,
    rows_by,
)
from tests.make import Make
from tests.moderation.letters import letters, look
from tests.pages import Visitor


def counted(make: Make, place: Consultation) -> dict[str, Any]:
    return make.do(lambda: counting.count_figures(place.id))


def busy(make: Make) -> Any:
    """Make comments of each stance, some of them hidden, rejected, restored or kept."""
    place = make.consultation(moderation=Moderation.BEFORE, languages=("en", "kk"))
    unit, moderator = make.amendment(place), make.moderator(place)
    for number in range(14):
        stance = ("for", "against", "neutral")[number % 3]
        language = "kk" if number < 2 else "en"
        comment = make.comment(unit, stance=stance, language=language, body=f"Text {number} of 14.")
        if number % 4 == 0:
            make.decision(comment, moderator, "reject", ground="spam")
        elif number != 13:
            make.decision(comment, moderator, "publish")
        if number in (1, 7):
            make.decision(comment, moderator, "hide", ground="insult")
            make.decision(comment, moderator, "restore")
    return place


def test_the_figures_equal_a_recount(make: Make):
    place = busy(make)
    shown = openness(counted(make, place))
    rows = make.all(select(Comment).where(Comment.consultation_id == place.id))
    comments = [row[0] for row in rows]
    decisions = [row[0] for row in make.all(select(Decision))]
    assert shown.total.came == shown.total.held == 14
    assert shown.total.acts == Counter(one.action for one in decisions)
    for row in shown.stances:
        own = [one for one in comments if (one.stance or "reply") == row.key]
        assert row.came == row.held == len(own)
        assert row.withheld == sum(one.state in ("hidden", "rejected") for one in own)
        assert row.decisions == sum((one.stance or "reply") == row.key for one in decisions)
    assert sum(row.came for row in shown.languages) == 14
    assert sum(row.decisions for row in shown.grounds) == sum(bool(one.ground) for one in decisions)


def test_counting_goes_on_where_it_stopped_and_gives_the_same(
    make: Make, monkeypatch: pytest.MonkeyPatch
):
    place = busy(make)
    first = counted(make, place)
    assert counted(make, place) == first
    later = clock.now() + timedelta(hours=1)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        assert counted(make, place) == first
        kept = make.scalar(select(Figures.figures))["kept"]
        assert kept["to"]["decisions"] == make.scalar(select(Decision.id).order_by(-Decision.id))
        with make.counted() as statements:
            counted(make, place)
    assert len(statements) < 30
    moderator = make.moderator(place)
    make.decision(make.comment(make.amendment(place)), moderator, "publish")
    again = openness(counted(make, place))
    assert again.total.acts["publish"] == openness(first).total.acts["publish"] + 1


def test_a_decision_that_was_undone_is_not_counted(make: Make):
    place = busy(make)
    before = openness(counted(make, place)).total.acts["reject"]

    def undo() -> None:
        one = db.session.scalars(select(Decision).where(Decision.action == "reject")).first()
        assert one is not None
        one.undone_at = clock.now()

    make.do(undo)
    assert openness(counted(make, place)).total.acts["reject"] == before - 1


def test_other_consultations_are_not_counted(make: Make):
    busy(make)
    place = make.consultation()
    assert openness(counted(make, place)).total.values()["came_in"] == 0


def test_appeals_second_looks_and_campaigns_are_counted(make: Make):
    place = busy(make)
    unit, other = make.amendment(place), make.moderator(place)
    letters(make, unit, 4)
    look(make, place)

    def add() -> None:
        one, two = db.session.scalars(select(Decision).where(Decision.action == "reject").limit(2))
        now = clock.now()
        for decision, outcome in ((one, "overturned"), (two, None)):
            author = comment_by_id(decision.comment_id).author_id
            db.session.add(
                Appeal(
                    decision_id=decision.id,
                    comment_id=decision.comment_id,
                    consultation_id=place.id,
                    author_id=author,
                    body="No.",
                    at=now,
                    due_at=now,
                    outcome=outcome,
                )
            )
        for decision, action in ((one, "reject"), (two, "publish")):
            values = {"decision_id": decision.id, "consultation_id": place.id}
            db.session.add(SecondLook(**values, moderator_id=other.id, action=action, at=now))

    make.do(add)
    shown = openness(counted(make, place))
    assert shown.appeals == {
        "received": 2, "waiting": 1, "upheld": 0, "overturned": 1, "closed": 0,
    }  # fmt: skip
    assert (shown.looks["judged"], shown.looks["agreed"]) == (2, 1)
    assert shown.campaigns["campaigns"] == 1
    assert (shown.campaigns["texts_of_campaigns"], shown.campaigns["people_of_campaigns"]) == (4, 4)


def test_the_worker_counts_after_a_decision_and_each_quarter_of_an_hour(
    make: Make, monkeypatch: pytest.MonkeyPatch
):
    place = busy(make)
    make.do(counting.count_what_is_due)
    assert make.read(counting._due) == []
    make.decision(make.comment(make.amendment(place)), make.moderator(place), "publish")
    assert make.read(counting._due) == [place.id]
    make.do(counting.count_what_is_due)
    assert make.read(counting._due) == []
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert make.read(counting._due) == [place.id]


def test_everybody_reads_the_page_and_the_files_say_the_same(make: Make, visitor: Visitor):
    place = busy(make)
    address = f"/en/consultations/{place.slug}/transparency"
    page = visitor.get(address)
    assert (page.status, page.h1) == (200, "How this is moderated")
    assert "Nothing has been counted yet" in page.text
    assert visitor.client.get(f"{address}/transparency.json").status_code == 404
    counted(make, place)
    page = visitor.get(address)
    assert "Spam or advertising" not in page.text  # four decisions are too few to stand alone
    assert page.text.count("All others together") == 2
    told = visitor.client.get(f"{address}/transparency.json").get_json()
    assert told["total"]["reject"] == 4
    assert told["about"]["consultation"] == place.slug
    text = visitor.client.get(f"{address}/transparency.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    found = {(row["table"], row["row"], row["figure"]): row["value"] for row in rows}
    assert found["total", "", "reject"] == "4"
    for stance, values in told["by_stance"].items():
        for name, value in values.items():
            expected = "" if value is None else str(value)
            assert found["by_stance", stance, name] == expected
    assert visitor.client.get(f"{address}/transparency.xml").status_code == 404


def test_the_figures_name_nobody(make: Make, visitor: Visitor):
    place = busy(make)
    counted(make, place)
    address = f"/en/consultations/{place.slug}/transparency"
    answers = [visitor.get(address).text]
    answers += [
        visitor.client.get(f"{address}/transparency.{kind}").text for kind in ("csv", "json")
    ]
    for one in answers:
        assert "Reader " not in one
        assert "@example" not in one


class TestRules:
    def test_small_rows_stand_together_and_cannot_be_told_from_the_total(self):
        rows = [Row("kk", 40), Row("ru", 9), Row("en", 2), Row("other", 0)]
        assert [(row.key, row.came) for row in merged(rows)] == [("kk", 40), (OTHER, 11)]
        rows = [Row("kk", 40), Row("ru", 4), Row("en", 3)]
        assert [(row.key, row.came) for row in merged(rows)] == [("kk", 40), (OTHER, 7)]
        rows = [Row("kk", 40), Row("ru", 5)]
        assert [row.key for row in merged(rows)] == ["kk", "ru"]
        assert [row.came for row in merged([Row("en", 1)])] == [1]

    @pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
    def test_few_people_are_not_counted_out(self, count: int, shown: int | None):
        assert few(count) == shown

    def test_the_median_is_that_of_the_times(self):
        assert median({}) is None
        assert median({"60": 1}) == 60
        assert median({"60": 2, "120": 1, "3600": 2}) == 120
        assert median({"60": 1, "7200": 1}) == 60

    def test_times_are_rounded_finely(self):
        assert [rounded(one) for one in (1, 100, 4000, 20_000, 500_000)] == [
            60, 120, 4020, 19_800, 500_400,
        ]  # fmt: skip

    def test_cells_add_up_by_stance(self):
        cells = {"came|for|kk|": 3, "came|for|ru|": 2, "hide|for|kk|spam": 1}
        (row,) = rows_by(cells, 1)
        assert (row.key, row.came, row.acts["hide"]) == ("for", 5, 1)
