"""ZIP: every file of an export, and a manifest that says what they are and how to check them."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import orjson

from consult.config import SOFTWARE
from consult.summaries.exporters.csv_file import note_of
from consult.summaries.summary import Summary

SCHEMA = "consult-export/1"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the same data give the same bytes; the manifest says the moment."""
PACKED = {".docx", ".xlsx", ".pdf", ".zip"}
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the package: its name, and what writes it and returns how many rows it has."""

    name: str
    write: Callable[[BinaryIO], int]


def write(summary: Summary, members: Iterable[Member], out: BinaryIO) -> int:
    """Write the package; return how many rows its files have together.

    A member is made in a temporary file first, because some formats are not written in one go.
    """
    listed, rows = [], 0
    with zipfile.ZipFile(out, "w", allowZip64=True) as package:
        for member in members:
            with TemporaryFile() as made:
                count = member.write(made)
                made.seek(0)
                listed.append(
                    {"name": member.name, "rows": count, **_stored(package, member, made)}
                )
            rows += count
        manifest = orjson.dumps(_manifest(summary, listed), option=orjson.OPT_INDENT_2)
        package.writestr(_entry("manifest.json"), manifest + b"\n")
    return rows


def _stored(package: zipfile.ZipFile, member: Member, made: Any) -> dict[str, Any]:
    digest = hashlib.file_digest(made, "sha256").hexdigest()
    size = made.tell()
    made.seek(0)
    with package.open(_entry(member.name), "w", force_zip64=True) as place:
        copyfileobj(made, place, PIECE)
    return {"bytes": size, "sha256": digest}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    packed = Path(name).suffix in PACKED
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def _manifest(summary: Summary, listed: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "software": SOFTWARE,
        "note": note_of(summary),
        "consultation": {"slug": summary.slug, "title": summary.title, "url": summary.url},
        "made_at": summary.local(summary.made_at),
        "time_zone": summary.time_zone,
        "language": summary.language,
        "preset": summary.preset.value,
        "filters": summary.filters,
        "revisions": {one.number: one.revision for one in summary.amendments},
        "files": listed,
    }
