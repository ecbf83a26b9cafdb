"""Charts, one a function: built and validated by Altair once, kept as dicts, given their data at each run."""

from functools import lru_cache

import altair as alt
import pandas as pd
from streamlit.dataframe_util import convert_pandas_df_to_arrow_bytes

from pages.parts.format import plain

COLOURS = {"今年": "#a3174b", "上年": "#8d8680", "计划": "#2b6ca3"}


@lru_cache(maxsize=1)
def trend_chart() -> dict:
    """Twelve months: this year, last year and the plan; the last point of each printed.

    Data: series, month (1-12), value (in the display unit), label (the value to print, "" for none), words.
    """
    base = alt.Chart(alt.NamedData("points")).encode(
        x=alt.X("month:O", title=None, scale=alt.Scale(domain=list(range(1, 13))),
                axis=alt.Axis(labelExpr="datum.value + '月'", labelAngle=0, labelFontSize=14, ticks=False, domain=False)),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=True),
                axis=alt.Axis(labelFontSize=14, gridColor="#ece7e2", domain=False, ticks=False, tickCount=5)),
        color=alt.Color("series:N", title=None, scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                        legend=alt.Legend(orient="top", labelFontSize=15, symbolType="stroke", symbolStrokeWidth=3,
                                          symbolSize=300)))
    dash = alt.StrokeDash("series:N", title=None, scale=alt.Scale(domain=list(COLOURS), range=[[1, 0], [6, 4], [2, 3]]))
    lines = base.mark_line(strokeWidth=2.5).encode(strokeDash=dash)
    dots = base.mark_point(filled=True, size=46, opacity=1).encode(
        tooltip=[alt.Tooltip("series:N", title="系列"), alt.Tooltip("words:N", title="数值")])
    # Last points lie close together: the plan's number goes above, last year's below, this year's to the upper left;
    # each on a halo, so that a line behind it does not cross it out.
    places = (("今年", {"dy": -14, "dx": -26}), ("上年", {"dy": 18}), ("计划", {"dy": -14}))
    labels = [base.transform_filter(alt.datum.series == name).mark_text(fontSize=16, fontWeight=600, **place, **look)
              .encode(text="label:N", **colour)
              for name, place in places
              for look, colour in (({"strokeWidth": 5, "strokeJoin": "round", "stroke": "#fcfbf9"}, {"color": alt.value("#fcfbf9")}),
                                   ({}, {}))]
    # The chart has one description in Chinese; Vega's own of every mark would be read out in English.
    return (alt.layer(lines, dots, *labels).properties(height=300).configure_view(stroke=None).configure(aria=False)
            .to_dict())


def trend_data(series: pd.DataFrame, divisor: float, precision: int, unit: str) -> pd.DataFrame:
    """queries.trend.trend for the chart: values in the display unit, the last of each series labelled."""
    frame = series.copy()
    frame["value"] = frame["value"] / divisor
    last = frame.groupby("series")["month"].transform("max") == frame["month"]
    words = [plain(value, precision) for value in frame["value"]]
    frame["label"] = [word if is_last else "" for word, is_last in zip(words, last, strict=True)]
    frame["words"] = [f"{month}月 {word}{unit}" for month, word in zip(frame["month"], words, strict=True)]
    return frame


def with_data(spec: dict, points: pd.DataFrame) -> dict:
    """The spec with its named data, in the form that Streamlit sends: only the data differ from run to run, so the
    browser updates the chart in place."""
    return spec | {"datasets": {"points": convert_pandas_df_to_arrow_bytes(points)}}
