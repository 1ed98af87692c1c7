"""Streaming through one XML part of an Office file: no tree, no entities, bounded in all."""

from posixpath import join, normpath
from xml.parsers import expat

from consult.imports.archive import Archive, damaged, declares_entities, too_large

MAX_DEPTH = 256
MAX_ELEMENTS = 2_000_000

# Office writes two dialects of the same format, "transitional" and "strict".
_SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "x:",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "x:",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
    "http://schemas.openxmlformats.org/package/2006/relationships": "p:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
}

Attributes = dict[str, str]


class Enough(Exception):
    """Raised by a handler that has seen all it needs."""


class Handler:
    """What is done with a part; names arrive as "w:tbl", "x:row", attributes likewise or bare."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Characters inside the element that began last and has not ended."""


class _Names(dict[str, str]):
    """Short names for the names expat gives ("namespace name"), worked out once each."""

    def __missing__(self, full: str) -> str:
        space, _, name = full.rpartition(" ")
        short = _SPACES.get(space, "?:") + name if space else name
        if len(self) < 1_000:
            self[full] = short
        return short


def stream(archive: Archive, part: str, handler: Handler) -> None:
    """Feed one part to a handler; raises Refused for XML that is broken or hostile."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    _connect(parser, handler, archive)
    try:
        for piece in archive.chunks(part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except Enough:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error


def _connect(parser: expat.XMLParserType, handler: Handler, archive: Archive) -> None:
    names = _Names()
    depth = 0

    def start(full: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        archive.elements += 1
        if depth > MAX_DEPTH or archive.elements > MAX_ELEMENTS:
            raise too_large()
        short = (
            {names[key]: value for key, value in attributes.items()} if attributes else attributes
        )
        handler.start(names[full], short)

    def end(full: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(names[full])

    def refuse(*_: object) -> None:
        raise declares_entities()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse


class _Relationships(Handler):
    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "p:Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


def relationships(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """What a part ("" is the file itself) refers to inside the file: id -> (kind, part)."""
    folder, _, name = part.rpartition("/")
    source = join(folder, "_rels", f"{name}.rels")
    if source not in archive.names():
        return {}
    handler = _Relationships()
    stream(archive, source, handler)
    return {
        key: (kind, normpath(join("/", folder, target)).lstrip("/"))
        for key, (kind, target) in handler.found.items()
    }


def part_of_kind(archive: Archive, part: str, kind: str) -> str | None:
    """The first part of a kind that a part refers to and that exists."""
    targets = (target for found, target in relationships(archive, part).values() if found == kind)
    return next((target for target in targets if target in archive.names()), None)
