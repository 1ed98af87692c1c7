"""The text of one cell of a Word document: paragraphs, runs, breaks and raised digits."""

from dataclasses import dataclass, field

from consult.imports.grid import MAX_TEXT, cell_text
from consult.imports.xml_parts import Attributes

_OFF = {"0", "false", "off", "none"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARKS = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "-",
}


@dataclass(slots=True)
class Paragraphs:
    """Gathers a cell's paragraphs; past the longest allowed text it keeps no more."""

    done: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    numbered: bool = False
    join_next: bool = False  # the paragraph's mark is deleted: it runs on into the next one
    hidden: bool = False
    raised: bool = False

    def start(self, name: str, attributes: Attributes, path: list[str]) -> None:
        """An element inside the cell begins."""
        if name == "w:r":
            self.hidden = self.raised = False
        elif name in _MARKS:
            if path[-2] == "w:r":
                self.write(_MARKS[name])
        elif name == "w:numId":
            self.numbered = self.numbered or attributes.get("w:val", "0") != "0"
        elif path[-3:-1] == ["w:r", "w:rPr"]:
            self._property(name, attributes.get("w:val", ""))

    def end(self, name: str) -> None:
        """An element inside the cell ends."""
        if name == "w:p":
            self._end_paragraph()
        elif name == "w:r":
            self.hidden = self.raised = False

    def write(self, text: str) -> None:
        """Add text to the paragraph; digits raised above the line stay raised (83¹ is not 831)."""
        if self.hidden or self.length > MAX_TEXT:
            return
        self.length += len(text)
        self.pieces.append(text.translate(_RAISED) if self.raised and text.isdigit() else text)

    def add(self, text: str) -> None:
        """Add a paragraph made elsewhere: a row of a table inside the cell."""
        if text and self.length <= MAX_TEXT:
            self.length += len(text)
            self.done.append(text)

    def joined(self) -> str:
        """The cell's text, one paragraph a line."""
        if self.pieces:
            self._end_paragraph(last=True)
        return cell_text("\n".join(self.done))

    def _property(self, name: str, value: str) -> None:
        if name == "w:vanish":
            self.hidden = value not in _OFF
        elif name == "w:vertAlign":
            self.raised = value == "superscript"

    def _end_paragraph(self, last: bool = False) -> None:
        if self.join_next and not last:
            self.join_next = False
            return
        self.join_next = False
        if self.length <= MAX_TEXT or self.pieces:
            self.done.append("".join(self.pieces))
        self.pieces = []
