"""A line out of a Chart: it breaks where a month is missing. The line is SVG that stretches, all letters and dots are HTML."""

from collections.abc import Callable, Sequence

from data.papers.outline import Chart
from pages.parts.meeting.bars import heading, in_words
from pages.parts.meeting.numbers import Numbers, numbers_of
from pages.parts.ui.html import Markup, html, join, tag

LOW, HIGH = 0.12, 0.84
"""Where the least and the greatest value stand, as parts of the height."""
MOST_NUMBERS = 12
"""Points beyond which only the first, the last, the least and the greatest are written."""
Place = Callable[[int, float], tuple[float, float]]
"""Where the value of a month stands, as parts of the width and the height."""


def line(chart: Chart) -> Markup:
    """Every series as one line; the last number of each is written, and of a single one all that have room."""
    shown = numbers_of(chart)
    there = [value for _, values in chart.series for value in values if value is not None] or [0.0]
    least, greatest = min(there), max(there)
    wide = len(chart.categories)

    def place(at: int, value: float) -> tuple[float, float]:
        up = (value - least) / (greatest - least) if greatest > least else 0.5
        return (at + 0.5) / wide, LOW + (HIGH - LOW) * up

    paths = (html('<path class="s{}" d="{}"/>', number, _path(values, place)) for number, (_, values) in enumerate(chart.series))
    dots = (_dots(chart, number, shown, place) for number in range(len(chart.series)))
    months = (tag("span", name, look="name" if at % 2 == (wide - 1) % 2 else "name every")
              for at, name in enumerate(chart.categories))
    return html('<figure class="chart line" style="--n: {}" role="img" aria-label="{}">{}<div class="field">'
                '<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">{}</svg>{}</div>'
                '<div class="months">{}</div>{}</figure>', wide, in_words(chart, shown), heading(chart, shown), join(paths),
                join(dots), join(months), _missing(chart))


def runs(values: Sequence[float | None]) -> list[list[int]]:
    """The positions of what is there, in pieces without a gap."""
    found: list[list[int]] = [[]]
    for at, value in enumerate(values):
        found[-1].append(at) if value is not None else found.append([])
    return [run for run in found if run]


def _there(values: Sequence[float | None]) -> list[tuple[int, float]]:
    return [(at, value) for at, value in enumerate(values) if value is not None]


def _path(values: Sequence[float | None], place: Place) -> str:
    points = {at: place(at, value) for at, value in _there(values)}
    drawn = {at: f"{1000 * x:.1f} {1000 * (1 - y):.1f}" for at, (x, y) in points.items()}
    return " ".join("M" + "L".join(drawn[at] for at in run) for run in runs(values))


def _dots(chart: Chart, number: int, shown: Numbers, place: Place) -> Markup:
    """Every point, with its number where it is one of those that are written; under the line where the others are above."""
    there, alone = _there(chart.series[number][1]), len(chart.series) == 1
    ends = {there[0], there[-1], min(there, key=_value), max(there, key=_value)} if alone and there else set(there[-1:])
    every = alone and len(there) <= MOST_NUMBERS
    found = []
    for at, value in there:
        x, y = place(at, value)
        others = [values[at] for other, (_, values) in enumerate(chart.series) if other != number and values[at] is not None]
        lowest = bool(others) and all(value < other for other in others if other is not None)
        written = (at, value) in ends
        look = f"dot s{number}" + ("" if written else " every") + (" under" if written and lowest else "")
        found.append(html('<i class="{}" style="left: {:.2f}%; bottom: {:.2f}%"><b>{}</b></i>', look, x * 100, y * 100,
                          shown(value) if written or every else ""))
    return join(found)


def _value(point: tuple[int, float]) -> float:
    return point[1]


def _missing(chart: Chart) -> Markup | str:
    """Which months nobody has a number of: a gap in the line is not seen at its ends."""
    gone = [name for at, name in enumerate(chart.categories) if all(values[at] is None for _, values in chart.series)]
    return tag("p", f"空着的：{'、'.join(gone)}没有数", look="gone") if gone else ""
