"""What tests of the diff hold of every one of them."""

import json
import time
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

import pytest

from consult.consultations.alignment import WORD, whole_words
from consult.consultations.diff import (
    Mark,
    Run,
    decode,
    encode,
    paragraphs,
    side_by_side,
    texts_of,
    word_diff,
)
from tests.shared_data import SHARED

PAIRS = SHARED / "kz-constitution" / "pairs_1995_2026_ru_dev.json"
FULL_TEXT = SHARED / "kz-constitution" / "constitution_1995_ru.md"


def real_pairs() -> list[dict[str, str]]:
    if not PAIRS.exists():
        pytest.skip("the constitution pairs (../shared/data/kz-constitution) are not here")
    pairs: list[dict[str, str]] = json.loads(PAIRS.read_text(encoding="utf-8"))
    return pairs


SIGNS = {Mark.KEEP: ("", ""), Mark.DELETE: ("{-", "-}"), Mark.INSERT: ("{+", "+}")}

OUR_PAIRS = {
    "english": (
        "1. The Parliament consists of two Chambers.\n2. A deputy serves for five years.",
        "1. The Kurultai consists of 145 deputies.\n2. A deputy serves for five years, once.",
    ),
    "kazakh": (
        "1. Парламент екі Палатадан тұрады.\n2. Депутаттың өкілеттік мерзімі – бес жыл.",
        "1. Құрылтай жүз қырық бес депутаттан тұрады.\n2. Депутат өкілеттігінің мерзімі – бес жыл.",
    ),
}


def shown(runs: list[Run]) -> str:
    return "".join(SIGNS[run.mark][0] + run.text + SIGNS[run.mark][1] for run in runs)


def side(runs: list[Run], mark: Mark) -> str:
    return "".join(run.text for run in runs if run.mark in (Mark.KEEP, mark))


def difflib_share(current: list[str], proposed: list[str]) -> float:
    return SequenceMatcher(None, current, proposed, autojunk=False).ratio()


def share_without_punctuation(runs: list[Run], current: str, proposed: str) -> float:
    kept = sum(len(WORD.findall(run.text)) for run in runs if run.mark is Mark.KEEP)
    words = len(WORD.findall(current)) + len(WORD.findall(proposed))
    return 2 * kept / words if words else 1.0


def kept_share(runs: list[Run]) -> float:
    """Return 2 x kept words / words of both texts, comparable to difflib's ratio on words.

    A word is what `str.split` returns; it is kept only where it is whole in both texts.
    """
    current, proposed = texts_of(runs)
    words = len(current.split()) + len(proposed.split())
    return 2 * whole_words(current, proposed, stretches(runs)) / words if words else 1.0


def stretches(runs: list[Run]) -> Iterator[tuple[int, int, int]]:
    """Yield (start in current, start in proposed, length) of the kept runs."""
    at = to = 0
    for run in runs:
        if run.mark is Mark.KEEP:
            yield at, to, len(run.text)
        at += len(run.text) * (run.mark is not Mark.INSERT)
        to += len(run.text) * (run.mark is not Mark.DELETE)


def assert_words_are_whole(runs: list[Run], mark: Mark) -> None:
    text, place = side(runs, mark), 0
    for run in runs:
        if run.mark in (Mark.KEEP, mark):
            place += len(run.text)
            around = text[max(0, place - 1) : place + 1]
            assert len(around) < 2 or not around.isalnum(), around


def assert_sound(current: str, proposed: str) -> list[Run]:
    started = time.process_time()
    runs = word_diff(current, proposed)
    assert time.process_time() - started < 1
    assert side(runs, Mark.DELETE) == current
    assert side(runs, Mark.INSERT) == proposed
    assert all(run.text for run in runs)
    assert all(one.mark is not two.mark for one, two in pairwise(runs))
    assert_words_are_whole(runs, Mark.DELETE)
    assert_words_are_whole(runs, Mark.INSERT)
    assert kept_share(runs) >= difflib_share(current.split(), proposed.split()) - 1e-12
    assert decode(json.loads(json.dumps(encode(runs)))) == runs
    cut = [run for paragraph in paragraphs(runs) for run in paragraph]
    for mark in (Mark.DELETE, Mark.INSERT):
        assert side(cut, mark) == side(runs, mark)
    rows = side_by_side(runs)
    assert "".join(side(left, Mark.DELETE) for left, _ in rows) == current
    assert "".join(side(right, Mark.INSERT) for _, right in rows) == proposed
    return runs
