"""Headers of every answer: what a browser may load, and what a cache may keep."""

from flask import Flask, Response, request, session

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


def init(app: Flask) -> None:
    """Set the headers on every answer."""

    @app.after_request
    def put(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if settings().public_url.startswith("https://"):
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
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
