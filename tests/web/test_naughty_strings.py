"""The big list of naughty strings as name, title, comment, suggestion and search: shown equal.

Nothing of it executes; tests/journeys/test_naughty_strings.py looks at that in a real browser.
"""

from unicodedata import normalize

import pytest
from lxml import html
from sqlalchemy import select

from consult.accounts import actions as accounts
from consult.accounts.models import Account
from consult.accounts.pseudonyms import check_not_staff, check_pseudonym
from consult.accounts.rules import pseudonym_key
from consult.comments.actions import write_comment
from consult.comments.models import Comment
from consult.comments.rules import LONGEST_BODY
from consult.comments.rules import State as Comments
from consult.consultations import actions as consultations
from consult.consultations.queries import consultation_by_id
from consult.consultations.rules import State
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Invalid
from consult.core.text import clean_line, clean_paragraphs
from consult.web.readers import cookie_name
from consult.web.tokens import mask, token_of_session
from tests.comments.places import home
from tests.make import Make
from tests.pages import Page, Visitor
from tests.shared_data import naughty_strings

HTTP_SAMPLE = 9
EXECUTES = "//main//script|//main//img|//main//iframe|//main//*[@onerror or @onclick or @onload]"


@pytest.fixture
def strings() -> list[str]:
    return naughty_strings() or pytest.skip("The naughty strings are not beside this clone.")


def shown(page: Page, xpath: str) -> set[str]:
    """Return the texts of some elements, once it is certain that nothing on the page executes."""
    assert page.status == 200
    assert not page.all(EXECUTES)
    assert all(not link.startswith("javascript:") for link in page.all("//main//a/@href"))
    return {" ".join(one.text_content().split()) for one in page.all(xpath)}


def test_as_names_they_are_refused_or_shown_equal(
    make: Make, visitor: Visitor, strings: list[str]
) -> None:
    amendment, names = make.amendment(), {}
    for text in map(clean_line, strings):
        try:
            check_pseudonym(text)
            check_not_staff(text)
        except Invalid:
            continue
        names[pseudonym_key(text)] = text
    assert len(names) > 50

    def write_as(person: Account) -> None:
        text = {"stance": "for", "body": "What I think of it.", "language": "en"}
        write_comment(amendment, make.reader(person), **text)

    make.do(lambda: [write_as(one) for one in people(names)])
    authors = "//bdi[@class='comment-author']"
    seen = seen_on_all_pages(visitor, f"{home(amendment)}?order=newest", authors)
    assert seen == set(names.values())


def people(names: dict[str, str]) -> list[Account]:
    """Make accounts without passwords: a hundred hashes would take seconds."""
    made = [
        Account(
            email=f"n{number}@example.org", email_key=f"n{number}@example.org",
            pseudonym=name, pseudonym_key=key, password_hash="", language="en",
            created_at=clock.now(), confirmed_at=clock.now(),
        )
        for number, (key, name) in enumerate(names.items())
    ]  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    return made


def test_as_names_through_the_form_they_fail_nothing(
    make: Make, visitor: Visitor, strings: list[str]
) -> None:
    visitor.sign_in(make.account())
    for text in sent_over_http(make, strings):
        name = {"pseudonym": text.encode("utf-8", "replace").decode()}
        assert post(visitor, "/en/account/name", name) in {303, 422}, text


