"""What a moderator narrows the queue to: plain values, as the address names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consult.comments.rules import Channel
from consult.config import LANGUAGES
from consult.core.errors import Missing
from consult.moderation.rules import Ground, Order, Show

AGES = (1, 24, 72, 168)
"""For how many hours cases may be asked to have waited."""
NAMES = ("show", "consultation", "language", "ground", "channel", "older", "order")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cases are asked for, and in which order; `place` is a consultation's number."""

    show: Show = Show.ALL
    slug: str | None = None
    place: int | None = None
    language: str | None = None
    ground: Ground | None = None
    channel: Channel | None = None
    older: int | None = None
    order: Order = Order.OLDEST

    def address(self, **other: Any) -> dict[str, Any]:
        """Return the filters as an address carries them; `other` replaces some."""
        given = {
            "show": self.show if self.show != Show.ALL else None,
            "consultation": self.slug,
            "language": self.language,
            "ground": self.ground,
            "channel": self.channel,
            "older": self.older,
            "order": self.order if self.order != Order.OLDEST else None,
            **other,
        }
        return {name: str(value) for name, value in given.items() if value}

    @property
    def narrowed(self) -> bool:
        """Tell whether something but the kind is asked for."""
        return bool(self.slug or self.language or self.ground or self.channel or self.older)


def read_filters(given: Mapping[str, str], places: Mapping[str, int]) -> Filters:
    """Return what an address asks for; Missing for what no page of ours offers.

    `places` are the consultations that the moderator may choose, by slug.
    """
    slug = given.get("consultation") or None
    language, older = given.get("language") or None, given.get("older") or None
    if (slug and slug not in places) or (language and language not in LANGUAGES):
        raise Missing
    if older and older not in {str(hours) for hours in AGES}:
        raise Missing
    try:
        return Filters(
            show=Show(given.get("show") or Show.ALL),
            slug=slug,
            place=places[slug] if slug else None,
            language=language,
            ground=Ground(given["ground"]) if given.get("ground") else None,
            channel=Channel(given["channel"]) if given.get("channel") else None,
            older=int(older) if older else None,
            order=Order(given.get("order") or Order.OLDEST),
        )
    except ValueError:
        raise Missing from None
