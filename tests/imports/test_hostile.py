"""Hostile and broken files end in a sentence, soon, and never in an exception."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.imports.grid import Refused, cell_text
from consult.imports.table import parse, read_table
from tests.imports.files import RU, csv_bytes, docx_bytes, repacked, xlsx_bytes

ROWS = (RU, ("1", "Статья 1", "а", "б", "в"))
DOCX, XLSX, CSV = docx_bytes(ROWS), xlsx_bytes(ROWS), csv_bytes(ROWS)
BODY, SHEET = "word/document.xml", "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DTD = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def archive(*members):
    """A ZIP container of (name, content)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members:
            new.writestr(name, content)
    return out.getvalue()


def with_declaration(xml, encoding="utf-8"):
    text = xml.decode("utf-8").replace("UTF-8", encoding).replace("utf-8", encoding)
    head, _, rest = text.partition("?>")
    return f"{head}?>{DTD.decode()}{rest}".encode(encoding)


def lying_about_sizes(data):
    """The directory says that every part is 10 bytes long."""
    changed = bytearray(data)
    place = changed.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 24 : place + 28] = struct.pack("<I", 10)
        place = changed.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def locked(data):
    """The directory says that every part is encrypted."""
    return data.replace(
        b"PK\x01\x02\x14\x00\x14\x00\x00", b"PK\x01\x02\x14\x00\x14\x00\x01"
    ).replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


def inside(data, part, mark, content, compression=zipfile.ZIP_DEFLATED):
    """The file with more XML before a closing tag."""
    return repacked(data, {part: lambda xml: xml.replace(mark, content + mark, 1)}, compression)


