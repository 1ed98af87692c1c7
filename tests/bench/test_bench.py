"""The benchmarks run whole at a small size, leave nothing behind, and can fail."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import psutil
import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from bench.client import whole_length
from bench.measures.voting import counted, faults_of_count
from bench.measures.writing import faults_of_comments
from bench.results import Figure, Run
from bench.tables import as_markdown, as_text
from consult.accounts.models import Account
from consult.comments.models import CommentCount
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.votes.actions import cast_vote
from consult.votes.models import Tally
from consult.votes.rules import Choice
from tests import postgres
from tests.browser import ROOT
from tests.make import Make


def bench(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the benchmarks with all their temporary files below a folder."""
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=200,
    )


@pytest.mark.slow
def test_a_whole_run_measures_everything_and_leaves_nothing(tmp_path: Path) -> None:
    try:
        postgres.server_url()
    except postgres.PostgresUnavailable as reason:
        pytest.skip(str(reason))
    out = tmp_path / "run.json"
    done = bench("--size", "small", "--rounds", "1", "--out", str(out), folder=tmp_path)
    assert out.exists(), done.stderr
    run = Run.read(out)
    everything_is_in_the_table(run, done.stdout)
    # At this size aims may be missed; what was stored must be right all the same.
    assert run.faults == []
    assert done.returncode == (0 if run.passed else 1)
    nothing_is_left(tmp_path)


def everything_is_in_the_table(run: Run, told: str) -> None:
    facts = {"at", "commit", "cores", "Python", "size", "sqlite", "postgresql"}
    assert facts <= run.facts.keys()
    for database in ("sqlite", "postgresql"):
        parts = {one.part for one in run.figures if one.database == database}
        assert parts == {
            "Lists", "Search", "Exports", "Processes", "Reading", "Voting", "Writing", "Moderation",
        }  # fmt: skip
    assert "Screening" in {one.part for one in run.figures}
    assert all(one.what in told for one in run.figures)
    assert all(f"Aim missed: {one.what}" in told for one in run.missed)
    assert "of a bare GET" in told and "of a bare POST" in told


def nothing_is_left(folder: Path) -> None:
    assert [one.name for one in folder.iterdir()] == ["run.json"]
    with postgres.psycopg.connect(postgres._for_psycopg(postgres.server_url())) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench_%'")
        assert left.fetchall() == []
    for process in psutil.process_iter(["cmdline", "environ"]):
        environment = process.info["environ"] or {}
        assert environment.get("TMPDIR") != str(folder), process.info["cmdline"]


@pytest.mark.slow
def test_a_run_that_is_stopped_takes_everything_with_it(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench", "--size", "small", "--database", "sqlite"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    while "listing" not in process.stderr.readline():
        assert process.poll() is None
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    process.terminate()
    process.communicate(timeout=20)
    assert not psutil.wait_procs(children, timeout=5)[1]
    assert list(tmp_path.iterdir()) == []


def test_a_tally_that_counts_one_too_many_is_reported(app: Flask, make: Make) -> None:
    amendment, voter = make.amendment(), make.account()
    make.do(lambda: cast(amendment, voter, make))
    with app.app_context():
        accepted = {voter.id: Choice.SUPPORT.value}
        assert faults_of_count(amendment.id, Counter(), accepted) == []
    make.do(one_too_many)
    with app.app_context():
        assert "a recount 1" in faults_of_count(amendment.id, Counter(), accepted)[0]


def test_a_lost_vote_and_a_changed_one_are_reported(app: Flask, make: Make) -> None:
    amendment, voter = make.amendment(), make.account()
    make.do(lambda: cast(amendment, voter, make))
    with app.app_context():
        before = counted(amendment.id) - Counter({"support": 1})
        changed = faults_of_count(amendment.id, before, {voter.id: "oppose"})
        lost = faults_of_count(amendment.id, before, {voter.id: "support", voter.id + 1: "oppose"})
    assert any("say something else" in fault for fault in changed)
    assert any("2 votes were acknowledged, 1 are stored" in fault for fault in lost)


def test_a_lost_comment_and_a_wrong_count_are_reported(app: Flask, make: Make) -> None:
    comment = make.comment()
    with app.app_context():
        assert faults_of_comments(comment.amendment_id, 0, 1) == []
        assert "2 comments were acknowledged" in faults_of_comments(comment.amendment_id, 0, 2)[0]
    make.do(count_too_many)
    with app.app_context():
        assert "a recount 1" in faults_of_comments(comment.amendment_id, 0, 1)[0]


def cast(amendment: Amendment, voter: Account, make: Make) -> None:
    cast_vote(amendment, make.reader(voter), Choice.SUPPORT)


def one_too_many() -> None:
    there = select(Amendment.id).scalar_subquery()
    cell = {"revision": 1, "verified": False, "choice": "support"}
    db.session.execute(insert(Tally).values(amendment_id=there, count=1, **cell))


def count_too_many() -> None:
    db.session.execute(update(CommentCount).values(count=CommentCount.count + 1))


def figure(*values: float, **aim: float) -> Figure:
    return Figure("Part", "page", "sqlite", values, "%", "a bare GET", 5.0, "bare answers", **aim)


def test_an_aim_is_missed_only_by_more_than_noise() -> None:
    assert figure(0.88, 0.91, 0.95, at_least=0.9).verdict == "yes"
    assert figure(0.86, at_least=0.9).verdict == "within noise"
    assert figure(0.85, at_least=0.9).verdict == "MISSED"
    assert figure(2.0, at_most=2.0).verdict == "yes"
    assert figure(2.2, at_most=2.0).verdict == "MISSED"
    assert figure(2.2).verdict == ""


def test_a_run_passes_only_without_misses_and_faults() -> None:
    assert Run({}, [figure(0.9, at_least=0.9)]).passed
    assert not Run({}, [figure(0.5, at_least=0.9)]).passed
    assert not Run({}, [figure(0.9, at_least=0.9)], ["The tally is wrong."]).passed


def test_the_tables_show_median_spread_aim_and_what_is_wrong() -> None:
    run = Run({"commit": "abc"}, [figure(0.4, 0.5, 0.7, at_least=0.9)], ["A vote is lost."])
    for table in (as_text(run), as_markdown(run)):
        for part in ("commit abc", "50.0% of a bare GET", "40.0% to 70.0%", "≥ 90.0%", "MISSED"):
            assert part in table
        assert "WRONG: A vote is lost." in table
    assert "| page | sqlite | 50.0% of a bare GET |" in as_markdown(run)


def test_two_runs_are_compared_and_noise_is_marked(tmp_path: Path) -> None:
    before, after = tmp_path / "a.json", tmp_path / "b.json"
    Run({"commit": "one"}, [figure(0.4, 0.5, 0.6)]).write(before)
    Run({"commit": "two"}, [figure(0.55, 0.55, 0.55)]).write(after)
    command = [sys.executable, "-m", "bench", "--compare", str(before), str(after)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "+10%" in told and told.rstrip().endswith("~")
    assert "commit one" in told and "commit two" in told


def test_an_answer_is_complete_when_its_length_has_come() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
    assert whole_length(head) == 0
    assert whole_length(head + b"\r\n12") == len(head) + 2 + 5
    unchanged = b"HTTP/1.1 304 NOT MODIFIED\r\nETag: x\r\n\r\n"
    assert whole_length(unchanged) == len(unchanged)
    with pytest.raises(ValueError, match="length"):
        whole_length(b"HTTP/1.1 200 OK\r\nDate: now\r\n\r\n")
