"""The columns of the exported tables: their order, keys, headings and types, in one place.

CSV and JSON carry the keys, XLSX the headings. `docs/exports.md` says what each of them means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from consult.comments.rules import Channel, Stance, State
from consult.comments.words import CHANNEL_LABELS, STANCE_LABELS, STATE_LABELS, SUGGESTION_LABELS
from consult.config import LANGUAGES
from consult.consultations.rules import Stage
from consult.core.words import lazy
from consult.moderation.grounds import STORED_GROUNDS
from consult.responses.words import DISPOSITION_LABELS
from consult.summaries.figures import REPLY, Figures
from consult.summaries.summary import AmendmentSummary
from consult.votes.rules import Choice

KIND_LABELS = {"comment": lazy("Comment"), REPLY: lazy("Reply")}
CHANGE_LABELS = {
    "new": lazy("New provision"),
    "changed": lazy("Change"),
    "repealed": lazy("Repeal"),
    "unchanged": lazy("Unchanged"),
    "whole": lazy("The draft as a whole"),
}

STAGE_LABELS = {
    Stage.DRAFT: lazy("Draft"),
    Stage.COMING: lazy("Coming"),
    Stage.OPEN: lazy("Open"),
    Stage.CLOSED: lazy("Closed"),
    Stage.ANSWERED: lazy("Answered"),
    Stage.ARCHIVED: lazy("Archived"),
}


class Type(Enum):
    """What a column holds."""

    TEXT = "Text that people wrote: guarded in CSV, cleaned and cut to fit in XLSX."
    CODE = "A word of our own vocabulary; in XLSX in the reader's language."
    ADDRESS = "A full address, always as plain text."
    WHOLE = "A whole number."
    SHARE = "A share from 0 to 1 with four decimals; empty where nobody voted."
    MOMENT = "A moment in the consultation's time zone, to the second."
    FLAG = "True or false."
    CHANGES = "Clauses of revisions: in CSV as r2:5, or r2 for all of it; in XLSX in words."


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` is in characters, `words` translate the codes."""

    key: str
    heading: Any
    type: Type
    width: int = 12
    words: Mapping[Any, Any] | None = None


_CHOICE_HEADINGS = {
    Choice.SUPPORT: (
        lazy("Support"), lazy("Support, share"), lazy("Support, verified people"),
    ),
    Choice.OPPOSE: (
        lazy("Oppose"), lazy("Oppose, share"), lazy("Oppose, verified people"),
    ),
    Choice.ABSTAIN: (
        lazy("Abstain"), lazy("Abstain, share"), lazy("Abstain, verified people"),
    ),
    Choice.CLARIFY: (
        lazy("Need clarification"),
        lazy("Need clarification, share"),
        lazy("Need clarification, verified people"),
    ),
}  # fmt: skip


def _of_choice(choice: Choice) -> list[Column]:
    count, part, verified = _CHOICE_HEADINGS[choice]
    return [
        Column(choice.value, count, Type.WHOLE),
        Column(f"{choice}_share", part, Type.SHARE),
        Column(f"{choice}_verified", verified, Type.WHOLE),
    ]


WHAT_IT_IS = [
    Column("number", lazy("Number"), Type.TEXT, 9),
    Column("element", lazy("Element"), Type.TEXT, 18),
    Column("title", lazy("Title"), Type.TEXT, 40),
    Column("chapter", lazy("Chapter"), Type.TEXT, 24),
    Column("change", lazy("Kind of change"), Type.CODE, 14, CHANGE_LABELS),
    Column("revision", lazy("Revision"), Type.WHOLE),
    Column("url", lazy("Address"), Type.ADDRESS, 40),
]
FIGURES = [
    Column("votes", lazy("Votes"), Type.WHOLE),
    Column("votes_verified", lazy("Votes of verified people"), Type.WHOLE),
    Column("votes_on_older_revisions", lazy("Votes on older revisions"), Type.WHOLE),
    *(column for choice in Choice for column in _of_choice(choice)),
    Column("comments_for", lazy("Comments for, published"), Type.WHOLE),
    Column("comments_against", lazy("Comments against, published"), Type.WHOLE),
    Column("comments_neutral", lazy("Neutral comments, published"), Type.WHOLE),
    Column("replies", lazy("Replies, published"), Type.WHOLE),
    Column("held", lazy("Waiting for a moderator"), Type.WHOLE),
    Column("hidden", lazy("Hidden"), Type.WHOLE),
    Column("rejected", lazy("Rejected"), Type.WHOLE),
    Column("withdrawn", lazy("Withdrawn"), Type.WHOLE),
    Column("comments_total", lazy("Comments and replies in all states"), Type.WHOLE),
    Column("open_reports", lazy("Open reports"), Type.WHOLE),
    Column("suggestions", lazy("Suggestions, published"), Type.WHOLE),
    Column("questions", lazy("Questions, published"), Type.WHOLE),
    Column("other_channels", lazy("Published from letters, e-mails and paper"), Type.WHOLE),
]
"""Numbers that add up over amendments."""
OF_ONE = [
    Column("people", lazy("People who took part"), Type.WHOLE),
    Column("people_commented", lazy("People who commented"), Type.WHOLE),
    Column("contested", lazy("Votes set against each other"), Type.WHOLE),
    Column("discussed", lazy("Published comments and replies"), Type.WHOLE),
    Column("received", lazy("Received for an official answer"), Type.WHOLE),
    Column("answered", lazy("Answered officially"), Type.WHOLE),
    Column("open", lazy("Without an official answer"), Type.WHOLE),
    Column("arguments", lazy("Arguments"), Type.WHOLE),
    Column("changes_after_arguments", lazy("Changes after arguments"), Type.WHOLE),
    Column("campaign_texts", lazy("Texts of campaigns"), Type.WHOLE),
    Column("campaign_people", lazy("People of campaigns, each counted once"), Type.WHOLE),
    Column("flood_texts", lazy("Texts of floods"), Type.WHOLE),
]
"""Numbers of one amendment; people of several amendments cannot be added up."""
AMENDMENT_COLUMNS = WHAT_IT_IS + FIGURES + OF_ONE

