"""The forms of officials: an answer, an argument's heading, and what is done with its comments."""

from typing import Any, Protocol, Self

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp

from consult.config import LANGUAGES
from consult.core.words import lazy
from consult.responses.models import Answer
from consult.responses.rules import LONGEST_HEADING, LONGEST_REASONS, Disposition, Said
from consult.responses.words import DISPOSITION_LABELS
from consult.web.forms import Form, line, paragraphs

_A_NUMBER = Regexp(r"\d{1,9}\Z", message=lazy("Load the page again and answer anew."))


class Answered(Protocol):
    """What an answer is about, with the answer: a comment or an argument."""

    answer: Answer | None

    @property
    def subject(self) -> Any:
        """Return the comment or the argument: its version and its language."""


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
    def of(cls, case: Answered) -> Self:
        """Return the form for what is answered, with what its answer says already."""
        form = cls(obj=case.answer)
        if not form.is_submitted():
            form.see(case)
            if case.answer is None:
                form.language.data = case.subject.language
        return form

    def see(self, case: Answered) -> None:
        """Note that the page now shows the comment or the argument as it is."""
        self.version.data = str(case.answer.version if case.answer else 0)
        self.seen.data = str(case.subject.version)

    def said(self) -> Said:
        """Return what was typed."""
        return Said(self.disposition.data or None, self.reasons.data or "", self.language.data)


class HeadingForm(Form):
    """The heading of an argument, and in which language it is."""

    title = StringField(
        lazy("Heading"),
        [
            DataRequired(message=lazy("Write the heading: what these comments say, in one line.")),
            Length(max=LONGEST_HEADING, message=lazy("Shorten the heading to 200 characters.")),
        ],
        filters=[line],
    )
    language = SelectField(
        lazy("Language of the heading"),
        [AnyOf(list(LANGUAGES), message=lazy("Choose one of the languages."))],
        choices=[SelectChoice(value, label) for value, label in LANGUAGES.items()],
        validate_choice=False,
    )


class RenameForm(HeadingForm):
    """Another heading for an argument as it was seen."""

    version = HiddenField(validators=[_A_NUMBER])
