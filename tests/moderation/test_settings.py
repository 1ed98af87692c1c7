"""The page of a consultation's moderation settings: who sees it, saves it, and tries a text."""

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.consultations.desk_rules import stored_rules
from consult.consultations.models import Consultation
from consult.core.text import fold
from consult.ledger.models import LedgerEvent
from tests.make import Make
from tests.pages import Page, Visitor


@pytest.fixture
def consultation(make: Make) -> Consultation:
    return make.consultation()


def address(consultation: Consultation, lang: str = "en") -> str:
    return f"/{lang}/consultations/{consultation.slug}/moderation"


@pytest.fixture
def page(make: Make, visitor: Visitor, consultation: Consultation) -> Page:
    return visitor.sign_in(make.moderator(consultation)).get(address(consultation))


def marked(page: Page) -> list[str]:
    return [one.text_content() for one in page.all("//mark[@class='found']")]


def tried(page: Page, text: str, **more: object) -> Page:
    return page.submit("/moderation", button=("step", "try"), sample=text, **more)


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_moderators_and_officials_read_the_settings_in_their_language(
    make: Make, visitor: Visitor, consultation: Consultation, lang: str
):
    for person in (make.moderator(consultation), make.official(consultation)):
        assert visitor.sign_in(person).get(address(consultation, lang)).status == 200


def test_nobody_else_reads_or_saves_them(make: Make, visitor: Visitor, consultation: Consultation):
    elsewhere = make.moderator(make.consultation())
    assert visitor.sign_in(elsewhere).get(address(consultation)).status == 403
    assert visitor.sign_in(make.account()).get(address(consultation)).status == 403


def test_what_is_saved_is_in_force(make: Make, page: Page, consultation: Consultation):
    done = page.submit(
        "/moderation",
        button=("step", "save"),
        words="дебил\r\n\r\nтупая башка\r\n",
        flood_copies="7",
        conceal="y",
        blur=None,
    )
    assert done.status == 303
    rules = make.read(lambda: stored_rules(consultation.id))
    assert rules.words == ("дебил", "тупая башка")
    assert (rules.flood_copies, rules.conceal, rules.blur) == (7, True, False)
    again = done.follow()
    assert "The settings are saved." in again.text
    assert "тупая башка" in again.text


def test_who_saves_on_top_of_somebody_elses_settings_is_told(make: Make, page: Page):
    assert page.submit("/moderation", button=("step", "save"), flood_copies="7").status == 303
    late = page.submit("/moderation", button=("step", "save"), flood_copies="8")
    assert late.status == 409
    assert "Somebody else changed these settings" in late.text
    assert late.submit("/moderation", button=("step", "save")).status == 303


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("flood_copies", "0"),
        ("flood_copies", "many"),
        ("flood_copies", ""),
        ("flood_copies", "9" * 5000),
        ("second_look_percent", "101"),
        ("words", "х" * 81),
        ("words", "ok\n😀"),
        ("words", "\n".join(f"слово{number}" for number in range(2001))),
        ("version", "new"),
        ("version", "9" * 50),
    ],
)
def test_what_cannot_be_saved_is_told_beside_its_field(
    make: Make, page: Page, consultation: Consultation, field: str, typed: str
):
    refused = page.submit("/moderation", button=("step", "save"), **{field: typed})
    assert refused.status == (409 if field == "version" else 422)
    assert make.read(lambda: stored_rules(consultation.id)).version == 0


def test_hostile_lists_of_words_are_taken_as_they_are(
    make: Make, page: Page, consultation: Consultation
):
    words = ["(а.*)+", "[a-z", "a{1,99999}", "\\1ю", "</textarea><b>х", "😀дурак", "%s%n", "х" * 80]
    words += [f"слово{number}" for number in range(1990)]
    done = page.submit("/moderation", button=("step", "save"), words="\n".join(words))
    assert done.status == 303
    assert make.read(lambda: stored_rules(consultation.id)).words == tuple(words)
    shown = tried(done.follow(), "Слово1500, и ещё (а.*)+ и </p><script>alert(1)</script>")
    assert not shown.all("//p//script")
    assert marked(shown) == ["Слово1500"]


def test_a_text_is_tried_under_settings_that_are_not_saved(
    make: Make, page: Page, consultation: Consultation
):
    text = "Писал деб*л, см. https://example.org, звоните 8 701 123 45 67"
    shown = tried(page, text, words="дебил")
    assert shown.status == 200
    words = fold(shown.text)
    assert "it contains a word that moderators look at first" in words
    assert words.count("it contains a phone number") == 2
    assert words.count("it contains a link, and the account is new") == 1
    assert marked(shown) == ["деб*л", "https://example.org,", "8 701 123 45 67"]
    assert make.read(lambda: stored_rules(consultation.id)).version == 0
    assert make.scalar(select(func.count(Comment.id))) == 0
    assert "дебил" in shown.text


def test_a_harmless_text_is_published_at_once_by_whomever(page: Page):
    shown = tried(page, "Бұл түзету дұрыс, мен қолдаймын", words="дебил\nжопа")
    assert shown.text.count("Published at once") == 2


def test_where_moderators_read_first_every_text_waits(make: Make, visitor: Visitor):
    consultation = make.consultation(moderation="before")
    page = visitor.sign_in(make.moderator(consultation)).get(address(consultation))
    assert tried(page, "A text").text.count("moderators read every comment first") == 2


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_a_text_that_nobody_could_send_is_not_tried(page: Page, text: str):
    assert tried(page, text).status == 422


def test_the_ledger_does_not_tell_the_words(make: Make, page: Page):
    page.submit("/moderation", button=("step", "save"), words="дебил")
    kinds = make.all(select(LedgerEvent.data).where(LedgerEvent.kind == "CONSULTATION_CHANGED"))
    assert [row.data for row in kinds] == [{"moderation": {"words": 1}}]
