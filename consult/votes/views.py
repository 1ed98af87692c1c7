"""The addresses of votes."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState

from consult.consultations.models import Amendment
from consult.consultations.queries import the_amendment
from consult.core.errors import Conflict, Invalid
from consult.core.words import gettext
from consult.permissions import Permission
from consult.votes.actions import cast_vote, withdraw_vote
from consult.votes.forms import Ballot
from consult.votes.labels import CHOICE_LABELS
from consult.votes.rules import Choice
from consult.web.permit import permit
from consult.web.readers import current_reader

blueprint = Blueprint("votes", __name__)


@blueprint.record
def _give_templates_the_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["choice_labels"] = CHOICE_LABELS


@blueprint.post("/consultations/<slug>/amendments/<number>/vote")
@permit(Permission.VOTE_CAST, on=the_amendment)
def cast(amendment: Amendment) -> Any:
    """Cast or change a vote."""
    ballot = Ballot()
    if not ballot.validate():
        raise Invalid(next(iter(ballot.errors.values()))[0])
    try:
        cast_vote(amendment, current_reader(), Choice(ballot.choice.data), ballot.revision.data)
    except Conflict as refusal:
        return _not_done(amendment, refusal)
    flash(gettext("Your vote is recorded."), "done")
    return redirect(_ballot_of(amendment), 303)


@blueprint.post("/consultations/<slug>/amendments/<number>/vote/withdraw")
@permit(Permission.VOTE_CAST, on=the_amendment)
def withdraw(amendment: Amendment) -> Any:
    """Take a vote back."""
    try:
        withdraw_vote(amendment, current_reader())
    except Conflict as refusal:
        return _not_done(amendment, refusal)
    flash(gettext("Your vote is withdrawn."), "done")
    return redirect(_ballot_of(amendment), 303)


def _not_done(amendment: Amendment, refusal: Conflict) -> tuple[str, int]:
    """Say why nothing was done, and lead back to the amendment as it stands now."""
    page = render_template("votes/not_done.html", amendment=amendment, refusal=refusal)
    return page, refusal.status


def _ballot_of(amendment: Amendment) -> str:
    slug = amendment.consultation.slug
    return url_for("consultations.amendment", slug=slug, number=amendment.number, _anchor="vote")
