"""One row of submissions.csv as a submission: every cell checked, nothing known of other rows."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from consult.comments.admission import checked_body
from consult.comments.rules import Channel, Stance, State
from consult.config import LANGUAGES
from consult.core.errors import Refusal
from consult.core.text import clean_line
from consult.core.words import lazy

COLUMNS = (
    *("ref", "amendment", "author_ref", "submitted_at", "language"),
    *("stance", "channel", "parent_ref", "state", "body"),
)
NEEDED = ("ref", "body")
LONGEST_REF = 200
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
STATES = ("", State.PUBLISHED, State.HELD, State.REJECTED)
_WRITTEN_BY_HAND = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")


@dataclass(slots=True)
class Submission:
    """What somebody sent by another way; `row` is where it stands in its file."""

    row: int
    ref: str
    amendment: str
    author_ref: str
    at: datetime
    language: str
    stance: str | None
    channel: str
    parent_ref: str
    state: str
    body: str

    def stored(self) -> dict[str, Any]:
        """Return it as plain values, to be set aside."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def read(cls, values: dict[str, Any]) -> Self:
        """Return what `stored` wrote."""
        return cls(**{**values, "at": datetime.fromisoformat(values["at"])})


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows for a consultation: its time zone stands for dates that name none."""

    zone: str
    now: datetime

    def submission(
        self, row: int, cells: Mapping[str, str]
    ) -> tuple[Submission | None, list[object]]:
        """Return the submission of a row, or all that is wrong with the row."""
        faults: list[object] = []

        def checked(check: Callable[..., Any], *given: Any) -> Any:
            try:
                return check(*given)
            except Wrong as wrong:
                faults.append(wrong.message)
            except Refusal as refusal:
                faults.append(refusal.message)
            return None

        line = {name: line_of(cells, name) for name in COLUMNS[:-1]}
        found = Submission(
            row=row,
            ref=checked(_ref, line["ref"]),
            amendment=line["amendment"],
            author_ref=checked(_other_ref, line["author_ref"]),
            at=checked(self.moment, line["submitted_at"]),
            language=checked(_language, line["language"].casefold()),
            stance=checked(_stance, line["stance"].casefold(), bool(line["parent_ref"])),
            channel=checked(_channel, line["channel"].casefold()),
            parent_ref=checked(_other_ref, line["parent_ref"]),
            state=checked(_state, line["state"].casefold()),
            body=checked(checked_body, cells.get("body", "")),
        )
        if not faults and found.ref == found.parent_ref:
            faults.append(lazy("It says that it replies to itself."))
        return (None if faults else found), faults

    def moment(self, text: str) -> datetime:
        """Return the moment that a date stands for; an empty one is that of the import."""
        if not text:
            return self.now
        try:
            found = _read_moment(text)
            if found.tzinfo is None:
                found = found.replace(tzinfo=ZoneInfo(self.zone))
            found = found.astimezone(UTC)
        except (ValueError, OverflowError):
            raise Wrong(lazy("The date cannot be read. Write it like 2026-11-23T14:05.")) from None
        if found > self.now:
            raise Wrong(lazy("The date lies in the future."))
        if found < EARLIEST:
            raise Wrong(lazy("The date lies before 1970."))
        return found


def line_of(cells: Mapping[str, str], name: str) -> str:
    """Return a cell of one line; of one that is far too long, enough to tell that it is."""
    return clean_line(cells.get(name, "")[:10_000])


class Wrong(Exception):
    """A cell that cannot be used; `message` says why."""

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message


def _read_moment(text: str) -> datetime:
    for pattern in _WRITTEN_BY_HAND:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return datetime.fromisoformat(text)


def _ref(text: str) -> str:
    if not text:
        raise Wrong(lazy("It has no reference."))
    return _other_ref(text)


def _other_ref(text: str) -> str:
    if len(text) > LONGEST_REF:
        raise Wrong(lazy("A reference is longer than 200 characters."))
    return text


def _language(text: str) -> str:
    if text and text not in LANGUAGES:
        raise Wrong(lazy("The language is kk, ru, en or nothing."))
    return text


def _stance(text: str, reply: bool) -> str | None:
    """Return the stance; nobody's is taken for one where none was given, and a reply has none."""
    if reply:
        if text not in ("", Stance.NEUTRAL):
            raise Wrong(lazy("A reply has no stance of its own."))
        return None
    if text and text not in list(Stance):
        raise Wrong(lazy("The stance is for, against, neutral or nothing."))
    return text or Stance.NEUTRAL


def _channel(text: str) -> str:
    if text and text not in list(Channel):
        raise Wrong(lazy("The channel is web, letter, email, paper, reception or nothing."))
    return text or Channel.WEB


def _state(text: str) -> str:
    if text not in STATES:
        raise Wrong(lazy("The state is published, held, rejected or nothing."))
    return text
