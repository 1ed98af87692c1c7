"""What was generated, as measures speak of it."""

from dataclasses import dataclass, field

LANGUAGE = "ru"
SEED = 4
QUIET = 100
"""How many comments the quiet amendment has: several pages of them."""


@dataclass(slots=True)
class Content:
    """What was made: the places that are measured, and the people who read and write."""

    reform: str = "reform"
    other: str = "other"
    numbers: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    crowded: int = 0
    quiet: int = 0
    consultation: int = 0
    readers: range = range(0)
    """People who voted on the busy amendment; the sessions that read."""
    writers: range = range(0)
    """People who have not voted yet."""
    moderator: int = 0

    @property
    def busy(self) -> int:
        """Return the key of the amendment with many comments."""
        return self.ids[0]


def token_of(person: int) -> str:
    """Return the session that a person's cookie holds."""
    return f"a-session-of-the-benchmark-{person:08d}"
