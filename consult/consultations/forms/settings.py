"""Forms for a new consultation, its languages and rules, and its texts."""

from typing import Any, Self

from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    AnyOf,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from consult.config import LANGUAGES
from consult.consultations.forms.phases import FORMATS, Moment
from consult.consultations.forms.versioned import VersionedForm
from consult.consultations.models import Consultation
from consult.consultations.rules import Moderation, TallyRule
from consult.consultations.wall_clock import in_utc, in_zone, time_zones
from consult.core.words import lazy
from consult.web.forms import Form, line, paragraphs

TALLY_LABELS = {
    TallyRule.ALWAYS: lazy("Always"),
    TallyRule.AFTER_VOTING: lazy("To those who have voted, to all after closing"),
    TallyRule.AFTER_CLOSING: lazy("After closing"),
}
MODERATION_LABELS = {
    Moderation.AFTER: lazy("At once; moderators look at what is reported"),
    Moderation.BEFORE: lazy("After a moderator has read them"),
}
MOST_SUGGESTIONS = 1000


class WholeNumber(IntegerField):
    """A number of a form, with a message of our own where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number that was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(lazy("Type a whole number.")) from None


def _languages() -> SelectMultipleField:
    return SelectMultipleField(
        lazy("Languages"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        validators=[InputRequired(lazy("Choose at least one language."))],
        validate_choice=False,
    )


def _authoritative() -> RadioField:
    return RadioField(
        lazy("Authoritative language"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        validators=[
            InputRequired(lazy("Choose the authoritative language.")),
            AnyOf(LANGUAGES, message=lazy("Choose one of the list.")),
        ],
        validate_choice=False,
    )


def title_field(label: Any) -> StringField:
    """Return the field of a consultation's title."""
    return StringField(
        label,
        filters=[line],
        validators=[
            InputRequired(lazy("Give the consultation a title.")),
            Length(max=300, message=lazy("A title has 300 characters at most.")),
        ],
    )


class _InAZone(Form):
    time_zone = SelectField(lazy("Time zone"), validate_choice=False)

    def offer(self, first: str) -> None:
        """Offer all time zones, one of them first."""
        self.time_zone.choices = [SelectChoice(name, name) for name in time_zones(first)]

    def validate_time_zone(self, field: SelectField) -> None:
        """Refuse a time zone that there is not."""
        if field.data not in {choice.value for choice in field.choices or []}:
            raise ValidationError(lazy("Choose one of the list."))


class NewForm(_InAZone):
    """What a new draft needs."""

    title = title_field(lazy("Title in the authoritative language"))
    slug = StringField(
        lazy("Short name"),
        filters=[line],
        validators=[InputRequired(lazy("Give the consultation a short name."))],
    )
    languages = _languages()
    authoritative = _authoritative()

    def draft(self) -> dict[str, Any]:
        """Return what was typed and chosen."""
        return {
            "title": self.title.data,
            "slug": self.slug.data,
            "languages": self.languages.data,
            "authoritative": self.authoritative.data,
            "time_zone": self.time_zone.data,
        }


class SettingsForm(VersionedForm, _InAZone):
    """Languages, rules and the time zone."""

    languages = _languages()
    authoritative = _authoritative()
    tally_rule = RadioField(
        lazy("Who sees the tally, and when"),
        choices=[SelectChoice(value, label) for value, label in TALLY_LABELS.items()],
        validators=[InputRequired(lazy("Choose when the tally is shown."))],
    )
    moderation = RadioField(
        lazy("When comments appear"),
        choices=[SelectChoice(value, label) for value, label in MODERATION_LABELS.items()],
        validators=[InputRequired(lazy("Choose when comments appear."))],
    )
    suggestions_each = WholeNumber(
        lazy("Suggestions per person"),
        validators=[
            InputRequired(lazy("Say how many suggestions one person may make.")),
            NumberRange(
                min=0,
                max=MOST_SUGGESTIONS,
                message=lazy("Type a number from 0 to 1,000."),
            ),
        ],
    )

    answers_due_at = Moment(
        lazy("Answer all submissions by"), format=FORMATS, validators=[Optional()]
    )

    @classmethod
    def of(cls, consultation: Consultation) -> Self:
        """Return the form with what is set now; moments as the consultation's clock shows them."""
        form = cls(obj=consultation)
        form.offer(consultation.time_zone)
        due = consultation.answers_due_at
        if not form.is_submitted() and due is not None:
            form.answers_due_at.data = in_zone(due, consultation.time_zone)
        return form

    def settings(self) -> dict[str, Any]:
        """Return what was chosen; Invalid where a time does not exist in the zone."""
        due, zone = self.answers_due_at.data, self.time_zone.data
        at = in_utc(due, zone, field="answers_due_at", last=True) if due else None
        return {
            "answers_due_at": at,
            "languages": self.languages.data,
            "authoritative": self.authoritative.data,
            "tally_rule": self.tally_rule.data,
            "moderation": self.moderation.data,
            "suggestions_each": self.suggestions_each.data,
            "time_zone": self.time_zone.data,
        }


class TextsForm(VersionedForm):
    """Title, summary and background in one language."""

    title = title_field(lazy("Title"))
    summary = TextAreaField(
        lazy("Short description"),
        filters=[paragraphs],
        validators=[
            Length(max=600, message=lazy("A short description has 600 characters at most."))
        ],
    )
    background = TextAreaField(
        lazy("Background"),
        filters=[paragraphs],
        validators=[
            Length(max=20_000, message=lazy("A background has 20,000 characters at most."))
        ],
    )

    def texts(self) -> dict[str, str]:
        """Return the texts as they are stored."""
        return {
            "title": self.title.data or "",
            "summary": self.summary.data or "",
            "background": self.background.data or "",
        }
