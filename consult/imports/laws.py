"""A law or a draft as its articles, whatever file it came in, and the rows that they make."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from consult.core.words import lazy, lazy_plural
from consult.imports.grid import MAX_ROWS, MAX_TEXT, cell_text
from consult.imports.rows import Fault, Row, Table, number_problem

PREAMBLE = "0"
"""The number of what stands before the first article."""

_PREAMBLES = {"kk": "Преамбула", "ru": "Преамбула", "en": "Preamble"}


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a text; `current` only where the file itself says what it replaces."""

    line: int
    number: str
    element: str
    title: str
    chapter: str
    text: str
    current: str = ""
    rationale: str = ""


@dataclass(slots=True)
class Law:
    """A text as read: its articles in order, and what was wrong or left out."""

    title: str = ""
    language: str | None = None
    articles: list[Article] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def preamble(line: int, text: str, language: str | None) -> Article:
    """The article that stands for the text before the first one."""
    return Article(line, PREAMBLE, _PREAMBLES[language or "en"], "", "", text)


def checked(law: Law) -> Law:
    """The law with a number for each article; what cannot be imported becomes a fault."""
    if len(law.articles) > MAX_ROWS:
        law.faults.append(Fault(None, lazy("The text has more than 5,000 articles. Split it.")))
    cleaned = [_cleaned(article) for article in law.articles[:MAX_ROWS]]
    numbered = _numbered(cleaned, law)
    first: dict[str, Article] = {}
    for article in numbered:
        problem = _problem(article, first)
        if problem is None:
            first[article.number.casefold()] = article
        else:
            law.faults.append(Fault(article.line, problem))
    law.articles = list(first.values())
    return law


def _cleaned(article: Article) -> Article:
    return replace(article, text=cell_text(article.text), current=cell_text(article.current))


def _numbered(articles: list[Article], law: Law) -> list[Article]:
    """Each article without a number gets the next one that nobody uses."""
    taken = {article.number.casefold() for article in articles}
    following = 0
    numbered = []
    for article in articles:
        if not article.number:
            following += 1
            while str(following) in taken:
                following += 1
            message = lazy(
                "“%(name)s” has no number; it was given %(number)s.",
                name=(article.title or article.element or article.text)[:60],
                number=following,
            )
            law.warnings.append(Fault(article.line, message))
            article = replace(article, number=str(following))
        numbered.append(article)
    return numbered


def _problem(article: Article, first: dict[str, Article]) -> object | None:
    if max(len(article.text), len(article.current)) > MAX_TEXT:
        return lazy("The article is longer than 200,000 characters.")
    problem = number_problem(article.number)
    earlier = first.get(article.number.casefold())
    if problem is None and earlier:
        return lazy(
            "The number “%(number)s” already stands in line %(line)s. "
            "Give each article a number of its own.",
            number=article.number,
            line=earlier.line,
        )
    return problem


def table_of(law: Law) -> Table:
    """The rows of a text on its own: a new provision an article, or what the file itself says."""
    table = _table(law)
    for article in law.articles:
        if article.text or article.current:
            table.rows.append(row_of(article, article.current, article.chapter))
    empty = [article for article in law.articles if not (article.text or article.current)]
    table.warnings += _left_out(empty)
    return _with_rows(table)


def compared(law: Law, pairs: Iterable[tuple[Article | None, Article | None]]) -> Table:
    """The rows of a text against another one, from pairs of (old, new) articles in order."""
    table = _table(law)
    used = {article.number.casefold() for article in law.articles}
    same, empty, chapter = 0, [], ""
    for old, new in pairs:
        if old is not None and new is not None and old.text == new.text:
            same += bool(new.text)
            empty += [] if new.text else [new]
        elif new is not None and (new.text or (old and old.text)):
            table.rows.append(row_of(new, old.text if old else "", new.chapter))
            table.warnings += _moved(old, new)
        elif old is not None and old.text:
            table.rows.append(_repealed(old, chapter, used, table))
        elif new is not None:
            empty.append(new)
        chapter = new.chapter if new else chapter
    table.warnings += _left_out(empty) + _unchanged(same)
    if same and not table.rows and not table.faults:
        table.faults.append(Fault(None, lazy("Both texts are the same. There is nothing to ask.")))
    return _with_rows(table)


def row_of(article: Article, current: str, chapter: str) -> Row:
    """The row of an article with what is in force now."""
    return Row(
        line=article.line,
        number=article.number,
        element=article.element,
        title=article.title,
        chapter=chapter,
        current=current,
        proposed=article.text,
        rationale=article.rationale,
    )


def _table(law: Law) -> Table:
    return Table(
        language=law.language,
        faults=list(law.faults),
        warnings=list(law.warnings),
        title=law.title,
        by_line=True,
    )


def _with_rows(table: Table) -> Table:
    if not table.rows and not table.faults:
        table.faults.append(Fault(None, lazy("No article of this text has any words.")))
    table.faults.sort(key=lambda fault: fault.line or 0)
    return table


def _left_out(articles: list[Article]) -> list[Fault]:
    return [
        Fault(
            article.line,
            lazy("Article %(number)s is empty and was left out.", number=article.number),
        )
        for article in articles
    ]


def _moved(old: Article | None, new: Article) -> list[Fault]:
    if old is None or old.number.casefold() == new.number.casefold():
        return []
    message = lazy(
        "Article %(number)s was set against article %(old)s of the text in force, "
        "because they are worded alike.",
        number=new.number,
        old=old.number,
    )
    return [Fault(new.line, message)]


def _unchanged(count: int) -> list[Fault]:
    if not count:
        return []
    message = lazy_plural(
        "%(num)s article is the same in both texts and was left out.",
        "%(num)s articles are the same in both texts and were left out.",
        count,
    )
    return [Fault(None, message)]


def _repealed(old: Article, chapter: str, used: set[str], table: Table) -> Row:
    """The row of an article that falls away; its number may be another article's by now."""
    number = old.number
    if number.casefold() in used:
        number = f"{number[:16]}-old"
        message = lazy(
            "Article %(number)s of the text in force falls away, and the new text has another "
            "article of this number; it was numbered %(given)s.",
            number=old.number,
            given=number,
        )
        table.warnings.append(Fault(None, message))
    gone = replace(old, number=number, text="")
    return row_of(gone, old.text, chapter or old.chapter)
