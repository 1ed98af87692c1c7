"""What helps a citizen read: a remembered view, rows, neighbours, days left."""

import re
from datetime import timedelta

import pytest
import segno

from consult.consultations import actions
from consult.consultations.diff import Mark, Run, paragraphs, word_diff
from consult.consultations.fitting import fitted
from consult.consultations.models import Consultation
from consult.consultations.qr import code_of
from consult.consultations.queries import consultation_by_id
from consult.consultations.rules import State
from tests.make import Make
from tests.pages import Page, Visitor

ADDRESS = "/{language}/consultations/{slug}/amendments/{number}"


def address(amendment: object, language: str = "en") -> str:
    slug, number = amendment.consultation.slug, amendment.number  # type: ignore[attr-defined]
    return ADDRESS.format(language=language, slug=slug, number=number)


def chosen(page: Page) -> str:
    return str(page.all("//nav[@class='views']/a[@aria-current='page']")[0].text)


def test_a_choice_of_view_is_remembered_on_every_amendment(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    first, second = make.amendment(home), make.amendment(home)
    assert chosen(visitor.get(address(first))) == "Changes"
    visitor.get(f"{address(first)}?view=proposed")
    assert chosen(visitor.get(address(second))) == "Proposed"
    assert chosen(visitor.get(f"{address(second)}?view=changes")) == "Changes"
    assert chosen(visitor.get(address(first))) == "Changes"
    assert chosen(visitor.another().get(address(first))) == "Changes"


def test_only_a_choice_sets_a_cookie_and_no_cache_keeps_what_follows_it(
    make: Make, visitor: Visitor
) -> None:
    path = address(make.amendment())
    plain = visitor.get(path).response
    assert "Set-Cookie" not in plain.headers
    assert "Cookie" in plain.headers["Vary"]
    asked = visitor.get(f"{path}?view=both").response
    cookie = asked.headers["Set-Cookie"]
    assert cookie.startswith("consult_view=both;")
    assert {"HttpOnly", "SameSite=Lax", "Max-Age=31536000"} <= set(cookie.split("; "))
    assert asked.headers["Cache-Control"] == "private, no-store"
    assert visitor.get(path).response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("nonsense", ["", "everything", "\u202e"])
def test_a_view_that_does_not_exist_is_not_remembered(
    make: Make, visitor: Visitor, nonsense: str
) -> None:
    path = address(make.amendment())
    page = visitor.get(path, query_string={"view": nonsense})
    assert "Set-Cookie" not in page.response.headers
    visitor.client.set_cookie("consult_view", "everything")
    assert chosen(visitor.get(path)) == "Changes"


def test_side_by_side_sets_equal_paragraphs_in_one_row(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment(
        current="1. It stays.\n2. It goes away whole.\n3. Two parts.\n4. One chamber.",
        proposed="1. It stays.\n3. Two parts. 4. One new chamber.",
    )
    page = visitor.get(f"{address(amendment)}?view=both")
    rows = [
        tuple([p.text_content().strip() for p in cell.xpath(".//p")] for cell in row.xpath("./td"))
        for row in page.all("//table[@class='comparison']/tbody/tr")
    ]
    assert rows[0] == (["1. It stays."], ["1. It stays."])
    assert rows[1] == (["2. It goes away whole."], [])
    assert rows[2] == (["3. Two parts.", "4. One chamber."], ["3. Two parts. 4. One new chamber."])


def test_the_numbers_beside_stand_at_the_head_too(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    amendments = [make.amendment(home, number=number) for number in ("9", "83-1", "10")]
    page = visitor.get(address(amendments[1]))
    links = {link.get("rel"): link for link in page.all("//nav[@class='where']/a[@rel]")}
    assert links["prev"].get("href") == address(amendments[0])
    assert links["next"].get("href") == address(amendments[2])
    assert " ".join(links["next"].text_content().split()) == "Next amendment 10 →"


def test_an_amendment_leads_to_the_ones_beside_it(make: Make, visitor: Visitor) -> None:
    home = make.consultation(languages=("ru", "kk"))
    other = make.amendment(make.consultation(languages=("ru",)))
    first = make.amendment(home, number="9", title="Первая")
    middle = make.amendment(home, number="83-1", title="", languages=("kk",))
    last = make.amendment(home, number="10", title="Последняя", languages=("ru",))

    def links(amendment: object) -> dict[str, tuple[str, str, str]]:
        page = visitor.get(address(amendment, "kk"))
        return {
            link.get("rel"): (
                link.xpath("string(.//b)"),
                link.xpath("string(.//span[@lang])"),
                link.xpath("string(.//span/@lang)"),
            )
            for link in page.all("//nav[@class='neighbours']/a[@rel]")
        }

    assert links(first) == {"next": ("83-1", "Article 83-1", "kk")}
    assert links(middle) == {
        "prev": ("9", "Первая", "kk"),
        "next": ("10", "Последняя", "ru"),
    }
    assert links(last) == {"prev": ("83-1", "Article 83-1", "kk")}
    assert links(other) == {}


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=12, hours=3), "12 days left"),
        (timedelta(days=1, hours=3), "1 day left"),
        (timedelta(hours=3), "less than a day left"),
    ],
)
def test_the_days_left_stand_beside_the_closing_date(
    make: Make, visitor: Visitor, left: timedelta, words: str
) -> None:
    amendment = make.amendment(make.consultation(closes_in=left))
    for path in (address(amendment), f"/en/consultations/{amendment.consultation.slug}"):
        assert words in visitor.get(path).tree.xpath("string(//span[@class='state state-open'])")


