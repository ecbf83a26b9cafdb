"""Charts, one a function: built and validated by Altair once, given their data at each run."""

import json
from collections.abc import Callable
from functools import wraps

import pandas as pd
from streamlit.dataframe_util import convert_pandas_df_to_arrow_bytes

from pages.parts.shell.cache import by_version
from pages.parts.ui.end_labels import place
from pages.parts.ui.format import is_missing, plain
from pages.parts.ui.html import Markup, html, join, tag
from queries.xmr import MOVE, NEAR, OUTSIDE, SIDE


def built_once(build: Callable[[], dict]) -> Callable[[], dict]:
    """Keeps the spec as text, so that each caller has a dict of its own: Streamlit writes into it."""
    spec = by_version(1)(wraps(build)(lambda: json.dumps(build())))
    return wraps(build)(lambda: json.loads(spec()))


def title(words: str, lead: str = "") -> Markup:
    """What a chart shows, above it, with the door to what can be done with it (shell/carry.js)."""
    return html('<div class="chart-title">{}{}<button class="more" aria-haspopup="menu" aria-label="更多操作" '
                'aria-description="{}"></button></div>', join((tag("b", lead), " ")) if lead else "", words, lead or words)


@built_once
def trend_chart() -> dict:
    """specs.trend, as a dict of the caller's own."""
    from pages.parts.ui import specs

    return specs.trend()


@built_once
def control_chart() -> dict:
    """specs.control, as a dict of the caller's own."""
    from pages.parts.ui import specs

    return specs.control()


def trend_data(series: pd.DataFrame, divisor: float, precision: int, unit: str) -> pd.DataFrame:
    """queries.trend.trend for the chart, with rows 年底预计 where there is one: values in the display unit, the last of each
    series labelled."""
    frame = series.reindex(columns=["series", "month", "value", "low", "high"]).reset_index(drop=True)
    frame[["value", "low", "high"]] /= divisor
    ends = dict(frame.sort_values("month")[["series", "month"]].itertuples(index=False))
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
