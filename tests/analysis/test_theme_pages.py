"""The editor of themes: lists, changes, moved comments, and what happens when two are at it."""

from typing import Any

import pytest
from flask import Flask

from consult.analysis import theme_computing
from consult.analysis.theme_edits import confirm_theme, merge_theme
from consult.analysis.theme_rules import PER_PAGE, Origin
from consult.permissions import Permission
from tests.analysis.themed import Themed
from tests.conftest import empty
from tests.make import Make
from tests.pages import Page, Visitor


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """Return one database: what the pages ask of it runs on both in `test_theme_storing.py`."""
    empty(sqlite_app)
    return sqlite_app


@pytest.fixture
def place(make: Make) -> Themed:
    found = Themed(make)
    found.compute()
    return found


@pytest.fixture
def official(place: Themed, visitor: Visitor) -> Visitor:
    return visitor.sign_in(place.make.official(place.consultation))


def address(place: Themed, *parts: Any) -> str:
    return "/".join(["/en/consultations", place.consultation.slug, "themes", *map(str, parts)])


def change(page: Page, place: Themed, number: int, step: str, **fields: str) -> Page:
    return page.submit(address(place, number, "change"), button=("step", step), **fields)


def test_the_list_shows_counts_words_and_who_stands_for_each(
    place: Themed, official: Visitor
) -> None:
    page = official.get(address(place))
    largest = place.largest()
    assert page.h1 == "Themes"
    assert largest.name in page.text
    assert ", ".join(largest.words) in page.text
    assert "Proposed by the machine" in page.text
    assert "Made by a person" not in page.text


def test_citizens_see_no_editor_and_moderators_only_read(
    place: Themed, make: Make, visitor: Visitor
) -> None:
    number = place.largest().id
    visitor.sign_in(make.account())
    assert visitor.get(address(place)).status == 403
    visitor.sign_in(make.moderator(place.consultation))
    page = visitor.get(address(place, number))
    assert page.status == 200
    assert "Drop" not in page.text
    assert not page.all("//input[@type='checkbox']")
    writing = ("make", "compute", "move_in", "change", "move")
    doors = [make.app.view_functions[f"analysis.{name}"] for name in writing]
    assert {getattr(door, "permission", None) for door in doors} == {Permission.THEME_EDIT}


def test_a_theme_is_renamed_confirmed_locked_dropped_and_brought_back(
    place: Themed, official: Visitor
) -> None:
    number = place.largest().id
    page = official.get(address(place, number))
    page = change(page, place, number, "rename", name="Чья земля", words="земля, аренда").follow()
    assert page.h1 == "Чья земля"
    assert "Confirmed by a person" in page.text
    page = change(page, place, number, "lock").follow()
    assert "Locked" in page.text
    page = change(page, place, number, "unlock").follow()
    change(page, place, number, "drop").follow()
    page = official.get(address(place, number))
    assert "Dropped by a person" in page.text
    page = change(page, place, number, "back").follow()
    found = place.theme(number)
    assert found
    assert (found.name, found.words, found.origin) == (
        *("Чья земля", ["земля", "аренда"], Origin.PERSON),
    )


def test_a_theme_goes_into_another_one(place: Themed, official: Visitor) -> None:
    one, other, *_ = place.themes()
    page = official.get(address(place, one.id))
    page = change(page, place, one.id, "merge", into=str(other.id)).follow()
    assert page.h1 == other.name
    assert place.theme(one.id) is None
    refused = change(page, place, other.id, "merge", into="")
    assert refused.status == 422
    assert "Choose the theme into which this one goes." in refused.text


def test_ticked_comments_move_to_another_theme_a_new_one_or_out(
    place: Themed, official: Visitor
) -> None:
    one, other, *_ = sorted(place.themes(), key=lambda theme: -theme.comments)
    first, second, third, *_rest = place.comments_of(one)

    def move(number: int, to: str, **more: str) -> Page:
        page = official.get(address(place, one.id))
        fields = {"move-comment": [str(number)], "move-to": to, **more}
        return page.submit(address(place, one.id, "comments"), **fields)

    move(first, str(other.id)).follow()
    move(second, "new", **{"move-name": "Its own"}).follow()
    move(third, "none").follow()
    assert first in place.comments_of(other, by_person=True)
    assert not {first, second, third} & set(place.comments_of(one))
    assert "Its own" in {theme.name for theme in place.themes()}
    nameless = move(place.comments_of(one)[0], "new")
    assert nameless.status == 422
    assert "Give the theme a name." in nameless.text
    page = official.get(address(place, "none"))
    assert page.all(f"//input[@type='checkbox'][@value='{third}']")
    fields = {"move-comment": [str(third)], "move-to": str(one.id)}
    page.submit(address(place, "none"), **fields).follow()
    assert third in place.comments_of(one, by_person=True)


