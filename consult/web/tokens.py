"""The form token: whose it is, and how it is written differently on every page.

Of somebody signed in it is computed from the identifier of their session, so no other cookie is
needed and it ends with the session. Of a visitor it stands in Flask's signed cookie.

Pages are compressed together with other people's text. Were the token the same bytes each time, who
can put text into a page and see its size could guess the token letter by letter (BREACH). So each
page hides it under a pad of its own, as Django does.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask import Flask, current_app, g, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf, same_origin

from consult.core.db import transaction
from consult.core.links import settings
from consult.web.plain import Sent
from consult.web.readers import cookie_name, current_reader

PAD = 16
PURPOSE = b"consult: form token of a session\0"
"""What the secret signs here, so that no other use of it ever signs the same."""


class MaskedTokens(CSRFProtect):
    """Flask-WTF's protection, with tokens of sessions and all tokens under a pad."""

    def init_app(self, app: Flask) -> None:
        """Protect the app and give its templates the masked token."""
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = masked_token
        app.context_processor(lambda: {"csrf_token": masked_token})

    def protect(self, apply_exemptions: bool = False) -> None:
        """Let a form of this very session through; of a visitor's, Flask-WTF decides."""
        if request.method not in current_app.config["WTF_CSRF_METHODS"]:
            return
        if self._belongs_to_session():
            self._check_referrer()
            g.csrf_valid = True  # Flask-WTF's forms then do not ask again.
        elif cookie_name() in request.cookies and _signed_in():
            self._error_response("The token is not of this session.")
        else:
            super().protect(apply_exemptions)

    def _get_csrf_token(self) -> str | None:
        sent = super()._get_csrf_token()
        return unmask(sent) if sent else None

    def _belongs_to_session(self) -> bool:
        cookie, sent = request.cookies.get(cookie_name()), self._get_csrf_token()
        if not cookie or not sent:
            return False
        return hmac.compare_digest(token_of_session(cookie).encode(), sent.encode())

    def _check_referrer(self) -> None:
        if not request.is_secure or not current_app.config["WTF_CSRF_SSL_STRICT"]:
            return
        if not request.referrer or not same_origin(request.referrer, f"https://{request.host}/"):
            self._error_response("The referrer does not match the host.")


def genuine(sent: Sent) -> bool:
    """Tell whether a form taken before Flask comes from a page of this very session."""
    settings = sent.app.extensions["consult_settings"]
    token = token_of_session(sent.session, settings.secret_key)
    given = unmask(sent.fields.get("csrf_token", "")) or ""
    if not hmac.compare_digest(token.encode(), given.encode()):
        return False
    home = f"{settings.public_url.rstrip('/')}/"
    return not home.startswith("https://") or sent.referrer.startswith(home)


def _signed_in() -> bool:
    """Tell whether the session lives; what was read for it must not hold up the view's writing."""
    with transaction(write=False):
        return current_reader().is_authenticated


def masked_token() -> str:
    """Return the token of this page, the same for all its forms."""
    if "masked_token" not in g:
        cookie = request.cookies.get(cookie_name())
        known = cookie and current_reader().is_authenticated
        g.masked_token = mask(token_of_session(cookie) if cookie and known else generate_csrf())
    return str(g.masked_token)


def token_of_session(session_cookie: str, secret_key: str = "") -> str:
    """Return the form token of a session, not yet masked; outside the app its secret is given."""
    key = secret_key or settings().secret_key
    return hmac.digest(key.encode(), PURPOSE + session_cookie.encode(), "sha256").hex()


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
    """Return the text with the pad laid over it, as often as it takes: one number against another.

    An empty pad comes from a made-up token that was too short to hold one.
    """
    whole = (pad or b"\0") * (len(text) // (len(pad) or 1) + 1)
    mixed = int.from_bytes(text, "big") ^ int.from_bytes(whole[: len(text)], "big")
    return mixed.to_bytes(len(text), "big")
