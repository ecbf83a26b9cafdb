"""An indicator over the years as bars: the same months of every year, and the whole years. A second one has a panel of its own
below, with the same years and, where the two are of a size, the same scale."""

import pandas as pd

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.ui import format as fmt
from pages.parts.ui.charts import built_once, encoded, with_data
from pages.parts.years import tables
from pages.parts.years.choice import View, codes, opened
from queries.privacy import reads

SAME, WHOLE = "同期", "全年或年末"
NEAR = 8
"""Up to so many times as large, two indicators stand on one scale; beyond, each has its own, which is said."""
ROOM = 1.25
"""How much farther than the longest bar the scale reaches: the number stands there."""
ROW = 56
"""Pixels of a year: two bars."""


@built_once
def bars() -> dict:
    """Bars lie, so that the numbers at their ends never meet, however narrow the window.

    Data: year (2024年), part (同期, 全年或年末), value, top (what the scale reaches at least), label (printed), words.
    """
    import altair as alt  # here: it takes as long as Streamlit

    base = alt.Chart(alt.NamedData("points")).encode(
        y=alt.Y("year:O", title=None, axis=alt.Axis(labelFontSize=15, ticks=False, domain=False)),
        yOffset=alt.YOffset("part:N", scale=alt.Scale(domain=[SAME, WHOLE])))
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=True, nice=True), axis=alt.Axis(
        labelFontSize=14, gridColor="#ece7e2", domain=False, ticks=False, tickCount=3, format=",.10~g"))
    drawn = base.mark_bar().encode(
        x=x, tooltip=[alt.Tooltip("words:N", title="数值")],
        color=alt.Color("part:N", title=None, scale=alt.Scale(domain=[SAME, WHOLE], range=["#a3174b", "#8d8680"]),
                        legend=alt.Legend(orient="top", labelFontSize=15)))
    labels = base.mark_text(dx=6, align="left", fontSize=15, fontWeight=600).encode(x=x, text="label:N")
    reach = base.mark_point(opacity=0).encode(x="top:Q")
    chart = alt.layer(reach, drawn, labels).properties(padding={"left": 5, "right": 12, "top": 5, "bottom": 5})
    return chart.configure_view(stroke=None).configure(aria=False).configure_mark(aria=False).to_dict()


def charts(view: View) -> list[tuple[str, dict, str]]:
    """A panel an indicator: its code, the chart with its data, and what it shows in words; none of one without a number."""
    return [(code, with_data(bars(), points), words) for code, points, words in _drawn(view)]


def height(view: View) -> int:
    """Pixels of a panel: a year more, a row more; axis and legend."""
    return ROW * len(_shown(view)) + 96


def _shown(view: View) -> list[int]:
    return sorted(opened(view.scope, codes(view))["year"].unique())


@by_version(128)
def _drawn(view: View) -> list[tuple[str, bytes, str]]:
    catalogue = reference.indicators(view.scope.version).set_index("code", drop=False)
    frame = opened(view.scope, codes(view))
    rows = {code: frame[frame["indicator_id"] == catalogue.at[code, "id"]] for code in codes(view)}
    tops = {code: top for code, of in rows.items() if not fmt.is_missing(top := of[["value", "whole"]].max(axis=None))}
    if not tops:
        return []
    divisor, unit = fmt.scale(max(tops.values()), catalogue.at[view.over, "unit"])
    alike = max(tops.values()) <= NEAR * min(tops.values())
    scale = "" if len(tops) < 2 else "；上下两幅同一个刻度" if alike else "；两项大小相差太多，上下两幅刻度不同，不能比高低"
    found = []
    for code, top in tops.items():
        points = _points(rows[code], catalogue.loc[code], divisor, unit)
        months = tables.span(rows[code].iloc[-1], catalogue.loc[code])
        words = f"{fmt.alone(catalogue.at[code, 'name'])}，{unit}，同期为{months}{scale}"
        found.append((code, encoded(points.assign(top=(max(tops.values()) if alike else top) * ROOM / divisor)), words))
    return found


def _points(rows: pd.DataFrame, indicator, divisor: float, unit: str) -> pd.DataFrame:
    months, found = tables.span(rows.iloc[-1], indicator), []
    digits = fmt.decimals(unit, indicator["precision"]) if divisor == 1 else 1
    for row in rows.itertuples():
        for part, said, value, rounded in ((SAME, months, row.value, row.rounded), (
                WHOLE, tables.WHOLE[indicator["kind"]], row.whole, row.whole_rounded)):
            if not fmt.is_missing(value):
                text = reads(fmt.plain(value / divisor, digits), "", rounded)
                found.append({"year": f"{row.year}年", "part": part, "value": value / divisor, "label": text,
                              "words": f"{row.year}年{said} {text}{unit}"})
    return pd.DataFrame(found, columns=["year", "part", "value", "label", "words"])
