"""Akoma Ntoso: bills, acts and lists of amendments, whatever their version and namespace."""

from pathlib import Path

import pytest

from consult.imports.table import read_table
from tests.imports.files import sentences

SAMPLES = Path(__file__).parents[3] / "shared/data/akoma-ntoso"
needs_samples = pytest.mark.skipif(
    not SAMPLES.exists(), reason="the Akoma Ntoso samples are not beside the project"
)
SPACES = (
    'xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"',
    'xmlns="http://www.akomantoso.org/2.0"',
    "",
)


def document(body, language="rus", kind="bill", space=SPACES[0], extra=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><akomaNtoso {space}><{kind}><meta><identification>'
        f'<FRBRExpression><FRBRlanguage language="{language}"/></FRBRExpression></identification>'
        "</meta><preface><p><docTitle>Закон о городе</docTitle></p></preface>"
        f"{extra}<body>{body}</body></{kind}></akomaNtoso>"
    ).encode()


def article(number, content, key="art_1", heading=""):
    title = f"<heading>{heading}</heading>" if heading else ""
    return f'<article eId="{key}"><num>{number}</num>{title}{content}</article>'


def paragraph(text):
    return f"<content><p>{text}</p></content>"


def rows_of(body, **options):
    table = read_table(document(body, **options), "bill.xml")
    assert not table.faults, sentences(table.faults)
    return table.rows


@pytest.mark.parametrize("space", SPACES)
def test_articles_are_read_in_every_namespace(space):
    body = (
        '<part eId="p1"><num>Раздел I.</num><heading>Основы</heading><chapter><num>Глава 1</num>'
        + article("Статья 83-1.", paragraph("Текст."), heading="Права")
        + "</chapter></part>"
    )
    table = read_table(document(body, space=space), "bill.xml")
    assert (table.language, table.title, table.faults) == ("ru", "Закон о городе", [])
    [row] = table.rows
    assert (row.number, row.element, row.title) == ("83-1", "Статья 83-1", "Права")
    assert row.chapter == "Раздел I. Основы · Глава 1"
    assert (row.current, row.proposed) == ("", "Текст.")


def test_a_prefix_does_not_matter():
    data = document(article("Статья 1", paragraph("Текст."))).decode()
    data = data.replace("xmlns=", "xmlns:an=").replace("</", "\0").replace("<?", "\1")
    data = data.replace("<", "<an:").replace("\0", "</an:").replace("\1", "<?")
    assert read_table(data.encode(), "bill.xml").rows[0].proposed == "Текст."


def test_numbers_stand_before_their_paragraphs_and_notes_are_left_out():
    body = article(
        "Art. 1.",
        "<paragraph><num>1.</num><list><intro><p>It is:</p></intro>"
        "<point><num>a)</num><content><p>one<authorialNote><p>note</p></authorialNote>;</p>"
        "</content></point><point><num>b</num><content><p>two <i>and</i> 83<sup>1</sup>.</p>"
        "</content></point>"
        "</list></paragraph><paragraph><num>2.</num><content><table><tr><th>A</th><td><p>B</p></td>"
        "</tr></table></content></paragraph>",
    )
    [row] = rows_of(body, language="en")
    assert row.proposed == "1. It is:\na) one;\n(b) two and 83¹.\n2. A | B"


def test_what_an_article_quotes_is_its_text_and_no_article():
    inner = article("Статья 9", paragraph("Новая."), key="art_9")
    body = article(
        "Статья 1",
        "<content><p><mod>Дополнить статьёй: "
        f'<quotedStructure startQuote="«" endQuote="»">{inner}</quotedStructure>.</mod></p>'
        "</content>",
    )
    [row] = rows_of(body)
    assert row.number == "1"
    assert row.proposed == "Дополнить статьёй:\n«Статья 9 Новая.»."


def test_sections_are_the_articles_where_there_are_none():
    body = (
        "<section eId='s1'><num>SEC. 3 .</num><heading>Ships</heading>"
        "<subsection><num>1</num><content><p>Yes.</p></content></subsection></section>"
        "<section eId='s2'><num>4</num><content><p>No.</p></content></section>"
    )
    rows = rows_of(body, kind="act", language="eng")
    assert [(row.number, row.element, row.proposed) for row in rows] == [
        ("3", "SEC. 3", "(1) Yes."),
        ("4", "Section 4", "No."),
    ]


def test_marked_insertions_and_deletions_are_the_two_wordings():
    [row] = rows_of(article("Статья 5", paragraph("Срок <del>пять</del><ins>семь</ins> лет.")))
    assert (row.current, row.proposed) == ("Срок пять лет.", "Срок семь лет.")


@pytest.mark.parametrize(
    ("num", "key", "number"),
    [
        ("Artículo 2º.", "art_2", "2"),
        ("", "art_7", "7"),
        ("83<sup>1</sup>-бап", "art_83-1", "83-1"),
        ("IV", "art_4", "IV"),
    ],
)
def test_a_number_comes_from_num_and_else_from_the_identifier(num, key, number):
    assert rows_of(article(num, paragraph("а"), key=key))[0].number == number


