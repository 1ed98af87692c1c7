"""Forms with which officials write wordings and publish revisions."""

from typing import Any

from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.consultations.actions import WordingDraft
from consult.core.words import lazy
from consult.web.forms import Form, line, paragraphs

MOST_OF_A_TEXT = 100_000


class WordingForm(Form):
    """The texts of an amendment in one language; `seen` is the mark of what was loaded."""

    seen = HiddenField()
    title = StringField(
        lazy("Title"),
        filters=[line],
        validators=[Length(max=300, message=lazy("A title has 300 characters at most."))],
    )
    element = StringField(
        lazy("Article or unit"),
        filters=[line],
        validators=[Length(max=300, message=lazy("This has 300 characters at most."))],
    )
    current = TextAreaField(
        lazy("Current wording"),
        filters=[paragraphs],
        validators=[
            Length(max=MOST_OF_A_TEXT, message=lazy("A wording has 100,000 characters at most."))
        ],
    )
    proposed = TextAreaField(
        lazy("Proposed wording"),
        filters=[paragraphs],
        validators=[
            Length(max=MOST_OF_A_TEXT, message=lazy("A wording has 100,000 characters at most."))
        ],
    )
    rationale = TextAreaField(
        lazy("Why it is proposed"),
        filters=[paragraphs],
        validators=[
            Length(max=20_000, message=lazy("The reasons have 20,000 characters at most."))
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a heading and for a wording, besides what each field asks."""
        valid = super().validate(extra_validators)
        if not self.title.data and not self.element.data:
            self.title.errors = [lazy("Give a title, or the article.")]
            valid = False
        if not self.current.data and not self.proposed.data:
            self.proposed.errors = [lazy("Write the current or the proposed wording.")]
            valid = False
        return valid

    def draft(self) -> WordingDraft:
        """Return what was written."""
        return WordingDraft(
            element=self.element.data or "",
            title=self.title.data or "",
            current=self.current.data or "",
            proposed=self.proposed.data or "",
            rationale=self.rationale.data or "",
        )


class PublishForm(Form):
    """Why the text changes, and which draft it was that the official looked at."""

    number = IntegerField(validators=[InputRequired(lazy("Load the page again."))])
    seen = HiddenField()
    reason = TextAreaField(
        lazy("Why the text changes"),
        filters=[paragraphs],
        validators=[
            InputRequired(lazy("Say why the text changes.")),
            Length(max=2000, message=lazy("A reason has 2,000 characters at most.")),
        ],
    )
