"""The parts of a summary beside votes and comments: plain values, empty where there is nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from consult.analysis.theme_rows import CountedTheme
from consult.responses.traces import Change

NOT_GIVEN = "not_given"
"""The row of those who did not say where they live, or how old they are."""
OTHER = "other"
"""The row, or column, in which small ones are put together."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A published comment as it is quoted: its own text, where it stands, who reacted how."""

    id: int
    amendment: str
    url: str
    stance: str | None
    language: str
    text: str
    agrees: int = 0
    disagrees: int = 0
    passes: int = 0
    suggestion: str | None = None
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the consultation's time zone: votes that stand since then, comments written."""

    day: date
    votes: int = 0
    verified: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row of people: `key` is a code, `other` or `not_given`; counts by column."""

    key: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Return how many there are in the row."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Counts of people by region or age group, small ones merged; see suppression.py.

    `columns` are choices (of an amendment), of which small ones may be put together as `other`,
    or `people` (of a consultation). Empty where a table would point at somebody.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[GroupRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)


NO_TABLE = GroupTable()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the groups think of a comment: the share that agrees in each, all together from 0 to 1.

    Group 0 is the largest. `divides` is the widest distance between two groups.
    """

    comment: Quoted
    consensus: float
    shares: tuple[float, ...]
    divides: float = 0.0


@dataclass(frozen=True, slots=True)
class Opinions:
    """Opinion groups of an amendment: sizes, the map, what unites and what divides.

    A point of the map is x, y, group and how many people of it stand there."""

    people: int
    groups: tuple[int, ...]
    points: tuple[tuple[float, float, int, int], ...]
    unites: tuple[Agreed, ...] = ()
    divides: tuple[Agreed, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ThemeFound(CountedTheme):
    """A theme as it is quoted, with its address."""

    typical: tuple[Quoted, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class ArgumentFound:
    """Comments that officials gathered as one argument, and their answer where it is published.

    `changes` are what was changed in the wording after it, as officials said.
    """

    id: int
    number: int
    amendment: str
    title: str
    language: str
    comments: int
    people: int
    disposition: str | None = None
    reasons: str = ""
    answered_at: datetime | None = None
    url: str = ""
    changes: tuple[Change, ...] = ()


def changed_after(arguments: Iterable[ArgumentFound]) -> list[tuple[Change, list[int]]]:
    """Return what was changed, by revision, each with the numbers of the arguments before it."""
    found: dict[Change, list[int]] = {}
    for argument in arguments:
        for change in argument.changes:
            found.setdefault(change, []).append(argument.number)
    return sorted(found.items(), key=lambda one: (one[0].revision, one[0].clause))


@dataclass(frozen=True, slots=True)
class Answers:
    """The meter: published suggestions and other comments, how many have an official answer.

    `dispositions` counts published comments and replies by the answer they have.
    """

    suggestions: int = 0
    suggestions_answered: int = 0
    others: int = 0
    others_answered: int = 0
    dispositions: tuple[tuple[str, int], ...] = ()

    @property
    def received(self) -> int:
        """Return how many comments are published, replies left out."""
        return self.suggestions + self.others

    @property
    def answered(self) -> int:
        """Return how many of them have an answer."""
        return self.suggestions_answered + self.others_answered

    @property
    def open(self) -> int:
        """Return how many of them wait."""
        return self.received - self.answered


NO_ANSWERS = Answers()


@dataclass(frozen=True, slots=True)
class Moderated:
    """What moderators did, as the transparency page counts it; `counted_at` says when."""

    came_in: int
    held: int
    decisions: tuple[tuple[str, int], ...]
    withheld_now: int
    grounds: tuple[tuple[str, int], ...]
    median_seconds: int | None
    timed: int
    appeals: tuple[tuple[str, int], ...]
    counted_at: datetime | None = None


def with_answers(parts: Iterable[Answers]) -> Answers:
    """Return meters added up."""
    parts, counts = list(parts), dict[str, int]()
    for one in parts:
        for disposition, count in one.dispositions:
            counts[disposition] = counts.get(disposition, 0) + count
    return Answers(
        sum(one.suggestions for one in parts),
        sum(one.suggestions_answered for one in parts),
        sum(one.others for one in parts),
        sum(one.others_answered for one in parts),
        tuple(sorted(counts.items())),
    )
