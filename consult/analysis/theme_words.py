"""The words for themes: who stands for one, and what can be done with it."""

from consult.core.words import lazy

THEME_MARKS = {
    "machine": lazy("Proposed by the machine"),
    "confirmed": lazy("Confirmed by a person"),
    "person": lazy("Made by a person"),
    "dropped": lazy("Dropped by a person"),
}
"""By what `mark_of` says."""

DONE = {
    "rename": lazy("The name and the words are saved."),
    "confirm": lazy("The theme is confirmed. The machine no longer renames or drops it."),
    "lock": lazy("The theme is locked. The machine neither adds nor takes comments."),
    "unlock": lazy("The theme is open again. Like comments join it at the next computation."),
    "merge": lazy("The themes are one now."),
    "drop": lazy("The theme is dropped. It is not proposed again."),
    "back": lazy("The theme is back. Its words draw comments at the next computation."),
}
"""By the step that a button asks for."""


def mark_of(origin: str, confirmed: bool) -> str:
    """Return who stands for a theme: a machine alone, a machine and a person, or a person."""
    return "confirmed" if origin == "machine" and confirmed else origin
