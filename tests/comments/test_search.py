"""Search in comments finds inflected words, typed with or without Kazakh letters, on any input."""

import pytest
from sqlalchemy import update

from consult.comments import actions
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.comments.rules import Order
from consult.comments.search import ask_for_reindex, listed_by_words, made_by_older_rules, reindex
from consult.comments.terms import query_of, terms_of
from consult.consultations.models import Amendment
from consult.core.db import db
from tests.make import Make


def found(make: Make, amendment: Amendment, words: str) -> list[int]:
    """Return the numbers of the comments that search finds."""

    def look() -> list[int]:
        asked = query_of(words)
        rows = listed_by_words([], amendment.id, asked, Order.NEWEST) if asked else None
        return [] if rows is None else list(db.session.scalars(rows))

    return sorted(make.read(look))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Пікір көп болды", "коп"),
        ("Пикир коп болды", "көп"),
        ("Қоғамдық талқылаудың мерзімі", "талқылауға"),
        ("Қоғамдық талқылаудың мерзімі", "когамдык талкылау"),
        ("Азаматтардың құқығы", "құқық"),
        ("Азаматтардың құқығы", "кукыктары"),
        ("Заңды өзгерту керек", "заңның"),
        ("Заңды өзгерту керек", "заң"),
        ("Жаңа заң керек", "занды"),
        ("Заңға қарсымын", "заңнан"),
        ("Қазақстан халқы шешеді", "халық"),
        ("Халықтың билігі", "халқының"),
        ("Халықтың билігі", "халкынын"),
        ("Кеңестің орны бөлек", "орын"),
        ("Жаңа орындар", "орнында"),
        ("Елдің аузында", "ауыз"),
        ("Ауызға келген сөз", "аузы"),
        ("Халықтың еркі", "ерік"),
        ("Ерікті адам", "еркін"),
        ("Құлқы жаман", "құлық"),
        ("Елдің тағдыры", "ел"),
        ("Ел билеу", "елге"),
        ("Осы іске қарсымын", "іс"),
        ("Жұрттың дауысы", "дауыс"),
        ("Дауыс беру", "дауыстарын"),
        ("Оқушысы көп мектеп", "оқушы"),
        ("Қауіпсіздігі керек", "қауіпсіздік"),
        ("Депутаттардың саны", "депутатов"),
        ("Эти поправки нужны", "поправка"),
        ("Избрание депутатов", "депутатам"),
        ("Ещё одна ёлка", "еще елки"),
        ("Two chambers of parliament", "chamber parliaments"),
        ("Конституциялық кеңес", "констит"),
        ("Статья 83-1 изменена", "83-1"),
        ("МӘЖІЛІС", "мажилис"),
        ("Мой дом", "мои\u0306"),
    ],
)
def test_a_form_of_a_word_finds_the_others(make: Make, body: str, words: str) -> None:
    amendment = make.amendment()
    other = make.comment(amendment, body="Nothing of the kind stands here.")
    comment = make.comment(amendment, body=body)
    assert found(make, amendment, words) == [comment.id]
    assert other.id not in found(make, amendment, words)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Водитель автобуса", "вода"),
        ("Новое законодательство", "закон бюджет"),
        ("Занятие спортом", "заң"),
        ("Занавес упал", "заңды"),
        ("Вечно спорит", "спорт"),
        ("Орган местной власти", "орны"),
        ("Суық күн", "сұқ"),
        ("Ерте келді", "ер"),
        ("Судья решил", "су"),
        ("Алыс жол", "ал"),
        ("Тұлға және тіл", "тыл"),
        ("Халат надел", "халық"),
        ("Ерлік жасады", "еркі"),
        ("Nothing here", "a1"),
    ],
)
def test_other_words_are_not_found(make: Make, body: str, words: str) -> None:
    amendment = make.amendment()
    make.comment(amendment, body=body)
    assert found(make, amendment, words) == []


HOSTILE = [
    "",
    "   ",
    "!!!",
    "\0",
    "а" * 10_000,
    "слово " * 2_000,
    '"',
    "'",
    "' OR 1=1 --",
    '" OR terms:*',
    "NEAR(a b)",
    "chamber*",
    "chamber:*",
    "-chamber",
    "^chamber",
    "terms : chamber",
    "{terms} : chamber",
    "chamber & !chamber",
    "chamber <-> |",
    "\\",
    "\u202e\ufeff\ud800",
    "٣٤ 𝟙 Ⅷ ² 你好 😀 हिन्दी",
    "%_",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_any_text_may_be_searched_for(make: Make, words: str) -> None:
    amendment = make.amendment()
    comment = make.comment(amendment, body="One chamber decides faster.")
    assert found(make, amendment, words) in ([], [comment.id])


def test_what_is_found_belongs_to_the_amendment(make: Make) -> None:
    amendment, other = make.amendment(), make.amendment()
    here, _there = make.comment(amendment), make.comment(other)
    assert found(make, amendment, "chamber") == [here.id]


def test_an_edited_comment_is_found_by_what_it_says_now(make: Make) -> None:
    comment = make.comment(body="Депутаты голосуют")
    reader = make.reader(comment.author)

    def edit() -> None:
        how = {"stance": "for", "language": "ru", "version": comment.version}
        actions.edit_comment(comment_by_id(comment.id), reader, body="Судьи решают", **how)

    make.do(edit)
    assert found(make, comment.amendment, "депутат") == []
    assert found(make, comment.amendment, "судья решать") == [comment.id]


def test_reindexing_fills_all_terms_and_may_run_twice(make: Make) -> None:
    amendment = make.amendment()
    made = [make.comment(amendment, body=f"Палата {number}") for number in range(3)]
    make.do(lambda: db.session.execute(update(Comment).values(terms="")))
    assert found(make, amendment, "палаты") == []
    for _ in range(2):
        make.do(lambda: reindex({}))
        make.run_jobs()
        assert found(make, amendment, "палаты") == [comment.id for comment in made]


def test_terms_that_older_rules_made_are_made_anew(make: Make) -> None:
    comment = make.comment(body="Жұрттың орны")
    assert not make.read(made_by_older_rules)
    make.do(lambda: db.session.execute(update(Comment).values(terms="a1 орны")))
    assert make.read(made_by_older_rules)
    make.do(ask_for_reindex)
    make.run_jobs()
    assert not make.read(made_by_older_rules)
    assert found(make, comment.amendment, "орын") == [comment.id]


def test_the_words_of_a_text_cannot_imitate_the_place_of_another_amendment() -> None:
    assert "a12" not in terms_of("a12 A12 а12").split()


def test_at_most_eight_words_are_looked_for() -> None:
    assert len(query_of(" ".join(f"слово{letter}" for letter in "абвгдежзик"))) == 8
