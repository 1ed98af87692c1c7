"""Officials who publish or edit the same draft at the same instant, on both databases."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import func, select

from consult.consultations import revisions
from consult.consultations.actions import WordingDraft
from consult.consultations.history import workpiece_of
from consult.consultations.models import Amendment, Revision
from consult.ledger.models import LedgerEvent
from tests.consultations.revising import edit, piece_of, reloaded
from tests.make import Make
from tests.together import at_once


def test_of_several_who_publish_at_once_one_wins_and_the_others_are_told(make: Make) -> None:
    amendment = make.amendment()
    edit(make, amendment)
    mark = piece_of(make, amendment).whole_mark
    outcomes = several(
        make,
        lambda n: revisions.publish_revision(reloaded(amendment), 2, f"Reason {n}.", mark),
    )
    assert sorted(outcomes) == ["Conflict"] * 5 + ["NoneType"]
    assert make.scalar(published(amendment)) == 1
    assert make.read(lambda: reloaded(amendment)).revision == 2


def test_of_several_who_edit_at_once_one_wins_and_the_others_are_told(make: Make) -> None:
    amendment = make.amendment()
    mark = piece_of(make, amendment).mark("en")

    def work(number: int) -> None:
        found = reloaded(amendment)
        draft = make_draft(found, f"1. Text {number}.")
        revisions.edit_wording(found, "en", draft, mark)

    outcomes = several(make, work)
    assert sorted(outcomes) == ["Conflict"] * 5 + ["NoneType"]
    assert make.scalar(revisions_of(amendment)) == 2


def make_draft(amendment: Amendment, proposed: str) -> Any:
    old = workpiece_of(amendment).in_force["en"]
    texts: dict[str, Any] = {"element": old.element, "title": old.title, "current": old.current}
    return WordingDraft(**texts, proposed=proposed)


def several(make: Make, work: Callable[[int], Any], people: int = 6) -> list[str]:
    """Let several do something at the same instant; return the name of each one's refusal.

    Each lingers before the commit, so that whoever does not wait for the others is found out.
    """

    def lingering(number: int) -> None:
        work(number)
        time.sleep(0.1)

    works = [partial(make.do, partial(lingering, number)) for number in range(people)]
    return [type(outcome).__name__ for outcome in at_once(works)]


def published(amendment: Amendment) -> Any:
    """Count the publications in the ledger."""
    about = LedgerEvent.subject == f"amendment:{amendment.id}"
    return select(func.count()).where(about, LedgerEvent.kind == "REVISION_PUBLISHED")


def revisions_of(amendment: Amendment) -> Any:
    """Count the revisions, drafts too."""
    return select(func.count()).where(Revision.amendment_id == amendment.id)
