"""A file of submissions looked through: what is wrong with it, what is new, who answers whom."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consult.comments.rules import DEEPEST
from consult.consultations.models import Consultation
from consult.core.words import lazy
from consult.imports.brought import Above, Brought, Place, brought_to, digest
from consult.imports.rows import Fault
from consult.imports.set_aside import SetAside
from consult.imports.submission_rows import Reader, Submission, line_of

AS_ABOVE = Place(None, "")
"""The place of a reply that names none: that of what it replies to."""
MOST_FAULTS = 1_000
"""How many are told; all are counted."""


@dataclass(slots=True)
class Node:
    """A new submission as far as others need to know it; `parent` may be stored already."""

    row: int
    place: Place
    parent_ref: str
    parent: "Node | Above | None" = None
    depth: int = -1
    author: str = ""
    state: str = ""
    replies: int = 0
    listed: bool = False
    id: int = 0


@dataclass
class Examined:
    """What a look at a file found; `rows` are the new submissions as they stand in it."""

    brought: Brought
    rows: SetAside = field(default_factory=SetAside)
    nodes: dict[str, Node] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0
    already: int = 0
    changed: list[tuple[int, str]] = field(default_factory=list)
    higher: int = 0
    replies_at_fault: list[tuple[int, str]] = field(default_factory=list)
    authors: Counter[str] = field(default_factory=Counter)

    @property
    def wrong(self) -> int:
        """Return how many faults there are."""
        return len(self.faults) + self.more_faults

    def close(self) -> None:
        """Give the room back that rows set aside took."""
        self.rows.close()

    def fault(self, row: int | None, message: object) -> None:
        """Remember what is wrong with a row."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(row, message))
        else:
            self.more_faults += 1


def examine(
    home: Consultation,
    rows: Iterable[tuple[int, dict[str, str], bool]],
    now: datetime,
    only: tuple[str, str] | None = None,
) -> Examined:
    """Look through the rows of a file against what is stored; nothing is written.

    Where there is one row alone, `only` is its reference and author: nothing else is asked for.
    """
    found = Examined(brought_to(home, only))
    for one in _good_rows(found, rows, Reader(home.time_zone, now)):
        _look_at(found, one)
    _find_parents(found)
    found.faults.sort(key=lambda fault: fault.line or 0)
    return found


def _good_rows(
    found: Examined, rows: Iterable[tuple[int, dict[str, str], bool]], reader: Reader
) -> Iterator[Submission]:
    for row, cells, too_many in rows:
        one, faults = reader.submission(row, cells)
        if too_many:
            faults.append(lazy("It has more cells than the first row has headings."))
        faults += _faults_beside_others(found, row, cells)
        for message in faults:
            found.fault(row, message)
        if one is not None and not faults:
            yield one
        elif parent := line_of(cells, "parent_ref"):
            found.replies_at_fault.append((row, parent))


def _faults_beside_others(found: Examined, row: int, cells: dict[str, str]) -> list[object]:
    """Return what is wrong with a row beside what is stored and the rows before it."""
    ref, number = line_of(cells, "ref"), line_of(cells, "amendment")
    faults: list[object] = []
    if number and ref not in found.brought.refs and found.brought.place(number) is None:
        faults.append(lazy("There is no amendment %(number)s here.", number=number[:40]))
    if ref in found.seen:
        faults.append(lazy("Row %(row)s has the same reference.", row=found.seen[ref]))
    elif ref:
        found.seen[ref] = row
    return faults


def _look_at(found: Examined, one: Submission) -> None:
    stored = found.brought.refs.get(one.ref)
    if stored is not None:
        found.already += 1
        if digest(one.body) not in stored.digests:
            found.changed.append((one.row, one.ref))
        return
    below = bool(one.parent_ref) and not one.amendment
    place = AS_ABOVE if below else found.brought.place(one.amendment) or found.brought.whole
    author = one.author_ref or f" {one.ref}"  # no reference of a file begins with a blank
    found.nodes[one.ref] = Node(one.row, place, one.parent_ref, author=author)
    found.authors[author] += 1
    found.rows.add({**one.stored(), "author": author})


def _find_parents(found: Examined) -> None:
    above = found.brought.above(
        {node.parent_ref for node in found.nodes.values() if node.parent_ref} - {*found.nodes}
    )
    for ref, node in found.nodes.items():
        _put_below(found, ref, node, above)
    for row, parent in found.replies_at_fault:
        _check_parent_is_there(found, row, parent)


def _put_below(found: Examined, ref: str, node: Node, above: dict[str, Any]) -> None:
    """Give a submission its depth and parent, those above it first."""
    way: list[tuple[str, Node]] = []
    seen: set[str] = set()
    here: Node | None = node
    while here is not None and here.depth < 0:
        if ref in seen:
            return _break(found, way)
        seen.add(ref)
        way.append((ref, here))
        ref = here.parent_ref
        here = found.nodes.get(ref) if ref else None
    for _ref, one in reversed(way):
        if one.parent_ref:
            _hang(found, one, found.nodes.get(one.parent_ref) or above.get(one.parent_ref))
        else:
            one.depth = 0
    return None


def _break(found: Examined, way: list[tuple[str, Node]]) -> None:
    for _ref, one in way:
        found.fault(one.row, lazy("It replies to itself by way of other rows."))
        one.depth = 0


def _hang(found: Examined, node: Node, parent: Any) -> None:
    node.depth = 1
    if parent is None:
        _check_parent_is_there(found, node.row, node.parent_ref)
        return  # where it is, that row is told to be wrong itself
    if node.place not in (AS_ABOVE, parent.place):
        found.fault(node.row, lazy("What it replies to speaks of another amendment."))
        return
    node.place = parent.place
    if parent.depth >= DEEPEST:
        found.higher += 1
        parent = found.brought.parent_of(parent) if isinstance(parent, Above) else parent.parent
    node.parent, node.depth = parent, parent.depth + 1


def _check_parent_is_there(found: Examined, row: int, ref: str) -> None:
    if ref not in found.seen and ref not in found.brought.refs:
        message = lazy("What it replies to is neither here nor in the file: %(ref)s.", ref=ref[:40])
        found.fault(row, message)
