"""A vote taken before Flask: the one write that a whole country sends in the same minute.

It says yes or nothing. The rules are those of `votes/actions.py`, the permission is asked of the
same table, the statements are those of `votes/storing.py`; where a vote is refused, changes an
older one, or anything is odd, nothing is stored here and Flask reads the form from its beginning.
Sending a vote twice changes nothing, so Flask may also repeat what was lost on the way.
"""

from functools import lru_cache
from typing import Any, cast

from flask import Flask
from flask.blueprints import BlueprintSetupState
from flask.sessions import SecureCookieSessionInterface
from werkzeug.http import dump_cookie

from consult.core import clock, crypto
from consult.core.errors import Refusal
from consult.core.hot import Hot, Statement, Write
from consult.permissions import Permission, why_not
from consult.votes import storing
from consult.votes.actions import cell_of
from consult.votes.forms import ballot_in
from consult.votes.papers import VOTER_AND_PAPER, WAY_IN_AT, voter_and_paper
from consult.votes.views.casting import VOTED, blueprint
from consult.web.permit import see_other
from consult.web.plain import Ready, Sent, takes
from consult.web.shared import speaking_as_page
from consult.web.tokens import genuine

ADDRESS = r"/(kk|ru|en)(/consultations/([a-z0-9-]{1,60})/amendments/([\w.-]{1,20}))/vote\Z"


class _Statements:
    """The statements in the words of the driver in use."""

    def __init__(self, hot: Hot) -> None:
        engine = hot.engine
        self.asked = Statement(engine, VOTER_AND_PAPER)
        self.gate = None if hot.is_sqlite else Statement(engine, WAY_IN_AT)
        if hot.is_sqlite:
            self.first = Statement(engine, storing.FIRST, storing.VOTE_COLUMNS)
            self.step = Statement(engine, storing.STEPS.inline(), storing.STEP_COLUMNS)
        else:
            self.first = self.step = Statement(engine, storing.FIRST_AND_STEP)


@blueprint.record
def _stand_before(state: BlueprintSetupState) -> None:
    takes(state.app, ADDRESS, take)


def take(sent: Sent) -> Ready | None:
    """Store a first vote that nothing speaks against."""
    if not genuine(sent) or not _stored(sent):
        return None
    said = _said(sent.app, sent.found[1], int(clock.now().timestamp()))
    return see_other(sent, f"/{sent.found[1]}{sent.found[2]}#vote", said)


def _stored(sent: Sent) -> bool:
    hot: Hot = sent.app.extensions["consult_hot"]
    words, now = _made(hot), clock.now()
    try:
        choice, seen = ballot_in(sent.fields)
    except Refusal:
        return False
    slug, number = sent.found.group(3, 4)
    asked = {
        "slug": slug,
        "amendment_number": number,
        "digest": crypto.digest(sent.session),
        "now": hot.moment(now),
    }
    with hot.write() as write:
        if words.gate:
            write.run(words.gate, {"slug": slug})
        rows = write.run(words.asked, asked).fetchall()
        if not rows:
            return False
        reader, paper = voter_and_paper(rows)
        if seen != paper.revision or why_not(reader, Permission.VOTE_CAST, paper):
            return False
        cell = cell_of(paper, reader, choice, seen)
        values = storing.row_of(paper.id, cast(int, reader.id), cell, hot.moment(now))
        return _add_first(hot, write, words, values)


def _add_first(hot: Hot, write: Write, words: _Statements, values: dict[str, Any]) -> bool:
    """Add the vote and its step; False where there is a vote already, and nothing is stored."""
    if not hot.is_sqlite:
        named = {f"new_{name}": one for name, one in values.items()}
        return write.end_with(words.first, named).fetchone() is not None
    if write.run(words.first, values).rowcount < 1:
        return False
    write.end_with(words.step, {**values, "step": 1})
    return True


@lru_cache(maxsize=4)
def _made(hot: Hot) -> _Statements:
    return _Statements(hot)


@lru_cache(maxsize=8)
def _said(app: Flask, language: str, second: int) -> str:
    """Return the cookie that makes the next page say so: the same for all voters of a second."""
    with speaking_as_page(app, language):
        said = {"_flashes": [("done", str(VOTED))]}
    interface = cast(SecureCookieSessionInterface, app.session_interface)
    signer = interface.get_signing_serializer(app)
    if signer is None:
        raise RuntimeError("An app without a secret key has no messages.")
    return dump_cookie(
        str(app.config["SESSION_COOKIE_NAME"]),
        str(signer.dumps(said)),
        path="/",
        secure=bool(app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
