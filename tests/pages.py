"""Somebody with a browser: reads pages, which are checked one and all, and sends their forms."""

from typing import Any, Self
from urllib.parse import urljoin

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from consult.accounts.actions import start_session
from consult.accounts.models import Account
from consult.core.db import transaction
from consult.web.permit import FRESH
from consult.web.readers import cookie_name


class Page:
    """An answer: its status, and its HTML where it has some."""

    def __init__(self, visitor: "Visitor", response: TestResponse) -> None:
        self.visitor = visitor
        self.response = response
        self.status = response.status_code
        self.url = response.request.path
        self.is_html = response.mimetype == "text/html" and bool(response.data)
        self.tree = html.fromstring(response.get_data(as_text=True)) if self.is_html else None
        if self.is_html and self.status not in {301, 302, 303, 307, 308}:
            check(self.tree, self.url)

    @property
    def text(self) -> str:
        """Return the text that a person reads, blanks folded; the raw body of other answers."""
        if self.tree is None:
            return self.response.get_data(as_text=True)
        return " ".join(self.tree.text_content().split())

    @property
    def h1(self) -> str:
        """Return the heading of the page."""
        return " ".join(self.tree.xpath("string(//h1)").split())

    @property
    def location(self) -> str:
        """Return where a redirect leads."""
        return self.response.headers.get("Location", "")

    def all(self, xpath: str) -> list[Any]:
        """Return the elements found by an XPath."""
        return list(self.tree.xpath(xpath))

    def follow(self) -> "Page":
        """Go where a redirect leads, as often as it does."""
        page = self
        while page.status in {301, 302, 303, 307, 308}:
            page = self.visitor.get(urljoin(page.url, page.location))
        return page

    def forms(self, action_ends: str) -> list[Any]:
        """Return the forms, or buttons with an address of their own, that end like this."""
        found = self.all("//form[not(@id='act')]|//button[@formaction]")
        return [one for one in found if _path(one).endswith(action_ends)]

    def submit(
        self, action_ends: str, button: tuple[str, str] | None = None, **fields: Any
    ) -> "Page":
        """Fill in the first form whose address ends like this, send it, and return the answer.

        `button` is the name and value of the button pressed.
        """
        found = self.forms(action_ends)
        assert found, f"{self.url} has no form to …{action_ends}"
        form, action = found[0], found[0].get("formaction")
        if form.tag == "button":
            form = self.all(f"//form[@id='{form.get('form')}']")[0]
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        if form.get("id"):
            for field in self.tree.xpath("//input[@form=$id]", id=form.get("id")):
                data.setdefault(field.name, []).append(field.value)
        data.update(fields)
        if button:
            data[button[0]] = button[1]
        address = urljoin(self.url, action or form.get("action") or "")
        if (form.get("method") or "get").lower() == "get":
            return self.visitor.get(address, query_string=data)
        return self.visitor.post(address, data=data)


class Visitor:
    """A browser with its cookies. `sign_in` makes it somebody's."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.client.set_cookie(FRESH, "1")  # A test has just written what it now reads.

    def sign_in(self, account: Account) -> Self:
        """Begin a session without the sign-in page."""
        with self.app.app_context(), transaction(write=True):
            token = start_session(account)
            name = cookie_name()
        self.client.set_cookie(name, token)
        return self

    def get(self, path: str, **options: Any) -> Page:
        """Open an address."""
        return Page(self, self.client.get(path, **options))

    def post(self, path: str, **options: Any) -> Page:
        """Send a form; without a token it is refused, as it should be."""
        return Page(self, self.client.post(path, **options))

    def another(self) -> "Visitor":
        """Return somebody else with a browser of their own."""
        return Visitor(self.app)


def _path(form: Any) -> str:
    return str((form.get("formaction") or form.get("action") or "").split("?")[0])


def check(tree: Any, url: str) -> None:
    """Hold what every page must have: one h1, a title, a language, unique ids, labelled fields."""
    assert tree.tag == "html" and tree.get("lang"), f"{url}: no language"
    assert len(tree.xpath("//h1")) == 1, f"{url}: {len(tree.xpath('//h1'))} h1"
    assert tree.xpath("string(//title)").strip(), f"{url}: no title"
    assert len(tree.xpath("//main")) == 1, f"{url}: no main"
    ids = tree.xpath("//@id")
    twice = {one for one in ids if ids.count(one) > 1}
    assert not twice, f"{url}: ids twice: {twice}"
    for form in tree.xpath("//form"):
        assert form.get("action"), f"{url}: a form without an address"
        if (form.get("method") or "").lower() == "post":
            tokens = form.xpath(".//input[@name='csrf_token']") or tree.xpath(
                "//input[@name='csrf_token'][@form=$id]", id=form.get("id") or ""
            )
            assert len(tokens) == 1, f"{url}: a form with {len(tokens)} tokens"
    for field in tree.xpath("//input[not(@type='hidden' or @type='submit')]|//select|//textarea"):
        name = field.get("aria-label") or field.get("aria-labelledby")
        labelled = field.get("id") and tree.xpath("//label[@for=$id]", id=field.get("id"))
        wrapped = field.xpath("ancestor::label")
        assert name or labelled or wrapped, f"{url}: {field.get('name')} has no label"
    assert not tree.xpath("//@style|//@onclick|//script[not(@src)]|//style"), f"{url}: inline code"
    described = tree.xpath("//@aria-describedby|//@aria-labelledby")
    for one in " ".join(described).split():
        assert one in ids, f"{url}: nothing has the id {one}"
