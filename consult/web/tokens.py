"""The form token, written differently on every page.

Pages are compressed together with other people's text. Were the token the same bytes each time, who
can put text into a page and see its size could guess the token letter by letter (BREACH). So each
page hides it under a pad of its own, as Django does.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from itertools import cycle

from flask import Flask, g
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

PAD = 16


class MaskedTokens(CSRFProtect):
    """Flask-WTF's protection, with tokens under a pad."""

    def init_app(self, app: Flask) -> None:
        """Protect the app and give its templates the masked token."""
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = masked_token
        app.context_processor(lambda: {"csrf_token": masked_token})

    def _get_csrf_token(self) -> str | None:
        sent = super()._get_csrf_token()
        return unmask(sent) if sent else None


def masked_token() -> str:
    """Return the token of this page, the same for all its forms."""
    if "masked_token" not in g:
        g.masked_token = mask(generate_csrf())
    return str(g.masked_token)


def mask(token: str) -> str:
    """Return a token under a fresh pad."""
    pad = secrets.token_bytes(PAD)
    return urlsafe_b64encode(pad + _under(pad, token.encode())).decode()


def unmask(sent: str) -> str | None:
    """Return the token that was sent; None where it is none of ours."""
    try:
        raw = urlsafe_b64decode(sent)
        return _under(raw[:PAD], raw[PAD:]).decode()
    except ValueError:
        return None


def _under(pad: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, cycle(pad or b"\0"), strict=False))
