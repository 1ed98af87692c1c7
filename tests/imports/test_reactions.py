"""Reactions from other channels: read row by row, the latest counts, counters as a recount."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from consult.accounts.models import Account
from consult.comments.models import Comment, CommentReaction
from consult.comments.rules import Reaction, State, strength
from consult.consultations.models import Amendment
from consult.consultations.queries import consultation_by_id
from consult.core import clock
from consult.core.db import db
from consult.core.jobs import Job
from consult.imports.grid import Refused
from consult.imports.models import ImportedPerson, ImportedSubmission
from consult.imports.reacting import import_reactions
from consult.imports.reaction_rows import read_reactions
from consult.imports.submission_rows import Reader
from consult.ledger.models import LedgerEvent

HEAD = "submission_ref,author_ref,value,at"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def read(*rows, head=HEAD, known=("s1", "s2")):
    text = "\n".join((head, *rows))
    return read_reactions(io.BytesIO(text.encode()), known, Reader("Asia/Almaty", NOW))


def test_of_several_rows_of_a_pair_the_latest_counts_and_of_equal_ones_the_later_row():
    found = read(
        "s1,ann,1,2026-02-02T10:00Z",
        "s1,ann,-1,2026-02-01T10:00Z",
        "s1,bob,1,2026-02-01T10:00Z",
        "s1,bob,0,2026-02-01T15:00+05:00",
        "s2,ann,-1,2026-02-01 10:00",
    )
    assert found.faults == []
    values = {pair: one.value for pair, one in found.latest.items()}
    assert values == {("s1", "ann"): 1, ("s1", "bob"): 0, ("s2", "ann"): -1}
    assert found.latest["s2", "ann"].at == datetime(2026, 2, 1, 5, tzinfo=UTC), "the zone here"


def test_every_faulty_row_is_named_with_all_that_is_wrong():
    found = read(
        "s1,ann,1,2026-02-01T10:00Z",
        "s9,ann,1,2026-02-01T10:00Z",
        "s1,,2,yesterday",
        "s1,bob,1,",
        "s1,bob,1,2026-12-01T10:00Z",
        "s1,bob,1,2026-02-01T10:00Z,more",
        f"s1,{'b' * 201},1,2026-02-01T10:00Z",
    )
    by_row = {}
    for fault in found.faults:
        by_row.setdefault(fault.line, []).append(fault.message)
    assert {row: len(faults) for row, faults in by_row.items()} == {
        3: 1,
        4: 3,
        5: 1,
        6: 1,
        7: 1,
        8: 1,
    }


@pytest.mark.parametrize("head", ["submission_ref,author_ref,value", "a,b,c,d", ""])
def test_a_file_without_its_four_columns_is_refused(head):
    with pytest.raises(Refused):
        read(head=head)


def test_a_spreadsheets_separator_and_minus_sign_are_understood():
    found = read("s1;ann;\u22121;2026-02-01T10:00Z", head=HEAD.replace(",", ";"))
    assert [one.value for one in found.latest.values()] == [-1]


@pytest.fixture
def home(make):
    """Two comments that came by another channel, of which one was reacted to here."""
    consultation = make.consultation()
    amendment = make.amendment(consultation)
    first, second = make.comment(amendment), make.comment(amendment)
    make.reaction(first, Reaction.AGREE)
    rows = [
        ImportedSubmission(consultation_id=consultation.id, ref=f"s{n}", comment_id=one.id)
        for n, one in enumerate((first, second), start=1)
    ]
    make.do(lambda: db.session.add_all(rows))
    return consultation, amendment, first, second


@pytest.fixture
def run(app, tmp_path, home):
    """Run the command on these rows."""

    def work(*rows, options=()):
        file = tmp_path / "reactions.csv"
        file.write_text("\n".join((HEAD, *rows)))
        command = ["reactions", "import", str(file), "--consultation", home[0].slug, *options]
        return app.test_cli_runner().invoke(args=command)

    return work


ROWS = (
    "s1,ann,1,2026-02-02T10:00Z",
    "s1,bob,-1,2026-02-02T10:00Z",
    "s1,cid,0,2026-02-02T10:00Z",
    "s2,ann,1,2026-02-02T10:00Z",
)


def counts(make, comment):
    columns = (Comment.agrees, Comment.disagrees, Comment.passes, Comment.score, Comment.strength)
    return tuple(make.all(select(*columns).where(Comment.id == comment.id))[0])


def version(make, amendment):
    return make.scalar(select(Amendment.version).where(Amendment.id == amendment.id))


def everything(make):
    reactions = select(CommentReaction.comment_id, CommentReaction.person_id, CommentReaction.value)
    return (
        sorted(map(tuple, make.all(reactions))),
        make.all(select(Comment.id, Comment.version, Comment.score).order_by(Comment.id)),
        make.all(select(Amendment.id, Amendment.version)),
        make.all(select(func.count()).select_from(Account)),
        make.all(select(func.count()).select_from(LedgerEvent)),
    )


def test_imported_reactions_are_counted_beside_those_from_here(make, run, home):
    _consultation, amendment, first, second = home
    before = version(make, amendment)
    answer = run(*ROWS)
    assert answer.exit_code == 0, answer.output
    assert "Added: 4. Changed: 0. As they stood: 0." in answer.output
    assert counts(make, first) == (2, 1, 1, 1, strength(2, 1))
    assert counts(make, second) == (1, 0, 0, 1, strength(1, 0))
    assert version(make, amendment) > before
    assert make.scalar(select(Job.id).where(Job.key == f"opinion-groups:{amendment.id}"))
    event = make.read(
        lambda: db.session.scalars(select(LedgerEvent).order_by(LedgerEvent.id.desc())).first()
    )
    assert event.kind == "REACTIONS_IMPORTED" and event.data == {"added": 4, "changed": 0}
    after = everything(make)
    again = run(*ROWS)
    assert "Added: 0. Changed: 0. As they stood: 4." in again.output
    assert everything(make) == after


def test_only_a_later_reaction_replaces_one(make, run, home):
    run(*ROWS)
    answer = run("s1,ann,-1,2026-02-01T10:00Z", "s1,bob,1,2026-02-03T10:00Z")
    assert "Added: 0. Changed: 1. As they stood: 1." in answer.output
    assert counts(make, home[2])[:4] == (3, 0, 1, 3)


def test_one_faulty_row_and_nothing_is_written(make, run):
    before = everything(make)
    answer = run(*ROWS, "s1,dan,5,2026-02-02T10:00Z", "s7,dan,1,2026-02-02T10:00Z")
    assert answer.exit_code == 1
    assert "Row 6: " in answer.output and "Row 7: " in answer.output
    assert "2 faulty rows. Nothing was imported." in answer.output
    assert everything(make) == before


def test_a_dry_run_writes_nothing(make, run):
    before = everything(make)
    answer = run(*ROWS, options=("--dry-run",))
    assert answer.exit_code == 0 and "Dry run" in answer.output
    assert everything(make) == before


def test_groups_keep_the_strength_and_hidden_comments_are_counted_too(make, run, home):
    _consultation, amendment, first, second = home
    at = clock.now() - timedelta(days=1)
    grouped = update(Amendment).where(Amendment.id == amendment.id).values(groups_at=at)
    hidden = update(Comment).where(Comment.id == second.id).values(state=State.REJECTED)
    make.do(lambda: (db.session.execute(grouped), db.session.execute(hidden)))
    strong = counts(make, first)[4]
    run(*ROWS)
    assert counts(make, first) == (2, 1, 1, 1, strong)
    assert counts(make, second)[:4] == (1, 0, 0, 1)


def test_whoever_only_reacted_gets_an_account_that_nobody_signs_in_to(make, run):
    run(*ROWS)
    people = select(Account.email, Account.password_hash).join(
        ImportedPerson, ImportedPerson.account_id == Account.id
    )
    assert [tuple(row) for row in make.all(people)] == [("", "")] * 3


def test_an_unknown_consultation_and_a_missing_file_are_one_line(app, run, home):
    runner = app.test_cli_runner()
    missing = ["reactions", "import", "/nowhere.csv", "--consultation"]
    answer = runner.invoke(args=[*missing, home[0].slug])
    assert answer.exit_code == 1 and "cannot be read" in answer.output
    answer = runner.invoke(args=[*missing, "nothing"])
    assert answer.exit_code == 1 and "There is no consultation nothing." in answer.output


def test_readers_who_react_meanwhile_are_counted_too(make, home):
    consultation, _amendment, first, second = home
    people = [make.account() for _ in range(8)]

    def brings_in(day):
        rows = [f"s{1 + n % 2},p{n},{(n + day) % 3 - 1},2026-02-{day:02}T10:00Z" for n in range(20)]
        latest = read(*rows).latest
        make.do(lambda: import_reactions(consultation_by_id(consultation.id), latest))

    def reacts(person):
        for comment in (first, second):
            make.reaction(comment, by=person)

    with ThreadPoolExecutor(4) as threads:
        done = [threads.submit(brings_in, day) for day in range(1, 4)]
        done += [threads.submit(reacts, person) for person in people]
    assert [one.exception() for one in done] == [None] * len(done)
    for comment in (first, second):
        values = make.all(
            select(CommentReaction.value).where(CommentReaction.comment_id == comment.id)
        )
        of = [value for (value,) in values]
        recount = (of.count(1), of.count(-1), of.count(0), of.count(1) - of.count(-1))
        assert counts(make, comment)[:4] == recount
    assert make.scalar(select(func.count()).select_from(ImportedPerson)) == 20
