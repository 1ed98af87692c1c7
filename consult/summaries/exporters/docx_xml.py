"""Pieces of WordprocessingML as text: paragraphs, cells, rows, pictures; every text is escaped.

They are written as they come, so that a table of any length needs no memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from consult.core.text import fit_for_xml

LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
TWIPS = 1440 / 25.4
"""Of a millimetre."""
EMUS = 36_000
"""Of a millimetre."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: its style, its language where it is not the document's, bold or not.

    `bookmark` numbers a place that the contents lead to; what is to `keep` stays on one page with
    what follows.
    """

    style: str = ""
    language: str = ""
    bold: bool = False
    bookmark: int = 0
    keep: bool = False


PLAIN = Look()


def run(text: str, look: Look = PLAIN) -> str:
    """Return a run of one line; a TAB stays one."""
    properties = "<w:b/>" if look.bold else ""
    if look.language:
        properties += f'<w:lang w:val="{LOCALES.get(look.language, "en-GB")}"/>'
    pieces = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else ""
        for piece in fit_for_xml(text.replace("\n", " ").replace("\r", " ")).split("\t")
    )
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{pieces}</w:r>"


def paragraph(text: str, look: Look = PLAIN, lead: str = "") -> str:
    """Return a paragraph of one line; `lead` comes before it in bold."""
    style = f'<w:pStyle w:val="{look.style}"/>' if look.style else ""
    style += "<w:keepNext/>" if look.keep else ""
    style = f"<w:pPr>{style}</w:pPr>" if style else ""
    inner = run(lead + " ", Look(bold=True)) if lead else ""
    inner += run(text, look) if text else ""
    if look.bookmark:
        mark = f'w:id="{look.bookmark}"'
        begin = f'<w:bookmarkStart {mark} w:name="part{look.bookmark}"/>'
        inner = f"{begin}{inner}<w:bookmarkEnd {mark}/>"
    return f"<w:p>{style}{inner}</w:p>"


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, each to be a paragraph of its own."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def cell(width: int, paragraphs: str, *, span: int = 1, shade: str = "") -> str:
    """Return a cell of a width in millimetres; Word wants a paragraph in each."""
    inner = f'<w:tcW w:w="{round(width * TWIPS)}" w:type="dxa"/>'
    inner += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    inner += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return f"<w:tc><w:tcPr>{inner}</w:tcPr>{paragraphs or '<w:p/>'}</w:tc>"


def table_row(cells: Iterable[str], *, header: bool = False) -> str:
    """Return a row; a header is repeated on every page and never split."""
    properties = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if header else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def table_start(widths: Sequence[int], caption: str) -> str:
    """Return the beginning of a table with columns of these widths in millimetres."""
    total = round(sum(widths) * TWIPS)
    grid = "".join(f'<w:gridCol w:w="{round(width * TWIPS)}"/>' for width in widths)
    margins = "".join(f'<w:{side} w:w="45" w:type="dxa"/>' for side in ("left", "right"))
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{total}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>"
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(fit_for_xml(caption))}/>"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


TABLE_END = "</w:tbl>"

_DRAWING = (
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://schemas.openxmlformats.org/drawingml/2006/picture",
)


def picture(relation: str, number: int, width: float, height: float, alt: str) -> str:
    """Return a paragraph with a picture of the package, its size in millimetres, and what it shows.

    `number` tells it from the other pictures of the document.
    """
    size = f'cx="{round(width * EMUS)}" cy="{round(height * EMUS)}"'
    words = quoteattr(fit_for_xml(alt))
    wp, a, pic = _DRAWING
    shape = (
        f'<pic:pic xmlns:pic="{pic}"><pic:nvPicPr><pic:cNvPr id="{number}" name="{number}.png"/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{wp}"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="{number}" descr={words}/>'
        f'<a:graphic xmlns:a="{a}"><a:graphicData uri="{pic}">{shape}</a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )


def field(code: str, shown: str = "1") -> str:
    """Return the runs of a field that the word processor computes; `shown` stands until then."""

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
    return mark("begin") + instruction + mark("separate") + run(shown) + mark("end")


def contents(entries: Sequence[tuple[int, int, str]]) -> str:
    """Return a contents field, filled with (level, bookmark, heading): each leads to its place."""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lines = [
        f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>{begin if not place else ""}'
        f'<w:hyperlink w:anchor="part{mark}" w:history="1">{run(text)}</w:hyperlink></w:p>'
        for place, (level, mark, text) in enumerate(entries)
    ]
    end = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    return "".join(lines) + end if lines else ""