WHOLE_FILE = {
    "nothing": (b"", "empty"),
    "blanks": (b" \r\n ", "empty"),
    "not a zip": (b"garbage" * 50, "damaged"),
    "truncated": (DOCX[: len(DOCX) // 2], "damaged"),
    "only a zip's first bytes": (b"PK\x03\x04", "damaged"),
    "old format": (OLE, "old Word or Excel"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "a PDF": (b"%PDF-1.7 ...", "format"),
    "another zip": (archive(("a.txt", b"a")), "no Word or Excel"),
    "encrypted members": (locked(DOCX), "password"),
    "too many parts": (archive(*((f"{n}", b"") for n in range(2_001))), "too many parts"),
    "very many parts": (archive(*((f"{n}", b"") for n in range(9_000))), "too many parts"),
    "a bomb": (repacked(DOCX, {"word/media/a.bin": bytes(101_000_000)}), "unpacks"),
    "a dense bomb": (repacked(DOCX, {"word/media/a.bin": bytes(30_000_000)}), "unpacks"),
    "sizes that lie": (lying_about_sizes(DOCX), "damaged"),
    "a path upwards": (repacked(DOCX, {"../../etc/passwd": b"a"}), "damaged"),
    "an absolute path": (repacked(XLSX, {"/etc/passwd": b"a"}), "damaged"),
    "entities": (repacked(DOCX, {BODY: with_declaration}), "declarations"),
    "entities in a sheet": (repacked(XLSX, {SHEET: with_declaration}), "declarations"),
    "entities in UTF-16": (
        repacked(DOCX, {BODY: lambda xml: with_declaration(xml, "utf-16")}),
        "declarations",
    ),
    "entities in a part nobody reads": (
        repacked(XLSX, {"xl/theme/theme1.xml": with_declaration}),
        "declarations",
    ),
    "deep nesting": (inside(DOCX, BODY, b"<w:sectPr", b"<w:p>" * 300 + b"</w:p>" * 300), "unpacks"),
    "nested tables": (inside(DOCX, BODY, b"<w:sectPr", b"<w:tbl>" * 6 + b"</w:tbl>" * 6), "tables"),
    "millions of elements": (
        inside(XLSX, SHEET, b"</sheetData>", b"<row>" + b"<c/>" * 2_100_000 + b"</row>", 0),
        "unpacks",
    ),
    "broken XML": (inside(DOCX, BODY, b"<w:sectPr", b"<w:p>"), "damaged"),
    "no main part": (repacked(DOCX, {"_rels/.rels": b"<a/>"}), "no Word or Excel"),
}


@pytest.mark.parametrize("name", WHOLE_FILE)
def test_a_hostile_file_is_refused_in_a_sentence_and_soon(name):
    data, word = WHOLE_FILE[name]
    started = time.process_time()
    table = read_table(data, "table.docx")
    assert time.process_time() - started < 5
    assert [fault.line for fault in table.faults] == [None]
    assert word in str(table.faults[0].message)
    assert not table.rows


@pytest.mark.parametrize("name", ["a bomb", "a dense bomb", "sizes that lie", "nested tables"])
def test_a_bomb_takes_little_memory(name):
    tracemalloc.start()
    read_table(WHOLE_FILE[name][0], "table.docx")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_content_tells_the_format_whatever_the_name():
    for data in (DOCX, XLSX, CSV):
        for name in ("a.csv", "", "наоборот.PDF", "x" * 10_000):
            assert read_table(data, name).rows[0].current == "а"


def test_an_external_main_part_is_never_fetched():
    data = repacked(
        DOCX,
        {
            "_rels/.rels": lambda xml: xml.replace(
                b'Target="word', b'TargetMode="External" Target="word'
            )
        },
    )
    assert "no Word or Excel" in str(read_table(data, "a.docx").faults[0].message)


def test_wide_csv_and_endless_blank_lines_are_quick():
    started = time.process_time()
    assert read_table(CSV + b"," * 20_000_000, "a.csv").faults
    assert read_table(CSV + b"\n" * 20_000_000, "a.csv").faults
    assert read_table(CSV + b'"' + b"a" * 20_000_000, "a.csv").faults
    assert time.process_time() - started < 5


def test_a_tower_of_marks_is_quick_and_short():
    started = time.process_time()
    assert len(cell_text("а" + "\u0301\u0316" * 100_000)) <= 31
    assert cell_text("«…»—" * 20) == "«…»—" * 20
    assert time.process_time() - started < 1


def test_many_tables_are_quick():
    cells = "".join(
        f"<w:tc><w:p><w:r><w:t>новое {n} " + "слово " * 14 + "</w:t></w:r></w:p></w:tc>"
        for n in range(20)
    )
    table = f"<w:tbl>{f'<w:tr>{cells}</w:tr>' * 20}</w:tbl>".encode()
    started = time.process_time()
    read_table(inside(DOCX, BODY, b"<w:sectPr", table * 58), "a.docx")
    assert time.process_time() - started < 5


def never_raises_but_refuses(data, name="a.docx"):
    """Without the net that `read_table` spreads below."""
    try:
        parse(data, name)
    except Refused as refused:
        assert str(refused.message)


FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@FUZZ
@given(st.binary(max_size=2_000), st.sampled_from(["a.docx", "a.csv", "a.xlsx", ""]))
def test_random_bytes_never_raise(data, name):
    never_raises_but_refuses(data, name)
    never_raises_but_refuses(b"PK\x03\x04" + data, name)
    never_raises_but_refuses(CSV + data, "a.csv")


EDITS = st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6)), min_size=1, max_size=8)


def edited(data, edits):
    changed = bytearray(data)
    for place, new in edits:
        place %= len(changed) + 1
        changed[place : place + len(new)] = new
    return bytes(changed)


@FUZZ
@given(st.sampled_from([DOCX, XLSX, CSV]), EDITS)
def test_a_damaged_file_never_raises(data, edits):
    never_raises_but_refuses(edited(data, edits), "a.csv")


@FUZZ
@given(
    st.sampled_from(
        [
            (DOCX, BODY),
            (XLSX, SHEET),
            (XLSX, "xl/sharedStrings.xml"),
            (XLSX, "xl/workbook.xml"),
            (XLSX, "xl/styles.xml"),
            (XLSX, "xl/_rels/workbook.xml.rels"),
            (DOCX, "_rels/.rels"),
        ]
    ),
    st.lists(
        st.tuples(st.integers(0, 10**6), st.text("<>/=\"'0123456789-AZaz:wrst", max_size=4)),
        min_size=1,
        max_size=4,
    ),
)
def test_a_part_with_other_content_never_raises(source, edits):
    data, part = source
    edits = [(place, new.encode()) for place, new in edits]
    never_raises_but_refuses(repacked(data, {part: lambda xml: edited(xml, edits)}, 0))
