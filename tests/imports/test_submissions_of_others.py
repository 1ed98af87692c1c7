"""Real conversations brought in through the product, and two imports that meet."""

import csv
import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment, CommentCount
from consult.consultations.queries import consultation_by_id
from consult.core.errors import Conflict
from consult.imports.bringing_in import store
from consult.imports.models import ImportedPerson
from consult.imports.taking import taken
from tests.imports.submitted import count, table
from tests.shared_data import SHARED, needs_data

SEATTLE = SHARED / "polis-dev" / "seattle-15"
STATES = {"1": "published", "0": "", "-1": "rejected"}


def converted(file):
    """Return the comments of a Pol.is export as submissions.csv, and how they were moderated."""
    rows = list(csv.DictReader(file.open(encoding="utf-8", newline="")))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("ref", "author_ref", "submitted_at", "state", "body"))
    for row in rows:
        at = datetime.fromtimestamp(int(row["timestamp"]) / 1000, UTC).isoformat()
        author, state = row["author-id"], STATES[row["moderated"]]
        writer.writerow((row["comment-id"], author, at, state, row["comment-body"]))
    return rows, text.getvalue().encode()


@needs_data
def test_a_conversation_of_polis_comes_in_whole_and_once(make, bring):
    rows, data = converted(SEATTLE / "comments.csv")
    answer = bring(data)
    assert answer.exit_code == 0, answer.output
    assert f"New: {len(rows)}. Here already: 0." in answer.output
    people = {row["author-id"] for row in rows}
    assert count(make, ImportedPerson) == len(people)
    rejected = sum(row["moderated"] == "-1" for row in rows)
    stored = make.scalar(select(func.count()).where(Comment.state == "rejected"))
    assert stored == rejected
    assert make.scalar(select(func.sum(CommentCount.count))) == len(rows)
    again = bring(data)
    assert f"New: 0. Here already: {len(rows)}." in again.output
    assert count(make, Comment) == len(rows) and count(make, ImportedPerson) == len(people)


def test_of_two_imports_at_once_the_second_writes_nothing(make, bring, home):
    data = table({}, {})

    def second():
        with taken(consultation_by_id(home.id), io.BytesIO(data)) as (_examined, ready):
            assert bring(data).exit_code == 0
            store(ready)

    with pytest.raises(Conflict):
        make.do(second)
    assert count(make, Comment) == 2
