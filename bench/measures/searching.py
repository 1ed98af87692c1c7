"""Search: the first page of what is found among all comments of a crowded amendment."""

from collections.abc import Iterator

from bench.bench import Bench
from bench.results import Figure
from bench.statements import Statements, interleaved, statements_of
from bench.texts import COMMON, EVERYWHERE, NOWHERE, SELDOM
from consult.comments.filters import Filters
from consult.comments.rules import PER_PAGE
from consult.comments.threads import page_with_highlights

PART = "Search"
AIM_MS = 100
QUERIES = {
    "a word of many": EVERYWHERE,
    "two words": " ".join(COMMON["ru"].split()[:2]),
    "a Kazakh word with an ending": "халықтың",
    "the beginning of a word": "парл",
    "a word of a few": SELDOM,
    "a word that nobody used": NOWHERE,
}


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure each query at the database, against reading twenty comments by their numbers."""
    by_number: Statements = [_twenty_by_number(bench)]
    size = bench.size.crowded + bench.size.comments
    for name, words in QUERIES.items():
        read = statements_of(
            lambda words=words: page_with_highlights(  # type: ignore[misc]
                bench.place.content.crowded, Filters(words=words)
            )
        )
        values, bare = [], []
        for _ in range(bench.size.rounds):
            base, found = interleaved([by_number, read], bench.size.repeats)
            values.append(found * 1e3)
            bare.append(base * 1e3)
        yield Figure(
            PART, f"{name} among {size:,}", bench.place.database, values, "ms", "",
            sorted(values)[len(values) // 2] / sorted(bare)[len(bare) // 2], "raw calls",
            at_most=AIM_MS, more={"twenty comments by number, ms": bare},
        )  # fmt: skip


def _twenty_by_number(bench: Bench) -> tuple[str, tuple[int, ...]]:
    step = max(1, bench.size.comments // PER_PAGE)
    numbers = tuple(1 + step * place for place in range(PER_PAGE))
    mark = "?" if bench.place.database == "sqlite" else "%s"
    return f"SELECT * FROM comments WHERE id IN ({', '.join([mark] * PER_PAGE)})", numbers
