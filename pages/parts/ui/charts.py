"""The charts of an indicator's course, and what every chart of Altair's needs: built and validated once, given its data at each
run."""

import json
import math
from collections.abc import Callable
from functools import wraps

import pandas as pd
from streamlit.dataframe_util import convert_pandas_df_to_arrow_bytes

from pages.parts.shell.cache import by_version
from pages.parts.ui.end_labels import place
from pages.parts.ui.format import is_missing, plain
from pages.parts.ui.html import Markup, html, join, tag
from pages.parts.ui.plot import Dot, Key, Label, Line, Plot, draw_plot, thinned
from queries.rows import rows_of
from queries.xmr import MOVE, NEAR, OUTSIDE, SIDE

COLOURS = {"今年": "#a3174b", "上年": "#6f6862", "计划": "#2b6ca3", "年底预计": "#7a3e9d"}
DASHES = {"今年": "", "上年": "6 4", "计划": "2 3", "年底预计": "8 3 2 3"}
POINTS = {"平常": ("circle", "#8d8680"), "偏高": ("up", "#c2390c"), "偏低": ("down", "#14487a")}
LINES = {"上限": "#b97700", "均值": "#1c1917", "下限": "#b97700"}


def built_once(build: Callable[[], dict]) -> Callable[[], dict]:
    """Keeps the spec as text, so that each caller has a dict of its own: Streamlit writes into it."""
    spec = by_version(1)(wraps(build)(lambda: json.dumps(build())))
    return wraps(build)(lambda: json.loads(spec()))


def title(words: str, lead: str = "") -> Markup:
    """What a chart shows, above it, with the door to what can be done with it (shell/carry.js)."""
    return html('<div class="chart-title">{}{}<button class="more" aria-haspopup="menu" aria-label="更多操作" '
                'aria-description="{}"></button></div>', join((tag("b", lead), " ")) if lead else "", words, lead or words)


def trend_plot(data: pd.DataFrame, words: str) -> Markup:
    """Twelve months: this year, last year, the plan, and the forecast with its range; the last point of each printed, those of
    December in a column of their own with a thin line to the point. data: trend_data's."""
    def across(month: float) -> float:
        return (month - 0.5) / 12

    rows = rows_of(data)
    lines = [Line(colour, [(across(row.month), row.value) for row in rows if row.series == name], DASHES[name])
             for name, colour in COLOURS.items() if (data["series"] == name).any()]
    dots = [Dot(across(row.month), row.value, COLOURS[row.series], f"{row.series}：{row.words}") for row in rows
            if not is_missing(row.value)]
    labels = [Label(across(row.month), row.place, COLOURS[row.series], row.label, row.dx, row.dy, row.align,
                    row.value if row.month == 12 else math.nan) for row in rows if row.label]
    band = [(across(row.month), row.low, row.high) for row in rows if row.series == "年底预计" and not is_missing(row.low)]
    said = "；".join((words, *(f"{row.series}{row.words}" for row in rows if row.label)))
    return draw_plot(Plot(said, lines, dots, labels, [(across(month), f"{month}月") for month in range(1, 13)],
                          [Key(name, colour, DASHES[name]) for name, colour in COLOURS.items()], band, COLOURS["年底预计"]))


def control_plot(data: pd.DataFrame, words: str) -> Markup:
    """XmR: the increments period by period with mean and limits; a signal is a triangle up or down, and coloured. data:
    control_data's."""
    points = data[data["name"] == ""]
    at = {period: (number + 0.5) / max(len(points), 1) for number, period in enumerate(points["period"])}
    lines = [Line(LINES[name], [(at[row.period], row.height) for row in rows_of(of)], "" if name == "均值" else "6 4", 1.6)
             for name, of in ((name, data[data["name"] == name]) for name in LINES) if len(of)]
    lines.append(Line("#8d8680", [(at[row.period], row.value) for row in rows_of(points)], wide=1.6))
    dots = [Dot(at[row.period], row.value, POINTS[row.kind][1], row.words, POINTS[row.kind][0]) for row in rows_of(points)
            if not is_missing(row.value)]
    labels = [Label(at[row.period], row.height, LINES[row.name], row.label, 8) for row in rows_of(data[data["label"] != ""])]
    months = thinned([(at[period], f"{period // 100}年{period % 100}月") for period in points["period"]], 6)
    keys = [Key(kind, colour, look=look) for kind, (look, colour) in POINTS.items()]
    widest = max((len(label.words) for label in labels), default=0)
    return draw_plot(Plot("；".join((words, *(label.words for label in labels))), lines, dots, labels, months, keys,
                          right=24 + 10 * widest))


def trend_data(series: pd.DataFrame, divisor: float, precision: int, unit: str) -> pd.DataFrame:
    """queries.trend.trend for the chart, with rows 年底预计 where there is one: values in the display unit, the last of each
    series labelled."""
    frame = series.reindex(columns=["series", "month", "value", "low", "high"]).reset_index(drop=True)
    frame[["value", "low", "high"]] /= divisor
    ends = dict(rows_of(frame.sort_values("month")[["series", "month"]], index=False))
    last = frame["series"].map(ends) == frame["month"]
    words = [plain(value, precision) for value in frame["value"]]
    frame["label"] = [word if is_last else "" for word, is_last in zip(words, last, strict=True)]
    frame = frame.join(place(frame, last))
    frame["words"] = [f"{month}月 {word}{unit}" for month, word in zip(frame["month"], words, strict=True)]
    return frame


def control_data(frame: pd.DataFrame, divisor: float, precision: int, unit: str) -> pd.DataFrame:
    """queries.signals.control for the chart. A lower limit below 0 is not drawn where nothing ever was: it is no limit."""
    shown = frame[["value", "mean", "upper", "lower"]] / divisor
    high, low = (frame["signal"].isin([pair[at] for pair in (OUTSIDE, SIDE, MOVE, NEAR)]) for at in (0, 1))
    words = ["" if is_missing(value) else f"{period // 100}年{period % 100}月 {plain(value, precision)}{unit} {word}".strip()
             for value, period, word in zip(shown["value"], frame["period"], frame["signal"], strict=True)]
    kind = pd.Series("平常", index=frame.index).mask(low, "偏低").mask(high, "偏高")
    points = pd.DataFrame({"period": frame["period"], "name": "", "height": float("nan"), "value": shown["value"], "label": "",
                           "kind": kind, "words": words})
    tables = [points]
    for name, column in (("上限", "upper"), ("均值", "mean"), ("下限", "lower")):
        level = shown[column]
        if level.notna().any() and not (name == "下限" and (level < 0).any() and not (shown["value"] < 0).any()):
            line = pd.DataFrame({"period": frame["period"], "name": name, "height": level, "value": float("nan"), "label": "",
                                 "kind": "平常", "words": ""})
            line.loc[line.index[-1:], "label"] = f"{name} {plain(level.iloc[0], precision + 1)}"
            tables.append(line)
    return pd.concat(tables, ignore_index=True)


def with_data(spec: dict, points: bytes) -> dict:
    """The spec with its named data (as `encoded`): only the data differ from run to run, so the browser updates the chart in
    place."""
    return spec | {"datasets": {"points": points}}


def encoded(points: pd.DataFrame) -> bytes:
    """In the form that Streamlit sends."""
    return convert_pandas_df_to_arrow_bytes(points)
