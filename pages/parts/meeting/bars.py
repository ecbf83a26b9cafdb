"""Columns and bars out of a Chart, as HTML, so that letters stay as large as they are however narrow the picture is. What is
missing is a gap with a dash, never a bar of no height."""

from collections.abc import Sequence

from data.papers.outline import Chart
from pages.parts.meeting.numbers import GAP, Numbers, numbers_of
from pages.parts.ui.html import Markup, html, join, tag
from pages.parts.ui.status import CLASS, chip

TALL = 9
"""Bars across beyond which they stand in two columns."""
LONGEST = 9
"""Letters of a name in a line, at most."""
MOST_NUMBERS = 14
"""Bars beyond which the first series alone has its numbers written."""


def bars(chart: Chart) -> Markup:
    """One group a category. Drawn upright (column) or across (bar); on a narrow screen always across."""
    shown = numbers_of(chart)
    low, high = span([value for _, values in chart.series for value in values])
    many = len(chart.series) * len(chart.categories) > MOST_NUMBERS
    groups = (_group(chart, at, shown, low, high, many) for at in range(len(chart.categories)))
    look = "up" if chart.kind == "column" else "across two" if len(chart.categories) > TALL else "across"
    name = min(LONGEST, max(map(len, chart.categories), default=0)) + 0.2
    return html('<figure class="chart {}" style="--n: {}; --name: {}" role="img" aria-label="{}">{}<div class="groups">{}</div>'
                '</figure>', look, len(chart.categories), name, in_words(chart, shown), heading(chart, shown), join(groups))


def span(values: Sequence[float | None]) -> tuple[float, float]:
    """From where to where the bars reach: 0 is always among it."""
    there = [value for value in values if value is not None] or [0.0]
    low, high = min(0.0, *there), max(0.0, *there)
    return (low, high) if high > low else (low, low + 1)


def _group(chart: Chart, at: int, shown: Numbers, low: float, high: float, many: bool) -> Markup:
    status = chart.statuses[at] if at < len(chart.statuses) else None
    parts = (_bar(values[at], shown, low, high, number, len(chart.series), many and number > 0)
             for number, (_, values) in enumerate(chart.series))
    return tag("div", tag("span", chart.categories[at], look="name"), tag("div", *parts, look="plot"),
               chip(status) if status else "", look=f"group {CLASS.get(status or '', '')}")


def _bar(value: float | None, shown: Numbers, low: float, high: float, number: int, of: int, bare: bool) -> Markup:
    zero = _part(0, low, high)
    far = zero if value is None else _part(value, low, high)
    style = f"--from: {min(zero, far):.4f}; --to: {max(zero, far):.4f}; --at: {number / of:.4f}; --wide: {1 / of:.4f}"
    if value is None:
        return html('<div class="bar gap s{}" style="{}"><b>{}</b></div>', number, style, GAP)
    return html('<div class="bar s{}{}" style="{}"><i></i><b>{}</b></div>', number, " below" if value < 0 else "", style,
                "" if bare else shown(value))


def _part(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low)


def heading(chart: Chart, shown: Numbers) -> Markup:
    """What the picture shows, in what unit, and which series is which."""
    names = [tag("span", tag("i", look=f"s{at}"), name, look="series") for at, (name, _) in enumerate(chart.series)]
    told = shown.unit in ("", "%") or chart.title.endswith("）")
    return tag("figcaption", tag("b", chart.title), "" if told else f"（{shown.unit}）", *(names if len(names) > 1 else ()))


def in_words(chart: Chart, shown: Numbers) -> str:
    """The picture for who does not see it."""
    said = [f"{name}：" + "，".join(f"{category}{shown(value)}" for category, value in zip(chart.categories, values, strict=True))
            for name, values in chart.series]
    return f"{chart.title}。{'；'.join(said)}。"
