"""Other channels in the browser: a file with its preview, and letters typed in one by one."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.comments.models import Comment
from consult.core import clock
from consult.imports.models import ImportDraft, ImportedPerson
from tests.conftest import empty
from tests.imports.submitted import LONG, comments, count, facts, table


@pytest.fixture
def app(sqlite_app):
    """One database is enough: the statements are those of the command, tested on both."""
    empty(sqlite_app)
    return sqlite_app


@pytest.fixture
def official(make, visitor, home):
    return visitor.sign_in(make.official(home))


def there(home, rest="import"):
    return f"/en/consultations/{home.slug}/submissions/{rest}"


def upload(official, home, data):
    page = official.get(there(home))
    return page.submit("/submissions/import", file=(io.BytesIO(data), "letters.csv"))


def test_a_file_is_shown_before_anything_is_written_and_brought_in_once(make, official, home):
    page = upload(
        official,
        home,
        table({}, {"amendment": "", "channel": "paper"}, {"body": "Call 8 701 123 45 67"}),
    ).follow()
    assert page.status == 200 and count(make, Comment) == 0
    shown = facts(page)
    assert (shown["New"], shown["Here already, left as they are"]) == ("3", "0")
    assert (shown["A moderator reads them first"], shown["Faulty rows"]) == ("1", "0")
    assert (shown["Letter"], shown["Paper form"]) == ("2", "1")
    assert (shown["Amendment 5"], shown["The draft as a whole"]) == ("2", "1")
    assert f"{LONG} 1" in page.text and "Call 8 701 123 45 67" in page.text
    form = page.forms("")[-1].get("action")
    done = page.submit(form)
    assert done.status == 303 and "3 submissions are brought in." in done.follow().text
    assert count(make, Comment) == 3 and count(make, ImportDraft) == 0
    again = page.submit(form)
    assert again.status == 409 and "This preview was confirmed already" in again.text

    again = upload(official, home, table({}, {"body": "Another."})).follow()
    assert facts(again)["New"] == "0" and not again.all("//main//button[contains(., 'Bring')]")
    assert "Row 3" in again.text and "another text" in again.text


def test_every_faulty_row_is_named_and_nothing_is_kept(make, official, home):
    page = upload(official, home, table({"amendment": "9"}, {}, {"body": ""}))
    assert page.status == 422
    rows = [one.text_content() for one in page.all("//ul[@class='faults']/li")]
    assert [row[:5] for row in rows] == ["Row 2", "Row 4"]
    assert "The file has 2 faults. Nothing was imported." in page.text
    assert count(make, ImportDraft) == count(make, Comment) == 0
    for data, said in (
        (b"", "missing: ref, body"),
        (b"nonsense", "missing: ref, body"),
        ("ref,body\nа".encode() + b"\xff", "The letters of this file cannot be read."),
        (b"PK\x03\x04\x14\0\x06\0", "save its table as “CSV UTF-8”"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is a file of Excel, Word"),
        (b"%PDF-1.7", "This is not a table."),
    ):
        refused = upload(official, home, data)
        assert refused.status == 422 and said in refused.text


def test_nobody_else_sees_an_upload_nor_is_it_taken_for_a_table(make, official, home):
    path = upload(official, home, table({})).location
    assert official.get(f"/en/import/{path.rsplit('/', 1)[1]}").status == 404
    elsewhere = make.consultation()
    other = official.another().sign_in(make.official())
    assert other.get(path).status == 404
    assert official.get(path.replace(home.slug, elsewhere.slug)).status in {403, 404}
    for nobody in (make.moderator(home), make.account()):
        assert official.another().sign_in(nobody).get(there(home)).status == 403


LETTER = {"ref": "ZT-17", "channel": "letter", "amendment": "5", "stance": "against"}


def test_letters_are_typed_in_one_after_another(make, official, home):
    today = (clock.now() - timedelta(days=2)).date().isoformat()
    page = official.get(there(home, "new"))
    sent = page.submit("/new", ("do", "next"), **LETTER, received=today, body=LONG, author_ref="7")
    assert sent.status == 303, sent.text
    following = sent.follow()
    assert "ZT-17 is saved and published." in following.text
    assert following.all("//select[@name='amendment']/option[@selected]/@value") == ["5"]
    assert following.all("//input[@name='received']/@value") == [today]
    assert following.all("//input[@name='ref']/@value") == [""]
    held = {"ref": "ZT-18", "author_ref": "7", "body": "My telephone is 8 701 123 45 67."}
    done = following.submit("/new", ("do", "finish"), stance="neutral", **held)
    assert "A moderator reads it before it is published." in done.follow().text
    found = comments(make)
    assert [found[ref].state for ref in ("ZT-17", "ZT-18")] == ["published", "held"]
    assert found["ZT-17"].author_id == found["ZT-18"].author_id
    assert count(make, ImportedPerson) == 1
    assert (found["ZT-17"].channel, found["ZT-17"].stance) == ("letter", "against")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("ref", "", "Give it a reference"),
        ("ref", "ZT-1", "There is a submission with this reference already."),
        ("received", "2999-01-01", "The date lies in the future."),
        ("received", "soon", "Give the day as the form shows it."),
        ("received", "", "Give the day as the form shows it."),
        ("channel", "web", "Choose one of the list."),
        ("amendment", "77", "Choose one of the list."),
        ("stance", "", "Say whether it is for, against or neutral."),
        ("body", " ", "Write something first."),
        ("body", "", "Type the text."),
        ("body", "x" * 5001, "Shorten the text to 5,000 characters."),
    ],
)
def test_what_is_typed_wrong_is_said_beside_its_field(
    make, official, home, bring, field, value, said
):
    bring(table({"ref": "ZT-1"}))
    given = {**LETTER, "received": "2026-01-05", "body": LONG, field: value}
    page = official.get(there(home, "new")).submit("/new", ("do", "next"), **given)
    assert page.status in {409, 422}
    assert said in page.all(f"//*[@id='{field}-error']")[0].text_content()
    assert make.all(select(Comment.id)) == [(1,)]


def test_without_an_amendment_it_is_about_the_draft_as_a_whole(make, official, home):
    page = official.get(there(home, "new"))
    given = {**LETTER, "amendment": "", "received": "2026-01-05", "body": LONG}
    page.submit("/new", ("do", "next"), **given)
    shown = official.another().get(f"/en/consultations/{home.slug}/amendments/0")
    assert LONG in shown.text and "Came by letter" in shown.text
    assert "Participant № 1" in shown.text


def test_staff_narrow_their_lists_to_a_channel(make, official, home, bring):
    bring(table({"channel": "paper"}, {}, {"state": "held", "channel": "paper"}, {"state": "held"}))
    desk = f"/en/consultations/{home.slug}/submissions"
    listed = official.get(desk, query_string={"channel": "paper"})
    found = comments(make)
    assert [one.get("id") for one in listed.all("//ol[@class='thread']/li")] == [
        f"comment-{found['r1'].id}"
    ]
    assert "Came on paper" in listed.all("//ol[@class='thread']")[0].text_content()
    assert listed.all("//select[@name='channel']/option[@selected]/@value") == ["paper"]
    assert official.get(desk, query_string={"channel": "fax"}).status == 404
    moderator = official.another().sign_in(make.moderator(home))
    queue = moderator.get("/en/moderation", query_string={"channel": "letter"})
    assert [one.get("id") for one in queue.all("//li[@class='desk-case']")] == [
        f"case-{found['r4'].id}"
    ]
    assert moderator.get("/en/moderation", query_string={"channel": "fax"}).status == 404
    case = moderator.get(f"/en/moderation/comments/{found['r3'].id}")
    assert "Came on paper" in case.text and "Whoever brought it in" in case.text
