"""Themes are found in three languages, the same in any order, and what persons made is kept."""

import random
from collections import Counter
from collections.abc import Sequence

from consult.analysis.stems import stem_of
from consult.analysis.themes import Anchor, Found, Text, find_themes, smallest_theme
from tests.analysis.spoken import Spoken, spoken
from tests.shared_data import needs_data, rows_of

ALL = spoken(1_200)
SUBJECT = {one.key: one.subject for one in ALL}


def themes(said: Sequence[Spoken], anchors: Sequence[Anchor] = ()) -> list[Found]:
    return find_themes((Text(one.key, one.language, one.body) for one in said), anchors)


def purity(found: Sequence[Found], subject: dict[int, str]) -> float:
    """Return the share of placed comments that are on the main subject of their theme."""
    counts = [Counter(subject[key] for key, _near in theme.members) for theme in found]
    return sum(max(one.values()) for one in counts) / sum(map(sum, (c.values() for c in counts)))


def placed(found: Sequence[Found]) -> set[int]:
    return {key for theme in found for key, _near in theme.members}


def of_subject(found: Sequence[Found], subject: str) -> Found:
    """Return the theme with most comments on a subject."""
    return max(found, key=lambda theme: sum(SUBJECT[key] == subject for key, _ in theme.members))


def test_known_themes_are_found_in_russian_and_kazakh() -> None:
    found = themes(ALL)
    assert purity(found, SUBJECT) > 0.95
    assert len(placed(found)) > 0.95 * len(ALL)
    for language in ("ru", "kk"):
        mains = {
            Counter(SUBJECT[key] for key, _ in theme.members).most_common(1)[0][0]
            for theme in found
            if theme.language == language
        }
        assert len(mains) == 8, language


def test_the_order_of_comments_changes_nothing() -> None:
    shuffled = random.Random(3).sample(ALL, len(ALL))
    assert themes(shuffled) == themes(ALL)


def test_no_comment_is_in_two_themes_and_the_nearest_stand_first() -> None:
    found = themes(ALL)
    assert len(placed(found)) == sum(len(theme.members) for theme in found)
    for theme in found:
        assert theme.members == sorted(theme.members, key=lambda one: (-one[1], one[0]))


def test_a_theme_is_called_by_words_as_citizens_wrote_them() -> None:
    found = of_subject(themes(ALL), "kk:pension")
    written = {word.casefold() for one in ALL for word in one.body.replace(",", " ").split()}
    assert found.words[0].casefold() == "зейнетақы"
    assert found.name.startswith("Зейнетақы, ")
    assert {word.casefold() for word in found.words} <= {word.strip(".!") for word in written}


def test_kazakh_without_kazakh_letters_is_the_same_theme() -> None:
    school = of_subject(themes(ALL), "kk:school")
    bodies = {one.key: one.body.lower() for one in ALL}
    assert any("мугалим" in bodies[key] or "окушы" in bodies[key] for key, _ in school.members)
    assert stem_of("мұғалімдер", "kk") == stem_of("мугалим", "kk")


def test_english_forms_of_a_word_are_one() -> None:
    said = {
        1000: "Our schools need teachers and pupils need books.",
        2000: "A teacher in every school, a book for a pupil.",
        3000: "Rivers are poisoned by factories upstream.",
    }
    texts = [Text(first + n, "en", body) for first, body in said.items() for n in range(12)]
    sizes = [len(theme.members) for theme in find_themes(texts)]
    assert sizes == [24, 12]


def test_what_is_near_no_theme_stays_without() -> None:
    alone = Spoken(9_001, "ru", "Балет и опера украшают юбилей филармонии аккордеоном.", "")
    assert alone.key not in placed(themes([*ALL, alone]))


def test_nothing_is_found_in_nothing() -> None:
    assert find_themes([]) == []
    assert find_themes([Text(1, "ru", ""), Text(2, "kk", "!!! 123 https://example.org")]) == []
    assert find_themes([Text(n, "ru", "Поддерживаю эту поправку!") for n in range(50)]) == []
    assert find_themes([Text(n, "ru", f"Нужны школы и учителя {n}") for n in range(20)]) == []
    assert find_themes([Text(n, "kk", "Жер. Су. Ел. Тіл. " * n) for n in range(4)]) == []


def test_what_a_person_placed_stays_and_pulls_like_texts_along() -> None:
    land = [one for one in ALL if one.subject == "ru:land"]
    stranger = next(one for one in ALL if one.subject == "ru:court")
    mine = frozenset({land[0].key, land[1].key, stranger.key})
    found = themes(ALL, [Anchor(77, ["земля", "пастбища"], mine)])
    anchored = next(theme for theme in found if theme.anchor == 77)
    members = {key for key, _near in anchored.members}
    assert mine <= members
    assert sum(SUBJECT[key] == "ru:land" for key in members) > 0.6 * len(land)
    assert len(placed(found)) == sum(len(theme.members) for theme in found)


def test_a_theme_of_words_alone_is_an_anchor_of_its_language() -> None:
    found = themes(ALL, [Anchor(5, ["судьи", "приговор"]), Anchor(6, ["филармония"])])
    anchored = [theme for theme in found if theme.anchor is not None]
    assert [(theme.anchor, theme.language) for theme in anchored] == [(5, "ru")]
    assert purity(anchored, SUBJECT) > 0.95


def test_a_theme_draws_no_comments_of_another_language_by_one_word_alone() -> None:
    words = ["судьи", "приговор", "взятки", "президент", "присяжных"]
    found = themes(ALL, [Anchor(5, words, language="ru")])
    assert {theme.language for theme in found if theme.anchor == 5} == {"ru"}


def test_merged_themes_of_two_languages_stay_one() -> None:
    mine = [
        next(one.key for one in ALL if one.subject == subject)
        for subject in ("ru:pension", "kk:pension")
    ]
    found = themes(ALL, [Anchor(8, ["пенсия", "зейнетақы"], frozenset(mine))])
    assert {theme.language for theme in found if theme.anchor == 8} == {"ru", "kk"}


def test_a_theme_needs_more_comments_where_there_are_more() -> None:
    assert [smallest_theme(count) for count in (0, 100, 10_000)] == [4, 4, 25]


@needs_data
def test_what_citizens_of_madrid_wrote_falls_into_their_proposals() -> None:
    """No list of common words helps here: the language is Spanish, stemmed as if it were not."""
    said = rows_of("decide-madrid/comments.csv")
    rows = [row for row in said if row["parentId"] == "-1"][:1_300]
    proposal = {int(row["id"]): row["proposalId"] for row in rows}
    found = find_themes(Text(int(row["id"]), "en", row["text"]) for row in rows)
    assert purity(found, proposal) > 0.4
    assert len(placed(found)) > 0.4 * len(rows)
