"""One submission typed in by staff: looked at and stored as a file of one row is."""

from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.errors import Conflict, Invalid
from consult.core.words import lazy
from consult.imports.bringing_in import Done, store
from consult.imports.examining import examine
from consult.imports.preparing import prepare


def bring_one(home: Consultation, cells: dict[str, str]) -> Done:
    """Store what was typed in; Conflict where its reference is here already."""
    ref = cells["ref"]
    only = (ref, cells["author_ref"] or f" {ref}")
    examined = examine(home, [(1, cells, False)], clock.now(), only)
    try:
        if examined.faults:
            raise Invalid(examined.faults[0].message, field="body")
        if examined.already:
            message = lazy("There is a submission with this reference already.")
            raise Conflict(message, field="ref")
        return store(prepare(examined))
    finally:
        examined.close()
