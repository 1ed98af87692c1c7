"""Computing the themes of a consultation: when, from what, and what of it is stored.

Reading is of one moment and computing holds nothing; only the result is written under locks. If a
person changed any theme meanwhile, the result is thrown away and computed again from what they
made, so that an edit always wins. The last computation stands in the ledger with its counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from consult.analysis.models import Theme, ThemeComment
from consult.analysis.recomputing import COMPUTED, later_key, published_in
from consult.analysis.theme_locking import locked_themes, note
from consult.analysis.theme_matching import matched
from consult.analysis.theme_rules import MOST_COMMENTS, Origin
from consult.analysis.themes import Anchor, Found, Text, find_themes
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.core import clock, jobs
from consult.core.db import db, snapshot, upsert

ATTEMPTS = 3
LATER = timedelta(minutes=10)
"""When it is tried again after officials changed themes during every attempt."""

Places = dict[int, tuple[int, bool, int]]
"""By comment: its theme, whether a person put it there, its nearness."""


@dataclass(frozen=True, slots=True)
class Before:
    """What themes are computed from: the themes as they are, the places of comments, their texts.

    Comments older than `since` are not read; their places stay as they are.
    """

    themes: Mapping[int, Theme]
    places: Places
    texts: Sequence[Text]
    since: int

    def kept(self, theme: Theme) -> bool:
        """Tell whether a theme is a person's: never renamed or dropped by the machine."""
        return theme.confirmed_at is not None or theme.locked or theme.origin != Origin.MACHINE

    def settled(self, comment: int) -> bool:
        """Tell whether the machine may not move a comment: a person placed it, or locked it in."""
        theme_id, by_person, _nearness = self.places.get(comment, (0, False, 0))
        return by_person or (theme_id in self.themes and self.themes[theme_id].locked)


def compute(payload: dict[str, Any]) -> None:
    """Compute the themes of a consultation and store them; safe to run twice.

    This may be what was put off: whose row still stands, and would be in the way of a later one.
    """
    consultation_id = payload["consultation"]
    computed = any(_computed(consultation_id) for _attempt in range(ATTEMPTS))
    later = later_key(consultation_id)
    db.session.execute(delete(jobs.Job).where(jobs.Job.key == later))
    if not computed:
        jobs.enqueue("themes", payload, run_at=clock.now() + LATER, key=later)


def _computed(consultation_id: int) -> bool:
    with snapshot():
        before = read(consultation_id)
    return store(consultation_id, before, found_from(before))


def read(consultation_id: int) -> Before:
    """Read all that themes are computed from."""
    here = Theme.consultation_id == consultation_id
    themes = {one.id: one for one in db.session.scalars(select(Theme).where(here))}
    columns = (ThemeComment.comment_id, ThemeComment.theme_id, ThemeComment.by_person)
    rows = db.session.execute(
        select(*columns, ThemeComment.nearness).where(ThemeComment.theme_id.in_(list(themes)))
    )
    places = {row.comment_id: (row.theme_id, row.by_person, row.nearness) for row in rows}
    texts = [Text(*row) for row in db.session.execute(_texts(consultation_id))]
    since = texts[-1].key if len(texts) == MOST_COMMENTS else 0
    return Before(themes, places, texts, since)


def _texts(consultation_id: int) -> Any:
    """Select the latest published comments that begin a thread: replies say what they reply to."""
    return (
        select(Comment.id, Comment.language, Comment.body)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.root_id.is_(None),
            Comment.state == State.PUBLISHED,
        )
        .order_by(Comment.id.desc())
        .limit(MOST_COMMENTS)
        .execution_options(yield_per=2_000)
    )


def found_from(before: Before) -> list[Found]:
    """Return the themes found; what persons locked or took out is not looked at."""
    placed: dict[int, set[int]] = {}
    for comment, (theme_id, by_person, _nearness) in before.places.items():
        if by_person:
            placed.setdefault(theme_id, set()).add(comment)
    anchors = [
        Anchor(one.id, one.words, frozenset(placed.get(one.id, ())), one.language)
        for one in before.themes.values()
        if before.kept(one) and not one.locked and one.origin != Origin.OUTSIDE
    ]
    anchored = {key for anchor in anchors for key in anchor.placed}
    free = (text for text in before.texts if text.key in anchored or not before.settled(text.key))
    return find_themes(free, anchors)


