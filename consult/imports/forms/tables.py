"""The forms of imports: upload a table, confirm what would come of it."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, Regexp

from consult.config import LANGUAGES
from consult.consultations.rules import SLUG
from consult.core.words import lazy
from consult.web.forms import Form, line


class UploadForm(Form):
    """A comparative table or a text, and the consultation that it makes or extends."""

    file = FileField(
        lazy("Comparative table or text"), validators=[FileRequired(lazy("Choose a file."))]
    )
    against = FileField(lazy("Text in force (optional)"))
    slug = StringField(
        lazy("Short name"),
        filters=[line],
        validators=[
            InputRequired(lazy("Give the consultation a short name.")),
            Regexp(
                SLUG,
                message=lazy(
                    "A short name has small Latin letters, digits and hyphens, 60 at most."
                ),
            ),
        ],
    )
    title = StringField(
        lazy("Title"),
        filters=[line],
        validators=[Length(max=300, message=lazy("A title has 300 characters at most."))],
    )
    language = SelectField(
        lazy("Language of the file"),
        choices=[
            SelectChoice("", lazy("As the file says")),
            *(SelectChoice(code, name) for code, name in LANGUAGES.items()),
        ],
        validate_choice=False,
        validators=[AnyOf(["", *LANGUAGES], message=lazy("Choose a language of this site."))],
    )

    def content(self) -> tuple[bytes, str]:
        """Return the bytes of the file and its name."""
        upload: Any = self.file.data
        return upload.read(), upload.filename or ""

    def text_in_force(self) -> tuple[bytes, str] | None:
        """Return the bytes and the name of the text to compare with, if one was chosen."""
        upload: Any = self.against.data
        return (upload.read(), upload.filename) if upload and upload.filename else None


class ConfirmForm(Form):
    """The button below a preview, with the consultation that the preview said it extends."""

    extends = HiddenField()

    def extended(self) -> int | None:
        """Return the consultation that is extended, None for a new one, 0 for nonsense."""
        given = (self.extends.data or "").strip()
        if not given:
            return None
        return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0
