"""The letters of the demo, brought in as a file of submissions is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from consult.consultations.models import Amendment, Consultation
from consult.imports.bringing_in import store
from consult.imports.examining import examine
from consult.imports.preparing import prepare

ANY_AMENDMENT = {"constitution-2026": "53", "ulgi-library-rules": "2"}
"""An amendment of each consultation that got letters, by which the consultation is found."""

Record = dict[str, Any]


def bring_letters(
    given: Sequence[Record], amendments: Mapping[str, Amendment], now: datetime
) -> dict[str, int]:
    """Bring the letters into their consultations; return the keys of the comments they became."""
    by_place: dict[str, list[Record]] = defaultdict(list)
    for one in given:
        by_place[one["consultation"]].append(one)
    made: dict[str, int] = {}
    for slug, letters in by_place.items():
        made |= _bring(amendments[ANY_AMENDMENT[slug]].consultation, letters, now)
    return made


def _bring(home: Consultation, letters: Sequence[Record], now: datetime) -> dict[str, int]:
    rows = [(number, _cells(one, now), False) for number, one in enumerate(letters, 2)]
    examined = examine(home, rows, now)
    if examined.wrong:
        raise ValueError(f"{home.slug}: {examined.faults[0].message}")
    ready = prepare(examined)
    store(ready, now)
    ready.close()
    return {ref: node.id for ref, node in examined.nodes.items()}


def _cells(one: Record, now: datetime) -> dict[str, str]:
    copied = ("amendment", "author_ref", "language", "stance", "channel", "body")
    at = now - timedelta(days=one["days_ago"])
    return {name: one[name] for name in copied} | {
        "ref": one["key"],
        "submitted_at": at.isoformat(),
        "parent_ref": "",
        "state": "",
    }
