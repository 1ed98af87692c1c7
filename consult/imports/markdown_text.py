"""A law or a draft in Markdown: a heading an article, the headings above it its chapter."""

import re
from collections import Counter

from consult.core.words import lazy
from consult.imports import numbers
from consult.imports.csv_table import decoded
from consult.imports.grid import MAX_ROWS, MAX_TEXT, Refused
from consult.imports.laws import Article, Law, checked, preamble
from consult.imports.markdown_blocks import Block, blocks
from consult.imports.rows import Fault
from consult.imports.rules import MOST_CHARACTERS

MAX_LINES = 200_000

_HEADINGS = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.M)
_WORDS = {"kk": r"бап", "ru": r"стать[яи]", "en": r"article|section"}


def looks_like_markdown(data: bytes) -> bool:
    """Whether a file has headings with hashes and is no binary."""
    start = data[:65_536]
    return b"\0" not in start and bool(_HEADINGS.search(start.decode("utf-8", "replace")))


def read_markdown(data: bytes, language: str | None = None) -> Law:
    """The articles of a text; raises Refused for a file that is no text, or endless."""
    text, encoding = decoded(data)[0]
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _refuse_endless(text)
    found = list(blocks(text))
    law = Law(language=language or _language(found))
    if encoding:
        message = lazy(
            "The file is not in Unicode and was read as %(encoding)s. Check the letters, "
            "or save it as UTF-8.",
            encoding=encoding,
        )
        law.warnings.append(Fault(None, message))
    return checked(_assembled(law, found))


def _refuse_endless(text: str) -> None:
    if "\0" in text:
        raise Refused(lazy("This is no text. Save the law as a Markdown file in UTF-8."))
    if len(text) > MOST_CHARACTERS or text.count("\n") > MAX_LINES:
        raise Refused(lazy("The text has more than 4 million characters or 200,000 lines."))
    if max(map(len, text.split("\n"))) > MAX_TEXT:
        raise Refused(lazy("A paragraph is longer than 200,000 characters."))


def _language(found: list[Block]) -> str | None:
    """The language whose word for "article" stands in the most headings."""
    headings = " ".join(block.text for block in found if block.level).casefold()
    votes = Counter({code: len(re.findall(words, headings)) for code, words in _WORDS.items()})
    language, most = votes.most_common(1)[0]
    return language if most else None


def _assembled(law: Law, found: list[Block]) -> Law:
    level = _article_level(found)
    if sum(block.level == level for block in found) > MAX_ROWS:
        raise Refused(lazy("The text has more than 5,000 articles. Split it."))
    title = _title(found, level)
    law.title = title.text if title else ""
    chapter: dict[int, str] = {}
    head: Block | None = None
    body: list[Block] = []
    stray: list[Block] = []
    for block in found:
        if block is title:
            continue
        if block.level and block.level <= level:
            _close(law, head, chapter, body)
            head, body = (block if block.level == level else None), []
            if head is None:
                chapter = {at: text for at, text in chapter.items() if at < block.level}
                chapter[block.level] = block.text
        elif head is None:
            stray.append(block)
        else:
            body.append(block)
    _close(law, head, chapter, body)
    _keep_stray(law, stray, next((b.line for b in found if b.level and b is not title), 0))
    return law


def _article_level(found: list[Block]) -> int:
    """The level of most headings that name an article, else the deepest there is."""
    named = Counter(b.level for b in found if b.level and numbers.names_article(b.text))
    levels = [block.level for block in found if block.level]
    if not levels or (levels == [1] and not named):
        raise Refused(
            lazy(
                "No articles were found. Each article needs a heading of its own, "
                "such as “### Article 1”."
            )
        )
    return named.most_common(1)[0][0] if named else max(levels)


def _title(found: list[Block], level: int) -> Block | None:
    """The first heading, if it stands above all others."""
    headings = [block for block in found if block.level]
    first = headings[0]
    alone = all(block.level > first.level for block in headings[1:])
    return first if alone and first.level < level else None


def _close(law: Law, head: Block | None, chapter: dict[int, str], body: list[Block]) -> None:
    if head is None:
        return
    element, number, title = numbers.of_heading(head.text)
    law.articles.append(
        Article(
            line=head.line,
            number=number,
            element=element or (head.text if not number else ""),
            title=title if number else head.text,
            chapter=" · ".join(chapter[at] for at in sorted(chapter) if chapter[at]),
            text="\n".join(block.text for block in body if block.text),
        )
    )


def _keep_stray(law: Law, stray: list[Block], first_heading: int) -> None:
    """Text before all headings is a preamble; other text outside of articles is left out."""
    before = [block for block in stray if block.line < first_heading]
    if before and law.articles:
        text = "\n".join(block.text for block in before)
        law.articles.insert(0, preamble(before[0].line, text, law.language))
        message = lazy("What stands before the first article was read as its preamble, number 0.")
        law.warnings.append(Fault(before[0].line, message))
    for block in stray[len(before) :]:
        message = lazy("“%(text)s” stands in no article and was left out.", text=block.text[:60])
        law.warnings.append(Fault(block.line, message))
