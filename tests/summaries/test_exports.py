"""Files made by a job: whole or not at all, once for two clicks, kept some days, and noted."""

import gc
import hashlib
import io
import json
import tempfile
import zipfile
from datetime import timedelta
from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from consult.accounts.models import Account
from consult.accounts.rules import Reader
from consult.comments.queries import comment_by_id
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_by_id
from consult.core import clock, jobs
from consult.core.db import db
from consult.core.errors import Missing, TooMany
from consult.ledger.models import LedgerEvent
from consult.summaries import actions, keeping, kept
from consult.summaries.formats import FILES
from consult.summaries.models import Export, ExportChunk
from consult.summaries.rules import KEPT, Purpose, State
from consult.summaries.summary import Preset
from tests.make import Make
from tests.pages import Visitor

CSV, ZIP = FILES["comments.csv"], FILES["everything.zip"]


@pytest.fixture
def consultation(make: Make) -> Consultation:
    comment = make.comment(body="One chamber is enough.")
    make.comment(comment.amendment, body="Two look twice.")
    return comment.consultation


@pytest.fixture
def official(make: Make, consultation: Consultation) -> Account:
    return make.official(consultation)


def ask(make: Make, place: Consultation, who: Account, **given: Any) -> Export:
    asked = {"preset": Preset.PUBLIC, "language": "en", "purpose": Purpose.COMMISSION, **given}
    file = asked.pop("file", CSV)
    reader: Reader = make.reader(who)
    return make.do(lambda: keeping.ask(consultation_by_id(place.id), reader, file, **asked))


def stored(make: Make, export: Export) -> tuple[Export, bytes]:
    """Return an export as it stands now, with the pieces of its file."""
    now = make.read(lambda: kept.the_export(_slug(make, export), export.id).export)
    pieces = select(ExportChunk.content).where(ExportChunk.export_id == export.id)
    return now, b"".join(row.content for row in make.all(pieces.order_by(ExportChunk.position)))


def _slug(make: Make, export: Export) -> str:
    place = select(Consultation.slug).where(Consultation.id == export.consultation_id)
    return str(make.scalar(place))


def written(make: Make, place: Consultation, file: Any, **given: Any) -> bytes:
    out = io.BytesIO()
    make.do(lambda: actions.write_files(consultation_by_id(place.id), {file: out}, "en", **given))
    return out.getvalue()


