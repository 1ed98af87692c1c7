"""Reads of what was found by machines and decided by moderators: opinions, themes, decisions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from consult.analysis.found import CommentFound, OpinionFound, from_json
from consult.analysis.models import OpinionMap
from consult.analysis.queries import ThemeRow, themes_of
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.moderation.counting import figures_of
from consult.moderation.openness import openness
from consult.summaries.parts import Agreed, Moderated, Opinions, Quoted, ThemeFound
from consult.summaries.scope import Scope

Quotes = Mapping[int, Quoted]


def maps_in(scope: Scope) -> dict[int, OpinionFound]:
    """Return the opinion groups of the amendments that have some."""
    query = select(OpinionMap).join(Amendment, Amendment.id == OpinionMap.amendment_id)
    rows = db.session.scalars(query.where(*scope.amendments))
    return {row.amendment_id: from_json(row.found, row.at) for row in rows}


def named_in_map(found: OpinionFound) -> Iterable[int]:
    """Return the numbers of the comments that a summary quotes of the groups."""
    return [one.comment_id for one in (*found.agreed_by_most(), *found.dividing())]


def opinions(found: OpinionFound | None, quotes: Quotes) -> Opinions | None:
    """Return the groups as a summary shows them; comments that are hidden since are left out."""
    if found is None:
        return None
    return Opinions(
        people=found.people,
        groups=tuple(found.groups),
        points=tuple((dot.x, dot.y, dot.group, dot.people) for dot in found.points),
        unites=_agreed(found.agreed_by_most(), quotes),
        divides=_agreed(found.dividing(), quotes),
        at=found.at,
    )


def _agreed(found: Iterable[CommentFound], quotes: Quotes) -> tuple[Agreed, ...]:
    return tuple(
        Agreed(quotes[one.comment_id], one.consensus, tuple(one.agree), one.divides)
        for one in found
        if one.comment_id in quotes
    )


def theme_rows(scope: Scope) -> Sequence[ThemeRow]:
    """Return the themes of the consultation, or of the one amendment."""
    return themes_of(scope.consultation_id, scope.amendment_id)


def named_in_themes(rows: Iterable[ThemeRow]) -> Iterable[int]:
    """Return the numbers of the comments that are typical of themes."""
    return [number for row in rows for number, _amendment, _begins in row.typical]


def themes(
    rows: Iterable[ThemeRow], quotes: Quotes, address: Callable[[int], str]
) -> tuple[ThemeFound, ...]:
    """Return themes as a summary shows them, with the quotations that are still published."""
    return tuple(
        ThemeFound(
            *(row.id, row.name, row.language, row.origin, row.confirmed, row.comments),
            typical=tuple(
                replace(quotes[number], text=said)
                for number, _amendment, said in row.typical
                if number in quotes
            ),
            url=address(row.id),
        )
        for row in rows
    )


def moderated(consultation_id: int) -> Moderated | None:
    """Return what the transparency page shows, as it was counted last."""
    figures = figures_of(consultation_id)
    if figures is None:
        return None
    shown = openness(figures.figures["shown"])
    return Moderated(
        came_in=shown.total.came,
        held=shown.total.held,
        decisions=_counts(shown.total.acts),
        withheld_now=shown.total.withheld,
        grounds=tuple((row.key, row.decisions) for row in shown.grounds),
        median_seconds=shown.median,
        timed=shown.timed,
        appeals=_counts(shown.appeals),
        counted_at=figures.at,
    )


def _counts(counts: Mapping[Any, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((str(key), int(count)) for key, count in counts.items()))
