"""Reading what officials import into rows and faults: a comparative table, or a whole text."""

import logging

from consult.core.words import lazy
from consult.imports.akoma_ntoso import looks_like_akoma_ntoso, read_akoma_ntoso
from consult.imports.archive import Archive, damaged
from consult.imports.csv_table import csv_grid
from consult.imports.docx_table import docx_grids
from consult.imports.grid import MAX_FILE, Grid, Refused
from consult.imports.headings import Columns, find_columns
from consult.imports.laws import Law, compared, table_of
from consult.imports.markdown_text import looks_like_markdown, read_markdown
from consult.imports.pairing import pairs
from consult.imports.rows import Fault, Row, Table, table_from
from consult.imports.xlsx_table import xlsx_grids
from consult.imports.xml_parts import part_of_kind

__all__ = ["Fault", "Row", "Table", "parse", "read_table"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE_NAMES = (".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".doc", ".xls")
_MARKDOWN_NAMES = (".md", ".markdown", ".mdown")
_XML_NAMES = (".xml", ".akn")
_FOREIGN = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"<")

log = logging.getLogger(__name__)


File = tuple[bytes, str]
"""The bytes of a file and its name."""


def read_table(
    data: bytes, filename: str, *, language: str | None = None, against: File | None = None
) -> Table:
    """The rows of a file; never raises, `faults` says what is wrong.

    `against` is the text in force that a whole text is compared with, article by article.
    """
    try:
        if against is not None:
            return _compared((data, filename), against, language)
        return parse(data, filename, language)
    except Refused as refused:
        return Table(faults=[Fault(None, refused.message)])
    except Exception:
        # An official's upload must end in a sentence; the log keeps what we failed to foresee.
        log.exception("A comparative table could not be read")
        return Table(faults=[Fault(None, damaged().message)])


def parse(data: bytes, filename: str, language: str | None = None) -> Table:
    """Like `read_table`, but raises Refused for a file that cannot be read as a whole."""
    _refuse_endless(data)
    law = _law(data, filename, language)
    if law is not None:
        return table_of(law)
    if data.startswith(_ZIP):
        return _from_office(data)
    _refuse_foreign(data, filename.casefold())
    grid, encoding = csv_grid(data)
    if find_columns(grid) is None and _may_be_markdown(data, filename):
        return table_of(read_markdown(data, language))
    table = _from_grids([grid] if find_columns(grid) else [])
    if encoding:
        message = lazy(
            "The file is not in Unicode and was read as %(encoding)s. Check the letters, "
            "or save it as CSV UTF-8.",
            encoding=encoding,
        )
        table.warnings.append(Fault(None, message))
    return table


def _refuse_endless(data: bytes) -> None:
    if not data.strip():
        raise Refused(lazy("The file is empty."))
    if len(data) > MAX_FILE:
        raise Refused(lazy("The file is larger than 50 MB."))


def _law(data: bytes, filename: str, language: str | None) -> Law | None:
    """The whole text that a file holds, told by its content and then by its name."""
    name = filename.casefold()
    if data.startswith((*_ZIP, _OLE)):
        return None
    if looks_like_akoma_ntoso(data) or (name.endswith(_XML_NAMES) and b"<" in data[:100]):
        return read_akoma_ntoso(data, language)
    if name.endswith(_MARKDOWN_NAMES) and looks_like_markdown(data):
        return read_markdown(data, language)
    return None


def _may_be_markdown(data: bytes, filename: str) -> bool:
    return looks_like_markdown(data) or filename.casefold().endswith(_MARKDOWN_NAMES)


def _compared(new: File, old: File, language: str | None) -> Table:
    """The rows of a text against the text in force; the faults of the latter say that they are."""
    _refuse_endless(new[0])
    _refuse_endless(old[0])
    law = _whole_text(new, language)
    before = _whole_text(old, language or law.language)
    if before.faults:
        message = lazy("The text in force has faults. Import it alone to see them.")
        law.faults.append(Fault(None, message))
    return compared(law, pairs(before.articles, law.articles))


def _whole_text(file: File, language: str | None) -> Law:
    law = _law(*file, language)
    if law is None and _may_be_markdown(*file):
        law = read_markdown(file[0], language)
    if law is None:
        raise Refused(
            lazy(
                "Only whole texts are compared, in Markdown or Akoma Ntoso. "
                "A comparative table holds both wordings itself."
            )
        )
    return law


def _from_office(data: bytes) -> Table:
    archive = Archive(data)
    part = part_of_kind(archive, "", "officeDocument")
    if part is None:
        raise Refused(lazy("This is no Word or Excel file. Save the table as .docx or .xlsx."))
    if any(name.startswith("xl/") for name in archive.names()):
        return _from_grids(xlsx_grids(archive, part))
    return _from_grids(docx_grids(archive, part))


def _refuse_foreign(data: bytes, filename: str) -> None:
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused(
            lazy("The file is protected by a password. Save it without one as .docx or .xlsx.")
        )
    if data.startswith(_OLE):
        raise Refused(lazy("This is an old Word or Excel format. Save it as .docx or .xlsx."))
    if data.lstrip().startswith(_FOREIGN):
        raise Refused(lazy("This format cannot be read. Save the table as .docx, .xlsx or .csv."))
    if filename.endswith(_OFFICE_NAMES):
        raise damaged()


def _from_grids(grids: list[Grid]) -> Table:
    """Read the first table that has the needed columns, and say what else there was."""
    found = ((grid, columns) for grid in grids if (columns := find_columns(grid)))
    grid, columns = next(found, (None, None))
    if grid is None or columns is None:
        raise Refused(
            lazy(
                "No table with the needed columns was found. The headings must name "
                "the current wording and the proposed wording."
            )
        )
    table = table_from(grid, columns)
    table.warnings[:0] = _left_out(columns, len(grids) - 1)
    return table


def _left_out(columns: Columns, others: int) -> list[Fault]:
    warnings = [
        Fault(columns.line.number, lazy("The column “%(name)s” was left out.", name=name[:80]))
        for name in columns.unknown
    ]
    if others:
        message = lazy("The file has more tables with these columns; only the first was read.")
        warnings.append(Fault(None, message))
    return warnings
