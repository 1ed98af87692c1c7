"""Imports: a whole constitution against an edited copy, article by article and word by word."""

import random
import time
from collections.abc import Iterator

from rapidfuzz.distance import Indel

from bench.bench import Bench
from bench.results import Figure
from consult.config import ROOT
from consult.core.words import speaking
from consult.imports.plans import plan_of
from consult.imports.table import Table, read_table

PART = "Imports"
TEXT = ROOT.parent / "shared" / "data" / "kz-constitution" / "constitution_1995_ru.md"


def measure(bench: Bench) -> Iterator[Figure]:
    """Read both texts, pair their articles, and diff them, against the bare word distance."""
    if not bench.first:
        return
    if not TEXT.exists():
        bench.skipped.append("imports: the text of the constitution is not beside the project")
        return
    old = TEXT.read_text()
    new = _edited(old)
    ours, bare = [], []
    table = _read(old, new)
    for _ in range(bench.size.rounds):
        started = time.process_time()
        _words(table)
        bare.append(time.process_time() - started)
        started = time.process_time()
        table = _read(old, new)
        with speaking("ru"):
            plan_of(table, slug="edited", title="Edited", language="ru")
        ours.append(time.process_time() - started)
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    what = f"two texts of {len(old.split()):,} words, {len(table.rows)} articles changed"
    yield Figure(
        PART, what, "none", ratios, "×", "rapidfuzz on the words alone",
        more={"ours, s": ours, "bare, s": bare},
    )  # fmt: skip


def _edited(text: str) -> str:
    """Return the text with every thirtieth word changed, and one article more."""
    chance = random.Random(4)  # noqa: S311 - a fixed seed is meant
    lines = []
    for line in text.split("\n"):
        words = line.split(" ")
        if not line.startswith("#"):
            words = ["народ" if chance.random() < 1 / 30 and w.isalpha() else w for w in words]
        lines.append(" ".join(words))
    return "\n".join([*lines, "", "### Статья 999. Новая", "", "1. Это положение ново."])


def _read(old: str, new: str) -> Table:
    return read_table(new.encode(), "new.md", against=(old.encode(), "old.md"))


def _words(table: Table) -> None:
    for row in table.rows:
        Indel.opcodes(row.current.split(), row.proposed.split())
