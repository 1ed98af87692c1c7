"""The headings and paragraphs of a Markdown text, by line.

A line parser of our own and no Markdown library: to a library "3." is an item of a list that it
numbers anew, and "3-1." after it is more of the same item. A law's own numbers are its text.
HTML is not interpreted: it stays the characters that it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HASHES = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_MARKER = re.compile(r"(?:\d{1,4}(?:[-.]\d{1,4}){0,4}\\?[.)]|[^\W\d_]{1,2}\)|[-*+•–—|])(?:\s|$)|\|")
_TOKEN = re.compile(r"(\\[!-/:-@\[-`{-~]|\*{1,3}|_{1,3}|`{1,3})")
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,200}\")?\)")
_QUOTED = re.compile(r"^[ \t]*>[> \t]*")
_LONGEST_SETEXT = 200


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1 to 6) or a paragraph (level 0), and the line it begins in."""

    line: int
    level: int
    text: str


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text in order; a front matter of settings is passed over."""
    lines = text.split("\n")
    start = _after_front_matter(lines)
    open_lines: list[str] = []
    fenced = False
    first = 0
    for number, line in enumerate(lines[start:], start=start + 1):
        bare = _bare(line)
        fence = bare.startswith(("```", "~~~"))
        heading = None if fenced or fence else _heading(line)
        under = 0 if fenced else _underline(bare, open_lines)
        if under:
            yield Block(first, under, plain(" ".join(open_lines)))
            open_lines = []
            continue
        begins = fenced or fence or heading or not bare or _begins(bare, open_lines) or _rule(bare)
        if begins and open_lines:
            yield Block(first, 0, plain(" ".join(open_lines)))
            open_lines = []
        if fence:
            fenced = not fenced
        elif heading:
            yield Block(number, heading[0], plain(heading[1]))
        elif bare and not _rule(bare):
            first = first if open_lines else number
            open_lines.append(bare)
    if open_lines:
        yield Block(first, 0, plain(" ".join(open_lines)))


def plain(text: str) -> str:
    """The words of a line without marks for emphasis, links and escapes."""
    text = _LINK.sub(r"\1", text) if "](" in text else text
    tokens = _TOKEN.split(text)
    if len(tokens) == 1:
        return text.strip()
    dropped = _paired(tokens)
    kept = [token for place, token in enumerate(tokens) if place not in dropped]
    return "".join(
        token[1:] if len(token) == 2 and token[0] == "\\" and _TOKEN.fullmatch(token) else token
        for token in kept
    ).strip()


def _paired(tokens: list[str]) -> set[int]:
    """The places of the marks that open and close something; a lone star is a star."""
    waiting: dict[str, list[int]] = {}
    dropped: set[int] = set()
    for place in range(1, len(tokens), 2):
        mark = tokens[place]
        if mark[0] == "\\":
            continue
        before, after = tokens[place - 1][-1:], tokens[place + 1][:1]
        opened = waiting.setdefault(mark, [])
        if opened and not before.isspace() and not after.isalnum():
            dropped |= {opened.pop(), place}
        elif after and not after.isspace() and not before.isalnum():
            opened.append(place)
    return dropped


def _after_front_matter(lines: list[str]) -> int:
    if lines[0].strip() != "---":
        return 0
    ends = (n for n, line in enumerate(lines[1:100], start=2) if line.strip() == "---")
    return next(ends, 0)


def _bare(line: str) -> str:
    """The line without the signs of a quotation; a hard break ends in a backslash still."""
    return line.strip(" \t") if ">" not in line else _QUOTED.sub("", line).strip(" \t")


def _heading(line: str) -> tuple[int, str] | None:
    match = _HASHES.match(line)
    if match is None:
        return None
    text = line[match.end() :].strip()
    without = text.rstrip("#")
    return len(match.group(1)), without if without[-1:] in ("", " ", "\t") else text


def _underline(bare: str, open_lines: list[str]) -> int:
    """The level of the heading that a line of "===" or "---" makes of the one above it."""
    if len(open_lines) != 1 or len(open_lines[0]) > _LONGEST_SETEXT or len(bare) < 3:
        return 0
    return {"=": 1, "-": 2}.get(bare[0], 0) if not bare.strip(bare[0]) else 0


def _begins(bare: str, open_lines: list[str]) -> bool:
    """Whether a line begins a paragraph without a blank line before it."""
    return bool(_MARKER.match(bare)) or bool(open_lines and open_lines[-1].endswith(("\\", ";")))


def _rule(bare: str) -> bool:
    signs = bare.replace(" ", "")
    return len(signs) > 2 and signs[0] in "-*_" and not signs.strip(signs[0])
