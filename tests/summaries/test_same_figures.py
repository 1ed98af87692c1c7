"""The page and all files say the same, and what they say equals a recount in SQL."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.comments.rules import Stance, State
from consult.consultations.models import Amendment
from consult.consultations.queries import the_consultation
from consult.core.db import snapshot
from consult.summaries.columns import COMMENT_COLUMNS
from consult.summaries.queries import comment_rows, summary_of
from consult.votes.models import Vote
from consult.votes.queries import recounts_of
from consult.votes.rules import Choice
from tests.make import Make
from tests.pages import Visitor
from tests.summaries.busy import random_consultation
from tests.summaries.reading import csv_rows, exported, json_rows, xlsx_rows

KEYS = [column.key for column in COMMENT_COLUMNS]


def summary(make: Make, place: Any, language: str = "en") -> Any:
    return make.read(lambda: summary_of(the_consultation(place.slug), language))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_files_hold_the_same_cell_by_cell(app: Flask, make: Make, seed: int) -> None:
    files = exported(make, random_consultation(make, seed))
    for table in ("amendments", "comments"):
        first = json_rows(files["summary.json"], table)
        assert first
        assert csv_rows(files[f"{table}.csv"], table) == first
        assert xlsx_rows(files["summary.xlsx"], table, app) == first


@pytest.mark.parametrize("seed", [4, 5])
def test_the_figures_equal_a_recount(make: Make, seed: int) -> None:
    place = random_consultation(make, seed)
    recount = make.read(lambda: recounts_of(place.id))
    for one in summary(make, place).amendments:
        assert one.figures.tally == recount[one.id]
        for choice in Choice:
            votes = select(func.count()).where(Vote.amendment_id == one.id, Vote.choice == choice)
            assert one.figures.tally.count_of(choice) == make.scalar(votes)
        here = select(func.count()).where(Comment.amendment_id == one.id)
        counted = one.figures.comments
        assert counted.total == make.scalar(here)
        for state in State:
            assert counted.in_state(state) == make.scalar(here.where(Comment.state == state))
        published = here.where(Comment.state == State.PUBLISHED)
        for stance in Stance:
            found = make.scalar(published.where(Comment.stance == stance))
            assert counted.published(stance) == found
        assert counted.published("reply") == make.scalar(published.where(Comment.stance.is_(None)))
        reports = select(func.coalesce(func.sum(Comment.open_reports), 0))
        assert counted.open_reports == make.scalar(reports.where(Comment.amendment_id == one.id))


def test_people_are_counted_once(make: Make) -> None:
    place = random_consultation(make, 6)
    here = select(Amendment.id).where(Amendment.consultation_id == place.id)
    voters = {row[0] for row in make.all(select(Vote.voter_id).where(Vote.amendment_id.in_(here)))}
    stands = Comment.state != State.WITHDRAWN
    authors = {row[0] for row in make.all(select(Comment.author_id).where(stands))}
    people = summary(make, place).people
    assert (people.voted, people.commented) == (len(voters), len(authors))
    assert people.took_part == len(voters | authors)


def test_another_consultation_changes_nothing(make: Make) -> None:
    place = random_consultation(make, 7)
    before = summary(make, place)
    random_consultation(make, 8)
    after = summary(make, place)
    assert (after.amendments, after.people) == (before.amendments, before.people)


def test_the_totals_add_up(make: Make) -> None:
    found = summary(make, random_consultation(make, 9))
    votes = sum(one.figures.tally.total for one in found.amendments)
    assert found.totals.tally.total == votes > 0
    assert found.totals.comments.total == sum(o.figures.comments.total for o in found.amendments)


def test_the_page_shows_the_same_figures(make: Make, visitor: Visitor) -> None:
    place = random_consultation(make, 10)
    found = summary(make, place)
    page = visitor.sign_in(make.official(place)).get(f"/en/consultations/{place.slug}/summary")
    votes, comments, asked = (
        page.all(f"//table[caption/@id='{name}-table']")[0]
        for name in ("votes", "comments", "asked")
    )
    for one, row in zip(found.amendments, votes.xpath("tbody/tr"), strict=True):
        tally = one.figures.tally
        counts = [int(cell.xpath("text()")[0]) for cell in row.xpath("td")[1:]]
        chosen = [tally.count_of(choice) for choice in Choice]
        assert counts == [tally.total, *chosen, tally.verified_total, one.figures.older_votes]
    for one, row in zip(found.amendments, comments.xpath("tbody/tr"), strict=True):
        counts = [int(cell.text_content()) for cell in row.xpath("td")]
        assert counts[-2:] == [one.figures.comments.total, one.figures.comments.open_reports]
        assert sum(counts[:8]) == one.figures.comments.total
    for one, row in zip(found.amendments, asked.xpath("tbody/tr"), strict=True):
        said, answers = one.figures.comments, one.answers
        assert [int(cell.text_content()) for cell in row.xpath("td")] == [
            *(said.suggestions, said.questions, one.figures.tally.count_of(Choice.CLARIFY)),
            *(answers.received, answers.answered, answers.open),
        ]
    assert "this is no poll" in page.text


def test_the_rows_come_by_amendment_and_number(make: Make) -> None:
    place = random_consultation(make, 11)
    found = summary(make, place)
    order = [one.number for one in found.amendments]

    def read() -> list[Any]:
        with snapshot():
            return list(comment_rows(found))

    rows = [dict(zip(KEYS, row, strict=True)) for row in make.read(read)]
    places = [(order.index(row["amendment"]), row["comment_id"]) for row in rows]
    assert places == sorted(places) and len(rows) == found.totals.comments.total


def test_few_statements_whatever_the_number_of_amendments(make: Make) -> None:
    counts = []
    for amendments in (2, 12):
        place = random_consultation(make, 12, amendments=amendments)
        with make.counted() as statements:
            summary(make, place)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 28


def test_titles_come_in_the_language_asked_for_or_the_next_best(make: Make) -> None:
    place = make.consultation(languages=("en", "ru"))
    make.amendment(place, title="One chamber", languages=("en",))
    found = summary(make, place, "ru")
    assert found.title.endswith("(ru)")
    assert (found.amendments[0].title, found.amendments[0].language) == ("One chamber", "en")
