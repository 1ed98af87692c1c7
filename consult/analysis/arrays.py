"""The arrays that the analysis computes with, by name."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.float32]
"""Small whole numbers, and nan: single precision holds their sums exactly."""
Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Labels: TypeAlias = NDArray[np.int64]
"""For each row its group or theme, -1 for none."""
People: TypeAlias = Sequence[int] | Labels
"""The keys of people."""
