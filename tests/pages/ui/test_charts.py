"""The charts: their last points printed, nothing told by colour alone."""

import json
import re

import altair as alt
import pandas as pd
import pyarrow as pa
import pytest

from pages.parts.ui import charts
from pages.parts.ui.plot import axis
from pages.parts.years.charts import bars as years_chart
from queries.xmr import xmr

SERIES = pd.DataFrame({"series": ["今年", "今年", "上年", "上年", "计划"], "month": [1, 3, 1, 12, 12],
                       "value": [10_000.0, 34_500.0, 20_000.0, 30_000.0, 90_000.0]})


def trend(series: pd.DataFrame, unit: str = "万元") -> str:
    return str(charts.trend_plot(charts.trend_data(series, 1e4, 1, unit), "商丘市 达成就业"))


def test_the_data_go_with_the_spec_and_leave_it_as_it_was():
    spec = charts.with_data(years_chart(), charts.encoded(charts.trend_data(SERIES, 1e4, 1, "万元")))
    sent = pa.ipc.open_stream(spec["datasets"]["points"]).read_pandas()
    assert sent["value"].tolist() == [1.0, 3.45, 2.0, 3.0, 9.0]
    assert "datasets" not in years_chart()


def test_altair_builds_a_spec_once_and_each_caller_has_its_own(monkeypatch):
    first, whole = years_chart(), json.dumps(years_chart())
    first.clear()
    monkeypatch.setattr(alt, "Chart", None)
    assert json.dumps(years_chart()) == whole


def test_a_trend_is_lines_in_svg_and_letters_in_html():
    drawn = trend(SERIES)
    assert drawn.count("<path fill=\"none\"") == 3 and 'd="M41.7 ' in drawn and "NaN" not in drawn and "nan" not in drawn
    assert re.findall(r'class="ends"[^>]*>([^<]+)<', drawn) == ["3.5", "3.0", "9.0"]
    assert re.findall(r'class="tick"[^>]*>([^<]+)<', drawn) == ["0", "2", "4", "6", "8", "10"]
    assert 'title="今年：3月 3.5万元"' in drawn and drawn.count('class="leads"') == 2
    assert 'aria-label="商丘市 达成就业；今年3月 3.5万元；上年12月 3.0万元；计划12月 9.0万元"' in drawn


@pytest.mark.parametrize("values, ticks", [
    ([0, 1], [0, 0.2, 0.4, 0.6, 0.8, 1]), ([3, 97], [0, 20, 40, 60, 80, 100]), ([], [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ([-5, 5], [-6, -4, -2, 0, 2, 4, 6]), ([0.16, 0.3], [0.16, 0.18, 0.2, 0.22, 0.24, 0.26, 0.28, 0.3]),
    ([13_000, 53_406], [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]), ([-9, -2], [-10, -8, -6, -4, -2, 0])])
def test_an_axis_has_round_numbers_that_hold_everything(values, ticks):
    assert axis(values) == pytest.approx(ticks)


@pytest.mark.parametrize("value", [0.0, 7.0, -3.0, 1e12])
def test_an_axis_of_one_value_has_room_around_it(value):
    ticks = axis([value])
    assert ticks[0] <= value <= ticks[-1] and ticks[0] < ticks[-1]


def test_only_the_last_point_of_a_series_is_labelled():
    data = charts.trend_data(SERIES, 1e4, 1, "万元")
    assert data["label"].tolist() == ["", "3.5", "", "3.0", "9.0"]
    assert data["words"].tolist()[1] == "3月 3.5万元"
    assert SERIES["value"].iloc[0] == 10_000.0, "the cached frame is not changed"


def test_a_month_without_a_report_has_no_point():
    data = charts.trend_data(SERIES[SERIES["series"] == "今年"], 1, 0, "元")
    assert data["month"].tolist() == [1, 3]


def test_nothing_reported_is_an_empty_chart():
    assert 'class="point' not in trend(SERIES.iloc[:0]).partition('class="field"')[2]


def test_every_series_differs_in_more_than_colour():
    assert list(charts.DASHES) == list(charts.COLOURS) and len(set(charts.DASHES.values())) == len(charts.COLOURS)
    assert all(f'stroke-dasharray="{dashes}"' in trend(SERIES) for dashes in charts.DASHES.values())


def test_the_forecast_goes_from_the_last_report_to_december_with_its_range():
    ends = pd.DataFrame({"series": "年底预计", "month": [3, 12], "value": [34_500.0, 120_000.0], "low": [34_500.0, 100_000.0],
                         "high": [34_500.0, 150_000.0]})
    data = charts.trend_data(pd.concat([SERIES, ends]), 1e4, 1, "万元")
    said = data[data["series"] == "年底预计"]
    assert said[["value", "low", "high"]].values.tolist() == [[3.45, 3.45, 3.45], [12, 10, 15]]
    assert said["label"].tolist() == ["", "12.0"]
    assert data.loc[data["series"] != "年底预计", ["low", "high"]].isna().all(axis=None)


VALUES = [10.0, 12, 11, 13, 12, 11, 10, 12, None, 13, 12, 10, 11, 12, 90]
CONTROL = xmr(VALUES).assign(period=range(202501, 202516), words="")


def control(frame: pd.DataFrame) -> str:
    return str(charts.control_plot(charts.control_data(frame, 1, 0, "件"), "睢县 信访各期数，件"))


def test_the_line_of_a_control_chart_breaks_where_a_period_is_missing():
    drawn = control(CONTROL)
    line = re.search(r'stroke="#8d8680"[^>]* d="([^"]+)"', drawn)[1]
    assert line.count("M") == 2 and line.count("L") == 12 and "nan" not in drawn
    assert drawn.partition('class="field"')[2].count('class="point ') == 14 and "上限 " in drawn and "均值 17.1" in drawn


def test_a_signal_has_a_shape_a_colour_and_a_word():
    data = charts.control_data(CONTROL, 1, 0, "件")
    points = data[data["name"] == ""]
    assert points["kind"].iloc[-1] == "偏高" and set(points["kind"]) == {"平常", "偏低", "偏高"}
    assert ((points["kind"] == "平常") == (CONTROL["signal"] == "").to_numpy()).all()
    assert points["words"].iloc[-1].endswith("90件 超出上限")
    assert points["value"].isna().tolist() == [value is None for value in VALUES], "a missing period is a gap"
    looks, colours = (set(pair) for pair in zip(*charts.POINTS.values(), strict=True))
    assert looks == {"circle", "up", "down"} and len(colours) == 3
    assert all(f'class="point {look}"' in control(CONTROL) for look in looks)


def test_mean_and_limits_are_named_at_their_end():
    data = charts.control_data(CONTROL, 1, 0, "件")
    mean = sum(value for value in VALUES if value is not None) / 14
    lines = data[data["label"] != ""]
    assert lines["name"].tolist() == ["上限", "均值"], "a lower limit below 0 is none for what is never below 0"
    assert lines.set_index("name")["height"]["均值"] == pytest.approx(mean) and lines["label"].iloc[1] == "均值 17.1"
    assert (lines["period"] == 202515).all()


def test_without_a_verdict_only_the_points_are_drawn():
    data = charts.control_data(CONTROL.assign(mean=float("nan"), upper=float("nan"), lower=float("nan")), 1, 0, "件")
    assert data["name"].unique().tolist() == [""]
    empty = charts.control_data(CONTROL.iloc[:0], 1, 0, "件")
    assert empty.empty and 'class="field"' in control(CONTROL.iloc[:0])
