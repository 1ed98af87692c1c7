"""The addresses of votes."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, render_template, request

from consult.core.errors import Conflict
from consult.core.words import gettext, lazy
from consult.permissions import Permission
from consult.votes.actions import cast_vote, withdraw_vote
from consult.votes.forms import ballot_in
from consult.votes.labels import CHOICE_LABELS
from consult.votes.papers import the_ballot_paper
from consult.votes.rules import BallotPaper
from consult.web import shared
from consult.web.permit import permit
from consult.web.readers import current_reader

blueprint = Blueprint("votes", __name__)

VOTED = lazy("Your vote is recorded.")
shared.give(blueprint, choice_labels=CHOICE_LABELS)


@blueprint.post("/consultations/<slug>/amendments/<number>/vote")
@permit(Permission.VOTE_CAST, on=the_ballot_paper)
def cast(paper: BallotPaper) -> Any:
    """Cast or change a vote."""
    choice, seen = ballot_in(request.form)
    try:
        cast_vote(paper, current_reader(), choice, seen)
    except Conflict as refusal:
        return _not_done(paper, refusal)
    flash(str(VOTED), "done")
    return _back_to_the_ballot()


@blueprint.post("/consultations/<slug>/amendments/<number>/vote/withdraw")
@permit(Permission.VOTE_CAST, on=the_ballot_paper)
def withdraw(paper: BallotPaper) -> Any:
    """Take a vote back."""
    try:
        withdraw_vote(paper, current_reader())
    except Conflict as refusal:
        return _not_done(paper, refusal)
    flash(gettext("Your vote is withdrawn."), "done")
    return _back_to_the_ballot()


def _not_done(paper: BallotPaper, refusal: Conflict) -> tuple[str, int]:
    """Say why nothing was done, and lead back to the amendment as it stands now."""
    page = render_template("votes/not_done.html", amendment=paper, refusal=refusal)
    return page, refusal.status


def _back_to_the_ballot() -> Response:
    """Lead to the page that these addresses stand under: it needs no looking up, and no body."""
    page = request.path.removesuffix("/withdraw").removesuffix("/vote")
    return Response(status=303, headers={"Location": f"{quote(page)}#vote"})
