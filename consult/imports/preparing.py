"""New submissions made ready to be stored: screened, in a language, with the words of search.

All that takes time is done here, before anything is locked: while an import writes, nobody else
may on SQLite.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from consult.comments.indexed import text_searched
from consult.comments.language import language_of
from consult.comments.rules import DEEPEST, Channel, State, is_listed
from consult.imports.brought import Above
from consult.imports.bulk_screening import IMPORTED, BulkScreening
from consult.imports.examining import Examined, Node
from consult.imports.set_aside import SetAside
from consult.imports.submission_rows import Submission


@dataclass
class Prepared:
    """What is to be stored, by depth, and how much of it there is of which kind."""

    examined: Examined
    by_depth: list[SetAside] = field(default_factory=lambda: [SetAside() for _ in range(3)])
    people: dict[str, str] = field(default_factory=dict)
    states: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    amendments: Counter[str] = field(default_factory=Counter)
    listed_below: Counter[int] = field(default_factory=Counter)
    above: dict[int, Above] = field(default_factory=dict)

    @property
    def new(self) -> int:
        """Return how many submissions are to be stored."""
        return sum(self.states.values())

    @property
    def needs_whole(self) -> bool:
        """Tell whether the place for the whole draft must be made."""
        whole = self.examined.brought.whole
        return whole.id is None and bool(self.amendments[whole.number])

    def close(self) -> None:
        """Give the room back that rows set aside took."""
        for one in (self.examined.rows, *self.by_depth):
            one.close()


def prepare(examined: Examined) -> Prepared:
    """Return the new submissions of a file without faults, ready to be stored."""
    ready = Prepared(examined)
    brought = examined.brought
    screening = BulkScreening(brought.home, brought.people, examined.authors)
    for values in examined.rows:
        author = values.pop("author")
        _prepare(ready, screening, Submission.read(values), author)
    _count_replies(ready)
    return ready


def _prepare(ready: Prepared, screening: BulkScreening, one: Submission, author: str) -> None:
    home, node = ready.examined.brought.home, ready.examined.nodes[one.ref]
    held_for = _held_for(screening, one, author)
    node.state = State.REJECTED if one.state == State.REJECTED else State.PUBLISHED
    if held_for and node.state == State.PUBLISHED:
        node.state = State.HELD
    language = one.language or language_of(one.body, home.authoritative)
    ready.people.setdefault(author, language)
    ready.states[node.state] += 1
    ready.channels[one.channel] += 1
    ready.amendments[node.place.number] += 1
    ready.by_depth[node.depth].add(
        {
            "ref": one.ref,
            "author": author,
            "at": one.at.isoformat(),
            "revision": node.place.revision_at(one.at),
            "stance": one.stance,
            "language": language,
            "channel": one.channel,
            "held_for": held_for if node.state == State.HELD else [],
            "body": one.body,
            "searched": text_searched(one.body),
        }
    )


def _held_for(screening: BulkScreening, one: Submission, author: str) -> list[str]:
    if one.state == State.REJECTED:
        return []
    reasons = screening.reasons(author, one.body)
    return [*reasons, IMPORTED] if one.state == State.HELD else reasons


def _count_replies(ready: Prepared) -> None:
    """Say what of it the threads show, the deepest first; a root counts its whole thread."""
    nodes = ready.examined.nodes.values()
    for level in range(DEEPEST, -1, -1):
        for node in nodes:
            if node.depth == level:
                node.listed = is_listed(node.state, node.replies)
                for parent, step in _told(node):
                    _tell(ready, parent, step)


def _told(node: Node) -> Iterator[tuple[Node | Above, int]]:
    """Yield who above counts this reply, and by how much; stored roots hear of it from below."""
    step, parent = int(node.listed), node.parent
    if parent is None:
        return
    if isinstance(parent, Node) and parent.depth == 1:
        yield parent, step
        if parent.parent is not None:
            yield parent.parent, step
    else:
        yield parent, step


def _tell(ready: Prepared, above: Node | Above, step: int) -> None:
    if isinstance(above, Node):
        above.replies += step
    else:
        ready.above[above.id] = above
        ready.listed_below[above.id] += step


def channels_in_order(counts: Counter[str]) -> list[tuple[Any, int]]:
    """Return the channels of a count in our order."""
    return [(channel, counts[channel]) for channel in Channel if counts[channel]]
