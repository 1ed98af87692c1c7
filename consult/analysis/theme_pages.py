"""What the pages of themes for staff show: one theme with its comments, and what is in none.

Loaders raise Missing. Lists are keyset pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from consult.analysis.models import Theme, ThemeComment
from consult.analysis.theme_rows import ThemeRow, themes_of
from consult.analysis.theme_rules import PER_PAGE, SHOWN, Origin
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_consultation
from consult.core.db import LARGEST_ID, db
from consult.core.errors import Missing
from consult.core.paging import Page, read_place, write_place


@dataclass(slots=True)
class ThemeCase:
    """A theme and the consultation in which it stands; None where it is no more."""

    consultation: Consultation
    theme: Theme | None

    @property
    def found(self) -> Theme:
        """Return the theme, or raise Missing."""
        if self.theme is None:
            raise Missing
        return self.theme


def theme_or_none(slug: str, theme: int) -> ThemeCase:
    """Load a theme that is shown or was dropped; it may have gone while a page was open."""
    consultation = the_consultation(slug)
    found = db.session.get(Theme, theme) if theme <= LARGEST_ID else None
    if found and (found.consultation_id != consultation.id or found.origin == Origin.OUTSIDE):
        raise Missing
    return ThemeCase(consultation, found)


def the_theme(slug: str, theme: int) -> ThemeCase:
    """Load a theme that is shown or was dropped, or raise Missing."""
    case = theme_or_none(slug, theme)
    return ThemeCase(case.consultation, case.found)


def all_themes(consultation_id: int) -> tuple[list[ThemeRow], list[Theme], list[Theme]]:
    """Return the themes that have comments now, those that have none, and those dropped."""
    rows = list(themes_of(consultation_id))
    here = Theme.consultation_id == consultation_id
    themes = db.session.scalars(select(Theme).where(here).order_by(Theme.name, Theme.id)).all()
    full = {row.id for row in rows}
    empty = [one for one in themes if one.origin in SHOWN and one.id not in full]
    return rows, empty, [one for one in themes if one.origin == Origin.DROPPED]


def other_themes(theme: Theme | None, consultation_id: int) -> Sequence[Theme]:
    """Return the themes into which comments may go, by name."""
    query = select(Theme).where(Theme.consultation_id == consultation_id, Theme.origin.in_(SHOWN))
    found = db.session.scalars(query.order_by(Theme.name, Theme.id))
    return [one for one in found if theme is None or one.id != theme.id]


def comments_in(theme: Theme, after: str | None) -> Page[Any]:
    """Return a page of the published comments of a theme, the most typical first."""
    place = read_place(after, 2)
    query = (
        _rows()
        .add_columns(ThemeComment.nearness, ThemeComment.by_person)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .where(ThemeComment.theme_id == theme.id)
        .order_by(ThemeComment.nearness.desc(), ThemeComment.comment_id.desc())
    )
    if place:
        near, number = place
        same = (ThemeComment.nearness == near) & (ThemeComment.comment_id < number)
        query = query.where(ThemeComment.nearness <= near, (ThemeComment.nearness < near) | same)
    found = db.session.execute(query.limit(PER_PAGE + 1)).all()
    last = found[PER_PAGE - 1] if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], write_place(last.nearness, last.id) if last else None)


def comments_in_none(consultation_id: int, after: str | None) -> Page[Any]:
    """Return a page of the published comments that are in no theme, the latest first."""
    place = read_place(after, 1)
    shown = (
        select(ThemeComment.comment_id)
        .join(Theme, Theme.id == ThemeComment.theme_id)
        .where(ThemeComment.comment_id == Comment.id, Theme.origin.in_(SHOWN))
    )
    query = _rows().where(
        Comment.consultation_id == consultation_id, Comment.root_id.is_(None), ~shown.exists()
    )
    if place:
        query = query.where(Comment.id < place[0])
    found = db.session.execute(query.order_by(Comment.id.desc()).limit(PER_PAGE + 1)).all()
    rest = write_place(found[PER_PAGE - 1].id) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], rest)


def _rows() -> Any:
    return (
        select(
            *(Comment.id, Comment.language, Comment.stance, Comment.body, Comment.created_at),
            *(Comment.suggestion, Comment.agrees, Comment.disagrees, Amendment.number),
        )
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .where(Comment.state == State.PUBLISHED)
    )
