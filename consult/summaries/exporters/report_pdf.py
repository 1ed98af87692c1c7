"""The report as PDF: tagged, with its fonts, every text handed over as data."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC
from typing import Any, BinaryIO

import orjson

from consult.core.text import fit_for_xml
from consult.core.words import gettext
from consult.summaries.exporters.typesetting import pdf, shown
from consult.summaries.figured import ellipsis
from consult.summaries.report import Block, Chart, Grid, Heading, Quotation, Report
from consult.summaries.reporting import report_of
from consult.summaries.summary import Summary

_LONG = re.compile(r"[^\s\u200b]{41,}")
_PIECE = 30
_JOINED = re.compile("(?<=□)[\u200d\ufe0e\ufe0f]+|[\u200d\ufe0e\ufe0f]+(?=□)")
"""What holds the parts of an emoji together holds nothing once they are lost."""
_KINDS = {Heading: "heading", Quotation: "quotation", Grid: "grid", Chart: "chart"}


def write(summary: Summary, _rows: Iterable[Any], out: BinaryIO) -> int:
    """Write the report; return the rows of its tables."""
    report = report_of(summary)
    data = _data(report)
    lost = shown(set(_texts(data)))
    if lost:
        data["missing"] = gettext(
            "Some letters, such as emoji, cannot be set here and are shown as □. "
            "The report as DOCX has them."
        )
    out.write(pdf({"report": orjson.dumps(_set(data, lost)).decode()}))
    return sum(len(one.rows) for one in report.blocks if isinstance(one, Grid))


def _data(report: Report) -> dict[str, Any]:
    made = report.made_at.astimezone(UTC)
    page = gettext("Page %(page)s of %(pages)s", page="\0", pages="\0").split("\0")
    return {
        "title": report.title,
        "subject": report.subject,
        "short": ellipsis(report.subject, 90),
        "subject_language": report.subject_language,
        "language": report.language,
        "facts": [list(fact) for fact in report.facts],
        "note": report.note,
        "missing": "",
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "words": {
            "contents": gettext("Contents"),
            "table": gettext("Table"),
            "chart": gettext("Chart"),
            "page": page,
        },
        "blocks": [_block(block) for block in report.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    data = {"kind": _KINDS.get(type(block), "words"), **asdict(block)}
    if isinstance(block, Grid):
        data["wordy"] = sorted(block.wordy)
    if isinstance(block, Quotation):
        data["shown"] = block.source
    return data


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield fit_for_xml(data)
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _set(data: Any, lost: dict[int, str], key: str = "") -> Any:
    """Return the data as they are set: letters that can be shown, and breaks in long words."""
    if isinstance(data, str):
        text = fit_for_xml(data).translate(lost)
        text = _JOINED.sub("", text) if lost else text
        return text if key in {"svg", "source"} else _LONG.sub(_broken, text)
    if isinstance(data, dict):
        return {name: _set(value, lost, name) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_set(value, lost) for value in data]
    return data


def _broken(word: re.Match[str]) -> str:
    text = word.group()
    return "\u200b".join(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
