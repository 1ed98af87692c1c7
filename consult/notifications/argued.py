"""Messages to all authors of an argument: once each, however many of their comments are in it.

A job tells some authors and leaves the next job in the same transaction, so that ten thousand are
told portion by portion and nobody twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.letters import write_to
from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.rules import State as CommentState
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_by_id, text_of
from consult.core import jobs
from consult.core.db import db
from consult.core.links import link
from consult.core.text import clean_line
from consult.notifications.delivery import address_of, answer_values
from consult.notifications.words import ARGUMENT_SUBJECTS, ARGUMENT_TOLD
from consult.responses.gathered import answer_to_argument, argument_by_id
from consult.responses.models import Answer, Argument
from consult.responses.rules import State

AUTHORS_AT_ONCE = 100
MOST_NAMED = 20
"""How many of somebody's own comments one message names."""


@jobs.job("tell-argument")
def tell_argument(payload: dict[str, Any]) -> None:
    """Tell the next authors whose comments were answered between two moments; then the others."""
    argument = argument_by_id(payload["argument"])
    answer = answer_to_argument(payload["argument"])
    if argument is None or answer is None or answer.state != State.PUBLISHED:
        return
    authors = _authors(payload)
    theirs = _comments(payload, authors)
    place = consultation_by_id(argument.consultation_id)
    kind = "corrected" if payload["corrected"] else "answered"
    for author_id in authors:
        _send(kind, theirs[author_id], place, argument, answer)
    if len(authors) == AUTHORS_AT_ONCE:
        rest = {**payload, "after": authors[-1]}
        when = f"{payload['since']}:{payload['until']}"
        key = f"tell-argument:{argument.id}:{when}:{authors[-1]}"
        jobs.enqueue("tell-argument", rest, key=key)


@jobs.job("tell-left-argument")
def tell_left(payload: dict[str, Any]) -> None:
    """Tell authors that their comment is no longer answered as part of an argument."""
    argument = argument_by_id(payload["argument"])
    if argument is None:
        return
    place = consultation_by_id(argument.consultation_id)
    for comment in _loaded(Comment.id.in_(payload["comments"])):
        if comment.argument_id != argument.id:
            _send("left", [comment], place, argument, None)


def _which(payload: dict[str, Any]) -> list[Any]:
    since, until = (payload[one] and datetime.fromisoformat(payload[one]) for one in _SPAN)
    which = [Comment.argument_id == payload["argument"], Comment.state == CommentState.PUBLISHED]
    which += [Comment.answered_at >= since] if since else []
    return [*which, Comment.answered_at <= until] if until else which


_SPAN = ("since", "until")


def _authors(payload: dict[str, Any]) -> Sequence[int]:
    authors = select(Comment.author_id).where(
        *_which(payload), Comment.author_id > payload["after"]
    )
    next_ones = authors.distinct().order_by(Comment.author_id).limit(AUTHORS_AT_ONCE)
    return db.session.scalars(next_ones).all()


def _comments(payload: dict[str, Any], authors: Sequence[int]) -> dict[int, list[Comment]]:
    theirs: dict[int, list[Comment]] = {one: [] for one in authors}
    for comment in _loaded(*_which(payload), Comment.author_id.in_(authors)):
        theirs[comment.author_id].append(comment)
    return theirs


def _loaded(*which: Any) -> Sequence[Comment]:
    query = select(Comment).where(*which).order_by(Comment.id)
    options = joinedload(Comment.author), joinedload(Comment.amendment)
    return db.session.scalars(query.options(*options)).all()


def _send(
    kind: str,
    comments: Sequence[Comment],
    place: Consultation,
    argument: Argument,
    answer: Answer | None,
) -> None:
    author: Account = comments[0].author
    if not author.email:
        return
    lang, number = author.language, comments[0].amendment.number
    here = {"slug": place.slug, "number": number, "argument": argument.number}
    write_to(
        author,
        "responses_argument",
        subject=ARGUMENT_SUBJECTS[kind],
        told=ARGUMENT_TOLD[kind],
        number=number,
        title=clean_line(text_of(place, lang).title),
        argument=argument.number,
        heading=clean_line(argument.title),
        others=argument.people - 1 if answer else 0,
        body=comments[0].body,
        addresses=[address_of(one, author, place) for one in comments[:MOST_NAMED]],
        link=link("responses.argument", lang=lang, **here),
        **(answer_values(answer) if answer else {}),
    )
