"""Comments and reactions taken before Flask: those against which nothing speaks.

Like `votes/views/ready.py` it says yes or nothing, by the same permissions, rules and actions as
the pages; what is to be shown, asked or refused is left to them, who read the form from its start.
A comment sent twice within a minute is stored once, so repeating what was lost is safe.
"""

from functools import lru_cache

from flask import Flask
from flask.blueprints import BlueprintSetupState

from consult.accounts.queries import reader_by_session
from consult.accounts.rules import Reader
from consult.comments import actions, repeats
from consult.comments.admission import check_pace, check_runs, checked_body, reasons_by
from consult.comments.forms import revision_in
from consult.comments.language import language_of
from consult.comments.places import Place, the_judged
from consult.comments.rules import Reaction, Stance
from consult.comments.similar import alike
from consult.comments.storing import Statements, Storing
from consult.comments.views.frame import blueprint, is_page_of
from consult.comments.views.previews import PREVIEW, SEND
from consult.comments.writing import Written, composed
from consult.consultations.desk_rules import DeskRules, rules_at_hand, rules_for
from consult.consultations.rules import Ability
from consult.core import crypto
from consult.core.db import transaction
from consult.core.errors import Refusal, Unavailable
from consult.core.hot import Hot
from consult.permissions import Permission, why_not
from consult.web.permit import see_other
from consult.web.plain import Ready, Sent, takes
from consult.web.tokens import genuine

HOME = r"/(kk|ru|en)/consultations/([a-z0-9-]{1,60})/amendments/([\w.-]{1,20})"
WRITE = rf"({HOME}/comments)\Z"
REACT = rf"({HOME})/comments/(\d{{1,18}})/reaction\Z"
STANCES = frozenset(one.value for one in Stance)
FIELDS = {"csrf_token", "stance", "body", "revision", "step"}
REACTIONS = frozenset(one.value for one in Reaction)


@blueprint.record
def _stand_before(state: BlueprintSetupState) -> None:
    takes(state.app, WRITE, take_comment)
    takes(state.app, REACT, take_reaction)


def take_comment(sent: Sent) -> Ready | None:
    """Store a comment that nothing speaks against and nobody said nearly the same of."""
    if not genuine(sent) or not _is_plain(sent.fields):
        return None
    try:
        key = _stored(sent)
    except Unavailable:
        raise
    except Refusal:
        return None
    return see_other(sent, f"{sent.found[1]}/{key}?sent=1") if key else None


def _is_plain(fields: dict[str, str]) -> bool:
    """Tell whether a form only wants its comment stored: no preview, no receipt, nothing more."""
    more = any(value for name, value in fields.items() if name not in FIELDS)
    return not more and fields.get("step", SEND) != PREVIEW and fields.get("stance") in STANCES


def _stored(sent: Sent) -> int | None:
    """Store the comment; None, and nothing is written, where its form must say more."""
    hot: Hot = sent.app.extensions["consult_hot"]
    slug, number = sent.found.group(3, 4)
    with hot.write(reads_first=True) as write:
        storing = Storing(hot, _made(hot), write)
        found = storing.writer_and_place(crypto.digest(sent.session), slug, number)
        if found is None or why_not(found[0], Permission.COMMENT_WRITE, found[1]):
            return None
        comment = _comment(storing, sent, *found)
        return _stored_once(storing, comment, sent, found[1]) if comment else None


def _comment(storing: Storing, sent: Sent, reader: Reader, place: Place) -> Written | None:
    """Return the comment; None for one that is to be held, or that somebody said nearly as well."""
    fields, language = sent.fields, sent.found[2]
    body, stance, home = checked_body(fields.get("body", "")), fields["stance"], place.consultation
    rules = _rules(sent.app, home.id)
    said = repeats.Sent(home.id, reader.id, body)
    own, others = storing.texts(said, place.id, stance)
    if rules.hold_campaigns or reasons_by(home, rules, said, reader.created_at, own):
        return None
    if fields.get("step", SEND) == SEND and alike(body, others).people:
        return None
    spoken, seen = language_of(body, language), revision_in(fields.get("revision"))
    return composed(place, reader, stance, body, spoken, seen=seen)


def _stored_once(storing: Storing, comment: Written, sent: Sent, place: Place) -> int | None:
    """Ask again under the locks, then store; a double click has its number already."""
    found = storing.locked(comment)
    if found is None:
        return None
    check_runs(place.consultation, found.phases, Ability.COMMENT)
    if found.again is not None:
        return found.again
    check_pace(found.written, sent.app.extensions["consult_settings"].comments_per_hour)
    return storing.store(comment)


def _rules(app: Flask, consultation_id: int) -> DeskRules:
    if rules := rules_at_hand(app, consultation_id):
        return rules
    with app.app_context(), transaction(write=False):
        return rules_for(consultation_id)


@lru_cache(maxsize=4)
def _made(hot: Hot) -> Statements:
    return Statements(hot)


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
