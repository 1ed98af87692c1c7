"""Themes are stored on both databases, and what officials made of them survives a computation."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, update

from consult.analysis import recomputing, theme_computing, theme_edits
from consult.analysis.models import Theme, ThemeComment
from consult.analysis.queries import themes_of
from consult.analysis.recomputing import ask_for_themes, grown
from consult.analysis.theme_computing import compute, found_from, read, store
from consult.analysis.theme_rules import Origin, has_grown, words_in
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.comments.rules import State
from consult.comments.states import change_state
from consult.core import clock, jobs
from consult.core.db import db
from consult.core.errors import Conflict, Invalid
from consult.ledger.models import LedgerEvent
from tests.analysis.themed import COUNT, Themed
from tests.make import Make


@pytest.fixture
def place(make: Make) -> Themed:
    found = Themed(make)
    found.compute()
    return found


def recount(place: Themed, amendment_id: int | None = None) -> dict[int, int]:
    """Count row by row what is published in each theme."""
    query = select(ThemeComment.theme_id, Comment.state, Comment.amendment_id).join(
        Comment, Comment.id == ThemeComment.comment_id
    )
    return Counter(
        theme
        for theme, state, amendment in place.make.all(query)
        if state == "published" and amendment_id in (None, amendment)
    )


def shown(place: Themed, amendment_id: int | None = None) -> dict[int, Any]:
    found = place.make.read(lambda: themes_of(place.consultation.id, amendment_id))
    return {row.id: row for row in found}


def test_themes_are_proposed_counted_and_quoted(place: Themed) -> None:
    rows = shown(place)
    assert len(rows) >= 8
    assert {number: row.comments for number, row in rows.items()} == recount(place)
    assert all(row.origin == Origin.MACHINE and not row.confirmed for row in rows.values())
    for row in rows.values():
        assert 1 <= len(row.typical) <= 3
        assert {number for _key, number, _text in row.typical} <= {
            one.number for one in place.amendments
        }
    for one in place.amendments:
        here = shown(place, one.id)
        assert {number: row.comments for number, row in here.items()} == recount(place, one.id)
        assert all({n for _k, n, _t in row.typical} == {one.number} for row in here.values())


def test_computing_twice_changes_nothing(place: Themed) -> None:
    def everything() -> Any:
        places = select(ThemeComment.comment_id, ThemeComment.theme_id, ThemeComment.nearness)
        themes = select(Theme.id, Theme.name, Theme.words, Theme.version, Theme.comments)
        rows = [place.make.all(query) for query in (places, themes)]
        return [sorted(tuple(map(str, row)) for row in one) for one in rows]

    before = everything()
    place.compute()
    assert everything() == before


def test_hidden_comments_are_neither_counted_nor_quoted(place: Themed) -> None:
    theme = place.largest()
    typical = shown(place)[theme.id].typical
    number = typical[0][0]
    place.make.decision(
        place.make.read(lambda: comment_by_id(number)), place.make.moderator(), "hide"
    )
    now = shown(place)[theme.id]
    assert now.comments == theme.comments - 1
    assert number not in {key for key, _number, _text in now.typical}
    place.compute()
    assert number not in place.comments_of(theme)


def test_a_withdrawn_comment_is_no_longer_counted(place: Themed) -> None:
    theme = place.largest()
    number = place.comments_of(theme)[0]
    place.make.do(lambda: change_state(comment_by_id(number), State.WITHDRAWN))
    assert shown(place)[theme.id].comments == theme.comments - 1


def test_what_officials_made_survives_a_computation(place: Themed) -> None:
    renamed, merged, locked, dropped, *_ = sorted(place.themes(), key=lambda one: -one.comments)
    who, edits = place.official, theme_edits
    lone = place.comments_of(locked)[0]
    make = place.make
    words = ", ".join(renamed.words)
    make.do(lambda: edits.rename_theme(renamed, who, name="Ours", words=words, version=1))
    make.do(lambda: edits.merge_theme(merged, who, into=renamed.id, version=1))
    make.do(lambda: edits.lock_theme(locked, who, locked=True, version=1))
    make.do(lambda: edits.drop_theme(dropped, who, version=1))
    were = {one.id: place.comments_of(one) for one in (renamed, locked)}
    moved = place.comments_of(renamed, by_person=True)
    place.add(60, seed=7)
    place.compute()
    now = {one.id: one for one in place.themes()}
    assert now[renamed.id].name == "Ours"
    assert set(now[renamed.id].words) == {*renamed.words, *merged.words}
    assert merged.id not in now
    assert set(moved) <= set(place.comments_of(now[renamed.id], by_person=True))
    assert len(place.comments_of(now[renamed.id])) > len(were[renamed.id])
    assert sorted(place.comments_of(now[locked.id])) == sorted(were[locked.id])
    assert lone in were[locked.id]
    assert now[dropped.id].origin == Origin.DROPPED
    assert place.comments_of(now[dropped.id]) == []
    assert dropped.name not in {one.name for one in now.values() if one.id != dropped.id}
    assert dropped.id not in shown(place)


def test_moved_comments_stay_where_a_person_put_them(place: Themed) -> None:
    source, target, *_ = sorted(place.themes(), key=lambda one: -one.comments)
    first, second, third, *_rest = place.comments_of(source)

    def move(*numbers: int, version: int, **to: Any) -> None:
        home = place.consultation.id
        values = {"source": source, "version": version, "to": None, **to}
        place.make.do(lambda: theme_edits.move_comments(home, place.official, numbers, **values))

    move(first, version=1, to=target.id)
    move(second, version=2)
    move(third, version=3, name="A theme of its own")
    place.compute()
    own = next(one for one in place.themes() if one.name == "A theme of its own")
    assert first in place.comments_of(target, by_person=True)
    assert third in place.comments_of(own, by_person=True)
    assert own.origin == Origin.PERSON
    outside = next(one for one in place.themes() if one.origin == Origin.OUTSIDE)
    assert place.comments_of(outside) == [second]
    assert outside.id not in shown(place)
    assert not {first, second, third} & set(place.comments_of(source))


def test_an_edit_made_while_themes_were_computed_wins(place: Themed) -> None:
    theme, home = place.largest(), place.consultation.id
    before = place.make.read(lambda: read(home))
    found = found_from(before)
    place.make.do(lambda: theme_edits.drop_theme(theme, place.official, version=1))
    assert not place.make.do(lambda: store(home, before, found))
    assert place.comments_of(theme) == []


def test_the_job_computes_again_when_somebody_edited_meanwhile(
    place: Themed, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, calls = place.consultation.id, []
    real = theme_computing.store

    def first_too_late(*given: Any) -> bool:
        calls.append(1)
        return len(calls) > 1 and real(*given)

    monkeypatch.setattr(theme_computing, "store", first_too_late)
    place.make.do(lambda: compute({"consultation": home}))
    assert len(calls) == 2


def test_what_was_put_off_and_is_put_off_once_more_is_not_forgotten(
    place: Themed, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, make = place.consultation.id, place.make
    before = make.scalar(select(func.count()).select_from(LedgerEvent))
    make.do(lambda: recomputing.ask_for_themes(home))
    with monkeypatch.context() as constantly_edited:
        constantly_edited.setattr(theme_computing, "store", lambda *_given: False)
        for minutes in (0, 11):
            with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
                now = clock.now()
                make.run_jobs()
                again = make.read(lambda: recomputing.tried_again_at(home))
                assert again == now + theme_computing.LATER
    with time_machine.travel(clock.now() + timedelta(minutes=22)):
        make.run_jobs()
    assert make.read(lambda: recomputing.tried_again_at(home)) is None
    assert make.scalar(select(func.count()).select_from(LedgerEvent)) == before + 1


def test_who_comes_second_is_told_and_writes_nothing(place: Themed) -> None:
    theme, who = place.largest(), place.official
    place.make.do(lambda: theme_edits.confirm_theme(theme, who, version=1))
    with pytest.raises(Conflict):
        place.make.do(
            lambda: theme_edits.rename_theme(theme, who, name="Other", words="", version=1)
        )
    assert place.largest().name == theme.name


def test_names_are_needed_short_and_given_once(place: Themed) -> None:
    theme, other, *_ = place.themes()
    for name in ("", "  ", "x" * 121, other.name.upper()):
        with pytest.raises(Invalid):
            place.make.do(
                lambda name=name: theme_edits.rename_theme(
                    theme, place.official, name=name, words="", version=1
                )
            )


def test_comments_of_another_consultation_do_not_move(place: Themed) -> None:
    stranger = place.make.comment()
    with pytest.raises(Invalid):
        place.make.do(
            lambda: theme_edits.move_comments(
                place.consultation.id,
                place.official,
                [stranger.id],
                source=None,
                version=0,
                to=place.largest().id,
            )
        )


def test_a_dropped_theme_may_come_back(place: Themed) -> None:
    theme, who = place.largest(), place.official
    place.make.do(lambda: theme_edits.drop_theme(theme, who, version=1))
    place.make.do(lambda: theme_edits.bring_back(theme, who, version=2))
    place.compute()
    assert shown(place)[theme.id].comments > 0.5 * theme.comments
    assert shown(place)[theme.id].confirmed


def test_themes_are_asked_for_when_comments_grew_enough(place: Themed) -> None:
    make, home = place.make, place.consultation.id
    assert make.read(grown) == []
    place.add(60, seed=9)
    from_counters = recomputing.published_in
    assert make.read(lambda: from_counters(home)) == 0  # made past the counters


def test_growth_is_told_from_the_counters(make: Make) -> None:
    place = Themed(make, count=0)
    for one in range(20):
        make.comment(place.amendments[0], place.author, body=f"Нужны школы и учителя {one}")
    assert make.read(grown) == [place.consultation.id]
    make.do(recomputing.ask_where_comments_grew)
    make.do(lambda: ask_for_themes(place.consultation.id))
    kinds = [row[0] for row in make.all(select(jobs.Job.kind))]
    assert kinds.count("themes") == 1
    make.run_jobs()
    assert make.read(grown) == []
    past = clock.now() - timedelta(hours=2)
    make.do(lambda: db.session.execute(update(LedgerEvent).values(at=past)))
    assert make.read(grown) == []


def test_growth_is_a_tenth_and_twenty_at_least() -> None:
    assert [has_grown(20, 0), has_grown(19, 0), has_grown(119, 100), has_grown(120, 100)] == [
        *(True, False, False, True)
    ]
    assert not has_grown(1_099, 1_000)
    assert has_grown(1_100, 1_000)


def test_the_ledger_says_what_happened_in_counts_only(place: Themed) -> None:
    theme = place.largest()
    place.make.do(lambda: theme_edits.drop_theme(theme, place.official, version=1))
    events = place.make.all(
        select(LedgerEvent.data).where(LedgerEvent.kind == "THEMES_CHANGED").order_by("id")
    )
    computed, dropped = (row[0] for row in events)
    assert computed["what"] == "computed"
    assert computed["comments"] == COUNT
    assert {"published", "placed", "proposed"} <= set(computed)
    assert dropped == {"what": "dropped", "comments": theme.comments}


def test_words_are_read_as_people_type_them() -> None:
    assert words_in(" земля,  пастбища; «вода» вода ") == ["земля", "пастбища", "вода"]
