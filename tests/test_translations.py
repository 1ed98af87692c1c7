"""Kazakh and Russian are complete: no text of the code is missing, unsure, or lost a value."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from consult.config import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = [language for language in LANGUAGES if language != "en"]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy": None,
    "ngettext": (1, 2),
    "lazy_plural": (1, 2),
}
VALUES = re.compile(r"%\((\w+)\)[a-z]")
# The extraction of Python 3.11 does not look into f-strings: such a text stays English for ever.
IN_F_STRING = re.compile(r"""\bf["'].*\{(?:n?gettext|lazy|lazy_plural|_)\(""")
# Letters that Kazakh has and Russian lacks: a Russian text with one was put into the wrong file.
KAZAKH_LETTERS = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
NAMES_IN_RUSSIAN = {"Қазақша"}


@cache
def texts() -> set[str | tuple[str, str]]:
    """Return every translatable text of the code and the templates."""
    found: set[str | tuple[str, str]] = set()
    for folder in ("consult", "templates"):
        rows = extract_from_dir(
            str(ROOT / folder),
            method_map=[("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")],
            options_map={"**.html": {"silent": "false"}, "**.txt": {"silent": "false"}},
            keywords=KEYWORDS,
        )
        found |= {row[2] if isinstance(row[2], str) else tuple(row[2]) for row in rows}  # type: ignore[misc]
    return found


@cache
def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language."""
    path = ROOT / "consult" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def test_there_are_texts_to_translate() -> None:
    assert len(texts()) > 200


def test_no_text_is_hidden_in_an_f_string_from_those_who_translate() -> None:
    hidden = [
        (path.name, line.strip())
        for path in (ROOT / "consult").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if IN_F_STRING.search(line)
    ]
    assert not hidden


@pytest.mark.parametrize("language", WRITTEN)
def test_no_text_is_missing(language: str) -> None:
    missing = []
    for text in texts():
        message = catalogue(language).get(text if isinstance(text, str) else text[0])
        strings = [message.string] if message and isinstance(message.string, str) else None
        if message and strings is None:
            strings = list(message.string)
        if not strings or not all(one.strip() for one in strings) or message.fuzzy:
            missing.append(text)
    assert not missing, f"{len(missing)} missing in {language}: {missing[:5]}"


@pytest.mark.parametrize("language", WRITTEN)
def test_no_translation_loses_or_invents_a_value(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[1]
        strings = [message.string] if isinstance(message.string, str) else message.string
        for one in strings:
            assert set(VALUES.findall(one)) == set(VALUES.findall(source)), message.id
            assert one == one.strip() or source != source.strip(), message.id


@pytest.mark.parametrize("language", WRITTEN)
def test_every_catalogue_compiles(language: str) -> None:
    found = catalogue(language)
    faults = {message.id: list(message.check(found)) for message in found if message.id}
    assert not {text: fault for text, fault in faults.items() if fault}


def test_russian_and_kazakh_are_not_mixed_up() -> None:
    for message in catalogue("ru"):
        strings = [message.string] if isinstance(message.string, str) else message.string
        for one in strings:
            assert one in NAMES_IN_RUSSIAN or not KAZAKH_LETTERS.search(one), one


def test_every_plural_of_russian_has_its_forms() -> None:
    assert catalogue("ru").num_plurals == 3
    for message in catalogue("ru"):
        if isinstance(message.id, tuple):
            assert len(message.string) == 3, message.id
