"""What people read for each age group."""

from typing import Any

from consult.accounts.rules import AGE_GROUPS
from consult.core.words import lazy

AGE_LABELS: dict[str, Any] = {
    **{group: group.replace("-", "–") for group in AGE_GROUPS},
    AGE_GROUPS[0]: lazy("under 18"),
    AGE_GROUPS[-1]: lazy("65 and older"),
}
"""Figures need no translation; the first and the last group do."""
