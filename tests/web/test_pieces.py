"""Pages sent in pieces are one gzip member with the right checksum, whatever the pieces are."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from consult.web.pieces import Piece, gzipped, joined, own, shared

texts = st.lists(st.tuples(st.booleans(), st.binary(max_size=3000)), max_size=8)


def inflated(member: bytes) -> bytes:
    """Return what a strict reader gets from exactly one gzip member."""
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    found = reader.decompress(member) + reader.flush()
    assert reader.eof and not reader.unused_data, "not one member, or more than one"
    return found


@given(texts)
def test_pieces_are_one_gzip_member(given: list[tuple[bool, bytes]]) -> None:
    pieces = [shared(text) if often else own(text) for often, text in given]
    assert inflated(gzipped(pieces)) == joined(pieces) == b"".join(text for _, text in given)


def test_a_long_page_is_compressed() -> None:
    pieces = [shared(b"<p>law</p>" * 9000), own(b"name"), own(b"<input>" * 2000)]
    assert inflated(gzipped(pieces)) == joined(pieces)
    assert len(gzipped(pieces)) < len(joined(pieces)) / 50


def test_a_secret_shares_no_block_with_other_texts() -> None:
    secret = b'<input name="csrf_token" value="abc">'
    others: Piece = shared(secret * 50)
    assert secret in gzipped([others, own(secret), others])


def test_a_wrong_checksum_is_noticed() -> None:
    piece = shared(b"one")
    broken = Piece(piece.plain, piece.block, piece.checksum ^ 1, piece.carry)
    try:
        inflated(gzipped([broken]))
    except zlib.error:
        return
    raise AssertionError("the checksum is not looked at")
