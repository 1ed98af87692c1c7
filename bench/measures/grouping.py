"""Opinion groups: a large crowd, and published conversations against the groups Pol.is found."""

import time
from collections.abc import Iterator

from bench.bench import Bench
from bench.opinions import grouping
from bench.results import Figure
from consult.analysis.groups import find_groups
from tests.analysis.polis import NAMES
from tests.analysis.test_published_groups import adjusted_rand, conversation, profiles_correlate
from tests.shared_data import SHARED

PART = "Opinion groups"
NO_DATABASE = "none"
LEAST = {"seattle-15": 0.70}


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure once, beside the first database, what needs none."""
    if not bench.first:
        return
    people = bench.size.grouped // 10
    comments = max(people // 10, 40)
    done = grouping(people, comments)
    what = f"groups, map and consensus of {people:,} people × {comments:,} comments"
    yield Figure(PART, f"{what}, CPU", NO_DATABASE, [done["seconds"]], "s", "", at_most=6.0)
    yield Figure(PART, f"{what}, memory", NO_DATABASE, [done["megabytes"]], "MB", "", at_most=1000)
    if not SHARED.exists():
        bench.skipped.append("opinion groups: polis-dev, which is not beside this clone")
        return
    for name in NAMES:
        yield from _published(name)


def _published(name: str) -> Iterator[Figure]:
    people, theirs, matrix = conversation(name)
    began = time.process_time()
    ours = find_groups(people, matrix)
    seconds = time.process_time() - began
    if ours is None:
        raise ValueError(f"No groups were found in {name}.")
    both = (ours >= 0) & (theirs >= 0)
    groups = f"{int(ours.max()) + 1} groups of {int(theirs.max()) + 1} published"
    yield Figure(
        PART, f"{name}: adjusted Rand index ({groups})", NO_DATABASE,
        [adjusted_rand(theirs[both], ours[both])], "%", "full agreement",
        at_least=LEAST.get(name, 0.75),
    )  # fmt: skip
    yield Figure(
        PART, f"{name}: correlation of the groups' profiles", NO_DATABASE,
        [profiles_correlate(matrix, theirs, ours)], "%", "full agreement", at_least=0.97,
    )  # fmt: skip
    yield Figure(PART, f"{name}: time, CPU", NO_DATABASE, [seconds], "s", "", at_most=2.0)
