"""Every write of arguments: gather comments, add, remove, move, rename, merge. Answers elsewhere.

Comments are locked first, the newest first, then arguments by their keys. A comment joins while it
is published, has no answer of its own and is in no other argument; others are left out. One that
joins an answered argument is answered at once; one that leaves it waits for an answer again.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select

from consult.accounts.rules import Reader
from consult.comments.answering import set_answers, take_answers
from consult.comments.gathering import lock_named, put_under, recount
from consult.comments.rules import State as CommentState
from consult.config import LANGUAGES
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.core import clock, jobs
from consult.core.db import db, upsert
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.core.text import clean_line
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.responses.gathered import answer_to_argument, barred_by
from consult.responses.models import Answer, Argument
from consult.responses.rules import LONGEST_HEADING, Origin, State
from consult.responses.subjects import (
    living,
    lock_arguments,
    lock_whole,
    shown,
    tell_authors,
)

PER_JOB = 100
"""How many authors one job tells."""
MOST_TRIES = 1000


def gather(
    amendment: Amendment,
    reader: Reader,
    title: str,
    language: str,
    comment_ids: Collection[int],
    *,
    origin: str = Origin.STAFF,
    origin_id: int | None = None,
) -> Argument:
    """Gather comments of an amendment under one heading; those that cannot join are left out.

    Raises Invalid where the heading lacks, Conflict where no comment is left.
    """
    title = checked_heading(title, language)
    rows = _free(lock_named(comment_ids), amendment.id)
    number = _new_number(
        consultation_id=amendment.consultation_id,
        amendment_id=amendment.id,
        title=title,
        language=language,
        origin=str(Origin(origin)),
        origin_id=origin_id,
        made_by=reader.id,
    )
    argument = db.session.get_one(Argument, number)
    _join(argument, reader, rows)
    _record(Event.ARGUMENT_GATHERED, argument, origin=argument.origin)
    return argument


def add(
    argument: Argument, reader: Reader, comment_ids: Collection[int], version: int
) -> Sequence[int]:
    """Let comments join an argument; return which did. Raises Conflict where none can."""
    rows = lock_named(comment_ids)
    _locked(argument, version)
    rows = _free(rows, argument.amendment_id)
    _join(argument, reader, rows)
    _changed(argument, joined=len(rows))
    return [row.id for row in rows]


def remove(
    argument: Argument, reader: Reader, comment_ids: Collection[int], version: int
) -> Sequence[int]:
    """Let comments leave an argument; they wait for an answer of their own again."""
    del reader
    rows = lock_named(comment_ids)
    _locked(argument, version)
    rows = _leave(argument, rows)
    _tell_those_who_left(argument, rows)
    _changed(argument, left=len(rows))
    return [row.id for row in rows]


def move(
    argument: Argument,
    reader: Reader,
    comment_ids: Collection[int],
    version: int,
    target: Argument,
) -> Sequence[int]:
    """Let comments leave an argument for another one of the same amendment."""
    _check_pair(argument, target)
    rows = lock_named(comment_ids)
    _lock_both(argument, target, version)
    rows = _leave(argument, rows)
    _join(target, reader, lock_named([row.id for row in rows]))
    if _published(target) is None:
        _tell_those_who_left(argument, rows)
    _changed(argument, left=len(rows), to=target.number)
    _changed(target, joined=len(rows))
    return [row.id for row in rows]


def rename(argument: Argument, reader: Reader, title: str, language: str, version: int) -> None:
    """Give an argument another heading, also below the comments that show its answer."""
    del reader
    title = checked_heading(title, language)
    rows = lock_whole(argument)
    _check_version(argument, version)
    if (title, language) == (argument.title, argument.language):
        return
    argument.title, argument.language = title, language
    answer = _published(argument)
    if answer is not None:
        set_answers(living(rows), shown(answer, None, argument))
    _changed(argument, renamed=True)


def merge(argument: Argument, reader: Reader, target: Argument, version: int) -> None:
    """Put an argument that has no answer into another; its address leads there from now on.

    Raises Conflict where it is answered already, or where both have an answer begun.
    """
    _check_pair(argument, target)
    rows = lock_whole(argument, target)
    _check_version(argument, version)
    _check_target(target)
    begun, other = answer_to_argument(argument.id), answer_to_argument(target.id)
    if begun is not None and begun.state == State.PUBLISHED:
        raise Conflict(lazy("This argument is answered. Move its comments one by one."))
    if begun is not None and other is not None:
        raise Conflict(lazy("Both arguments have an answer begun. Empty one of them first."))
    put_under([row for row in rows if row.state == CommentState.WITHDRAWN], target.id)
    _take_over(target, reader, living(rows))
    if begun is not None:
        begun.argument_id = target.id
    argument.origin, argument.origin_id = Origin.MERGED, target.id
    recount({argument.id, target.id})
    _changed(argument, merged=target.number)
    _changed(target, joined=len(rows))


def checked_heading(title: str, language: str) -> str:
    """Return a heading, cleaned; Invalid where it says nothing or too much."""
    title = clean_line(title)
    if not any(sign.isalnum() for sign in title):
        raise Invalid(lazy("Write the heading: what these comments say, in one line."), "title")
    if len(title) > LONGEST_HEADING:
        raise Invalid(lazy("Shorten the heading to 200 characters."), field="title")
    if language not in LANGUAGES:
        raise Invalid(lazy("Choose one of the languages."), field="language")
    return title


def _new_number(**values: Any) -> int:
    """Store an argument under the next number of its consultation; return its key.

    Two at once want the same number: one waits for the other and then takes the next.
    """
    here = Argument.consultation_id == values["consultation_id"]
    nothing = {"comments": 0, "people": 0, "version": 0, "made_at": clock.now()}
    for _ in range(MOST_TRIES):
        number = select(func.coalesce(func.max(Argument.number), 0) + 1).where(here)
        new = upsert(Argument).values(**values, **nothing, number=number.scalar_subquery())
        free = new.on_conflict_do_nothing().returning(Argument.id)
        found = db.session.scalar(free)
        if found is not None:
            return int(found)
    raise Conflict(lazy("Somebody is changing this argument just now. Try again."))


def _free(rows: Sequence[Any], amendment_id: int) -> list[Any]:
    """Return those of locked comments that may join; Conflict where there is none."""
    free = [
        row
        for row in rows
        if row.amendment_id == amendment_id
        and row.state == CommentState.PUBLISHED
        and row.argument_id is None
        and row.answered_at is None
    ]
    if not free:
        message = lazy("None of these comments can join: answered, gathered or hidden meanwhile.")
        raise Conflict(message)
    return free


def _join(argument: Argument, reader: Reader, rows: Sequence[Any]) -> None:
    _take_over(argument, reader, rows)
    recount({argument.id})


def _take_over(argument: Argument, reader: Reader, rows: Sequence[Any]) -> None:
    """Put locked comments under a locked argument, and its answer below them if it has one."""
    put_under(rows, argument.id)
    answer = _published(argument)
    if answer is None or not rows:
        return
    given = shown(answer, reader, argument, clock.now())
    if barred_by([row.id for row in rows]) & set(given.writers):
        message = lazy(
            "Whoever answered this argument, or you, wrote or decided on one of these comments."
        )
        raise NotAllowed(message)
    set_answers(rows, given)
    tell_authors(argument, given.at, given.at)


def _leave(argument: Argument, rows: Sequence[Any]) -> list[Any]:
    rows = [row for row in rows if row.argument_id == argument.id]
    if not rows:
        raise Conflict(lazy("None of these comments is in this argument any more."))
    put_under(rows, None)
    take_answers(rows)
    recount({argument.id})
    return rows


def _published(argument: Argument) -> Answer | None:
    answer = answer_to_argument(argument.id)
    return answer if answer is not None and answer.state == State.PUBLISHED else None


def _locked(argument: Argument, version: int) -> None:
    lock_arguments(argument)
    _check_version(argument, version)


def _lock_both(argument: Argument, target: Argument, version: int) -> None:
    lock_arguments(argument, target)
    _check_version(argument, version)
    _check_target(target)


def _check_target(target: Argument) -> None:
    if target.origin == Origin.MERGED:
        raise Conflict(lazy("That argument was put into another one meanwhile."))


def _check_version(argument: Argument, version: int) -> None:
    if argument.version != version or argument.origin == Origin.MERGED:
        raise Conflict(lazy("Somebody changed this argument meanwhile. Look at it again."))


def _check_pair(argument: Argument, target: Argument) -> None:
    if argument.id == target.id or argument.amendment_id != target.amendment_id:
        raise Invalid(lazy("Choose another argument of the same amendment."), field="target")


def _changed(argument: Argument, **data: Any) -> None:
    argument.version += 1
    db.session.flush()
    _record(Event.ARGUMENT_CHANGED, argument, **data)


def _record(kind: Event, argument: Argument, **data: Any) -> None:
    db.session.refresh(argument, ["comments", "people"])
    touch(argument.amendment_id)
    counts = {"comments": argument.comments, "people": argument.people}
    subject = f"argument:{argument.id}"
    place = argument.consultation_id
    record(kind, subject, consultation_id=place, number=argument.number, **counts, **data)


def _tell_those_who_left(argument: Argument, rows: Sequence[Any]) -> None:
    """Leave jobs that tell authors that the answer is no longer about their comment."""
    of_author = {row.author_id: row.id for row in rows if row.answered_at is not None}
    numbers = sorted(of_author.values())
    for start in range(0, len(numbers), PER_JOB):
        some = {"argument": argument.id, "comments": numbers[start : start + PER_JOB]}
        jobs.enqueue("tell-left-argument", some)
