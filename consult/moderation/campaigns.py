"""Gathers near-copies as comments come: by many authors into a campaign, by few into flooding.

A duty of the worker looks at each new comment once, some seconds after it was written. It finds
those that may be near-copies through the index of words, compares them, joins the comment to
their campaign or begins one, and puts campaigns together that a new text links.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from consult.analysis.campaigns import MOST_COMPARED
from consult.analysis.joining import Gathering, gathered, is_a_case
from consult.comments.copies import nearly_the_same, rows_of, sketch_of
from consult.comments.models import Comment
from consult.comments.near import candidates
from consult.comments.rules import State
from consult.consultations.desk_rules import rules_for
from consult.consultations.models import Consultation
from consult.core import clock, jobs
from consult.core.db import db
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.moderation.models import Campaign, Figures, MergedCampaign
from consult.moderation.progress import LOOKED_AT, locked_progress, looked_at, remember

BATCH = 100
"""A round of the worker rolls up votes too: none may take long."""
SETTLED = timedelta(seconds=10)
"""How old a comment is when it is looked at: one with a lower number may commit after it."""

Link = tuple[int, int]
_SEEN = (State.HELD, State.PUBLISHED)


def _new(consultation_id: Any, after: Any) -> tuple[Any, ...]:
    return (
        Comment.consultation_id == consultation_id,
        Comment.id > after,
        Comment.created_at <= clock.now() - SETTLED,
    )


def _behind() -> Sequence[int]:
    """Return the consultations with comments that nobody looked at."""
    new = select(Comment.id).where(*_new(Consultation.id, func.coalesce(looked_at(), 0))).exists()
    query = select(Consultation.id).outerjoin(Figures, Figures.consultation_id == Consultation.id)
    return db.session.scalars(query.where(new).order_by(Consultation.id)).all()


@jobs.every_round(lambda: bool(_behind()), seconds=1)
def look_at_new_comments() -> None:
    """Look at the comments that came since the last round, some hundreds of each consultation."""
    for consultation_id in _behind():
        look(consultation_id)


def look(consultation_id: int) -> int:
    """Look at the next comments of a consultation; return how many there were.

    Reading and comparing lock nothing. Safe to run twice: two workers that looked at the same
    comments meet at the row of the consultation, and the second one finds its work done.
    """
    asked = select(looked_at()).where(Figures.consultation_id == consultation_id)
    after = db.session.scalar(asked) or 0
    columns = (Comment.id, Comment.author_id, Comment.body, Comment.state)
    rows = db.session.execute(
        select(*columns).where(*_new(consultation_id, after)).order_by(Comment.id).limit(BATCH)
    ).all()
    links = [link for row in rows if row.state in _SEEN for link in links_of(consultation_id, row)]
    progress = locked_progress(consultation_id)
    if not rows or progress.figures.get(LOOKED_AT, 0) != after:
        return 0
    _gather(consultation_id, links)
    remember(progress, **{LOOKED_AT: rows[-1].id})
    return len(rows)


def links_of(consultation_id: int, comment: Any) -> list[Link]:
    """Return the pairs of a comment and those that say nearly the same.

    Of each campaign some are compared and one is enough, so a large one costs no more than small.
    """
    rows = rows_of(comment.body)
    sketch = sketch_of(rows)
    if not sketch:
        return []
    compared: Counter[int] = Counter()
    linked: set[int] = set()
    found: list[Link] = []
    for other in _others(consultation_id, comment.id, sketch):
        campaign = other.campaign_id
        if campaign in linked or compared[campaign or -other.id] >= MOST_COMPARED:
            continue
        compared[campaign or -other.id] += 1
        if nearly_the_same(rows, rows_of(other.body)):
            found.append((comment.id, other.id))
            linked |= {campaign} if campaign else set()
    return found


def _others(consultation_id: int, comment_id: int, sketch: Sequence[int]) -> Sequence[Any]:
    near = candidates(consultation_id, sketch)
    columns = (Comment.id, Comment.body, Comment.campaign_id)
    query = select(*columns).where(Comment.id.in_(near), Comment.id != comment_id)
    return db.session.execute(query.where(Comment.state.in_(_SEEN)).order_by(Comment.id)).all()


def _gather(consultation_id: int, links: Sequence[Link]) -> None:
    numbers = {number for link in links for number in link}
    rows = db.session.execute(
        select(Comment.id, Comment.campaign_id)
        .where(Comment.id.in_(numbers))
        .order_by(Comment.id.desc())
        .with_for_update(key_share=True)
    )
    campaign_of = {row.id: row.campaign_id for row in rows}
    for one in gathered(links, campaign_of):
        _put_together(consultation_id, one)


def _put_together(consultation_id: int, one: Gathering) -> None:
    before = db.session.scalars(select(Campaign).where(Campaign.id.in_(one.campaigns))).all()
    people = max((campaign.people for campaign in before), default=0)
    waiting = min((at for each in before if (at := each.waiting_since)), default=None)
    first = min([*one.comments, *(campaign.first_comment_id for campaign in before)])
    stays = min(before, key=lambda each: each.id) if before else _begun(consultation_id, first)
    others = [campaign.id for campaign in before if campaign.id != stays.id]
    joined = Comment.campaign_id.in_(others) if others else Comment.id.in_(one.comments)
    if others:
        _set(joined, stays.id)
        _remember_as(stays.id, others)
        db.session.execute(delete(Campaign).where(Campaign.id.in_(others)))
    _set(Comment.id.in_(one.comments), stays.id)
    stays.first_comment_id, stays.waiting_since = first, waiting
    stays.version += 1
    recount(stays, before=people)


def _remember_as(campaign_id: int, others: Sequence[int]) -> None:
    """Let the addresses of campaigns that are put together lead to the one that stays."""
    before = update(MergedCampaign).where(MergedCampaign.campaign_id.in_(others))
    db.session.execute(before.values(campaign_id=campaign_id))
    db.session.add_all(MergedCampaign(number=one, campaign_id=campaign_id) for one in others)
    db.session.flush()


def _begun(consultation_id: int, first: int) -> Campaign:
    now = clock.now()
    campaign = Campaign(consultation_id=consultation_id, first_comment_id=first, begun_at=now)
    campaign.texts = campaign.people = campaign.version = 0
    campaign.last_at = now
    db.session.add(campaign)
    db.session.flush()
    return campaign


def _set(which: Any, campaign_id: int) -> None:
    changed = update(Comment).where(which).values(campaign_id=campaign_id)
    db.session.execute(changed.execution_options(synchronize_session="fetch"))


def recount(campaign: Campaign, *, before: int | None = None) -> None:
    """Count texts and people, withdrawn texts left out, and say whether it waits on the desk.

    `before` is how many people the largest of its parts had until now.
    """
    held = func.count().filter(Comment.state == State.HELD)
    since = func.min(Comment.created_at)
    found: Any = db.session.execute(
        select(
            *(func.count(), func.count(Comment.author_id.distinct()), held, since),
            func.max(Comment.created_at),
        ).where(Comment.campaign_id == campaign.id, Comment.state != State.WITHDRAWN)
    ).one()
    texts, people, waiting, begun, last = found
    case = is_a_case(
        people,
        waiting,
        most_people=rules_for(campaign.consultation_id).campaign_people,
        before=campaign.people if before is None else before,
        waits=campaign.waiting_since is not None,
    )
    campaign.texts, campaign.people = texts, people
    campaign.begun_at, campaign.last_at = begun or campaign.begun_at, last or campaign.last_at
    campaign.waiting_since = (campaign.waiting_since or clock.now()) if case else None
    db.session.flush()


def settle(campaign: Campaign) -> None:
    """Take a campaign from the desk after a decision on it, unless some of it is held still."""
    held = select(Comment.id).where(Comment.campaign_id == campaign.id, Comment.state == State.HELD)
    if db.session.scalar(held.limit(1)) is None:
        campaign.waiting_since = None
    campaign.version += 1
    db.session.flush()


def leave_published(campaign: Campaign) -> None:
    """Leave the published texts of a campaign as they are: somebody has looked at them together."""
    campaign = db.session.get_one(Campaign, campaign.id, with_for_update={"key_share": True})
    settle(campaign)
    people = {"texts": campaign.texts, "people": campaign.people}
    record(
        Event.CAMPAIGN_KEPT,
        f"campaign:{campaign.id}",
        consultation_id=campaign.consultation_id,
        **people,
    )


def _without_work() -> list[Campaign]:
    """Return the campaigns on the desk of which nothing is held any more, nor are they large."""
    held = select(Comment.id).where(Comment.campaign_id == Campaign.id, Comment.state == State.HELD)
    query = select(Campaign).where(Campaign.waiting_since.is_not(None), ~held.exists())
    found = db.session.scalars(query.order_by(Campaign.id))
    return [one for one in found if one.people < rules_for(one.consultation_id).campaign_people]


def _held_again() -> list[Campaign]:
    """Return the campaigns off the desk of which something is held: an edit, a decision undone."""
    numbers = select(Comment.campaign_id).where(
        Comment.waiting_since.is_not(None), Comment.state == State.HELD
    )
    query = select(Campaign).where(Campaign.waiting_since.is_(None), Campaign.id.in_(numbers))
    return list(db.session.scalars(query.order_by(Campaign.id)))


@jobs.every_round(lambda: bool(_without_work() or _held_again()), seconds=5)
def keep_cases_in_step() -> None:
    """Take from the desk what was decided text by text, and bring back what is held again."""
    for campaign in _without_work():
        campaign.waiting_since = None
    for campaign in _held_again():
        campaign.waiting_since = clock.now()
