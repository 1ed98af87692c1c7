"""A whole law in Markdown: its articles, its chapters, and a comparison with another text."""

import time
from pathlib import Path

import pytest

from consult.imports.plans import plan_of
from consult.imports.table import read_table
from tests.imports.files import sentences

LAW = """# Закон о городе

Мы, народ города, принимаем этот закон.

## Раздел I. Общие положения

### Статья 1. Город

1. Город **един**
и неделим.

2. Столица:
1) красива;
2) стара.

### Статья 83-1

Старый порядок.

## Раздел II. Власть

### Статья 84

### Статья 85. Акимат

* действует
"""
CONSTITUTION = Path(__file__).parents[3] / "shared/data/kz-constitution/constitution_1995_ru.md"
needs_constitution = pytest.mark.skipif(
    not CONSTITUTION.exists(), reason="the constitution's text is not beside the project"
)


def read(text, against=None, name="law.md", **options):
    old = (against.encode(), "old.md") if against is not None else None
    return read_table(text.encode(), name, against=old, **options)


def test_each_article_becomes_a_new_provision_in_its_chapter():
    table = read(LAW)
    assert not table.faults
    assert (table.language, table.title, table.by_line) == ("ru", "Закон о городе", True)
    assert [(row.line, row.number, row.element, row.title, row.chapter) for row in table.rows] == [
        (3, "0", "Преамбула", "", ""),
        (7, "1", "Статья 1", "Город", "Раздел I. Общие положения"),
        (16, "83-1", "Статья 83-1", "", "Раздел I. Общие положения"),
        (24, "85", "Статья 85", "Акимат", "Раздел II. Власть"),
    ]
    assert {row.current for row in table.rows} == {""}
    assert table.rows[1].proposed == (
        "1. Город един и неделим.\n2. Столица:\n1) красива;\n2) стара."
    )
    assert [line for line, _ in sentences(table.warnings)] == [3, 22]
    assert "84 is empty" in str(table.warnings[1].message)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("**важно** и *тонко*, __очень__ _так_", "важно и тонко, очень так"),
        ("сноска * и 5 * 3 * 2", "сноска * и 5 * 3 * 2"),
        ("snake_case_name и a*b*c", "snake_case_name и a*b*c"),
        (r"1\. не список, \*звезда\*", "1. не список, *звезда*"),
        ('[закон](https://example.org/a "имя") и `код`', "закон и код"),
        ("<b>смело</b> <script>alert(1)</script>", "<b>смело</b> <script>alert(1)</script>"),
        ("> цитата\n> дальше", "цитата дальше"),
        ("первая\nвторая", "первая вторая"),
        ("первая;\nвторая", "первая;\nвторая"),
        ("3-1. раз\n3-2. два\nа) три\n- четыре", "3-1. раз\n3-2. два\nа) три\n- четыре"),
        ("```\n# не заголовок\n```", "# не заголовок"),
        ("до\n\n* * *\n\nпосле", "до\nпосле"),
        ("| а | б |\n| в | г |", "| а | б |\n| в | г |"),
    ],
)
def test_the_words_of_a_paragraph_stay_and_marks_go(written, read_as):
    assert read(f"### Статья 1\n\n{written}\n").rows[0].proposed == read_as


@pytest.mark.parametrize(
    ("heading", "number", "element", "title", "language"),
    [
        ("Статья 83¹. О праве", "83-1", "Статья 83-1", "О праве", "ru"),
        ("83-1-бап. Құқық", "83-1", "83-1-бап", "Құқық", "kk"),
        ("Article 5 — Elections", "5", "Article 5", "Elections", "en"),
        ("5. Elections", "5", "", "Elections", None),
        ("§ 5", "5", "§ 5", "", None),
        ("**Статья 5**", "5", "Статья 5", "", "ru"),
        ("2026 in figures", "1", "2026 in figures", "2026 in figures", None),
    ],
)
def test_a_heading_is_cut_into_article_number_and_title(heading, number, element, title, language):
    table = read(f"# Law\n\n### {heading}\n\nText.\n")
    row = table.rows[0]
    assert (row.number, row.element, row.title) == (number, element, title)
    assert table.language == language


def test_articles_may_stand_at_any_level_and_chapters_in_each_other():
    text = "# A\n## Part I\n### Chapter 1\n#### Article 1\none\n##### Note\nmore\n"
    text += "## Part II\n#### Article 2\ntwo"
    rows = read(text).rows
    assert [(row.number, row.chapter, row.proposed) for row in rows] == [
        ("1", "Part I · Chapter 1", "one\nNote\nmore"),
        ("2", "Part II", "two"),
    ]


def test_underlined_headings_and_a_front_matter_are_understood():
    rows = read("---\nlayout: law\n---\nThe law\n=======\n\nArticle 1\n---\n\nText.\n").rows
    assert [(row.number, row.proposed) for row in rows] == [("1", "Text.")]


def test_text_between_a_chapter_and_its_first_article_is_told_about():
    table = read("# A\n## Chapter\nlost words\n### Article 1\ntext")
    assert sentences(table.warnings) == [(3, "“lost words” stands in no article and was left out.")]


