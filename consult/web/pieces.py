"""A page in pieces that are compressed apart and sent as one gzip member (RFC 1951, RFC 1952).

Every piece ends on a byte and refers to nothing before it, so pieces are put one after the other.
What is secret never shares a piece with other people's text: its size tells nothing (BREACH).
"""

import struct
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
END = b"\x03\x00"
LONGEST_STORED = 0xFFFF
STORED_HEAD = 5
NUL = b"\0"
SHARED_LEVEL = 6
OWN_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a page: its bytes, the same as a deflate block, and what its checksum needs."""

    plain: bytes
    block: bytes
    checksum: int = 0
    carry: list[int] = field(default_factory=list)

    def after(self, checksum: int) -> int:
        """Return the checksum of what came before with this piece after it."""
        if not self.carry:
            return zlib.crc32(self.plain, checksum)
        found, bit = self.checksum, 0
        while checksum:
            if checksum & 1:
                found ^= self.carry[bit]
            checksum >>= 1
            bit += 1
        return found


def shared(plain: bytes) -> Piece:
    """Return a piece that is made once and sent often.

    CRC-32 is linear: the checksums of the 32 single bits carried over the piece give those of all.
    """
    block = _deflated(plain, SHARED_LEVEL, 15, 8)
    checksum = zlib.crc32(plain, 0)
    carry = [zlib.crc32(plain, 1 << bit) ^ checksum for bit in range(32)]
    return Piece(plain, block, checksum, carry)


def own(plain: bytes) -> Piece:
    """Return a piece made for one reader: compressed quickly, or not at all where it is short."""
    if len(plain) > 1000:
        return Piece(plain, _deflated(plain, OWN_LEVEL, 12 if len(plain) < 9000 else 15, 6))
    return Piece(plain, _stored(plain))


def _stored(plain: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(plain), len(plain) ^ LONGEST_STORED) + plain


class Switch(NamedTuple):
    """A few bytes of a piece that say one thing or the other, in the same length."""

    name: str
    off: bytes
    on: bytes


class Switches:
    """A shared piece with switches, each of which is off for most readers.

    They stand in the compressed bytes as they are, and nothing refers to them. So turning one on
    writes over a few bytes, and its part of the checksum is the same whatever else is on.
    """

    def __init__(self, parts: Sequence[bytes | Switch], made: Piece | None = None) -> None:
        # What stands in for switches while the rest is compressed must be in no text.
        parts = [one if isinstance(one, Switch) else one.replace(NUL, b"") for one in parts]
        self._parts = parts
        plain = b"".join(one.off if isinstance(one, Switch) else one for one in parts)
        self.piece = replace(made, plain=plain) if made else shared(plain)
        self._changes: dict[str, int] = {}

    def with_on(self, names: Collection[str]) -> Piece:
        """Return the piece with these switches on."""
        pressed, places = self._pressed
        plain, block = bytearray(self.piece.plain), bytearray(pressed)
        checksum = self.piece.checksum
        for name in names:
            switch, here, there = places[name]
            plain[here : here + len(switch.on)] = switch.on
            block[there : there + len(switch.on)] = switch.on
            checksum ^= self._change(name)
        return Piece(bytes(plain), bytes(block), checksum, self.piece.carry)

    def names(self) -> set[str]:
        """Return the names of the switches."""
        return {one.name for one in self._parts if isinstance(one, Switch)}

    def _change(self, name: str) -> int:
        found = self._changes.get(name)
        if found is None:
            switch, here, _there = self._pressed[1][name]
            plain = bytearray(self.piece.plain)
            plain[here : here + len(switch.on)] = switch.on
            found = self._changes[name] = zlib.crc32(plain) ^ self.piece.checksum
        return found

    @cached_property
    def _pressed(self) -> tuple[bytes, dict[str, tuple[Switch, int, int]]]:
        """Compress with every switch in a stored block; return where each stands, in both forms.

        What is compressed in its place are bytes that no page has, and they are not sent.
        """
        pressing = zlib.compressobj(SHARED_LEVEL, zlib.DEFLATED, -15, 8)
        block, here, places = b"", 0, {}
        for one in self._parts:
            if isinstance(one, Switch):
                block += pressing.flush(zlib.Z_SYNC_FLUSH)
                places[one.name] = (one, here, len(block) + STORED_HEAD)
                block += _stored(one.off)
                pressing.compress(NUL * len(one.off))
                pressing.flush(zlib.Z_SYNC_FLUSH)
                here += len(one.off)
            else:
                block += pressing.compress(one)
                here += len(one)
        return block + pressing.flush(zlib.Z_FULL_FLUSH), places


def _deflated(plain: bytes, level: int, window: int, memory: int) -> bytes:
    pressing = zlib.compressobj(level, zlib.DEFLATED, -window, memory)
    return pressing.compress(plain) + pressing.flush(zlib.Z_FULL_FLUSH)


def gzipped(pieces: Iterable[Piece]) -> bytes:
    """Return the pieces as one gzip member."""
    parts, checksum, size = [HEAD], 0, 0
    for piece in pieces:
        parts.append(piece.block)
        checksum = piece.after(checksum)
        size += len(piece.plain)
    parts += (END, struct.pack("<II", checksum, size & 0xFFFFFFFF))
    return b"".join(parts)


def joined(pieces: Iterable[Piece]) -> bytes:
    """Return the pieces as plain bytes."""
    return b"".join(piece.plain for piece in pieces)
