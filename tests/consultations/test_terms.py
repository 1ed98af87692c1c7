"""Defined terms: found by the draft's own capitals, told by their stems."""

import pytest

from consult.consultations.terms import Terms
from tests.make import Make
from tests.pages import Visitor

FILLER = {str(number): "Nothing is defined here." for number in range(10, 16)}

DRAFTS = {
    "en": ("The Kurultai is elected.", "Bills go to the Kurultai's deputies.", "Kurultai"),
    "ru": ("Курултай избирается.", "Проект вносится в палаты Курултая.", "Курултай"),
    "kk": ("Құрылтай сайланады.", "Заң жобасы Құрылтайдың қарауына енгізіледі.", "Құрылтай"),
}


@pytest.mark.parametrize("language", DRAFTS)
def test_a_term_is_found_in_all_its_forms(language: str) -> None:
    first, second, name = DRAFTS[language]
    terms = Terms({"1": first, "2": second, **FILLER}, language)
    (key,) = terms.of("1")
    assert terms.name(key) == name
    passage = terms.others(key, "1")["2"]
    assert passage.before + passage.term + passage.after == second
    assert passage.term.startswith(name[:-1])


def test_the_first_word_of_a_sentence_alone_is_no_term() -> None:
    terms = Terms({"1": "Everyone votes.", "2": "1. Everyone speaks.", **FILLER}, "en")
    assert terms.of("1") == []


def test_a_word_of_every_provision_is_no_term() -> None:
    draft = {str(number): "It belongs to the State." for number in range(10)}
    assert Terms(draft, "en").of("1") == []


def test_a_phrase_takes_the_place_of_its_words() -> None:
    draft = {"1": "In the Supreme Court he sits.", "2": "By the Supreme Court it goes.", **FILLER}
    terms = Terms(draft, "en")
    assert [terms.name(key) for key in terms.of("1")] == ["Supreme Court"]


def test_a_draft_without_words_has_no_terms() -> None:
    assert Terms({"1": "", "2": "…", "3": "№ 5"}, "ru").of("1") == []


def test_a_reader_finds_the_other_amendments_with_a_term(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    for number in FILLER:
        make.amendment(home, number=number, proposed="Nothing is defined.", title="Nothing")
    make.amendment(home, number="1", proposed="It has a Kurultai.", title="First")
    make.amendment(home, number="2", proposed="They ask the Kurultai <b>.", title="Second")
    start = f"/en/consultations/{home.slug}/amendments/1"
    (link,) = visitor.get(start).all("//a[normalize-space()='Related provisions']")
    page = visitor.get(link.get("href"))
    assert [term.text for term in page.all("//main//h2")] == ["Kurultai"]
    assert [one.text for one in page.all("//a[@class='contents-title']")] == ["Second"]
    assert page.tree.xpath("string(//p[@class='passage'])") == "They ask the Kurultai <b>."
    assert page.tree.xpath("string(//p[@class='passage']/mark)") == "Kurultai"
    alone = visitor.get(f"/en/consultations/{home.slug}/amendments/10/related")
    assert "No other amendment shares a term" in alone.text
