"""What the transparency page says of a consultation's moderation, made of counted figures.

Plain values only. Counts are kept by cells `measure|stance|language|ground`; this module adds them
up in tables, puts rows together in which a person could be recognised, and finds the median time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from consult.comments.rules import Stance, State
from consult.moderation.rules import Action

SMALLEST = 5
"""A row or a count of people below this is not shown by itself."""
OTHER = "other_rows"
"""The key of the row in which small rows are put together."""
REPLY = "reply"
CAME, HELD, NOW = "came", "held", "now"
BROUGHT = "brought"
"""The measure of what came in rejected by the office it was sent to: nobody decided on it here."""
KINDS = (*(stance.value for stance in Stance), REPLY)
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_CLASSES = ((3 * _HOUR, _MINUTE), (2 * _DAY, 10 * _MINUTE), (float("inf"), _HOUR))

Cells = Counter[str]


def cell(measure: str, stance: str | None, language: str | None, ground: str | None = None) -> str:
    """Return the name of a cell; without a stance it is a reply."""
    return "|".join([measure, stance or REPLY, language or "", ground or ""])


def rounded(seconds: int) -> int:
    """Return a waiting time in classes fine enough for a median: minutes, then tens, then hours."""
    step = next(step for most, step in _CLASSES if seconds <= most)
    return max(_MINUTE, round(seconds / step) * step)


def median(times: Mapping[str, int]) -> int | None:
    """Return the median of waiting times in seconds, given how often each class was counted."""
    total = sum(times.values())
    before = 0
    for seconds, count in sorted((int(key), count) for key, count in times.items()):
        before += count
        if 2 * before >= total > 0:
            return seconds
    return None


@dataclass(slots=True)
class Row:
    """What became of the comments of one stance, language or ground; `key` says which."""

    key: str
    came: int = 0
    held: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    withheld: int = 0
    brought: int = 0

    def __add__(self, other: "Row") -> "Row":
        return Row(
            OTHER,
            self.came + other.came,
            self.held + other.held,
            self.acts + other.acts,
            self.withheld + other.withheld,
            self.brought + other.brought,
        )

    @property
    def size(self) -> int:
        """Return how much the row speaks of."""
        return max(self.came, sum(self.acts.values()))

    @property
    def decisions(self) -> int:
        """Return how many decisions it counts."""
        return sum(self.acts.values())

    @property
    def share(self) -> float | None:
        """Return which part of what came in is hidden or rejected now."""
        return round(self.withheld / self.came, 4) if self.came else None

    def values(self) -> dict[str, Any]:
        """Return the row for files, each action by its name."""
        acts = {action.value: self.acts[action] for action in Action}
        now = {"hidden_or_rejected_now": self.withheld, "share_of_what_came_in": self.share}
        return {"came_in": self.came, "held": self.held, **acts, **now}


def rows_by(cells: Mapping[str, int], place: int, keys: Iterable[str] = ()) -> list[Row]:
    """Return the rows by stance (place 1), language (2) or ground (3); `keys` stand in any case."""
    rows = {key: Row(key) for key in keys}
    for name, count in cells.items():
        parts = name.split("|")
        measure, key = parts[0], parts[place]
        if not key or not count:
            continue
        row = rows.setdefault(key, Row(key))
        if measure == CAME:
            row.came += count
        elif measure == HELD:
            row.held += count
        elif measure == NOW:
            row.withheld += count
        elif measure == BROUGHT:
            row.brought += count
            row.withheld -= count
        else:
            row.acts[measure] += count
    return list(rows.values())


def merged(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with those put together that speak of fewer than five comments.

    Where these are fewer than five together, the next smallest goes with them, so that the total
    does not give them away.
    """
    ordered = sorted((row for row in rows if row.size), key=lambda row: (-row.size, row.key))
    rest: Row | None = None
    while ordered and (ordered[-1].size < SMALLEST or (rest and rest.size < SMALLEST)):
        last = ordered.pop()
        rest = last + rest if rest else Row(OTHER) + last
    return [*ordered, rest] if rest else ordered


def few(count: int) -> int | None:
    """Return a count of people, or None where it is so small that it could point at somebody."""
    return count if count == 0 or count >= SMALLEST else None


def withheld_states() -> tuple[State, State]:
    """Return the states in which only author and staff read a text that moderators took away."""
    return State.HIDDEN, State.REJECTED


@dataclass(slots=True)
class Openness:
    """All that the page and its files say."""

    stances: list[Row]
    languages: list[Row]
    grounds: list[Row]
    total: Row
    median: int | None
    timed: int
    appeals: dict[str, int]
    sanctions: dict[str, int | None]
    looks: dict[str, Any]
    campaigns: dict[str, int]


def openness(figures: Mapping[str, Any]) -> Openness:
    """Return what is shown of counted figures."""
    cells, times = figures["cells"], figures["times"]
    stances = rows_by(cells, 1, KINDS)
    total = Row("total")
    for row in stances:
        total = total + row
    total.key = "total"
    judged, agreed = figures["looks"]["judged"], figures["looks"]["agreed"]
    return Openness(
        stances=sorted(stances, key=lambda row: KINDS.index(row.key)),
        languages=merged(rows_by(cells, 2)),
        grounds=merged(rows_by(cells, 3)),
        total=total,
        median=median(times),
        timed=sum(times.values()),
        appeals=dict(figures["appeals"]),
        sanctions={kind: few(count) for kind, count in figures["sanctions"].items()},
        looks={
            "judged": judged,
            "agreed": agreed,
            "share": round(agreed / judged, 4) if judged else None,
        },
        campaigns=dict(figures["campaigns"]),
    )


def document(shown: Openness) -> dict[str, Any]:
    """Return the same as plain values for JSON; the CSV is made of them too."""
    return {
        "total": shown.total.values(),
        "by_stance": {row.key: row.values() for row in shown.stances},
        "by_language": {row.key: row.values() for row in shown.languages},
        "by_ground": {row.key: _of_ground(row) for row in shown.grounds},
        "time_to_decision": {"median_seconds": shown.median, "decisions": shown.timed},
        "appeals": shown.appeals,
        "sanctions": shown.sanctions,
        "second_looks": shown.looks,
        "campaigns": shown.campaigns,
    }


def _of_ground(row: Row) -> dict[str, int]:
    return {"decisions": row.decisions, **{one: row.acts[one] for one in sorted(row.acts)}}


def lines(told: Mapping[str, Any]) -> list[tuple[str, str, str, Any]]:
    """Return a document as lines of a table: which table, row, figure, value."""
    found: list[tuple[str, str, str, Any]] = []
    for table, values in told.items():
        for key, value in values.items():
            if isinstance(value, dict):
                found += [(table, key, name, figure) for name, figure in value.items()]
            else:
                found.append((table, "", key, value))
    return found
