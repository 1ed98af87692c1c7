"""The pages that everybody reads: the contents of a consultation and an amendment."""

from flask import redirect, render_template, request, url_for

from consult.comments import queries as comments
from consult.comments.marks import marks_of
from consult.consultations import queries
from consult.consultations.contents import contents
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_amendment, the_consultation
from consult.consultations.views.asked import Asked, read
from consult.consultations.views.frame import blueprint
from consult.consultations.views.keeping import page_of
from consult.consultations.views.lines import choices_said, counts_said
from consult.consultations.views.may import may_of
from consult.consultations.views.owning import answer, own_of
from consult.consultations.views.remembered import COOKIE, chosen_view
from consult.permissions import Permission
from consult.responses import queries as responses
from consult.votes import queries as votes
from consult.web.languages import current_language
from consult.web.permit import permit, public
from consult.web.readers import current_reader


@blueprint.get("/consultations")
@public
def index() -> object:
    """Send to the home page, which lists the consultations."""
    return redirect(url_for("pages.home"))


@blueprint.get("/consultations/<slug>")
@permit(Permission.CONSULTATION_READ, on=the_consultation)
def consultation(consultation: Consultation) -> object:
    """Show what a consultation is about and its amendments, grouped by chapter."""
    search = request.args.get("q", "")[:200]
    reader = current_reader()
    counts = comments.counts_in(consultation.id)
    chosen = votes.choices_of(reader.id, consultation.id) if reader.id else {}
    return render_template(
        "consultations/consultation.html",
        consultation=consultation,
        text=queries.text_of(consultation, current_language()),
        search=search,
        chapters=contents(consultation, current_language(), search),
        comment_counts=counts,
        said=counts_said(counts.values()),
        meter=responses.meter_of(consultation.id),
        chosen=chosen,
        chosen_said=choices_said(chosen),
    )


@blueprint.get("/consultations/<slug>/amendments/<number>")
@permit(Permission.CONSULTATION_READ, on=the_amendment)
def amendment(amendment: Amendment) -> object:
    """Show the face of the product: what changes, why, the vote, and what people say."""
    reader = current_reader()
    asked = _asked(amendment, reader.is_authenticated)
    may = may_of(reader, amendment)
    own = own_of(reader, amendment)
    page = page_of(amendment, asked, reader.id)
    marks, tally = marks_of(reader, page.stamp[0], page.rows)
    if page.shows_tally(marks.choice is not None):
        page.take_tally(votes.tally_of(page.stamp[0]) if tally is None else tally)
    return answer(page.filled(may, marks, own), of_visitor=not reader.is_authenticated)


def _asked(amendment: Amendment, signed_in: bool) -> Asked:
    chosen_view()  # It answers with the cookie, and says what caches may do.
    return read(
        current_language(),
        amendment.consultation.slug,
        amendment.number,
        request.args,
        request.args.getlist("only"),
        request.cookies.get(COOKIE, ""),
        signed_in,
    )
