"""What stands around a comment that is judged: its thread, the clause, its author's record."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from consult.comments.models import Comment
from consult.comments.passages import ASIDE
from consult.consultations.clauses import clauses
from consult.consultations.diff import decode, paragraphs, word_diff
from consult.consultations.models import Wording
from consult.consultations.rules import fallback_order
from consult.core.db import db
from consult.moderation.cases import Case, Record, Spoken
from consult.moderation.models import Campaign, Sanction
from consult.moderation.queries import open_reports

NEAREST = 4
"""How many of the answers beside and below a comment are shown."""


def case_of(comment: Comment, language: str) -> Case:
    """Return a loaded comment as a case with all that stands around it."""
    found = Case(comment, record=_record(comment))
    if comment.open_reports:
        found.reports = open_reports([comment.id]).get(comment.id, [])
    if comment.parent_id or comment.replies:
        _put_thread(found)
    wordings = _wordings(comment)
    found.heading = _best(
        {one.language: one for one in wordings if one.revision == comment.amendment.revision},
        language,
        comment,
    )
    found.spoken = _spoken(comment, wordings, language)
    return found


def _put_thread(found: Case) -> None:
    """Add what the comment answers, what was answered beside it, and what answers it."""
    comment = found.comment
    before = _nearest(Comment.parent_id == comment.parent_id, Comment.id < comment.id, latest=True)
    after = _nearest(Comment.parent_id == comment.id)
    above = [one for one in (comment.root_id, comment.parent_id) if one]
    query = select(Comment).where(
        or_(Comment.id.in_(above), Comment.id.in_(before), Comment.id.in_(after))
    )
    rows = db.session.scalars(query.options(joinedload(Comment.author)).order_by(Comment.id)).all()
    found.above = [one for one in rows if one.id in above]
    found.below = [one for one in rows if one.parent_id == comment.id]
    shown = {one.id for one in [*found.above, *found.below]}
    found.beside = [one for one in rows if one.id not in shown]


def _nearest(*which: Any, latest: bool = False) -> Any:
    order = Comment.id.desc() if latest else Comment.id
    numbers = select(Comment.id).where(*which).order_by(order).limit(NEAREST).subquery()
    return select(numbers.c.id)


def _wordings(comment: Comment) -> Sequence[Wording]:
    """Return the wordings in force, and those that the comment quotes, in every language."""
    numbers = {comment.amendment.revision}
    if comment.quote:
        numbers.add(comment.quote["revision"])
    return db.session.scalars(
        select(Wording).where(
            Wording.amendment_id == comment.amendment_id, Wording.revision.in_(sorted(numbers))
        )
    ).all()


def _best(have: dict[str, Wording], language: str, comment: Comment) -> Wording | None:
    order = fallback_order(language, comment.consultation.authoritative, have)
    return next((have[one] for one in order if one in have), None)


def _spoken(comment: Comment, wordings: Sequence[Wording], language: str) -> Spoken | None:
    quote = comment.quote or {"revision": comment.amendment.revision, "language": language}
    have = {one.language: one for one in wordings if one.revision == quote["revision"]}
    wording = _best(have, quote["language"], comment)
    if wording is None:
        return None
    if not comment.clause:
        return Spoken(wording.language, None, paragraphs(decode(wording.diff)))
    key = comment.clause.partition(ASIDE)[0]
    before, after = _clause(wording.current, key), _clause(wording.proposed, key)
    return Spoken(wording.language, comment.clause, paragraphs(word_diff(before, after)))


def _clause(text: str, key: str) -> str:
    return next((one.text for one in clauses(text) if one.key == key), "")


def _record(comment: Comment) -> Record:
    """Return an author's comments by state and sanctions by kind, and the size of the campaign."""
    mine = Comment.author_id == comment.author_id
    given = (
        select(literal("sanction"), Sanction.kind, func.count())
        .where(Sanction.account_id == comment.author_id, Sanction.state.in_(("given", "in_force")))
        .group_by(Sanction.kind)
    )
    states = select(literal("state"), Comment.state, func.count()).where(mine)
    parts = [states.group_by(Comment.state), given]
    if comment.campaign_id:
        here = Campaign.id == comment.campaign_id
        for name in ("people", "texts"):
            column = getattr(Campaign, name)
            parts.append(select(literal("campaign"), literal(name), column).where(here))
    found = Record()
    into = {"state": found.states, "sanction": found.sanctions, "campaign": found.campaign}
    for what, name, times in db.session.execute(union_all(*parts)):
        into[what][name] = times
    return found
