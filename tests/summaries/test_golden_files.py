"""The files as they were looked at and found good, byte for byte.

To renew them after a meant change: CONSULT_RENEW_GOLDEN=1 pytest tests/summaries, then look.
"""

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import time_machine
from sqlalchemy import select

from consult.accounts.rules import Reader
from consult.comments.models import Comment
from consult.comments.rules import Stance, State
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_amendment
from consult.core.db import db
from consult.moderation.rules import Ground
from consult.responses.models import Argument
from consult.responses.tracing import trace
from consult.summaries.formats import FILES
from consult.votes.actions import cast_vote
from consult.votes.rules import Choice
from tests.consultations.revising import reloaded, revise
from tests.make import Make
from tests.responses.arguing import answered
from tests.summaries.busy import add_comment
from tests.summaries.reading import exported, words_of_pdf

GOLDEN = Path(__file__).parent / "golden"
SINGLE = [name for name in FILES if not name.endswith(".zip")]
OF_THE_FRAME = {
    "word/theme/theme1.xml",
    "word/styles.xml",
    "word/stylesWithEffects.xml",
    "word/numbering.xml",
    "word/fontTable.xml",
    "word/webSettings.xml",
    "word/settings.xml",
}
"""Parts of a DOCX that come from the library, with nothing of the consultation in them."""
MOMENT = datetime(2026, 2, 20, 9, 5, 7, tzinfo=UTC)


def small_consultation(make: Make) -> Consultation:
    """Make two amendments, three votes, a comment in every state and an answered argument."""
    place = make.consultation(slug="golden", languages=("en", "ru"))
    first = make.amendment(place, number="1", title="One chamber")
    make.amendment(place, number="2-1", title="=1+1")
    people = [make.account(pseudonym=f"Person {n}", verified=n == 0) for n in range(3)]
    for person, choice in zip(
        people, [Choice.SUPPORT, Choice.SUPPORT, Choice.CLARIFY], strict=True
    ):
        reader = Reader(id=person.id, verified=person.verified_at is not None)
        make.do(lambda r=reader, c=choice: cast_vote(the_amendment("golden", "1"), r, c))
    asked = add_comment(make, first, people[0], agrees=3, open_reports=1, replies=1)
    reply = {"stance": None, "parent_id": asked, "root_id": asked, "edited_at": MOMENT}
    add_comment(make, first, people[1], body='Why?\n=; "so"', language="ru", **reply)
    for number, state in enumerate(one for one in State if one != State.PUBLISHED):
        decided = state in {State.HIDDEN, State.REJECTED}
        add_comment(
            make, first, people[2], state=state, stance=list(Stance)[number % 3],
            ground=Ground.INSULT if decided else None,
            decided_at=MOMENT + timedelta(minutes=5) if decided else None,
        )  # fmt: skip
    add_comment(make, first, people[1], stance=Stance.AGAINST)
    _answer_and_change(make, first, asked)
    return place


def _answer_and_change(make: Make, unit: Amendment, asked: int) -> None:
    """Gather a comment under an argument, answer that, and change a clause after it."""
    comment = make.scalar(select(Comment).where(Comment.id == asked))
    argument, official = make.argument(unit, [comment]), make.reader(make.official())
    answered(make, argument)
    revise(make, unit)

    def work() -> None:
        trace(db.session.get_one(Argument, argument.id), reloaded(unit), official, 2, "2")

    make.do(work)


@pytest.fixture
def files(make: Make) -> dict[str, bytes]:
    with time_machine.travel(MOMENT, tick=False):
        return exported(make, small_consultation(make), names=SINGLE)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".csv", ".json"))])
def test_the_file_is_the_golden_one(files: dict[str, bytes], name: str) -> None:
    compare(GOLDEN / name, files[name])


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".xlsx", ".docx"))])
def test_the_document_is_the_golden_one_part_by_part(files: dict[str, bytes], name: str) -> None:
    """Compare what stands in the archive: its compression may differ between two zlibs."""
    with ZipFile(BytesIO(files[name])) as book:
        parts = [
            f"--- {part}\n{book.read(part).decode()}\n"
            for part in sorted(book.namelist())
            if not part.endswith(".png") and part not in OF_THE_FRAME
        ]
    compare(GOLDEN / f"{name}.txt", "".join(parts).replace("><", ">\n<").encode())


def test_the_words_of_the_pdf_are_the_golden_ones(files: dict[str, bytes]) -> None:
    compare(GOLDEN / "report.pdf.txt", words_of_pdf(files["report.pdf"]).encode())


def test_the_same_data_give_the_same_bytes(make: Make) -> None:
    with time_machine.travel(MOMENT, tick=False):
        place = small_consultation(make)
        first = exported(make, place, names=SINGLE)
    with time_machine.travel(MOMENT, tick=False):
        assert exported(make, place, names=SINGLE) == first


def compare(path: Path, data: bytes) -> None:
    """Compare with a golden file, or write it where that is asked for."""
    if os.environ.get("CONSULT_RENEW_GOLDEN") == "1":
        path.write_bytes(data)
    assert data == path.read_bytes()
