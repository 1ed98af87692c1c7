"""What the messages about official answers say first, by the kind of the event."""

from consult.core.words import lazy
from consult.ledger.events import Event

ANSWER_SUBJECTS = {
    Event.ANSWER_PUBLISHED.name: lazy("Your comment is answered officially"),
    Event.ANSWER_CORRECTED.name: lazy("The official answer to your comment was corrected"),
}

ANSWER_TOLD = {
    Event.ANSWER_PUBLISHED.name: lazy("Officials read your comment and answered it."),
    Event.ANSWER_CORRECTED.name: lazy("Officials corrected their answer to your comment."),
}
