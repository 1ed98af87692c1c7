"""How themes are found in comments whose subjects are known; no database is asked."""

from collections.abc import Iterator
from typing import Any

from bench.bench import Bench
from bench.results import Figure
from bench.themes import finding

PART = "Themes"
NO_DATABASE = "none"


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure once, beside the first database, what needs none."""
    if not bench.first:
        return
    for count in sorted({min(10_000, bench.size.grouped), bench.size.grouped}):
        done, seconds = finding(count), 10 if count <= 10_000 else 60
        what = f"themes of {count:,} comments"
        yield _figure(f"{what}, CPU", done["seconds"], "s", at_most=seconds)
        yield _figure(f"{what}, memory", done["megabytes"], "MB", at_most=1000)
        yield _figure(f"{what}, purity", done["pure"], "%", "those placed", at_least=0.9)
        yield _figure(f"{what}, placed", done["placed"], "%", "those on a subject", at_least=0.8)
        yield _figure(f"{what}, found", done["subjects"], "%", "16 subjects", at_least=0.9)


def _figure(what: str, value: float, unit: str, against: str = "", **aim: Any) -> Figure:
    return Figure(PART, what, NO_DATABASE, [value], unit, against, **aim)
