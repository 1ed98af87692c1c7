"""What the rows of the transparency page are called."""

from consult.comments.words import STANCE_LABELS
from consult.core.words import lazy
from consult.moderation.openness import OTHER, REPLY

ROW_LABELS = {
    **{stance.value: label for stance, label in STANCE_LABELS.items()},
    REPLY: lazy("Replies"),
    OTHER: lazy("All others together"),
}
