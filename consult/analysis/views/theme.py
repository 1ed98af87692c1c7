"""One theme for staff: its comments, the most typical first, and what officials make of it."""

from flask import flash, redirect, render_template, request, url_for

from consult.analysis import theme_edits, theme_pages
from consult.analysis.forms import MoveForm, NewThemeForm, ThemeForm
from consult.analysis.theme_pages import ThemeCase, the_theme, theme_or_none
from consult.analysis.theme_rows import size_of
from consult.analysis.theme_words import DONE
from consult.analysis.views.frame import ALL, blueprint
from consult.analysis.views.themes import list_page
from consult.consultations.queries import text_of
from consult.core.errors import Conflict, Missing
from consult.core.words import lazy, ngettext
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

ONE = f"{ALL}/<int:theme>"
GONE = lazy("This theme is no more: it was merged, or computed anew.")


@blueprint.get(ONE)
@permit(Permission.THEME_READ, on=the_theme)
def theme(case: ThemeCase) -> object:
    """Show a theme with its comments, the most typical first."""
    return _page(case)


@blueprint.post(f"{ONE}/change")
@permit(Permission.THEME_EDIT, on=theme_or_none)
def change(case: ThemeCase) -> object:
    """Rename, confirm, lock, merge, drop a theme, or bring it back."""
    if case.theme is None:
        return _gone(case, request.form.get("name", ""))
    form = ThemeForm.of(case.theme, theme_pages.other_themes(case.theme, case.consultation.id))
    try:
        if not (form.validate_on_submit() and form.tried(lambda: _change(case, form))):
            return _page(case, form=form), 422
    except Conflict as conflict:
        form.see(case.theme)
        return _page(case, form=form, conflict=conflict), conflict.status
    flash(str(DONE[form.step.data]), "done")
    return redirect(_after(case, form), 303)


def _change(case: ThemeCase, form: ThemeForm) -> None:
    one, reader, version = case.found, current_reader(), int(form.version.data or 0)
    step = form.step.data
    if step == "rename":
        said = {"name": form.name.data or "", "words": form.words.data or ""}
        theme_edits.rename_theme(one, reader, **said, version=version)
    elif step == "confirm":
        theme_edits.confirm_theme(one, reader, version=version)
    elif step in {"lock", "unlock"}:
        theme_edits.lock_theme(one, reader, locked=step == "lock", version=version)
    elif step == "merge":
        theme_edits.merge_theme(one, reader, into=form.other, version=version)
    elif step == "drop":
        theme_edits.drop_theme(one, reader, version=version)
    else:
        theme_edits.bring_back(one, reader, version=version)


def _after(case: ThemeCase, form: ThemeForm) -> str:
    """Return where to go on: to the theme, to the one that it went into, or to all."""
    slug, step = case.consultation.slug, form.step.data
    if step == "drop":
        return url_for("analysis.all_themes", slug=slug)
    number = form.other if step == "merge" else case.found.id
    return url_for("analysis.theme", slug=slug, theme=number)


@blueprint.post(f"{ONE}/comments")
@permit(Permission.THEME_EDIT, on=theme_or_none)
def move(case: ThemeCase) -> object:
    """Move the ticked comments of a theme to another one, to a new one, or out of all."""
    if case.theme is None:
        return _gone(case, request.form.get("move-name", ""))
    form = MoveForm.of(case.theme, theme_pages.other_themes(case.theme, case.consultation.id))
    try:
        if not (form.validate_on_submit() and form.tried(lambda: _move(case, form))):
            return _page(case, move=form), 422
    except Conflict as conflict:
        form.see(case.theme)
        return _page(case, move=form, conflict=conflict), conflict.status
    count = len(form.comments)
    flash(ngettext("One comment was moved.", "%(num)d comments were moved.", count), "done")
    return redirect(
        url_for("analysis.theme", slug=case.consultation.slug, theme=case.found.id), 303
    )


def _move(case: ThemeCase, form: MoveForm) -> None:
    to, name = form.target
    theme_edits.move_comments(
        case.consultation.id, current_reader(), form.comments,
        source=case.found, version=int(form.version.data or 0), to=to, name=name,
    )  # fmt: skip


def _gone(case: ThemeCase, name: str) -> object:
    """Say that the theme is no more, with the typed name in the form of a new one."""
    form = NewThemeForm(formdata=None, name=name, language=current_language())
    conflict = Conflict(GONE)
    return list_page(case.consultation, form, conflict), conflict.status


def _page(
    case: ThemeCase,
    *,
    form: ThemeForm | None = None,
    move: MoveForm | None = None,
    conflict: Conflict | None = None,
) -> str:
    one, home = case.found, case.consultation
    others = theme_pages.other_themes(one, home.id)
    after = request.args.get("after")
    if after and one.origin == "dropped":
        raise Missing
    return render_template(
        "analysis/theme.html",
        consultation=home,
        text=text_of(home, current_language()),
        theme=one,
        count=size_of(one.id),
        page=theme_pages.comments_in(one, after),
        form=form or ThemeForm.of(one, others),
        move=move or MoveForm.of(one, others),
        conflict=conflict,
    )
