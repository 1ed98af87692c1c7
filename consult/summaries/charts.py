"""Charts as SVG: pure functions of figures and words, readable in black and white.

No script and no style: colours are attributes, which the classes of the stylesheet overrule on a
page, so the same drawing goes into a document. Every series has a pattern or a shape of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from consult.core.text import fit_for_xml

WIDTH = 400
LINE = 18
LONGEST_LABEL = 38
INK, SOFT, GROUND, PAPER = "#13212a", "#4b5b64", "#e3eaec", "#ffffff"
FILLS = {
    "support": "#00699a",
    "oppose": "#b8730a",
    "abstain": "#7b8a91",
    "clarify": "#66549c",
    "plain": "#00699a",
}
_HATCHES = {
    "oppose": '<path d="M-1 1l2-2M0 6l6-6M5 7l2-2" {stroke} stroke-width="1.6"/>',
    "abstain": '<circle cx="3" cy="3" r="1.2" {fill}/>',
    "clarify": '<path d="M0 1.5h6M0 4.5h6" {stroke} stroke-width="1.2"/>',
}
"""What is drawn over a pale ground; support stays solid, so the four differ without colour."""

Point = tuple[float, float, int, int]
"""Place, group, and how many people stand there."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What a chart says to whoever cannot see it; `name` begins its ids and is unique on a page."""

    name: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: label, counts by series in their order, and the figure as it is written."""

    label: str
    parts: tuple[tuple[str, int], ...]
    figure: str

    @property
    def total(self) -> int:
        """Return the length of the bar."""
        return sum(count for _series, count in self.parts)


def bars(
    caption: Caption,
    rows: Sequence[Bar],
    legend: Sequence[tuple[str, str]] = (),
    most: int = 0,
) -> Markup:
    """Draw rows one below the other, each with label and figure above its bar.

    `most` is what a full bar stands for: where charts go on, all of them have the same.
    """
    most = most or max((row.total for row in rows), default=0) or 1
    body, top = _legend(caption.name, legend), _height_of(legend)
    for number, row in enumerate(rows):
        y = top + number * (LINE + 16)
        body += _text(0, y + 13, short(row.label)) + _text(WIDTH, y + 13, row.figure, "end")
        body += f'<rect class="fill-track" fill="{GROUND}" y="{y + LINE}" width="400" height="9"/>'
        x = 0.0
        for series, count in row.parts:
            width = WIDTH * count / most
            body += _rect(caption.name, series, x, y + LINE, width, 9)
            x += width
    used = {series for row in rows for series, _count in row.parts}
    return _svg(caption, top + len(rows) * (LINE + 16), _patterns(caption.name, used), body)


def columns(caption: Caption, rows: Sequence[tuple[str, int]], most: str) -> Markup:
    """Draw a column a day; first and last label stand below, `most` says the highest figure."""
    highest = max((count for _label, count in rows), default=0) or 1
    wide = WIDTH / max(len(rows), 1)
    body = _text(0, 12, most) + _rule(18) + _rule(138)
    for number, (_label, count) in enumerate(rows):
        height = 120 * count / highest
        gap = min(2.0, wide / 4)
        body += _rect("", "plain", number * wide + gap / 2, 138 - height, wide - gap, height)
    if rows:
        body += _text(0, 154, rows[0][0])
    if len(rows) > 1:
        body += _text(WIDTH, 154, rows[-1][0], "end")
    return _svg(caption, 160, "", body)


def dots(caption: Caption, points: Iterable[Point], names: Sequence[str]) -> Markup:
    """Draw where people stand, a shape a group; places are stretched to fill the frame."""
    found = list(points)
    legend = "".join(
        _dot(8 + 200 * (number % 2), 8 + LINE * (number // 2), number)
        + _text(20 + 200 * (number % 2), 13 + LINE * (number // 2), short(name, 24))
        for number, name in enumerate(names)
    )
    top = LINE * ((len(names) + 1) // 2) + 8
    frame = f'<path class="chart-frame" d="M0 {top}h400v300h-400z" fill="none" stroke="{SOFT}"/>'
    xs, ys = _scale([point[0] for point in found]), _scale([point[1] for point in found])
    body = "".join(
        _dot(14 + x * 372, top + 286 - y * 272, group, people)
        for x, y, (_x, _y, group, people) in zip(xs, ys, found, strict=True)
    )
    return _svg(caption, top + 302, "", legend + frame + body)


def short(text: str, most: int = LONGEST_LABEL) -> str:
    """Return a label that fits; what is cut says so."""
    line = " ".join(fit_for_xml(text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _scale(values: Sequence[float]) -> list[float]:
    low, high = min(values, default=0.0), max(values, default=0.0)
    return [(value - low) / (high - low) if high > low else 0.5 for value in values]


def _svg(caption: Caption, height: float, defs: str, body: str) -> Markup:
    name = escape(caption.name)
    return Markup(  # noqa: S704 - every text in it went through escape()
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(fit_for_xml(caption.title))}</title>'
        f'<desc id="{name}-desc">{escape(fit_for_xml(caption.description))}</desc>'
        f"{defs}{body}</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return (
        f'<text class="chart-text" x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="13" '
        f'font-family="Inter, sans-serif" fill="{INK}">{escape(fit_for_xml(text))}</text>'
    )


def _rule(y: float) -> str:
    return f'<path class="chart-frame" d="M0 {y:g}h{WIDTH}" stroke="{SOFT}" stroke-width=".5"/>'


def _rect(name: str, series: str, x: float, y: float, width: float, height: float) -> str:
    """Draw a part of a bar; a pattern needs its outline to show where it ends."""
    if width <= 0 or height <= 0:
        return ""
    place = f'x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}"'
    if series not in _HATCHES:
        return f'<rect class="fill-{escape(series)}" fill="{FILLS[series]}" {place}/>'
    ground = f'<rect class="chart-ground" fill="{PAPER}" {place}/>'
    return f'{ground}<rect fill="url(#{escape(name)}-{series})" {place}/>'


def _patterns(name: str, used: set[str]) -> str:
    drawn = ""
    for series in sorted(used & set(_HATCHES)):
        colour = FILLS[series]
        fill = f'class="fill-{series}" fill="{colour}"'
        stroke = f'class="stroke-{series}" stroke="{colour}" fill="none"'
        pale = f'<rect {fill} fill-opacity=".25" width="6" height="6"/>'
        drawn += (
            f'<pattern id="{escape(name)}-{series}" width="6" height="6" '
            f'patternUnits="userSpaceOnUse">{pale}'
            f"{_HATCHES[series].format(fill=fill, stroke=stroke)}</pattern>"
        )
    return f"<defs>{drawn}</defs>" if drawn else ""


def _legend(name: str, legend: Sequence[tuple[str, str]]) -> str:
    drawn = ""
    for number, (series, label) in enumerate(legend):
        x, y = 200 * (number % 2), LINE * (number // 2)
        drawn += _rect(name, series, x, y + 4, 14, 10) + _text(x + 20, y + 13, short(label, 24))
    return drawn


def _height_of(legend: Sequence[tuple[str, str]]) -> int:
    return LINE * ((len(legend) + 1) // 2) + (6 if legend else 0)


def _dot(x: float, y: float, group: int, people: int = 1) -> str:
    """Draw people of a group: a disc, a ring, a triangle, a square, a cross; more people, larger.

    The area grows with their number, up to a size that hides no neighbour.
    """
    number = group % 5
    look = f'class="dot-{number}" stroke="{_DOTS[number][0]}" fill="{_DOTS[number][1]}"'
    r = min(3 * max(people, 1) ** 0.5, 12)
    if number < 2:
        return f'<circle {look} stroke-width="1.2" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>'
    shape = {
        2: f"m0{-1.3 * r:.1f} {1.2 * r:.1f} {2.2 * r:.1f}h{-2.4 * r:.1f}z",
        3: f"m{-r:.1f} {-r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}z",
        4: f"m{-r:.1f} {-r:.1f} {2 * r:.1f} {2 * r:.1f}m0 {-2 * r:.1f} {-2 * r:.1f} {2 * r:.1f}",
    }[number]
    return f'<path {look} stroke-width="1.2" d="M{x:.1f} {y:.1f}{shape}"/>'


_DOTS = (
    ("#00405e", "#00699a"),
    ("#855200", "#ffffff"),
    ("#13212a", "#66549c"),
    ("#4b5b64", "#cbd6d9"),
    ("#9c2a1b", "none"),
)
