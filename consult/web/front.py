"""A layer before Flask: pages that are ready are answered from memory, everything else goes on.

It knows nothing of features: they register what answers an address. It never fails: where anything
is odd, or anything goes wrong, Flask answers as if this layer were not there.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.sansio.app import App

from consult.config import LANGUAGES, Settings
from consult.core import clock
from consult.core.cache import Cache
from consult.core.db import db
from consult.core.direct import Direct
from consult.core.errors import Unavailable
from consult.core.hot import Hot
from consult.web.errors import REFUSED
from consult.web.headers import fixed
from consult.web.permit import FRESH
from consult.web.plain import Ready, cookies_in, read_form

log = logging.getLogger(__name__)

MOST_BYTES = 32 * 1024 * 1024
"""What a process keeps of rendered pages; not a setting, for there is little to win."""
MOST_WHOLE = 8 * 1024 * 1024
LARGEST_WHOLE = 512 * 1024
LONGEST_QUERY = 500
SECOND = 0.9
"""For how long nothing is asked; a tenth is left for the answer under way."""

PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
PUBLIC = re.compile(f"/(?:{'|'.join(LANGUAGES)})/[\\w./-]*\\Z", re.ASCII)
ACCOUNT = re.compile("/../(?:account|sign-|moderation)")


@dataclass(slots=True)
class Asking:
    """A request as far as this layer reads it."""

    app: Flask
    path: str
    query: str
    cookies: dict[str, str]
    session: str
    fresh: bool
    zipped: bool
    unless: str


Handler = Callable[[Asking, "re.Match[str]"], Ready | None]


class Front:
    """The layer, around the app's own WSGI function."""

    def __init__(self, app: Flask, settings: Settings, behind: Any) -> None:
        self._app, self._behind = app, behind
        self._settings = settings
        secure = settings.public_url.startswith("https://")
        self._session = "__Host-consult_session" if secure else "consult_session"
        self._form = str(app.config["SESSION_COOKIE_NAME"])
        self._whole = Cache(MOST_WHOLE)
        self.fixed = fixed(settings)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        _make_ascii(environ)
        if environ["REQUEST_METHOD"] == "POST":
            return self._sent(environ, start)
        try:
            asking = self._read(environ)
            ready = self._ready(asking) if asking else None
        except Exception:
            log.exception("the layer before Flask failed; Flask answers")
            asking = ready = None
        if ready is None:
            if asking and self._may_be_kept(asking):
                return self._keeping(asking, environ, start)
            return self._behind(environ, start)
        start(ready.status, ready.headers if ready.whole else [*ready.headers, *self.fixed])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [ready.body]

    def _sent(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer a small form where somebody knows how; what they pass over, Flask reads anew."""
        try:
            sent = read_form(environ, self._app, self._session, self._form)
            ready = sent.sender(sent) if sent else None
        except Unavailable as refusal:
            environ[REFUSED] = refusal  # Waiting once is enough; Flask only says so.
            ready = None
        except Exception:
            log.exception("the layer before Flask failed; Flask answers")
            ready = None
        if ready is None:
            return self._behind(environ, start)
        start(ready.status, [*ready.headers, *self.fixed])
        return [ready.body]

    def forget(self) -> None:
        """Forget every page, as for a database that was emptied."""
        self._whole.clear()
        kept_pages(self._app).clear()

    def _read(self, environ: dict[str, Any]) -> Asking | None:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or environ.get("SCRIPT_NAME"):
            return None
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if not PUBLIC.match(path) or len(query) > LONGEST_QUERY or not query.isascii():
            return None
        cookies = cookies_in(environ.get("HTTP_COOKIE", ""))
        takes = environ.get("HTTP_ACCEPT_ENCODING", "")
        if cookies is None or self._form in cookies or ("gzip" in takes and "q=" in takes):
            return None
        return Asking(
            self._app,
            path,
            query,
            cookies,
            cookies.get(self._session, ""),
            FRESH in cookies,
            "gzip" in takes,
            environ.get("HTTP_IF_NONE_MATCH", ""),
        )

    def _ready(self, asking: Asking) -> Ready | None:
        for address, handler in handlers(self._app):
            if found := address.match(asking.path):
                return handler(asking, found)
        if self._may_be_kept(asking) and (kept := self._whole.get(_key(asking))):
            until, ready = kept
            return ready if clock.ticks() < until else None
        return None

    def _may_be_kept(self, asking: Asking) -> bool:
        """Tell whether the whole answer may be kept for a second: nobody in particular asks."""
        return not (asking.session or asking.fresh or ACCOUNT.match(asking.path))

    def _keeping(self, asking: Asking, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Let Flask answer, and keep what it said if that is for everybody."""
        if environ["REQUEST_METHOD"] != "GET" or any(
            address.match(asking.path) for address, _handler in handlers(self._app)
        ):
            return self._behind(environ, start)
        said: list[Any] = []

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            said[:] = [status, headers]
            return start(status, headers, *rest)

        until = clock.ticks() + SECOND
        answer = self._behind(environ, note)
        return self._kept(asking, said, until, answer)

    def _kept(
        self, asking: Asking, said: list[Any], until: float, answer: Iterable[bytes]
    ) -> Iterator[bytes]:
        parts, size = [], 0
        try:
            for part in answer:
                size += len(part)
                if size <= LARGEST_WHOLE:
                    parts.append(part)
                yield part
        finally:
            if hasattr(answer, "close"):
                answer.close()
        if said and size <= LARGEST_WHOLE and _for_everybody(*said):
            ready = Ready(said[0], list(said[1]), b"".join(parts), whole=True)
            self._whole.put(_key(asking), (until, ready), size + 2000)


def _make_ascii(environ: dict[str, Any]) -> None:
    """Write bytes as they are sent by odd clients as percents: Flask fails at them."""
    query = environ.get("QUERY_STRING", "")
    if not query.isascii():
        environ["QUERY_STRING"] = quote(query.encode("latin-1", "replace"), safe=PRINTABLE)


def _key(asking: Asking) -> tuple[str, str, bool]:
    return asking.path, asking.query, asking.zipped


def _for_everybody(status: str, headers: list[tuple[str, str]]) -> bool:
    said = {name.lower(): value for name, value in headers}
    page = said.get("content-type", "").startswith("text/html")
    private = "private" in said.get("cache-control", "private")
    return status.startswith("200") and page and not private and "set-cookie" not in said


def init(app: Flask, settings: Settings) -> None:
    """Put the layer before the app."""
    app.extensions["consult_pages"] = Cache(MOST_BYTES)
    with app.app_context():
        prepares = settings.pooler != "transaction"
        app.extensions["consult_direct"] = Direct(db.engine, prepares)
        app.extensions["consult_hot"] = Hot(db.engine, prepares)
    front = Front(app, settings, app.wsgi_app)
    app.extensions["consult_front"] = front
    app.wsgi_app = front  # type: ignore[method-assign, assignment]


def handlers(app: App) -> list[tuple["re.Pattern[str]", Handler]]:
    """Return what answers which addresses."""
    found: list[tuple[re.Pattern[str], Handler]] = app.extensions.setdefault("consult_ready", [])
    return found


def answers(app: App, address: str, handler: Handler) -> None:
    """Let a handler answer the addresses that match, where it can."""
    handlers(app).append((re.compile(address, re.ASCII), handler))


def kept_pages(app: Flask) -> Cache:
    """Return the rendered pages of this process."""
    found: Cache = app.extensions["consult_pages"]
    return found


def direct(app: Flask) -> Direct:
    """Return the way to the database that needs no session."""
    found: Direct = app.extensions["consult_direct"]
    return found
