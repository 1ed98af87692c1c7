"""Reading a comparative table from a DOCX, XLSX or CSV file into rows and faults."""

import logging

from consult.core.words import lazy
from consult.imports.archive import Archive, damaged
from consult.imports.csv_table import csv_grid
from consult.imports.docx_table import docx_grids
from consult.imports.grid import MAX_FILE, Grid, Refused
from consult.imports.headings import Columns, find_columns
from consult.imports.rows import Fault, Row, Table, table_from
from consult.imports.xlsx_table import xlsx_grids
from consult.imports.xml_parts import part_of_kind

__all__ = ["Fault", "Row", "Table", "parse", "read_table"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE_NAMES = (".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".doc", ".xls")
_FOREIGN = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"<")

log = logging.getLogger(__name__)


def read_table(data: bytes, filename: str) -> Table:
    """The rows of the file's comparative table; never raises, `faults` says what is wrong."""
    try:
        return parse(data, filename)
    except Refused as refused:
        return Table(faults=[Fault(None, refused.message)])
    except Exception:
        # An official's upload must end in a sentence; the log keeps what we failed to foresee.
        log.exception("A comparative table could not be read")
        return Table(faults=[Fault(None, damaged().message)])


def parse(data: bytes, filename: str) -> Table:
    """Like `read_table`, but raises Refused for a file that cannot be read as a whole."""
    if not data.strip():
        raise Refused(lazy("The file is empty."))
    if len(data) > MAX_FILE:
        raise Refused(lazy("The file is larger than 50 MB."))
    if data.startswith(_ZIP):
        return _from_office(data)
    _refuse_foreign(data, filename.casefold())
    grid, encoding = csv_grid(data)
    table = _from_grids([grid] if find_columns(grid) else [])
    if encoding:
        message = lazy(
            "The file is not in Unicode and was read as %(encoding)s. Check the letters, "
            "or save it as CSV UTF-8.",
            encoding=encoding,
        )
        table.warnings.append(Fault(None, message))
    return table


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
