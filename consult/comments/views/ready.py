"""Comments and reactions taken before Flask: those against which nothing speaks.

Like `votes/views/ready.py` it says yes or nothing, by the same permissions, rules and actions as
the pages; what is to be shown, asked or refused is left to them, who read the form from its start.
A comment sent twice within a minute is stored once, so repeating what was lost is safe.
"""

from flask.blueprints import BlueprintSetupState

from consult.accounts.queries import reader_by_session
from consult.accounts.rules import Reader
from consult.comments import actions
from consult.comments.forms import revision_in
from consult.comments.language import language_of
from consult.comments.places import Place, the_judged, the_place
from consult.comments.rules import LONGEST_BODY, Reaction, Stance
from consult.comments.similar import alike_under
from consult.comments.views.frame import blueprint, is_page_of
from consult.comments.views.previews import PREVIEW, SEND
from consult.core.db import transaction
from consult.core.errors import Refusal
from consult.core.text import clean_paragraphs
from consult.permissions import Permission, why_not
from consult.web.permit import see_other
from consult.web.plain import Ready, Sent, takes
from consult.web.tokens import genuine

HOME = r"/(kk|ru|en)/consultations/([a-z0-9-]{1,60})/amendments/([\w.-]{1,20})"
WRITE = rf"({HOME}/comments)\Z"
REACT = rf"({HOME})/comments/(\d{{1,18}})/reaction\Z"
STANCES = frozenset(one.value for one in Stance)
REACTIONS = frozenset(one.value for one in Reaction)


@blueprint.record
def _stand_before(state: BlueprintSetupState) -> None:
    takes(state.app, WRITE, take_comment)
    takes(state.app, REACT, take_reaction)


def take_comment(sent: Sent) -> Ready | None:
    """Store a comment that nothing speaks against and nobody said nearly the same of."""
    path, language, slug, number = sent.found.groups()
    if not genuine(sent):
        return None
    try:
        with sent.app.app_context(), transaction(write=True):
            place, reader = the_place(slug, number), reader_by_session(sent.session)
            if refusal := why_not(reader, Permission.COMMENT_WRITE, place):
                raise refusal
            key = _stored(sent.fields, place, reader, language)
    except Refusal:
        return None
    return see_other(sent, f"{path}/{key}?sent=1") if key else None


def _stored(fields: dict[str, str], place: Place, reader: Reader, language: str) -> int | None:
    """Store the comment; None, and nothing is written, where its form must say more."""
    step, stance = fields.get("step", SEND), fields.get("stance")
    if step == PREVIEW or stance not in STANCES or fields.get("receipt"):
        return None
    body = clean_paragraphs(fields.get("body", ""))
    if not 0 < len(body) <= LONGEST_BODY:
        return None
    if step == SEND and alike_under(place.id, reader.id, body=body, stance=stance).people:
        return None
    seen, spoken = revision_in(fields.get("revision")), language_of(body, language)
    stored = actions.write_comment(
        place, reader, stance=stance, body=body, language=spoken, seen=seen
    )
    return stored.id


def take_reaction(sent: Sent) -> Ready | None:
    """Store a reaction to a comment."""
    home, _language, slug, number, comment = sent.found.groups()
    value, back = sent.fields.get("value"), sent.fields.get("back", "")
    if value not in REACTIONS or not genuine(sent):
        return None
    try:
        with sent.app.app_context(), transaction(write=True):
            judged = the_judged(slug, number, int(comment))
            reader = reader_by_session(sent.session)
            if refusal := why_not(reader, Permission.COMMENT_REACT, judged):
                raise refusal
            actions.react(judged, reader, Reaction(value))
    except Refusal:
        return None
    page = back if is_page_of(home, back) else f"{home}/comments/{comment}"
    return see_other(sent, f"{page}#comment-{comment}")
