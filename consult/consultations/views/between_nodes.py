"""The amendment page between nodes: what one rendered, the others take out of Redis.

Only what everybody shares is put there, as JSON: texts with the places of holes, compressed blocks,
and of each comment what the marks of a reader are drawn from. The key names software, stamp and
what was asked, so nothing is ever invalidated.
"""

import base64
import hashlib
import json
import logging
import zlib
from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import Flask

from consult.consultations.models import Amendment
from consult.consultations.views.asked import Asked
from consult.consultations.views.shared_page import Chunk, SharedPage
from consult.core import clock
from consult.core.redis import shared_cache
from consult.web.edition import edition
from consult.web.pieces import Piece
from consult.web.shared import Hole, Part, mark, parts_of

log = logging.getLogger(__name__)

LONGEST_LIFE = 600.0
LARGEST = 16 * 1024 * 1024
OF_ROWS = ("id", "parent_id", "root_id", "agrees", "disagrees", "passes")


def put(app: Flask, page: SharedPage) -> None:
    """Give the other nodes a page that was just made."""
    found = shared_cache(app)
    if found and not found.rests():
        left = (page.ends_at - clock.now()).total_seconds()
        key = _key(app, page.asked, page.stamp)
        found.put(key, zlib.compress(json.dumps(_said(page)).encode(), 1), min(left, LONGEST_LIFE))


def get(app: Flask, amendment: Amendment, asked: Asked, values: Any) -> SharedPage | None:
    """Return a page that another node made, or None; `values` makes what it is filled with."""
    found = shared_cache(app)
    stamp = (amendment.id, amendment.version, amendment.consultation.version)
    packed = found.get(_key(app, asked, stamp)) if found else None
    if not packed:
        return None
    try:
        said = json.loads(zlib.decompressobj().decompress(packed, LARGEST))
        return _page(app, asked, said, values())
    except (ValueError, LookupError, TypeError, zlib.error) as error:
        log.warning("A page of another node cannot be read (%s).", type(error).__name__)
        return None


def _key(app: Flask, asked: Asked, stamp: tuple[int, int, int]) -> str:
    made_by = edition(app.extensions["consult_settings"])
    said = hashlib.sha256(repr((stamp, asked)).encode()).hexdigest()[:32]
    return f"page:{made_by}:{said}"


def _said(page: SharedPage) -> dict[str, Any]:
    return {
        "ends": page.ends_at.isoformat(),
        "revision": page.values["wording"].revision,
        "rows": [
            {**{name: getattr(row, name) for name in OF_ROWS}, "answer": bool(row.answer)}
            for row in page.rows.values()
        ],
        "parts": _portable(page.parts),
        "visitor": [_portable_chunk(one) for one in page.chunks(page.visitor)],
        "citizen": [_portable_chunk(one) for one in page.chunks(page.citizen)],
    }


def _page(app: Flask, asked: Asked, said: dict[str, Any], values: dict[str, Any]) -> SharedPage:
    values |= {
        "wording": SimpleNamespace(revision=said["revision"]),
        "conversation": SimpleNamespace(filters=asked.filters),
        "comments": [SimpleNamespace(**row) for row in said["rows"]],
    }
    ends = datetime.fromisoformat(said["ends"])
    page = SharedPage(app, asked, values, ends, _ours(said["parts"]))
    page.take_chunks(page.visitor, [_our_chunk(one) for one in said["visitor"]])
    page.take_chunks(page.citizen, [_our_chunk(one) for one in said["citizen"]])
    return page


def _portable(parts: Sequence[Part]) -> list[Any]:
    return [[part.name, part.which] if isinstance(part, Hole) else part for part in parts]


def _ours(parts: Sequence[Any]) -> list[Part]:
    return [part if isinstance(part, str) else Hole(*part) for part in parts]


def _portable_chunk(one: Chunk | str) -> Any:
    if isinstance(one, str):
        return one
    runs = [[_portable(parts_of(text)), hole and [hole.name, hole.which]] for text, hole in one.run]
    piece = one.piece
    block = base64.b64encode(piece.block).decode()
    return {"run": runs, "block": block, "checksum": piece.checksum, "carry": piece.carry}


def _our_chunk(said: Any) -> Chunk | str:
    if isinstance(said, str):
        return said
    run = [(_text(parts), Hole(*hole) if hole else None) for parts, hole in said["run"]]
    block = base64.b64decode(said["block"])
    return Chunk(run, Piece(b"", block, said["checksum"], said["carry"]))


def _text(parts: Sequence[Any]) -> str:
    """Return a text with the marks of this process, whose number another process does not know."""
    return "".join(
        part if isinstance(part, str) else mark(part.name, part.which) for part in _ours(parts)
    )
