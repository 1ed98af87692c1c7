"""In which language a comment is written, told from its letters alone.

Kazakh letters tell Kazakh. Many people type Kazakh with Russian letters only, so a Cyrillic text
without them is weighed by its groups of two and three letters (a naive Bayes classifier; the
weights are made by bench/language_weights.py, which says from which texts).
"""

import json
import re
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("letter_groups.json")
LEAST_SHARE = 0.03
MOST_LETTERS = 600
"""More of a text would not change the answer."""

_KAZAKH = re.compile("[әғқңөұүһі]", re.I)
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.I)
_LATIN = re.compile("[a-z]", re.I)
_WORD = re.compile("[а-яё]+")
_NO_WORDS = re.compile(r"https?://\S+|@\S+|\[id\d+\|")
_ON_A_RUSSIAN_KEYBOARD = str.maketrans("әғқңөұүһі", "агкноуухи")


def language_of(text: str, default: str) -> str:
    """Return kk, ru or en; the default for a text without letters of ours.

    Kazakh letters make up a sixth of a Kazakh text. A Russian one has a few in names, so they must
    be three in a hundred to count.
    """
    text = _NO_WORDS.sub(" ", text)
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic + latin == 0:
        return default
    if latin > cyrillic:
        return "en"
    if len(_KAZAKH.findall(text)) >= LEAST_SHARE * cyrillic:
        return "kk"
    return _by_groups(text, default)


def _by_groups(text: str, default: str) -> str:
    weights = _weights()
    weight = sum(weights.get(group, 0.0) for group in letter_groups(text))
    if weight == 0:
        return default if default != "en" else "ru"
    return "kk" if weight > 0 else "ru"


def letter_groups(text: str) -> list[str]:
    """Return the groups of two and three letters of a text as typed on a Russian keyboard."""
    words = _WORD.findall(text.casefold().translate(_ON_A_RUSSIAN_KEYBOARD)[:MOST_LETTERS])
    line = f" {' '.join(words)} "
    return [line[at : at + size] for size in (2, 3) for at in range(len(line) - size + 1)]


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights
