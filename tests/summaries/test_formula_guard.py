"""No spreadsheet computes a citizen's text, and every text comes back exactly."""

import csv
import re
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.summaries.exporters.formula_guard import guarded, unguarded

ALPHABET = "=+-@|\t\r\n＝＋－＠｜ \u00a0\u200b\ufeff;'\",a1.é"
BLANK = "[\\s\u200b\u00ad\u2060-\u2069\u200e\u200f\u2028-\u202e\ufeff]"


@pytest.mark.parametrize("risk", list("=+-@|\t\r\n＝＋－＠｜"))
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b", "\ufeff", " \u00a0\u200b\ufeff"])
def test_what_a_spreadsheet_would_compute_is_guarded(risk: str, before: str) -> None:
    assert guarded(f"{before}{risk}cmd") == f"'{before}{risk}cmd"


@pytest.mark.parametrize("sign", list("=@＝＠"))
@pytest.mark.parametrize("between", [";", "\t", "\n", "; ", ";\u00a0", ";\u200b"])
def test_a_formula_inside_a_text_is_guarded_where_lines_are_split(sign: str, between: str) -> None:
    assert guarded(f"well{between}{sign}cmd()") == f"well{between}'{sign}cmd()"


@pytest.mark.parametrize("text", ["-5", "-5.25", "-5,25"])
def test_a_plain_negative_number_stays_a_number(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    "text", ["", "No.", "a=b", "'tis", "me@example.org", "1;2", "a - b", "№ 5"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(st.text(st.sampled_from(ALPHABET)) | st.text())
def test_the_guard_can_be_taken_away(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(st.sampled_from(ALPHABET)))
def test_no_cell_begins_with_a_formula_in_a_locale_of_semicolons(text: str) -> None:
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([1, guarded(text)])
    for cell in re.split("[;\t\r\n]", line.getvalue()):
        assert not re.match(f"{BLANK}*[=@＝＠]", cell)