COMMENT_COLUMNS = [
    Column("comment_id", lazy("Comment"), Type.WHOLE, 10),
    Column("url", lazy("Address"), Type.ADDRESS, 40),
    Column("amendment", lazy("Amendment"), Type.TEXT),
    Column("amendment_title", lazy("Title of the amendment"), Type.TEXT, 30),
    Column("chapter", lazy("Chapter"), Type.TEXT, 24),
    Column("revision_seen", lazy("Revision seen"), Type.WHOLE, 9),
    Column("stance", lazy("Stance"), Type.CODE, 10, STANCE_LABELS),
    Column("kind", lazy("Kind"), Type.CODE, 12, KIND_LABELS),
    Column("parent_id", lazy("Reply to"), Type.WHOLE, 10),
    Column("language", lazy("Language"), Type.CODE, 10, LANGUAGES),
    Column("state", lazy("State"), Type.CODE, 22, STATE_LABELS),
    Column("ground", lazy("Ground"), Type.CODE, 22, STORED_GROUNDS),
    Column("created_at", lazy("Written"), Type.MOMENT, 18),
    Column("edited_at", lazy("Edited"), Type.MOMENT, 18),
    Column("decided_at", lazy("Decided by a moderator"), Type.MOMENT, 18),
    Column("agrees", lazy("Agree"), Type.WHOLE, 9),
    Column("disagrees", lazy("Disagree"), Type.WHOLE, 9),
    Column("passes", lazy("Pass"), Type.WHOLE, 9),
    Column("replies", lazy("Replies"), Type.WHOLE, 9),
    Column("open_reports", lazy("Open reports"), Type.WHOLE, 9),
    Column("author", lazy("Author (public name)"), Type.TEXT, 20),
    Column("author_verified", lazy("Author is verified"), Type.FLAG, 10),
    Column("clause", lazy("Clause"), Type.TEXT, 9),
    Column("suggestion", lazy("Suggestion"), Type.CODE, 18, SUGGESTION_LABELS),
    Column("argument", lazy("Argument"), Type.WHOLE, 10),
    Column("disposition", lazy("Official answer"), Type.CODE, 18, DISPOSITION_LABELS),
    Column("answered_on", lazy("Answered on"), Type.MOMENT, 18),
    Column("campaign", lazy("Campaign or flood"), Type.WHOLE, 10),
    Column("campaign_people", lazy("People who sent nearly this"), Type.WHOLE, 12),
    Column("channel", lazy("How it came"), Type.CODE, 14, CHANNEL_LABELS),
    Column("quote", lazy("Words spoken of"), Type.TEXT, 40),
    Column("suggested", lazy("Suggested wording"), Type.TEXT, 40),
    Column("body", lazy("Text"), Type.TEXT, 80),
    Column("answer_reasons", lazy("Reasons of the answer"), Type.TEXT, 60),
]


def figure_values(figures: Figures) -> list[Any]:
    """Return the values of FIGURES, in their order."""
    tally, comments = figures.tally, figures.comments
    values: list[Any] = [tally.total, tally.verified_total, figures.older_votes]
    for choice in Choice:
        values += [tally.count_of(choice), figures.share(choice), tally.verified_count_of(choice)]
    values += [comments.published(kind) for kind in (*Stance, REPLY)]
    states = (State.HELD, State.HIDDEN, State.REJECTED, State.WITHDRAWN)
    values += [comments.in_state(state) for state in states]
    elsewhere = comments.all_published - comments.channels.get((Channel.WEB, State.PUBLISHED), 0)
    values += [comments.total, comments.open_reports, comments.suggestions, comments.questions]
    return [*values, elsewhere]


def amendment_values(one: AmendmentSummary) -> list[Any]:
    """Return the values of AMENDMENT_COLUMNS, in their order."""
    what = [one.number, one.element, one.title, one.chapter, one.change, one.revision, one.url]
    return what + figure_values(one.figures) + _of_one(one)


def _of_one(one: AmendmentSummary) -> list[Any]:
    figures, answers, campaigns = one.figures, one.answers, one.campaigns
    return [
        *(one.people.took_part, one.people.commented, figures.contested, figures.discussed),
        *(answers.received, answers.answered, answers.open, len(one.arguments)),
        len(one.changed_after),
        *(campaigns.texts, campaigns.people, campaigns.flood_texts),
    ]
