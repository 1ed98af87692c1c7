"""How consult/comments/letter_groups.json was made: `python -m bench.language_weights`.

For each group of two or three letters (words bounded by blanks, Kazakh letters folded to what a
Russian keyboard has in their place) the weight is the logarithm of how much more often it stands in
Kazakh than in Russian. The 600 that tell most are kept. Texts: KazSAnDRA (CC BY 4.0), the Kazakh
treebank KTB and Russian Taiga (CC BY-SA 4.0), without those that the test set holds.
"""

import csv
import json
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from consult.comments.language import WEIGHTS, letter_groups

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
KEPT = 600
SEEN_AT_LEAST = 6
STRONGEST = 5.0


def main() -> None:
    """Count, weigh and write the file."""
    tested = {row["text"].strip() for row in _rows("langid/dev.csv")}
    reviews = [row["text"] for row in _rows("kazsandra/dev.csv") if row["script"][:3] == "cyr"]
    kazakh = [*reviews, *(row["text"] for row in _rows("kk-formal/ktb_sentences.csv"))]
    russian = [row["text"] for row in _rows("ru-taiga-social/sentences.csv")]
    weights = weighed(
        (text for text in kazakh if text.strip() not in tested),
        (text for text in russian if text.strip() not in tested),
    )
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def weighed(kazakh: Iterable[str], russian: Iterable[str]) -> dict[str, float]:
    """Return the weight of each kept group of letters: above zero for Kazakh, below for Russian."""
    here = Counter(group for text in kazakh for group in letter_groups(text))
    there = Counter(group for text in russian for group in letter_groups(text))
    total, rest = here.total(), there.total()

    def weight(group: str) -> float:
        return math.log((here[group] + 0.5) / total) - math.log((there[group] + 0.5) / rest)

    def tells(group: str) -> float:
        return -abs(weight(group)) * math.sqrt(here[group] / total + there[group] / rest)

    often = [group for group in here | there if here[group] + there[group] >= SEEN_AT_LEAST]
    best = sorted(often, key=lambda group: (tells(group), group))[:KEPT]
    return {one: max(-STRONGEST, min(STRONGEST, round(weight(one), 1))) for one in sorted(best)}


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main()
