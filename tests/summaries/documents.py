"""Makes by hand, without a database, summaries and rows of the table full of hostile texts."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from consult.comments.rules import Stance, State
from consult.core.words import speaking
from consult.summaries.comparative import Kind, Said, TableRow
from consult.summaries.comparative import People as Behind
from consult.summaries.figures import CommentFigures, Figures
from consult.summaries.parts import (
    Agreed,
    Answers,
    ArgumentFound,
    Day,
    GroupRow,
    GroupTable,
    Opinions,
    Quoted,
    ThemeFound,
)
from consult.summaries.summary import AmendmentSummary, People, Summary
from consult.votes.tally import TallyView

HOSTILE = [
    "#let x = 1; *bold* _it_ $x^2$ @ref <label> \\ // no /* comment */ #panic()",
    '</w:t></w:r></w:p><w:p><w:r><w:t xml:space="x">injected & ]]> <!-- -->',
    '=HYPERLINK("http://example.org";"x")',
    "ә ғ қ ң ө ұ ү һ і Ә Ғ Қ Ң Ө Ұ Ү Һ І «тырнақша» — №",
    "\u202eright to left\u202c \u200fאב",
    "one\ttab",
    "word" * 200,
    "a\x0bb\ufffec\x1b",
]
EMOJI = "👩‍👩‍👧‍👦 🇰🇿 \U00010348 中"


def quoted(number: int, text: str, **given: Any) -> Quoted:
    url = f"https://example.org/en/consultations/a/amendments/1/comments/{number}"
    return Quoted(number, "1", url, Stance.FOR, "kk", text, agrees=number, **given)


def amendment(number: str, texts: list[str]) -> AmendmentSummary:
    comments = CommentFigures(
        {("for", State.PUBLISHED): 3, ("against", State.HELD): 1},
        languages={("kk", State.PUBLISHED): 2, ("ru", State.PUBLISHED): 1},
        channels={("web", State.PUBLISHED): 3},
    )
    tally = TallyView.of(
        [(1, True, "support", 7), (1, False, "oppose", 5), (1, False, "clarify", 1)]
    )
    said = tuple(quoted(place, text) for place, text in enumerate(texts, start=1))
    first = said[0] if said else quoted(1, "One.")
    url = f"https://example.org/en/consultations/a/amendments/{number}"
    return AmendmentSummary(
        int(number), number, f"{number}-бап", texts[0] if texts else "Title", "kk", "Chapter",
        "changed", 2, url, Figures(tally, comments, 1), strongest=said, suggestions=said[:1],
        opinions=Opinions(
            12, (7, 5), ((0.1, 0.2, 0, 7), (-0.5, 0.3, 1, 5)),
            unites=(Agreed(first, 0.5, (0.7, 0.8)),), divides=(Agreed(first, 0.1, (0.9, 0.1)),),
        ),
        regions=GroupTable(("support", "oppose"), (GroupRow("other", {"support": 7}),)),
        arguments=(ArgumentFound(1, 1, number, "Fifty is enough", "en", 3, 3, "noted", "Read."),),
        answers=Answers(1, 1, 2, 0, (("noted", 1),)),
    )  # fmt: skip


def summary(language: str = "en", texts: list[str] | None = None, amendments: int = 1) -> Summary:
    made = datetime(2026, 2, 20, 9, 5, 7, tzinfo=UTC)
    units = [amendment(str(number), texts or ["One."]) for number in range(1, amendments + 1)]
    return Summary(
        1, "a", "Конституциялық реформа", language, "kk", "https://example.org/a", "open", made,
        None, "Asia/Almaty", made, People(12, 4, 13), units,
        days=(Day(date(2026, 2, 19), 5, 1, 2), Day(date(2026, 2, 20), 8, 0, 1)),
        themes=(ThemeFound(1, "Құрылтай", "kk", "machine", False, 3, (quoted(1, "One."),)),),
    )  # fmt: skip


def rows(found: Summary, texts: list[str]) -> list[TableRow]:
    one = found.amendments[0]
    what = (one.number, one.element, "Title", one.chapter, one.url, "kk")
    own = TableRow(Kind.AMENDMENT, *what, True, texts[0], texts[-1], "Why")
    behind = Behind(3, 4, {"for": 2, "against": 1})
    return [
        own,
        *(
            TableRow(Kind.COMMENT, *what, False, said=Said(place, one.url, text, "ru", behind))
            for place, text in enumerate(texts, start=1)
        ),
    ]


def written(write: Any, found: Summary, *given: Any) -> bytes:
    out = BytesIO()
    with speaking(found.language):
        assert write(found, *(given or ((),)), out) > 0
    return out.getvalue()
