"""The one place that stores a reaction, with the counters of the comment that it is about."""

from datetime import timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select, update

from consult.accounts.rules import Reader
from consult.comments import queries
from consult.comments.admission import check_open
from consult.comments.models import Comment, CommentReaction
from consult.comments.places import Judged
from consult.comments.rules import REACTION_VALUE, Reaction, State, strength
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.consultations.rules import Ability
from consult.core import clock, jobs
from consult.core.db import db, upsert
from consult.core.errors import Conflict
from consult.core.words import lazy

GROUPS_WAIT = timedelta(minutes=3)
"""How long reactions are gathered before opinion groups are computed from them."""

_comments = cast(Table, Comment.__table__)
_reactions = cast(Table, CommentReaction.__table__)
_COUNTERS = ("disagrees", "passes", "agrees")
"""By the value of a reaction, plus one: -1 disagree, 0 pass, 1 agree."""
_OWN = (
    _reactions.c.comment_id == bindparam("of_comment"),
    _reactions.c.person_id == bindparam("of_person"),
)
_TAKE_BACK = delete(_reactions).where(*_OWN)
_GROUPED = select(Amendment.groups_at).where(Amendment.id == _comments.c.amendment_id)
_LOCKED = (
    select(
        *(_comments.c.state, _comments.c.amendment_id, _comments.c.root_id),
        *(_comments.c[name] for name in _COUNTERS),
        *(_comments.c.strength, _GROUPED.scalar_subquery()),
    )
    .where(_comments.c.id == bindparam("comment"))
    .with_for_update(key_share=True)
)
_RECOUNTED = (
    update(_comments)
    .where(_comments.c.id == bindparam("comment"))
    .values({name: bindparam(f"new_{name}") for name in (*_COUNTERS, "score", "strength")})
)


def react(
    comment: Comment | Judged, reader: Reader, reaction: Reaction, *, takes_back: bool = True
) -> None:
    """Agree, disagree or pass on a comment; the same again takes it back, on cards it stays.

    The comment's row is locked meanwhile, so its counters always equal a recount.
    """
    check_open(comment.consultation, Ability.REACT)
    db.session.flush()
    row = _run(_LOCKED, comment=comment.id).one()
    state, amendment_id, root_id, *counters, strong, grouped = row
    if state != State.PUBLISHED:
        raise Conflict(lazy("This comment is no longer published."))
    before = queries.reaction_of(comment.id, reader.id)
    value: int | None = REACTION_VALUE[reaction]
    if value == before and takes_back:
        value = None
    _store(comment.id, reader.id, value)
    for one, step in ((before, -1), (value, 1)):
        if one is not None:
            counters[one + 1] += step
    new = dict(zip(_COUNTERS, counters, strict=True))
    new["score"] = new["agrees"] - new["disagrees"]
    # Once opinion groups are known, they say how strong a comment is.
    new["strength"] = strong if grouped else strength(new["agrees"], new["disagrees"])
    _run(_RECOUNTED, comment=comment.id, **{f"new_{name}": one for name, one in new.items()})
    touch(amendment_id)
    if root_id is None:
        ask_for_groups(amendment_id)
    if isinstance(comment, Comment):
        db.session.expire(comment, [*new])


def ask_for_groups(amendment_id: int) -> None:
    """Let the opinion groups be computed anew soon; many reactions ask once."""
    payload, run_at = {"amendment": amendment_id}, clock.now() + GROUPS_WAIT
    jobs.enqueue("opinion-groups", payload, run_at=run_at, key=f"opinion-groups:{amendment_id}")


def _store(comment_id: int, person_id: int | None, value: int | None) -> None:
    if value is None:
        _run(_TAKE_BACK, of_comment=comment_id, of_person=person_id)
        return
    row = {"comment_id": comment_id, "person_id": person_id, "value": value, "at": clock.now()}
    _run(_putting(db.engine.dialect.name), **row)


@cache
def _putting(_dialect: str) -> Any:
    """Return the statement that stores a reaction or changes it; made once for each database."""
    statement = upsert(_reactions)
    new = {"value": statement.excluded["value"], "at": statement.excluded["at"]}
    return statement.on_conflict_do_update(index_elements=["comment_id", "person_id"], set_=new)


def _run(statement: Any, **values: Any) -> Any:
    return db.session.connection().execute(statement, values)
