"""What themes are made from and when they are computed anew. Plain values only."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import chain, zip_longest

FEWEST_COMMENTS = 20
"""Of fewer published comments no themes are proposed: people read them all."""
MOST_COMMENTS = 100_000
"""The latest ones are looked at; what stood in a theme before them stays there."""
AT_MOST_EVERY = 3_600
"""Seconds between two computations that nobody asked for."""
GROWN_BY = 0.1
LONGEST_NAME = 120
LONGEST_WORDS = 400
PER_PAGE = 25
MOST_THEMES = 100
"""How many a consultation may have; persons make the ones beyond the machine's."""


class Origin(StrEnum):
    """Where a theme comes from.

    `dropped` is one that a person does not want: it is shown nowhere, and its words keep the
    machine from proposing it again. `outside` holds the comments that a person took out of every
    theme; a consultation has one at most.
    """

    MACHINE = "machine"
    PERSON = "person"
    DROPPED = "dropped"
    OUTSIDE = "outside"


SHOWN = (Origin.MACHINE, Origin.PERSON)


def has_grown(published: int, before: int) -> bool:
    """Tell whether so many comments are enough more than there were to compute themes anew."""
    return published >= max(FEWEST_COMMENTS, before + FEWEST_COMMENTS, (1 + GROWN_BY) * before)


def words_in(text: str) -> list[str]:
    """Return the words that somebody typed, parted by commas or spaces, each once."""
    words = (word.strip(" .;:!?«»\"'") for word in text.replace(",", " ").split())
    return list(dict.fromkeys(word for word in words if word))


def words_of_both(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return the words of two themes in turn, each once, as many as a theme may have."""
    turns = chain.from_iterable(zip_longest(one, other, fillvalue=""))
    words = [word for word in dict.fromkeys(turns) if word]
    while len(", ".join(words)) > LONGEST_WORDS:
        words.pop()
    return words
