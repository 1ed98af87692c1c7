"""Made-up sentences in Kazakh, Russian and English, with common words and words that nobody shares.

Frequent words are the field's; the rare ones are put together from syllables, so that an index has
as many different words as one of real comments. All of it comes from a seed.
"""

import random
from dataclasses import dataclass
from functools import lru_cache

COMMON = {
    "kk": """парламент палата халық құқық заң бостандық сот мемлекет азамат сайлау депутат тіл жер
        бала білім денсаулық керек болуы тиіс қолдаймын қарсымын себебі бірақ барлық адам""",
    "ru": """парламент палата народ право закон свобода суд государство гражданин выборы депутат
        язык земля ребёнок образование здоровье нужно должен поддерживаю против потому каждый""",
    "en": """parliament chamber people right law freedom court state citizen election deputy
        language land child education health should must support oppose because every person""",
}
SYLLABLES = {
    "kk": "ба қа сы лы тұ ре кө мен жа шы ңғы әл ен өр ас қы бе ді ғы ша",
    "ru": "ра ко ми то ве ну ле ся го ри ты пе ло да жи во ск ни ба ме",
    "en": "ra co mi to ve nu le sa go ri ty pe lo da shi wo sk ni ba me",
}
LANGUAGES = ("ru",) * 5 + ("kk",) * 4 + ("en",)
EVERYWHERE, SELDOM, NOWHERE = "парламент", "конституция", "абракадабра"
"""A word of many comments, one of a few in a thousand, and one that nobody used."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its language."""

    text: str
    language: str


@lru_cache(maxsize=4)
def sentences(count: int, seed: int = 4) -> list[Sentence]:
    """Return so many different sentences."""
    chance = random.Random(seed)  # noqa: S311 - a fixed seed is meant
    return [_sentence(chance, number) for number in range(count)]


def _sentence(chance: random.Random, number: int) -> Sentence:
    language = LANGUAGES[number % len(LANGUAGES)]
    common = chance.choices(COMMON[language].split(), k=6)
    rare = ["".join(chance.choices(SYLLABLES[language].split(), k=4)) for _ in range(4)]
    words = common + rare
    chance.shuffle(words)
    if number % 500 == 0:
        words.append(SELDOM)
    return Sentence(" ".join(words).capitalize() + ".", language)


def law_text(chance: random.Random, sentences_each: int = 4) -> str:
    """Return the numbered paragraphs of an article in Russian."""
    known = [one.text for one in sentences(500) if one.language == "ru"]
    lines = (" ".join(chance.choices(known, k=2)) for _ in range(sentences_each))
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
