"""What a consultation's settings hold at posting: listed words, links, floods, campaigns."""

from datetime import timedelta

import pytest

from consult.accounts.models import Account
from consult.comments.actions import edit_comment
from consult.comments.admission import reasons_to_hold
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.comments.repeats import same
from consult.consultations.desk_rules import DeskRules, save_rules, stored_rules
from consult.consultations.models import Consultation
from tests.comments.places import address, home, write
from tests.make import Make
from tests.pages import Visitor

LETTER = "Прошу не менять эту статью, потому что она защищает жителей малых городов и сёл"


@pytest.fixture
def consultation(make: Make) -> Consultation:
    return make.consultation()


def rule(make: Make, consultation: Consultation, **values: object) -> None:
    def save() -> None:
        before = stored_rules(consultation.id)
        save_rules(consultation, DeskRules(**values), before.version)  # type: ignore[arg-type]

    make.do(save)


def reasons(make: Make, consultation: Consultation, author: Account, body: str) -> list[str]:
    reader = make.reader(author)
    return make.read(lambda: reasons_to_hold(consultation, reader, body))


def send(make: Make, consultation: Consultation, author: Account, body: str) -> Comment:
    return make.comment(make.amendment(consultation), author, body=body)


def test_a_listed_word_holds_a_comment_also_disguised(make: Make, consultation: Consultation):
    author = make.account()
    assert reasons(make, consultation, author, "Это писал дебил") == []
    rule(make, consultation, words=("дебил",))
    for body in ("Это писал дебил", "Это писал д е б и л", "Это писал дeб*л"):
        assert reasons(make, consultation, author, body) == ["word.listed"]
    comment = send(make, consultation, author, "Это писали дебилы!")
    assert (comment.state, comment.held_for) == ("held", ["word.listed"])


def test_the_list_of_one_consultation_says_nothing_in_another(
    make: Make, consultation: Consultation
):
    rule(make, consultation, words=("дебил",))
    other = make.consultation()
    assert reasons(make, other, make.account(), "Это писал дебил") == []


def test_links_are_held_for_as_many_hours_as_the_consultation_says(
    make: Make, consultation: Consultation
):
    reader = make.reader(make.account(), age=timedelta(hours=30))
    ask = lambda: reasons_to_hold(consultation, reader, "See https://example.org")  # noqa: E731
    assert make.read(ask) == []
    rule(make, consultation, link_hours=31)
    assert make.read(ask) == ["link.new_account"]
    rule(make, consultation, link_hours=0)
    assert make.read(ask) == []


def test_the_same_text_in_many_places_is_flooding(make: Make, consultation: Consultation):
    author = make.account()
    endings = ["", "!", " — спасибо", " и не только их"]
    states = [send(make, consultation, author, LETTER + one).held_for for one in endings]
    assert states == [[], [], [], ["flooding"]]
    assert send(make, consultation, author, "Совсем другой текст о другом деле").held_for == []


def test_the_threshold_of_flooding_is_the_consultations(make: Make, consultation: Consultation):
    author = make.account()
    rule(make, consultation, flood_copies=1)
    send(make, consultation, author, LETTER)
    assert reasons(make, consultation, author, LETTER) == ["flooding"]


def test_the_same_text_by_others_or_elsewhere_is_no_flooding(
    make: Make, consultation: Consultation
):
    rule(make, consultation, flood_copies=1)
    author, other = make.account(), make.consultation()
    send(make, consultation, make.account(), LETTER)
    send(make, other, author, LETTER)
    assert reasons(make, consultation, author, LETTER) == []


def test_few_words_are_nobodys_copy(make: Make, consultation: Consultation):
    rule(make, consultation, flood_copies=1)
    author = make.account()
    send(make, consultation, author, "Қолдаймын!")
    assert reasons(make, consultation, author, "Қолдаймын!") == []


