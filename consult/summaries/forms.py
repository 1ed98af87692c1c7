"""The form with which an official asks for a file."""

from typing import Self

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from consult.config import LANGUAGES
from consult.core.words import lazy
from consult.summaries.formats import FILES, File
from consult.summaries.rules import Purpose
from consult.summaries.summary import Preset
from consult.summaries.words import FILE_LABELS, PRESET_LABELS, PURPOSE_LABELS
from consult.web.forms import Form


class ExportForm(Form):
    """Which file, what of it, in which language, and what for."""

    file = SelectField(
        lazy("File"),
        [AnyOf(list(FILES), message=lazy("Choose one of the files."))],
        choices=[SelectChoice(name, FILE_LABELS[name]) for name in FILES],
        validate_choice=False,
    )
    preset = SelectField(
        lazy("Texts"),
        [AnyOf(list(Preset), message=lazy("Choose which texts the file holds."))],
        choices=[SelectChoice(value, label) for value, label in PRESET_LABELS.items()],
        validate_choice=False,
    )
    language = SelectField(
        lazy("Language of the headings"),
        [AnyOf(list(LANGUAGES), message=lazy("Choose one of the languages."))],
        choices=[SelectChoice(value, label) for value, label in LANGUAGES.items()],
        validate_choice=False,
    )
    purpose = SelectField(
        lazy("What for?"),
        [AnyOf(list(Purpose), message=lazy("Say what the file is for."))],
        choices=[SelectChoice(value, label) for value, label in PURPOSE_LABELS.items()],
        validate_choice=False,
    )

    @classmethod
    def speaking(cls, language: str) -> Self:
        """Return the form, with the language of the page chosen."""
        form = cls()
        if not form.is_submitted():
            form.language.data = language
        return form

    @property
    def wanted(self) -> File:
        """Return the file that was chosen."""
        return FILES[self.file.data]
