"""Tables of a run: to read in a terminal, to paste into a page, and what changed between two."""

from collections.abc import Iterable, Sequence

from bench.peers import peers_table
from bench.results import Figure, Run

HEADINGS = ("what", "database", "measured", "spread", "beside", "aim", "met")


def as_text(run: Run) -> str:
    """Return the table for a terminal, with what is wrong below it."""
    rows = [HEADINGS, *(_row(one) for one in run.figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([_heading(run), "", *lines, "", *notes(run)])


def as_markdown(run: Run) -> str:
    """Return one table a part, as docs/performance.md has them."""
    lines = [_heading(run), ""]
    parts = dict.fromkeys(one.part for one in run.figures)
    for part in parts:
        lines += [f"### {part}", "", *_markdown(_row(f) for f in run.figures if f.part == part), ""]
    return "\n".join([*lines, *(f"- {one}" for one in notes(run)), "", *peers_table(run)])


def notes(run: Run) -> list[str]:
    """Return a line for each thing that was left out, missed or wrong."""
    lines = [f"Left out: {one}" for one in run.skipped]
    lines += [f"Aim missed: {one.what} ({one.database}), {_value(one)}" for one in run.missed]
    lines += [f"WRONG: {one}" for one in run.faults]
    return lines or ["Every aim is met."]


def compared(before: Run, after: Run) -> str:
    """Return what changed from one run to another; changes within both spreads are marked ~."""
    old = {(one.part, one.what, one.database): one for one in before.figures}
    rows = [("what", "database", "before", "after", "change", "")]
    for one in after.figures:
        other = old.pop((one.part, one.what, one.database), None)
        if other is None:
            rows.append((one.what, one.database, "", _value(one), "new", ""))
            continue
        change = one.value / other.value - 1 if other.value else 0.0
        apart = min(one.values) > max(other.values) or max(one.values) < min(other.values)
        mark = "" if apart else "~"
        rows.append((one.what, one.database, _value(other), _value(one), f"{change:+.0%}", mark))
    rows += [(one.what, one.database, _value(one), "", "gone", "") for one in old.values()]
    widths = [max(len(row[place]) for row in rows) for place in range(6)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([f"before: {_heading(before)}", f"after:  {_heading(after)}", "", *lines])


def _heading(run: Run) -> str:
    return ", ".join(f"{name} {value}" for name, value in run.facts.items())


def _row(one: Figure) -> tuple[str, ...]:
    low, high = (_number(value, one.unit) for value in (min(one.values), max(one.values)))
    beside = f"{_plain(one.beside)} {one.beside_what}" if one.beside is not None else ""
    return one.what, one.database, _value(one), f"{low} to {high}", beside, _aim(one), one.verdict


def _value(one: Figure) -> str:
    of = f" of {one.against}" if one.unit in "%×" else ""
    return _number(one.value, one.unit) + (of if one.unit == "%" else of.replace(" of", "", 1))


def _aim(one: Figure) -> str:
    if one.at_least is not None:
        return f"≥ {_number(one.at_least, one.unit)}"
    return f"≤ {_number(one.at_most, one.unit)}" if one.at_most is not None else ""


def _number(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value:.1%}"
    return f"{_plain(value)}{'' if unit == '×' else ' '}{unit}"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _markdown(rows: Iterable[Sequence[str]]) -> list[str]:
    head = [f"| {' | '.join(HEADINGS)} |", "|---" * len(HEADINGS) + "|"]
    return [*head, *(f"| {' | '.join(row)} |" for row in rows)]
