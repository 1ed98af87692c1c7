"""Every read of campaigns: which of them wait, and one with its common text and its variants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.accounts.rules import Reader
from consult.analysis.campaigns import Kind, kind_of
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.diff import Run, paragraphs, word_diff
from consult.consultations.models import Amendment, Consultation
from consult.core.db import LARGEST_ID, db
from consult.core.errors import Missing
from consult.moderation.models import Campaign, MergedCampaign
from consult.moderation.rules import MOST_AT_ONCE, Action

MOST_VARIANTS = 20
DECIDES_ON = {
    Action.PUBLISH: State.HELD,
    Action.REJECT: State.HELD,
    Action.HIDE: State.PUBLISHED,
}
"""What may be done with a campaign's texts at once, and with those of which state."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One text of a campaign, how often it was sent, and what differs from the common text."""

    body: str
    language: str
    texts: int
    people: int
    changes: Sequence[Sequence[Run]]


@dataclass(slots=True)
class CampaignCase:
    """A campaign with its consultation; `merged` where it was asked for by an older number."""

    campaign: Campaign
    consultation: Consultation
    merged: bool = False

    @property
    def kind(self) -> Kind:
        """Return whether it is a campaign of many or flooding by few."""
        return kind_of(self.campaign.people)


@dataclass(slots=True)
class Shown:
    """What the page of a campaign shows: the common text, the variants, where and in which state.

    `variants_left` is how many more different texts there are; `last` the newest text counted.
    """

    common: Variant
    variants: list[Variant]
    variants_left: int
    states: dict[str, int]
    places: Sequence[Any]
    last: int


def the_campaign(campaign: int) -> CampaignCase:
    """Load a campaign and its consultation with its phases, or raise Missing.

    The number of one that became a part of another one finds that other one.
    """
    found = db.session.get(Campaign, campaign) if campaign <= LARGEST_ID else None
    if found is None and campaign <= LARGEST_ID:
        known = MergedCampaign.number == campaign
        found = db.session.scalar(select(Campaign).join(MergedCampaign).where(known))
    if found is None:
        raise Missing
    place = select(Consultation).where(Consultation.id == found.consultation_id)
    options = joinedload(Consultation.phases), joinedload(Consultation.texts)
    home = db.session.scalars(place.options(*options)).unique().one()
    return CampaignCase(found, home, merged=found.id != campaign)


def shown(campaign: Campaign) -> Shown | None:
    """Return what the page of a campaign shows, in four statements however large it is.

    None where the authors withdrew all of its texts.
    """
    members = [Comment.campaign_id == campaign.id, Comment.state != State.WITHDRAWN]
    often, authors = func.count(), func.count(Comment.author_id.distinct())
    rows = db.session.execute(
        select(Comment.body, func.min(Comment.language), often, authors)
        .where(*members)
        .group_by(Comment.body)
        .order_by(often.desc(), func.min(Comment.id))
        .limit(MOST_VARIANTS + 1)
    ).all()
    if not rows:
        return None
    common = rows[0][0]
    variants = [Variant(*row, changes=_changes(common, row[0])) for row in rows]
    states = select(Comment.state, func.count(), func.max(Comment.id)).where(*members)
    counted = db.session.execute(states.group_by(Comment.state)).all()
    different = db.session.scalar(select(func.count(Comment.body.distinct())).where(*members))
    return Shown(
        common=variants[0],
        variants=variants[1 : MOST_VARIANTS + 1],
        variants_left=max(0, (different or 0) - 1 - MOST_VARIANTS),
        states={row[0]: row[1] for row in counted},
        places=_places(members),
        last=max(row[2] for row in counted),
    )


def _changes(common: str, body: str) -> Sequence[Sequence[Run]]:
    return [] if body == common else paragraphs(word_diff(common, body))


def _places(members: Sequence[Any]) -> Sequence[Any]:
    """Return the amendments under which the texts stand, those with most first."""
    often = func.count()
    query = (
        select(Amendment.number, often)
        .join(Comment, Comment.amendment_id == Amendment.id)
        .where(*members)
        .group_by(Amendment.id, Amendment.number, Amendment.position)
        .order_by(often.desc(), Amendment.position)
    )
    return db.session.execute(query).all()


def to_decide(
    case: CampaignCase, reader: Reader, action: Action, *, last: int, seen_at: datetime
) -> list[tuple[int, int]]:
    """Return (comment, version) of the texts that a decision is about, the oldest first.

    Only what the moderator saw: nothing that came or was edited later. Never what is the
    moderator's own, or what they answered officially.
    """
    query = (
        select(Comment.id, Comment.version, Comment.answered_by)
        .where(
            Comment.campaign_id == case.campaign.id,
            Comment.state == DECIDES_ON[action],
            Comment.id <= last,
            Comment.author_id != reader.id,
            func.coalesce(Comment.edited_at, Comment.created_at) <= seen_at,
        )
        .order_by(Comment.id)
        .limit(MOST_AT_ONCE)
    )
    rows = db.session.execute(query).all()
    return [(row.id, row.version) for row in rows if reader.id not in (row.answered_by or ())]
