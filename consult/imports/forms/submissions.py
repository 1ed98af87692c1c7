"""The forms of other channels: upload a file of submissions, or type one in."""

from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from consult.comments.admission import TOO_LONG
from consult.comments.rules import LONGEST_BODY, Channel, Stance
from consult.comments.words import CHANNEL_LABELS, STANCE_LABELS
from consult.config import LANGUAGES
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.words import lazy
from consult.web.forms import Form, line, paragraphs

TYPED_IN = [one for one in Channel if one != Channel.WEB]
KEPT = ("amendment", "channel", "language", "received")
"""What mostly stays the same from one letter to the next."""
_NOT_OFFERED = lazy("Choose one of the list.")
_NO_DAY = lazy("Give the day as the form shows it.")


class FileForm(Form):
    """A file of rows."""

    file: FileField


class SubmissionsForm(FileForm):
    """A file of submissions."""

    file = FileField(lazy("Submissions (CSV)"), validators=[FileRequired(lazy("Choose a file."))])


class ReactionsForm(FileForm):
    """A file of reactions to submissions."""

    file = FileField(lazy("Reactions (CSV)"), validators=[FileRequired(lazy("Choose a file."))])


class Day(DateField):
    """A day, refused in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_NO_DAY) from None


class TypeInForm(Form):
    """One submission, typed in from paper."""

    amendment = SelectField(lazy("Amendment"), validate_choice=False)
    channel = SelectField(lazy("How it came"), validate_choice=False)
    received = Day(lazy("Received on"), validators=[InputRequired(_NO_DAY)])
    ref = StringField(
        lazy("Reference"),
        filters=[line],
        validators=[
            InputRequired(lazy("Give it a reference, such as the number in your register.")),
            Length(max=200, message=lazy("A reference has 200 characters at most.")),
        ],
    )
    author_ref = StringField(
        lazy("Sender (optional)"),
        filters=[line],
        validators=[Length(max=200, message=lazy("Shorten this to 200 characters."))],
    )
    language = SelectField(lazy("Language of the text"), validate_choice=False)
    stance = RadioField(lazy("Stance"), validate_choice=False)
    body = TextAreaField(
        lazy("Text"),
        filters=[paragraphs],
        validators=[
            InputRequired(lazy("Type the text.")),
            Length(max=LONGEST_BODY, message=TOO_LONG),
        ],
    )

    def __init__(self, *args: Any, home: Consultation, numbers: list[str], **values: Any) -> None:
        super().__init__(*args, **values)
        self.home = home
        whole = SelectChoice("", lazy("The draft as a whole"))
        self.amendment.choices = [whole, *(SelectChoice(one, one) for one in numbers)]
        self.channel.choices = [SelectChoice(one, CHANNEL_LABELS[one]) for one in TYPED_IN]
        told = SelectChoice("", lazy("As the text tells"))
        self.language.choices = [told, *(SelectChoice(*one) for one in LANGUAGES.items())]
        self.stance.choices = [SelectChoice(one, STANCE_LABELS[one]) for one in Stance]

    def _offered(self, field: Any) -> None:
        if (field.data or "") not in {choice.value for choice in field.choices}:
            raise ValidationError(_NOT_OFFERED)

    validate_amendment = validate_channel = validate_language = _offered

    def validate_stance(self, field: RadioField) -> None:
        """Ask for a stance; neutral is one."""
        if field.data not in list(Stance):
            raise ValidationError(lazy("Say whether it is for, against or neutral."))

    def validate_received(self, field: DateField) -> None:
        """Refuse a day that has not come where the consultation is held."""
        here = clock.now().astimezone(ZoneInfo(self.home.time_zone)).date()
        if field.data and field.data.year < 1970:
            raise ValidationError(lazy("The date lies before 1970."))
        if field.data and field.data > here:
            raise ValidationError(lazy("The date lies in the future."))

    def cells(self) -> dict[str, str]:
        """Return what was typed as a row of submissions.csv."""
        texts = ("amendment", "channel", "ref", "author_ref", "language", "stance", "body")
        typed = {name: self[name].data or "" for name in texts}
        return {**typed, "submitted_at": self.received.data.isoformat()}

    def kept(self) -> dict[str, str]:
        """Return what the next submission begins with."""
        received = self.received.data.isoformat() if self.received.data else ""
        return {**{name: self[name].data or "" for name in KEPT[:3]}, "received": received}
