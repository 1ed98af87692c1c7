"""Every write of comments: write, edit, withdraw, react, and the one place that changes a state."""

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import delete

from consult.accounts.rules import Reader
from consult.comments import queries
from consult.comments.admission import (
    check_open,
    check_pace,
    check_parent,
    check_stance,
    checked_body,
    reasons_to_hold,
)
from consult.comments.counting import (
    count,
    count_answered,
    count_on_clause,
    relist,
    tell_those_above,
)
from consult.comments.history import leaves_no_mark
from consult.comments.models import Comment, CommentEdit, CommentReaction, kind_of
from consult.comments.passages import About
from consult.comments.queries import lock
from consult.comments.rules import (
    MOVES,
    REACTION_VALUE,
    Reaction,
    State,
    is_listed,
    strength,
)
from consult.comments.suggestions import check_suggestion, said_of
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.consultations.rules import Ability
from consult.core import clock, jobs
from consult.core.db import db, upsert
from consult.core.errors import Conflict
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record

DOUBLE_CLICK = timedelta(minutes=1)
GROUPS_WAIT = timedelta(minutes=3)
"""How long reactions are gathered before opinion groups are computed from them."""


def write_comment(
    amendment: Amendment,
    reader: Reader,
    *,
    stance: str | None,
    body: str,
    language: str,
    parent: Comment | None = None,
    about: About | None = None,
    seen: int | None = None,
) -> Comment:
    """Write a comment, or a reply to a published one; screening decides whether it is held.

    `about` says which clause it speaks of and what it suggests; `seen` which revision the writer
    had before their eyes, for a page may stay open while a newer one is published. The same text
    sent twice within a minute is a double click and gives the same comment.
    """
    about = about or About()
    body = checked_body(body)
    check_stance(stance, parent)
    # Whatever is only computed comes before the first lock: others wait from there on.
    held_for = reasons_to_hold(amendment.consultation, reader, body, about.suggested)
    check_open(amendment.consultation, Ability.COMMENT)
    queries.lock_author(reader.id)
    now = clock.now()
    above = parent.id if parent else None
    sent = queries.sent_since(reader.id, amendment.id, above, body, about, now - DOUBLE_CLICK)
    if sent is not None:
        return sent
    check_pace(reader.id, now)
    if parent:
        check_parent(amendment, parent)
    if about.suggestion:
        check_suggestion(amendment, reader.id, about.clause)
    comment = Comment(
        consultation_id=amendment.consultation_id,
        amendment_id=amendment.id,
        revision=min(max(seen or amendment.revision, 1), amendment.revision),
        author_id=reader.id,
        parent_id=above,
        root_id=(parent.root_id or parent.id) if parent else None,
        stance=stance,
        language=language,
        body=body,
        state=State.HELD if held_for else State.PUBLISHED,
        held_for=held_for,
        waiting_since=now if held_for else None,
        listed=False,
        replies=0,
        created_at=now,
        **asdict(about),
    )
    _add(comment)
    return comment


def _add(comment: Comment) -> None:
    comment.listed = is_listed(comment.state, 0)
    db.session.add(comment)
    db.session.flush()
    tell_those_above(comment, int(comment.listed))
    count(comment.amendment_id, {(kind_of(comment), comment.state): 1})
    count_on_clause(comment, None, comment.state)
    if comment.state == State.HELD:
        _record(Event.COMMENT_HELD, comment, reasons=comment.held_for)
    touch(comment.amendment_id)


def _record(kind: Event, comment: Comment, **data: object) -> None:
    subject = f"comment:{comment.id}"
    record(kind, subject, consultation_id=comment.consultation_id, **data)


def edit_comment(
    comment: Comment,
    reader: Reader,
    *,
    body: str,
    stance: str | None,
    language: str,
    version: int,
    other: About | None = None,
) -> None:
    """Change one's own comment; what it said is kept, and what it says is screened again.

    Conflict where the comment changed since the author opened the form. At first an edit leaves no
    mark; later everybody reads in the comment's history what it said.
    """
    body = checked_body(body)
    if comment.parent_id is None:
        check_stance(stance, None)
    check_open(comment.consultation, Ability.COMMENT)
    if lock(comment).version != version or comment.state not in {State.HELD, State.PUBLISHED}:
        message = lazy("This comment changed since you opened it. Send it again to replace it.")
        raise Conflict(message, field="body")
    stance = stance if comment.parent_id is None else None
    other = other or said_of(comment)
    if (body, stance, other) == (comment.body, comment.stance, said_of(comment)):
        return
    _keep_what_it_said(comment)
    before = kind_of(comment)
    comment.body, comment.stance, comment.language = body, stance, language
    comment.suggestion, comment.suggested = other.suggestion, other.suggested
    comment.version += 1
    _recount_stance(comment, before)
    comment.held_for = reasons_to_hold(
        comment.consultation, reader, body, comment.suggested, editing=comment.id
    )
    _screened_again(comment)
    touch(comment.amendment_id)


