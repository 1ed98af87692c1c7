"""The words of an Akoma Ntoso element as paragraphs, each with its number before it."""

import re

from consult.imports.xml_tree import Node

# Elements that begin a paragraph of their own; all others stand inside one.
_BLOCKS = frozenset(
    (
        *("alinea", "amendmentBody", "amendmentContent", "article", "block", "blockList", "body"),
        *("book", "chapter", "citation", "citations", "clause", "component", "conclusions"),
        *("container", "content", "crossHeading", "division", "foreign", "formula", "hcontainer"),
        *("heading", "indent", "interstitial", "intro", "item", "li", "list", "listIntroduction"),
        *("listWrapUp", "longTitle", "ol", "p", "paragraph", "part", "point", "preamble"),
        *("proviso", "quotedStructure", "recital", "recitals", "rule", "section", "subchapter"),
        *("subclause", "subdivision", "subheading", "sublist", "subparagraph", "subpart"),
        *("subrule", "subsection", "subtitle", "table", "tblock", "title", "transitional", "ul"),
        *("wrap", "wrapUp"),
    )
)
_SKIPPED = frozenset(("meta", "authorialNote", "noteRef", "remark", "toc", "eop", "img"))
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLANKS = re.compile(r"[ \t\r\n]+")


class Paragraphs:
    """Gathers the paragraphs of elements; `without` names the elements that are passed over."""

    def __init__(self, *without: str) -> None:
        self.found: list[str] = []
        self._skipped = _SKIPPED | {*without}
        self._open: list[str] = []
        self._number = ""
        self._quote = ""

    def read(self, node: Node) -> None:
        """Add what stands in an element."""
        for part in node.parts:
            if isinstance(part, str):
                self._open.append(part)
            elif part.name not in self._skipped:
                self._element(part)

    def end(self) -> list[str]:
        """Close the last paragraph and return all."""
        self._close()
        self.found += [self._number] if self._number else []
        self._number = ""
        return self.found

    def _element(self, node: Node) -> None:
        if node.name == "num":
            self._close()
            self._number = f"{self._number} {_printed(node.words())}".strip()
        elif node.name == "tr":
            self._close()
            self._open.append(" | ".join(cell.words() for cell in node.children("td", "th")))
            self._close()
        elif node.name == "eol":
            self._close()
        elif node.name == "sup" and node.words().isdecimal():
            self._open.append(node.words().translate(_RAISED))
        elif node.name in _BLOCKS:
            self._block(node)
        else:
            self.read(node)

    def _block(self, node: Node) -> None:
        self._close()
        self._quote += node.attributes.get("startQuote", "")
        self.read(node)
        self._close()
        self._open.append(node.attributes.get("endQuote", ""))
        self._close()

    def _close(self) -> None:
        text = _BLANKS.sub(" ", "".join(self._open)).strip()
        self._open.clear()
        if text and self.found and not any(map(str.isalnum, text)):
            self.found[-1] += text  # a closing quotation mark, or the full stop behind one
        elif text:
            self.found.append(self._quote + f"{self._number} {text}".strip())
            self._number = self._quote = ""


def _printed(number: str) -> str:
    """A bare "a" or "1" stands in brackets in print, and needs them to be told from a word."""
    return f"({number})" if number.isalnum() else number


def text_of(node: Node, *without: str) -> str:
    """The paragraphs of an element, a line each, without its own number and heading."""
    paragraphs = Paragraphs(*without)
    parts = [
        part
        for part in node.parts
        if isinstance(part, str) or part.name not in ("num", "heading", "subheading")
    ]
    paragraphs.read(Node(node.name, node.line, {}, parts))
    return "\n".join(paragraphs.end())


def wordings_of(node: Node) -> tuple[str, str]:
    """Current and proposed wording: apart where the file marks insertions and deletions."""
    if not node.every("ins", "del"):
        return "", text_of(node)
    return text_of(node, "ins"), text_of(node, "del")
