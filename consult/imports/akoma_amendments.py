"""The amendments of an Akoma Ntoso list: old and new words, where they go, and why."""

import re

from consult.core.words import lazy
from consult.imports import numbers
from consult.imports.akoma_text import text_of, wordings_of
from consult.imports.laws import Article, Law
from consult.imports.rows import Fault
from consult.imports.xml_tree import Node

_DELETES = re.compile(
    r"\b(delete|deleted|repeal|repealed|omit|исключить|исключается|алып тасталсын)\b", re.I
)


def amendments_of(amendments: list[Node], law: Law) -> list[Article]:
    """An article for each amendment; what could not be told apart is noted in the warnings."""
    return [_article(amendment, law) for amendment in amendments]


def _article(amendment: Node, law: Law) -> Article:
    content = _first(amendment, "amendmentContent", "amendmentBody", "body", "mainBody")
    heading = _line(_first(amendment, "amendmentHeading"))
    place = _line(_first(amendment, "amendmentReference"))
    reason = _first(amendment, "amendmentJustification")
    current, proposed = _wordings(content, law) if content else ("", "")
    return Article(
        line=amendment.line,
        number=_number(amendment, heading),
        element=place or heading,
        title=heading if place else "",
        chapter="",
        text=proposed,
        current=current,
        rationale=text_of(reason) if reason else "",
    )


def _wordings(content: Node, law: Law) -> tuple[str, str]:
    """Old and new words: quoted in a modification, or marked as deleted and inserted."""
    quoted = _quoted(content)
    if len(quoted) == 2:
        return _unquoted(quoted[0]), _unquoted(quoted[1])
    if len(quoted) == 1:
        words = _unquoted(quoted[0])
        return (words, "") if _DELETES.search(content.words()) else ("", words)
    current, proposed = wordings_of(content)
    if not current:
        message = lazy(
            "The amendment “%(place)s” does not mark old and new words; "
            "all of it was taken as new.",
            place=(content.key or proposed)[:60],
        )
        law.warnings.append(Fault(content.line, message))
    return current, proposed


def _quoted(node: Node) -> list[Node]:
    """The quoted words, the outermost where quotations stand inside each other."""
    found = []
    for child in node.children():
        quotes = child.name in ("quotedText", "quotedStructure")
        found += [child] if quotes else _quoted(child)
    return found


def _unquoted(node: Node) -> str:
    return text_of(Node(node.name, node.line, {}, [Node("content", node.line, {}, node.parts)]))


def _number(amendment: Node, heading: str) -> str:
    """The amendment's own number: its <num> or docNumber, its metadata, or its heading."""
    named = [node.words() for node in amendment.every("docNumber", "num")[:1]]
    named += [node.attributes.get("value", "") for node in amendment.every("FRBRnumber")[:1]]
    for text in (*named, heading):
        digits = re.search(r"\d+(?:[-.]\d+)*[a-z]?\b", text)
        number = numbers.written(text)
        if number and numbers.allowed(number):
            return number
        if digits and numbers.allowed(digits.group()):
            return digits.group()
    return ""


def _first(node: Node, *names: str) -> Node | None:
    return next((found for name in names for found in node.every(name)[:1]), None)


def _line(node: Node | None) -> str:
    return " ".join(text_of(node).split()) if node else ""
