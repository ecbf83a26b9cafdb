"""The trend chart: valid for the Vega-Lite that Streamlit ships, its last points printed."""

import altair as alt
import pandas as pd
import pyarrow as pa

from pages.parts import charts

SERIES = pd.DataFrame({"series": ["今年", "今年", "上年", "上年", "计划"], "month": [1, 3, 1, 12, 12],
                       "value": [10_000.0, 34_500.0, 20_000.0, 30_000.0, 90_000.0]})


def test_the_spec_is_valid():
    points = charts.trend_data(SERIES, 1e4, 1, "万元").to_dict("records")
    alt.LayerChart.from_dict(charts.trend_chart() | {"datasets": {"points": points}}, validate=True)


def test_the_data_go_with_the_spec_and_leave_it_as_it_was():
    spec = charts.with_data(charts.trend_chart(), charts.trend_data(SERIES, 1e4, 1, "万元"))
    sent = pa.ipc.open_stream(spec["datasets"]["points"]).read_pandas()
    assert sent["value"].tolist() == [1.0, 3.45, 2.0, 3.0, 9.0]
    assert charts.trend_chart() is charts.trend_chart() and "datasets" not in charts.trend_chart()


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
    assert charts.with_data(charts.trend_chart(), charts.trend_data(SERIES.iloc[:0], 1, 0, "人"))["datasets"]["points"]


def test_every_series_differs_in_more_than_colour():
    lines = charts.trend_chart()["layer"][0]["encoding"]["strokeDash"]["scale"]
    assert lines["domain"] == list(charts.COLOURS) and len({tuple(dash) for dash in lines["range"]}) == 3