def test_the_comments_of_a_theme_are_pages_the_most_typical_first(
    place: Themed, official: Visitor
) -> None:
    one = place.largest()
    pool = [number for theme in place.themes() for number in place.comments_of(theme)]
    from_all = [number for number in pool if number not in place.comments_of(one)][:PER_PAGE]
    page = official.get(address(place, one.id))
    fields = {"move-comment": [str(number) for number in from_all], "move-to": str(one.id)}
    assert page.submit(address(place, one.id, "comments"), **fields).status in {303, 422}
    seen: list[int] = []
    after = ""
    while True:
        page = official.get(address(place, one.id) + after)
        seen += [int(box.get("value")) for box in page.all("//input[@type='checkbox']")]
        links = page.all("//a[@rel='next']")
        if not links:
            break
        after = "?" + str(links[0].get("href")).split("?")[1]
    assert seen == place.comments_of(one)


def test_who_comes_second_gets_409_and_their_words(place: Themed, official: Visitor) -> None:
    one = place.largest()
    page = official.get(address(place, one.id))
    place.make.do(lambda: confirm_theme(one, place.official, version=1))
    late = change(page, place, one.id, "rename", name="My own words", words="")
    assert late.status == 409
    assert late.all("//input[@name='name'][@value='My own words']")
    assert "Nothing was saved." in late.text
    again = change(late, place, one.id, "rename", name="My own words", words="").follow()
    assert again.h1 == "My own words"
    ticked = place.comments_of(one)[0]
    fields = {"move-comment": [str(ticked)], "move-to": "new", "move-name": "Mine"}
    late = page.submit(address(place, one.id, "comments"), **fields)
    assert late.status == 409
    assert late.all(f"//input[@type='checkbox'][@value='{ticked}'][@checked]")
    assert late.all("//input[@name='move-name'][@value='Mine']")


def test_a_name_for_a_theme_that_was_merged_meanwhile_is_not_lost(
    place: Themed, official: Visitor
) -> None:
    one, other, *_ = place.themes()
    page = official.get(address(place, one.id))
    place.make.do(lambda: merge_theme(one, place.official, into=other.id, version=1))
    late = change(page, place, one.id, "rename", name="My own words", words="")
    assert late.status == 409
    assert late.h1 == "Themes"
    assert late.all("//input[@name='name'][@value='My own words']")


def test_a_theme_made_by_hand_draws_comments(
    place: Themed, official: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = official.get(address(place))
    fields = {"name": "Жер", "words": "жер, жайылым", "language": "kk"}
    page = page.submit(address(place), **fields).follow()
    assert "Made by a person" not in page.text  # it has no comments yet
    assert page.submit(address(place, "compute")).status == 303
    with monkeypatch.context() as constantly_edited:
        constantly_edited.setattr(theme_computing, "store", lambda *_given: False)
        place.make.run_jobs()
    page = official.get(address(place))
    assert "The next attempt begins by itself" in page.text
    assert page.submit(address(place, "compute")).status == 303
    place.make.run_jobs()
    page = official.get(address(place))
    assert "The next attempt" not in page.text
    assert "Made by a person" in page.text
    made = next(theme for theme in place.themes() if theme.name == "Жер")
    assert made.comments > 0
    assert page.submit(address(place), name="", words="", language="ru").status == 422


def test_what_no_page_offers_is_refused(place: Themed, official: Visitor, make: Make) -> None:
    one = place.largest()
    page = official.get(address(place, one.id))
    assert change(page, place, one.id, "explode").status == 422
    for chosen in ("7x", "7²"):
        fields = {"move-comment": ["1x", "2²", "9" * 30], "move-to": chosen}
        assert page.submit(address(place, one.id, "comments"), **fields).status == 422
    assert change(page, place, one.id, "merge", into="7²").status == 422
    assert official.get(address(place, 987654)).status == 404
    assert official.get(address(place, one.id) + "?after=x").status == 404
    elsewhere = make.consultation()
    assert official.get(f"/en/consultations/{elsewhere.slug}/themes/{one.id}").status in {403, 404}


def test_pages_take_few_statements(place: Themed, official: Visitor) -> None:
    one = place.largest()
    for where in (address(place), address(place, one.id), address(place, "none")):
        official.get(where)
        with place.make.counted() as statements:
            official.get(where)
        assert len(statements) <= 12, where
