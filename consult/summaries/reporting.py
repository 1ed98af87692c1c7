"""Builds the report of a summary: who took part, votes, comments, themes, answers, amendments."""

from collections.abc import Iterator, Sequence

from consult.consultations.rules import Stage
from consult.core.words import gettext
from consult.summaries import charts
from consult.summaries.columns import STAGE_LABELS
from consult.summaries.drawn import Drawn, name_of
from consult.summaries.figured import Figured
from consult.summaries.figures import Figures
from consult.summaries.parts import Day
from consult.summaries.report import Block, Chart, Grid, Heading, Report, Words
from consult.summaries.report_amendments import amendment_blocks, group_grid
from consult.summaries.report_comments import (
    answer_blocks,
    comment_blocks,
    group_blocks,
    moderation_blocks,
    theme_blocks,
)
from consult.summaries.summary import AmendmentSummary, Summary
from consult.votes.labels import CHOICE_LABELS

BARS_OF_A_CHART = 20
"""So many rows fit on a page."""
MOST_DAYS = 400


def report_of(summary: Summary) -> Report:
    """Return the report, in the language that is being spoken; equal summaries give equal ones."""
    figured = Figured(summary)
    return Report(
        title=gettext("Report on the consultation"),
        subject=summary.title,
        subject_language=summary.title_language,
        language=summary.language,
        facts=_facts(summary, figured),
        note=str(summary.note),
        made_at=summary.made_at,
        blocks=list(_blocks(summary, figured)),
    )


def _facts(summary: Summary, figured: Figured) -> list[tuple[str, str]]:
    facts = [
        (gettext("Address"), summary.url),
        (gettext("State"), str(STAGE_LABELS[Stage(summary.stage)])),
    ]
    if summary.opens_at:
        facts.append((gettext("Opens"), figured.moment(summary.opens_at)))
    if summary.closes_at:
        facts.append((gettext("Closes"), figured.moment(summary.closes_at)))
    if summary.narrowed:
        facts.append((gettext("Filters"), summary.narrowed))
    return [
        *facts,
        (gettext("Figures of"), figured.moment(summary.made_at)),
        (gettext("Time zone of all dates"), summary.time_zone),
    ]


def _blocks(summary: Summary, figured: Figured) -> Iterator[Block]:
    yield from _people(summary, figured)
    if summary.amendments:
        yield from _votes(summary, figured)
        yield from comment_blocks(summary, figured)
        yield from group_blocks(summary, figured)
    yield from theme_blocks(summary)
    yield from answer_blocks(summary, figured)
    yield from moderation_blocks(summary, figured)
    if summary.amendments:
        yield Heading(1, gettext("Amendment by amendment"))
    for one in summary.amendments:
        yield from amendment_blocks(one, figured)


def _people(summary: Summary, figured: Figured) -> Iterator[Block]:
    people, campaigns = summary.people, summary.campaigns
    yield Heading(1, gettext("Who took part"))
    yield Words(str(summary.note), note=True)
    rows = [
        (gettext("People who took part"), people.took_part),
        (gettext("People who voted"), people.voted),
        (gettext("People who commented"), people.commented),
        (gettext("Campaigns of three people or more"), campaigns.campaigns),
        (gettext("Texts of campaigns"), campaigns.texts),
        (gettext("People of campaigns, each counted once"), campaigns.people),
        (gettext("Floods by one person or two"), campaigns.floods),
        (gettext("Texts of floods"), campaigns.flood_texts),
    ]
    yield Grid(
        gettext("People, and texts that are nearly the same"),
        [gettext("What was counted"), gettext("How many")],
        [[label, figured.number(count)] for label, count in rows],
        [70, 30],
    )
    yield from group_grid(gettext("People by region"), summary.regions, figured)
    yield from group_grid(gettext("People by age group"), summary.ages, figured)
    yield from _days(summary.days, figured)


def _days(days: Sequence[Day], figured: Figured) -> Iterator[Block]:
    if not days:
        return
    yield Heading(2, gettext("Day by day"))
    for name, title, counts in (
        ("votes", gettext("Votes by day"), [(one.day, one.votes) for one in days]),
        ("comments", gettext("Comments by day"), [(one.day, one.comments) for one in days]),
    ):
        shown = [(figured.day(day), count) for day, count in counts]
        most = figured.number(max(count for _day, count in shown))
        words = gettext("At most %(count)s a day", count=most)
        yield Chart(str(charts.columns(charts.Caption(name, title), shown, words)), title, words)
    busy = [one for one in days if one.votes or one.comments][:MOST_DAYS]
    yield Grid(
        gettext("Votes that stand and published comments, by the day they were made"),
        [gettext("Day"), gettext("Votes"), gettext("Of verified people"), gettext("Comments")],
        [
            [figured.day(one.day), *figured.numbers((one.votes, one.verified, one.comments))]
            for one in busy
        ],
        [31, 23, 23, 23],
    )


def _votes(summary: Summary, figured: Figured) -> Iterator[Block]:
    yield Heading(1, gettext("Votes"))
    title = gettext("Votes per amendment")
    alt = gettext("The figures are in the table of votes per amendment.")
    for drawn in Drawn(summary).votes(BARS_OF_A_CHART):
        yield Chart(str(drawn), title, alt)
    yield Grid(
        gettext("Votes per amendment, with the share of each choice"),
        [
            gettext("Amendment"),
            gettext("Votes"),
            *(str(label) for label in CHOICE_LABELS.values()),
            gettext("Verified people"),
            gettext("On older revisions"),
        ],
        [
            *([name_of(one), *vote_cells(one.figures, figured)] for one in summary.amendments),
            [gettext("All together"), *vote_cells(summary.totals, figured)],
        ],
        [25, 9, 13, 12, 15, 14, 13, 11],
        last_is_total=True,
    )
    for title, found in (
        (gettext("Most contested"), summary.most_contested),
        (gettext("Most discussed"), summary.most_discussed),
    ):
        if found:
            yield Heading(2, title)
            yield _ranking(title, found, figured)


def _ranking(title: str, found: Sequence[AmendmentSummary], figured: Figured) -> Grid:
    return Grid(
        title,
        [
            gettext("Amendment"),
            gettext("Votes"),
            gettext("Support"),
            gettext("Oppose"),
            gettext("Comments"),
        ],
        [
            [
                name_of(one),
                figured.number(one.figures.tally.total),
                *vote_cells(one.figures, figured)[1:3],
                figured.number(one.figures.discussed),
            ]
            for one in found
        ],
        [40, 12, 16, 16, 16],
    )


def vote_cells(figures: Figures, figured: Figured) -> list[str]:
    """Return all votes, each choice with its share, those of verified people, older ones."""
    tally = figures.tally
    return [
        figured.number(tally.total),
        *(figured.part(tally.count_of(choice), tally.total) for choice in CHOICE_LABELS),
        figured.number(tally.verified_total),
        figured.number(figures.older_votes),
    ]
