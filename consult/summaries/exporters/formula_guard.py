"""Keeps spreadsheets from taking a citizen's text for a formula; what is added can be taken away.

A spreadsheet runs what begins with `= + - @ |`, a TAB or a line end, also in full-width forms and
behind blanks that nobody sees. Where it splits lines at semicolons, or at TABs, a formula may
also begin inside a text. One apostrophe is put before each such place; what has apostrophes
there already gets one more, so that `unguarded` gives back every text exactly.
"""

import re

_BLANK = r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
_RISKY = r"[=+\-@|\t\r\n＝＋－＠｜]"
_START = re.compile(rf"'*{_BLANK}*{_RISKY}")
_INSIDE = re.compile(rf"([;\t\r\n]{_BLANK}*)('*[=@＝＠])")
_GUARDED_START = re.compile(rf"'+{_BLANK}*{_RISKY}")
_GUARDED_INSIDE = re.compile(rf"([;\t\r\n]{_BLANK}*)'('*[=@＝＠])")
_NUMBER = re.compile(r"-\d+(?:[.,]\d+)?\Z")


def guarded(text: str) -> str:
    """Return the text so that no spreadsheet computes it; a plain negative number stays one."""
    # Most texts hold no such sign and begin with a letter: they are told apart without a search.
    if "=" in text or "@" in text or "＝" in text or "＠" in text:
        text = _INSIDE.sub(r"\1'\2", text)
    if text[:1].isalnum() or not _START.match(text) or _NUMBER.match(text):
        return text
    return f"'{text}"


def unguarded(cell: str) -> str:
    """Return the text that `guarded` was given."""
    if _GUARDED_START.match(cell):
        cell = cell[1:]
    return _GUARDED_INSIDE.sub(r"\1\2", cell)
