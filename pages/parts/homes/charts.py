"""How many 妇女之家 and how much coverage, month by month: two small lines."""

from pages.parts.homes.register import growth
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, panel, tag
from pages.parts.ui.plot import Dot, Label, Line, Plot, draw_plot, thinned

TITLES = {"homes": ("妇女之家个数", "个", 0), "rate": ("村（社区）覆盖率", "%", 1)}
COLOUR = "#a3174b"


@by_version(128)
def grown(version: int, region: int, until: int) -> Markup | str:
    """Both lines beside one another; "" where there is no register."""
    frame = growth(version, region, until)
    frame = frame[(frame["villages"] > 0) & (frame["period"] > min(reference.years(version)) * 100)]
    if frame.empty:
        return ""
    return tag("div", *(_grown(frame, column) for column in TITLES), look="pair")


def _grown(frame, column: str) -> Markup:
    title, unit, precision = TITLES[column]
    said = [f"{fmt.plain(value, precision)}{unit}" for value in frame[column]]
    at = [(number + 0.5) / len(frame) for number in range(len(frame))]
    periods, values = [fmt.period(period) for period in frame["period"]], frame[column].astype(float).tolist()
    words = f"{title}：{periods[0]} {said[0]}，{periods[-1]} {said[-1]}"
    dots = [Dot(x, value, COLOUR, f"{period} {one}") for x, value, period, one in zip(at, values, periods, said, strict=True)]
    label = Label(at[-1], values[-1], "#1c1917", said[-1], 6, -14, "right")
    line = Line(COLOUR, list(zip(at, values, strict=True)), steps=True)
    months = thinned(list(zip(at, periods, strict=True)), 5)
    return panel("增长", words, draw_plot(Plot(words, [line], dots, [label], months, right=12, high=150)))
