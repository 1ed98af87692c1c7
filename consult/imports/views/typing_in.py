"""The page on which staff type letters in, one after another."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from consult.comments.rules import State
from consult.consultations.models import Consultation
from consult.consultations.queries import amendments_of, text_of, the_consultation
from consult.core.words import gettext
from consult.imports.bringing_in import Done
from consult.imports.forms.submissions import KEPT, TypeInForm
from consult.imports.one_by_one import bring_one
from consult.imports.views.frame import blueprint
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit


@blueprint.route("/consultations/<slug>/submissions/new", methods=["GET", "POST"])
@permit(Permission.SUBMISSIONS_IMPORT, on=the_consultation)
def type_in(consultation: Consultation) -> object:
    """Take one submission, and offer the form for the next with what mostly stays the same."""
    numbers = [one.number for one in amendments_of(consultation) if not one.whole]
    if request.method == "GET":
        given = {name: request.args.get(name, "")[:200] for name in KEPT}
        return _page(consultation, _begun(consultation, numbers, given))
    form, done = TypeInForm(home=consultation, numbers=numbers), list[Done]()
    if not form.validate() or not form.tried(
        lambda: done.append(bring_one(consultation, form.cells()))
    ):
        return _page(consultation, form), 422
    flash(_said(form.ref.data or "", done[0]), "done")
    if request.form.get("do") == "finish":
        address = url_for("imports.submissions", slug=consultation.slug)
    else:
        kept: dict[str, Any] = form.kept()
        address = url_for("imports.type_in", slug=consultation.slug, **kept)
    return redirect(address, 303)


def _begun(consultation: Consultation, numbers: list[str], given: dict[str, str]) -> TypeInForm:
    form = TypeInForm(None, home=consultation, numbers=numbers)
    for name in KEPT[:3]:
        form[name].data = given[name]
    form.received.raw_data = [given["received"]] if given["received"] else None
    return form


def _said(ref: str, done: Done) -> str:
    if done.states[State.HELD]:
        return gettext("%(ref)s is saved. A moderator reads it before it is published.", ref=ref)
    return gettext("%(ref)s is saved and published.", ref=ref)


def _page(consultation: Consultation, form: TypeInForm) -> str:
    return render_template(
        "imports/type_in.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        form=form,
    )
