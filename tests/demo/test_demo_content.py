"""What the demo's two files of content promise to the code that loads them."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import consult
from consult.comments.rules import DEEPEST, LONGEST_BODY, Stance
from consult.comments.rules import State as CommentState
from consult.comments.screen import listed_words, screen
from consult.moderation.rules import LONGEST_NOTE, Ground
from consult.votes.rules import Choice

FOLDER = Path(consult.__file__).parent / "demo"
REFORM = json.loads((FOLDER / "reform.json").read_text(encoding="utf-8"))
TALK = json.loads((FOLDER / "conversation.json").read_text(encoding="utf-8"))
CONSULTATIONS = {each["slug"]: each for each in REFORM["consultations"]}
PEOPLE = {each["key"]: each for each in TALK["people"]}
COMMENTS = {each["key"]: each for each in TALK["comments"]}
DESK = json.loads((FOLDER / "desk.json").read_text(encoding="utf-8"))
LETTERS = {each["key"]: each for each in DESK["letters"]}
LANGUAGES = ["kk", "ru", "en"]
KAZAKH_LETTERS = re.compile("[әғқңөұүһі]", re.IGNORECASE)


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give every string of a file with the path that leads to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from strings(inner, f"{path}/{index}")


TEXTS = [*strings(REFORM), *strings(TALK), *strings(DESK)]


def amendments() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give every amendment with its consultation."""
    for consultation in CONSULTATIONS.values():
        for amendment in consultation["amendments"]:
            yield consultation, amendment


def depth(comment: dict[str, Any]) -> int:
    """Count the parents above a comment."""
    return 1 + depth(COMMENTS[comment["parent"]]) if comment["parent"] else 0


def test_every_text_stands_in_all_three_languages() -> None:
    for consultation in CONSULTATIONS.values():
        assert consultation["languages"] == LANGUAGES
        assert list(consultation["texts"]) == LANGUAGES
        assert all(list(each["titles"]) == LANGUAGES for each in consultation["chapters"])
    for _, amendment in amendments():
        assert list(amendment["wordings"]) == LANGUAGES, amendment["number"]


def test_only_the_wording_of_a_new_provision_or_of_a_repeal_is_empty() -> None:
    for path, text in TEXTS:
        may_be_empty = path.endswith(("/current", "/proposed"))
        may_be_empty |= path.startswith(("/drafts", "/letters")) and "/body" not in path
        assert text == text.strip(), path
        assert text or may_be_empty, path
    for _, amendment in amendments():
        for wording in amendment["wordings"].values():
            assert wording["current"] or wording["proposed"], amendment["number"]


def test_the_reform_shows_changes_new_provisions_and_a_repeal() -> None:
    wordings = [each["wordings"]["kk"] for each in CONSULTATIONS["constitution-2026"]["amendments"]]
    assert 12 <= len(wordings) <= 14
    assert sum(not each["current"] for each in wordings) >= 3
    assert sum(not each["proposed"] for each in wordings) == 1


def test_the_three_languages_of_an_amendment_have_the_same_clauses() -> None:
    for _, amendment in amendments():
        for side in ("current", "proposed"):
            marks = {
                tuple(re.findall(r"^[\d-]+[.)]|^", wording[side], re.MULTILINE))
                for wording in amendment["wordings"].values()
            }
            assert len(marks) == 1, (amendment["number"], side)


def test_every_consultation_says_that_it_is_an_illustration() -> None:
    said = {"kk": "мысал", "ru": "пример", "en": "example"}
    for consultation in CONSULTATIONS.values():
        for language, text in consultation["texts"].items():
            assert said[language] in text["background"]
            assert len(text["summary"]) <= 300
            assert len(text["title"]) <= 120


def test_no_word_mixes_alphabets_and_russian_has_no_kazakh_letters() -> None:
    for path, text in TEXTS:
        for word in re.findall(r"\w+", text):
            assert not (re.search("[a-z]", word, re.I) and re.search("[а-яіқ]", word, re.I)), path
        if "/ru/" in path:
            assert not KAZAKH_LETTERS.search(text.replace("Халық Кеңесі", "")), path


