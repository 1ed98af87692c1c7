"""Which column is which: headings in Kazakh, Russian and English, as real tables write them."""

import re
from collections import Counter
from dataclasses import dataclass

from consult.imports.grid import Cell, Grid, Line

SEARCHED_LINES = 20
MAX_HEADINGS = 20
MAX_HEADING = 100

# In this order: "rationale of the proposed change" is a rationale, "article title" a title.
_WORDS: tuple[tuple[str, str, str], ...] = (
    # What our own comparative table tells beside the wordings: what was said, what became of it.
    ("suggestion", "kk", r"^қатысушылардың ұсыныс"),
    ("suggestion", "ru", r"^предложени[ея] участник"),
    ("suggestion", "en", r"^suggestions? of participants"),
    ("gist", "kk", r"^айтылған (ой|пікір)"),
    ("gist", "ru", r"^суть (сказанного|высказанного)"),
    ("gist", "en", r"^gist of what was said"),
    ("answer", "kk", r"^шешім"),
    ("answer", "ru", r"^(причины|обоснование|основания)? ?решени[ея]$"),
    ("answer", "en", r"^reasons of the decision$"),
    ("rationale", "kk", r"негізде|түсіндірме|түсініктеме|дәлел"),
    ("rationale", "ru", r"обоснован|пояснени|мотивировк|причин"),
    ("rationale", "en", r"\brationale|\bjustification|\breason|\bexplanat"),
    ("proposed", "kk", r"ұсыныл|^жаңа\b|^болады$"),
    ("proposed", "ru", r"предлага|предложен|^нов(ая|ый)\b|^стало$|^станет$"),
    ("proposed", "en", r"\bpropos|^new\b|^amended\b|^suggested\b"),
    ("current", "kk", r"қолданыстағы|^қазіргі\b|^ескі\b|^болған$"),
    ("current", "ru", r"действующ|^текущ|^существующ|^стар(ая|ый)\b|^было$"),
    ("current", "en", r"\bcurrent|\bexisting|\bin force\b|^present\b|^old\b"),
    ("draft", "kk", r"жобаның|жобасының|^жоба(сы)?$"),
    ("draft", "ru", r"редакция (законо)?проекта|^проект\b|^проектная"),
    ("draft", "en", r"^draft\b"),
    ("title", "kk", r"^(?!.*құрылымдық).*атауы|^атау$|тақырыбы?$"),
    ("title", "ru", r"^(краткое )?(название|наименование|заголовок)(?!.*структурн)"),
    ("title", "en", r"\btitle|\bheading|^name\b|^subject$"),
    ("element", "kk", r"құрылымдық|^бап|\bбап(тың)?( (нөмірі|№))?$|^элемент"),
    ("element", "ru", r"структурн|стать[яи]$|^(статья|ст$|элемент|положение$|норма$)"),
    ("element", "en", r"\barticle|\belement|^provision|^clause|^unit$|^section$|^paragraph$"),
    ("number", "kk", r"^(№ )?р/с( №)?$|^рет(тік)?( №| саны| нөмірі)?$|^нөмірі?$"),
    ("number", "ru", r"^(№ )?п/?п( №)?$|^(порядковый )?номер( п/?п)?$"),
    ("number", "en", r"^(no|nr|num|number|item|item no|row|s/n|amendment( no| number)?)$"),
    ("number", "", r"^[№#nn]°?$"),
)
_PATTERNS = tuple((name, language, re.compile(words)) for name, language, words in _WORDS)
_LANGUAGE_DECIDES = ("current", "proposed")


@dataclass(frozen=True, slots=True)
class Columns:
    """A header row understood: each known column's place, and the table's language."""

    line: Line
    language: str | None
    places: dict[str, Cell]
    unknown: tuple[str, ...]


def plain(heading: str) -> str:
    """A heading without what must not matter: case, blanks, line breaks, ё, punctuation."""
    folded = heading.replace("\u00ad", "").casefold().replace("ё", "е")
    return " ".join(re.sub(r"[^\w№#/°]+|_", " ", folded).split())


def recognise(heading: str) -> tuple[str, str] | None:
    """The column (and language, "" if any) a heading names, or nothing."""
    if len(heading) > MAX_HEADING:
        return None
    text = plain(heading)
    found = ((name, language) for name, language, words in _PATTERNS if words.search(text))
    return next(found, None)


def columns_of(line: Line) -> Columns | None:
    """The columns of a header row, or nothing if the row names no two of them."""
    places: dict[str, Cell] = {}
    languages: dict[str, str] = {}
    unknown: list[str] = []
    for cell in line.cells[:MAX_HEADINGS]:
        known = recognise(cell.text) if cell.text else None
        if known and known[0] not in places:
            places[known[0]], languages[known[0]] = cell, known[1]
        elif cell.text and cell.text not in unknown:
            unknown.append(cell.text)
    _place_the_draft(places, languages, unknown)
    return Columns(line, _language(languages), places, tuple(unknown)) if len(places) > 1 else None


def find_columns(grid: Grid) -> Columns | None:
    """The header row of a table: the first that names the current and the proposed wording."""
    for line in grid.lines[:SEARCHED_LINES]:
        columns = columns_of(line)
        if columns and {"current", "proposed"} <= columns.places.keys():
            return columns
    return None


def _place_the_draft(
    places: dict[str, Cell], languages: dict[str, str], unknown: list[str]
) -> None:
    """Parliament sets "wording of the draft" against the law in force, or against its amendment."""
    if "draft" not in places:
        return
    cell, language = places.pop("draft"), languages.pop("draft")
    free = next((name for name in ("proposed", "current") if name not in places), None)
    if free:
        places[free], languages[free] = cell, language
    else:
        unknown.append(cell.text)


def _language(languages: dict[str, str]) -> str | None:
    votes = Counter(language for language in languages.values() if language)
    for name in _LANGUAGE_DECIDES:
        if name in languages:
            votes[languages[name]] += 1
    return votes.most_common(1)[0][0] if votes else None
