"""Hostile and broken Markdown and Akoma Ntoso end in a sentence, soon, never in an exception."""

import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.imports.grid import Refused
from consult.imports.plans import plan_of
from consult.imports.rules import faults_of
from consult.imports.table import parse, read_table
from tests.imports.test_akoma_ntoso import article, document, paragraph
from tests.imports.test_markdown import LAW

BILL = document(article("Статья 1", paragraph("а")) + article("Статья 2", paragraph("б")))
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def declared(words, encoding="utf-8"):
    text = BILL.decode().replace("UTF-8", encoding)
    head, _, rest = text.partition("?>")
    rest = rest.replace("<p>а", "<p>&a9;")
    return f"{head}?><!DOCTYPE akomaNtoso [{words}]>{rest}".encode(encoding)


def nested(depth):
    return document(article("1", "<content>" * depth + "</content>" * depth))


HOSTILE = {
    "billion laughs": (declared(f'<!ENTITY a0 "ha">{LAUGHS}'), "document type"),
    "an external entity": (declared('<!ENTITY a9 SYSTEM "file:///etc/passwd">'), "document type"),
    "a parameter entity": (declared('<!ENTITY % a SYSTEM "http://127.0.0.1/a">%a;'), "document"),
    "a declaration in UTF-16": (declared('<!ENTITY a9 "a">', "utf-16"), "document type"),
    "a bare document type": (BILL.replace(b"?>", b"?><!DOCTYPE akomaNtoso>", 1), "document type"),
    "an undeclared entity": (BILL.replace("<p>а".encode(), b"<p>&secret;"), "broken"),
    "deep nesting": (nested(300), "deeper"),
    "very deep nesting": (nested(100_000), "deeper"),
    "a million elements": (document("<p/>" * 1_000_000), "more elements"),
    "a tag without end": (b"<akomaNtoso " + b'a="b" ' * 3_000_000, "more elements"),
    "21 MB": (BILL + b" " * 21_000_000, "20 MB"),
    "51 MB": (BILL + b" " * 51_000_000, "50 MB"),
    "cut in the middle": (BILL[: len(BILL) // 2], "broken"),
    "an empty element": (b"<akomaNtoso/>", "no articles"),
    "HTML": (b"<html><p>akomaNtoso</p></html>", "no Akoma Ntoso"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_in_a_sentence_and_soon(name):
    data, word = HOSTILE[name]
    started = time.process_time()
    table = read_table(data, "bill.xml", language="en")
    assert time.process_time() - started < 5
    assert [fault.line for fault in table.faults] == [None]
    assert word in str(table.faults[0].message)
    assert not table.rows


@pytest.mark.parametrize("name", ["billion laughs", "very deep nesting", "a tag without end"])
def test_hostile_xml_takes_little_memory(name):
    data = HOSTILE[name][0]
    tracemalloc.start()
    read_table(data, "bill.xml", language="en")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


SLOW = {
    "stars": "### Статья 1\n\n" + "**а *" * 39_000,
    "underscores": "### Статья 1\n\n" + "_а" * 99_000,
    "brackets": "### Статья 1\n\n" + "[" * 190_000 + "](a",
    "links": "### Статья 1\n\n" + "[a](" * 49_000,
    "backslashes": "### Статья 1\n\n" + "\\*" * 99_000,
    "hashes": "### Статья 1 " + "# " * 90_000,
    "quotations": "### Статья 1\n\n" + "> " * 90_000,
    "many stars": "### Статья 1\n\n" + ("*а " * 60_000 + "\n\n") * 20,
    "thousands of headings": "# a\n" * 190_000,
    "articles without end": "".join(f"### Статья {n}\n\nа\n\n" for n in range(49_000)),
    "empty articles": "".join(f"### Статья {n}\n" for n in range(49_000)),
    "lines without end": "а\n\n" * 1_900_000,
    "one line": "а" * 3_900_000,
    "digits": "### Статья " + "1-" * 90_000 + "\n\nа",
    "marks": "### Статья 1\n\nа" + "\u0301\u0316" * 90_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_markdown_made_to_be_slow_is_read_soon(name):
    data = SLOW[name].encode()
    for against in (None, (LAW.encode(), "old.md")):
        started = time.process_time()
        read_table(data, "law.md", against=against)
        assert time.process_time() - started < 5


def test_two_texts_of_thousands_of_other_articles_are_compared_soon(app):
    def text(word):
        words = " ".join(f"{word}{n}" for n in range(100))
        return "".join(f"### Article {n}\n\n{words} {n}\n\n" for n in range(2_500)).encode()

    started = time.process_time()
    with app.app_context():
        table = read_table(text("a"), "new.md", against=(text("b"), "old.md"))
        assert time.process_time() - started < 5
        assert len(table.rows) == 2_500
        assert not faults_of(table)


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 40,
        b"\x89PNG\r\n\x1a\n" + bytes(500),
        b"\x7fELF" + bytes(500),
        b"# a\0\n### Article 1\n\ntext",
        b"\xff\xfe#\0",
        b"\xff",
    ],
)
def test_a_binary_with_the_name_of_a_text_is_a_fault(data):
    table = read_table(data, "law.md")
    assert len(table.faults) == 1 and not table.rows
    assert str(table.faults[0].message)


def test_html_in_a_text_stays_characters(app):
    text = "### Article 1 <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>"
    with app.app_context():
        plan = plan_of(read_table(text.encode(), "a.md"), slug="a", title="", language="en")
    assert plan.amendments[0].proposed == "<script>alert(1)</script>"
    assert plan.amendments[0].title == "<img src=x onerror=alert(1)>"


def never_raises_but_refuses(data, name):
    """Without the net that `read_table` spreads below."""
    try:
        parse(data, name, "en")
    except Refused as refused:
        assert str(refused.message)


FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@FUZZ
@given(st.text(" \n#>*_`[]()\\-=~|:1a.Статья", max_size=400))
def test_random_markdown_never_raises(text):
    never_raises_but_refuses(text.encode(), "a.md")
    never_raises_but_refuses((LAW + text).encode(), "a.md")


EDITS = st.lists(
    st.tuples(st.integers(0, 10**6), st.text("<>/=\"' &;#0ap", max_size=5)), min_size=1, max_size=6
)


@FUZZ
@given(EDITS)
def test_a_damaged_bill_never_raises(edits):
    changed = bytearray(BILL)
    for place, new in edits:
        place %= len(changed) + 1
        changed[place : place + len(new)] = new.encode()
    never_raises_but_refuses(bytes(changed), "a.xml")


NAMES = st.sampled_from(
    [
        *("article", "section", "num", "heading", "p", "content", "body", "bill"),
        *("amendment", "mod", "quotedText", "ins", "del", "tr", "sup"),
    ]
)
TREES = st.recursive(
    st.text("а1 .", max_size=5),
    lambda inner: st.tuples(NAMES, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]} eId='x_1'>{''.join(made[1])}</{made[0]}>"
    ),
    max_leaves=20,
)


@FUZZ
@given(TREES)
def test_elements_in_any_order_never_raise(tree):
    never_raises_but_refuses(f"<akomaNtoso>{tree}</akomaNtoso>".encode(), "a.xml")
    never_raises_but_refuses(document(tree), "a.xml")
