"""Who said nearly the same: the measure, its threshold, and the question before sending."""

import time
from random import Random
from types import SimpleNamespace

import pytest
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
from sqlalchemy import func, select

from consult.comments.models import Comment, CommentReaction
from consult.comments.similar import LIKE_ENOUGH, SHORTEST, alike, alike_under, least_and_most
from consult.consultations.models import Amendment
from tests.comments.places import home, write
from tests.make import Make
from tests.pages import Visitor

SAID = "One chamber decides faster and costs the country less money."
NEARLY = "One chamber decides faster, and costs our country less money!"
WORDS = "курултай состоит, из одной палаты — и решает быстрее; сенат народ за поправку не"


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment()


def rows(*bodies: str, agrees: int = 0) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(id=number, body=body, author_id=number, agrees=agrees)
        for number, body in enumerate(bodies, 1)
    ]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (SAID, NEARLY, True),
        (SAID, SAID.upper(), True),
        ("Одна палата решает быстрее и дешевле.", "Одна палата решает быстрее и  дешевле", True),
        ("I support one chamber because it is faster.", "Regions need the Senate, keep it.", False),
        (
            "I support one chamber because it is faster.",
            "I oppose one chamber because it is slower.",
            False,
        ),
        ("Yes, I agree.", "Yes, I agree.", False),
    ],
)
def test_texts_are_alike_when_only_a_word_or_signs_differ(one: str, other: str, near: bool) -> None:
    assert bool(alike(one, rows(other)).people) is near


def test_the_people_are_counted_and_different_texts_shown_the_most_agreed_first() -> None:
    others = [*rows(*[SAID] * 5, NEARLY), *rows("Quite another text, about something else.")]
    others[5].agrees = 7
    others[2].agrees = 3
    found = alike(NEARLY, others)
    assert found.people == 6
    assert [(one.id, one.agrees) for one in found.nearest] == [(6, 7), (3, 3)]


def test_no_text_like_enough_is_outside_the_lengths_that_are_read() -> None:
    rng, words = Random(5), WORDS.split(" ")
    for _ in range(3000):
        one = " ".join(rng.choices(words, k=rng.randint(6, 40)))
        other = one[: rng.randint(len(one) // 2, len(one))] + rng.choice(["", "!!!", " …", " ещё"])
        if len(default_process(one)) < SHORTEST:
            continue
        if fuzz.ratio(default_process(one), default_process(other)) >= LIKE_ENOUGH:
            least, most = least_and_most(len(one))
            assert least <= len(other) <= most, (one, other)


def test_ten_thousand_comments_are_compared_in_the_blink_of_an_eye() -> None:
    rng, words = Random(7), WORDS.split(" ")
    others = rows(*(" ".join(rng.choices(words, k=rng.randint(20, 60))) for _ in range(10_000)))
    began = time.perf_counter()
    assert alike(others[77].body + " да", others).people == 1
    assert time.perf_counter() - began < 1


def test_only_published_comments_of_others_of_the_same_stance_are_looked_at(
    make: Make, amendment: Amendment
) -> None:
    me = make.account()
    make.comment(amendment, me, body=SAID)
    make.comment(amendment, body=SAID, stance="against")
    make.comment(body=SAID)
    make.comment(parent=make.comment(amendment, body="A root"), body=SAID)
    theirs = make.comment(amendment, body=SAID)
    found = make.read(lambda: alike_under(amendment.id, me.id, body=NEARLY, stance="for"))
    assert (found.people, [one.id for one in found.nearest]) == (1, [theirs.id])
    held = f"{SAID} a@example.org"
    make.comment(amendment, body=held)
    found = make.read(lambda: alike_under(amendment.id, me.id, body=held, stance="for"))
    assert "example" not in str(found)


def test_whoever_says_it_again_is_asked_and_may_agree_instead(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    comment = make.comment(amendment, body=SAID)
    page = write(visitor.sign_in(make.account()), amendment, stance="for", body=NEARLY)
    assert page.status == 200 and "One person said nearly this: agree instead?" in page.text
    assert "Your text is not sent yet." in page.text
    assert page.all("//textarea[@name='body']")[0].text_content().strip() == NEARLY
    agreed = page.submit(f"/{comment.id}/reaction", button=("value", "agree")).follow()
    assert agreed.status == 200
    assert make.scalar(select(func.count(Comment.id))) == 1
    assert make.scalar(select(CommentReaction.value)) == 1


def test_whoever_agrees_already_is_told_so_and_takes_nothing_back(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    reader = make.account()
    comment = make.comment(amendment, body=SAID)
    make.reaction(comment, "agree", reader)
    page = write(visitor.sign_in(reader), amendment, stance="for", body=NEARLY)
    assert "You agree with it already." in page.text
    assert not page.forms(f"/{comment.id}/reaction")


def test_a_text_is_sent_all_the_same_and_asked_only_once(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    make.comment(amendment, body=SAID)
    asked = write(visitor.sign_in(make.account()), amendment, stance="for", body=NEARLY)
    button = asked.all("//button[@value='confirmed']")
    assert button[0].text_content() == "Send mine all the same"
    assert asked.submit("/comments", button=("step", "confirmed")).status == 303
    assert make.scalar(select(func.count(Comment.id))) == 2


def test_a_similar_text_of_another_stance_or_a_short_one_is_sent_at_once(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    make.comment(amendment, body=SAID)
    make.comment(amendment, body="Yes.")
    visitor.sign_in(make.account())
    assert write(visitor, amendment, stance="against", body=SAID).status == 303
    assert write(visitor, amendment, stance="for", body="Yes.").status == 303


def test_looking_for_similar_comments_is_no_part_of_reading(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    make.comment(amendment, body=SAID)
    visitor.sign_in(make.account())
    with make.counted() as statements:
        visitor.get(home(amendment))
    assert not [one for one in statements if "length(comments.body)" in one]
