"""What a reader asked to see of a conversation, as plain values: order, filters, words to find."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from consult.comments.rules import Order, Stance
from consult.comments.terms import LONGEST_QUERY

LANGUAGES = ("kk", "ru", "en")
LONGEST_CLAUSE = 200
ORDERS, STANCES = frozenset(Order), frozenset(Stance)
"""Made once: every reading of a page asks them."""


@dataclass(frozen=True, slots=True)
class Filters:
    """How the list of comments is sorted and narrowed; everything given must hold at once."""

    order: Order = Order.AGREED
    stance: Stance | None = None
    language: str | None = None
    clause: str | None = None
    suggestions: bool = False
    answered: bool = False
    mine: bool = False
    words: str = ""

    @property
    def flat(self) -> bool:
        """Tell whether comments and replies stand in one list, the newest first."""
        return self.mine or bool(self.words)

    @property
    def sorted_by(self) -> Order:
        """Return the order of the list: one of comments and replies has no agreement to share."""
        return Order.NEWEST if self.flat else self.order

    @property
    def given(self) -> set[str]:
        """Return the names of the filters that leave something out."""
        return {field.name for field in fields(self) if getattr(self, field.name)} - {"order"}

    @property
    def narrow(self) -> bool:
        """Tell whether anything is left out."""
        only = self.suggestions or self.answered
        return self.flat or only or any((self.stance, self.language, self.clause))

    def address(self, **change: Any) -> dict[str, Any]:
        """Return the parameters of the address that asks for this, with changes."""
        new = replace(self, **change)
        only = [name for name in ("suggestions", "answered", "mine") if getattr(new, name)]
        return {
            "order": new.order if new.order != Order.AGREED else None,
            "stance": new.stance,
            "language": new.language,
            "clause": new.clause,
            "only": only or None,
            "q": new.words or None,
        }


def asked_for(first: Mapping[str, str], only: list[str], signed_in: bool) -> Filters:
    """Return what the parameters of an address ask for; what nobody offers is passed over."""
    order, stance, language = first.get("order"), first.get("stance"), first.get("language")
    return Filters(
        order=Order(order) if order in ORDERS else Order.AGREED,
        stance=Stance(stance) if stance in STANCES else None,
        language=language if language in LANGUAGES else None,
        clause=first.get("clause", "").replace("\0", "")[:LONGEST_CLAUSE] or None,
        suggestions="suggestions" in only,
        answered="answered" in only,
        mine="mine" in only and signed_in,
        words=first.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY],
    )
