"""Which of the themes found anew is one that was proposed before, so that it keeps its place."""

from collections.abc import Mapping, Sequence

SHARED = 0.3
"""What share of all comments of both is in both, at least (the Jaccard index)."""


def matched(
    before: Mapping[int, frozenset[int]], found: Sequence[frozenset[int]]
) -> list[int | None]:
    """Return for each theme found the key of the earlier one that it is, or None for a new one.

    Both are sets of comments. Those that share most are matched first, each once; of equal pairs
    the one with the lower key.
    """
    of: dict[int, list[int]] = {}
    for key, comments in before.items():
        for comment in comments:
            of.setdefault(comment, []).append(key)
    pairs = []
    for place, comments in enumerate(found):
        shared: dict[int, int] = {}
        for comment in comments:
            for key in of.get(comment, ()):
                shared[key] = shared.get(key, 0) + 1
        for key, count in shared.items():
            share = count / (len(comments) + len(before[key]) - count)
            pairs.append((-share, key, place))
    matches: list[int | None] = [None] * len(found)
    taken: set[int] = set()
    for share, key, place in sorted(pairs):
        if -share >= SHARED and key not in taken and matches[place] is None:
            matches[place] = key
            taken.add(key)
    return matches
