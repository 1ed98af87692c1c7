"""Who said nearly the same: the measure, its threshold, and the question before sending."""

import time
from random import Random
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment, CommentReaction
from consult.comments.passages import About
from consult.comments.similar import alike, alike_under
from consult.comments.similar_suggestions import alike_suggestions, suggested_alike
from consult.consultations.models import Amendment
from tests.comments.places import home, write
from tests.comments.test_clauses import CLAUSE, last
from tests.comments.test_suggestions import FEWER, suggest
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


def test_ten_thousand_comments_are_compared_in_the_blink_of_an_eye() -> None:
    rng, words = Random(7), WORDS.split(" ")
    others = rows(*(" ".join(rng.choices(words, k=rng.randint(20, 60))) for _ in range(10_000)))
    began = time.process_time()
    assert alike(others[77].body + " да", others).people == 1
    assert time.process_time() - began < 1


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
    assert not [one for one in statements if "MATCH" in one or "to_tsquery" in one]


def suggested(other: str | None, kind: str = "replace", **fields: object) -> list[SimpleNamespace]:
    """Return one stored suggestion for the clause, as the comparison reads it."""
    given = {"id": 1, "author_id": 1, "agrees": 0, "stance": "for", "body": "Why not."}
    quote = {"exact": CLAUSE}
    return [SimpleNamespace(**given | fields, quote=quote, suggestion=kind, suggested=other)]


LONG = "who live in the regions from which they are elected"


@pytest.mark.parametrize(
    ("own", "other", "near"),
    [
        (FEWER, FEWER, True),
        (FEWER, CLAUSE.replace("145", "«120»"), True),
        (FEWER, CLAUSE.replace("145", "99"), False),
        (FEWER, CLAUSE.replace("deputies", "members"), False),
        (CLAUSE + f" {LONG}.", CLAUSE + f" {LONG.replace('the regions', 'regions')}.", True),
        (CLAUSE + f" {LONG}.", FEWER + f" {LONG}.", False),
    ],
)
def test_suggestions_are_alike_when_they_change_nearly_the_same(
    own: str, other: str, near: bool
) -> None:
    about = About("2", {"exact": CLAUSE}, "replace", own)
    assert bool(alike_suggestions(about, "Because.", "for", suggested(other)).people) is near


def test_a_suggestion_for_nearly_the_same_reason_is_shown_too() -> None:
    about = About("2", {"exact": CLAUSE}, "replace", FEWER)
    other = CLAUSE.replace("145", "99")
    for stance, people in (("for", 1), ("against", 0)):
        rows = suggested(other, body=SAID, stance=stance)
        assert alike_suggestions(about, NEARLY, "for", rows).people == people


def test_whoever_would_delete_the_same_clause_suggests_the_same() -> None:
    about = About("2", {"exact": CLAUSE}, "delete", None)
    rows = suggested(None, "delete") + suggested(None, "delete", id=2, author_id=2, agrees=3)
    found = alike_suggestions(about, "", "for", rows)
    assert (found.people, [one.id for one in found.nearest]) == (2, [2])


def test_a_thousand_suggestions_for_a_clause_are_compared_in_the_blink_of_an_eye() -> None:
    rng, words, rows = Random(9), CLAUSE.split(), list[SimpleNamespace]()
    for number in range(1000):
        own = [rng.choice(words) if rng.random() < 0.2 else word for word in words * 6]
        rows += suggested(" ".join(own), id=number, author_id=number)
    about = About("2", {"exact": CLAUSE}, "replace", rows[7].suggested)
    began = time.process_time()
    assert alike_suggestions(about, "", "for", rows).people >= 1
    assert time.process_time() - began < 1


def test_whoever_suggests_it_again_is_asked_and_may_send_it_all_the_same(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    suggest(visitor.sign_in(make.account()), amendment)
    first, somebody = last(make), visitor.another().sign_in(make.account())
    page = suggest(somebody, amendment, button=("step", "send"), body="Cheaper.")
    assert page.status == 200
    assert "One person suggested nearly this: agree instead?" in page.text
    assert "Your suggestion is not sent yet." in page.text
    alike = page.all("//section[@aria-labelledby='alike']")[0]
    assert [one.text for one in alike.xpath(".//ins")] == ["120"]
    assert page.all("//textarea[@name='suggested']")[0].text_content().strip() == FEWER
    assert page.submit(f"/{first.id}/reaction", button=("value", "agree")).status == 303
    assert make.scalar(select(CommentReaction.value)) == 1
    assert page.submit("/suggestion", button=("step", "confirmed")).status == 303
    assert make.scalar(select(func.count(Comment.id))) == 2


def test_hidden_suggestions_and_those_for_other_clauses_are_nobodys_likeness(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    suggest(visitor.sign_in(make.account()), amendment)
    stored, me = last(make), make.account()
    here = About("2", stored.quote, "replace", FEWER)
    there = About("1", stored.quote, "replace", FEWER)

    def people(about: About) -> int:
        text = {"body": "", "stance": "for"}
        return make.read(lambda: suggested_alike(amendment.id, me.id, about, **text)).people

    assert (people(here), people(there)) == (1, 0)
    make.decision(stored, make.moderator(), "hide")
    assert people(here) == 0
