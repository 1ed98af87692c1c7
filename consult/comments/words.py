"""What the states, stances, reactions and reasons of comments are called."""

from collections.abc import Iterable
from typing import Any

from consult.comments.passages import ASIDE, Suggestion
from consult.comments.rules import Channel, Reaction, Stance, State
from consult.core.words import gettext, lazy

STANCE_LABELS = {
    Stance.FOR: lazy("For"),
    Stance.AGAINST: lazy("Against"),
    Stance.NEUTRAL: lazy("Neutral"),
}

CHANNEL_LABELS = {
    # Translators: how a comment came, as a heading, a column or an entry of a list.
    Channel.WEB: lazy("This site"),
    Channel.LETTER: lazy("Letter"),
    Channel.EMAIL: lazy("E-mail letter"),
    # Translators: how a comment came: written on a paper form.
    Channel.PAPER: lazy("Paper form"),
    # Translators: how a comment came: said to an official who received the person.
    Channel.RECEPTION: lazy("Reception"),
}

CAME_BY = {
    Channel.LETTER: lazy("Came by letter"),
    Channel.EMAIL: lazy("Came by e-mail"),
    Channel.PAPER: lazy("Came on paper"),
    Channel.RECEPTION: lazy("Said at a reception"),
}
"""What stands beside a comment; nothing beside one that was written here."""

REACTION_LABELS = {
    Reaction.AGREE: lazy("Agree"),
    Reaction.DISAGREE: lazy("Disagree"),
    Reaction.PASS: lazy("Pass"),
}

STATE_LABELS = {
    State.HELD: lazy("Waits for a moderator"),
    State.PUBLISHED: lazy("Published"),
    State.REJECTED: lazy("Rejected"),
    State.HIDDEN: lazy("Hidden by a moderator"),
    State.WITHDRAWN: lazy("Withdrawn by its author"),
}

SUGGESTION_LABELS = {
    Suggestion.KEEP: lazy("Keep the clause"),
    Suggestion.DELETE: lazy("Delete the clause"),
    Suggestion.REPLACE: lazy("Word it differently"),
    Suggestion.ADD: lazy("Add something after it"),
}

REASON_LABELS = {
    "personal_data.email": lazy("It contains an e-mail address."),
    "personal_data.phone": lazy("It contains a phone number."),
    "personal_data.card": lazy("It contains the number of a payment card."),
    "personal_data.iin": lazy("It contains an individual identification number."),
    "link.new_account": lazy("It contains a link, and the account is new."),
    "word.listed": lazy("It contains a word that moderators look at first in this consultation."),
    "flooding": lazy(
        "It repeats what its author sent to several other places of the consultation."
    ),
    "campaign": lazy("Several people sent nearly this text; moderators read such texts together."),
    "imported": lazy("Whoever brought it in asks a moderator to read it first."),
    "premoderation": lazy("In this consultation moderators read every comment first."),
}
"""Why a comment is held, by the keys that `held_for` stores."""


def clause_name(key: str) -> str:
    """Return what a clause is called by its key."""
    key = key.partition(ASIDE)[0]
    if key.startswith("p"):
        return gettext("Paragraph %(number)s", number=key[1:])
    return gettext("Clause %(number)s", number=key.replace("_", " / "))


def reasons(held_for: Iterable[str]) -> list[Any]:
    """Return the reasons in words; a key that is no longer known says nothing."""
    return [REASON_LABELS[key] for key in held_for if key in REASON_LABELS]