def test_a_file_is_made_by_the_worker_and_is_the_same_as_one_made_at_once(
    make: Make, consultation: Consultation, official: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PIECE", 100)
    with time_machine.travel(clock.now(), tick=False):
        asked = ask(make, consultation, official)
        assert asked.state == State.WAITING
        make.run_jobs()
        export, content = stored(make, asked)
        assert content == written(make, consultation, CSV)
    assert export.state == State.READY and export.size == len(content) > 100
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert export.total == 2


def test_the_ledger_says_what_and_why_and_names_nobody(
    make: Make, consultation: Consultation, official: Account
) -> None:
    ask(make, consultation, official, preset=Preset.OFFICIAL)
    make.run_jobs()
    noted = select(LedgerEvent.data).where(LedgerEvent.kind == "SUMMARY_EXPORTED")
    assert make.scalar(noted) == {
        "format": "csv", "files": ["comments"], "rows": 2, "preset": "official",
        "language": "en", "purpose": "commission",
    }  # fmt: skip


def test_two_clicks_are_one_export_and_a_fourth_is_refused(
    make: Make, consultation: Consultation, official: Account
) -> None:
    first, second = ask(make, consultation, official), ask(make, consultation, official)
    assert first.id == second.id
    for language in ("kk", "ru"):
        ask(make, consultation, official, language=language)
    with pytest.raises(TooMany):
        ask(make, consultation, official, file=ZIP)
    assert make.run_jobs() == 3


def test_an_interrupted_export_gives_nothing_and_is_made_whole_the_next_time(
    make: Make, consultation: Consultation, official: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PIECE", 100)
    asked, steps = ask(make, consultation, official), iter(range(100))

    def ended() -> None:
        if next(steps) == 2:
            raise jobs.Ended

    monkeypatch.setattr(jobs, "go_on", ended)
    with make.app.app_context():
        assert jobs.run_next()
    export, half = stored(make, asked)
    assert export.state == State.MAKING and half
    with pytest.raises(Missing):
        make.read(lambda: list(kept.chunks_of(export)))
    with pytest.raises(Missing):
        make.read(lambda: kept.the_export(consultation.slug, 2**64))
    make.run_jobs()
    export, content = stored(make, asked)
    assert export.state == State.READY and len(content) == export.size
    assert make.read(lambda: b"".join(kept.chunks_of(export))) == content
    noted = select(func.count()).where(LedgerEvent.kind == "SUMMARY_EXPORTED")
    assert make.scalar(noted) == 1


def test_a_failure_is_said_and_leaves_no_job_and_no_piece(
    make: Make, consultation: Consultation, official: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PIECE", 100)
    asked, steps = ask(make, consultation, official), iter(range(100))

    def full() -> None:
        if next(steps) == 2:
            raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(jobs, "go_on", full)
    make.run_jobs()
    export, half = stored(make, asked)
    assert (export.state, half) == (State.FAILED, b"")
    assert make.scalar(select(func.count()).select_from(jobs.Job)) == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_workbook_that_cannot_be_written_leaves_no_temporary_file(
    make: Make, consultation: Consultation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Full(io.BytesIO):
        def write(self, _data: Any) -> int:
            raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    here = {FILES["summary.xlsx"]: Full()}
    with pytest.raises(OSError, match="No space left"):
        make.do(lambda: actions.write_files(consultation_by_id(consultation.id), here, "en"))
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_thrown_away_after_its_days_and_who_asked_stays(
    make: Make, consultation: Consultation, official: Account
) -> None:
    asked = ask(make, consultation, official)
    make.run_jobs()
    make.do(keeping.forget_files)
    assert stored(make, asked)[0].state == State.READY
    with time_machine.travel(clock.now() + KEPT + timedelta(seconds=1)):
        make.do(keeping.forget_files)
    export, content = stored(make, asked)
    assert (export.state, export.asked_by, content) == (State.GONE, official.id, b"")


@pytest.mark.parametrize("preset", [Preset.PUBLIC, Preset.OFFICIAL])
def test_a_kept_file_is_not_handed_out_once_a_text_in_it_was_hidden(
    make: Make, visitor: Visitor, consultation: Consultation, official: Account, preset: Preset
) -> None:
    asked = ask(make, consultation, official, preset=preset)
    make.run_jobs()
    place = f"/en/consultations/{consultation.slug}/exports"
    file, moderator = f"{place}/{asked.id}", make.moderator()
    visitor.sign_in(official)
    first = make.read(lambda: comment_by_id(1))
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        later = make.comment(first.amendment, body="Written when the file was made already.")
        make.decision(later, moderator, "hide")
        assert visitor.get(file).status == 200
        make.decision(first, moderator, "hide")
        assert visitor.get(file).status == (409 if preset == Preset.PUBLIC else 200)
        make.decision(first, moderator, "restore")
        make.decision(first, moderator, "hide", ground="personal_data")
        refused, page = visitor.get(file), visitor.get(place)
    assert refused.status == 409 and "hidden or taken back" in refused.text
    assert "hidden or taken back" in page.text and not page.all(f"//a[@href='{file}']")


def test_presets_show_what_was_hidden_but_never_what_was_withdrawn_or_personal(
    make: Make,
) -> None:
    first = make.comment(body="An insult to somebody")
    place = first.consultation
    personal = make.comment(first.amendment, body="A private matter")
    make.comment(first.amendment, body="Open to everybody")
    moderator = make.moderator()
    make.decision(first, moderator, "hide", ground="insult")
    make.decision(personal, moderator, "hide", ground="personal_data")
    public = written(make, place, CSV).decode()
    official = written(make, place, CSV, preset=Preset.OFFICIAL).decode()
    assert "Open to everybody" in public and "An insult" not in public
    assert "Open to everybody" in official and "An insult" in official
    assert "A private matter" not in official
    for preset, said in ((Preset.PUBLIC, "not published"), (Preset.OFFICIAL, "moderators hold")):
        book = load_workbook(io.BytesIO(written(make, place, FILES["summary.xlsx"], preset=preset)))
        (withheld,) = [row[1] for row in book.worksheets[0].values if row[0] == "Withheld"]
        assert said in withheld


def test_the_package_has_every_file_and_a_manifest_that_checks_them(
    make: Make, consultation: Consultation
) -> None:
    with time_machine.travel(clock.now(), tick=False):
        content = written(make, consultation, ZIP, preset=Preset.ARCHIVE)
        assert content == written(make, consultation, ZIP, preset=Preset.ARCHIVE)
        alone = {
            name: written(make, consultation, file, preset=Preset.ARCHIVE)
            for name, file in FILES.items()
            if not file.slow
        }
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        manifest = json.loads(package.read("manifest.json"))
        names = [one["name"] for one in manifest["files"]]
        assert {*names, "manifest.json"} == set(package.namelist())
        assert {*FILES} - {"everything.zip"} | {"revisions.csv", "ledger.csv"} == set(names)
        for one in manifest["files"]:
            data = package.read(one["name"])
            assert data == alone.get(one["name"], data), "a file is the same when asked for alone"
            assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        rows = {one["name"]: one["rows"] for one in manifest["files"]}
    assert (rows["comments.csv"], rows["amendments.csv"], rows["revisions.csv"]) == (2, 1, 1)
    assert manifest["preset"] == "archive" and manifest["software"]["name"] == "consult"
    assert list(manifest["revisions"].values()) == [1]


def test_a_file_that_nobody_makes_any_more_is_given_up(
    make: Make, consultation: Consultation, official: Account
) -> None:
    export = ask(make, consultation, official)
    make.do(keeping.give_lost_files_up)
    assert stored(make, export)[0].state == State.WAITING
    make.do(lambda: db.session.execute(update(jobs.Job).values(failed=True)))
    make.do(keeping.give_lost_files_up)
    assert stored(make, export)[0].state == State.FAILED
