"""The list of a consultation's themes, and the comments that are in none."""

from flask import flash, redirect, render_template, request, url_for

from consult.analysis import recomputing, theme_edits, theme_pages
from consult.analysis.forms import MoveForm, NewThemeForm
from consult.analysis.views.frame import ALL, blueprint
from consult.consultations.models import Consultation
from consult.consultations.queries import text_of, the_consultation
from consult.core.errors import Conflict
from consult.core.words import gettext, ngettext
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.get(ALL)
@permit(Permission.THEME_READ, on=the_consultation)
def all_themes(consultation: Consultation) -> object:
    """List the themes of a consultation with their counts and words."""
    return list_page(consultation, NewThemeForm(language=current_language()))


@blueprint.post(ALL)
@permit(Permission.THEME_EDIT, on=the_consultation)
def make(consultation: Consultation) -> object:
    """Make a theme by hand."""
    form = NewThemeForm()
    if not (form.validate_on_submit() and form.tried(lambda: _make(consultation, form))):
        return list_page(consultation, form), 422
    flash(gettext("The theme is made. Like comments join it at the next computation."), "done")
    return redirect(url_for("analysis.all_themes", slug=consultation.slug), 303)


def _make(consultation: Consultation, form: NewThemeForm) -> None:
    said = {"name": form.name.data or "", "words": form.words.data or ""}
    theme_edits.make_theme(consultation.id, current_reader(), **said, language=form.language.data)


@blueprint.post(f"{ALL}/compute")
@permit(Permission.THEME_EDIT, on=the_consultation)
def compute(consultation: Consultation) -> object:
    """Have the themes computed again soon."""
    recomputing.ask_for_themes(consultation.id)
    flash(gettext("The themes are being computed. Load the page again in a minute."), "done")
    return redirect(url_for("analysis.all_themes", slug=consultation.slug), 303)


@blueprint.get(f"{ALL}/none")
@permit(Permission.THEME_READ, on=the_consultation)
def none(consultation: Consultation) -> object:
    """List the comments that are in no theme."""
    return _none_page(consultation)


@blueprint.post(f"{ALL}/none")
@permit(Permission.THEME_EDIT, on=the_consultation)
def move_in(consultation: Consultation) -> object:
    """Put ticked comments that are in no theme into one."""
    others = theme_pages.other_themes(None, consultation.id)
    form = MoveForm.of(None, others)
    try:
        if not (form.validate_on_submit() and form.tried(lambda: _move_in(consultation, form))):
            return _none_page(consultation, form), 422
    except Conflict as conflict:
        return _none_page(consultation, form, conflict), conflict.status
    count = len(form.comments)
    flash(ngettext("One comment was moved.", "%(num)d comments were moved.", count), "done")
    return redirect(url_for("analysis.none", slug=consultation.slug), 303)


def _move_in(consultation: Consultation, form: MoveForm) -> None:
    to, name = form.target
    theme_edits.move_comments(
        consultation.id, current_reader(), form.comments, source=None, version=0,
        to=to or 0, name=name,
    )  # fmt: skip


def list_page(
    consultation: Consultation, form: NewThemeForm, conflict: Conflict | None = None
) -> str:
    """Return the page of all themes."""
    rows, empty, dropped = theme_pages.all_themes(consultation.id)
    return render_template(
        "analysis/themes.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        rows=rows,
        empty=empty,
        dropped=dropped,
        form=form,
        conflict=conflict,
        last=recomputing.last_computed(consultation.id),
        again_at=recomputing.tried_again_at(consultation.id),
    )


def _none_page(
    consultation: Consultation, form: MoveForm | None = None, conflict: Conflict | None = None
) -> str:
    others = theme_pages.other_themes(None, consultation.id)
    return render_template(
        "analysis/none.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        page=theme_pages.comments_in_none(consultation.id, request.args.get("after")),
        move=form or MoveForm.of(None, others),
        conflict=conflict,
    )
