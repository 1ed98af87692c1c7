"""What an export says of itself: what it is about, when it was made, what it holds, the note."""

from collections.abc import Iterator
from typing import Any

from consult.consultations.rules import Stage
from consult.core.words import gettext, lazy
from consult.summaries.columns import FIGURES, STAGE_LABELS, Type, figure_values
from consult.summaries.summary import Preset, Summary

UNPUBLISHED = lazy(
    "Texts that are not published are left out; their rows, states and grounds are here."
)
FOR_STAFF = lazy(
    "What moderators hold, rejected or hid is here, unless because of personal data. "
    "What authors withdrew is left out."
)
About = tuple[Any, Type, Any]
"""Heading, type and value of one line."""


def about_rows(summary: Summary, withheld: Any = None) -> Iterator[About]:
    """Yield the lines, from the title to the figures of all amendments together.

    `withheld` says what a file leaves out that does not go by the preset.
    """
    by_preset = UNPUBLISHED if summary.preset == Preset.PUBLIC else FOR_STAFF
    filters = summary.narrowed or gettext("None: all amendments and all comments.")
    yield gettext("Consultation"), Type.TEXT, summary.title
    yield gettext("Address"), Type.ADDRESS, summary.url
    yield gettext("State"), Type.CODE, str(STAGE_LABELS[Stage(summary.stage)])
    yield gettext("Opens"), Type.MOMENT, summary.opens_at
    yield gettext("Closes"), Type.MOMENT, summary.closes_at
    yield gettext("Figures of"), Type.MOMENT, summary.made_at
    yield gettext("Time zone of all dates"), Type.CODE, summary.time_zone
    yield gettext("Filters"), Type.TEXT, filters
    yield gettext("Withheld"), Type.TEXT, str(withheld or by_preset)
    yield gettext("Note"), Type.TEXT, str(summary.note)
    yield gettext("People who took part"), Type.WHOLE, summary.people.took_part
    yield gettext("People who voted"), Type.WHOLE, summary.people.voted
    yield gettext("People who commented"), Type.WHOLE, summary.people.commented
    yield gettext("Campaigns of three people or more"), Type.WHOLE, summary.campaigns.campaigns
    yield gettext("Texts of campaigns"), Type.WHOLE, summary.campaigns.texts
    yield gettext("People of campaigns, each counted once"), Type.WHOLE, summary.campaigns.people
    yield gettext("Floods by one person or two"), Type.WHOLE, summary.campaigns.floods
    yield gettext("Texts of floods"), Type.WHOLE, summary.campaigns.flood_texts
    if summary.answers_due_at is not None:
        yield gettext("Answers are promised by"), Type.MOMENT, summary.answers_due_at
        yield gettext("Suggestions whose answer is overdue"), Type.WHOLE, summary.overdue
    for column, value in zip(FIGURES, figure_values(summary.totals), strict=True):
        yield column.heading, column.type, value
