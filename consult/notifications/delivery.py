"""Messages to the author after a moderator's decision."""

from typing import Any

from consult.core import jobs


@jobs.job("tell-author")
def tell_author(payload: dict[str, Any]) -> None:
    """Send the author of a comment the ground and the note of a decision."""
