"""Reads for gathering: which comments may join an argument, and what campaigns and themes propose.

A machine proposes, a person confirms: each proposal is a list of comments that somebody looks at.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from consult.analysis.models import Theme, ThemeComment
from consult.analysis.theme_rules import SHOWN
from consult.comments.models import Comment
from consult.comments.rules import State as CommentState
from consult.consultations.models import Amendment
from consult.core.db import LARGEST_ID, db
from consult.moderation.models import Campaign
from consult.responses.rules import Origin

MOST_PROPOSED = 20
MOST_SHOWN = 50
MOST_AT_ONCE = 10_000
"""How many comments one request gathers."""
FEWEST = 2
"""A proposal of fewer comments would gather nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where proposed comments come from: a campaign, a theme, or what staff ticked."""

    origin: Origin
    key: int | None = None
    ticked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A campaign or a theme with comments of an amendment that may be gathered."""

    source: Source
    comments: int
    people: int
    heading: str
    language: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the page of a proposal shows: some comments, how many there are, the newest's key."""

    rows: Sequence[Any] = ()
    comments: int = 0
    people: int = 0
    last: int = 0

    @property
    def rest(self) -> int:
        """Return how many are not shown."""
        return self.comments - len(self.rows)


FREE = (
    Comment.state == CommentState.PUBLISHED,
    Comment.argument_id.is_(None),
    Comment.answered_at.is_(None),
)
"""The conditions under which a comment may join an argument."""


def free_in(amendment_id: int) -> list[Any]:
    """Return the conditions under which a comment of an amendment may join an argument."""
    return [Comment.amendment_id == amendment_id, *FREE]


def _from(source: Source) -> Any:
    if source.origin == Origin.CAMPAIGN:
        return Comment.campaign_id == source.key
    if source.origin == Origin.THEME:
        here = select(ThemeComment.comment_id).where(ThemeComment.theme_id == source.key)
        return Comment.id.in_(here)
    return Comment.id.in_(source.ticked)


def proposals_for(amendment: Amendment) -> list[Proposal]:
    """Return what campaigns and themes propose for an amendment, the largest first of each."""
    return _campaigns(amendment) + _themes(amendment)


def _campaigns(amendment: Amendment) -> list[Proposal]:
    texts, first = func.count(), func.min(Comment.id)
    people = func.count(Comment.author_id.distinct())
    rows = db.session.execute(
        select(Comment.campaign_id, texts, people, first)
        .where(*free_in(amendment.id), Comment.campaign_id.is_not(None))
        .group_by(Comment.campaign_id)
        .having(texts >= FEWEST)
        .order_by(people.desc(), texts.desc(), first)
        .limit(MOST_PROPOSED)
    ).all()
    said = select(Comment.id, Comment.body, Comment.language)
    found = db.session.execute(said.where(Comment.id.in_([row[3] for row in rows])))
    text_of = {row.id: row for row in found}
    return [
        Proposal(
            Source(Origin.CAMPAIGN, row[0]),
            row[1],
            row[2],
            text_of[row[3]].body,
            text_of[row[3]].language,
        )
        for row in rows
    ]


def _themes(amendment: Amendment) -> list[Proposal]:
    texts, people = func.count(), func.count(Comment.author_id.distinct())
    rows = db.session.execute(
        select(Theme.id, texts, people, Theme.name, Theme.language, Theme.confirmed_at)
        .join(ThemeComment, ThemeComment.theme_id == Theme.id)
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .where(*free_in(amendment.id), Theme.origin.in_(SHOWN))
        .where(Theme.consultation_id == amendment.consultation_id)
        .group_by(Theme.id, Theme.name, Theme.language, Theme.confirmed_at)
        .having(texts >= FEWEST)
        .order_by(texts.desc(), Theme.id)
        .limit(MOST_PROPOSED)
    ).all()
    return [
        Proposal(Source(Origin.THEME, row[0]), *row[1:5], confirmed=row[5] is not None)
        for row in rows
    ]


def heading_of(source: Source, amendment: Amendment) -> tuple[str, str] | None:
    """Return the name of a theme and its language: a heading to begin with, for a person to edit.

    A campaign's text is a citizen's, so it is shown and never taken for a heading.
    """
    if source.origin != Origin.THEME:
        return None
    here = Theme.id == source.key, Theme.consultation_id == amendment.consultation_id
    row = db.session.execute(select(Theme.name, Theme.language).where(*here)).one_or_none()
    return None if row is None else (row.name, row.language)


def candidates(amendment_id: int, source: Source) -> Candidates:
    """Return the comments of a source that may be gathered: the first ones, and how many."""
    which = [*free_in(amendment_id), _from(source)]
    people = func.count(Comment.author_id.distinct())
    counted = db.session.execute(select(func.count(), people, func.max(Comment.id)).where(*which))
    comments, authors, last = counted.one()
    named = "id parent_id stance language body suggestion suggested channel created_at".split()  # noqa: SIM905
    query = select(*(getattr(Comment, name) for name in named)).where(*which)
    rows = db.session.execute(query.order_by(Comment.id).limit(MOST_SHOWN)).all()
    return Candidates(rows, comments, authors, last or 0)


def rest_of(amendment_id: int, source: Source, last: int, shown: Collection[int]) -> Sequence[int]:
    """Return the comments of a source up to the newest that was counted, without those shown."""
    which = [*free_in(amendment_id), _from(source), Comment.id <= min(last, LARGEST_ID)]
    query = select(Comment.id).where(*which, Comment.id.not_in(shown)).order_by(Comment.id)
    return db.session.scalars(query.limit(MOST_AT_ONCE)).all()


def place_of_first(
    consultation_id: int, comment_ids: Sequence[int]
) -> tuple[str, list[int]] | None:
    """Return the amendment of the first of some comments, and which of them stand under it."""
    query = (
        select(Comment.id, Amendment.number)
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .where(Comment.id.in_(comment_ids), Comment.consultation_id == consultation_id)
    )
    numbers = {row.id: row.number for row in db.session.execute(query)}
    known = [one for one in comment_ids if one in numbers]
    if not known:
        return None
    first = numbers[known[0]]
    return first, [one for one in known if numbers[one] == first]


def exists(source: Source, consultation_id: int) -> bool:
    """Tell whether the consultation has such a campaign or theme; what is ticked needs none."""
    if source.origin == Origin.STAFF:
        return True
    table: Any = Campaign if source.origin == Origin.CAMPAIGN else Theme
    found = select(table.id).where(table.id == source.key, table.consultation_id == consultation_id)
    return db.session.scalar(found) is not None
