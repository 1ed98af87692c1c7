"""Votes and comments of one amendment, or of all together, as counts."""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from consult.comments.rules import State
from consult.votes.rules import Choice
from consult.votes.tally import TallyView

REPLY = "reply"
"""The kind under which replies are counted; comments are counted under their stance."""


def share(count: int, total: int) -> float | None:
    """Return count/total rounded to four decimals from the exact fraction; None of nothing."""
    return float(round(Fraction(count, total), 4)) if total else None


@dataclass(frozen=True, slots=True)
class CommentFigures:
    """Comments and replies counted by kind (stance, or `reply`) and state.

    `languages` and `channels` count the same by (language, state) and by (channel, state);
    `suggestions` and `questions` count published comments that are one.
    """

    cells: dict[tuple[str, str], int] = field(default_factory=dict)
    open_reports: int = 0
    languages: dict[tuple[str, str], int] = field(default_factory=dict)
    channels: dict[tuple[str, str], int] = field(default_factory=dict)
    suggestions: int = 0
    questions: int = 0

    @property
    def total(self) -> int:
        """Return how many there are in every state: the rows of the table of comments."""
        return sum(self.cells.values())

    def published(self, kind: str) -> int:
        """Return how many of a kind everybody can read."""
        return self.cells.get((kind, State.PUBLISHED), 0)

    def in_state(self, state: str) -> int:
        """Return how many comments and replies are in a state."""
        return sum(count for (_, found), count in self.cells.items() if found == state)

    def in_channel(self, channel: str) -> int:
        """Return how many came by a channel, in every state."""
        return sum(count for (found, _), count in self.channels.items() if found == channel)

    @property
    def all_published(self) -> int:
        """Return how many comments and replies everybody can read."""
        return self.in_state(State.PUBLISHED)

    @property
    def published_by_language(self) -> list[tuple[str, int]]:
        """Return published comments and replies by language, most first."""
        return _published(self.languages)

    @property
    def published_by_channel(self) -> list[tuple[str, int]]:
        """Return published comments and replies by channel, most first."""
        return _published(self.channels)


def _published(cells: dict[tuple[str, str], int]) -> list[tuple[str, int]]:
    found = [(key, count) for (key, state), count in cells.items() if state == State.PUBLISHED]
    return sorted(found, key=lambda one: (-one[1], one[0]))


@dataclass(frozen=True, slots=True)
class Figures:
    """Votes and comments of one amendment, or of all together.

    `older_votes` are those among all votes that were cast on an older revision of the text.
    """

    tally: TallyView = field(default_factory=TallyView)
    comments: CommentFigures = field(default_factory=CommentFigures)
    older_votes: int = 0

    def share(self, choice: str) -> float | None:
        """Return the share of a choice among all votes."""
        return share(self.tally.count_of(choice), self.tally.total)

    @property
    def contested(self) -> int:
        """Return how many votes are set against each other: the smaller of for and against."""
        return min(self.tally.count_of(Choice.SUPPORT), self.tally.count_of(Choice.OPPOSE))

    @property
    def discussed(self) -> int:
        """Return how much was said: published comments and replies."""
        return self.comments.all_published

    def bar(self) -> list[tuple[str, float, float]]:
        """Return (choice, start, width) of the parts of a bar of length 100."""
        parts, start = [], 0.0
        for choice in Choice:
            width = 100 * (self.share(choice) or 0)
            parts.append((choice.value, round(start, 2), round(width, 2)))
            start += width
        return parts


def together(figures: list[Figures]) -> Figures:
    """Return figures added up."""
    votes = [(*cell, count) for one in figures for cell, count in one.tally.cells.items()]
    older = sum(one.older_votes for one in figures)
    return Figures(TallyView.of(votes), _all_comments([one.comments for one in figures]), older)


def _all_comments(parts: list[CommentFigures]) -> CommentFigures:
    cells, languages, channels = (Counter[tuple[str, str]]() for _ in range(3))
    for one in parts:
        cells.update(one.cells)
        languages.update(one.languages)
        channels.update(one.channels)
    return CommentFigures(
        dict(cells),
        sum(one.open_reports for one in parts),
        dict(languages),
        dict(channels),
        sum(one.suggestions for one in parts),
        sum(one.questions for one in parts),
    )
