"""How many 妇女之家 and how much coverage, month by month: two small lines with one spec."""

import pandas as pd

from pages.parts.homes.register import growth
from pages.parts.shell.cache import by_version
from pages.parts.ui import format as fmt
from pages.parts.ui.charts import built_once, encoded, with_data


@built_once
def line_chart() -> dict:
    """Data: at (order), month (axis label), value, label (printed, "" for none), words."""
    import altair as alt  # here: it takes as long as Streamlit

    base = alt.Chart(alt.NamedData("points")).encode(
        x=alt.X("at:Q", title=None, scale=alt.Scale(nice=False), axis=alt.Axis(
            labelExpr="floor(datum.value / 12) + '年' + (datum.value % 12 + 1) + '月'", labelAngle=0, labelFontSize=14,
            ticks=False,
            domain=False, tickCount=5, tickMinStep=6, grid=False, labelFlush=True)),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=True),
                axis=alt.Axis(labelFontSize=14, gridColor="#ece7e2", domain=False, ticks=False, tickCount=4, format=",.10~g")))
    line = base.mark_line(strokeWidth=2.5, color="#a3174b", interpolate="step-after")
    dots = base.mark_point(filled=True, size=30, opacity=1, color="#a3174b").encode(
        tooltip=[alt.Tooltip("words:N", title="数值")])
    labels = [base.mark_text(fontSize=17, fontWeight=700, dy=-14, align="right", **look)
              .encode(text="label:N", color=alt.value(colour))
              for look, colour in (({"strokeWidth": 5, "stroke": "#fcfbf9"}, "#fcfbf9"), ({}, "#1c1917"))]
    chart = alt.layer(line, dots, *labels).properties(height=210, padding={"left": 5, "right": 5, "top": 16, "bottom": 5})
    return chart.configure_view(stroke=None).configure(aria=False).configure_mark(aria=False).to_dict()


@by_version(128)
def _grown(version: int, region: int, until: int, column: str) -> tuple[bytes, str] | None:
    frame = growth(version, region, until)
    frame = frame[frame["villages"] > 0]
    if frame.empty:
        return None
    unit, precision = {"homes": ("个", 0), "rate": ("%", 1)}[column]
    words = [f"{fmt.plain(value, precision)}{unit}" for value in frame[column]]
    points = pd.DataFrame({
        "at": frame["period"] // 100 * 12 + frame["period"] % 100 - 1, "value": frame[column].astype(float),
        "label": ["", *[""] * (len(frame) - 2), words[-1]] if len(frame) > 1 else words,
        "words": [f"{fmt.period(period)} {word}" for period, word in zip(frame["period"], words, strict=True)]})
    title = {"homes": "妇女之家个数", "rate": "村（社区）覆盖率"}[column]
    return (encoded(points),
            f"{title}：{fmt.period(frame['period'].iloc[0])} {words[0]}，{fmt.period(frame['period'].iloc[-1])} {words[-1]}")


def grown(version: int, region: int, until: int, column: str) -> tuple[dict, str] | None:
    """The chart of `homes` or `rate` with its data, and what it shows in words; None where there is no register."""
    found = _grown(version, region, until, column)
    return found and (with_data(line_chart(), found[0]), found[1])
