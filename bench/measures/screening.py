"""What is found in texts alone: near-copies, languages, disguised words; no database is asked."""

import csv
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.bench import Bench
from bench.campaigns import grouping, rows_of_madrid
from bench.results import Figure
from consult.analysis.campaigns import Group, Kind, grouped
from consult.comments.disguise import Words
from consult.comments.language import language_of
from consult.config import ROOT
from tests.comments.disguises import DISGUISES

PART = "Screening"
NO_DATABASE = "none"
SHARED = ROOT.parent / "shared" / "data"
COMMON_SPEECH = {
    "kk-formal/ktb_sentences.csv": 0.005,
    "kazsandra/dev.csv": 0.01,
    "ru-taiga-social/sentences.csv": 0.015,
}


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure once, beside the first database, what needs none."""
    if not bench.first:
        return
    yield from _grouping(bench)
    for name, figures in (
        ("decide-madrid", _madrid),
        ("langid", _languages),
        ("ldnoobw", _disguises),
    ):
        if (SHARED / name).exists():
            yield from figures()
        else:
            bench.skipped.append(f"what is measured on {name}, which is not beside this clone")


def _figure(what: str, value: float, unit: str, against: str = "", **aim: Any) -> Figure:
    return Figure(PART, what, NO_DATABASE, [value], unit, against, **aim)


def _grouping(bench: Bench) -> Iterator[Figure]:
    """Group comments of which a tenth are form letters with people's own additions."""
    count = bench.size.grouped
    done = grouping(count)
    what = f"near-copies grouped among {count:,} comments, CPU"
    yield Figure(
        PART, what, NO_DATABASE, [done["seconds"]], "s", "", done["seconds"] / done["once"],
        "times reading their words once", at_most=60,
    )  # fmt: skip
    yield _figure(f"{what[:-5]}, memory", done["megabytes"], "MB", at_most=1000)
    yield _figure("form letters found", done["found"], "%", "form letters", at_least=0.9)
    yield _figure("form letters, purity of their groups", done["pure"], "%", "members",
                  at_least=0.85)  # fmt: skip


def _madrid() -> Iterator[Figure]:
    rows, cluster = rows_of_madrid(SHARED / "decide-madrid")
    found = grouped(rows)
    sizes = Counter(cluster.values())
    whole = [_called_flooding(found, cluster, name, size) for name, size in sizes.most_common(5)]
    named = "decide-madrid: the five largest floods, whole and called flooding"
    yield _figure(named, sum(whole) / len(whole), "%", "them", at_least=1.0)
    large = [one for one in found if len(one.keys) >= 5]
    right = [one for one in large if (one.kind == Kind.CAMPAIGN) == (len(one.authors) >= 3)]
    campaigns = sum(one.kind == Kind.CAMPAIGN for one in large)
    what = f"decide-madrid: groups of 5 or more called what they are ({campaigns} campaigns)"
    yield _figure(what, len(right) / len(large), "%", "groups", at_least=1.0)


def _called_flooding(
    found: Sequence[Group[str]], cluster: dict[str, str], name: str, size: int
) -> bool:
    def own(group: Group[str]) -> int:
        return sum(cluster.get(key) == name for key in group.keys)

    best = max(found, key=own)
    return own(best) == size and best.kind == Kind.FLOODING


def _languages() -> Iterator[Figure]:
    rows = _rows(SHARED / "langid" / "dev.csv")
    right, whole = Counter[str](), Counter[str]()
    for row in rows:
        whole[row["subset"]] += 1
        right[row["subset"]] += language_of(row["text"], "en") == row["lang"]
    share = right.total() / whole.total()
    yield _figure("language told right", share, "%", f"{whole.total():,} texts", at_least=0.95)
    alone = "review-no-kk-letters"
    yield _figure(
        "language told right, Kazakh without Kazakh letters", right[alone] / whole[alone], "%",
        f"{whole[alone]:,} texts", at_least=0.75,
    )  # fmt: skip


def _disguises() -> Iterator[Figure]:
    lines = (SHARED / "ldnoobw" / "ru").read_text(encoding="utf-8").splitlines()
    plain = [one for one in lines if re.fullmatch("[а-яё]+", one)]
    words = random.Random(7).sample(plain, 30)  # noqa: S311 - a fixed seed is meant
    chosen, listed = Words(words), Words(lines)
    texts = [f"Скажу так, {disguise(word)} и всё" for word in words for disguise in DISGUISES]
    held = sum(bool(chosen.find(text)) for text in texts) / len(texts)
    yield _figure("disguised words held", held, "%", f"{len(texts)} disguises", at_least=0.9)
    for file, most in COMMON_SPEECH.items():
        if not (SHARED / file).exists():
            continue
        said = [row["text"] for row in _rows(SHARED / file)]
        share = sum(bool(listed.find(text)) for text in said) / len(said)
        what = f"common speech held, {Path(file).parent}"
        yield _figure(what, share, "%", f"{len(said):,} texts", at_most=most)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
