"""What an official answer is about: a comment, or an argument with all comments in it.

Both can be locked, tell whether somebody may answer them, and show a published answer.
"""

from datetime import datetime
from typing import Any, Protocol

from consult.accounts.rules import Reader
from consult.comments.answering import ShownAnswer, set_answer, set_answers
from consult.comments.gathering import count_members, lock_members
from consult.comments.models import Comment
from consult.comments.queries import lock
from consult.comments.rules import State as CommentState
from consult.core import jobs
from consult.core.db import db
from consult.core.errors import Conflict, NotAllowed
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.moderation.queries import deciders_of
from consult.responses.gathered import (
    answer_to_argument,
    barred_from,
    revision_in_force,
    writers_of,
)
from consult.responses.models import Answer, Argument
from consult.responses.queries import answer_to
from consult.responses.traces import changes_after


class Subject(Protocol):
    """What an answer is about."""

    consultation_id: int
    amendment_id: int
    changed: Any
    answered: Any
    """What they are told who saw an older version of it, or of its answer."""

    @property
    def key(self) -> dict[str, int]:
        """Return how the answer names it."""

    @property
    def version(self) -> int:
        """Return its version, as it was locked."""

    @property
    def revision(self) -> int:
        """Return the revision of its amendment that is in force."""

    def lock(self, reader: Reader, *, to_show: bool) -> None:
        """Lock it; refuse where it cannot be answered now, or not by this reader."""

    def answer(self) -> Answer | None:
        """Return its answer as it stands now."""

    def show(self, answer: Answer, by: Reader, *, corrected: bool) -> None:
        """Show a published answer to everybody, and tell who is concerned."""


def about(thing: "Comment | Argument | Subject") -> Subject:
    """Return the subject that a comment or an argument is."""
    if isinstance(thing, Comment):
        return OfComment(thing)
    return OfArgument(thing) if isinstance(thing, Argument) else thing


class OfComment:
    """One comment that is answered by itself."""

    changed = lazy("The comment changed meanwhile. Read it again, then send the answer.")
    answered = lazy("Somebody else answered this comment meanwhile.")

    def __init__(self, comment: Comment) -> None:
        self.comment = comment
        self.consultation_id, self.amendment_id = comment.consultation_id, comment.amendment_id

    @property
    def key(self) -> dict[str, int]:
        """Return how the answer names it."""
        return {"comment_id": self.comment.id}

    @property
    def version(self) -> int:
        """Return the comment's version."""
        return self.comment.version

    @property
    def revision(self) -> int:
        """Return the revision in force."""
        return self.comment.amendment.revision

    def lock(self, reader: Reader, *, to_show: bool) -> None:
        """Lock the comment; refuse what is not published, gathered, or this reader's own case."""
        del to_show
        if lock(self.comment).state != CommentState.PUBLISHED:
            raise Conflict(lazy("This comment is no longer published."))
        if self.comment.argument_id is not None:
            raise Conflict(lazy("This comment is gathered under an argument; answer that instead."))
        if reader.id == self.comment.author_id or reader.id in deciders_of(self.comment.id):
            raise NotAllowed(lazy("Nobody answers a comment that they wrote or decided on."))

    def answer(self) -> Answer | None:
        """Return its answer as it stands now."""
        return answer_to(self.comment.id)

    def show(self, answer: Answer, by: Reader, *, corrected: bool) -> None:
        """Show the answer below the comment; the ledger's event tells the author."""
        set_answer(self.comment, shown(answer, by))
        record(
            Event.ANSWER_CORRECTED if corrected else Event.ANSWER_PUBLISHED,
            f"comment:{self.comment.id}",
            consultation_id=self.consultation_id,
            disposition=answer.disposition,
            revision=answer.revision,
            suggestion=self.comment.suggestion,
        )


