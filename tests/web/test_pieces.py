"""Pages sent in pieces are one gzip member with the right checksum, whatever the pieces are."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from consult.web.pieces import NUL, Piece, Switch, Switches, gzipped, joined, own, shared

between = st.lists(st.binary(max_size=400), min_size=1, max_size=9)
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


@given(between, st.sets(st.integers(0, 7)), st.booleans())
def test_any_switches_may_be_on(given: list[bytes], on: set[int], often: bool) -> None:
    said = {number: (b"yes" if number in on else b"no ") for number in range(len(given) - 1)}
    parts: list[bytes | Switch] = []
    for number, text in enumerate(given):
        parts += [text * 9, Switch(str(number), b"no ", b"yes")]
    made = Switches(parts[:-1])
    expected = given[0] * 9 + b"".join(said[n] + text * 9 for n, text in enumerate(given[1:]))
    for _ in range(2):
        piece = made.with_on({str(number) for number in on if number in said})
        pages = [own(b"head"), made.piece, piece, piece] if often else [piece]
        assert inflated(gzipped(pages)) == joined(pages)
        assert piece.plain == expected.replace(NUL, b"")


def test_switches_cost_little_room() -> None:
    texts = [f"<p>Comment {n} {n**5}</p><button aria-pressed=".encode() * 20 for n in range(60)]
    parts: list[bytes | Switch] = []
    for number, text in enumerate(texts):
        parts += [text, Switch(str(number), b'"false"', b'"true" ')]
    made = Switches(parts)
    assert len(made.with_on({"1"}).block) < len(made.piece.block) + 60 * 40


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
