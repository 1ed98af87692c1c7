"""The charts of a summary's pages, in the language that is being spoken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from markupsafe import Markup

from consult.core.words import gettext
from consult.summaries.charts import Bar, Caption, bars, columns, dots
from consult.summaries.figured import Figured
from consult.summaries.parts import Day, Opinions
from consult.summaries.summary import AmendmentSummary, Summary
from consult.votes.labels import CHOICE_LABELS

BARS = 10
"""So many rows of a chart are a third of a page long where two charts stand beside each other."""


@dataclass(slots=True)
class Drawn:
    """Draws the figures of one summary; each chart stands beside the table that it is made of."""

    summary: Summary
    figured: Figured = field(init=False)

    def __post_init__(self) -> None:
        self.figured = Figured(self.summary)

    def votes(self, most_bars: int = BARS) -> list[Markup]:
        """Draw the votes on each amendment that somebody voted on, one length for one vote.

        The charts have about as many bars each.
        """
        title = gettext("Votes per amendment")
        seen = gettext("Each bar is as long as the votes are many; its parts are the choices.")
        legend = [(choice.value, str(label)) for choice, label in CHOICE_LABELS.items()]
        rows = [
            votes_bar(one, self.figured)
            for one in self.summary.amendments
            if one.figures.tally.total
        ]
        most = max((row.total for row in rows), default=0)
        charts = ceil(len(rows) / most_bars) or 1
        size = ceil(len(rows) / charts) or 1
        return [
            bars(Caption(f"chart-votes{at or ''}", title, seen), rows[at : at + size], legend, most)
            for at in range(0, len(rows), size)
        ]

    def days(self, days: Sequence[Day]) -> list[Markup]:
        """Draw votes and comments by day; where there are none of one kind, only the other."""
        kinds = [
            ("votes", gettext("Votes by day"), [one.votes for one in days]),
            ("comments", gettext("Comments by day"), [one.comments for one in days]),
        ]
        names = [self.figured.day(one.day) for one in days]
        return [
            columns(
                Caption(f"chart-{name}-days", title, self._most(counts)),
                list(zip(names, counts, strict=True)),
                f"{title}. {self._most(counts)}",
            )
            for name, title, counts in kinds
            if any(counts)
        ]

    def _most(self, counts: Sequence[int]) -> str:
        return gettext("At most %(count)s a day", count=self.figured.number(max(counts)))

    def parts(
        self, name: str, title: str, counts: Sequence[tuple[str, int]], words: Mapping[Any, Any]
    ) -> Markup:
        """Draw counts with their shares, each under its word."""
        whole = sum(count for _key, count in counts)
        rows = [
            Bar(str(words.get(key, key)), (("plain", count),), self.figured.part(count, whole))
            for key, count in counts
        ]
        return bars(Caption(f"chart-{name}", title), rows)

    def opinions(self, found: Opinions) -> Markup:
        """Draw the map of groups; its names say how many people each has."""
        title = gettext("Map of opinion groups")
        also = gettext("What the map shows is also told in words below it.")
        return dots(Caption("chart-map", title, also), found.points, self.groups(found))

    def groups(self, found: Opinions) -> list[str]:
        """Return what each group is called."""
        return [
            gettext(
                "Group %(number)s: %(people)s people",
                number=number,
                people=self.figured.number(size),
            )
            for number, size in enumerate(found.groups, start=1)
        ]


def votes_bar(one: AmendmentSummary, figured: Figured) -> Bar:
    """Return the bar of an amendment: a part for each choice, and how many votes in all."""
    tally = one.figures.tally
    parts = tuple((choice.value, tally.count_of(choice)) for choice in CHOICE_LABELS)
    return Bar(name_of(one), parts, figured.number(tally.total))


def name_of(one: AmendmentSummary) -> str:
    """Return an amendment by number and title."""
    return f"{one.number}. {one.title or one.element}"
