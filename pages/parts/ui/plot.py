"""A small chart as HTML: lines and a band in SVG that stretches with its place, every letter and point in HTML, so that they
keep their size. It stands in a board and follows a click with all else there."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pages.parts.ui.format import is_missing
from pages.parts.ui.html import Markup, html, join, tag

TICKS = 5
"""About how many lines the axis has."""
Point = tuple[float, float]
"""Where it stands from left to right, 0 to 1, and its value."""


@dataclass(frozen=True)
class Line:
    """points: in order, a missing value breaks the line; dashes: as SVG has them; steps: whether it goes level and then up."""

    colour: str
    points: Sequence[Point]
    dashes: str = ""
    wide: float = 2.5
    steps: bool = False


@dataclass(frozen=True)
class Dot:
    """look: circle, up or down; words: what it tells."""

    x: float
    value: float
    colour: str
    words: str
    look: str = "circle"


@dataclass(frozen=True)
class Label:
    """A number at the end of a line: dx and dy pixels from the value's place, which may be moved from where the line ends."""

    x: float
    value: float
    colour: str
    words: str
    dx: float = 0
    dy: float = 0
    align: str = "left"
    leads_to: float = math.nan


@dataclass(frozen=True)
class Key:
    """A line of the legend: its colour and dashes, or the look of its dot."""

    words: str
    colour: str
    dashes: str = ""
    look: str = ""


@dataclass(frozen=True)
class Plot:
    """words: what it shows, for who does not see it. months: what stands below, by place. band: low and high by place. right:
    pixels that the numbers at the ends take."""

    words: str
    lines: Sequence[Line]
    dots: Sequence[Dot]
    labels: Sequence[Label]
    months: Sequence[tuple[float, str]]
    keys: Sequence[Key] = ()
    band: Sequence[tuple[float, float, float]] = ()
    band_colour: str = ""
    right: int = 78
    high: int = 232


def draw_plot(plot: Plot) -> Markup:
    values = [value for line in plot.lines for _, value in line.points] + [value for _, *ends in plot.band for value in ends]
    ticks = axis([value for value in values if not is_missing(value)])
    low, span = ticks[0], ticks[-1] - ticks[0]

    def up(value: float) -> float:
        return (value - low) / span

    drawn = [html('<path class="grid" d="M0 {y:.1f}H1000"/>', y=1000 * (1 - up(tick))) for tick in ticks]
    if plot.band:
        there, back = [(x, high) for x, _, high in plot.band], [(x, low_) for x, low_, _ in reversed(plot.band)]
        drawn.append(html('<path class="band" fill="{}" d="{}Z"/>', plot.band_colour, _path([*there, *back], up, False)))
    drawn += [html('<path fill="none" stroke="{}" stroke-width="{}" stroke-dasharray="{}" d="{}"/>', line.colour, line.wide,
                   line.dashes, _path(line.points, up, line.steps)) for line in plot.lines]
    figures = [tag("span", f"{tick:,.10g}", look="tick", style=f"bottom:{100 * up(tick):.2f}%") for tick in ticks]
    wide = max(len(f"{tick:,.10g}") for tick in ticks)
    dots = [tag("i", look=f"point {dot.look}", title=dot.words,
                style=f"left:{100 * dot.x:.2f}%;bottom:{100 * up(dot.value):.2f}%;--colour:{dot.colour}") for dot in plot.dots]
    labels = [_label(label, up) for label in plot.labels]
    months = [tag("span", words, style=f"left:{100 * x:.2f}%") for x, words in plot.months]
    return html('<figure class="plot" role="img" aria-label="{}" style="--high:{}px;--right:{}px;--wide:{}">{}<div class="field">'
                '<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">{}</svg>{}</div>'
                '<div class="months">{}</div></figure>', plot.words, plot.high, plot.right, wide, _keys(plot.keys), join(drawn),
                join([*figures, *dots, *labels]), join(months))


def axis(values: Sequence[float]) -> list[float]:
    """Where the lines across stand: round numbers that hold the values between them, and nought where they come near it: what
    has been cumulated since January must not look as if it began at nothing in March."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    low, high = (0.0 if 0 < low <= high / 2 else low), (0.0 if low / 2 <= high < 0 else high)
    if low == high:
        low, high = (low - abs(low) / 2, high + abs(high) / 2) if low else (0.0, 1.0)
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(one for one in (1, 2, 5, 10) if rough / power <= (1.42, 3.17, 7.08, 11)[(1, 2, 5, 10).index(one)])
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(at * step, 12) for at in range(first, last + 1)]


def thinned(months: Sequence[tuple[float, str]], most: int) -> list[tuple[float, str]]:
    """As many of them as have room, evenly."""
    every = max(1, math.ceil(len(months) / most))
    return list(months[::every])


def _path(points: Iterable[Point], up, steps: bool) -> str:
    drawn, going = [], False
    for x, value in points:
        if is_missing(value):
            going = False
            continue
        y = 1000 * (1 - up(value))
        if going and steps:
            drawn.append(f"H{1000 * x:.1f}V{y:.1f}")
        else:
            drawn.append(f"{'L' if going else 'M'}{1000 * x:.1f} {y:.1f}")
        going = True
    return "".join(drawn)


def _label(label: Label, up) -> Markup:
    at = 100 * up(label.value)
    aside = "-100%" if label.align == "right" else "0"
    style = (f"left:calc({100 * label.x:.2f}% + {label.dx:g}px);bottom:calc({at:.2f}% - {label.dy:g}px);"
             f"transform:translate({aside},50%);color:{label.colour}")
    drawn = tag("b", label.words, look="ends", style=style)
    if is_missing(label.leads_to):
        return drawn
    low, high = sorted((at, 100 * up(label.leads_to)))
    falls = up(label.value) < up(label.leads_to)
    return html('<svg class="leads" viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true" '
                'style="left:calc({:.2f}% + 4px);bottom:{:.2f}%;height:{:.2f}%"><path stroke="{}" d="{}"/></svg>',
                100 * label.x, low, high - low, label.colour, "M0 0L10 10" if falls else "M0 10L10 0") + drawn


def _keys(keys: Sequence[Key]) -> Markup | str:
    if not keys:
        return ""
    lines = (html('<span>{}{}</span>', html('<i class="point {}" style="--colour:{}"></i>', key.look, key.colour) if key.look else
                  html('<svg viewBox="0 0 26 4" aria-hidden="true"><path stroke="{}" stroke-width="3" stroke-dasharray="{}" '
                       'd="M0 2H26"/></svg>', key.colour, key.dashes), key.words) for key in keys)
    return tag("div", *lines, look="keys", aria_hidden="true")
