"""The charts: valid for the Vega-Lite that Streamlit ships, their last points printed, nothing told by colour alone."""

import json

import altair as alt
import pandas as pd
import pyarrow as pa
import pytest

from pages.parts.homes.charts import line_chart
from pages.parts.ui import charts, specs
from queries.xmr import xmr

SERIES = pd.DataFrame({"series": ["今年", "今年", "上年", "上年", "计划"], "month": [1, 3, 1, 12, 12],
                       "value": [10_000.0, 34_500.0, 20_000.0, 30_000.0, 90_000.0]})


def test_the_spec_is_valid():
    points = charts.trend_data(SERIES, 1e4, 1, "万元").to_dict("records")
    alt.LayerChart.from_dict(charts.trend_chart() | {"datasets": {"points": points}}, validate=True)


def test_the_data_go_with_the_spec_and_leave_it_as_it_was():
    spec = charts.with_data(charts.trend_chart(), charts.encoded(charts.trend_data(SERIES, 1e4, 1, "万元")))
    sent = pa.ipc.open_stream(spec["datasets"]["points"]).read_pandas()
    assert sent["value"].tolist() == [1.0, 3.45, 2.0, 3.0, 9.0]
    assert "datasets" not in charts.trend_chart()


@pytest.mark.parametrize("chart", [charts.trend_chart, charts.control_chart, line_chart])
def test_altair_builds_a_spec_once_and_each_caller_has_its_own(monkeypatch, chart):
    first, whole = chart(), json.dumps(chart())
    first["layer"][0]["encoding"].clear(), first.pop("config")
    monkeypatch.setattr(alt, "Chart", None)
    assert json.dumps(chart()) == whole


def test_no_request_leaves_for_the_data():
    assert "url" not in charts.trend_chart()["data"] and charts.trend_chart()["data"]["name"] == "points"


def test_only_the_last_point_of_a_series_is_labelled():
    data = charts.trend_data(SERIES, 1e4, 1, "万元")
    assert data["label"].tolist() == ["", "3.5", "", "3.0", "9.0"]
    assert data["words"].tolist()[1] == "3月 3.5万元"
    assert SERIES["value"].iloc[0] == 10_000.0, "the cached frame is not changed"


def test_a_month_without_a_report_has_no_point():
    data = charts.trend_data(SERIES[SERIES["series"] == "今年"], 1, 0, "元")
    assert data["month"].tolist() == [1, 3]


def test_nothing_reported_is_an_empty_chart():
    assert charts.with_data(charts.trend_chart(),
                            charts.encoded(charts.trend_data(SERIES.iloc[:0], 1, 0, "人")))["datasets"]["points"]


def test_every_series_differs_in_more_than_colour():
    lines = charts.trend_chart()["layer"][1]["encoding"]["strokeDash"]["scale"]
    assert lines["domain"] == list(specs.COLOURS) and len({tuple(dash) for dash in lines["range"]}) == len(specs.COLOURS)


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


def test_the_control_charts_spec_is_valid():
    points = charts.control_data(CONTROL, 1, 0, "件").to_dict("records")
    alt.LayerChart.from_dict(charts.control_chart() | {"datasets": {"points": points}}, validate=True)
    assert charts.control_chart()["data"] == {"name": "points"}


def test_a_signal_has_a_shape_a_colour_and_a_word():
    data = charts.control_data(CONTROL, 1, 0, "件")
    points = data[data["name"] == ""]
    assert points["kind"].iloc[-1] == "偏高" and set(points["kind"]) == {"平常", "偏低", "偏高"}
    assert ((points["kind"] == "平常") == (CONTROL["signal"] == "").to_numpy()).all()
    assert points["words"].iloc[-1].endswith("90件 超出上限")
    assert points["value"].isna().tolist() == [value is None for value in VALUES], "a missing period is a gap"
    dots = charts.control_chart()["layer"][2]["encoding"]
    assert dots["shape"]["scale"]["domain"] == dots["color"]["scale"]["domain"] == list(specs.POINTS)
    for channel in ("shape", "color"):
        assert len(set(dots[channel]["scale"]["range"])) == 3


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
    assert charts.with_data(charts.control_chart(), charts.encoded(empty))["datasets"]["points"]
