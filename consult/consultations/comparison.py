"""What differs between two wordings, text by text, on plain values."""

from dataclasses import dataclass
from typing import Protocol

from consult.consultations.diff import Run, paragraphs, word_diff
from consult.core.words import lazy

TEXT_LABELS = {
    "proposed": lazy("Proposed wording"),
    "title": lazy("Title"),
    "element": lazy("Article or unit"),
    "rationale": lazy("Why it is proposed"),
    "current": lazy("Current wording"),
}
"""The texts of a wording in the order in which they are compared, with their names."""


class Texts(Protocol):
    """What is compared: a stored wording, or one that is being written."""

    @property
    def element(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def current(self) -> str: ...
    @property
    def proposed(self) -> str: ...
    @property
    def rationale(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One text that differs: which it is, and its paragraphs with what changed in them."""

    text: str
    paragraphs: list[list[Run]]


def texts_that_differ(old: Texts, new: Texts) -> list[str]:
    """Return the names of the texts that differ, in the order of TEXT_LABELS."""
    return [name for name in TEXT_LABELS if getattr(old, name) != getattr(new, name)]


def differences(old: Texts, new: Texts) -> list[Difference]:
    """Return each text that differs, with its changes word by word."""
    return [
        Difference(name, paragraphs(word_diff(getattr(old, name), getattr(new, name))))
        for name in texts_that_differ(old, new)
    ]
