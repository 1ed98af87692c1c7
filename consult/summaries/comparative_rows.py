"""The reads of the comparative table: a few statements, then what was said row by row.

Only what everybody can read is in it: published comments, published answers. A comment that was
gathered under an argument is a part of the argument's row; near-copies that got the same answer
are one row; a reply has a row where it has an answer. On paper what waits alone is one row.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import Any

from sqlalchemy import and_, case, func, not_, or_, select

from consult.comments.models import Comment
from consult.comments.rules import Stance, State
from consult.consultations.models import Amendment, Wording
from consult.core.db import db
from consult.core.text import fit_for_xml
from consult.summaries.comparative import WAITING, Kind, People, Said, TableRow
from consult.summaries.parts import ArgumentFound
from consult.summaries.summary import AmendmentSummary, Summary

ROWS_AT_A_TIME = 1000

_STANCES = tuple(Stance)
_PUBLISHED = Comment.state == State.PUBLISHED
_SUBMITTED = and_(
    _PUBLISHED,
    Comment.argument_id.is_(None),
    or_(Comment.parent_id.is_(None), Comment.answered_at.is_not(None)),
)
_ALONE = and_(
    Comment.answered_at.is_(None), Comment.suggestion.is_(None), Comment.campaign_id.is_(None)
)
"""A comment without answer, suggestion or near-copies."""
_COUNTS = (
    func.count(Comment.author_id.distinct()),
    func.count(),
    *(
        func.count(case((Comment.stance == stance, Comment.author_id)).distinct())
        for stance in _STANCES
    ),
)


def paper_rows(summary: Summary) -> Iterator[TableRow]:
    """Yield the rows of the table on paper: single comments that wait are one of an amendment."""
    return table_rows(summary, gathered=True)


def table_rows(summary: Summary, *, gathered: bool = False) -> Iterator[TableRow]:
    """Yield the rows of the comparative table, by amendment: its own, arguments, what was said.

    The statements agree with each other where they run in one `db.snapshot()`.
    """
    wordings, arguments = _wordings(summary), _arguments(summary)
    waiting = _waiting(summary) if gathered else {}
    said = _said_by_amendment(summary, gathered=gathered)
    here, rows = next(said, (0, iter(())))
    for one in summary.amendments:
        first = one.id not in wordings
        if not first:
            yield TableRow(Kind.AMENDMENT, *_unit(one), True, *wordings[one.id])
        alone = rows if one.id == here else ()
        for kind, answered in chain(arguments[one.id], alone, waiting.get(one.id, ())):
            yield TableRow(kind, *_unit(one), first=first, said=answered)
            first = False
        if one.id == here:
            here, rows = next(said, (0, iter(())))


def _unit(one: AmendmentSummary) -> tuple[str, str, str, str, str, str]:
    return one.number, one.element, one.title, one.chapter, one.url, one.language


def _wordings(summary: Summary) -> dict[int, tuple[str, str, str]]:
    """Return the wordings in force, each in the language in which the summary names it.

    The draft as a whole has none.
    """
    languages = {one.id: one.language for one in summary.amendments}
    texts = (Wording.current, Wording.proposed, Wording.rationale)
    rows = db.session.execute(
        select(Wording.amendment_id, Wording.language, *texts)
        .join(Amendment, Amendment.id == Wording.amendment_id)
        .where(
            Amendment.consultation_id == summary.consultation_id,
            Wording.revision == Amendment.revision,
            Wording.language.in_(set(languages.values())),
        )
    )
    return {
        row.amendment_id: (
            fit_for_xml(row.current),
            fit_for_xml(row.proposed),
            fit_for_xml(row.rationale),
        )
        for row in rows
        if languages.get(row.amendment_id) == row.language and (row.current or row.proposed)
    }


def _arguments(summary: Summary) -> dict[int, list[tuple[Kind, Said]]]:
    counts = _counts(
        select(Comment.argument_id, *_COUNTS)
        .where(
            Comment.consultation_id == summary.consultation_id,
            Comment.argument_id.is_not(None),
            _PUBLISHED,
        )
        .group_by(Comment.argument_id)
    )
    return {
        one.id: [
            (Kind.ARGUMENT, _argued(argument, counts[argument.id]))
            for argument in one.arguments
            if argument.id in counts
        ]
        for one in summary.amendments
    }


def _argued(argument: ArgumentFound, people: People) -> Said:
    return Said(
        argument.number,
        argument.url,
        fit_for_xml(argument.title),
        argument.language,
        people,
        disposition=argument.disposition or WAITING,
        reasons=fit_for_xml(argument.reasons),
        decided_at=argument.answered_at,
        changes=argument.changes,
    )


def _waiting(summary: Summary) -> dict[int, list[tuple[Kind, Said]]]:
    """Return the row of the single comments that wait, by amendment; each person counts once."""
    query = select(Comment.amendment_id, *_COUNTS).where(
        Comment.consultation_id == summary.consultation_id, _SUBMITTED, _ALONE
    )
    counts = _counts(query.group_by(Comment.amendment_id))
    return {
        one.id: [(Kind.WAITING, Said(0, f"{one.url}#comments", "", "", counts[one.id]))]
        for one in summary.amendments
        if one.id in counts
    }


def _counts(query: Any) -> dict[int, People]:
    return {
        row[0]: People(row[1], row[2], dict(zip(_STANCES, row[3:], strict=True)))
        for row in db.session.execute(query)
    }


def _copies(summary: Summary) -> dict[int, People]:
    """Return by the first comment of each heap of near-copies with one answer who stands behind."""
    members = (
        select(
            *(getattr(Comment, name) for name in _ALIKE),
            Comment.id,
            Comment.author_id,
            Comment.stance,
            Comment.answer["disposition"].as_string().label("disposition"),
            Comment.answer["reasons"].as_string().label("reasons"),
        )
        .where(
            Comment.consultation_id == summary.consultation_id,
            Comment.campaign_id.is_not(None),
            _SUBMITTED,
        )
        .subquery()
    )
    same = [members.c[name] for name in (*_ALIKE, "disposition", "reasons")]
    people = [
        func.count(case((members.c.stance == stance, members.c.author_id)).distinct())
        for stance in _STANCES
    ]
    counts = (func.count(members.c.author_id.distinct()), func.count(), *people)
    return _counts(select(func.min(members.c.id), *counts).group_by(*same))


_ALIKE = ("amendment_id", "campaign_id", "suggestion", "clause")


def _said_by_amendment(
    summary: Summary, *, gathered: bool
) -> Iterator[tuple[int, Iterator[tuple[Kind, Said]]]]:
    """Yield the amendments that something was said of, each with what was said, as it is read."""
    copies = _copies(summary)
    urls = {one.id: one.url for one in summary.amendments}
    query = _comments(summary.consultation_id)
    found = db.session.connection().execute(
        query.where(not_(_ALONE)) if gathered else query,
        execution_options={"yield_per": ROWS_AT_A_TIME},
    )
    stand = (row for row in found if row.campaign_id is None or row.id in copies)
    for key, rows in groupby(stand, lambda row: row.amendment_id):
        yield int(key), _each_said(rows, urls[key], copies)


def _each_said(
    rows: Iterable[Any], url: str, copies: dict[int, People]
) -> Iterator[tuple[Kind, Said]]:
    for row in rows:
        people = copies.get(row.id) or People(1, 1, {row.stance: 1} if row.stance else {})
        kind = Kind.SUGGESTION if row.suggestion else Kind.COMMENT
        yield kind, _said(row, f"{url}/comments/{row.id}", people)


def _said(row: Any, url: str, people: People) -> Said:
    return Said(
        row.id,
        url,
        fit_for_xml(row.body),
        row.language,
        people,
        disposition=row.disposition or WAITING,
        reasons=fit_for_xml(row.reasons or ""),
        decided_at=row.answered_at,
        clause=row.clause or "",
        suggestion=row.suggestion,
        quote=fit_for_xml(row.quote or ""),
        suggested=fit_for_xml(row.suggested or ""),
    )


def _comments(consultation_id: int) -> Any:
    """Select what was said, suggestions before the rest."""
    answer, plain = Comment.answer, case((Comment.suggestion.is_(None), 1), else_=0)
    return (
        select(
            Comment.id,
            Comment.amendment_id,
            Comment.campaign_id,
            Comment.stance,
            Comment.language,
            Comment.body,
            Comment.clause,
            Comment.suggestion,
            Comment.suggested,
            Comment.answered_at,
            Comment.quote["exact"].as_string().label("quote"),
            answer["disposition"].as_string().label("disposition"),
            answer["reasons"].as_string().label("reasons"),
        )
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .where(Comment.consultation_id == consultation_id, _SUBMITTED)
        .order_by(Amendment.position, Amendment.id, plain, Comment.id)
    )
