"""The form of an official answer."""

from typing import Self

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, Optional, Regexp

from consult.config import LANGUAGES
from consult.core.words import lazy
from consult.responses.queries import Submission
from consult.responses.rules import LONGEST_REASONS, Disposition, Said
from consult.responses.words import DISPOSITION_LABELS
from consult.web.forms import Form, paragraphs

_A_NUMBER = Regexp(r"\d{1,9}\Z", message=lazy("Load the page again and answer anew."))


class AnswerForm(Form):
    """A disposition, the reasons, their language, and which versions were on the screen."""

    disposition = RadioField(
        lazy("What becomes of it?"),
        [Optional(), AnyOf(list(Disposition), message=lazy("Choose what becomes of it."))],
        choices=[SelectChoice(value, label) for value, label in DISPOSITION_LABELS.items()],
        validate_choice=False,
    )
    reasons = TextAreaField(
        lazy("Reasons"),
        [Length(max=LONGEST_REASONS, message=lazy("Shorten the reasons to 5,000 characters."))],
        filters=[paragraphs],
    )
    language = SelectField(
        lazy("Language of the reasons"),
        [AnyOf(list(LANGUAGES), message=lazy("Choose one of the languages."))],
        choices=[SelectChoice(value, label) for value, label in LANGUAGES.items()],
        validate_choice=False,
    )
    version = HiddenField(validators=[_A_NUMBER])
    seen = HiddenField(validators=[_A_NUMBER])

    @classmethod
    def of(cls, submission: Submission) -> Self:
        """Return the form for a submission, with what its answer says already."""
        form = cls(obj=submission.answer)
        if not form.is_submitted():
            form.see(submission)
            if submission.answer is None:
                form.language.data = submission.comment.language
        return form

    def see(self, submission: Submission) -> None:
        """Note that the page now shows the submission as it is."""
        self.version.data = str(submission.answer.version if submission.answer else 0)
        self.seen.data = str(submission.comment.version)

    def said(self) -> Said:
        """Return what was typed."""
        return Said(self.disposition.data or None, self.reasons.data or "", self.language.data)
