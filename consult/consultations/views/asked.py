"""What somebody asked an amendment's page for, as one value: the address in its one form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from consult.comments.filters import Filters, asked_for
from consult.consultations.rules import View

VIEWS = frozenset(View)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of which amendment, in which language, order and view."""

    language: str
    slug: str
    number: str
    filters: Filters
    after: str
    sent: int | None
    view: View
    view_asked: bool

    @property
    def path(self) -> str:
        """Return the address after the language and without parameters."""
        return f"consultations/{self.slug}/amendments/{quote(self.number)}"

    @property
    def query(self) -> str:
        """Return the parameters that mean something, each once and in one order, or nothing."""
        asked: dict[str, Any] = {
            "view": self.view if self.view_asked else None,
            **self.filters.address(),
            "after": self.after,
            "comment": self.sent,
        }
        said = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
        return f"?{said}" if said else ""


def read(
    language: str,
    slug: str,
    number: str,
    parameters: Mapping[str, str],
    only: list[str],
    remembered: str,
    signed_in: bool,
) -> Asked:
    """Return what was asked; parameters that nobody offers are passed over."""
    wished = parameters.get("view", "")
    view_asked = wished in VIEWS
    kept = remembered if remembered in VIEWS else View.CHANGES
    sent = parameters.get("comment", "")
    whole = sent.isascii() and sent.isdigit() and len(sent) < 19
    return Asked(
        language=language,
        slug=slug,
        number=number,
        filters=asked_for(parameters, only, signed_in=signed_in),
        after=parameters.get("after", ""),
        sent=int(sent) if whole else None,
        view=View(wished if view_asked else kept),
        view_asked=view_asked,
    )