def test_as_comments_and_suggestions_through_the_forms_they_are_stored_and_shown_equal(
    make: Make, visitor: Visitor, strings: list[str]
) -> None:
    """Everybody writes one suggestion, whose reason is the string too, so no limit is met."""
    amendment, expected, sample = make.amendment(), set[str](), sent_over_http(make, strings)
    make.do(lambda: people({str(number): f"n{number}" for number in range(len(sample))}))
    authors = make.all(select(Account.id).where(Account.password_hash == ""))
    clause = f"{home(amendment)}/clauses/2"
    for number, (author, text) in enumerate(zip(authors, sample, strict=True)):
        visitor.sign_in(author)
        sent = text.encode("utf-8", "replace").decode()
        said = clean_paragraphs(sent)
        data = {"stance": "for", "body": sent, "step": "confirmed"}
        status = 303 if said and len(said) <= LONGEST_BODY else 422
        if status == 303:
            expected.add(said)
        more = data | {"suggestion": "add", "suggested": sent}
        assert post(visitor, f"{clause}/suggestion", more) == status, text
        if number % HTTP_SAMPLE == 0:
            assert post(visitor, f"{home(amendment)}/comments", data) == status, text
    rows = make.all(select(Comment.body, Comment.suggested, Comment.state, Comment.suggestion))
    assert {row.body for row in rows} == expected
    assert all(row.suggested in {row.body, None} for row in rows)
    assert all(normalize("NFC", text) == text for text in expected)
    public = [row for row in rows if row.state == Comments.PUBLISHED]
    for path, xpath, texts in (
        ("?order=newest", "//div[@class='comment-text']", {row.body for row in public}),
        ("/suggestions?", "//ins", {row.suggested for row in public if row.suggestion}),
    ):
        assert seen_on_all_pages(visitor, home(amendment) + path, xpath) == {
            " ".join(text.split()) for text in texts
        }


def sent_over_http(make: Make, strings: list[str]) -> list[str]:
    """Return all strings on one database and some on the other: sending all twice takes a minute.

    Every string is stored on both, below the forms.
    """
    return strings[:: 1 if make.read(lambda: db.engine.dialect.name) == "sqlite" else HTTP_SAMPLE]


def post(visitor: Visitor, path: str, data: dict[str, str]) -> int:
    """Send a form as somebody signed in who has read its page."""
    with visitor.app.app_context():
        session = visitor.client.get_cookie(cookie_name())
        assert session
        token = mask(token_of_session(session.value))
    return visitor.post(path, data=data | {"csrf_token": token}).status


def seen_on_all_pages(visitor: Visitor, first: str, xpath: str) -> set[str]:
    """Return the texts of some elements of a list, page by page."""
    seen, after = set(), ""
    while after is not None:
        page = visitor.get(first + after)
        seen |= shown(page, xpath)
        following = page.all("//a[@rel='next']/@href")
        after = "&after=" + following[0].split("after=")[1].split("#")[0] if following else None
    return seen


def test_as_titles_they_are_shown_equal(make: Make, visitor: Visitor, strings: list[str]) -> None:
    place = make.consultation(state=State.DRAFT)
    titles = sorted(set(filter(None, map(clean_line, strings))))

    def fill() -> None:
        home = consultation_by_id(place.id)
        for number, title in enumerate(titles, 1):
            made = consultations.add_amendment(home, str(number), position=number)
            draft = consultations.WordingDraft(
                element="Article", title=title, current="", proposed=title, rationale=title
            )
            consultations.set_wording(made, "en", draft)
        consultations.set_texts(home, "en", title=titles[0], summary=titles[1])
        home.state = State.OPEN

    make.do(fill)
    page = visitor.get(f"/en/consultations/{place.slug}")
    seen = shown(page, "//a[@class='contents-title']")
    assert {" ".join(title.split()) for title in titles} <= seen
    for number in range(1, len(titles) + 1, len(titles) // 8):
        page = visitor.get(f"/en/consultations/{place.slug}/amendments/{number}")
        assert shown(page, "//h1") == {" ".join(titles[number - 1].split())}


def test_as_searches_they_are_answered_and_shown_equal(
    make: Make, visitor: Visitor, strings: list[str]
) -> None:
    amendment = make.amendment(make.consultation())
    make.comment(amendment)
    contents = f"/en/consultations/{amendment.consultation.slug}"
    for number, text in enumerate(sent_over_http(make, strings)):
        path = contents if number % 2 else home(amendment)
        answer = visitor.client.get(path, query_string={"q": text})
        assert answer.status_code == 200, text
        tree = html.fromstring(answer.get_data(as_text=True))
        assert not tree.xpath(EXECUTES), text
        typed = tree.xpath("//main//input[@name='q']/@value")
        assert typed and clean_line(typed[0]) == clean_line(text[:200]), text


def test_a_name_is_taken_once_however_it_is_written(make: Make) -> None:
    account = make.account(pseudonym="Zoë")
    other = make.account()
    with pytest.raises(Invalid):
        make.do(
            lambda: accounts.rename(db.session.get_one(Account, other.id), "Zoe\u0308", staff=False)
        )
    assert account.id != other.id
