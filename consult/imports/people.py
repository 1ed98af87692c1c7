"""People of other channels: accounts without a mailbox or a password, numbered from 1.

Nobody signs in to them: their key is no mailbox's, no password fits an empty hash, and nothing is
mailed to an empty address. Readers see `Participant № 12`, which nobody can take as a public name.
"""

from collections.abc import Mapping
from typing import cast

from sqlalchemy import Table, insert

from consult.accounts.models import BROUGHT_IN, Account
from consult.core import clock
from consult.core.db import db
from consult.imports.brought import people_count
from consult.imports.models import ImportedPerson

AT_ONCE = 1000


def add_people(consultation_id: int, languages: Mapping[str, str]) -> dict[str, int]:
    """Make an account for each reference that has none; return the accounts' keys."""
    first = people_count(consultation_id) + 1
    found: dict[str, int] = {}
    refs = list(languages)
    for start in range(0, len(refs), AT_ONCE):
        some = refs[start : start + AT_ONCE]
        rows = [
            _account(consultation_id, first + start + at, languages[ref])
            for at, ref in enumerate(some)
        ]
        statement = insert(cast(Table, Account.__table__)).returning(
            Account.__table__.c.id, sort_by_parameter_order=True
        )
        keys = db.session.execute(statement, rows).scalars().all()
        found.update(zip(some, keys, strict=True))
        people = [
            {"consultation_id": consultation_id, "ref": ref, "account_id": found[ref]}
            for ref in some
        ]
        db.session.execute(insert(cast(Table, ImportedPerson.__table__)), people)
    return found


def _account(consultation_id: int, number: int, language: str) -> dict[str, object]:
    key = f"{BROUGHT_IN}{consultation_id}:{number}"
    return {
        "email": "",
        "email_key": key,
        "pseudonym": f"№ {number}",
        "pseudonym_key": key,
        "password_hash": "",
        "language": language,
        "created_at": clock.now(),
    }
