"""The addresses of home, language choice, rules and health."""

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from consult.config import LANGUAGES
from consult.consultations.queries import consultations_in, text_of
from consult.consultations.rules import State
from consult.core.db import ask_database
from consult.moderation.grounds import GROUND_LABELS, GROUND_RULES
from consult.permissions import Permission, allowed
from consult.web.languages import COOKIE, current_language, preferred_language
from consult.web.permit import public
from consult.web.readers import current_reader

blueprint = Blueprint("pages", __name__)
unlocalized = Blueprint("pages_without_language", __name__)


@unlocalized.get("/")
@public
def root() -> object:
    """Send to the home page in the reader's language."""
    return redirect(url_for("pages.home", lang=preferred_language()))


@unlocalized.get("/healthz")
@public
def health() -> object:
    """Say that the app and its database answer."""
    ask_database()
    return {"status": "ok"}


@blueprint.get("/")
@public
def home() -> object:
    """List the consultations that are open, coming and over; to their staff the drafts too."""
    groups: dict[str, list[object]] = {"draft": [], "open": [], "coming": [], "over": []}
    for consultation in consultations_in(list(State)):
        if allowed(current_reader(), Permission.CONSULTATION_READ, consultation):
            place = consultation.stage if consultation.stage in groups else "over"
            groups[place].append((consultation, text_of(consultation, current_language())))
    return render_template("pages/home.html", groups=groups)


@blueprint.get("/about")
@public
def about() -> object:
    """Say what this platform is and how it counts."""
    return render_template("pages/about.html")


@blueprint.get("/rules")
@public
def rules() -> object:
    """Show the rules of the conversation, the ones that moderators decide by."""
    return render_template("pages/rules.html", grounds=GROUND_LABELS, words=GROUND_RULES)


@blueprint.get("/language/<language>")
@public
def choose_language(language: str) -> Response:
    """Remember a reader's choice of language and go on to the page in it."""
    if language not in LANGUAGES:
        abort(404)
    target = request.args.get("next", "")
    if not target.startswith(f"/{language}/"):
        target = url_for("pages.home", lang=language)
    response = make_response(redirect(target, 303))
    response.set_cookie(COOKIE, language, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response
