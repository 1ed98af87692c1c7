"""Forms for the list of amendments and for chapters; each row is a small form of its own."""

from typing import Any

from wtforms import FieldList, FormField, HiddenField, SelectField, StringField
from wtforms import Form as Row
from wtforms.validators import InputRequired, NumberRange

from consult.consultations.arrangement import Heading, Place
from consult.consultations.forms.phases import add_titles, titles_in, titles_shown
from consult.consultations.forms.settings import WholeNumber
from consult.consultations.forms.versioned import VersionedForm
from consult.core.words import lazy
from consult.web.forms import line

LAST_PLACE = 100_000


def _position() -> WholeNumber:
    return WholeNumber(
        lazy("Place"),
        validators=[
            InputRequired(lazy("Type a whole number.")),
            NumberRange(
                min=0, max=LAST_PLACE, message=lazy("Type a whole number of five digits at most.")
            ),
        ],
    )


class AmendmentRow(Row):
    """Where one amendment stands."""

    key = HiddenField()
    position = _position()
    chapter = HiddenField()


class OrderForm(VersionedForm):
    """The order of the amendments."""

    rows = FieldList(FormField(AmendmentRow))

    def places(self) -> dict[int, Place]:
        """Return where each amendment was put, by its key."""
        return {
            int(row.key.data): Place(row.position.data, key_or_none(row.chapter.data))
            for row in self.rows
            if key_or_none(row.key.data) is not None
        }


class ChapterRow(Row):
    """Place and titles of one chapter."""

    key = HiddenField()
    position = _position()


class ChaptersForm(VersionedForm):
    """Places and titles of all chapters."""

    rows = FieldList(FormField(ChapterRow))

    def headings(self) -> dict[int, Heading]:
        """Return how each chapter was wanted, by its key."""
        return {
            int(row.key.data): Heading(row.position.data, titles_in(row.data))
            for row in self.rows
            if key_or_none(row.key.data) is not None
        }


class NewAmendmentForm(VersionedForm):
    """Number and chapter of a further amendment; the choices are set by the view."""

    number = StringField(
        lazy("Number"),
        filters=[line],
        validators=[InputRequired(lazy("Give the amendment a number."))],
    )
    chapter = SelectField(lazy("Chapter"), validate_choice=False)


class NewChapterForm(VersionedForm):
    """Titles of a further chapter."""

    def titles(self) -> dict[str, str]:
        """Return the titles that were typed."""
        return titles_in(self.data)


class ConfirmForm(VersionedForm):
    """Nothing but the decision."""


def key_or_none(text: Any) -> int | None:
    """Return the key of a row as a number, or None where none was chosen."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdecimal() else None


def chapter_shown(key: int, position: int, titles: dict[str, str]) -> dict[str, Any]:
    """Return a chapter as the fields of its row want it."""
    return {"key": str(key), "position": position, **titles_shown(titles)}


add_titles(ChapterRow)
add_titles(NewChapterForm)
