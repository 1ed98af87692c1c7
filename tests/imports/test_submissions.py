"""Submissions of other channels: brought in by a file, all or nothing, and never twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.comments.indexed import searched
from consult.comments.models import Comment, CommentCount
from consult.consultations.models import Amendment
from consult.imports.brought import Place
from consult.imports.models import ImportedPerson, ImportedSubmission
from consult.ledger.models import LedgerEvent
from tests.imports.submitted import LONG, comments, count, table


def test_what_a_file_brings_stands_as_comments_of_their_channel(make, bring, home):
    answer = bring(
        table(
            {"stance": "against", "channel": "paper", "submitted_at": "05.01.2026 14:30"},
            {"amendment": "", "stance": "", "channel": "email", "language": "ru", "body": "Да."},
            {"author_ref": "a1", "parent_ref": "r1", "amendment": "", "stance": ""},
        )
    )
    assert answer.exit_code == 0, answer.output
    assert "New: 3. Here already: 0." in answer.output
    assert "Imported: 3. New people: 2." in answer.output
    found = comments(make)
    one, whole, reply = (found[ref] for ref in ("r1", "r2", "r3"))
    assert (one.channel, one.stance, one.state, one.language) == (
        "paper",
        "against",
        "published",
        "en",
    )
    assert one.created_at == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    assert (whole.channel, whole.stance, whole.language) == ("email", "neutral", "ru")
    assert reply.parent_id == reply.root_id == one.id and reply.stance is None
    assert reply.author_id == one.author_id and one.replies == 1
    places = dict(make.all(select(Amendment.id, Amendment.whole)))
    assert [places[row.amendment_id] for row in (one, whole, reply)] == [False, True, False]
    counts = {
        row[:2]: row[2]
        for row in make.all(
            select(CommentCount.kind, CommentCount.state, func.sum(CommentCount.count)).group_by(
                CommentCount.kind, CommentCount.state
            )
        )
    }
    assert counts == {
        ("against", "published"): 1,
        ("neutral", "published"): 1,
        ("reply", "published"): 1,
    }
    assert all(row.terms == searched(row) for row in found.values())


def test_a_second_run_changes_nothing(make, bring):
    data = table({}, {"parent_ref": "r1", "stance": ""})
    assert bring(data).exit_code == 0
    versions = make.all(select(Amendment.version))
    sizes = [count(make, one) for one in (Comment, Account, LedgerEvent)]
    again = bring(data)
    assert again.exit_code == 0
    assert "New: 0. Here already: 2." in again.output
    assert versions == make.all(select(Amendment.version))
    assert sizes == [count(make, one) for one in (Comment, Account, LedgerEvent)]


def test_another_text_under_a_reference_that_is_here_is_told_and_not_stored(make, bring):
    bring(table({}))
    answer = bring(table({"body": "Something else."}, {"author_ref": "a1"}))
    assert answer.exit_code == 0
    assert "Note, row 2: r1 is here with another text, which stays as it is." in answer.output
    assert comments(make)["r1"].body == f"{LONG} 1"
    assert count(make, ImportedPerson) == 1 and len(comments(make)) == 2


def test_a_dry_run_says_the_same_and_writes_nothing(make, bring):
    answer = bring(table({}, {"amendment": ""}), "--dry-run")
    assert "New: 2." in answer.output and "nothing was written" in answer.output
    assert count(make, Comment) == count(make, ImportedPerson) == 0


FAULTY = [
    ({"ref": ""}, "It has no reference."),
    ({"ref": "x" * 201}, "longer than 200"),
    ({"amendment": "77"}, "There is no amendment 77 here."),
    ({"parent_ref": "nobody", "stance": ""}, "neither here nor in the file: nobody"),
    ({"parent_ref": "r2", "stance": ""}, "replies to itself"),
    ({"parent_ref": "r3", "stance": ""}, "replies to itself by way of other rows"),
    ({"parent_ref": "r1", "stance": "for"}, "no stance of its own"),
    ({"submitted_at": "2999-01-01"}, "lies in the future"),
    ({"submitted_at": "1812-01-01"}, "before 1970"),
    ({"submitted_at": "soon"}, "The date cannot be read"),
    ({"submitted_at": "0001-01-01T00:00+14:00"}, "The date cannot be read"),
    ({"language": "es"}, "kk, ru, en or nothing"),
    ({"stance": "yes"}, "for, against, neutral or nothing"),
    ({"channel": "fax"}, "web, letter, email"),
    ({"state": "hidden"}, "published, held, rejected or nothing"),
    ({"body": " \x00 "}, "Write something first."),
    ({"body": "x" * 5001}, "5,000 characters"),
]


@pytest.mark.parametrize(("row", "said"), FAULTY)
def test_a_faulty_row_is_named_and_nothing_is_written(make, bring, row, said):
    answer = bring(table({}, row, {"parent_ref": "r2", "stance": ""}))
    assert answer.exit_code == 1
    line = next(line for line in answer.output.splitlines() if line.startswith("Row 3: "))
    assert said in line
    assert "Nothing was imported." in answer.output.splitlines()[-1]
    assert count(make, Comment) == count(make, ImportedPerson) == 0


def test_every_faulty_row_is_named_at_once_with_all_that_is_wrong(bring):
    answer = bring(
        table(
            {"ref": "a"},
            {"ref": "a", "submitted_at": "2999-01-01"},
            {"amendment": "9", "body": "", "parent_ref": "nobody", "stance": ""},
            {"stance": "?"},
            {"parent_ref": "r4", "stance": ""},
        )
    )
    lines = [line for line in answer.output.splitlines() if line.startswith("Row")]
    assert [line[:6] for line in lines] == ["Row 3:"] * 2 + ["Row 4:"] * 3 + ["Row 5:"]
    assert "Row 3: Row 2 has the same reference." in lines
    assert "6 faults" in answer.output


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "must name the columns; missing: ref, body"),
        (b"\x00\x01\x02", "cannot be read"),
        (table({}) + b"\nr9,5,a,2026-01-01,en,for,letter,,,caf\xe9", "cannot be read"),
        (table({}) + "r9,5,a,,,,,,,Да\n".encode()[:-2], "cannot be read"),
        (b"ref,body,ref\n1,a,b", "twice"),
        (b'ref,body\nr1,"It breaks off\nr2,and this went on\n', "breaks off inside a quoted"),
        (b'ref,body\nr1,fine\nr2,"As "they" said"\n', "Row 3: text follows a closing"),
        (b"\xff\xfer\x00e", "cannot be read"),
    ],
)
def test_what_is_no_such_file_is_refused_in_one_line(make, bring, data, said):
    answer = bring(data)
    assert answer.exit_code == 1
    [line] = answer.output.splitlines()
    assert said in line
    assert count(make, Comment) == 0


def test_other_encodings_and_separators_of_spreadsheets_are_read(make, bring):
    text = "Оставьте две палаты, как есть сейчас. Қазақстан халқы үшін маңызды мәселе."
    for at, (encoding, separator) in enumerate(
        [
            ("utf-8-sig", ";"),
            ("utf-16", "\t"),
            ("utf-16-le", "\t"),
            ("utf-16-be", ";"),
            ("kz1048", ";"),
            ("utf-8", ","),
        ],
        1,
    ):
        row = {"ref": f"e{at}", "author_ref": "a", "body": f"{text} {'и' * at}", "channel": ""}
        data = table(row, separator=separator).decode().encode(encoding)
        answer = bring(data)
        assert answer.exit_code == 0, answer.output
    found = comments(make)
    assert [found[f"e{at}"].body for at in range(1, 7)] == [
        f"{text} {'и' * at}" for at in range(1, 7)
    ]


def test_replies_go_two_levels_and_deeper_ones_stand_beside_what_they_answer(make, bring):
    none = {"stance": ""}
    answer = bring(
        table(
            {"parent_ref": "r2", **none},  # before what it answers, and a level too deep
            {"parent_ref": "r3", **none},
            {"parent_ref": "r4", **none},
            {},
        )
    )
    assert answer.exit_code == 0, answer.output
    assert "deeper, put beside what they answer: 1" in answer.output
    found = comments(make)
    root, one, two, three = (found[ref] for ref in ("r4", "r3", "r2", "r1"))
    assert [row.root_id for row in (root, one, two, three)] == [None, root.id, root.id, root.id]
    assert [row.parent_id for row in (one, two, three)] == [root.id, one.id, one.id]
    assert (root.replies, one.replies, two.replies) == (3, 2, 0)


def test_a_held_reply_keeps_its_place_for_the_published_one_below_it(make, bring):
    none = {"stance": ""}
    bring(table({}, {"parent_ref": "r1", "state": "held", **none}, {"parent_ref": "r2", **none}))
    bring(table({"ref": "alone", "parent_ref": "r1", "state": "held", **none}))
    found = comments(make)
    assert [found[ref].listed for ref in ("r1", "r2", "r3", "alone")] == [True, True, True, False]
    assert [found[ref].replies for ref in ("r1", "r2", "r3")] == [2, 1, 0]
    bring(table({"ref": "below", "parent_ref": "alone", **none}))
    found = comments(make)
    assert found["alone"].listed and (found["alone"].replies, found["r1"].replies) == (1, 4)


def test_replies_to_what_is_here_already_are_counted_above(make, bring):
    bring(table({}, {"parent_ref": "r1", "stance": ""}))
    bring(
        table(
            {"ref": "n1", "parent_ref": "r2", "stance": ""},
            {"ref": "n2", "parent_ref": "r1", "stance": ""},
            {"ref": "n3", "parent_ref": "n2", "stance": ""},
            {"ref": "n4", "parent_ref": "n1", "stance": ""},
        )
    )
    found = comments(make)
    assert (found["r1"].replies, found["r2"].replies, found["n2"].replies) == (5, 2, 1)
    assert found["n4"].parent_id == found["r2"].id
    assert found["n3"].root_id == found["r1"].id


def test_an_interrupted_import_leaves_nothing(make, bring, monkeypatch):
    def fail(*_given, **_named):
        raise RuntimeError("the machine stops")

    monkeypatch.setattr("consult.imports.bringing_in.record", fail)
    assert bring(table({}, {})).exit_code != 0
    for one in (Comment, ImportedPerson, ImportedSubmission):
        assert count(make, one) == 0
    assert make.all(select(Account).where(Account.email == "")) == []
    assert count(make, CommentCount) == 0


def test_an_unknown_consultation_or_file_is_one_line(app, tmp_path):
    run = app.test_cli_runner().invoke
    for file, slug in ((tmp_path, "none"), (tmp_path / "gone.csv", "none")):
        answer = run(args=["submissions", "import", str(file), "--consultation", slug])
        assert answer.exit_code == 1 and len(answer.output.splitlines()) == 1


def test_the_revision_in_force_when_it_was_written_is_remembered():
    moments = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 3)]
    place = Place(1, "5", published=moments)
    days = [datetime(2025, 1, 1, tzinfo=UTC), *(one + timedelta(days=1) for one in moments)]
    assert [place.revision_at(day) for day in days] == [1, 1, 2, 3]
