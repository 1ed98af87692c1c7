"""What dispositions are called, in one or two words and in a sentence; and what changed."""

from consult.comments.words import clause_name
from consult.core.words import gettext, lazy
from consult.responses.rules import Disposition, Show, State, Work

DISPOSITION_LABELS = {
    Disposition.ACCEPTED: lazy("Accepted"),
    Disposition.ACCEPTED_IN_PART: lazy("Accepted in part"),
    Disposition.NOT_ACCEPTED: lazy("Not accepted"),
    Disposition.NOTED: lazy("Noted"),
    Disposition.OUTSIDE_SCOPE: lazy("Outside the scope"),
}

DISPOSITION_MEANINGS = {
    Disposition.ACCEPTED: lazy("The text will say what the person asks for."),
    Disposition.ACCEPTED_IN_PART: lazy("A part of it is taken up; the reasons say which."),
    Disposition.NOT_ACCEPTED: lazy("It is not taken up; the reasons say why."),
    Disposition.NOTED: lazy("It asks for no change of the text; it is read and kept."),
    Disposition.OUTSIDE_SCOPE: lazy("This consultation cannot decide it; the reasons say who can."),
}

SHOW_LABELS = {
    Show.OPEN: lazy("Without an answer"),
    Show.DRAFTS: lazy("In draft"),
    Show.ANSWERED: lazy("Answered already"),
}

WORK_LABELS = {
    Work.ALL: lazy("All that is not published"),
    Work.MINE: lazy("Assigned to me"),
    Work.TO_REVIEW: lazy("To be reviewed by me"),
    Work.REVIEWED: lazy("Reviewed"),
}

ANSWER_STATE_LABELS = {
    None: lazy("No answer begun"),
    State.DRAFT: lazy("Answer in draft"),
    State.REVIEWED: lazy("Answer reviewed"),
    State.PUBLISHED: lazy("Answered"),
}
"""How far the answer to an argument is; None where nobody has begun one."""


def change_name(revision: int, clause: str) -> str:
    """Return what changed after an argument: a clause of a revision, or the whole text."""
    if not clause:
        return gettext("The text in revision %(number)s", number=revision)
    name = clause_name(clause)
    # Translators: %(clause)s is "Clause 2" or "Paragraph 3".
    return gettext("%(clause)s in revision %(number)s", clause=name, number=revision)
