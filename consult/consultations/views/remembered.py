"""A reader's choice of view, remembered in their browser."""

from flask import Response, after_this_request, request

from consult.consultations.rules import View
from consult.core.links import settings

COOKIE = "consult_view"
YEAR = 365 * 24 * 3600


def chosen_view() -> View:
    """Return the view asked for, else the one remembered, else the changes.

    A page that nobody chose a view for stays free of cookies. One that follows a remembered
    choice is this reader's own: no cache may give it to others.
    """
    asked, kept = request.args.get("view", ""), request.cookies.get(COOKIE, "")
    after_this_request(_differs_by_cookie)
    if asked in set(View):
        after_this_request(lambda response: _remember(response, asked))
        return View(asked)
    if kept in set(View):
        after_this_request(_keep_private)
        return View(kept)
    return View.CHANGES


def _remember(response: Response, view: str) -> Response:
    secure = settings().public_url.startswith("https://")
    response.set_cookie(COOKIE, view, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    return response


def _keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _differs_by_cookie(response: Response) -> Response:
    response.vary.add("Cookie")
    return response