class OfArgument:
    """An argument: one answer for all comments in it."""

    changed = lazy("Comments joined or left meanwhile. Look at them, then send the answer.")
    answered = lazy("Somebody else answered this argument meanwhile.")

    def __init__(self, argument: Argument) -> None:
        self.argument = argument
        self.consultation_id, self.amendment_id = argument.consultation_id, argument.amendment_id
        self.members: list[Any] = []

    @property
    def key(self) -> dict[str, int]:
        """Return how the answer names it."""
        return {"argument_id": self.argument.id}

    @property
    def version(self) -> int:
        """Return the argument's version."""
        return self.argument.version

    @property
    def revision(self) -> int:
        """Return the revision in force."""
        return revision_in_force(self.amendment_id)

    def lock(self, reader: Reader, *, to_show: bool) -> None:
        """Lock the argument, and its comments where the answer is to be shown below them."""
        if to_show:
            self.members = lock_whole(self.argument)
        else:
            lock_arguments(self.argument)
        if to_show and not self.argument.comments:
            raise Conflict(lazy("No published comment is in this argument."))
        if reader.id in barred_from(self.argument.id):
            message = lazy("Nobody answers an argument with a comment they wrote or decided on.")
            raise NotAllowed(message)

    def answer(self) -> Answer | None:
        """Return its answer as it stands now."""
        return answer_to_argument(self.argument.id)

    def show(self, answer: Answer, by: Reader, *, corrected: bool) -> None:
        """Show the answer below all its comments, tell the ledger once and each author once."""
        set_answers(living(self.members), shown(answer, by, self.argument))
        record(
            Event.ARGUMENT_ANSWERED,
            f"argument:{self.argument.id}",
            consultation_id=self.consultation_id,
            number=self.argument.number,
            disposition=answer.disposition,
            revision=answer.revision,
            comments=self.argument.comments,
            people=self.argument.people,
            corrected=corrected,
        )
        since = None if corrected else answer.published_at
        until = answer.corrected_at if corrected else answer.published_at
        tell_authors(self.argument, since, until, corrected=corrected)


def shown(
    answer: Answer,
    by: Reader | None,
    argument: Argument | None = None,
    at: datetime | None = None,
) -> ShownAnswer:
    """Return what everybody reads of a published answer, and who gave it.

    `at` is when a comment joined an argument that was answered before.
    """
    named = ("number", "title", "language")
    return ShownAnswer(
        disposition=answer.disposition or "",
        reasons=answer.reasons,
        language=answer.language,
        revision=answer.revision,
        at=at or answer.published_at or answer.saved_at,
        corrected_at=answer.corrected_at,
        writers=writers_of(answer) | ({by.id} if by is not None and by.id else set()),
        argument={name: getattr(argument, name) for name in named} if argument else None,
        changed=[(one.revision, one.clause) for one in changes_after(argument.id)]
        if argument
        else (),
    )


def living(members: list[Any]) -> list[Any]:
    """Return the comments that are published or may be again: not those withdrawn."""
    return [one for one in members if one.state != CommentState.WITHDRAWN]


def lock_arguments(*arguments: Argument) -> None:
    """Lock the rows of arguments, by their keys as everybody does, and read them again."""
    db.session.flush()
    for one in sorted(arguments, key=lambda each: each.id):
        db.session.refresh(one, with_for_update={"key_share": True})


def lock_whole(argument: Argument, *others: Argument) -> list[Any]:
    """Lock an argument with all its comments, those first as everybody does; return those.

    Who joined just before is locked too, but not waited for. `others` are locked without theirs.
    """
    members = lock_members(argument.id)
    lock_arguments(argument, *others)
    if count_members(argument.id) != len(members):
        members = lock_members(argument.id, wait=False)
        if count_members(argument.id) != len(members):
            raise Conflict(lazy("Somebody is changing this argument just now. Try again."))
    return members


def tell_authors(
    argument: Argument, since: datetime | None, until: datetime | None, *, corrected: bool = False
) -> None:
    """Leave a job that tells the authors of comments answered between two moments, each once."""
    payload = {
        "argument": argument.id,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "corrected": corrected,
        "after": 0,
    }
    key = f"tell-argument:{argument.id}:{payload['since']}:{payload['until']}:0"
    jobs.enqueue("tell-argument", payload, key=key)
