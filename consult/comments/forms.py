"""The forms of comments: write, reply, edit."""

from collections.abc import Callable

from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length

from consult.comments.admission import TOO_LONG
from consult.comments.passages import LONGEST_SUGGESTED, Suggestion
from consult.comments.rules import LONGEST_BODY, Stance
from consult.comments.words import STANCE_LABELS, SUGGESTION_LABELS
from consult.core.errors import Refusal
from consult.core.words import lazy
from consult.web.forms import Form, paragraphs

_TOO_LONG_WORDING = lazy("Shorten your wording to 10,000 characters.")
_A_TEXT = [
    InputRequired(lazy("Write something first.")),
    Length(max=LONGEST_BODY, message=TOO_LONG),
]


def revision_in(sent: str | None) -> int | None:
    """Return the number of a revision as a form sends it, if it is one."""
    return int(sent) if sent and sent.isdecimal() and len(sent) <= 6 else None


class ReplyForm(Form):
    """The text of a reply."""

    body = TextAreaField(lazy("Your reply"), _A_TEXT, filters=[paragraphs])
    receipt = BooleanField(lazy("Send me a receipt by e-mail"))


class CommentForm(Form):
    """A text with its stance."""

    stance = RadioField(
        lazy("What do you think of the amendment?"),
        [AnyOf(list(Stance), message=lazy("Say whether you are for, against or neutral."))],
        choices=[SelectChoice(value, label) for value, label in STANCE_LABELS.items()],
        validate_choice=False,
    )
    body = TextAreaField(lazy("Your comment"), _A_TEXT, filters=[paragraphs])
    question = BooleanField(lazy("This is a question to the drafters"))
    receipt = BooleanField(lazy("Send me a receipt by e-mail"))
    revision = HiddenField()

    @property
    def seen(self) -> int | None:
        """Return the revision that the writer had before their eyes, where the form says so."""
        return revision_in(self.revision.data)


class ClauseCommentForm(CommentForm):
    """A comment on a clause, or on the words between two places in it."""

    start = HiddenField()
    end = HiddenField()

    def span(self) -> tuple[int, int] | None:
        """Return from where to where words are selected; None where the whole clause is meant."""
        start, end = self.start.data or "", self.end.data or ""
        if not (start or end):
            return None
        if not (start.isdecimal() and end.isdecimal() and len(start + end) <= 12):
            return 0, 0
        return int(start), int(end)


class _OtherWording(Form):
    suggestion = RadioField(
        lazy("What should become of the clause?"),
        [AnyOf(list(Suggestion), message=lazy("Say what should become of the clause."))],
        choices=[SelectChoice(value, label) for value, label in SUGGESTION_LABELS.items()],
        validate_choice=False,
        default=Suggestion.REPLACE,
        id="own-suggestion",
    )
    suggested = TextAreaField(
        lazy("Your wording"),
        [Length(max=LONGEST_SUGGESTED, message=_TOO_LONG_WORDING)],
        filters=[paragraphs],
        id="own-suggested",
    )

    def only_wording(self, send: Callable[[], object]) -> int:
        """Try the wording alone, before its reason is written; 0 when it worked, or a status."""
        self.suggestion.validate(self)
        self.suggested.validate(self)
        if self.errors:
            return 422
        try:
            send()
        except Refusal as refusal:
            if refusal.field not in self:
                raise
            self[refusal.field].errors = [refusal.message]
            return refusal.status
        return 0


class SuggestionForm(_OtherWording):
    """Other wording for a clause, with a stance and a reason."""

    stance = RadioField(
        lazy("What do you think of the amendment?"),
        [AnyOf(list(Stance), message=lazy("Say whether you are for, against or neutral."))],
        choices=[SelectChoice(value, label) for value, label in STANCE_LABELS.items()],
        validate_choice=False,
        id="own-stance",
    )
    body = TextAreaField(lazy("Why, in a few words"), _A_TEXT, filters=[paragraphs], id="own-body")
    revision = HiddenField()


class _Edit(Form):
    version = HiddenField()


class EditReplyForm(ReplyForm, _Edit):
    """The text of a reply and the version that its author saw."""


class EditCommentForm(CommentForm, _Edit):
    """The text and stance of a comment and the version that its author saw."""


class EditSuggestionForm(_OtherWording, EditCommentForm):
    """A suggestion, its reason and stance, and the version that its author saw."""
