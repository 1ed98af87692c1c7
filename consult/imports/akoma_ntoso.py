"""A bill, an act or a list of amendments in Akoma Ntoso, in any version and namespace."""

import re

from consult.core.words import lazy
from consult.imports import numbers
from consult.imports.akoma_amendments import amendments_of
from consult.imports.akoma_text import text_of, wordings_of
from consult.imports.grid import Refused
from consult.imports.laws import Article, Law, checked, preamble
from consult.imports.rows import Fault
from consult.imports.rules import element_called
from consult.imports.xml_tree import Node, tree_of

# ISO 639-1 and 639-2, as FRBRlanguage gives them.
_LANGUAGES = {"kk": "kk", "kaz": "kk", "ru": "ru", "rus": "ru", "en": "en", "eng": "en"}
_DOCUMENTS = ("bill", "act", "doc", "documentCollection", "statement")
_UNITS = ("article", "section", "rule", "clause", "paragraph")
_ABOVE = frozenset(
    (
        *("book", "tome", "part", "subpart", "title", "subtitle", "chapter", "subchapter"),
        *("section", "subsection", "division", "subdivision", "hcontainer"),
    )
)
_FIRST_WORDS = 65_536


def looks_like_akoma_ntoso(data: bytes) -> bool:
    """Whether a file is XML whose beginning names the format, in UTF-8 or UTF-16."""
    start = data[:_FIRST_WORDS].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<") and b"akomaNtoso" in start


def read_akoma_ntoso(data: bytes, language: str | None = None) -> Law:
    """The articles or amendments of a file; raises Refused for one without any."""
    root = tree_of(data)
    if root.name != "akomaNtoso":
        raise Refused(lazy("This XML is no Akoma Ntoso: it begins with another element."))
    amendments = root.every("amendment")
    document = root if amendments else _document(root)
    law = Law(language=language or _language(document, root))
    if amendments:
        law.articles = amendments_of(amendments, law)
    else:
        _read_document(document, law)
    law.title = law.title or _title(document) or _title(root)
    return checked(law)


def _document(root: Node) -> Node:
    """The first bill of the file, else the first act, else any document with articles."""
    for name in _DOCUMENTS:
        for node in root.every(name):
            if _units(node):
                return node
    raise Refused(lazy("This Akoma Ntoso file has no articles, sections or amendments."))


def _language(document: Node, root: Node) -> str | None:
    """The language of the text, if it is one of this site; else somebody must choose."""
    found = [*document.every("FRBRlanguage"), *root.every("FRBRlanguage")]
    codes = [node.attributes.get("language", "") for node in found]
    codes += [node.attributes.get("lang", "") for node in (document, root)]
    code = next((code for code in codes if code), "").casefold()
    known = _LANGUAGES.get(code.partition("-")[0])
    if code and known is None:
        raise Refused(
            lazy(
                "The text is in “%(code)s”, which is no language of this site. "
                "Choose the language to import it under.",
                code=code[:20],
            )
        )
    return known


def _title(document: Node) -> str:
    """The short title of a document, as its preface or cover gives it."""
    for place in ("preface", "coverPage", "longTitle"):
        for node in document.children(place):
            titles = node.every("shortTitle", "docTitle")
            if titles:
                return titles[0].words()
    alias = document.every("FRBRalias")
    return alias[0].attributes.get("value", "") if document.name != "akomaNtoso" and alias else ""


def _read_document(document: Node, law: Law) -> None:
    opening = document.child("preamble")
    if opening is not None and any(node.name != "formula" for node in opening.children()):
        law.articles.append(preamble(opening.line, text_of(opening), law.language))
    law.articles += [_article(unit, above, law) for unit, above in _units(document)]
    if document.every("attachments", "attachment"):
        message = lazy("Only the articles were read; attachments were left out.")
        law.warnings.append(Fault(None, message))


def _units(document: Node) -> list[tuple[Node, list[Node]]]:
    """The articles, or the sections where there are none, with the elements above each."""
    for body in document.children("body", "mainBody"):
        for name in _UNITS:
            found = _below(body, name, [])
            if found:
                return found
    return []


def _below(node: Node, name: str, above: list[Node]) -> list[tuple[Node, list[Node]]]:
    """What is quoted inside a paragraph belongs to that paragraph, so only containers count."""
    found: list[tuple[Node, list[Node]]] = []
    for child in node.children():
        editorial = child.attributes.get("status") == "editorial" and not child.child("num")
        if child.name == name and not editorial:
            found.append((child, above))
        elif child.name in _ABOVE and child.name != name:
            found += _below(child, name, [*above, child])
    return found


def _article(unit: Node, above: list[Node], law: Law) -> Article:
    written = _called(unit, "num")
    number = _number(written, unit)
    current, proposed = wordings_of(unit)
    return Article(
        line=unit.line,
        number=number,
        element=_element(written, number, unit, law.language),
        title=_called(unit, "heading"),
        chapter=" · ".join(filter(None, map(_chapter, above))),
        text=proposed,
        current=current,
    )


def _called(node: Node, name: str) -> str:
    """The num or heading of an element, as one line without the blanks of typesetting."""
    child = node.child(name)
    words = text_of(child) if child is not None else ""
    words = re.sub(r"\s+", " ", words).strip()
    return re.sub(r"(?<=\w) \.", ".", words)


def _chapter(node: Node) -> str:
    number, heading = _called(node, "num"), _called(node, "heading")
    joint = " " if number.endswith((".", ":", "–", "—", "-")) else ". "
    return joint.join(filter(None, (number, heading)))


def _number(written: str, unit: Node) -> str:
    """The number in <num> ("Art. 1.", "SEC. 3", "Artículo 2º"), else the one in the identifier."""
    number = numbers.of_element(written) or numbers.of_heading(written)[1]
    digits = re.search(r"\d+(?:[-.]\d+)*", written)
    if not number and digits:
        number = digits.group()
    if not number:
        number = next((word for word in reversed(written.split()) if len(word) < 8), "").strip(
            ".)("
        )
    return number or unit.key.rpartition("_")[2].casefold()


def _element(written: str, number: str, unit: Node, language: str | None) -> str:
    name = written.rstrip(" .:–—-")
    if re.search(r"[^\W\d_]{3}|[^\W\d_]\.", name):
        return name
    if unit.name == "section" and language in (None, "en"):
        return f"Section {number}"
    return element_called(number, language or "en")
