"""Places people on a plane by their reactions: who reacts alike stands near each other.

The method is that of Pol.is (C. Small et al., Polis: Scaling deliberation by mapping high
dimensional opinion spaces, Recerca 26 (2021), no. 2): principal components of people x comments
with the mean of the comment for what somebody has not seen, and the sparsity-aware projection, that
stretches each place by the root of comments over comments seen.

The answer depends on nothing but the reactions: not on the order of rows or columns, nor on how
many threads the linear algebra takes. Sums over people and over comments are sums of whole numbers
(or of multiples of a power of two) that a float holds exactly, so every order gives the same; the
components are found by an iteration that uses no library with threads.
"""

import numpy as np
from numpy.typing import NDArray

from consult.analysis.arrays import Counts, Floats

COMPONENTS = 2
GUARDS = 6
"""Further directions that are carried along, so that the two wanted ones settle quickly."""
ROUNDS = 120
SETTLED = 1e-13
FINE = float(2**32)
"""Components are rounded to such parts: a sum of a thousand of them is exact in any order."""
ROWS_AT_ONCE = 1000
NOT_SEEN = 2


def project(matrix: Floats | Counts) -> Floats:
    """Return people x 2: their places on the two first principal components.

    `matrix` is people x comments: 1 agree, -1 disagree, 0 pass, nan not seen. What somebody has not
    seen counts as the mean of the comment; who has seen little would stand in the middle for that
    alone, so their place is stretched.
    """
    coded = np.where(np.isnan(matrix), NOT_SEEN, matrix).astype(np.int8)
    coded = coded[:, _by_content(coded)]
    known = (coded != NOT_SEEN).astype(np.float32)
    values = np.where(coded == NOT_SEEN, 0, coded).astype(np.float32)
    means = values.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    axes = _components(_covariance(values, known, means))
    places = np.empty((len(matrix), axes.shape[1]))
    own, mean = _exact(axes), _exact(axes * means[:, None])
    for first in range(0, len(matrix), ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        places[rows] = values[rows].astype(float) @ own - known[rows].astype(float) @ mean
    stretch = np.sqrt(matrix.shape[1] / np.maximum(known.sum(axis=1), 1))
    return places * stretch[:, None]


def _by_content(coded: NDArray[np.int8]) -> list[int]:
    """Return the columns in an order that their content alone decides."""
    columns = [column.tobytes() for column in coded.T.copy()]
    return sorted(range(len(columns)), key=columns.__getitem__)


def _exact(numbers: Floats) -> Floats:
    return np.rint(numbers * FINE) / FINE


def _covariance(values: Counts, known: Counts, means: Counts) -> Floats:
    """Return comments x comments of what deviates from the means, where both were seen.

    The three products are whole numbers under 2**24, so single precision holds them exactly.
    """
    mean = means.astype(float)
    both = (values.T @ values).astype(float)
    mixed = (known.T @ values).astype(float) * mean[:, None]
    seen = (known.T @ known).astype(float)
    found: Floats = both - mixed - mixed.T + seen * np.outer(mean, mean)
    return found


def _components(covariance: Floats) -> Floats:
    """Return comments x 2: the two first eigenvectors, each with a fixed sign.

    Block power iteration with a Rayleigh-Ritz step (B. N. Parlett, The symmetric eigenvalue
    problem, 1980, ch. 14); Pol.is finds its components by power iteration too.
    """
    size = len(covariance)
    width = min(COMPONENTS + GUARDS, size)
    grid = np.outer(np.arange(1, size + 1), np.arange(1, width + 1))
    block = _orthogonal(np.cos(grid * 0.6180339887498949 + np.arange(width)))
    before = np.zeros(min(COMPONENTS, width))
    for _ in range(ROUNDS):
        image = _times(covariance, block)
        found, turn = np.linalg.eigh(_times(block.T, image))
        block, sizes = _orthogonal(_times(image, turn[:, ::-1])), found[::-1][:COMPONENTS]
        if np.abs(sizes - before).max() <= SETTLED * sizes[0]:
            break
        before = sizes
    axes = block[:, :COMPONENTS]
    largest = axes[np.abs(axes).round(9).argmax(axis=0), np.arange(axes.shape[1])]
    return axes * np.where(largest < 0, -1.0, 1.0)


def _times(one: Floats, other: Floats) -> Floats:
    """Return the matrix product, summed by one thread in one order."""
    columns = [np.einsum("ij,j->i", one, column) for column in np.ascontiguousarray(other.T)]
    return np.stack(columns, axis=1)


def _orthogonal(block: Floats) -> Floats:
    """Return an orthonormal basis of the columns (Gram-Schmidt, twice), zero where none is left."""
    basis = np.zeros_like(block)
    for place in range(block.shape[1]):
        column = block[:, place].copy()
        start = np.sqrt((column * column).sum())
        for _ in range(2):
            for earlier in range(place):
                column -= basis[:, earlier] * (basis[:, earlier] * column).sum()
        length = np.sqrt((column * column).sum())
        if length > 1e-10 * max(start, 1e-300) and length > 0:
            basis[:, place] = column / length
    return basis
