"""The reads of the comparative table: a few statements, then what was said row by row.

Only what everybody can read is in it: published comments, published answers. A comment that was
gathered under an argument is a part of the argument's row; near-copies that got the same answer
are one row; a reply has a row where it has an answer. On paper what waits alone is one row.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import Any

from sqlalchemy import case, not_, select

from consult.comments.models import Comment
from consult.consultations.models import Amendment, Wording
from consult.core.db import db
from consult.core.text import fit_for_xml
from consult.summaries.comparative import WAITING, Kind, People, Said, TableRow
from consult.summaries.comparative_people import (
    ALONE,
    SUBMITTED,
    of_arguments,
    of_copies,
    of_waiting,
)
from consult.summaries.parts import ArgumentFound
from consult.summaries.scope import Scope
from consult.summaries.summary import AmendmentSummary, Summary

ROWS_AT_A_TIME = 1000

_NO_TEXTS = ("", "", "")


def paper_rows(summary: Summary) -> Iterator[TableRow]:
    """Yield the rows of the table on paper, which are fewer.

    Single comments that wait are one row of an amendment, and what is said of an amendment first
    stands on its own row, beside the wordings.
    """
    return table_rows(summary, paper=True)


def table_rows(summary: Summary, *, paper: bool = False) -> Iterator[TableRow]:
    """Yield the rows of the comparative table, by amendment: its own, arguments, what was said.

    The statements agree with each other where they run in one `db.snapshot()`.
    """
    wordings, arguments = _wordings(summary), _arguments(summary)
    waiting = _waiting(summary) if paper else {}
    said = _said_by_amendment(summary, gathered=paper)
    here, rows = next(said, (0, iter(())))
    for one in summary.amendments:
        texts, first = wordings.get(one.id, _NO_TEXTS), True
        alone = rows if one.id == here else ()
        below = chain(arguments[one.id], alone, waiting.get(one.id, ()))
        if any(texts) and not paper:
            yield TableRow(Kind.AMENDMENT, *_unit(one), True, *texts)
            texts, first = _NO_TEXTS, False
        for kind, answered in below:
            yield TableRow(kind, *_unit(one), first, *texts, said=answered)
            texts, first = _NO_TEXTS, False
        if any(texts):
            yield TableRow(Kind.AMENDMENT, *_unit(one), True, *texts)
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
            *Scope.of(summary).amendments,
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
    counts = of_arguments(Scope.of(summary))
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
    counts = of_waiting(Scope.of(summary))
    return {
        one.id: [(Kind.WAITING, Said(0, f"{one.url}#comments", "", "", counts[one.id]))]
        for one in summary.amendments
        if one.id in counts
    }


def _said_by_amendment(
    summary: Summary, *, gathered: bool
) -> Iterator[tuple[int, Iterator[tuple[Kind, Said]]]]:
    """Yield the amendments that something was said of, each with what was said, as it is read."""
    copies = of_copies(Scope.of(summary))
    urls = {one.id: one.url for one in summary.amendments}
    query = _comments(Scope.of(summary))
    found = db.session.connection().execute(
        query.where(not_(ALONE)) if gathered else query,
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


def _comments(scope: Scope) -> Any:
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
        .where(*scope.comments, SUBMITTED)
        .order_by(Amendment.position, Amendment.id, plain, Comment.id)
    )