def _keep_what_it_said(comment: Comment) -> None:
    now, visible = clock.now(), not leaves_no_mark(comment)
    if visible:
        comment.edited_at = now
    db.session.add(
        CommentEdit(
            comment_id=comment.id,
            body=comment.body,
            stance=comment.stance,
            suggested=comment.suggested,
            visible=visible,
            replaced_at=now,
        )
    )


def _recount_stance(comment: Comment, before: str) -> None:
    db.session.flush()
    if kind_of(comment) != before:
        state = comment.state
        count(comment.amendment_id, {(before, state): -1, (kind_of(comment), state): 1})


def _screened_again(comment: Comment) -> None:
    """Hold an edited comment, or publish a held one whose author mended it."""
    state = State.HELD if comment.held_for else State.PUBLISHED
    if state == comment.state:
        return
    change_state(comment, state)
    if state == State.HELD:
        _record(Event.COMMENT_HELD, comment, reasons=comment.held_for)


def withdraw_comment(comment: Comment) -> None:
    """Take one's own comment back: nobody reads it any more, staff excepted."""
    change_state(comment, State.WITHDRAWN)
    _record(Event.COMMENT_WITHDRAWN, comment)


def react(comment: Comment, reader: Reader, reaction: Reaction, *, takes_back: bool = True) -> None:
    """Agree, disagree or pass on a comment; the same again takes it back, on cards it stays.

    The comment's row is locked meanwhile, so its counters always equal a recount.
    """
    check_open(comment.consultation, Ability.REACT)
    if lock(comment).state != State.PUBLISHED:
        raise Conflict(lazy("This comment is no longer published."))
    before = queries.reaction_of(comment.id, reader.id)
    value: int | None = REACTION_VALUE[reaction]
    if value == before and takes_back:
        value = None
    _store_reaction(comment.id, reader.id, value)
    _step(comment, before, -1)
    _step(comment, value, 1)
    comment.score = comment.agrees - comment.disagrees
    if comment.amendment.groups_at is None:
        comment.strength = strength(comment.agrees, comment.disagrees)
    db.session.flush()
    touch(comment.amendment_id)
    if comment.root_id is None:
        _ask_for_groups(comment.amendment_id)


def _ask_for_groups(amendment_id: int) -> None:
    """Let the opinion groups be computed anew soon; many reactions ask once."""
    payload, run_at = {"amendment": amendment_id}, clock.now() + GROUPS_WAIT
    jobs.enqueue("opinion-groups", payload, run_at=run_at, key=f"opinion-groups:{amendment_id}")


def _store_reaction(comment_id: int, person_id: int | None, value: int | None) -> None:
    if value is None:
        own = {"comment_id": comment_id, "person_id": person_id}
        db.session.execute(delete(CommentReaction).filter_by(**own))
        return
    row = {"value": value, "at": clock.now()}
    statement = upsert(CommentReaction).values(comment_id=comment_id, person_id=person_id, **row)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["comment_id", "person_id"], set_=row)
    )


def _step(comment: Comment, value: int | None, step: int) -> None:
    if value == REACTION_VALUE[Reaction.AGREE]:
        comment.agrees += step
    elif value == REACTION_VALUE[Reaction.DISAGREE]:
        comment.disagrees += step
    elif value == REACTION_VALUE[Reaction.PASS]:
        comment.passes += step


def change_state(
    comment: Comment, state: State, *, ground: str | None = None, decided: bool = False
) -> None:
    """Move a comment to another state with all that hangs on it; Conflict where it may not go.

    `ground` and `decided` (a moderator decided it) describe the new state and replace the old.
    Rows are locked upwards, comment, parent, root, counts, amendment, so nobody waits in a circle.
    """
    before = State(lock(comment).state)
    if state not in MOVES[before]:
        raise Conflict(lazy("The state of this comment does not allow this any more."))
    comment.state, comment.ground = state, ground
    comment.decided_at = clock.now() if decided else None
    comment.waiting_since = _waiting_since(comment, decided)
    comment.version += 1
    if state == State.WITHDRAWN:
        comment.open_reports = 0
    relist(comment)
    kind = kind_of(comment)
    count(comment.amendment_id, {(kind, before): -1, (kind, state): 1})
    count_on_clause(comment, before, state)
    count_answered(comment, before, state)
    touch(comment.amendment_id)


def _waiting_since(comment: Comment, decided: bool) -> datetime | None:
    """Return since when a moderator must look at it; an author's edit settles no report."""
    if comment.state == State.HELD:
        return comment.waiting_since or clock.now()
    reported = comment.open_reports > 0 and comment.state == State.PUBLISHED
    return comment.waiting_since if reported and not decided else None
