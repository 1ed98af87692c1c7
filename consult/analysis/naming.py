"""What a theme is called: by the words that stand in it much oftener than elsewhere."""

from collections.abc import Sequence
from math import log

import numpy as np

from consult.analysis.arrays import Whole
from consult.analysis.sparse import Rows

WORDS_OF_A_THEME = 12
WORDS_OF_A_NAME = 3
MOST_OFTENER = log(10)
LEAST_SHARE = 0.05
"""In what share of a theme's texts one of its words stands at least."""


def telling_words(rows: Rows, labels: Whole) -> list[list[int]]:
    """Return for each label from 0 on its stems by their places, the most telling first.

    A stem scores its share of the theme's texts, times the logarithm of how much oftener it stands
    in them than in the others (one more counted there, so that a rare word does not win by chance;
    what stands ten times as often is telling enough), times the root of how rare it is.
    """
    count, width = int(labels.max()) + 1, len(rows.stems)
    label = labels[rows.row]
    inside = label >= 0
    cells = label[inside] * width + rows.stem[inside]
    held = np.bincount(cells, minlength=count * width).reshape(count, width)
    everywhere = np.bincount(rows.stem, minlength=width)
    found = []
    for place in range(count):
        texts = max(int((labels == place).sum()), 1)
        others = len(rows) - texts
        share = held[place] / texts
        elsewhere = (everywhere - held[place] + 1) / (others + 1)
        oftener = np.clip(np.log(np.maximum(share / elsewhere, 1e-9)), 0, MOST_OFTENER)
        score = share * oftener * np.sqrt(rows.rarity)
        order = np.argsort(-score.round(9), kind="stable")[:WORDS_OF_A_THEME]
        found.append([int(one) for one in order if score[one] > 0 and share[one] >= LEAST_SHARE])
    return found


def name_of(words: Sequence[str]) -> str:
    """Return the name that the machine proposes."""
    name = ", ".join(words[:WORDS_OF_A_NAME])
    return name[:1].upper() + name[1:]
