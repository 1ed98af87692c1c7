"""The amendment page answered before Flask: from memory, with one small read for its reader."""

import re
from http import HTTPStatus
from urllib.parse import parse_qsl

from flask.blueprints import BlueprintSetupState

from consult.comments.marks import ask_directly, stamp_of
from consult.comments.previewing import draft_key_of
from consult.consultations.views.asked import VIEWS, read
from consult.consultations.views.frame import blueprint
from consult.consultations.views.may import Own
from consult.consultations.views.remembered import COOKIE
from consult.consultations.views.shared_page import SharedPage
from consult.core import clock, crypto, replica
from consult.core.db import transaction
from consult.votes.queries import tally_of
from consult.web.front import (
    SECOND,
    Asking,
    answers,
    direct,
    kept_pages,
)
from consult.web.pieces import Piece, gzipped, joined
from consult.web.plain import Ready, status_line
from consult.web.tokens import mask, token_of_session

ADDRESS = r"/(kk|ru|en)/consultations/([a-z0-9-]{1,60})/amendments/([\w.-]{1,20})\Z"
MOST_PARAMETERS = 20
HTML = ("Content-Type", "text/html; charset=utf-8")
VARY = ("Vary", "Accept-Encoding, Cookie")
PRIVATE = ("Cache-Control", "private, no-store")
PUBLIC = ("Cache-Control", "public, max-age=1")
OK, SAME = status_line(HTTPStatus.OK), status_line(HTTPStatus.NOT_MODIFIED)


@blueprint.record
def _stand_before(state: BlueprintSetupState) -> None:
    answers(state.app, ADDRESS, ready)


def ready(asking: Asking, found: "re.Match[str]") -> Ready | None:
    """Answer where the page is in memory and holds; else Flask makes it."""
    language, slug, number = found.groups()
    if asking.query.count("&") >= MOST_PARAMETERS:
        return None
    pairs = parse_qsl(asking.query) if asking.query else []
    # The first of several values counts, as it does for Flask.
    parameters = dict(reversed(pairs))
    only = [value for name, value in pairs if name == "only"]
    if "view" in parameters or "q" in parameters or "mine" in only:
        return None
    remembered = asking.cookies.get(COOKIE, "")
    asked = read(language, slug, number, parameters, only, remembered, bool(asking.session))
    page: SharedPage | None = kept_pages(asking.app).get(asked)
    if page is None or not page.lasts():
        return None
    if asking.session:
        return _for_somebody(asking, page)
    return _for_everybody(asking, page) if _still_holds(asking, page) else None


def _for_everybody(asking: Asking, page: SharedPage) -> Ready:
    plain, zipped, etag = page.for_visitors()
    etag = f'"{etag}-gzip"' if asking.zipped else f'"{etag}"'
    own_view = asking.cookies.get(COOKIE, "") in VIEWS
    headers = [("ETag", etag), VARY, PRIVATE if own_view else PUBLIC]
    if asking.unless and etag in asking.unless:
        return Ready(SAME, headers, b"")
    return _answered(headers, zipped if asking.zipped else plain, asking.zipped)


def _for_somebody(asking: Asking, page: SharedPage) -> Ready | None:
    began = clock.ticks()
    digest = crypto.digest(asking.session)
    found = ask_directly(direct(asking.app), page.question, digest, page.stamp[0])
    if found is None or not found.plain:
        return None
    if found.stamp == page.stamp:
        page.checked = began
    elif asking.fresh or not _may_be_older(page, began):
        return None
    if page.shows_tally(found.marks.choice is not None):
        _look_at_tally(asking, page)
    secret = asking.app.extensions["consult_settings"].secret_key
    token = mask(token_of_session(asking.session, secret))
    own = Own(found.pseudonym, token, draft_key_of(found.reader_id, secret))
    pieces: list[Piece] = page.filled(page.citizen, found.marks, own)
    body = gzipped(pieces) if asking.zipped else joined(pieces)
    return _answered([VARY, PRIVATE], body, asking.zipped)


def _answered(headers: list[tuple[str, str]], body: bytes, zipped: bool) -> Ready:
    headers += (HTML, ("Content-Length", str(len(body))))
    if zipped:
        headers.append(("Content-Encoding", "gzip"))
    return Ready(OK, headers, body)


def _still_holds(asking: Asking, page: SharedPage) -> bool:
    """Tell whether a page may be shown; its stamp is asked once a second, by one of many."""
    began = clock.ticks()
    if not asking.fresh and began - page.checked < SECOND:
        return True
    if not asking.fresh and not page.first_to_look(began, SECOND):
        return began - page.checked < 2 * SECOND
    near = replica.source(asking.app, "GET", asking.cookies)
    source = replica.reading_from(near.engine if near else None)
    with asking.app.app_context(), source, transaction(write=False):
        stamp = stamp_of(page.stamp[0])
        # The replica may not have got yet what a page made from the primary shows.
        if stamp is None or not page.holds(stamp):
            return False
        if page.shows_tally(voted=False):
            page.take_tally(tally_of(page.stamp[0]))
    page.checked = began
    return True


def _may_be_older(page: SharedPage, now: float) -> bool:
    """Tell whether somebody may still see a page that changed, while one of many makes it anew."""
    age = now - page.checked
    return age < SECOND or (age < 2 * SECOND and not page.first_to_look(now, SECOND))


def _look_at_tally(asking: Asking, page: SharedPage) -> None:
    if not asking.fresh and clock.ticks() - page.tally_at < SECOND:
        return
    with asking.app.app_context(), transaction(write=False):
        page.take_tally(tally_of(page.stamp[0]))
