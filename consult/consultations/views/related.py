"""Where else the defined terms of an amendment stand."""

from flask import render_template

from consult.consultations import queries
from consult.consultations.models import Amendment
from consult.consultations.queries import the_amendment
from consult.consultations.reading import related_to
from consult.consultations.views.frame import blueprint
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit


@blueprint.get("/consultations/<slug>/amendments/<number>/related")
@permit(Permission.CONSULTATION_READ, on=the_amendment)
def related(amendment: Amendment) -> object:
    """List the other amendments that share a defined term, each with its sentence."""
    provision, terms = related_to(amendment, current_language())
    return render_template(
        "consultations/related.html",
        consultation=amendment.consultation,
        text=queries.text_of(amendment.consultation, current_language()),
        provision=provision,
        terms=terms,
    )
