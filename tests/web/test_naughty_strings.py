"""The big list of naughty strings as name, title and search: shown equal, nothing executes.

As comments they are tried in tests/comments/test_hostile.py.
"""

import json
from pathlib import Path

import pytest

from consult.accounts import actions as accounts
from consult.accounts.models import Account
from consult.accounts.pseudonyms import check_not_staff, check_pseudonym
from consult.accounts.rules import pseudonym_key
from consult.comments.actions import write_comment
from consult.consultations import actions as consultations
from consult.consultations.queries import consultation_by_id
from consult.consultations.rules import State
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Invalid
from consult.core.text import clean_line
from tests.comments.places import home
from tests.make import Make
from tests.pages import Page, Visitor

STRINGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "bad-strings" / "blns.json"
HTTP_SAMPLE = 9
EXECUTES = "//main//script|//main//img|//main//iframe|//main//*[@onerror or @onclick or @onload]"


@pytest.fixture
def strings() -> list[str]:
    if not STRINGS.exists():
        pytest.skip("The big list of naughty strings is not beside this clone.")
    return list(json.loads(STRINGS.read_text()))


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
    seen, after = set(), ""
    while after is not None:
        page = visitor.get(f"{home(amendment)}?order=newest{after}")
        seen |= shown(page, "//bdi[@class='comment-author']")
        following = page.all("//a[@rel='next']/@href")
        after = "&after=" + following[0].split("after=")[1].split("#")[0] if following else None
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
    token = visitor.get("/en/account").all("//input[@name='csrf_token']/@value")[0]
    for text in strings[::HTTP_SAMPLE]:
        data = {"csrf_token": token, "pseudonym": text.encode("utf-8", "replace")}
        assert visitor.post("/en/account/name", data=data).status in {303, 422}, text


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
    for text in strings[::HTTP_SAMPLE]:
        page = visitor.get(contents, query_string={"q": text})
        assert page.status == 200 and not page.all(EXECUTES), text
        typed = page.all("//main//input[@name='q']/@value")
        assert typed and clean_line(typed[0]) == clean_line(text[:200]), text
        page = visitor.get(home(amendment), query_string={"q": text})
        assert page.status == 200 and not page.all(EXECUTES), text


def test_a_name_is_taken_once_however_it_is_written(make: Make) -> None:
    account = make.account(pseudonym="Zoë")
    other = make.account()
    with pytest.raises(Invalid):
        make.do(
            lambda: accounts.rename(db.session.get_one(Account, other.id), "Zoe\u0308", staff=False)
        )
    assert account.id != other.id
