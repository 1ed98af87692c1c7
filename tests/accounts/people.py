"""What people do with our forms and mails."""

import re
from email.message import EmailMessage
from typing import Any

from tests.make import Make
from tests.pages import Page, Visitor

EMAIL = "aigul@example.org"
NAME = "Aigul-82"
SECRET = "seven quiet herons"


def sign_up(visitor: Visitor, address: str = "/en/sign-up", **given: Any) -> Page:
    """Fill in the sign-up form and send it."""
    fields = {"email": EMAIL, "pseudonym": NAME, "password": SECRET, **given}
    return visitor.get(address).submit("/sign-up", **fields)


def sign_in(visitor: Visitor, email: str, password: str, address: str = "/en/sign-in") -> Page:
    """Fill in the sign-in form and send it."""
    return visitor.get(address).submit("/sign-in", email=email, password=password)


def link_in(mail: EmailMessage, part: str) -> str:
    """Return the path of the link in a mail whose address contains this."""
    links = re.findall(r"http://[^/\s]+(/\S+)", mail.get_content())
    return next(link for link in links if part in link)


def last_link(make: Make, part: str) -> str:
    """Return the path of the link in the latest mail."""
    return link_in(make.mails()[-1], part)


def signed_in(visitor: Visitor) -> bool:
    """Tell whether this browser is signed in."""
    return visitor.get("/en/account").status == 200


def message_at(page: Page, field: str) -> str:
    """Return the error beside a field."""
    return " ".join(page.tree.xpath("string(//*[@id=$id])", id=f"{field}-error").split())
