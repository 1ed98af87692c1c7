"""The form of a campaign: what to do with all of its texts, as they were seen."""

from datetime import UTC, datetime

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, Regexp

from consult.core import clock
from consult.core.words import lazy
from consult.moderation.campaign_cases import DECIDES_ON
from consult.moderation.grounds import GROUND_LABELS
from consult.moderation.rules import LONGEST_NOTE, Ground
from consult.web.forms import Form, paragraphs

LEAVE = "leave"
"""Not a decision on any text: somebody has looked at the published ones together."""


class CampaignForm(Form):
    """One action for all texts; `seen` says which texts were there, and when they were shown."""

    action = StringField(
        lazy("Decision"),
        [AnyOf([*DECIDES_ON, LEAVE], message=lazy("Press one of the buttons of the decision."))],
    )
    seen = HiddenField(
        validators=[
            Regexp(r"\d{1,18}_\d{1,11}\Z", message=lazy("Load the page again and decide anew."))
        ]
    )
    ground = SelectField(
        lazy("Ground"),
        [AnyOf(["", *Ground], message=lazy("Choose one of the grounds."))],
        choices=[
            SelectChoice("", lazy("Choose the ground")),
            *(SelectChoice(ground, label) for ground, label in GROUND_LABELS.items()),
        ],
        validate_choice=False,
        filters=[lambda chosen: chosen or ""],
    )
    note = TextAreaField(
        lazy("Note to the authors"),
        [Length(max=LONGEST_NOTE, message=lazy("Shorten the note to 1,000 characters."))],
        filters=[paragraphs],
    )

    def see(self, last: int) -> None:
        """Remember what is shown now: texts up to this number, at this moment."""
        self.seen.data = f"{last}_{int(clock.now().timestamp())}"

    @property
    def last(self) -> int:
        """Return the number of the newest text that was shown."""
        return int(self.seen.data.partition("_")[0])

    @property
    def seen_at(self) -> datetime:
        """Return when the texts were shown."""
        return datetime.fromtimestamp(int(self.seen.data.partition("_")[2]) + 1, UTC)
