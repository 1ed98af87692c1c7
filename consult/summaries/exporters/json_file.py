"""JSON: everything in one document with a versioned schema, the comments one a line."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO

import orjson

from consult.summaries.columns import (
    AMENDMENT_COLUMNS,
    COMMENT_COLUMNS,
    FIGURES,
    Column,
    Type,
    amendment_values,
    figure_values,
)
from consult.summaries.exporters.plain import details_of, parts_of
from consult.summaries.summary import Summary

SCHEMA = "consult-summary/2"


def write(summary: Summary, comments: Iterable[Any], out: BinaryIO) -> int:
    """Write the document; the comments go from the database to the file as they come."""
    out.write(orjson.dumps(_head(summary))[:-1])
    amendments = _lines(AMENDMENT_COLUMNS, map(amendment_values, summary.amendments), summary)
    count = _array(out, "amendments", amendments)
    _array(out, "details", (orjson.dumps(details_of(one, summary)) for one in summary.amendments))
    count += _array(out, "comments", _lines(COMMENT_COLUMNS, comments, summary))
    out.write(b"}\n")
    return count


def _head(summary: Summary) -> dict[str, Any]:
    moments = {"opens_at": summary.opens_at, "closes_at": summary.closes_at}
    return {
        "schema": SCHEMA,
        "preset": summary.preset.value,
        "filters": summary.filters,
        "note": str(summary.note),
        "made_at": summary.local(summary.made_at),
        "language": summary.language,
        "consultation": {
            "slug": summary.slug,
            "title": summary.title,
            "url": summary.url,
            "stage": str(summary.stage),
            **{key: at and summary.local(at) for key, at in moments.items()},
            "time_zone": summary.time_zone,
        },
        "people": {
            "took_part": summary.people.took_part,
            "voted": summary.people.voted,
            "commented": summary.people.commented,
        },
        "campaigns": asdict(summary.campaigns),
        "totals": dict(
            zip([one.key for one in FIGURES], figure_values(summary.totals), strict=True)
        ),
        **parts_of(summary),
    }


def _lines(columns: list[Column], rows: Iterable[Any], summary: Summary) -> Iterable[bytes]:
    keys = [column.key for column in columns]
    moments = [column.key for column in columns if column.type is Type.MOMENT]
    local = _local(summary)
    for row in rows:
        line = dict(zip(keys, row, strict=True))
        for key in moments:
            line[key] = line[key] and local(line[key])
        yield orjson.dumps(line)


def _local(summary: Summary) -> Callable[[datetime], datetime]:
    zone = summary.zone
    return lambda moment: moment.astimezone(zone).replace(microsecond=0)


def _array(out: BinaryIO, key: str, lines: Iterable[bytes]) -> int:
    out.write(b',\n"%s":[' % key.encode())
    count = 0
    for line in lines:
        out.write(b",\n" if count else b"\n")
        out.write(line)
        count += 1
    out.write(b"\n]" if count else b"]")
    return count
