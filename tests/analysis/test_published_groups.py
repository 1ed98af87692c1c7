"""Our opinion groups against those that Pol.is published for the same reactions."""

import csv
from collections import Counter
from math import comb
from pathlib import Path

import numpy as np
import pytest

from consult.analysis.groups import find_groups

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "polis-dev"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="../shared/data/polis-dev is not here")


@pytest.mark.parametrize(
    ("name", "agreement"),
    [
        ("brexit-consensus", 0.75),
        ("canadian-electoral-reform", 0.75),
        ("scoop-taxes", 0.75),
        ("seattle-15", 0.70),
    ],
)
def test_the_groups_are_those_that_were_published(name: str, agreement: float):
    people, published, matrix = _conversation(name)
    ours = find_groups(people, matrix)
    assert ours is not None
    assert ours.max() == published.max()
    both = (ours >= 0) & (published >= 0)
    assert _adjusted_rand(published[both], ours[both]) >= agreement


def _conversation(name: str) -> tuple[list[int], np.ndarray, np.ndarray]:
    with (DATA / name / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    comments = [column for column in rows[0] if column.isdigit()]
    matrix = [[float(row[one]) if row[one] else np.nan for one in comments] for row in rows]
    groups = [int(row["group-id"]) if row["group-id"] else -1 for row in rows]
    return [int(row["participant"]) for row in rows], np.array(groups), np.array(matrix)


def _adjusted_rand(one: np.ndarray, other: np.ndarray) -> float:
    """Return the adjusted Rand index (L. Hubert, P. Arabie, Comparing partitions, 1985)."""
    together = sum(comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    first, second = (sum(comb(n, 2) for n in Counter(labels).values()) for labels in (one, other))
    expected = first * second / comb(len(one), 2)
    return float((together - expected) / ((first + second) / 2 - expected))
