"""The parts of a summary as plain values for JSON; `docs/exports.md` says what they mean."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from consult.summaries.figures import CommentFigures
from consult.summaries.parts import Answers, GroupTable
from consult.summaries.summary import AmendmentSummary, Summary
from consult.votes.tally import TallyView


def parts_of(summary: Summary) -> dict[str, Any]:
    """Return what is about the whole: days, groups of people, themes, answers, moderation."""
    parts = {
        "votes": _cells(summary.totals.tally),
        "comments_counted": _comments(summary.totals.comments),
        "days": _all(summary.days),
        "regions": _table(summary.regions),
        "ages": _table(summary.ages),
        "most_contested": [one.number for one in summary.most_contested],
        "most_discussed": [one.number for one in summary.most_discussed],
        "themes": _all(summary.themes),
        "answers": {
            **_answers(summary.answers),
            "due_at": summary.answers_due_at,
            "overdue": summary.overdue,
        },
        "moderation": _moderation(summary),
    }
    found: dict[str, Any] = _local(parts, summary)
    return found


def details_of(one: AmendmentSummary, summary: Summary) -> dict[str, Any]:
    """Return what is about one amendment beside the columns of its row."""
    parts = {
        "number": one.number,
        "votes": _cells(one.figures.tally),
        "comments_counted": _comments(one.figures.comments),
        "days": _all(one.days),
        "regions": _table(one.regions),
        "ages": _table(one.ages),
        "strongest": _all(one.strongest),
        "suggestions": _all(one.suggestions),
        "questions": _all(one.questions),
        "opinions": asdict(one.opinions) if one.opinions else None,
        "themes": _all(one.themes),
        "arguments": _all(one.arguments),
        "answers": _answers(one.answers),
        "campaigns": asdict(one.campaigns),
    }
    found: dict[str, Any] = _local(parts, summary)
    return found


def _all(parts: Iterable[Any]) -> list[dict[str, Any]]:
    return [asdict(one) for one in parts]


def _cells(tally: TallyView) -> list[dict[str, Any]]:
    names = ("revision", "verified", "choice")
    return [
        {**dict(zip(names, cell, strict=True)), "count": count}
        for cell, count in tally.cells.items()
    ]


def _comments(figures: CommentFigures) -> dict[str, Any]:
    """Return the counts of comments and replies, by kind, language and channel, each by state."""
    return {
        name: [
            {name: str(key), "state": str(state), "count": count}
            for (key, state), count in sorted(cells.items())
        ]
        for name, cells in (
            ("kind", figures.cells),
            ("language", figures.languages),
            ("channel", figures.channels),
        )
    }


def _table(table: GroupTable) -> dict[str, Any]:
    return {"columns": list(table.columns), "rows": _all(table.rows)}


def _answers(answers: Answers) -> dict[str, Any]:
    return {**asdict(answers), "dispositions": dict(answers.dispositions)}


def _moderation(summary: Summary) -> dict[str, Any] | None:
    found = summary.moderated
    if found is None:
        return None
    tables = {name: dict(getattr(found, name)) for name in ("decisions", "grounds", "appeals")}
    return {**asdict(found), **tables}


def _local(value: Any, summary: Summary) -> Any:
    """Return the same with every moment in the consultation's time zone."""
    if isinstance(value, datetime):
        return summary.local(value)
    if isinstance(value, Mapping):
        return {key: _local(one, summary) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_local(one, summary) for one in value]
    return value