def test_numbers_are_unique_and_chapters_resolve() -> None:
    counts = Counter(amendment["number"] for _, amendment in amendments())
    assert set(counts.values()) == {1}
    for consultation, amendment in amendments():
        assert amendment["chapter"] in {each["key"] for each in consultation["chapters"]}


def test_people_and_comments_have_names_of_their_own() -> None:
    assert len(PEOPLE) == len(TALK["people"])
    assert len({each["pseudonym"] for each in TALK["people"]}) == len(PEOPLE)
    assert len(COMMENTS) == len(TALK["comments"])


def test_every_comment_stands_under_an_amendment_and_below_its_parent() -> None:
    known = {(consultation["slug"], each["number"]) for consultation, each in amendments()}
    for comment in COMMENTS.values():
        place = (comment["consultation"], comment["amendment"])
        assert place in known
        assert comment["author"] in PEOPLE
        assert depth(comment) <= DEEPEST
        if comment["parent"] is None:
            assert comment["stance"] in set(Stance)
            continue
        parent = COMMENTS[comment["parent"]]
        assert comment["stance"] is None
        assert (parent["consultation"], parent["amendment"]) == place
        assert parent["days_ago"] > comment["days_ago"]


def test_what_is_hidden_or_rejected_has_a_ground_and_a_note_to_its_author() -> None:
    decided = {CommentState.HIDDEN, CommentState.REJECTED}
    for comment in COMMENTS.values():
        assert comment["state"] in set(CommentState)
        assert (comment["ground"] is not None) == (comment["state"] in decided)
        assert (comment["note"] is not None) == (comment["state"] in decided)
        assert comment["ground"] in {None, *Ground}
        assert len(comment["body"]) <= min(1000, LONGEST_BODY)
    assert set(CommentState) == {each["state"] for each in COMMENTS.values()}


def test_reactions_are_one_a_person_on_what_others_published() -> None:
    pairs = Counter((each["comment"], each["author"]) for each in TALK["reactions"])
    assert set(pairs.values()) == {1}
    assert {each["value"] for each in TALK["reactions"]} == {1, -1, 0}
    for key, author in pairs:
        assert COMMENTS[key]["state"] == CommentState.PUBLISHED
        assert author in PEOPLE
        assert author != COMMENTS[key]["author"]


def test_reports_are_open_cases_on_what_others_published() -> None:
    for report in TALK["reports"]:
        assert COMMENTS[report["comment"]]["state"] == CommentState.PUBLISHED
        assert COMMENTS[report["comment"]]["author"] != report["author"]
        assert report["author"] in PEOPLE
        assert report["ground"] in set(Ground)
        assert len(report["note"]) <= LONGEST_NOTE


def test_nobody_would_have_to_vote_twice() -> None:
    begun = {each["number"] for owner, each in amendments() if owner["stage"] != "coming"}
    assert set(TALK["votes"]) == begun
    for tally in TALK["votes"].values():
        assert set(tally) == set(Choice)
        assert 0 < sum(tally.values()) <= len(PEOPLE)


def test_addresses_telephones_and_identity_numbers_are_fictitious() -> None:
    for path, text in TEXTS:
        hosts = re.findall(r"(?:https?://|@)([\w-]+(?:\.[\w-]+)+)", text)
        assert all(host == "example.org" for host in hosts), path
        assert all(set(number) == {"0"} for number in re.findall(r"\d{9,}", text)), path
        for telephone in re.findall(r"\+[\d ]{9,}", text):
            assert telephone.strip() == "+7 701 000 00 00", path


def test_listed_words_hold_what_waits_and_nothing_that_is_published() -> None:
    for slug, words in TALK["words"].items():
        found = {
            key: bool(listed_words(each["body"], words))
            for key, each in COMMENTS.items()
            if each["consultation"] == slug
        }
        states = {key: COMMENTS[key]["state"] for key, one in found.items() if one}
        assert states["kur-12"] == "held"
        assert "published" not in states.values()


def test_screening_finds_in_what_is_held_the_reason_that_its_author_is_told() -> None:
    for comment in COMMENTS.values():
        if comment["state"] == CommentState.HELD:
            words = TALK["words"][comment["consultation"]]
            assert screen(comment["body"], new_account=True, words=words), comment["key"]
