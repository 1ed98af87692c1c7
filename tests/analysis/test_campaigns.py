"""Near-copies are found, told campaign from flooding, and counted by texts and by people."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.campaigns import Kind, grouped, nearly_the_same, rows_of
from tests import shared_data

LETTER = (
    "Мы, жители области, просим оставить в статье прежний срок полномочий, потому что семь лет "
    "без выборов отдаляют власть от людей и лишают нас возможности спросить с неё за работу."
)


def _made_up(words: int, seed: int) -> str:
    """Return words without sense that no other seed gives."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("абвгдежзиклмноп", k=6)) for _ in range(words))


def test_a_form_letter_stays_one_with_what_people_add_to_it():
    texts = [(n, n, f"{LETTER} {_made_up(n % 20, n)}") for n in range(12)]
    others = [(100 + n, n, _made_up(30, 900 + n)) for n in range(50)]
    (found,) = grouped(texts + others)
    assert set(found.keys) == set(range(12))
    assert (found.kind, len(found.authors)) == (Kind.CAMPAIGN, 12)


def test_one_author_in_many_places_is_flooding():
    (found,) = grouped([(n, "the same", LETTER) for n in range(9)])
    assert (found.kind, len(found.keys), len(found.authors)) == (Kind.FLOODING, 9, 1)


def test_two_people_are_no_campaign():
    (found,) = grouped([(n, n % 2, LETTER) for n in range(9)])
    assert found.kind == Kind.FLOODING


def test_a_short_text_is_nobody_s_copy():
    assert grouped([(n, n, "Поддерживаю эту поправку!") for n in range(50)]) == []


def test_a_long_text_that_quotes_a_sentence_is_no_copy_of_it():
    quoting = f"{LETTER} {_made_up(120, 1)}"
    assert not nearly_the_same(rows_of(LETTER), rows_of(quoting))


def test_marks_and_letter_case_do_not_hide_a_copy():
    shouted = LETTER.upper().replace(",", " — ").replace(" ", "  ")
    assert rows_of(shouted) == rows_of(LETTER)


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_texts_changes_nothing(chance: random.Random):
    texts = [(n, n, f"{LETTER} {_made_up(n, n)}") for n in range(8)]
    texts += [(50 + n, n, f"{_made_up(25, 7)} {_made_up(n, n)}") for n in range(8)]
    expected = [sorted(group.keys) for group in grouped(texts)]
    chance.shuffle(texts)
    assert [sorted(group.keys) for group in grouped(texts)] == expected


def test_nine_of_ten_copies_are_found_and_groups_are_pure():
    chance, texts, letter_of = random.Random(11), [], {}
    for letter in range(25):
        words = _made_up(chance.randint(20, 70), 5000 + letter).split()
        for copy in range(chance.randint(5, 40)):
            mine = [word for word in words if chance.random() > 0.03]
            own = _made_up(chance.randint(0, len(words)), 10_000 + 100 * letter + copy)
            key = f"{letter}-{copy}"
            texts.append(
                (key, key, chance.choice([" ".join(mine) + own, f"{own} {' '.join(mine)}"]))
            )
            letter_of[key] = letter
    texts += [(f"own-{n}", n, _made_up(chance.randint(5, 60), 90_000 + n)) for n in range(2000)]
    found = grouped(texts, smallest=5)
    members = [key for group in found for key in group.keys]
    pure = sum(
        Counter(letter_of.get(key) for key in group.keys).most_common(1)[0][1] for group in found
    )
    assert sum(key in letter_of for key in members) >= 0.9 * len(letter_of)
    assert pure >= 0.85 * len(members)


@shared_data.needs_data
def test_floods_of_a_real_platform_are_called_flooding():
    said = shared_data.rows_of("decide-madrid/comments.csv")
    found = grouped([(row["id"], row["userId"], row["text"]) for row in said])
    reference = shared_data.rows_of("decide-madrid/near_duplicates_reference.csv")
    known = Counter(row["cluster"] for row in reference)
    cluster = {row["comment_id"]: row["cluster"] for row in reference}
    for name, size in known.most_common(5):
        best = max(found, key=lambda group: sum(cluster.get(key) == name for key in group.keys))
        assert sum(cluster.get(key) == name for key in best.keys) == size
        assert best.kind == Kind.FLOODING
    assert not [one for one in found if len(one.keys) >= 5 and one.kind == Kind.CAMPAIGN]
