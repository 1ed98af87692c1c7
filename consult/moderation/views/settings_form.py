"""The form for how a consultation is moderated, and for a text to try it on."""

from dataclasses import fields
from typing import Any, Self

from wtforms import BooleanField, HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from consult.consultations.desk_rules import LIMITS, DeskRules, outside, words_of
from consult.core.words import lazy
from consult.web.forms import Form, paragraphs

NOT_TYPED = {"words", "version"}


class WholeNumber(IntegerField):
    """A number between its limits, with a message of our own where it is none."""

    def __init__(self, label: Any, *, name_of: str, **given: Any) -> None:
        least, most = LIMITS[name_of]
        number = InputRequired(lazy("Type a whole number."))
        span = NumberRange(least, most, message=outside(least, most))
        super().__init__(label, validators=[number, span], **given)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number that was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(lazy("Type a whole number.")) from None


class SettingsForm(Form):
    """Words, thresholds and deadlines; `version` is that of the settings before the reader."""

    version = HiddenField()
    words = TextAreaField(lazy("Words that hold a text"))
    link_hours = WholeNumber(lazy("Links: age of a new account, in hours"), name_of="link_hours")
    flood_copies = WholeNumber(
        lazy("Flooding: copies that one person may send"), name_of="flood_copies"
    )
    campaign_people = WholeNumber(
        lazy("Campaign: how many people send nearly the same"), name_of="campaign_people"
    )
    hold_campaigns = BooleanField(lazy("Hold the texts of campaigns before publication"))
    lease_minutes = WholeNumber(
        lazy("How long an open case is kept for a moderator, in minutes"), name_of="lease_minutes"
    )
    second_look_percent = WholeNumber(
        lazy("Decisions judged a second time, in percent"), name_of="second_look_percent"
    )
    conceal = BooleanField(lazy("Conceal author and stance while a moderator judges"))
    blur = BooleanField(lazy("Blur the words of the list on the desk until they are clicked"))
    appeal_days = WholeNumber(
        lazy("How long a decision may be appealed, in days"), name_of="appeal_days"
    )
    answer_days = WholeNumber(
        lazy("By when an appeal must be answered, in days"), name_of="answer_days"
    )
    alarm_hours = WholeNumber(
        lazy("Tell the moderators when a case waits longer than this, in hours"),
        name_of="alarm_hours",
    )
    alarm_waiting = WholeNumber(
        lazy("Tell the moderators when more cases wait than this"), name_of="alarm_waiting"
    )
    sample = TextAreaField(lazy("A text to try"), filters=[paragraphs])

    @classmethod
    def of(cls, rules: DeskRules) -> Self:
        """Return the form filled with the rules in force, or with what was sent."""
        return cls(
            data=rules.stored() | {"words": "\n".join(rules.words), "version": str(rules.version)}
        )

    def rules(self) -> DeskRules:
        """Return what was typed; Invalid where the list of words has a fault."""
        names = {one.name for one in fields(DeskRules)} - NOT_TYPED
        values = {name: self[name].data for name in names}
        return DeskRules(words=words_of(self.words.data or ""), **values).checked()

    @property
    def seen(self) -> int:
        """Return the version that the sender saw; one that nobody ever saw where it is none."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else -1

    @property
    def status(self) -> int:
        """Return the status code of the page that shows this form."""
        if self.version.errors:
            return 409
        return 422 if self.errors else 200
