"""The forms of comments: write, reply, edit."""

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length

from consult.comments.rules import LONGEST_BODY, Stance
from consult.comments.words import STANCE_LABELS
from consult.core.words import lazy
from consult.web.forms import Form, paragraphs

_A_TEXT = [
    InputRequired(lazy("Write something first.")),
    Length(max=LONGEST_BODY, message=lazy("Shorten the text to 5,000 characters.")),
]


class ReplyForm(Form):
    """The text of a reply."""

    body = TextAreaField(lazy("Your reply"), _A_TEXT, filters=[paragraphs])


class CommentForm(Form):
    """A text with its stance."""

    stance = RadioField(
        lazy("What do you think of the amendment?"),
        [AnyOf(list(Stance), message=lazy("Say whether you are for, against or neutral."))],
        choices=[SelectChoice(value, label) for value, label in STANCE_LABELS.items()],
        validate_choice=False,
    )
    body = TextAreaField(lazy("Your comment"), _A_TEXT, filters=[paragraphs])


class _Edit(Form):
    version = HiddenField()


class EditReplyForm(ReplyForm, _Edit):
    """The text of a reply and the version that its author saw."""


class EditCommentForm(CommentForm, _Edit):
    """The text and stance of a comment and the version that its author saw."""
