"""Texts and numbers of others that lie beside a clone; where they are not, tests are skipped."""

import csv
import json
import random
import re
from functools import cache
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
needs_data = pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not here")

common_speech = pytest.mark.parametrize(
    ("file", "most"),
    [
        ("kk-formal/ktb_sentences.csv", 0.005),
        ("kazsandra/dev.csv", 0.01),
        ("ru-taiga-social/sentences.csv", 0.015),
    ],
)
"""What people write where nobody is rude, and the share of it that may be taken for rude."""


def rows_of(file: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with (SHARED / file).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def texts_of(file: str) -> list[str]:
    """Return the texts of a CSV file."""
    return [row["text"] for row in rows_of(file)]


def rude_words() -> list[str]:
    """Return the lines of a list of rude Russian words."""
    return (SHARED / "ldnoobw" / "ru").read_text(encoding="utf-8").splitlines()


@cache
def thirty_rude_words() -> tuple[str, ...]:
    """Return some of them that are single words, always the same."""
    words = [one for one in rude_words() if re.fullmatch("[а-яё]+", one)]
    return tuple(random.Random(7).sample(words, 30))


def naughty_strings() -> list[str]:
    """Return the big list of naughty strings; nothing where it is not here."""
    path = SHARED / "bad-strings" / "blns.json"
    return list(json.loads(path.read_text())) if path.exists() else []
