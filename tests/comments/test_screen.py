"""Screening finds personal data and links, and leaves the law, dates and money alone."""

import random

import pytest

from consult.comments import screen
from consult.comments.language import language_of
from consult.core import clock

HITS = [
    ("write to aigul@example.kz please", screen.EMAIL),
    ("почта: aigul.k+vote@mail.example.org.", screen.EMAIL),
    ("call +7 701 123 45 67", screen.PHONE),
    ("тел. 8 (701) 123-45-67", screen.PHONE),
    ("87011234567", screen.PHONE),
    ("+77011234567", screen.PHONE),
    ("8-701-123-45-67", screen.PHONE),
    ("8 701 1234567", screen.PHONE),
    ("8 (7172) 74-12-34", screen.PHONE),
    ("в 2026 звоните 8 727 250 00 00", screen.PHONE),
    ("701 123 45 67", screen.PHONE),
    ("701-123-4567", screen.PHONE),
    ("7471234567", screen.PHONE),
    ("+49 30 901820 1234", screen.PHONE),
    ("+996 555 123 456", screen.PHONE),
    ("00 49 30 90182 1234", screen.PHONE),
    ("+7\u00a0701\u00a0123\u00a045\u00a067", screen.PHONE),
    ("8 7\u0660\u0661 123 45 67", screen.PHONE),
    ("4111 1111 1111 1111", screen.CARD),
    ("карта 4111-1111-1111-1111", screen.CARD),
    ("5500005555555559", screen.CARD),
    ("3782 822463 10005", screen.CARD),
    ("ИИН 900101300126", screen.IIN),
    ("900101 300126", screen.IIN),
    ("900101300811", screen.IIN),  # its check digit needs the second row of weights
]

CLEAN = [
    "article 83-1",
    "2026-03-15",
    "15.03.2026",
    "15.03.2026 - 15.04.2026",
    "с 8.4.2026 по 15.4.2026",
    "2026-03-15 2026-04-15",
    "145 депутатов",
    "12 000 000 теңге",
    "87 000 000 000 тенге",
    "8 700 000 000 000",
    "87000000000 тенге",
    "+12 000 000 000 тенге",
    "100 000 000 000",
    "1 005 123 456 789 тенге",
    "статьи 8, 30, 14, 52, 93-1, 7-3",
    "п. 8 ст. 83-1, пп. 1) 2) 3)",
    "в 2018-2026 годах, 2030 и 2050",
    "50%, 66,7 % и 145 из 200",
    "01234567890123456789",
    "4111 1111 1111 1112",
    "0000 0000 0000 0000",
    "900101300125",  # another check digit
    "901301300126",  # no such month
    "900101900126",  # no such century
    "закон № 345-VІ от 16 мая 2020 года",
    "20 042 000 избирателей",
    "@aigul и a @ b",
    "",
]


def kinds(text: str) -> list[str]:
    return screen.reason_keys(screen.personal_data(text))


@pytest.mark.parametrize(("text", "kind"), HITS)
def test_personal_data_is_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_no_personal_data_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_hit_says_where_it_is() -> None:
    text = "call +7 701 123 45 67, not 8 702 765 43 21!"
    found = [text[hit.start : hit.end] for hit in screen.personal_data(text)]
    assert found == ["+7 701 123 45 67", "8 702 765 43 21"]


def test_several_kinds_are_named_in_the_order_of_the_text() -> None:
    assert kinds("87011234567, then a@example.org, then 87011234567") == [
        screen.PHONE,
        screen.EMAIL,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.org/x",
        "HTTP://EXAMPLE.ORG",
        "www.example.org",
        "t.me/example",
        "пример.рф/а",
    ],
)
def test_links_are_held_from_new_accounts_only(text: str) -> None:
    assert screen.reason_keys(screen.screen(text, new_account=True)) == [screen.LINK]
    assert screen.screen(text, new_account=False) == []


@pytest.mark.parametrize("text", ["и/или", "adilet.zan.kz", "a.b", "83.1/2", "конец.Начало"])
def test_what_is_no_link_is_left_alone(text: str) -> None:
    assert screen.links(text) == []


def test_screening_takes_little_time_on_hostile_texts() -> None:
    pieces = ["1 ", "8-", "a.", "a@", "+", "(", "7", "77", "\u200b", "www.", "4111 "]
    rng = random.Random(1)
    texts = [piece * 2500 for piece in pieces] + [
        "".join(rng.choices(pieces, k=2500)) for _ in "abc"
    ]
    for text in texts:
        began = clock.ticks()
        screen.screen(text[:5000], new_account=True)
        assert clock.ticks() - began < 0.3, text[:20]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("жоқ", "kk"),
        ("Бұл өзгеріс дұрыс, мен қолдаймын", "kk"),
        ("Я за, и Қасым тоже за, как и почти все мои соседи по этому дому", "ru"),
        ("I agree with the Kurultai", "en"),
        ("145 + 1", "ru"),
    ],
)
def test_the_language_is_told_from_letters(text: str, language: str) -> None:
    assert language_of(text, "ru") == language