def test_an_edited_comment_is_no_copy_of_itself(make: Make, consultation: Consultation):
    rule(make, consultation, flood_copies=1)
    author = make.account()
    comment = send(make, consultation, author, LETTER)

    def edit() -> None:
        text = {"body": f"{LETTER}!", "stance": "for", "language": "ru"}
        edit_comment(comment_by_id(comment.id), make.reader(author), **text, version=1)

    make.do(edit)
    assert make.read(lambda: comment_by_id(comment.id).state) == "published"


def test_a_campaign_is_held_only_where_the_consultation_asks_for_it(
    make: Make, consultation: Consultation
):
    for ending in ("", "!", " Асель", " Мы против"):
        send(make, consultation, make.account(), LETTER + ending)
    fifth = make.account()
    assert reasons(make, consultation, fifth, LETTER) == []
    rule(make, consultation, hold_campaigns=True)
    assert reasons(make, consultation, fifth, LETTER) == ["campaign"]
    rule(make, consultation, hold_campaigns=True, campaign_people=6)
    assert reasons(make, consultation, fifth, LETTER) == []


def test_one_person_is_no_campaign(make: Make, consultation: Consultation):
    rule(make, consultation, hold_campaigns=True, campaign_people=2, flood_copies=100)
    author = make.account()
    for _ in range(3):
        send(make, consultation, author, LETTER)
    assert reasons(make, consultation, author, LETTER) == []
    assert reasons(make, consultation, make.account(), LETTER) == ["campaign"]


def test_every_reason_stands_in_the_order_of_its_weight(make: Make):
    consultation = make.consultation(moderation="before")
    author = make.account()
    rule(make, consultation, words=("дебил",), flood_copies=1)
    text = f"{LETTER}, дебил, звони 8 701 123 45 67"
    send(make, consultation, author, text)
    assert reasons(make, consultation, author, text) == [
        "word.listed", "personal_data.phone", "flooding", "premoderation",
    ]  # fmt: skip


def test_a_post_asks_the_database_once_more_at_most_for_floods(
    make: Make, consultation: Consultation
):
    author = make.account()
    reasons(make, consultation, author, "Warm")
    reader = make.reader(author)
    with make.counted() as statements:
        make.read(lambda: reasons_to_hold(consultation, reader, LETTER))
    assert len(statements) == 1
    with make.counted() as statements:
        make.read(lambda: reasons_to_hold(consultation, reader, "Қолдаймын"))
    assert statements == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Голосуйте за наш район!", "голосуйте ЗА НАШ район", True),
        ("Голосуйте за наш район!", "Голосуйте за ваш район!", False),
        (LETTER, LETTER + " " + "и сверх того ещё кое-что", True),
        (LETTER, "Прошу не менять эту статью", False),
        ("", "", True),
    ],
)
def test_which_texts_are_copies(one: str, other: str, expected: bool):
    assert same(one, other) is expected


def test_an_author_sees_at_once_why_and_which_words(
    make: Make, visitor: Visitor, consultation: Consultation
):
    rule(make, consultation, words=("дебил",))
    amendment = make.amendment(consultation)
    page = write(visitor.sign_in(make.account()), amendment, body="Это писал д*бил!").follow()
    assert "a word that moderators look at first" in page.text
    assert [one.text_content() for one in page.all("//mark[@class='found']")] == ["д*бил"]
    assert "дебил" not in page.text


def test_the_public_reads_no_marks_of_a_published_comment(
    make: Make, visitor: Visitor, consultation: Consultation
):
    comment = send(make, consultation, make.account(), "Это писал дебил")
    rule(make, consultation, words=("дебил",))
    page = visitor.get(address(comment))
    assert "Это писал дебил" in page.text
    assert not page.all("//mark")


def test_a_preview_marks_what_would_hold_the_text(
    make: Make, visitor: Visitor, consultation: Consultation
):
    rule(make, consultation, words=("дебил",))
    home_of = home(make.amendment(consultation))
    page = visitor.sign_in(make.account()).get(home_of)
    page = page.submit(
        "/comments", button=("step", "preview"), stance="for", body="Он дебил\n\nили нет"
    )
    assert [one.text_content() for one in page.all("//mark[@class='found']")] == ["дебил"]
