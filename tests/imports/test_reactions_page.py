"""Reactions of another platform in the browser: a file, its preview, and its faults."""

import io

import pytest
from sqlalchemy import select

from consult.comments.models import Comment, CommentReaction
from consult.imports.models import ImportDraft, ImportedPerson
from tests.conftest import empty
from tests.imports.submitted import count, facts, table

HEAD = "submission_ref,author_ref,value,at"


@pytest.fixture
def app(sqlite_app):
    """One database is enough: the statements are those of the command, tested on both."""
    empty(sqlite_app)
    return sqlite_app


@pytest.fixture
def official(make, visitor, home, bring):
    bring(table({}, {}))
    return visitor.sign_in(make.official(home))


def upload(official, home, *rows):
    page = official.get(f"/en/consultations/{home.slug}/reactions/import")
    data = "\n".join((HEAD, *rows)).encode()
    return page.submit("/reactions/import", file=(io.BytesIO(data), "reactions.csv"))


def test_reactions_are_shown_before_anything_is_written_and_brought_in_once(make, official, home):
    here = official.get(f"/en/consultations/{home.slug}/submissions/import")
    assert here.all("//a[contains(@href, '/reactions/import')]")
    rows = ("r1,ann,1,2026-02-01", "r1,bob,-1,2026-02-01", "r1,ann,0,2026-02-02")
    page = upload(official, home, *rows).follow()
    people = count(make, ImportedPerson)
    assert count(make, CommentReaction) == 0
    assert facts(page) == {
        "Rows of the file": "3",
        "New": "2",
        "Newer than what is here": "0",
        "Here already, left as they are": "0",
        "Faulty rows": "0",
    }
    form = page.forms("")[-1].get("action")
    done = page.submit(form)
    assert done.status == 303 and "New: 2, changed: 0." in done.follow().text
    assert count(make, ImportDraft) == 0 and count(make, ImportedPerson) == people + 2
    tally = make.all(select(Comment.agrees, Comment.disagrees, Comment.passes).order_by(Comment.id))
    assert [tuple(row) for row in tally] == [(0, 1, 1), (0, 0, 0)]
    assert page.submit(form).status == 409

    again = upload(official, home, *rows, "r1,bob,1,2026-02-03").follow()
    shown = facts(again)
    assert (shown["New"], shown["Newer than what is here"]) == ("0", "1")
    assert shown["Here already, left as they are"] == "1"
    same = upload(official, home, *rows).follow()
    assert not same.all("//main//button[contains(., 'Bring')]")


def test_every_faulty_row_of_reactions_is_named_and_nothing_is_kept(make, official, home):
    page = upload(official, home, "r9,ann,1,2026-02-01", "r1,ann,1,2026-02-01", "r1,,2,soon")
    assert page.status == 422 and "The file has 4 faults. Nothing was imported." in page.text
    rows = [one.text_content()[:5] for one in page.all("//ul[@class='faults']/li")]
    assert rows == ["Row 2", *["Row 4"] * 3]
    assert count(make, ImportDraft) == count(make, CommentReaction) == 0


def test_reactions_are_for_the_officials_of_the_consultation_alone(make, official, home):
    path = upload(official, home, "r1,ann,1,2026-02-01").location
    for nobody in (make.moderator(home), make.account()):
        assert official.another().sign_in(nobody).get(path).status == 403
    assert official.another().sign_in(make.official()).get(path).status == 404
    assert official.get(path.replace("/reactions/", "/submissions/")).status == 404
