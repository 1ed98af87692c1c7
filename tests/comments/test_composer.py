"""The composer: preview, screening in advance, who sees what, receipt, coming back later."""

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.comments.previewing import MOST_PREVIEWS, count_preview
from consult.consultations.models import Amendment
from consult.core.errors import TooMany
from tests.comments.places import address, home, write
from tests.make import Make
from tests.pages import Page, Visitor

PREVIEW = ("step", "preview")
TEXT = "First thought.\n\nhttps://example.org/ <b>bold</b>"


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment()


def preview(visitor: Visitor, amendment: Amendment, **fields: str) -> Page:
    """Press "Preview" on the amendment's page."""
    fields = {"stance": "for", "body": TEXT} | fields
    return visitor.get(home(amendment)).submit("/comments", button=PREVIEW, **fields)


def test_a_preview_shows_the_text_and_who_sees_it_and_stores_nothing(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    author = make.account()
    page = preview(visitor.sign_in(author), amendment, body="One.\n\n<b>Two</b>")
    assert (page.status, page.h1) == (200, "Preview")
    shown = page.all("//div[@class='comment']")[0]
    assert [one.text_content() for one in shown.xpath(".//p")][:2] == ["One.", "<b>Two</b>"]
    assert author.pseudonym in shown.text_content() and "For" in shown.text_content()
    assert "16 of 5,000 characters" in page.text
    assert "Nobody: your e-mail address." in page.text
    assert "It is published as soon as you send it." in page.text
    assert make.scalar(select(func.count(Comment.id))) == 0


def test_a_previewed_text_is_changed_and_sent_from_the_preview(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    page = preview(visitor.sign_in(make.account()), amendment, body="A draft")
    sent = page.submit("/comments", button=("step", "send"), body="The final text")
    assert "The final text" in sent.follow().text
    assert make.all(select(Comment.body, Comment.stance)) == [("The final text", "for")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Call 8 701 123 45 67", "It contains a phone number."),
        (TEXT, "It contains a link, and the account is new."),
    ],
)
def test_a_preview_says_in_advance_why_a_moderator_would_read_it_first(
    make: Make, visitor: Visitor, amendment: Amendment, body: str, reason: str
) -> None:
    page = preview(visitor.sign_in(make.account()), amendment, body=body)
    assert "This would wait for a moderator." in page.text and reason in page.text
    assert "Without that it is published at once." in page.text
    sent = page.submit("/comments", button=("step", "send")).follow()
    assert reason in sent.text


def test_a_preview_of_what_cannot_be_sent_says_so_beside_the_field(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    page = preview(visitor.sign_in(make.account()), amendment, stance="", body="Text")
    assert page.status == 422
    assert "Say whether you are for, against or neutral." in page.text


def test_replies_and_edits_have_a_preview_too(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author, body="As it was written")
    visitor.sign_in(author)
    page = visitor.get(f"{address(comment)}/reply").submit("/reply", button=PREVIEW, body="Mine")
    assert page.h1 == "Preview" and page.forms("/reply")
    page = visitor.get(f"{address(comment)}/edit").submit("/edit", button=PREVIEW, body="Changed")
    assert page.h1 == "Preview" and "Changed" in page.text
    assert make.all(select(Comment.body)) == [("As it was written",)]
    assert page.submit("/edit", button=("step", "send")).status == 303
    assert make.all(select(Comment.body)) == [("Changed",)]


def test_very_many_previews_are_refused(make: Make) -> None:
    reader = make.reader(make.account())

    def often() -> None:
        for _ in range(MOST_PREVIEWS):
            count_preview(reader)

    make.do(often)
    with pytest.raises(TooMany):
        make.do(lambda: count_preview(reader))


def test_the_composer_says_who_will_see_what(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    page = visitor.sign_in(make.account()).get(home(amendment))
    hint = page.all("//p[@id='body-hint']")[0].text_content()
    assert "Everybody reads it, search engines too, under your public name." in hint
    assert "Nobody learns from it how you voted." in page.text


def test_the_receipt_tells_the_lasting_address_and_what_happens_next(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    sent = write(visitor.sign_in(make.account()), amendment)
    page = sent.follow()
    link = page.all("//a[starts-with(., 'http')]/@href")[0]
    public = visitor.app.extensions["consult_settings"].public_url.rstrip("/")
    assert link == public + page.url
    assert "Others may agree, disagree and reply." in page.text
    assert "Keep this link:" not in visitor.get(page.url).text
    assert "Keep this link:" not in visitor.another().get(sent.location).text


def test_the_receipt_of_a_held_text_says_who_reads_it_when(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    page = write(visitor.sign_in(make.account()), amendment, body="Mail a@example.org").follow()
    assert "A moderator reads your comment before it is published." in page.text
    assert "What waits longest is read first." in page.text


def test_a_receipt_by_mail_is_sent_once_and_only_to_whoever_asks(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    author = make.account()
    visitor.sign_in(author)
    write(visitor, amendment, body="Without a receipt")
    assert make.mails() == []
    for _click in range(2):
        page = write(visitor, amendment, body="With a receipt", receipt="y")
    (mail,) = make.mails()
    assert mail["To"] == author.email
    assert mail["Subject"] == f"Receipt: your comment on amendment {amendment.number}"
    text = mail.get_content()
    assert "> With a receipt" in text and page.location.split("?")[0] in text
    assert "Your text is published." in text


def test_the_receipt_of_a_held_text_names_the_reason_by_mail(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    write(visitor.sign_in(make.account()), amendment, body="Mail a@example.org", receipt="y")
    assert "It contains an e-mail address." in make.mails()[0].get_content()


def test_whoever_writes_too_much_is_told_when_to_come_back(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    author = make.account()
    for number in range(20):
        make.comment(amendment, author, body=f"Text {number}")
    page = write(visitor.sign_in(author), amendment, body="One more")
    assert page.status == 429 and "One more" in page.text
    assert page.response.headers["Retry-After"] == "3600"


def test_an_edit_says_beforehand_whether_it_leaves_a_mark(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author)
    visitor.sign_in(author)
    assert "an edit now leaves no mark" in visitor.get(f"{address(comment)}/edit").text
    make.reaction(comment)
    page = visitor.get(f"{address(comment)}/edit")
    assert "everybody can read what it said before" in page.text


def test_the_key_of_drafts_is_the_account_s_own_and_tells_nothing(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    keys = []
    for author in (make.account(), make.account()):
        page = visitor.another().sign_in(author).get(home(amendment))
        keys.append(page.all("//form[@data-drafts]/@data-drafts")[0])
    assert len(set(keys)) == 2 and all(len(key) == 16 for key in keys)
