"""Which comments say best what one group thinks and the others do not.

The measure is the repness of Pol.is (math/src/polismath/math/repness.clj and stats.clj of
compdemocracy/polis). Of a group of people who saw a comment and its two answers, agree and
disagree, each with n who gave it and s who saw it, smoothed by one:

    own share           p = (n + 1) / (s + 2)
    sure of it          z1 = 2 sqrt(s + 1) ((n + 1) / (s + 1) - 1/2)          a test of one share
    against the others  r = p / p of everybody else in a group
    sure of that        z2 = (q - q') / sqrt(q0 (1 - q0) (1 / (s + 1) + 1 / (s' + 1)))
                        with q = (n + 1) / (s + 1), ' of the others, q0 pooled    of two shares

A comment represents the group by the answer with the larger z2 where both tests pass at 90 %; the
order is that of r z2 p z1. Where none passes, the group has none.
"""

import numpy as np

from consult.analysis.arrays import Floats
from consult.analysis.found import MOST_LISTED, Typical

SURE = 1.2816
"""One-sided 90 %, as Pol.is asks for."""


def representative(
    comments: list[int], agrees: Floats, disagrees: Floats, seen: Floats
) -> tuple[tuple[Typical, ...], ...]:
    """Return for each group the comments that represent it, the clearest first.

    The arrays are groups x comments; the comments are the keys of the columns.
    """
    answers = [_judged(given, seen) for given in (agrees, disagrees)]
    by_answer = [np.where(sure, weight, -np.inf) for weight, sure, _share in answers]
    best = np.stack(by_answer)
    found = []
    for group in range(len(seen)):
        order = np.argsort(-best[:, group].max(axis=0).round(9), kind="stable")
        listed = []
        for place in order[:MOST_LISTED].tolist():
            answer = int(best[:, group, place].argmax())
            if np.isfinite(best[answer, group, place]):
                share = round(float(answers[answer][2][group, place]), 6)
                listed.append(Typical(comments[place], answer == 0, share))
        found.append(tuple(listed))
    return tuple(found)


def _judged(given: Floats, seen: Floats) -> tuple[Floats, Floats, Floats]:
    """Return weight, whether both tests pass, and own share, of one answer."""
    others_given, others_seen = given.sum(axis=0) - given, seen.sum(axis=0) - seen
    share = (given + 1) / (seen + 2)
    other_share = (others_given + 1) / (others_seen + 2)
    sure = 2 * np.sqrt(seen + 1) * ((given + 1) / (seen + 1) - 0.5)
    one, other = (given + 1) / (seen + 1), (others_given + 1) / (others_seen + 1)
    pooled = (given + others_given + 2) / (seen + others_seen + 2)
    # A pooled share of 1 leaves nothing to compare, and of 0 there is none: one is always added.
    spread = np.sqrt(pooled * (1 - pooled) * (1 / (seen + 1) + 1 / (others_seen + 1)))
    apart = np.divide(one - other, spread, out=np.zeros_like(one), where=spread > 0)
    weight = share / other_share * apart * share * sure
    return weight, (apart > SURE) & (sure > SURE), share
