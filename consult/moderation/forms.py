"""The forms of moderation: report a comment, decide on a case."""

from typing import Self

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, Regexp

from consult.comments.models import Comment
from consult.core.words import lazy
from consult.moderation.grounds import GROUND_LABELS
from consult.moderation.rules import LONGEST_NOTE, Action, Ground
from consult.web.forms import Form, paragraphs

_GROUNDS = [SelectChoice(ground, label) for ground, label in GROUND_LABELS.items()]
_SHORT_ENOUGH = Length(max=LONGEST_NOTE, message=lazy("Shorten the note to 1,000 characters."))


class ReportForm(Form):
    """A ground and a note, which another reason needs."""

    ground = RadioField(
        lazy("What is wrong with this comment?"),
        [AnyOf(list(Ground), message=lazy("Choose what is wrong."))],
        choices=_GROUNDS,
        validate_choice=False,
    )
    note = TextAreaField(lazy("Note to the moderators"), [_SHORT_ENOUGH], filters=[paragraphs])


class DecisionForm(Form):
    """What to do with a comment, as which version it was seen, on which ground, with what note."""

    action = StringField(
        lazy("Decision"),
        [AnyOf(list(Action), message=lazy("Press one of the buttons of the decision."))],
    )
    version = HiddenField(
        validators=[Regexp(r"\d{1,9}\Z", message=lazy("Load the page again and decide anew."))]
    )
    ground = SelectField(
        lazy("Ground"),
        [AnyOf(["", *Ground], message=lazy("Choose one of the grounds."))],
        choices=[SelectChoice("", lazy("Choose the ground")), *_GROUNDS],
        validate_choice=False,
        filters=[lambda chosen: chosen or ""],
    )
    note = TextAreaField(lazy("Note to the author"), [_SHORT_ENOUGH], filters=[paragraphs])

    @classmethod
    def of(cls, comment: Comment) -> Self:
        """Return the form for a case; its ids are its own, so that a page may hold many."""
        form = cls()
        form.version.data = form.version.data if form.is_submitted() else comment.version
        for field in form:
            field.id = field.label.field_id = f"{field.id}-{comment.id}"
        return form
