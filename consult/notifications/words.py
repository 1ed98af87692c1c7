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

ARGUMENT_SUBJECTS = {
    "answered": lazy("Your comment is answered officially"),
    "corrected": lazy("The official answer to your comment was corrected"),
    "left": lazy("Your comment will be answered anew"),
}

ARGUMENT_TOLD = {
    "answered": lazy("Officials answered your comment together with others that say the same."),
    "corrected": lazy(
        "Officials corrected their answer to your comment and to others that say the same."
    ),
    "left": lazy(
        "Officials answered your comment together with others. It says something else, "
        "so that answer is not about it any more. It waits for an answer of its own."
    ),
}
"""What authors are told of an argument: it is answered, corrected, or their comment left it."""