def store(consultation_id: int, before: Before, found: Sequence[Found]) -> bool:
    """Write what was found unless somebody changed a theme since it was read; False then."""
    themes = locked_themes(consultation_id)
    seen = {number: one.version for number, one in before.themes.items()}
    if {number: one.version for number, one in themes.items()} != seen:
        return False
    stay = _rows_for(consultation_id, themes, before, found)
    places: Places = {}
    for theme_id, one in stay:
        if themes.get(theme_id) is None or themes[theme_id].origin != Origin.DROPPED:
            places |= {key: (theme_id, before.settled(key), near) for key, near in one.members}
    _put(before, places)
    _count(consultation_id)
    note(
        consultation_id,
        COMPUTED,
        comments=len(before.texts),
        published=published_in(consultation_id),
        placed=len(places),
        proposed=sum(one.anchor is None for _id, one in stay),
    )
    return True


def _rows_for(
    consultation_id: int, themes: dict[int, Theme], before: Before, found: Sequence[Found]
) -> list[tuple[int, Found]]:
    """Return each theme found with the key of its row: kept, matched with an earlier one, or new.

    Earlier proposals that were not found again go.
    """
    proposed = [one for one in found if one.anchor is None]
    earlier = [number for number, one in themes.items() if not before.kept(one)]
    members: dict[int, set[int]] = {number: set() for number in earlier}
    for comment, (theme_id, _by_person, _nearness) in before.places.items():
        if theme_id in members:
            members[theme_id].add(comment)
    matches = matched(
        {number: frozenset(comments) for number, comments in members.items()},
        [frozenset(key for key, _near in one.members) for one in proposed],
    )
    gone = sorted(set(earlier) - set(matches))
    db.session.execute(delete(ThemeComment).where(ThemeComment.theme_id.in_(gone)))
    db.session.execute(delete(Theme).where(Theme.id.in_(gone)))
    stay = [(one.anchor, one) for one in found if one.anchor is not None]
    for one, number in zip(proposed, matches, strict=True):
        stay.append((_proposed(consultation_id, themes.get(number or 0), one), one))
    return stay


def _proposed(consultation_id: int, theme: Theme | None, found: Found) -> int:
    """Return the key of the row of a proposed theme, made or brought up to date."""
    if theme is None:
        theme = Theme(
            consultation_id=consultation_id, origin=Origin.MACHINE, made_at=clock.now(), version=0
        )
        db.session.add(theme)
    said = (found.language, found.name, found.words)
    if (theme.language, theme.name, theme.words) != said:
        theme.language, theme.name, theme.words = said
        theme.version += 1
    db.session.flush()
    return theme.id


def _put(before: Before, places: Places) -> None:
    """Store the places that changed; what is in no theme, or not published, loses its own."""
    gone = [
        comment
        for comment in before.places
        if comment >= before.since and comment not in places and not before.settled(comment)
    ]
    for start in range(0, len(gone), 5_000):
        part = ThemeComment.comment_id.in_(gone[start : start + 5_000])
        db.session.execute(delete(ThemeComment).where(part, ~ThemeComment.by_person))
    rows = [
        {"comment_id": comment, "theme_id": theme, "by_person": by_person, "nearness": near}
        for comment, (theme, by_person, near) in sorted(places.items())
        if before.places.get(comment) != (theme, by_person, near)
    ]
    statement = upsert(ThemeComment.__table__)
    new = {name: statement.excluded[name] for name in ("theme_id", "by_person", "nearness")}
    statement = statement.on_conflict_do_update(index_elements=["comment_id"], set_=new)
    if rows:
        db.session.connection().execute(statement, rows)


def _count(consultation_id: int) -> None:
    """Note how many comments stand in each theme; pages count those that are published now."""
    held = select(func.count()).where(ThemeComment.theme_id == Theme.id).scalar_subquery()
    here = Theme.consultation_id == consultation_id
    counted = update(Theme).where(here).values(comments=held)
    db.session.execute(counted.execution_options(synchronize_session=False))
