"""The part of the report about what people said: comments, themes, and official answers."""

from collections.abc import Iterator, Sequence
from typing import Any

from consult.comments.words import CHANNEL_LABELS, STANCE_LABELS, STATE_LABELS
from consult.config import LANGUAGES
from consult.core.words import gettext
from consult.moderation.words import HISTORY
from consult.responses.words import DISPOSITION_LABELS
from consult.summaries import charts
from consult.summaries.drawn import name_of
from consult.summaries.figured import Figured, labelled
from consult.summaries.figures import REPLY
from consult.summaries.report import Block, Chart, Grid, Heading, Quotation, Words
from consult.summaries.report_amendments import argument_quotation
from consult.summaries.summary import Summary


def comment_blocks(summary: Summary, figured: Figured) -> Iterator[Block]:
    """Yield comments by stance, state, language and channel."""
    totals = summary.totals.comments
    yield Heading(1, gettext("Comments"))
    rows = [
        *((str(label), totals.published(stance)) for stance, label in STANCE_LABELS.items()),
        (gettext("Replies"), totals.published(REPLY)),
        (gettext("Suggestions among them"), totals.suggestions),
        (gettext("Questions among them"), totals.questions),
    ]
    yield Grid(
        gettext("Published comments by stance, and replies"),
        [gettext("Stance"), gettext("How many")],
        [[label, figured.part(count, totals.all_published)] for label, count in rows],
        [70, 30],
    )
    yield Grid(
        gettext("Comments and replies by state"),
        [gettext("State"), gettext("How many")],
        [
            [str(label), figured.part(totals.in_state(state), totals.total)]
            for state, label in STATE_LABELS.items()
        ],
        [70, 30],
    )
    yield from _shares(
        "languages", gettext("Published comments by language"), totals.published_by_language,
        LANGUAGES, figured,
    )  # fmt: skip
    yield from _shares(
        "channels", gettext("Published comments by channel"), totals.published_by_channel,
        CHANNEL_LABELS, figured,
    )  # fmt: skip


def _shares(
    name: str, title: str, counts: Sequence[tuple[str, int]], words: Any, figured: Figured
) -> Iterator[Block]:
    """Draw counts as bars with their table; what is all of one kind needs no drawing."""
    whole = sum(count for _key, count in counts)
    if not whole:
        return
    rows = [[labelled(words, key), figured.part(count, whole)] for key, count in counts]
    if len(counts) > 1:
        bars = [
            charts.Bar(label, (("plain", count),), figure)
            for (label, figure), (_key, count) in zip(rows, counts, strict=True)
        ]
        alt = gettext("The figures are in the table below.")
        yield Chart(str(charts.bars(charts.Caption(name, title), bars)), title, alt, 90)
    yield Grid(title, [gettext("What was counted"), gettext("How many")], rows, [70, 30])


def group_blocks(summary: Summary, figured: Figured) -> Iterator[Block]:
    """Yield in which amendments opinion groups were found; each says more below its own heading."""
    if not summary.grouped:
        return
    yield Heading(1, gettext("Opinion groups"))
    yield Grid(
        gettext("Amendments in which opinion groups were found"),
        [gettext("Amendment"), gettext("Groups"), gettext("People in them")],
        [
            [name_of(one), figured.number(len(found.groups)), figured.number(found.people)]
            for one, found in summary.grouped
        ],
        [60, 20, 20],
    )


def theme_blocks(summary: Summary) -> Iterator[Block]:
    """Yield the themes with typical comments."""
    if not summary.themes:
        return
    yield Heading(1, gettext("Themes"))
    for theme in summary.themes:
        yield Heading(2, theme.name, theme.language)
        count = gettext("Comments: %(count)s", count=theme.comments)
        by = (
            gettext("Confirmed by a person")
            if theme.confirmed
            else gettext("Proposed by a machine")
        )
        yield Words(f"{count} · {by}")
        for one in theme.typical:
            lead = gettext("Comment %(number)s", number=one.id)
            yield Quotation(lead, one.text, one.language, one.url)


def answer_blocks(summary: Summary, figured: Figured) -> Iterator[Block]:
    """Yield the meter, what became of the comments, and the arguments with their answers."""
    answers = summary.answers
    if not answers.received:
        return
    yield Heading(1, gettext("Official answers"))
    yield Grid(
        gettext("Received and answered"),
        [gettext("What was counted"), gettext("Received"), gettext("Answered"), gettext("Open")],
        [
            [
                gettext("Suggestions"),
                figured.number(answers.suggestions),
                figured.part(answers.suggestions_answered, answers.suggestions),
                figured.number(answers.suggestions - answers.suggestions_answered),
            ],
            [
                gettext("Other comments"),
                figured.number(answers.others),
                figured.part(answers.others_answered, answers.others),
                figured.number(answers.others - answers.others_answered),
            ],
        ],
        [40, 20, 20, 20],
    )
    yield from _promised(summary, figured)
    if answers.dispositions:
        whole = sum(count for _key, count in answers.dispositions)
        yield Grid(
            gettext("What became of them"),
            [gettext("Decision"), gettext("How many")],
            [
                [labelled(DISPOSITION_LABELS, key), figured.part(count, whole)]
                for key, count in answers.dispositions
            ],
            [70, 30],
        )
    if summary.arguments:
        yield Heading(2, gettext("Arguments"))
        for one in summary.arguments:
            yield argument_quotation(one, figured)


def _promised(summary: Summary, figured: Figured) -> Iterator[Block]:
    """Yield until when officials promised to answer, and how many suggestions wait after that."""
    if summary.answers_due_at is None:
        return
    date = figured.moment(summary.answers_due_at)
    said = gettext("Officials promised to answer all of them by %(date)s.", date=date)
    overdue = gettext("Suggestions overdue")
    yield Words(f"{said} {overdue}: {figured.number(summary.overdue)}")


def moderation_blocks(summary: Summary, figured: Figured) -> Iterator[Block]:
    """Yield what moderators did, as the transparency page counts it."""
    found = summary.moderated
    if found is None:
        return
    yield Heading(1, gettext("Moderation"))
    rows = [
        (gettext("comments and replies came in"), found.came_in),
        (gettext("were held before publication"), found.held),
        (gettext("are hidden or rejected now"), found.withheld_now),
    ]
    made = sum(count for _key, count in found.decisions)
    decided = [
        (labelled(HISTORY, key), figured.part(count, made))
        for key, count in found.decisions
        if count
    ]
    yield Grid(
        gettext("Comments and moderators"),
        [gettext("What was counted"), gettext("How many")],
        [[label, figured.number(count)] for label, count in rows],
        [70, 30],
    )
    if decided:
        headings = [gettext("Decision"), gettext("Decisions")]
        yield Grid(gettext("What moderators decided"), headings, decided, [70, 30])
