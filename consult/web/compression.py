"""Answers travel compressed: a page of text shrinks to a quarter, which a slow line feels."""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

KINDS = {"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"}
LEAST = 1000
PAGE_LEVEL = 4
FILE_LEVEL = 9


def init(app: Flask) -> None:
    """Compress what compresses well, for whoever accepts it."""
    static = Path(app.static_folder or "")

    @app.after_request
    def compress(response: Response) -> Response:
        if response.mimetype not in KINDS or response.status_code in {204, 206, 304}:
            return response
        response.vary.add("Accept-Encoding")
        if "Content-Encoding" in response.headers or not request.accept_encodings["gzip"]:
            return response
        if request.endpoint == "static" and request.view_args and response.status_code == 200:
            path = static / request.view_args["filename"]
            _replace(response, _file(path, path.stat().st_mtime_ns))
        elif not response.is_streamed and len(body := response.get_data()) >= LEAST:
            _replace(response, gzip.compress(body, PAGE_LEVEL, mtime=0))
        return response


@lru_cache(maxsize=50)
def _file(path: Path, _changed: int) -> bytes:
    """Return a static file compressed once a process."""
    return gzip.compress(path.read_bytes(), FILE_LEVEL, mtime=0)


def _replace(response: Response, body: bytes) -> None:
    response.direct_passthrough = False
    response.set_data(body)
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(f"{etag}-gzip")
