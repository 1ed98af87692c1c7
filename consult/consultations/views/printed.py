"""The pages for paper: one amendment, the whole draft, and a sheet for a meeting."""

from flask import render_template

from consult.consultations import queries
from consult.consultations.fitting import fitted
from consult.consultations.models import Amendment, Consultation
from consult.consultations.qr import code_of
from consult.consultations.queries import the_amendment, the_consultation
from consult.consultations.reading import provision_of, whole_draft
from consult.consultations.views.frame import blueprint
from consult.core.links import link
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit


@blueprint.get("/consultations/<slug>/amendments/<number>/print")
@permit(Permission.CONSULTATION_READ, on=the_amendment)
def print_amendment(amendment: Amendment) -> object:
    """Show an amendment for paper: the change, why, and where it stands."""
    return render_template(
        "consultations/print.html",
        consultation=amendment.consultation,
        text=queries.text_of(amendment.consultation, current_language()),
        provision=provision_of(amendment, current_language()),
        address=_address(amendment),
    )


@blueprint.get("/consultations/<slug>/print")
@permit(Permission.CONSULTATION_READ, on=the_consultation)
def print_draft(consultation: Consultation) -> object:
    """Show the whole draft on one page for paper, chapter by chapter."""
    language = current_language()
    return render_template(
        "consultations/print_draft.html",
        consultation=consultation,
        text=queries.text_of(consultation, language),
        draft=whole_draft(consultation, language),
        address=link("consultations.consultation", lang=language, slug=consultation.slug),
    )


@blueprint.get("/consultations/<slug>/amendments/<number>/sheet")
@permit(Permission.CONSULTATION_READ, on=the_amendment)
def sheet(amendment: Amendment) -> object:
    """Show an amendment on one sheet in large type, with a code that leads to its page."""
    provision = provision_of(amendment, current_language())
    address = _address(amendment)
    return render_template(
        "consultations/sheet.html",
        consultation=amendment.consultation,
        text=queries.text_of(amendment.consultation, current_language()),
        provision=provision,
        fitted=fitted(provision.paragraphs, provision.title or provision.element),
        address=address,
        code=code_of(address),
    )


def _address(amendment: Amendment) -> str:
    """Return the public address of the amendment's page, as it may be typed from paper."""
    return link(
        "consultations.amendment",
        lang=current_language(),
        slug=amendment.consultation.slug,
        number=amendment.number,
    )
