"""Typst: what stands in our templates is set in Inter, for PDF files and for charts as pictures."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import fontpkg_inter
import typst

TEMPLATE = Path(__file__).with_name("report.typ")
_TRY = b'#set document(title: "x")\n#set text(font: "Inter")\na#sys.inputs.text'
_PICTURE = (
    b'#set page(width: 180mm, height: auto, margin: 2mm)\n#set text(font: "Inter")\n'
    b'#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
)
_SURELY = frozenset(
    chr(code)
    for first, last in [
        (0x0A, 0x0A), (0x20, 0x7E), (0xA0, 0x17F), (0x400, 0x45F), (0x490, 0x4FF),
        (0x2010, 0x2027), (0x202F, 0x202F), (0x2030, 0x203A), (0x20B8, 0x20B8),
        (0x2116, 0x2116), (0x2192, 0x2192),
    ]
    for code in range(first, last + 1)
)  # fmt: skip
"""Letters that Inter has for certain, among them all Kazakh and Russian ones."""
_LOST = "□"


@cache
def _fonts() -> Any:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(fontpkg_inter.ROOT / "files")],
    )


def _compile(source: bytes, inputs: dict[str, str], **given: Any) -> bytes:
    made: bytes = typst.compile(
        source, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs, **given
    )
    return made


def pdf(inputs: dict[str, str]) -> bytes:
    """Return the report as a tagged PDF; as PDF/UA-1 unless a text forbids that."""
    source = TEMPLATE.read_bytes()
    try:
        return _compile(source, inputs, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        return _compile(source, inputs, format="pdf")


@lru_cache(maxsize=64)
def picture(svg: str) -> bytes:
    """Return a drawing as a PNG, sharp enough for paper."""
    return _compile(_PICTURE, {"svg": svg}, format="png", ppi=160)


def shown(texts: set[str]) -> dict[int, str]:
    """Return what to write for those letters of the texts that no font of ours has."""
    unsure = sorted({letter for text in texts for letter in text if letter not in _SURELY})
    return {ord(letter): _LOST for letter in _lost("".join(unsure))}


@lru_cache(maxsize=1024)
def _lost(letters: str) -> str:
    """Return those of the letters that cannot be shown: all are tried, then halves."""
    if not letters:
        return ""
    try:
        _compile(_TRY, {"text": "a".join(letters)}, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        if len(letters) == 1:
            return letters
        half = len(letters) // 2
        return _lost(letters[:half]) + _lost(letters[half:])
    return ""
