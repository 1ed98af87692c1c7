"""The form of a campaign: what to do with all of its texts, as they were seen."""

from datetime import UTC, datetime

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, Regexp

from consult.core import clock
from consult.core.words import lazy
from consult.moderation.campaign_cases import DECIDES_ON
from consult.moderation.forms import SHORT_ENOUGH, JudgementForm
from consult.web.forms import paragraphs

LEAVE = "leave"
"""Not a decision on any text: somebody has looked at the published ones together."""


class CampaignForm(JudgementForm):
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
    note = TextAreaField(lazy("Note to the authors"), [SHORT_ENOUGH], filters=[paragraphs])

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
