"""What officials make of themes: every write of theirs, under the lock that the machine takes too.

`version` is always the one that was on the page: who comes second is told, and nothing is written.
Whatever a person does to a theme confirms it, for from then on they stand for it.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, func, select, update

from consult.accounts.rules import Reader
from consult.analysis.models import Theme, ThemeComment
from consult.analysis.theme_locking import locked_themes, note
from consult.analysis.theme_rules import (
    LONGEST_NAME,
    MOST_THEMES,
    SHOWN,
    Origin,
    words_in,
    words_of_both,
)
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.core import clock
from consult.core.db import db, upsert
from consult.core.errors import Conflict, Invalid
from consult.core.text import clean_line, fold
from consult.core.words import lazy

BY_HAND = 1_000
"""The nearness of what a person placed, until it is computed."""


class ThemeChanged(Conflict):
    """Somebody else, or a computation, changed the theme meanwhile."""


def make_theme(
    consultation_id: int, reader: Reader, *, name: str, words: str, language: str
) -> Theme:
    """Make a theme; at the next computation its words draw comments to it."""
    themes = locked_themes(consultation_id)
    theme = _made(consultation_id, themes, reader, name=name, language=language)
    theme.words = words_in(words) or words_in(theme.name)
    db.session.flush()
    note(consultation_id, "made")
    return theme


def rename_theme(theme: Theme, reader: Reader, *, name: str, words: str, version: int) -> Theme:
    """Give a theme another name and other words to be known by."""
    themes, theme = _locked(theme, version)
    theme.name = _free_name(themes, name, theme.id)
    theme.words = words_in(words) or theme.words
    return _confirmed(theme, reader, "renamed")


def confirm_theme(theme: Theme, reader: Reader, *, version: int) -> Theme:
    """Stand for a theme as it is: the machine renames and drops it no more."""
    _themes, theme = _locked(theme, version)
    return _confirmed(theme, reader, "confirmed")


def lock_theme(theme: Theme, reader: Reader, *, locked: bool, version: int) -> Theme:
    """Close a theme for the machine, which then neither adds nor takes comments, or open it."""
    _themes, theme = _locked(theme, version)
    theme.locked = locked
    return _confirmed(theme, reader, "locked" if locked else "unlocked")


def drop_theme(theme: Theme, reader: Reader, *, version: int) -> Theme:
    """Show a theme no more and never propose it again; its comments are free for others."""
    _themes, theme = _locked(theme, version)
    held = _size(theme)
    db.session.execute(delete(ThemeComment).where(ThemeComment.theme_id == theme.id))
    theme.origin, theme.locked, theme.comments = Origin.DROPPED, False, 0
    return _confirmed(theme, reader, "dropped", comments=held)


def bring_back(theme: Theme, reader: Reader, *, version: int) -> Theme:
    """Let a dropped theme be one again; its words draw comments at the next computation."""
    themes = locked_themes(theme.consultation_id)
    theme = _seen(themes, theme, version)
    if theme.origin != Origin.DROPPED:
        raise ThemeChanged(lazy("Somebody brought this theme back meanwhile."))
    theme.name = _free_name(themes, theme.name, theme.id)
    theme.origin = Origin.PERSON
    return _confirmed(theme, reader, "brought back")


def merge_theme(theme: Theme, reader: Reader, *, into: int, version: int) -> Theme:
    """Put all comments of a theme into another one, which is known by the words of both.

    What was moved stays there: a person placed it.
    """
    themes, theme = _locked(theme, version)
    other = themes.get(into)
    if other is None or other.origin not in SHOWN or other.id == theme.id:
        raise Invalid(lazy("Choose the theme into which this one goes."), field="into")
    held = _size(theme)
    moved = update(ThemeComment).where(ThemeComment.theme_id == theme.id)
    _run(moved.values(theme_id=other.id, by_person=True))
    other.words = words_of_both(other.words, theme.words)
    db.session.delete(theme)
    return _confirmed(other, reader, "merged", comments=held)


def move_comments(
    consultation_id: int,
    reader: Reader,
    comments: Collection[int],
    *,
    source: Theme | None,
    version: int,
    to: int | None,
    name: str = "",
) -> Theme | None:
    """Put comments into a theme (`to`), a new one called `name`, or with neither out of every one.

    `source` is the theme on whose page they were ticked, None for those without. Only published
    comments of the consultation move. Returns the theme where they are now.
    """
    themes = locked_themes(consultation_id)
    here = _seen(themes, source, version) if source else None
    numbers = _movable(consultation_id, comments)
    if here is None and _placed_by_somebody(numbers, themes):
        raise ThemeChanged(lazy("Somebody put some of these comments into a theme meanwhile."))
    if not numbers:
        raise Invalid(lazy("Tick the comments that you mean."), field="comment")
    target = _target(consultation_id, themes, reader, to, name, numbers)
    _place(numbers, target.id)
    for one in filter(None, (here, target)):
        one.comments, one.version = _size(one), one.version + 1
    if target.origin == Origin.OUTSIDE:
        db.session.flush()
        note(consultation_id, "moved out", comments=len(numbers))
        return None
    return _confirmed(target, reader, "moved", comments=len(numbers))


def _locked(theme: Theme, version: int) -> tuple[dict[int, Theme], Theme]:
    themes = locked_themes(theme.consultation_id)
    now = _seen(themes, theme, version)
    if now.origin not in SHOWN:
        raise ThemeChanged(lazy("Somebody dropped this theme meanwhile."))
    return themes, now


def _seen(themes: dict[int, Theme], theme: Theme, version: int) -> Theme:
    now = themes.get(theme.id)
    if now is None:
        raise ThemeChanged(lazy("This theme is no more: it was merged, or computed anew."))
    if now.version != version:
        raise ThemeChanged(lazy("This theme was changed meanwhile, or computed anew."))
    return now


def _confirmed(theme: Theme, reader: Reader, what: str, **counts: int) -> Theme:
    theme.confirmed_by, theme.confirmed_at = reader.id, clock.now()
    theme.version += 1
    db.session.flush()
    note(theme.consultation_id, what, **counts)
    return theme


def _made(
    consultation_id: int, themes: dict[int, Theme], reader: Reader, *, name: str, language: str
) -> Theme:
    if sum(one.origin in SHOWN for one in themes.values()) >= MOST_THEMES:
        raise Conflict(lazy("There are 100 themes already. Merge or drop some first."))
    now = clock.now()
    theme = Theme(
        consultation_id=consultation_id,
        language=language,
        name=_free_name(themes, name),
        words=[],
        origin=Origin.PERSON,
        confirmed_by=reader.id,
        confirmed_at=now,
        made_at=now,
    )
    db.session.add(theme)
    db.session.flush()
    return theme


def _free_name(themes: dict[int, Theme], name: str, own: int | None = None) -> str:
    name = clean_line(name)
    if not name:
        raise Invalid(lazy("Give the theme a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(lazy("Shorten the name to 120 characters."), field="name")
    others = (one for one in themes.values() if one.id != own and one.origin in SHOWN)
    if any(fold(one.name) == fold(name) for one in others):
        raise Invalid(lazy("Another theme has this name."), field="name")
    return name


def _target(
    consultation_id: int,
    themes: dict[int, Theme],
    reader: Reader,
    to: int | None,
    name: str,
    comments: Collection[int],
) -> Theme:
    if clean_line(name):
        theme = _made(consultation_id, themes, reader, name=name, language=_language_of(comments))
        theme.words = words_in(theme.name)
        return theme
    if to is None:
        return _outside(consultation_id, themes)
    if to not in themes or themes[to].origin not in SHOWN:
        raise Invalid(lazy("Choose where the comments go."), field="to")
    return themes[to]


def _outside(consultation_id: int, themes: dict[int, Theme]) -> Theme:
    """Return the one that holds what is outside of every theme, made when it is first needed."""
    for one in themes.values():
        if one.origin == Origin.OUTSIDE:
            return one
    empty = {"language": "", "name": "", "words": []}
    theme = Theme(consultation_id=consultation_id, origin=Origin.OUTSIDE, **empty)
    theme.made_at = clock.now()
    db.session.add(theme)
    db.session.flush()
    return theme


def _movable(consultation_id: int, comments: Collection[int]) -> list[int]:
    query = select(Comment.id).where(
        Comment.id.in_(comments),
        Comment.consultation_id == consultation_id,
        Comment.root_id.is_(None),
        Comment.state == State.PUBLISHED,
    )
    return sorted(db.session.scalars(query))


def _placed_by_somebody(comments: Collection[int], themes: dict[int, Theme]) -> bool:
    """Tell whether a person put one of the comments into a theme that is shown."""
    shown = [number for number, one in themes.items() if one.origin in SHOWN]
    query = select(ThemeComment.comment_id).where(
        ThemeComment.comment_id.in_(comments),
        ThemeComment.theme_id.in_(shown),
        ThemeComment.by_person,
    )
    return db.session.scalar(query.limit(1)) is not None


def _language_of(comments: Collection[int]) -> str:
    """Return the language of most of the comments."""
    query = (
        select(Comment.language)
        .where(Comment.id.in_(comments))
        .group_by(Comment.language)
        .order_by(func.count().desc(), Comment.language)
    )
    return db.session.scalars(query.limit(1)).one()


def _place(comments: Collection[int], theme_id: int) -> None:
    table = ThemeComment.__table__
    rows = [
        {"comment_id": one, "theme_id": theme_id, "by_person": True, "nearness": BY_HAND}
        for one in comments
    ]
    statement = upsert(table)
    new = {name: statement.excluded[name] for name in ("theme_id", "by_person")}
    _run(statement.on_conflict_do_update(index_elements=["comment_id"], set_=new), rows)


def _size(theme: Theme) -> int:
    query = select(func.count()).where(ThemeComment.theme_id == theme.id)
    return db.session.scalar(query) or 0


def _run(statement: Any, rows: list[dict[str, Any]] | None = None) -> None:
    db.session.flush()
    db.session.connection().execute(statement, *([rows] if rows else []))