@pytest.mark.parametrize(
    ("text", "name", "word"),
    [
        ("Just words, and no heading.\n", "law.md", "No articles"),
        ("# Only a title\n\nWords.\n", "law.md", "No articles"),
        ("### Статья 1\n\nа\n\n### Статья 1\n\nб\n", "law.md", "already stands in line 1"),
        ("### Статья 1\n\n### Статья 2\n", "law.md", "any words"),
        ("### Статья 1\n\n" + "слово " * 40_000, "law.md", "200,000"),
        ("### Статья 1\n\n" + "слово\n" * 40_000, "law.md", "200,000"),
        ("### Статья 1\n\n" + "\n" * 300_000, "law.md", "200,000 lines"),
        ("### Статья " + "1" * 30 + "\n\nа", "law.md", "not usable"),
    ],
)
def test_what_is_wrong_is_a_fault(text, name, word):
    table = read(text, name=name)
    assert word in str(table.faults[0].message)


def test_content_tells_a_text_whatever_its_name():
    for name in ("law.csv", "law", "закон", "law.txt"):
        assert len(read(LAW, name=name).rows) == 4


def test_a_table_under_the_name_of_a_text_is_still_a_table():
    table = read("Current wording,Proposed wording\na,b\n", name="table.md")
    assert [(row.current, row.proposed) for row in table.rows] == [("a", "b")]


def test_utf_16_is_read():
    assert len(read_table(LAW.encode("utf-16"), "law.md").rows) == 4


def test_an_old_code_page_is_read_and_said_so():
    table = read_table(LAW.encode("cp1251"), "law.md")
    assert len(table.rows) == 4
    assert "cp1251" in str(table.warnings[0].message)


def test_against_the_text_in_force_articles_change_appear_and_fall_away():
    new = (
        LAW.replace("Старый порядок", "Новый порядок")
        .replace("### Статья 84\n", "### Статья 84\n\nНичего похожего здесь раньше.\n")
        .replace("### Статья 85. Акимат\n\n* действует\n", "")
    )
    table = read(new, LAW)
    assert [(row.number, row.current, row.proposed) for row in table.rows] == [
        ("83-1", "Старый порядок.", "Новый порядок."),
        ("84", "", "Ничего похожего здесь раньше."),
        ("85", "* действует", ""),
    ]
    assert "2 articles are the same" in str(table.warnings[-1].message)
    assert {row.chapter for row in table.rows[1:]} == {"Раздел II. Власть"}


def test_an_article_emptied_in_the_new_text_is_a_repeal_in_its_place():
    table = read(LAW.replace("Старый порядок.", ""), LAW)
    assert [(row.number, row.current, row.proposed) for row in table.rows] == [
        ("83-1", "Старый порядок.", "")
    ]


def test_a_renumbered_article_is_compared_with_its_old_self():
    old = "# A\n" + "".join(
        f"### Article {n}\n\n{word} is decided by the council of the {word}.\n"
        for n, word in enumerate(("Water", "Bread", "Light"), start=1)
    )
    new = (
        "# A\n### Article 1\n\nBread is decided by the whole council of the Bread.\n"
        "### Article 2\n\nLight is decided by the council of the Light and fire.\n"
    )
    table = read(new, old)
    assert [(row.number, row.current.split()[:1], row.proposed[:5]) for row in table.rows] == [
        ("1-old", ["Water"], ""),
        ("1", ["Bread"], "Bread"),
        ("2", ["Light"], "Light"),
    ]
    words = " ".join(sentence for _, sentence in sentences(table.warnings))
    assert "Article 1 was set against article 2" in words
    assert "numbered 1-old" in words


def test_an_article_written_anew_under_its_number_is_a_change():
    table = read("### Article 7\n\nall other words", "### Article 7\n\nnothing alike here")
    assert [(row.current, row.proposed) for row in table.rows] == [
        ("nothing alike here", "all other words")
    ]


def test_two_equal_texts_are_a_fault_of_the_file():
    assert "the same" in str(read(LAW, LAW).faults[0].message)


def test_a_fault_of_the_text_in_force_is_told_as_such():
    twice = "### Статья 1\n\nа\n\n### Статья 1\n\nб\n"
    assert "text in force" in str(read(LAW, twice).faults[0].message)


def test_a_comparative_table_is_not_compared():
    table = read_table(LAW.encode(), "law.md", against=(b"current,proposed\n1,2\n", "a.csv"))
    assert "Only whole texts" in str(table.faults[0].message)


@needs_constitution
def test_the_constitution_of_1995_is_read_whole():
    table = read_table(CONSTITUTION.read_bytes(), CONSTITUTION.name)
    assert not table.faults
    assert (len(table.rows), table.rows[0].number) == (1 + 101, "0")
    assert len({row.chapter for row in table.rows if row.chapter}) == 9
    assert {"83-1", "94-1", "94-2"} <= {row.number for row in table.rows}
    assert [str(one.message) for one in table.warnings if "84" in str(one.message)] == [
        "Article 84 is empty and was left out."
    ]
    source = CONSTITUTION.read_text().split()
    found = " ".join(row.proposed for row in table.rows).split()
    headings = [line for line in CONSTITUTION.read_text().splitlines() if line.startswith("#")]
    assert len(found) == len(source) - len(" ".join(headings).split())


@needs_constitution
def test_the_constitution_against_an_edited_copy_takes_less_than_two_seconds(app):
    old = CONSTITUTION.read_text()
    new = old.replace("Парламент", "Курултай").replace("граждан", "жителей")
    new = new.replace("### Статья 50\n", "### Статья 49-1\n\nНовое правило.\n\n### Статья 50\n")
    started = time.process_time()
    with app.app_context():
        table = read(new, old)
        plan = plan_of(table, slug="reform", title="", language="ru")
    assert time.process_time() - started < 2
    assert [one.number for one in plan.amendments if one.change == "new"] == ["49-1"]
    assert len(plan.amendments) > 50
    assert {one.change for one in plan.amendments} == {"new", "changed"}
