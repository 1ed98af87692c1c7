"""`flask consultations import`: says what it did, or what is wrong, and never half of it."""

import pytest
from sqlalchemy import func, select

from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_consultation
from consult.ledger.models import LedgerEvent
from tests.imports.files import csv_bytes, docx_bytes

EN = ("Article", "Title", "Current wording", "Proposed wording")
ROWS = [
    EN,
    ("Article 50", "One chamber", "Two chambers.", "One chamber."),
    ("Article 53", "Powers", "—", "The Kurultai makes laws."),
]


@pytest.fixture
def run(app, tmp_path):
    """Run the command on a file of this content."""

    def work(data, *options, name="table.csv"):
        file = tmp_path / name
        if data is not None:
            file.write_bytes(data)
        command = ["consultations", "import", str(file), *options]
        return app.test_cli_runner().invoke(args=command)

    return work


def count(make, table):
    return make.scalar(select(func.count()).select_from(table))


def test_the_command_makes_a_draft_and_says_how_to_publish_it(make, run):
    answer = run(csv_bytes(ROWS), "--slug", "reform", "--title", "The reform")
    assert answer.exit_code == 0, answer.output
    lines = answer.output.splitlines()
    assert lines[0] == "Makes the new draft reform, language en. Amendments: 2."
    assert lines[1].split() == ["50", "changed", "One", "chamber"]
    assert lines[2].split() == ["53", "new", "Powers"]
    assert lines[3] == "Note, row 3: “—” was read as an empty wording."
    assert "Added: 2. Changed: 0." in lines
    assert "is a draft" in lines[-1] and "flask consultations open reform" in lines[-1]
    home = make.read(lambda: the_consultation("reform"))
    assert [text.title for text in home.texts] == ["The reform"]
    assert str(home.time_zone) == "Asia/Almaty"


def test_a_dry_run_says_the_same_and_writes_nothing(make, run):
    answer = run(csv_bytes(ROWS), "--slug", "reform", "--dry-run")
    assert answer.exit_code == 0
    assert "Powers" in answer.output
    assert "nothing was written" in answer.output
    assert [count(make, one) for one in (Consultation, Amendment, LedgerEvent)] == [0, 0, 0]


def test_the_command_again_changes_nothing(make, run):
    run(csv_bytes(ROWS), "--slug", "reform")
    answer = run(csv_bytes(ROWS), "--slug", "reform")
    assert answer.exit_code == 0
    assert "Extends the draft" in answer.output
    assert "Powers (as it stands)" in answer.output
    assert "Added: 0. Changed: 0." in answer.output
    assert count(make, Amendment) == 2


def test_another_language_is_added_to_the_draft(make, run):
    run(csv_bytes(ROWS), "--slug", "reform")
    rows = [("Құрылымдық элемент", "Қолданыстағы редакция", "Ұсынылатын редакция")]
    rows += [("50-бап", "Екі палата.", "Бір палата.")]
    answer = run(docx_bytes(rows), "--slug", "reform", name="table.docx")
    assert "language kk" in answer.output and "Added: 0. Changed: 1." in answer.output
    assert make.read(lambda: the_consultation("reform")).languages == ["en", "kk"]


def test_every_fault_is_told_with_its_row_and_nothing_is_written(make, run):
    rows = [*ROWS, ("Article 50", "Twice", "a", "b"), ("Article 54", "Nothing", "", "")]
    answer = run(csv_bytes(rows), "--slug", "reform")
    assert answer.exit_code == 1
    told = answer.stderr.splitlines()
    assert told[0].startswith("Row 4: ") and told[1].startswith("Row 5: ")
    assert told[-1] == "Error: 2 faults. Nothing was imported."
    assert answer.stdout == ""
    assert count(make, Consultation) == 0


@pytest.mark.parametrize("slug", ["Reform", "a b", "", "../x", "реформа"])
def test_a_wrong_short_name_is_one_line(make, run, slug):
    answer = run(csv_bytes(ROWS), "--slug", slug)
    assert answer.exit_code == 1
    assert len(answer.stderr.splitlines()) == 1
    assert "short name" in answer.stderr
    assert count(make, Consultation) == 0


def test_a_missing_file_is_one_line(run):
    answer = run(None, "--slug", "reform", name="nowhere.docx")
    assert answer.exit_code == 1
    assert len(answer.stderr.splitlines()) == 1
    assert "cannot be read" in answer.stderr


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"hello"])
def test_an_unreadable_file_is_told_without_a_traceback(run, data):
    answer = run(data, "--slug", "reform", name="table.docx")
    assert answer.exit_code == 1
    assert answer.stderr.startswith("File: ")
    assert "Traceback" not in answer.output


def test_a_published_consultation_is_refused(make, run):
    make.consultation(slug="reform")
    answer = run(csv_bytes(ROWS), "--slug", "reform")
    assert answer.exit_code == 1
    assert answer.stderr == (
        "Error: The consultation with this short name is published; its texts stay as they are. "
        "Choose another short name to make a new draft.\n"
    )
    assert count(make, Amendment) == 0


LAW = "# The law\n\n## Chapter I\n\n### Article 1\n\nTwo chambers.\n\n### Article 2\n\nAs before.\n"
NEW = LAW.replace("Two chambers", "One chamber") + "\n### Article 2-1. Powers\n\nLaws.\n"


def test_a_whole_text_is_imported_against_the_text_in_force(make, run, tmp_path):
    old = tmp_path / "old.md"
    old.write_text(LAW)
    answer = run(NEW.encode(), "--slug", "law", "--against", str(old), name="new.md")
    assert answer.exit_code == 0, answer.output
    lines = answer.output.splitlines()
    assert lines[0] == "Makes the new draft law, language en. Amendments: 2."
    assert lines[1].split() == ["1", "changed", "Article", "1"]
    assert lines[2].split() == ["2-1", "new", "Powers"]
    assert "Note, file: 1 article is the same in both texts and was left out." in lines
    home = make.read(lambda: the_consultation("law"))
    assert [text.title for text in home.texts] == ["The law"]


def test_a_text_imported_again_keeps_the_title_that_an_official_gave(make, run):
    run(LAW.encode(), "--slug", "law", "--title", "A better title", name="law.md")
    answer = run(LAW.encode(), "--slug", "law", name="law.md")
    assert "Added: 0. Changed: 0." in answer.output
    home = make.read(lambda: the_consultation("law"))
    assert [text.title for text in home.texts] == ["A better title"]


def test_faults_of_a_text_are_told_by_their_lines(make, run):
    answer = run((LAW + "\n### Article 1\n\nAgain.\n").encode(), "--slug", "law", name="law.md")
    assert answer.exit_code == 1
    assert answer.stderr.startswith("Line 13: ")
    assert count(make, Consultation) == 0


def test_a_missing_text_in_force_is_one_line(run):
    answer = run(LAW.encode(), "--slug", "law", "--against", "/nowhere.md", name="law.md")
    assert answer.exit_code == 1
    assert answer.stderr.splitlines() == [
        "Error: /nowhere.md cannot be read: No such file or directory."
    ]
