"""The pages with which staff arrange amendments and chapters."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms.fields.choices import SelectChoice

from consult.consultations import arrangement, queries
from consult.consultations.forms.arrangement import (
    ChaptersForm,
    ConfirmForm,
    NewAmendmentForm,
    NewChapterForm,
    OrderForm,
    chapter_shown,
    key_or_none,
)
from consult.consultations.models import Amendment, Consultation
from consult.consultations.overview import overview
from consult.consultations.queries import the_amendment, the_chapters, the_consultation
from consult.consultations.setup import touch_all
from consult.consultations.views.frame import blueprint
from consult.consultations.whole import make_whole, whole_of
from consult.core.words import gettext
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit


@blueprint.route("/consultations/<slug>/amendments", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def amendment_list(consultation: Consultation) -> object:
    """List all amendments with what is missing; put them in order."""
    form = OrderForm(data={"rows": _rows(consultation)})
    if form.saved(consultation, lambda: arrangement.arrange(consultation, form.places())):
        flash(gettext("The order is saved."), "done")
        return redirect(url_for(".amendment_list", slug=consultation.slug), 303)
    return _list_page(consultation, form, NewAmendmentForm(formdata=None)), form.status


@blueprint.post("/consultations/<slug>/amendments/add")
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def add_amendment(consultation: Consultation) -> object:
    """Add an amendment to a draft, still without texts."""
    form = NewAmendmentForm()
    if form.saved(
        consultation,
        lambda: arrangement.add_amendment(
            consultation, form.number.data or "", key_or_none(form.chapter.data)
        ),
    ):
        flash(gettext("The amendment is added. Write its texts now."), "done")
        return redirect(url_for(".amendment_list", slug=consultation.slug), 303)
    order = OrderForm(formdata=None, data={"rows": _rows(consultation)})
    return _list_page(consultation, order, form), form.status


@blueprint.post("/consultations/<slug>/amendments/whole")
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def add_whole(consultation: Consultation) -> object:
    """Make the page on which people speak of the draft as a whole."""
    make_whole(consultation)
    touch_all(consultation)
    flash(gettext("There is a page for the draft as a whole now."), "done")
    return redirect(url_for(".amendment_list", slug=consultation.slug), 303)


@blueprint.route("/consultations/<slug>/amendments/<number>/remove", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_EDIT, on=the_amendment)
def remove_amendment(amendment: Amendment) -> object:
    """Remove an amendment of a draft, after a page that says what goes with it."""
    place, form = amendment.consultation, ConfirmForm()
    if form.saved(place, lambda: arrangement.remove_amendment(amendment)):
        flash(gettext("The amendment is removed."), "done")
        return redirect(url_for(".amendment_list", slug=place.slug), 303)
    page = render_template(
        "consultations/remove.html",
        amendment=amendment,
        consultation=place,
        text=queries.text_of(place, current_language()),
        form=form,
    )
    return page, form.status


@blueprint.route("/consultations/<slug>/chapters", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def chapter_list(consultation: Consultation) -> object:
    """List the chapters; rename them and put them in order."""
    form = ChaptersForm(data={"rows": _chapter_rows(consultation)})
    if form.saved(consultation, lambda: arrangement.change_chapters(consultation, form.headings())):
        flash(gettext("The chapters are saved."), "done")
        return redirect(url_for(".chapter_list", slug=consultation.slug), 303)
    return _chapters_page(consultation, form, NewChapterForm(formdata=None)), form.status


@blueprint.post("/consultations/<slug>/chapters/add")
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def add_chapter(consultation: Consultation) -> object:
    """Add a chapter behind the others."""
    form = NewChapterForm()
    if form.saved(consultation, lambda: arrangement.add_chapter(consultation, form.titles())):
        flash(gettext("The chapter is added."), "done")
        return redirect(url_for(".chapter_list", slug=consultation.slug), 303)
    rows = ChaptersForm(formdata=None, data={"rows": _chapter_rows(consultation)})
    return _chapters_page(consultation, rows, form), form.status


@blueprint.post("/consultations/<slug>/chapters/<int:chapter>/remove")
@permit(Permission.CONSULTATION_EDIT, on=the_chapters)
def remove_chapter(consultation: Consultation) -> object:
    """Remove a chapter in which no amendment stands."""
    form, chapter = ConfirmForm(), int((request.view_args or {})["chapter"])
    if form.saved(consultation, lambda: arrangement.remove_chapter(consultation, chapter)):
        flash(gettext("The chapter is removed."), "done")
        return redirect(url_for(".chapter_list", slug=consultation.slug), 303)
    rows = ChaptersForm(formdata=None, data={"rows": _chapter_rows(consultation)})
    rows.version.errors = form.version.errors
    return _chapters_page(consultation, rows, NewChapterForm(formdata=None)), form.status


def _rows(consultation: Consultation) -> list[dict[str, Any]]:
    return [
        {"key": str(one.id), "position": place, "chapter": str(one.chapter_id or "")}
        for place, one in enumerate(
            (one for one in queries.amendments_of(consultation) if not one.whole), 1
        )
    ]


def _chapter_rows(consultation: Consultation) -> list[dict[str, Any]]:
    return [
        chapter_shown(chapter.id, chapter.position, titles)
        for chapter, titles in queries.chapters_of(consultation)
    ]


def _list_page(consultation: Consultation, form: OrderForm, adding: NewAmendmentForm) -> str:
    form.seen(consultation)
    adding.seen(consultation)
    seen = overview(consultation, current_language())
    adding.chapter.choices = [
        SelectChoice("", gettext("No chapter")),
        *(SelectChoice(str(key), title) for key, (title, _language) in seen.chapters.items()),
    ]
    return render_template(
        "consultations/amendments.html",
        consultation=consultation,
        text=queries.text_of(consultation, current_language()),
        form=form,
        adding=adding,
        overview=seen,
        whole=whole_of(consultation.id),
    )


def _chapters_page(consultation: Consultation, form: ChaptersForm, adding: NewChapterForm) -> str:
    form.seen(consultation)
    adding.seen(consultation)
    return render_template(
        "consultations/chapters.html",
        consultation=consultation,
        text=queries.text_of(consultation, current_language()),
        form=form,
        adding=adding,
        filled={one.chapter_id for one in queries.amendments_of(consultation)},
    )
