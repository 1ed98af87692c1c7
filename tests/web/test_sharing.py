"""Nothing personal is ever shared: all pages read by many people at once through the cache."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from flask import Flask
from lxml import etree
from lxml import html as lxml_html

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.previewing import draft_key
from consult.consultations.queries import the_amendment
from consult.votes.actions import cast_vote
from consult.votes.rules import Choice
from consult.web.permit import FRESH
from consult.web.tokens import token_of_session, unmask
from tests.make import Make
from tests.pages import Visitor

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PRESSED = re.compile(r'formaction="[^"]*/(\d+)/reaction"[^>]*aria-pressed="true"')
YOURS = re.compile(r'id="comment-(\d+)"(?:(?!id="comment-).)*?badge-own', re.DOTALL)
CHOSEN = re.compile(r'value="(\w+)" aria-pressed="true"[^>]*>[^<]*<small>')


@dataclass
class Person:
    """A reader, what is theirs on the page, and what nobody else may ever be sent."""

    browser: Visitor
    account: Account | None = None
    cookie: str = ""
    vote: str = ""
    reacted: set[str] = field(default_factory=set)
    wrote: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)


@dataclass
class Place:
    """One amendment that many people read, each with marks of their own."""

    paths: list[str]
    people: list[Person]


@pytest.fixture
def place(app: Flask, make: Make) -> Place:
    """Make six people with all kinds of marks, and nobody."""
    amendment = make.amendment(make.consultation(languages=("en", "kk")))
    home = f"consultations/{amendment.consultation.slug}/amendments/{amendment.number}"
    comments = [make.comment(amendment, body=f"Thought number {n} on it.") for n in range(4)]
    people = [Person(Visitor(app))]
    for number, choice in enumerate([*Choice, None, None]):
        account = make.account(pseudonym=f"Quiet<&>reader {number}x")
        one = Person(Visitor(app).sign_in(account), account)
        one.secrets |= {f"Quiet<&>reader {number}x"}
        if choice:
            make.do(
                lambda choice=choice, account=account: cast_vote(
                    the_amendment(amendment.consultation.slug, amendment.number),
                    make.reader(account),
                    choice,
                    1,
                )
            )
            one.vote = choice.value
        for comment in comments[: number % 3]:
            make.reaction(comment, ["agree", "disagree", "pass"][number % 3], account)
            one.reacted.add(str(comment.id))
        people.append(one)
    _write(make, amendment, people[1], comments)
    with app.app_context():
        for one in people[1:]:
            _learn_secrets(make, one)
    paths = [f"/en/{home}", f"/kk/{home}", f"/en/{home}?order=newest", f"/en/{home}/comments/1"]
    rest = ["/en/", f"/en/{home}/suggestions", "/en/rules", f"/en/{home.split('/amend')[0]}"]
    return Place(paths + rest, people)


def _write(make: Make, amendment: object, author: Person, comments: list[Comment]) -> None:
    """Let somebody write what waits for a moderator; the author of a published text is another."""
    make.comment(comments[0].amendment, author.account, body="Call me: +7 701 123 45 67")
    author.secrets.add('/comments/5">Open your comment')


def _learn_secrets(make: Make, one: Person) -> None:
    assert one.account
    one.browser.client.delete_cookie(FRESH)
    kept = one.browser.client.get_cookie("consult_session")
    assert kept
    one.cookie = kept.value
    one.secrets |= {draft_key(make.reader(one.account)), one.cookie, token_of_session(one.cookie)}


def faults_of(place: Place, one: Person, text: str) -> list[str]:
    """Return what an answer holds that is not this person's, or lacks of theirs."""
    plain = html.unescape(text)
    others = [secret for other in place.people if other is not one for secret in other.secrets]
    found = [f"holds {secret}" for secret in others if secret in plain]
    tokens = {unmask(token) for token in TOKEN.findall(text)}
    mine = {token_of_session(one.cookie)} if one.cookie else set()
    if tokens - mine:
        found.append("holds a token of somebody else")
    if "/amendments/" in text and 'id="vote"' in text:
        if set(PRESSED.findall(text)) != one.reacted:
            found.append(f"reactions {PRESSED.findall(text)}, not {one.reacted}")
        if CHOSEN.findall(text) != ([one.vote] if one.vote else []):
            found.append(f"vote {CHOSEN.findall(text)}, not {one.vote}")
        if YOURS.findall(text):
            found.append("says You of another's comment")
    return found


def test_nobody_is_sent_anything_of_anybody_else(app: Flask, place: Place) -> None:
    def read(task: tuple[Person, str]) -> list[str]:
        one, path = task
        answer = one.browser.client.get(path)
        with app.app_context():
            return [f"{path}: {fault}" for fault in faults_of(place, one, answer.text)]

    def read_all(one: Person) -> list[str]:
        return [fault for _ in range(3) for path in place.paths for fault in read((one, path))]

    with ThreadPoolExecutor(len(place.people)) as threads:
        found = [fault for faults in threads.map(read_all, place.people) for fault in faults]
    assert not found, found[:5]


OF_THE_READER = [
    "//*[@class='site-account']", "//section[@id='vote']", "//form[@class='composer']",
    "//div[@class='comment-foot']", "//form[@id='act']", "//input[@name='csrf_token']",
    "//script[contains(@src, 'draft.js')]", "//a[contains(@href, 'only=mine')]",
    "//*[@class='badge badge-own']", "//div[contains(@class, 'notice')]", "//p[@class='notice']",
]  # fmt: skip


def test_without_the_holes_all_pages_are_the_same_bytes(place: Place) -> None:
    def stripped(one: Person, path: str) -> bytes:
        tree = lxml_html.fromstring(one.browser.client.get(path).text)
        for where in OF_THE_READER:
            for element in tree.xpath(where):
                element.drop_tree()
        return b"".join(etree.tostring(tree).split())

    for path in place.paths[:3]:
        pages = [stripped(one, path) for one in place.people]
        for page in pages:
            places = [i for i, (a, b) in enumerate(zip(page, pages[0], strict=False)) if a != b]
            assert page == pages[0], (
                page[places[0] - 90 :][:200],
                pages[0][places[0] - 90 :][:200],
            )
