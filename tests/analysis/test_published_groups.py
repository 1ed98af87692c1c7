"""Our opinion groups against those that Pol.is published for the same reactions."""

import time
from collections import Counter
from itertools import permutations
from math import comb

import numpy as np
import pytest

from consult.analysis.groups import counts_by_group, find_groups
from tests.shared_data import SHARED, needs_data, rows_of

pytestmark = needs_data


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
    people, published, matrix = conversation(name)
    ours = find_groups(people, matrix)
    assert ours is not None
    assert ours.max() == published.max()
    both = (ours >= 0) & (published >= 0)
    assert adjusted_rand(published[both], ours[both]) >= agreement
    assert profiles_correlate(matrix, published, ours) >= 0.97


def test_each_takes_under_two_seconds_of_a_core():
    for name in sorted(one.name for one in (SHARED / "polis-dev").iterdir() if one.is_dir()):
        people, _published, matrix = conversation(name)
        began = time.process_time()
        find_groups(people, matrix)
        assert time.process_time() - began < 2, name


def conversation(name: str) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Return people, their published groups (-1: none) and the matrix of reactions."""
    rows = rows_of(f"polis-dev/{name}/participants-votes.csv")
    comments = [column for column in rows[0] if column.isdigit()]
    matrix = [[float(row[one]) if row[one] else np.nan for one in comments] for row in rows]
    groups = [int(row["group-id"]) if row["group-id"] else -1 for row in rows]
    return [int(row["participant"]) for row in rows], np.array(groups), np.array(matrix)


def adjusted_rand(one: np.ndarray, other: np.ndarray) -> float:
    """Return the adjusted Rand index (L. Hubert, P. Arabie, Comparing partitions, 1985)."""
    together = sum(comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    first, second = (sum(comb(n, 2) for n in Counter(labels).values()) for labels in (one, other))
    expected = first * second / comb(len(one), 2)
    return float((together - expected) / ((first + second) / 2 - expected))


def profiles_correlate(matrix: np.ndarray, published: np.ndarray, ours: np.ndarray) -> float:
    """Return how the smoothed shares by group and comment correlate, matching groups best."""
    one, other = (_profiles(matrix, labels) for labels in (published, ours))
    orders = permutations(range(len(other)))
    return max(np.corrcoef(one.ravel(), other[list(order)].ravel())[0, 1] for order in orders)


def _profiles(matrix: np.ndarray, labels: np.ndarray) -> np.ndarray:
    agrees, _disagrees, seen = counts_by_group(matrix, labels)
    return (agrees + 1) / (seen + 2)
