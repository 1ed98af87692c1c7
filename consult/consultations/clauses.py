"""The clauses of a wording: its paragraphs, each with a key that an address can name."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from consult.consultations.diff import Mark, Run

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_LABEL = re.compile(r"\s*(?:(\d{1,6}(?:[-.]\d{1,6}){0,5})([.)])|([^\W\d_])\))(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph of a wording; `label` is its own number as written, empty where it has none."""

    key: str
    label: str
    text: str
    start: int
    end: int


def clauses(text: str) -> list[Clause]:
    """Return the paragraphs of a wording; `start` and `end` are places in it, in characters.

    "2." is keyed `2`, "1)" below it `2.1`, the first letter below that `2.1.a` whatever the
    alphabet, a paragraph without a number `p3` by its place, so the languages of one amendment
    share their keys. A key that stands already gets its count: `2_2`.
    """
    found: list[Clause] = []
    seen: Counter[str] = Counter()
    place = _Place()
    for number, line in enumerate(_LINE.finditer(text), start=1):
        label = _LABEL.match(line.group())
        key = place.key_of(label, number)
        seen[key] += 1
        key = key if seen[key] == 1 else f"{key}_{seen[key]}"
        words = line.group().rstrip()
        said = label.group().strip() if label else ""
        found.append(Clause(key, said, words, line.start(), line.start() + len(words)))
    return found


class _Place:
    """Where in the nested lists the reading of a wording stands."""

    def __init__(self) -> None:
        self.clause = self.item = ""
        self.letters = 0

    def key_of(self, label: re.Match[str] | None, number: int) -> str:
        if label is None:
            self.item, self.letters = "", 0
            return f"p{number}"
        digits, sign, _letter = label.groups()
        if digits and sign == ".":
            self.clause, self.item, self.letters = digits, "", 0
            return digits
        if digits:
            self.item, self.letters = digits, 0
            return ".".join(filter(None, [self.clause, digits]))
        self.letters += 1
        return ".".join(filter(None, [self.clause, self.item, _latin(self.letters)]))


def _latin(number: int) -> str:
    """Return a, b … z, aa, ab … for 1, 2 … 26, 27, 28 …"""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("a") + rest) + name
    return name


def clauses_of(current: str, proposed: str) -> list[Clause]:
    """Return the clauses people speak of: the proposed ones, or those that a repeal takes away."""
    return clauses(proposed) or clauses(current)


def clause_of(current: str, proposed: str, key: str) -> Clause | None:
    """Return one clause by its key."""
    return next((one for one in clauses_of(current, proposed) if one.key == key), None)


def clauses_changed(old: str, new: str) -> tuple[list[Clause], list[Clause]]:
    """Return the clauses of a newer wording that read otherwise than in the older, and those gone.

    A paragraph that only stands elsewhere now has not changed.
    """
    before, after = clauses(old), clauses(new)
    said, says = {one.text for one in before}, {one.text for one in after}
    changed = [one for one in after if one.text not in said]
    keys = {one.key for one in changed}
    return changed, [one for one in before if one.text not in says and one.key not in keys]


def clause_at(found: Sequence[Clause], start: int) -> Clause | None:
    """Return the clause in which a place of the wording lies."""
    return next((one for one in found if one.start <= start < one.end), None)


def by_paragraph(
    paragraphs: Sequence[Sequence[Run]], current: str, proposed: str
) -> list[Clause | None]:
    """Return for each paragraph of a diff the clause that begins in it; None where none does."""
    # By the first letter: blanks before it may belong to the end of the paragraph above.
    found = {
        one.start + len(one.text) - len(one.text.lstrip()): one
        for one in clauses_of(current, proposed)
    }
    side = Mark.INSERT if proposed.strip() else Mark.DELETE
    begun: list[Clause | None] = []
    at = 0
    for paragraph in paragraphs:
        size = sum(len(run.text) for run in paragraph if run.mark in (Mark.KEEP, side))
        begun.append(next((found[i] for i in range(at, at + size) if i in found), None))
        at += size
    return begun
