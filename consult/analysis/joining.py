"""Puts new near-copies together with the campaigns that exist, and campaigns that they link.

Plain values only: which comments say nearly the same is found elsewhere, one pair at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Node = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Gathering:
    """Comments that belong together, and the campaigns that are one from now on, oldest first."""

    comments: list[int] = field(default_factory=list)
    campaigns: list[int] = field(default_factory=list)


def gathered(
    links: Iterable[tuple[int, int]], campaign_of: Mapping[int, int | None]
) -> list[Gathering]:
    """Return what the links put together, in the order of its first comment.

    `links` are pairs of comments that say nearly the same; `campaign_of` says where a comment
    stands already. The answer does not depend on the order of the links.
    """
    above: dict[Node, Node] = {}

    def top(node: Node) -> Node:
        above.setdefault(node, node)
        while above[node] != node:
            above[node] = node = above[above[node]]
        return node

    for pair in links:
        first, last = sorted(top(_node(one, campaign_of)) for one in pair)
        above[last] = first
        for one in pair:
            above.setdefault(("comment", one), top(_node(one, campaign_of)))
    parts: dict[Node, list[Node]] = defaultdict(list)
    for node in list(above):
        parts[top(node)].append(node)
    found = [Gathering(_of("comment", part), _of("campaign", part)) for part in parts.values()]
    return sorted(found, key=lambda one: one.comments[0])


def _node(comment: int, campaign_of: Mapping[int, int | None]) -> Node:
    campaign = campaign_of.get(comment)
    return ("comment", comment) if campaign is None else ("campaign", campaign)


def _of(kind: str, nodes: Iterable[Node]) -> list[int]:
    return sorted(number for one, number in nodes if one == kind)


def is_a_case(people: int, held: int, *, most_people: int, before: int, waits: bool) -> bool:
    """Tell whether near-copies by so many people are a case on the desk.

    They are while some of them are held; from when they reach `most_people` (`before`: how many
    they were until now) until a moderator has looked at them.
    """
    reached = people >= most_people
    return held > 0 or (reached and (waits or before < most_people))
