"""A whole XML text as a small tree: no document type, no entities, bounded in size and depth."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from consult.core.words import lazy
from consult.imports.grid import Refused
from consult.imports.xml_parts import MAX_DEPTH

MAX_BYTES = 20_000_000
MAX_NODES = 300_000
MAX_TAG = 1_000_000
_CHUNK = 1 << 16
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(slots=True)
class Node:
    """An element by its local name, with its texts and elements in order."""

    name: str
    line: int
    attributes: dict[str, str]
    parts: list["Node | str"] = field(default_factory=list)

    def children(self, *names: str) -> list["Node"]:
        """The elements directly inside, of these names if any are given."""
        nodes = [part for part in self.parts if isinstance(part, Node)]
        return [node for node in nodes if not names or node.name in names]

    def child(self, *names: str) -> "Node | None":
        """The first element directly inside of one of these names."""
        return next(iter(self.children(*names)), None)

    def every(self, *names: str) -> list["Node"]:
        """All elements inside, however deep, of these names, in order."""
        found = []
        for node in self.children():
            found += [node] if node.name in names else []
            found += node.every(*names)
        return found

    def texts(self) -> str:
        """All characters inside, blanks as they stand in the file."""
        return "".join(part if isinstance(part, str) else part.texts() for part in self.parts)

    def words(self) -> str:
        """All characters inside as one line."""
        return _BLANKS.sub(" ", self.texts()).strip()

    @property
    def key(self) -> str:
        """The identifier that the file gives the element, for people to find it by."""
        return next((self.attributes[n] for n in ("eId", "wId", "id") if n in self.attributes), "")


def tree_of(data: bytes) -> Node:
    """The tree of an XML text; raises Refused for one that is broken or hostile."""
    if len(data) > MAX_BYTES:
        raise Refused(lazy("The text is larger than 20 MB. Split it."))
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    top = Node("", 0, {})
    _connect(parser, top)
    try:
        for start in range(0, len(data), _CHUNK):
            parser.Parse(data[start : start + _CHUNK], False)
            # A tag without end is kept whole and read again with every piece.
            if start - parser.CurrentByteIndex > MAX_TAG:
                raise too_complex()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _broken(parser.ErrorLineNumber) from error
    return top.children()[0]


def too_complex() -> Refused:
    """The refusal of more elements, or deeper ones, than a law needs."""
    return Refused(lazy("The XML has more elements, or deeper ones, than a law needs."))


def _broken(line: int) -> Refused:
    return Refused(lazy("The XML is broken in line %(line)s. Save it anew.", line=line))


def _connect(parser: expat.XMLParserType, top: Node) -> None:
    stack = [top]
    count = 0

    def start(name: str, given: list[str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > MAX_DEPTH or count > MAX_NODES:
            raise too_complex()
        attributes = {_local(given[n]): given[n + 1] for n in range(0, len(given), 2)}
        node = Node(_local(name), parser.CurrentLineNumber, attributes)
        stack[-1].parts.append(node)
        stack.append(node)

    def end(_: str) -> None:
        stack.pop()

    def text(characters: str) -> None:
        stack[-1].parts.append(characters)

    def refuse(*_: object) -> None:
        raise Refused(
            lazy("The XML declares a document type or entities. Save it without them (DOCTYPE).")
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse


def _local(name: str) -> str:
    return name.rpartition(":")[2]
