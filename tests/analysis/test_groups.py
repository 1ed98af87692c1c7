"""Opinion groups on made-up matrices: found, stable under shuffling, claimed from enough people."""

import os
import subprocess
import sys
import time

import numpy as np
import pytest

from consult.analysis import silhouette
from consult.analysis.groups import consensus, find_groups, find_split, project
from consult.analysis.rules import FEWEST_PEOPLE
from consult.config import ROOT

BOTH, LARGER, SMALLER, NEITHER = 0, 1, 2, 3


def polarised(larger: int = 60, smaller: int = 25, comments: int = 20) -> np.ndarray:
    """Return reactions of two camps: comments 0 to 3 as named above, the others divide them."""
    draw = np.random.default_rng(7)
    camp = np.array([1.0] * larger + [-1.0] * smaller)
    side = np.where(np.arange(comments) % 2 == 0, 1.0, -1.0)
    matrix = camp[:, None] * side[None, :]
    matrix[:, BOTH], matrix[:, NEITHER] = 1, -1
    matrix[:, LARGER], matrix[:, SMALLER] = camp, -camp
    noise = draw.random(matrix.shape)
    matrix[noise < 0.05] *= -1
    matrix[noise > 0.75] = np.nan
    return matrix


def test_what_both_groups_agree_on_beats_what_only_the_larger_loves() -> None:
    matrix = polarised()
    labels = find_groups(range(len(matrix)), matrix)
    assert labels is not None
    assert set(labels[:60]) == {0} and set(labels[60:]) == {1}
    found = consensus(matrix, labels)
    assert found[BOTH] > 2 * found[LARGER] > 2 * found[NEITHER]
    share = np.nansum(matrix[:, LARGER] == 1) / np.sum(~np.isnan(matrix[:, LARGER]))
    assert share > 0.6, "a plain share would have called it strong"


@pytest.mark.parametrize("sizes", [(60, 25), (40, 40)])
def test_a_shuffled_matrix_gives_the_same_groups_and_figures(sizes: tuple[int, int]) -> None:
    matrix = polarised(*sizes)
    people = np.arange(100, 100 + len(matrix))
    labels = find_groups(people.tolist(), matrix)
    assert labels is not None
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(matrix))
        again = find_groups(people[order].tolist(), matrix[order])
        assert again is not None
        assert (again == labels[order]).all()
        assert (consensus(matrix[order], again) == consensus(matrix, labels)).all()


def test_shuffled_columns_give_the_same_groups_in_the_same_places() -> None:
    matrix = polarised()
    split = find_split(range(len(matrix)), matrix)
    assert split is not None
    for seed in range(3):
        columns = np.random.default_rng(seed).permutation(matrix.shape[1])
        again = find_split(range(len(matrix)), matrix[:, columns])
        assert again is not None
        assert all((one == other).all() for one, other in zip(split, again, strict=True))


ALONE = """
import hashlib, sys, types
package = types.ModuleType("consult")  # only the arithmetic, not the whole product
package.__path__ = ["consult"]
sys.modules["consult"] = package
import numpy as np
from consult.analysis.groups import find_split
draw = np.random.default_rng(1)
matrix = np.sign(draw.normal(size=(900, 1)) * draw.normal(size=200) + draw.normal(size=(900, 200)))
matrix[draw.random(matrix.shape) > 0.7] = np.nan
print([hashlib.sha256(one.tobytes()).hexdigest() for one in find_split(range(900), matrix)])
"""


def test_the_answer_does_not_depend_on_the_threads_of_the_linear_algebra() -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", ALONE],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads},
        )
        for threads in ("1", "3")
    ]
    one, three = (run.communicate()[0] for run in runs)
    assert one and one == three


def test_the_silhouette_by_blocks_is_that_of_the_definition() -> None:
    draw = np.random.default_rng(5)
    places, labels = draw.normal(size=(60, 2)), draw.integers(0, 3, 60)
    far = np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2))
    expected = []
    for row, own in enumerate(labels):
        mean = [far[row, labels == group].mean() for group in range(3)]
        inside = far[row, labels == own].sum() / ((labels == own).sum() - 1)
        outside = min(mean[group] for group in range(3) if group != own)
        expected.append((outside - inside) / max(outside, inside))
    two = np.where(labels == 2, 1, labels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(silhouette, "PAIRS_AT_ONCE", 7 * 60)
        found = silhouette.silhouettes(places, [two, labels])
    assert found[1] == pytest.approx(np.mean(expected), abs=1e-6)
    assert found[0] == silhouette.silhouettes(places, [two])[0]


def test_three_camps_are_three_groups() -> None:
    draw = np.random.default_rng(3)
    camps = draw.choice([-1.0, 1.0], size=(3, 30))
    matrix = np.repeat(camps, 20, axis=0)
    matrix[draw.random(matrix.shape) < 0.05] *= -1
    labels = find_groups(range(60), matrix)
    assert labels is not None
    assert [set(labels[i : i + 20]) for i in (0, 20, 40)] == [{0}, {1}, {2}]


def test_too_few_people_form_no_groups() -> None:
    matrix = polarised(FEWEST_PEOPLE - 11, 10)
    assert find_groups(range(len(matrix)), matrix) is None
    matrix = polarised()
    matrix[:, 6:] = np.nan
    assert find_groups(range(len(matrix)), matrix) is None, "nobody reacted to seven"


def test_people_of_one_mind_form_no_groups() -> None:
    assert find_groups(range(50), np.ones((50, 20))) is None


def test_a_handful_is_no_group_that_could_veto() -> None:
    matrix = np.ones((60, 20))
    matrix[:3] = -1
    assert find_groups(range(60), matrix) is None


def test_who_has_seen_little_does_not_stand_in_the_middle_for_that() -> None:
    camp, side = np.array([1.0, -1.0] * 30), np.array([1.0, -1.0] * 20)
    matrix = camp[:, None] * side[None, :]
    matrix[0, 10:] = np.nan
    places = np.abs(project(matrix)[:, 0])
    assert places[0] > 0.4 * places[2], "unstretched it would stand at a quarter"


@pytest.mark.parametrize("size", [(2000, 500)])
def test_the_largest_matrix_takes_under_two_seconds(size: tuple[int, int]) -> None:
    matrix = polarised(size[0] * 6 // 10, size[0] * 4 // 10, size[1])
    began = time.process_time()
    assert find_groups(range(size[0]), matrix) is not None
    assert time.process_time() - began < 4, "two seconds of a core, doubled for a busy machine"
