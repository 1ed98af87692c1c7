"""Headers of every answer: what a browser may load, and what a cache may keep."""

from flask import Flask, Response, request, session

from consult.config import Settings
from consult.core.links import settings
from consult.web.readers import current_reader

POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


def fixed(settings: Settings) -> list[tuple[str, str]]:
    """Return the headers that every answer has, from Flask or from before it."""
    found = [
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ]
    if settings.public_url.startswith("https://"):
        found.append(("Strict-Transport-Security", "max-age=31536000"))
    return found


def init(app: Flask) -> None:
    """Set the headers on every answer; a page may have a policy of its own."""

    @app.after_request
    def put(response: Response) -> Response:
        for name, value in fixed(settings()):
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            _say_what_caches_may_do(response)
        return response


def _say_what_caches_may_do(response: Response) -> None:
    """Keep a page with anything personal, or a form token, out of every cache."""
    personal = bool(session) or session.modified or "Set-Cookie" in response.headers
    if personal or response.status_code >= 400 or current_reader().is_authenticated:
        response.headers["Cache-Control"] = "private, no-store"
    else:
        response.headers.setdefault("Cache-Control", "no-cache")
