"""Forms with which officials set up a consultation."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateTimeLocalField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from consult.consultations.rules import Moderation, TallyRule
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
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class SettingsForm(Form):
    """Dates and rules; times are in the consultation's time zone."""

    opens_at = DateTimeLocalField(
        lazy("Opens"),
        format=_FORMATS,
        validators=[InputRequired(lazy("Give the day and the time when it opens."))],
    )
    closes_at = DateTimeLocalField(
        lazy("Closes"),
        format=_FORMATS,
        validators=[InputRequired(lazy("Give the day and the time when it closes."))],
    )
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

    def settings(self, zone: str) -> dict[str, Any]:
        """Return what was chosen, the moments in UTC."""
        return {
            "opens_at": _in_utc(self.opens_at.data, zone),
            "closes_at": _in_utc(self.closes_at.data, zone),
            "tally_rule": self.tally_rule.data,
            "moderation": self.moderation.data,
        }


class TextsForm(Form):
    """Title, summary and background in one language."""

    title = StringField(
        lazy("Title"),
        filters=[line],
        validators=[
            InputRequired(lazy("Give the consultation a title.")),
            Length(max=300, message=lazy("A title has 300 characters at most.")),
        ],
    )
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


def in_zone(moment: datetime, zone: str) -> datetime:
    """Return a moment as the clock on the wall of a time zone shows it, for a form field."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _in_utc(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
