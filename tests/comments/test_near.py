"""Near-copies are found by the index of words: how many of them, and without reading the rest."""

from collections.abc import Callable, Iterator
from random import Random

import pytest
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
from sqlalchemy import select

from consult.comments import actions
from consult.comments.copies import marks_of_text, marks_to_find, rows_of, sketch_of
from consult.comments.models import Comment
from consult.comments.near import candidates, near_comments
from consult.comments.queries import comment_by_id
from consult.comments.similar import LIKE_ENOUGH, SHORTEST
from consult.comments.terms import query_of, terms_of
from consult.core.db import db
from tests.make import Make

WORDS = """
курултай состоит из одной палаты и решает быстрее сенат народ поправку против парламент
құрылтай бір палатадан тұрады халық заңды тезірек қабылдайды аймақтар өкілдері сақталсын
chamber decides faster costs country less money regions need senators keep their voice
""".split()  # noqa: SIM905 - read as one list
SAID = "One chamber decides faster and costs the country less money."

Change = Callable[[list[str], Random], list[str]]


def _other_word(words: list[str], chance: Random) -> list[str]:
    return _put(words, chance, [chance.choice(WORDS)])


def _without_one(words: list[str], chance: Random) -> list[str]:
    return _put(words, chance, [])


def _with_one_more(words: list[str], chance: Random) -> list[str]:
    place = chance.randrange(len(words) + 1)
    return [*words[:place], chance.choice(WORDS), *words[place:]]


def _other_ending(words: list[str], chance: Random) -> list[str]:
    place = chance.randrange(len(words))
    return [*words[:place], words[place][:-1] + "ы", *words[place + 1 :]]


def _put(words: list[str], chance: Random, new: list[str]) -> list[str]:
    place = chance.randrange(len(words))
    return [*words[:place], *new, *words[place + 1 :]]


CHANGES: list[Change] = [_other_word, _without_one, _with_one_more, _other_ending]


def variants(words_each: range, times: int) -> Iterator[tuple[str, str]]:
    """Return made-up texts, each with one that is like enough and differs in a word or two."""
    chance, found = Random(11), 0
    while found < times:
        words = chance.choices(WORDS, k=chance.choice(words_each))
        other = words
        for _ in range(chance.choice((1, 2))):
            other = chance.choice(CHANGES)(other, chance)
        one, two = " ".join(words), " ".join(other)
        folded = default_process(one), default_process(two)
        if len(folded[0]) >= SHORTEST and fuzz.ratio(*folded) >= LIKE_ENOUGH:
            found += 1
            yield one, two


@pytest.mark.parametrize("words", [range(3, 6), range(6, 13), range(8, 9), range(13, 60)])
def test_of_texts_in_which_a_word_or_two_differ_nearly_all_are_found(words: range) -> None:
    pairs = list(variants(words, 1000))
    found = sum(not set(marks_to_find(one)).isdisjoint(marks_of_text(two)) for one, two in pairs)
    assert found >= 0.95 * len(pairs)


def test_the_marks_of_a_text_are_few_and_no_search_gives_them() -> None:
    marks = marks_of_text(SAID * 50)
    assert len(marks) == 8
    for mark in marks:
        assert mark not in terms_of(mark).split()
        assert mark not in {term.text for word in query_of(mark) for term in word}
    assert marks_of_text("I agree with it") == marks_to_find("") == []


def test_only_the_candidates_are_read(make: Make) -> None:
    amendment, me = make.amendment(), make.account()
    near = make.comment(amendment, body=SAID)
    for body in ("Regions need the Senate, so that somebody speaks for them.", "Yes.", "No."):
        make.comment(amendment, body=body)
    make.comment(body=SAID)
    make.comment(amendment, stance="against", body=SAID)
    rows = make.read(lambda: near_comments(amendment.id, me.id, body=f"{SAID}!", stance="for"))
    assert [row.id for row in rows] == [near.id]
    assert make.read(lambda: near_comments(amendment.id, me.id, body="'\" :*", stance="for")) == []


def test_an_edited_text_is_found_by_what_it_says_now(make: Make) -> None:
    amendment, me, author = make.amendment(), make.account(), make.account()
    comment = make.comment(amendment, author, body="Regions need the Senate to speak for them.")
    text = {"body": SAID, "stance": "for", "language": "en", "version": 1}
    make.do(lambda: actions.edit_comment(comment_by_id(comment.id), make.reader(author), **text))
    rows = make.read(lambda: near_comments(amendment.id, me.id, body=SAID, stance="for"))
    assert [row.id for row in rows] == [comment.id]


def test_candidates_for_a_campaign_come_from_all_of_a_consultation(make: Make) -> None:
    amendment = make.amendment()
    same = [
        make.comment(amendment, body=SAID),
        make.comment(amendment, body=SAID, stance="against"),
    ]
    make.comment(body=SAID)
    make.comment(amendment, body="Regions need the Senate: somebody must speak for them.")

    def found() -> list[int]:
        near = candidates(amendment.consultation_id, sketch_of(rows_of(SAID)))
        return list(db.session.scalars(select(Comment.id).where(Comment.id.in_(near))))

    assert set(make.read(found)) == {one.id for one in same}