def test_a_language_of_this_site_is_told_and_another_one_asked_for():
    data = document(article("Art. 1", paragraph("testo")), language="ita")
    table = read_table(data, "bill.xml")
    assert "“ita”" in str(table.faults[0].message)
    table = read_table(data, "bill.xml", language="en")
    assert (table.language, table.faults, table.rows[0].proposed) == ("en", [], "testo")
    assert read_table(document(article("1", paragraph("а")), "kaz"), "a").language == "kk"


def test_the_preamble_is_number_0_and_a_bare_enacting_formula_is_not():
    body = article("Статья 1", paragraph("а"))
    words = "<preamble><recital><p>Мы, народ.</p></recital></preamble>"
    formula = "<preamble><formula><p>Постановляет:</p></formula></preamble>"
    assert [row.number for row in rows_of(body, extra=words)] == ["0", "1"]
    assert [row.number for row in rows_of(body, extra=formula)] == ["1"]


AMENDMENT = """<component><amendment><meta/>
<preface><p>No <docNumber>{number}</docNumber></p></preface>
<amendmentBody><amendmentReference><p>Article {number}</p></amendmentReference>
<amendmentContent><p>{words}</p></amendmentContent>
<amendmentJustification><p>Because.</p></amendmentJustification></amendmentBody></amendment>
</component>"""


def test_the_amendments_of_a_list_bring_old_and_new_words_and_reasons():
    replace = "<mod>For <quotedText>two</quotedText> put <quotedText>three</quotedText>.</mod>"
    words = [
        replace,
        "<mod>Delete <quotedText>four</quotedText>.</mod>",
        "<mod>Add <quotedStructure><p>five</p></quotedStructure></mod>",
        "all <del>old</del><ins>new</ins>",
        "no marks at all",
    ]
    components = "".join(
        AMENDMENT.format(number=n, words=text) for n, text in enumerate(words, start=11)
    )
    data = (
        "<akomaNtoso><amendmentList><meta><FRBRlanguage language='eng'/></meta><collectionBody>"
        f"{components}</collectionBody></amendmentList></akomaNtoso>"
    ).encode()
    table = read_table(data, "list.xml")
    assert not table.faults
    assert [(row.number, row.current, row.proposed) for row in table.rows] == [
        ("11", "two", "three"),
        ("12", "four", ""),
        ("13", "", "five"),
        ("14", "all old", "all new"),
        ("15", "", "no marks at all"),
    ]
    assert {(row.element[:7], row.rationale) for row in table.rows} == {("Article", "Because.")}
    assert "does not mark" in str(table.warnings[0].message)


def test_a_repeated_number_names_both_lines():
    body = "\n" + article("1", paragraph("а")) + "\n" + article("1", paragraph("б"))
    table = read_table(document(body), "bill.xml")
    [(line, sentence)] = sentences(table.faults)
    assert line == 3
    assert "line 2" in sentence


def test_a_bill_is_compared_with_the_law_in_force_even_in_markdown():
    new = document(article("Статья 1", paragraph("Срок семь лет.")))
    old = ("# Закон\n\n### Статья 1\n\nСрок пять лет.\n".encode(), "old.md")
    [row] = read_table(new, "bill.xml", against=old).rows
    assert (row.current, row.proposed) == ("Срок пять лет.", "Срок семь лет.")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (document("<p>nothing</p>"), "no articles"),
        (b"<law><article/></law>", "no Akoma Ntoso"),
        (document("<article>")[:-5], "broken"),
        (b'<?xml version="1.0" encoding="nonsense"?><akomaNtoso/>', "broken"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(data, word):
    table = read_table(data, "bill.xml")
    assert word in str(table.faults[0].message)


@needs_samples
@pytest.mark.parametrize(
    ("name", "language", "numbers"),
    [
        ("eu", "en", [str(n) for n in range(25)]),
        ("it", None, [str(n) for n in range(1, 7)]),
        ("uk", "en", [str(n) for n in range(1, 9)]),
        ("us", "en", [str(n) for n in range(1, 7)]),
        ("uy", None, ["1", "2", "3"]),
    ],
)
def test_the_samples_of_five_parliaments_are_read(name, language, numbers):
    [file] = SAMPLES.glob(f"oasis_{name}_*.xml")
    table = read_table(file.read_bytes(), file.name)
    if language is None:
        [(line, sentence)] = sentences(table.faults)
        assert (line, "Choose the language" in sentence) == (None, True)
        table = read_table(file.read_bytes(), file.name, language="ru")
    assert not table.faults
    assert table.language == (language or "ru")
    assert [row.number for row in table.rows] == numbers
    assert all(row.proposed and row.element for row in table.rows)
    assert table.title
