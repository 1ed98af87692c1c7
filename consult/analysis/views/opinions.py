"""The page of opinion groups of one amendment: for everybody who may read it."""

from typing import Any

from flask import render_template

from consult.analysis.found import OpinionFound
from consult.analysis.queries import map_of
from consult.analysis.rules import FEWEST_PEOPLE, FEWEST_REACTIONS, SMALLEST_GROUP
from consult.analysis.told import shares, told
from consult.analysis.views.frame import blueprint
from consult.consultations import queries
from consult.consultations.models import Amendment
from consult.consultations.queries import the_amendment
from consult.core.words import gettext
from consult.permissions import Permission
from consult.summaries import charts
from consult.web.dates import number as in_figures
from consult.web.languages import current_language
from consult.web.permit import permit


@blueprint.get("/consultations/<slug>/amendments/<number>/opinions")
@permit(Permission.CONSULTATION_READ, on=the_amendment)
def opinions(amendment: Amendment) -> object:
    """Show the groups, their map, what they agree on and what divides them."""
    language, found = current_language(), map_of(amendment.id)
    return render_template(
        "analysis/opinions.html",
        consultation=amendment.consultation,
        text=queries.text_of(amendment.consultation, language),
        amendment=amendment,
        wording=queries.wording_of(amendment, language),
        told=told(found) if found else None,
        names=_names(found) if found else [],
        map=_map(found) if found else "",
        shares=shares,
        fewest={"people": FEWEST_PEOPLE, "reactions": FEWEST_REACTIONS, "group": SMALLEST_GROUP},
    )


def _names(found: OpinionFound) -> list[str]:
    return [
        gettext("Group %(number)s: %(people)s people", number=number, people=_figures(people))
        for number, people in enumerate(found.groups, start=1)
    ]


def _map(found: OpinionFound) -> Any:
    title = gettext("Map of opinion groups")
    told_also = gettext("What the map shows is also told in words below it.")
    return charts.dots(charts.Caption("groups", title, told_also), found.points, _names(found))


def _figures(count: int) -> str:
    return in_figures(count, current_language())
