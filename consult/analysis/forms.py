"""The forms of the editor of themes."""

from collections.abc import Sequence
from typing import Self

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, Regexp

from consult.analysis.models import Theme
from consult.analysis.theme_rules import LONGEST_WORDS, PER_PAGE
from consult.analysis.theme_words import DONE
from consult.config import LANGUAGES
from consult.core.errors import Invalid
from consult.core.words import lazy
from consult.web.forms import Form, line

NONE, NEW = "none", "new"
_A_NUMBER = Regexp(r"\d{1,9}\Z", message=lazy("Load the page again and do it anew."))
_SHORT_WORDS = Length(max=LONGEST_WORDS, message=lazy("Shorten the words to 400 characters."))
_LONGEST_FIELD = Length(max=1_000, message=lazy("Shorten the name to 120 characters."))


class NewThemeForm(Form):
    """A theme that a person makes."""

    name = StringField(lazy("Name"), [_LONGEST_FIELD], filters=[line])
    words = StringField(lazy("Words by which it is known"), [_SHORT_WORDS], filters=[line])
    language = SelectField(
        lazy("Language"),
        [AnyOf(list(LANGUAGES), message=lazy("Choose one of the languages."))],
        choices=[SelectChoice(value, label) for value, label in LANGUAGES.items()],
        validate_choice=False,
    )


class ThemeForm(Form):
    """What becomes of a theme: one of the steps, with what the step needs."""

    step = StringField(
        lazy("Step"), [AnyOf(list(DONE), message=lazy("Press one of the buttons of the page."))]
    )
    version = HiddenField(validators=[_A_NUMBER])
    name = StringField(lazy("Name"), [_LONGEST_FIELD], filters=[line])
    words = StringField(lazy("Words by which it is known"), [_SHORT_WORDS], filters=[line])
    into = SelectField(lazy("Merge into"), validate_choice=False, filters=[lambda one: one or ""])

    @classmethod
    def of(cls, theme: Theme, others: Sequence[Theme]) -> Self:
        """Return the form of a theme, with its name and words, or as it was sent."""
        form = cls(data={"name": theme.name, "words": ", ".join(theme.words)})
        form.into.choices = [("", lazy("Choose a theme")), *((str(o.id), o.name) for o in others)]
        if not form.is_submitted():
            form.see(theme)
        elif form.step.data != "rename":
            form.name.data, form.words.data = theme.name, ", ".join(theme.words)
        return form

    def see(self, theme: Theme) -> None:
        """Note that the page now shows the theme as it is."""
        self.version.data = str(theme.version)

    @property
    def other(self) -> int:
        """Return the key of the theme to merge into; 0 for none."""
        chosen = self.into.data or ""
        return int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0


class MoveForm(Form):
    """Ticked comments and where they go; its fields have names of their own on the page."""

    comment = SelectMultipleField(lazy("Comments"), validate_choice=False)
    to = SelectField(lazy("Move the ticked comments"), validate_choice=False)
    name = StringField(lazy("Name of the new theme"), [_LONGEST_FIELD], filters=[line])
    version = HiddenField(validators=[_A_NUMBER])

    @classmethod
    def of(cls, theme: Theme | None, others: Sequence[Theme]) -> Self:
        """Return the form below the comments of a theme, or of those in none."""
        form = cls(prefix="move")
        choices = [("", lazy("Choose where they go")), *((str(o.id), o.name) for o in others)]
        choices.append((NEW, lazy("Into a new theme")))
        if theme:
            choices.append((NONE, lazy("Out of every theme")))
        form.to.choices = choices
        if form.version.data is None:
            form.see(theme)
        return form

    def see(self, theme: Theme | None) -> None:
        """Note that the page now shows the theme as it is."""
        self.version.data = str(theme.version if theme else 0)

    @property
    def comments(self) -> list[int]:
        """Return the keys of the ticked comments; no page shows more than twenty-five."""
        ticked = [one for one in self.comment.data or () if one.isdecimal() and len(one) < 18]
        return [int(one) for one in ticked[:PER_PAGE]]

    @property
    def target(self) -> tuple[int | None, str]:
        """Return the theme to move to (None for none), and the name of a new one ("" for none)."""
        chosen, name = self.to.data or "", self.name.data or ""
        if chosen == NEW:
            if not name:
                raise Invalid(lazy("Give the theme a name."), field="name")
            return None, name
        if chosen == NONE:
            return None, ""
        return (int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0), ""
