"""Mail: composed from a template in the recipient's language, sent by a job after the commit."""

import secrets
import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import render_template

from consult.core import clock, jobs
from consult.core.links import settings
from consult.core.text import clean_line
from consult.core.words import speaking


def send(template: str, *, to: str, lang: str, **values: Any) -> None:
    """Store a mail to be sent after the commit. The template's first line is the subject."""
    with speaking(lang):
        text = render_template(f"email/{template}.txt", lang=lang, **values)
    subject, _, body = text.strip().partition("\n")
    payload = {"to": to, "subject": clean_line(subject), "body": body.strip() + "\n", "lang": lang}
    jobs.enqueue("mail", payload)


def drop_unsent(to: str) -> None:
    """Forget the mails to somebody that wait still, or could not be sent."""
    jobs.drop("mail", "to", to)


@jobs.job("mail")
def deliver(payload: dict[str, Any]) -> None:
    """Send one stored mail by SMTP, or write it into the mail folder."""
    message = EmailMessage()
    # First: setting the content drops every Content-… header that stands already.
    message.set_content(payload["body"])
    message["From"] = settings().mail_from
    message["To"] = payload["to"]
    message["Subject"] = payload["subject"]
    message["Date"] = formatdate(clock.now().timestamp())
    message["Message-ID"] = make_msgid(domain=settings().mail_from.rpartition("@")[2])
    message["Content-Language"] = payload["lang"]
    message["Auto-Submitted"] = "auto-generated"
    if settings().mail_url:
        _send_by_smtp(message, settings().mail_url)
    else:
        _write_to_folder(message, settings().data_dir / "mail")


def _send_by_smtp(message: EmailMessage, url: str) -> None:
    where = urlsplit(url)
    door = smtplib.SMTP_SSL if where.scheme == "smtps" else smtplib.SMTP
    with door(where.hostname or "localhost", where.port or 0, timeout=20) as server:
        server.ehlo()
        if where.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if where.username:
            server.login(unquote(where.username), unquote(where.password or ""))
        server.send_message(message)


def _write_to_folder(message: EmailMessage, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stamp = clock.now().strftime("%Y%m%d-%H%M%S-%f")
    unfinished = folder / f".{stamp}-{secrets.token_hex(4)}"
    unfinished.write_bytes(message.as_bytes())
    unfinished.chmod(0o600)
    unfinished.rename(folder / f"{stamp}-{secrets.token_hex(4)}.eml")
