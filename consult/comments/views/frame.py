"""What the pages of comments share: the blueprint, the words of templates, ways back."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, request, url_for

from consult.comments.found import found_in, found_in_wording
from consult.comments.models import Comment
from consult.comments.places import Judged, Place
from consult.comments.previewing import draft_key
from consult.comments.rules import LONGEST_BODY, State
from consult.comments.words import (
    CAME_BY,
    REACTION_LABELS,
    STANCE_LABELS,
    STATE_LABELS,
    reasons,
)
from consult.comments.writing import Written
from consult.consultations.models import Amendment
from consult.core.errors import Refusal
from consult.core.links import link
from consult.moderation.grounds import GROUND_LABELS
from consult.permissions import Permission, allowed, commenting_open, why_not
from consult.web import shared
from consult.web.languages import current_language
from consult.web.readers import current_reader

blueprint = Blueprint("comments", __name__)

PLACE = "/consultations/<slug>/amendments/<number>/comments"
ONE = f"{PLACE}/<int:comment>"


WORDS: dict[str, Any] = {
    "REACTION_LABELS": REACTION_LABELS,
    "STANCE_LABELS": STANCE_LABELS,
    "STATE_LABELS": STATE_LABELS,
    "CAME_BY": CAME_BY,
    "GROUND_LABELS": GROUND_LABELS,
    "reasons": reasons,
}
"""The words for comments, the same for everybody."""


shared.give(blueprint, **WORDS, LONGEST_BODY=LONGEST_BODY)


@blueprint.app_context_processor
def asked_by_templates() -> dict[str, Any]:
    """Give every template what is asked about comments; the amendment page includes ours."""
    return {
        "can_on_comments": can_on_comments,
        "why_not_comment": why_not_comment,
        "found_in": found_in,
        "found_in_wording": found_in_wording,
        "draft_key": lambda: draft_key(current_reader()),
        "lasting_link": lasting_link,
    }


def why_not_comment(amendment: Amendment) -> Refusal | None:
    """Return why the reader may not comment here; signing in is no help when commenting is over."""
    reader = current_reader()
    over = commenting_open.why_not(reader, amendment)
    return over or why_not(reader, Permission.COMMENT_WRITE, amendment)


def can_on_comments(permission: str, amendment: Amendment) -> bool:
    """Tell whether the reader may do this to somebody's published comment here, asked once a page.

    The table is asked about a comment that stands for them all; what differs from one to the next,
    whose it is and its state, the rows themselves say.
    """
    one = SimpleNamespace(
        consultation=amendment.consultation,
        state=State.PUBLISHED,
        author_id=None,
        decided_by=(),
    )
    return allowed(current_reader(), Permission[permission], one)


def address(comment: Comment | Judged | Written, amendment: Amendment | Place) -> str:
    """Return the address of a comment's own page."""
    place: dict[str, Any] = {"slug": amendment.consultation.slug, "number": amendment.number}
    return url_for("comments.comment", **place, comment=comment.id)


def lasting_link(comment: Comment) -> str:
    """Return the full address of a comment, as one keeps it or sends it to somebody."""
    place: dict[str, Any] = {"slug": comment.consultation.slug, "number": comment.amendment.number}
    return link("comments.comment", lang=current_language(), **place, comment=comment.id)


def way_back(comment: Comment | Judged) -> str:
    """Return the page of the list that the reader came from, if it is one of this amendment."""
    place: dict[str, Any] = {"slug": comment.consultation.slug, "number": comment.amendment.number}
    back = request.form.get("back", "")
    if is_page_of(url_for("consultations.amendment", **place), back):
        return back
    return address(comment, comment.amendment)


def is_page_of(home: str, back: str) -> bool:
    """Tell whether an address is one of an amendment's pages; it may come from anybody."""
    return back == home or back.startswith(
        (f"{home}?", f"{home}/comments/", f"{home}/clauses/", f"{home}/suggestions")
    )
