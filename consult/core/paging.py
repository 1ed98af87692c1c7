"""Keyset pages: where the next page starts is a place in the order, never a count of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from consult.core.errors import Missing

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items of a list and where the next ones start (None at the end)."""

    items: Sequence[Item]
    after: str | None


def write_place(*keys: int) -> str:
    """Return the place of an item in its order, fit for an address."""
    return "_".join(str(key) for key in keys)


def read_place(text: str | None, length: int) -> tuple[int, ...] | None:
    """Return the place that an address names; None without one; Missing for a broken one."""
    if not text:
        return None
    try:
        keys = tuple(int(part) for part in text.split("_"))
    except ValueError:
        raise Missing from None
    if len(keys) != length or any(abs(key) >= 2**63 for key in keys):
        raise Missing
    return keys
