"""Opening a ZIP container that nobody has reason to trust: counted, bounded, never on disk."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from consult.core.words import lazy
from consult.imports.grid import Refused

MAX_MEMBERS = 2_000
MAX_UNPACKED = 100_000_000
# Deflate reaches 1,032 : 1. Office files stay below 100 : 1; small ones may repeat themselves more.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 10_000_000
_ENTRY = b"PK\x01\x02"
_CHUNK = 1 << 16
_OVERLAP = 64
_MARKUP = (".xml", ".rels", ".vml")
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    RuntimeError,
)


def damaged() -> Refused:
    """The refusal of a file that does not hold together."""
    return Refused(lazy("The file is damaged or incomplete. Save it anew and try again."))


def too_large() -> Refused:
    """The refusal of a file that unpacks to more than a comparative table can need."""
    return Refused(lazy("The file unpacks to far more than a comparative table needs."))


def too_many_parts() -> Refused:
    """The refusal of a file of thousands of parts."""
    return Refused(lazy("The file is made of too many parts."))


class Archive:
    """The members of an Office file, checked as a whole before any of them is used."""

    def __init__(self, data: bytes) -> None:
        """Open and check; raises Refused."""
        # Each entry of the directory costs memory before it can be counted any other way.
        if data.count(_ENTRY) > 2 * MAX_MEMBERS:
            raise too_many_parts()
        try:
            self.elements = 0
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._check_directory(len(data))
            self._check_contents()
        except _BROKEN as error:
            raise damaged() from error

    def names(self) -> set[str]:
        """The names of all members."""
        return set(self._zip.namelist())

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of one member, piece by piece."""
        try:
            with self._zip.open(name) as member:
                yield from _pieces(member)
        except KeyError as error:
            raise damaged() from error

    def _check_directory(self, packed: int) -> None:
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise too_many_parts()
        names = [member.filename for member in members]
        if len(set(names)) < len(names) or any(map(_leaves_its_folder, names)):
            raise damaged()
        if any(member.flag_bits & 0x1 for member in members):
            raise Refused(lazy("The file is protected by a password. Save it without one."))
        if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members):
            raise damaged()
        _check_size(sum(member.file_size for member in members), packed)

    def _check_contents(self) -> None:
        """Sizes in the directory may lie, so read everything once, keep nothing, and count."""
        unpacked = 0
        for member in self._zip.infolist():
            markup = member.filename.casefold().endswith(_MARKUP)
            tail = b""
            with self._zip.open(member) as content:
                for piece in _pieces(content):
                    unpacked += len(piece)
                    _check_size(unpacked, 0)
                    if markup and any(word in tail + piece for word in _DECLARATIONS):
                        raise declares_entities()
                    tail = piece[-_OVERLAP:]


def declares_entities() -> Refused:
    """The refusal of XML that brings its own declarations, which Office never writes."""
    return Refused(lazy("The file holds declarations that Word and Excel never write."))


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: content.read(_CHUNK), b"")


def _check_size(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED:
        raise too_large()
    if packed and unpacked > max(RATIO_COUNTS_FROM, packed * MAX_RATIO):
        raise too_large()


def _leaves_its_folder(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")
