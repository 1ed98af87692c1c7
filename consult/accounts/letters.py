"""Mails about an account. What is written to whom is found out by a job, never by the answer."""

from typing import Any

from consult.accounts.actions import new_link
from consult.accounts.models import Account
from consult.accounts.queries import account_by_email, pending_by_email
from consult.accounts.rules import LETTERS_COUNT_FOR, MOST_LETTERS, Purpose, email_key
from consult.core import jobs, limits, mail
from consult.core.errors import TooMany
from consult.core.links import link
from consult.core.text import clean_line


def write_to(account: Account, template: str, **values: Any) -> None:
    """Send somebody a mail in their language that greets them by their public name."""
    name = clean_line(account.pseudonym)
    mail.send(template, to=account.email, lang=account.language, name=name, **values)


def ask_for_letter(purpose: Purpose, email: str, language: str, path: str | None) -> None:
    """Leave a job that writes to a mailbox, if there is anything to write.

    No mail holds a word that its cause typed: a public name would be a way to send advertising.
    """
    payload = {"purpose": purpose, "email": email, "language": language, "path": path}
    jobs.enqueue("account-letter", payload)


def drop_letters(email: str) -> None:
    """Forget the letters to a mailbox that wait to be written."""
    jobs.drop("account-letter", "email", email)


@jobs.job("account-letter")
def write_letter(payload: dict[str, Any]) -> None:
    """Write what fits the mailbox: a link, or that there is an account already; or nothing."""
    email, path, purpose = payload["email"], payload["path"], Purpose(payload["purpose"])
    if _too_many(email):
        return
    account, pending = account_by_email(email), pending_by_email(email)
    whose = account or pending
    if purpose == Purpose.RESET and whose:
        _send_link("accounts_reset", "accounts.reset", whose, purpose, payload["language"], path)
    elif account:
        _tell_known(account, path)
    elif pending:
        _send_link(
            "accounts_confirm", "accounts.confirm", pending, purpose, payload["language"], path
        )


def _too_many(email: str) -> bool:
    """Count a letter; past the limit nothing is sent and nobody is told, whoever asked."""
    try:
        limits.check("letter", email_key(email), most=MOST_LETTERS, within=LETTERS_COUNT_FOR)
    except TooMany:
        return True
    limits.count("letter", email_key(email))
    return False


def _send_link(
    template: str, endpoint: str, account: Account, purpose: Purpose, lang: str, path: str | None
) -> None:
    token = new_link(account, purpose)
    mail.send(
        template,
        to=account.email,
        lang=lang,
        link=link(endpoint, lang=lang, token=token, next=path),
    )


def _tell_known(account: Account, path: str | None) -> None:
    lang = account.language
    mail.send(
        "accounts_known",
        to=account.email,
        lang=lang,
        sign_in=link("accounts.sign_in", lang=lang, next=path),
        forgot=link("accounts.forgot", lang=lang, next=path),
    )


def tell_password_changed(account: Account) -> None:
    """Tell somebody that their password was changed, in case it was not them."""
    mail.send(
        "accounts_password_changed",
        to=account.email,
        lang=account.language,
        forgot=link("accounts.forgot", lang=account.language),
    )
