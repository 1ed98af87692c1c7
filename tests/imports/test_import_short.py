"""While an import writes nobody else may on SQLite: how much is done by then, and how briefly."""

from sqlalchemy import func, select

from consult.consultations.models import Amendment
from consult.imports.actions import import_table
from consult.imports.rows import Table
from consult.imports.table import read_table
from consult.ledger.models import LedgerEvent
from tests.imports.files import csv_bytes
from tests.make import Make

HEAD = ("Article", "Title", "Current wording", "Proposed wording", "Rationale")
MOST = 30


def table(rows: int, said: str = "One chamber") -> Table:
    lines = [
        (f"Article {n}", f"Title {n}", "Two chambers.", f"{said} {n}.", "")
        for n in range(1, rows + 1)
    ]
    return read_table(csv_bytes([HEAD, *lines]), "table.csv")


def written(make: Make, rows: Table) -> int:
    """Import a table and return how many statements were sent once the first one wrote."""
    with make.counted() as statements:
        make.do(lambda: import_table(rows, slug="reform"))
    return len(statements)


def test_a_long_table_takes_no_more_statements_than_a_short_one(make: Make) -> None:
    assert written(make, table(400)) <= MOST
    assert make.scalar(select(func.count()).select_from(Amendment)) == 400
    added = select(func.count()).where(LedgerEvent.kind == "AMENDMENT_ADDED")
    assert make.scalar(added) == 400


def test_extending_and_changing_a_long_draft_takes_few_statements_too(make: Make) -> None:
    written(make, table(200))
    assert written(make, table(400, "One house")) <= MOST
    versions = select(Amendment.version).order_by(Amendment.position)
    assert [version for (version,) in make.all(versions)] == [3] * 200 + [2] * 200
