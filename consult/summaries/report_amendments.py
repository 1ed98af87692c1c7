"""The part of the report about one amendment: its figures, what was said, what was answered."""

from collections.abc import Iterator, Sequence

from consult.comments.passages import Suggestion
from consult.comments.words import STANCE_LABELS, SUGGESTION_LABELS
from consult.core.words import gettext, ngettext
from consult.responses.traces import Change
from consult.responses.words import DISPOSITION_LABELS, change_name
from consult.summaries.drawn import Drawn, name_of
from consult.summaries.figured import Figured, labelled
from consult.summaries.figures import REPLY
from consult.summaries.group_words import group_words
from consult.summaries.parts import (
    Agreed,
    ArgumentFound,
    GroupTable,
    Opinions,
    Quoted,
)
from consult.summaries.report import Block, Chart, Grid, Heading, Quotation, Words
from consult.summaries.summary import AmendmentSummary
from consult.votes.labels import CHOICE_LABELS


def amendment_blocks(one: AmendmentSummary, figured: Figured) -> Iterator[Block]:
    """Yield what the report says of an amendment."""
    yield Heading(2, name_of(one), one.language)
    yield Words(_what_it_is(one))
    tally = one.figures.tally
    if tally.total:
        yield Grid(
            gettext("Votes"),
            [gettext("Choice"), gettext("Votes"), gettext("Of verified people")],
            [
                [
                    str(label),
                    figured.part(tally.count_of(choice), tally.total),
                    figured.number(tally.verified_count_of(choice)),
                ]
                for choice, label in CHOICE_LABELS.items()
            ],
            [40, 30, 30],
        )
    yield Words(_said(one, figured))
    yield from group_grid(gettext("Votes by region"), one.regions, figured)
    yield from group_grid(gettext("Votes by age group"), one.ages, figured)
    for title, comments in (
        (gettext("Strongest for and against"), one.strongest),
        (gettext("Suggestions people agree with most"), one.suggestions),
        (gettext("Questions"), one.questions),
    ):
        yield from _quotations(title, comments)
    if one.opinions is not None:
        yield from _opinions(one.opinions, figured)
    if one.arguments:
        yield Heading(3, gettext("Arguments and official answers"))
        for argument in one.arguments:
            yield argument_quotation(argument, figured)
    if one.changed_after:
        yield Heading(3, gettext("What changed after arguments"))
        for change, arguments in one.changed_after:
            yield Words(changed_sentence(change, arguments))


def _what_it_is(one: AmendmentSummary) -> str:
    parts = [one.element, one.chapter, gettext("Revision %(number)s", number=one.revision), one.url]
    return " · ".join(part for part in parts if part)


def _said(one: AmendmentSummary, figured: Figured) -> str:
    comments = one.figures.comments
    parts = [
        f"{label}: {figured.number(comments.published(stance))}"
        for stance, label in STANCE_LABELS.items()
    ]
    # Not within the f-strings: what extracts texts for translators does not look into those.
    replies, withheld = gettext("Replies"), gettext("Not published")
    parts.append(f"{replies}: {figured.number(comments.published(REPLY))}")
    parts.append(f"{withheld}: {figured.number(comments.total - comments.all_published)}")
    return gettext("Comments") + " · " + ", ".join(parts)


def _quotations(title: str, comments: Sequence[Quoted]) -> Iterator[Block]:
    if comments:
        yield Heading(3, title)
        for one in comments:
            yield Quotation(lead_of(one), quoted_words(one), one.language, one.url)


def lead_of(one: Quoted) -> str:
    """Return which comment it is, its stance, and how people reacted."""
    parts = [gettext("Comment %(number)s", number=one.id)]
    if one.stance:
        parts.append(labelled(STANCE_LABELS, one.stance))
    if one.suggestion:
        parts.append(str(SUGGESTION_LABELS[Suggestion(one.suggestion)]))
    reacted = gettext(
        "agree %(agrees)s, disagree %(disagrees)s", agrees=one.agrees, disagrees=one.disagrees
    )
    return " · ".join([*parts, reacted])


def quoted_words(one: Quoted) -> str:
    """Return what it says, and the wording that it suggests."""
    return "\n".join(part for part in (one.text, one.suggested and f"→ {one.suggested}") if part)


def argument_quotation(one: ArgumentFound, figured: Figured) -> Quotation:
    """Return an argument with its people and what officials answered."""
    lead = gettext("Argument %(number)s", number=one.number)
    people = gettext("People: %(people)s", people=figured.number(one.people))
    comments = gettext("Comments: %(count)s", count=figured.number(one.comments))
    parts = [lead, gettext("Amendment %(number)s", number=one.amendment), people, comments]
    if one.disposition:
        parts.append(labelled(DISPOSITION_LABELS, one.disposition))
    if one.answered_at:
        parts.append(figured.day(figured.summary.local(one.answered_at).date()))
    text = "\n".join(part for part in (one.title, one.reasons) if part)
    changes = "; ".join(change_name(each.revision, each.clause) for each in one.changes)
    after = gettext("Changed after it: %(changes)s", changes=changes) if changes else ""
    return Quotation(" · ".join(parts), text, one.language, one.url, after)


def changed_sentence(change: Change, arguments: Sequence[int]) -> str:
    """Return what was changed after which arguments, in a sentence."""
    return ngettext(
        "%(what)s changed after argument %(numbers)s",
        "%(what)s changed after arguments %(numbers)s",
        len(arguments),
        what=change_name(change.revision, change.clause),
        numbers=", ".join(map(str, arguments)),
    )


def group_grid(title: str, table: GroupTable, figured: Figured) -> Iterator[Block]:
    """Yield the table of a group, small counts merged, where there is one."""
    if not table:
        return
    words = group_words(figured.summary.language)
    columns = list(table.columns)
    width = 60 // max(len(columns), 1)
    yield Grid(
        title,
        ["", *(labelled(words, column) for column in columns)],
        [
            [
                labelled(words, row.key),
                *figured.numbers(row.counts.get(column, 0) for column in columns),
            ]
            for row in table.rows
        ],
        [40, *[width] * len(columns)],
    )


def _opinions(found: Opinions, figured: Figured) -> Iterator[Block]:
    yield Heading(3, gettext("Opinion groups"))
    drawn = Drawn(figured.summary)
    title, names = gettext("Map of opinion groups"), drawn.groups(found)
    yield Chart(str(drawn.opinions(found)), title, "; ".join(names), 100)
    for heading, comments in (
        (gettext("What most groups agree on"), found.unites),
        (gettext("What divides them"), found.divides),
    ):
        if comments:
            yield Words(heading)
        for agreed in comments:
            yield _agreed(agreed)


def _agreed(found: Agreed) -> Quotation:
    shares = [f"{number}: {100 * part:.0f}%" for number, part in enumerate(found.shares, start=1)]
    one = found.comment
    lead = gettext("Comment %(number)s", number=one.id)
    agree = gettext("share that agrees, by group: %(shares)s", shares=", ".join(shares))
    return Quotation(f"{lead} · {agree}", quoted_words(one), one.language, one.url)
