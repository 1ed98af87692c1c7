"""The forms of moderation: report a comment, decide on a case."""

import re
from typing import Any, Self

from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, Regexp

from consult.comments.admission import TOO_LONG
from consult.comments.models import Comment
from consult.comments.rules import LONGEST_BODY
from consult.comments.screen import spans_to_mask
from consult.core.words import lazy, lazy_number
from consult.moderation.appeals import TOO_LONG_APPEAL
from consult.moderation.grounds import GROUND_LABELS
from consult.moderation.rules import LONGEST_NOTE, MOST_AT_ONCE, Action, Ground
from consult.moderation.verdict_words import DAYS
from consult.moderation.verdicts import LONGEST_APPEAL, SUSPENSION_DAYS, Outcome, SanctionKind
from consult.web.forms import Form, line, paragraphs

_GROUNDS = [SelectChoice(ground, label) for ground, label in GROUND_LABELS.items()]
_CASE = re.compile(r"\d{1,18}:\d{1,9}")
SHORT_ENOUGH = Length(
    max=LONGEST_NOTE,
    message=lazy("Shorten the note to %(most)s characters.", most=lazy_number(LONGEST_NOTE)),
)


class ReportForm(Form):
    """A ground and a note, which another reason needs."""

    ground = RadioField(
        lazy("What is wrong with this comment?"),
        [AnyOf(list(Ground), message=lazy("Choose what is wrong."))],
        choices=_GROUNDS,
        validate_choice=False,
    )
    note = TextAreaField(lazy("Note to the moderators"), [SHORT_ENOUGH], filters=[paragraphs])


class JudgementForm(Form):
    """What to do with a comment, and on which ground."""

    action = StringField(
        lazy("Decision"),
        [AnyOf(list(Action), message=lazy("Press one of the buttons of the decision."))],
    )
    ground = SelectField(
        lazy("Ground"),
        [AnyOf(["", *Ground], message=lazy("Choose one of the grounds."))],
        choices=[SelectChoice("", lazy("Choose the ground")), *_GROUNDS],
        validate_choice=False,
        filters=[lambda chosen: chosen or ""],
    )


class DecisionForm(JudgementForm):
    """A judgement on a comment, as which version it was seen, with what note."""

    version = HiddenField(
        validators=[Regexp(r"\d{1,9}\Z", message=lazy("Load the page again and decide anew."))]
    )
    quote = TextAreaField(lazy("Passage that you quote"), [SHORT_ENOUGH], filters=[paragraphs])
    note = TextAreaField(lazy("Note to the author"), [SHORT_ENOUGH], filters=[paragraphs])
    spans = SelectMultipleField(lazy("Found in the text"), validate_choice=False)
    passages = TextAreaField(
        lazy("Other words to mask, each on a line of its own"),
        [Length(max=LONGEST_BODY, message=TOO_LONG)],
        filters=[paragraphs],
    )
    amendment = StringField(
        lazy("Number of the amendment to move it to"),
        [Length(max=20, message=lazy("Write the number of an amendment."))],
        filters=[line],
    )

    @property
    def detail(self) -> dict[str, Any]:
        """Return what single actions need: the words to mask, the amendment to move to."""
        passages = (self.passages.data or "").split("\n")
        spans, amendment = self.spans.data or [], self.amendment.data or ""
        return {"spans": spans, "passages": passages, "amendment": amendment}

    @classmethod
    def of(cls, comment: Comment) -> Self:
        """Return the form for a case; its ids are its own, so that a page may hold many."""
        form = cls()
        if not form.is_submitted():
            form.version.data = comment.version
            form.passages.data = _to_mask(comment.suggested or "")
        for field in form:
            field.id = field.label.field_id = f"{field.id}-{comment.id}"
        return form


def _to_mask(wording: str) -> str:
    """Return the personal data in a suggested wording, a line each, to be masked by one press."""
    return "\n".join(dict.fromkeys(wording[a:b] for a, b, _kind in spans_to_mask(wording)))


class BulkForm(JudgementForm):
    """Which of the cases of a page, and one judgement on all of them."""

    case = SelectMultipleField(
        lazy("Cases"),
        [InputRequired(message=lazy("Tick the cases that you mean."))],
        validate_choice=False,
    )
    note = TextAreaField(lazy("Note to the authors"), [SHORT_ENOUGH], filters=[paragraphs])

    def validate_case(self, field: SelectMultipleField) -> None:
        """Refuse what no page of ours offers: each is a comment's number and version."""
        if len(field.data) > MOST_AT_ONCE or not all(map(_CASE.fullmatch, field.data)):
            raise ValidationError(lazy("Load the page again and decide anew."))

    @property
    def cases(self) -> list[tuple[int, int]]:
        """Return the numbers of the ticked comments, each with the version that was seen."""
        return [(int(one), int(version)) for one, version in map(_parted, self.case.data)]


def _parted(ticked: str) -> tuple[str, str]:
    number, _, version = ticked.partition(":")
    return number, version


class AppealForm(Form):
    """Why the author of a comment thinks that the decision on it is wrong."""

    body = TextAreaField(
        lazy("Why do you think that the decision is wrong?"),
        [
            InputRequired(lazy("Say why you think that the decision is wrong.")),
            Length(max=LONGEST_APPEAL, message=TOO_LONG_APPEAL),
        ],
        filters=[paragraphs],
    )


class NoteForm(Form):
    """A note to the author, which is needed."""

    note = TextAreaField(
        lazy("Note to the author"),
        [InputRequired(lazy("Say in the note why.")), SHORT_ENOUGH],
        filters=[paragraphs],
    )


class OutcomeForm(NoteForm):
    """Uphold or overturn a decision, and say why."""

    outcome = StringField(
        lazy("Outcome"),
        [AnyOf([Outcome.UPHELD, Outcome.OVERTURNED], message=lazy("Press one of the buttons."))],
    )


class SanctionForm(Form):
    """Warn, or propose to suspend for some days, on a ground and with a note."""

    ground = SelectField(
        lazy("Ground"),
        [AnyOf(list(Ground), message=lazy("Choose the ground."))],
        choices=[SelectChoice("", lazy("Choose the ground")), *_GROUNDS],
        validate_choice=False,
    )
    note = TextAreaField(lazy("Note to the author"), [SHORT_ENOUGH], filters=[paragraphs])
    days = RadioField(
        lazy("For how long, if you propose to suspend"),
        [AnyOf([str(days) for days in SUSPENSION_DAYS], message=lazy("Choose for how long."))],
        choices=[SelectChoice(str(days), label) for days, label in DAYS.items()],
        default="7",
        validate_choice=False,
    )
    kind = StringField(
        lazy("Sanction"),
        [
            AnyOf(
                [SanctionKind.WARN, SanctionKind.SUSPEND],
                message=lazy("Press one of the buttons."),
            )
        ],
    )
