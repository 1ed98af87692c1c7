"""Charts are well-formed, escaped, need no script or style, and differ without colour."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.summaries.charts import Bar, Caption, bars, columns, dots, short

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</svg><script>alert(1)</script>\"'&\x00\x1b"
CHOICES = ("support", "oppose", "abstain", "clarify")


def drawn(label: str = "One", name: str = "votes") -> dict[str, ElementTree.Element]:
    caption = Caption(name, label, label)
    parts = tuple((choice, number + 1) for number, choice in enumerate(CHOICES))
    charts = {
        "bars": bars(caption, [Bar(label, parts, label)], [(one, label) for one in CHOICES]),
        "columns": columns(caption, [(label, 3), (label, 0), (label, 9)], label),
        "dots": dots(caption, [(0.1, 2.0, 0, 1), (0.5, -1.0, 1, 9), (0.2, 0.0, 4, 2)], [label] * 5),
    }
    return {key: ElementTree.fromstring(chart) for key, chart in charts.items()}


@pytest.mark.parametrize("kind", ["bars", "columns", "dots"])
def test_hostile_texts_stay_texts(kind: str) -> None:
    svg = drawn(HOSTILE)[kind]
    names = {one.tag.removeprefix(SVG) for one in svg.iter()}
    assert names <= {
        "svg", "title", "desc", "defs", "pattern", "rect", "path", "circle", "text",
    }  # fmt: skip
    assert any("<script>" in (one.text or "") for one in svg.iter(f"{SVG}title"))
    attributes = {key for one in svg.iter() for key in one.attrib}
    assert not any(key == "style" or key.startswith("on") for key in attributes)


@pytest.mark.parametrize("kind", ["bars", "columns", "dots"])
def test_a_chart_says_what_it_shows(kind: str) -> None:
    svg = drawn("Votes by day")[kind]
    assert svg.get("role") == "img"
    ids = {one.get("id") for one in svg.iter() if one.get("id")}
    assert set(svg.get("aria-labelledby", "").split()) <= ids
    assert svg.findtext(f"{SVG}title") == "Votes by day"


def test_the_parts_of_a_bar_are_as_long_as_their_counts_and_differ_without_colour() -> None:
    svg = drawn()["bars"]
    parts = [one for one in svg.iter(f"{SVG}rect") if one.get("height") == "9.00"]
    fills = {one.get("fill"): float(one.get("width", "0")) for one in parts}
    assert [fills[f"url(#votes-{choice})"] for choice in CHOICES[1:]] == [80, 120, 160]
    assert fills["#00699a"] == 40
    patterns = list(svg.iter(f"{SVG}pattern"))
    inner = {ElementTree.tostring(list(one)[1]).split(b" ")[0] for one in patterns}
    assert len(patterns) == 3 and len(inner) >= 2


def test_ids_of_two_charts_on_a_page_differ() -> None:
    first, second = (
        {one.get("id") for one in drawn(name=name)["bars"].iter() if one.get("id")}
        for name in ("a", "b")
    )
    assert not first & second


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(0, 9), st.integers(1, 99))
    )
)
def test_every_person_is_drawn_inside_the_frame(
    points: list[tuple[float, float, int, int]],
) -> None:
    svg = ElementTree.fromstring(dots(Caption("map", "Map"), points, []))
    shapes = [one for one in svg.iter() if (one.get("class") or "").startswith("dot-")]
    assert len(shapes) == len(points)
    for one in svg.iter(f"{SVG}circle"):
        assert 0 <= float(one.get("cx", "")) <= 400 and 0 <= float(one.get("cy", "")) <= 310


def test_a_long_label_is_cut_with_a_mark_and_an_empty_chart_is_one() -> None:
    assert short("слово " * 20).endswith("…") and len(short("слово " * 20)) <= 38
    assert short("  a\n b ") == "a b"
    assert "<svg" in columns(Caption("days", "Days"), [], "0") + bars(Caption("x", "X"), [])
