"""A DOCX as an archive: python-docx makes its frame, the text goes in as it is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.shared import Mm, Pt, RGBColor

from consult.core.text import fit_for_xml
from consult.core.words import gettext
from consult.summaries.exporters.docx_xml import LOCALES, field, run
from consult.summaries.summary import Summary

FONT = "Arial"
"""Has the Kazakh letters and is on every machine, or stands in for what is there."""
TEXT = "TableText"
RIGHT = "TableNumber"
HEAD = "TableHead"
NOTE = "Note"
_BODY = "word/document.xml"
_OLD = (1980, 1, 1, 0, 0, 0)
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True)
class Paper:
    """The page: its sides and margins in millimetres, and the size of text in tables."""

    width: int
    height: int
    margin: int
    table_text: float


def new_document(summary: Summary, title: str, paper: Paper) -> Any:
    """Return an empty document with our styles, its language, and page numbers at the foot."""
    document = Document()
    _drop_thumbnail(document)
    _name(document, summary, title)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(paper.width), Mm(paper.height)
    wide = paper.width > paper.height
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Mm(paper.margin))
    section.header_distance = section.footer_distance = Mm(6)
    _set_styles(document, summary.language, paper)
    _number_pages(section, summary.title)
    return document


def write_package(document: Any, body: Iterable[str], out: BinaryIO) -> None:
    """Write the document with this body; the same body gives the same bytes."""
    frame = BytesIO()
    document.save(frame)
    with ZipFile(frame) as made, ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in made.namelist():
            part = ZipInfo(name, _OLD)
            part.compress_type = ZIP_DEFLATED
            content = made.read(name)
            with archive.open(part, "w") as written:
                if name != _BODY:
                    written.write(content)
                    continue
                start, end = _around_the_body(content)
                written.write(start)
                for piece in body:
                    written.write(piece.encode())
                written.write(end)


def _around_the_body(content: bytes) -> tuple[bytes, bytes]:
    place = content.rindex(b"<w:sectPr")
    return content[:place], content[place:]


def _drop_thumbnail(document: Any) -> None:
    """Take out the little picture of an empty page that the frame comes with."""
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]


def _name(document: Any, summary: Summary, title: str) -> None:
    made = summary.made_at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    properties = document.core_properties
    properties.title = fit_for_xml(title)[:255]
    properties.created = properties.modified = made
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language, properties.revision = LOCALES[summary.language], 1


def _set_styles(document: Any, language: str, paper: Paper) -> None:
    styles = document.styles
    styles["Normal"].font.size = Pt(10)
    small = styles.add_style(TEXT, WD_STYLE_TYPE.PARAGRAPH)
    small.base_style, small.font.size = styles["Normal"], Pt(paper.table_text)
    small.paragraph_format.space_after = Pt(1)
    head = styles.add_style(HEAD, WD_STYLE_TYPE.PARAGRAPH)
    head.base_style, head.font.bold = small, True
    head.font.size = Pt(min(paper.table_text, 7.5) - 0.5)
    right = styles.add_style(RIGHT, WD_STYLE_TYPE.PARAGRAPH)
    right.base_style, right.paragraph_format.alignment = small, WD_ALIGN_PARAGRAPH.RIGHT
    note = styles.add_style(NOTE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style, note.font.italic = styles["Normal"], True
    for level in (1, 2):
        entry = styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
        entry.base_style = styles["Normal"]
        entry.paragraph_format.left_indent = Pt(12 * (level - 1))
        entry.paragraph_format.space_after = Pt(2)
    _set_apart(styles["Quote"])
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Quote", "Caption"):
        _set_letters(styles[name], language)


def _set_apart(style: Any) -> None:
    """Put a bar beside what citizens said, so that no line of theirs is taken for one of ours."""
    style.paragraph_format.left_indent = Pt(12)
    bar = '<w:left w:val="single" w:sz="8" w:space="8" w:color="4B5B64"/>'
    borders = parse_xml(f'<w:pBdr xmlns:w="{_SPACE}">{bar}</w:pBdr>')
    style.element.pPr.insert_element_before(borders, "w:shd", "w:spacing", "w:ind")


def _set_letters(style: Any, language: str) -> None:
    """Give a style our font for every script, black letters, and the document's language."""
    style.font.name = FONT
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.rFonts
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(f"{{{_SPACE}}}{script}", FONT)
    for old in properties.findall(f"{{{_SPACE}}}lang"):
        properties.remove(old)
    tongue = OxmlElement("w:lang")
    tongue.set(f"{{{_SPACE}}}val", LOCALES[language])
    properties.append(tongue)


def _number_pages(section: Any, title: str) -> None:
    words = gettext("Page %(page)s of %(pages)s", page="\0", pages="\1").replace("\1", "\0")
    before, between, after = words.split("\0")
    pages = run(before) + field("PAGE") + run(between) + field("NUMPAGES") + run(after)
    short = title if len(title) <= 100 else f"{title[:99]}…"
    line = f'<w:p xmlns:w="{_SPACE}">{run(short + " · ")}{pages}</w:p>'
    foot = section.footer._element
    for old in list(foot):
        foot.remove(old)
    foot.append(parse_xml(line))