def test_a_translation_says_which_language_counts(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment(make.consultation(languages=("ru", "kk")))
    translation = visitor.get(address(amendment, "kk"))
    assert "Русский" in translation.tree.xpath("string(//main//p[contains(., 'Русский')])")
    assert "authoritative" not in visitor.get(address(amendment, "ru")).text
    fallback = visitor.get(address(amendment, "en")).text
    assert "another language: Русский. This is the authoritative language." in fallback


def draft_with_chapters(make: Make, count: int) -> Consultation:
    """Make a consultation of many amendments in two chapters."""
    home = make.consultation(languages=("ru", "en"))

    def work() -> None:
        place = consultation_by_id(home.id)
        place.state = State.DRAFT
        chapters = [
            actions.add_chapter(place, one, {"en": f"Chapter {one}", "ru": f"Глава {one}"})
            for one in (1, 2)
        ]
        for number in range(1, count + 1):
            made = actions.add_amendment(
                place, str(number), position=number, chapter=chapters[number % 2]
            )
            for language in ("ru", "en"):
                draft = actions.WordingDraft(
                    element=f"{language} {number}",
                    title="",
                    current="The old words stand here.",
                    proposed="The new words stand here.",
                )
                actions.set_wording(made, language, draft)
        place.state = State.OPEN

    make.do(work)
    return home


def test_the_whole_draft_stands_on_one_page_in_few_statements(make: Make, visitor: Visitor) -> None:
    home = draft_with_chapters(make, 100)
    with make.counted() as statements:
        page = visitor.get(f"/en/consultations/{home.slug}/print")
    assert len(statements) <= 8, statements
    assert [h.text for h in page.all("//h2")] == ["Chapter 1", "Chapter 2"]
    numbers = [one.get("id") for one in page.all("//article")]
    assert numbers[:2] == ["amendment-2", "amendment-4"]
    assert len(numbers) == 100
    assert len(page.all("//article//del")) == len(page.all("//article//ins")) == 100
    assert not page.all("//form")
    assert f"http://127.0.0.1:5000/en/consultations/{home.slug}" in page.text
    assert "Printed on" in page.text
    assert page.text.count("Revision 1 of ") == 100


@pytest.mark.parametrize("view", ["print", "sheet", "related"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_view_is_read_in_every_language(
    make: Make, visitor: Visitor, view: str, language: str
) -> None:
    amendment = make.amendment(make.consultation(languages=("ru", "kk")))
    page = visitor.get(f"{address(amendment, language)}/{view}")
    assert page.status == 200
    assert page.tree.get("lang") == language
    shown = language if language in ("ru", "kk") else "ru"
    assert shown in page.tree.xpath("//main//*[normalize-space()='One chamber']/@lang")
    assert bool(page.all("//p[@role='note']")) is (language == "en")


@pytest.mark.parametrize("view", ["print", "sheet", "related"])
def test_what_is_not_public_is_not_printed(make: Make, visitor: Visitor, view: str) -> None:
    home = make.consultation(state=State.DRAFT)
    amendment = make.amendment(home)
    assert visitor.get(f"{address(amendment)}/{view}").status == 404
    assert visitor.get(f"/en/consultations/{home.slug}/print").status == 404
    assert visitor.get(f"{address(amendment)}-no/{view}").status == 404


def test_the_code_on_the_sheet_is_the_public_address(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    page = visitor.get(f"{address(amendment)}/sheet", headers={"Host": "elsewhere.example"})
    written = page.tree.xpath("string(//p[@class='sheet-address'])")
    assert written == f"http://127.0.0.1:5000{address(amendment)}"
    drawn = page.all("//*[@class='code-dark']")[0].get("d")
    assert drawn == code_of(written).path
    assert dark_modules(drawn) == {
        (x + 4, y + 4)
        for y, row in enumerate(segno.make_qr(written, error="q").matrix)
        for x, dark in enumerate(row)
        if dark
    }


def dark_modules(path: str) -> set[tuple[int, int]]:
    """Return the modules that a path of rectangles paints."""
    found = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    return {(int(x) + i, int(y)) for x, y, width, _back in found for i in range(int(width))}


@pytest.mark.parametrize(
    ("words", "size", "shortened"),
    [(40, "large", False), (90, "medium", False), (180, "small", False), (900, "least", True)],
)
def test_a_sheet_takes_the_largest_type_that_fits(words: int, size: str, shortened: bool) -> None:
    runs = word_diff("old " * words, "new " * words)
    found = fitted(paragraphs(runs), "Title")
    assert (found.size, found.shortened) == (size, shortened)


def test_a_sheet_leaves_out_first_what_stays_and_then_what_no_longer_fits() -> None:
    stays = "It stays as it is. " * 200
    found = fitted(paragraphs(word_diff(f"{stays}\nTwo.", f"{stays}\nThree.")), "Title")
    assert ["".join(run.text for run in one) for one in found.paragraphs] == ["TwoThree."]
    assert found.shortened
    long = fitted(paragraphs([Run(Mark.INSERT, "word " * 5000)]), "A long title " * 20)
    assert len(long.paragraphs[0][0].text) < 1800
    assert long.paragraphs[0][0].text.endswith(" …")
