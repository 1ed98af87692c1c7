"""A page in pieces that are compressed apart and sent as one gzip member (RFC 1951, RFC 1952).

Every piece ends on a byte and refers to nothing before it, so pieces are put one after the other.
What is secret never shares a piece with other people's text: its size tells nothing (BREACH).
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
END = b"\x03\x00"
LONGEST_STORED = 0xFFFF
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
    return Piece(plain, struct.pack("<BHH", 0, len(plain), len(plain) ^ LONGEST_STORED) + plain)


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
