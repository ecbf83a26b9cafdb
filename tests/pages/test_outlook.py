"""年底预计 and 异动 in words: beside the charts, and as doors on the overview; the numbers against a sum of their own."""

import json
import re
import sqlite3

import numpy as np
import pandas as pd
import pytest

from pages.parts.shell import follow, picks, reference
from pages.parts.shell.scope import Scope
from pages.parts.ui import end_labels, outlook, trends
from queries.forecast import forecast
from queries.forecast_path import path

SUIXIAN = {"region": "411422", "year": "2026", "month": "9"}
CITY = {"region": "411400", "year": "2026", "month": "9"}
SAID = pd.Series({"forecast": 12_345.0, "low": 11_000.0, "high": 13_000.0, "basis": "按往年进度", "years": 2, "tested": 1,
                  "test_year": 2025.0, "error": -0.031, "mean_error": 0.031, "as_of": 202607.0, "miss": True})


@pytest.fixture(autouse=True)
def on_the_demo(demo):
    return demo


def words(app) -> str:
    drawn = next(html for item in app.get("bidi_component") for name, _, html in json.loads(item.proto.bytes)["blocks"]
                 if name == "course")
    return re.search('<p class="outlook.*?</p>', drawn, re.DOTALL)[0]


def plain(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


@pytest.mark.parametrize(("changed", "said"), [
    ({}, "检验：2025年7月同法预计比实际低 3.1%。"), ({"error": 0.0004}, "检验：2025年7月同法预计与实际相同。"),
    ({"error": 0.2, "tested": 3, "mean_error": 0.11}, "检验：2025年7月同法预计比实际高 20.0%，3年平均相差 11.0%。"),
    ({"tested": 0}, "以往没有可供检验的完整年份，误差不明。")])
def test_how_far_off_it_was(changed, said):
    assert outlook._tested(pd.Series({**SAID, **changed}), None) == said


@pytest.mark.parametrize(("changed", "unit", "said"), [
    ({}, "人", "（11,000–13,000人）"), ({"low": 12_345.0, "high": 12_345.0}, "人", ""), ({"low": float("nan")}, "人", ""),
    ({"forecast": 3e4, "low": 2e4, "high": 4e4}, "元", "（2–4万元）"), ({"low": 12_344.8, "high": 12_345.1}, "人", "")])
def test_the_range_is_said_in_the_forecasts_unit(changed, unit, said):
    assert outlook._range(pd.Series({**SAID, **changed}), {"unit": unit, "precision": 0}) == said


def test_a_forecast_is_said_with_its_basis_its_error_and_the_target(open_page):
    said = plain(words(open_page("wangluo", indicator="WL-01", **CITY)))
    assert re.fullmatch(r"年底预计 4,250个（4,243–4,255个），按今年各期增减，▼完不成年度目标 4,300个。"
                        r"检验：2025年9月同法预计比实际[高低] 0\.\d%，2年平均相差 0\.\d%。", said), said


@pytest.mark.parametrize(("address", "code", "scope", "said"), [
    ("wangluo", "WL-03", CITY, "比率不作年底预计。"),
    ("wangluo", "WL-01", CITY | {"month": "2"}, "今年的数还不够，不作年底预计。"),
    ("wangluo", "WL-01", CITY | {"year": "2025", "month": "12"}, "全年 4,111个"),
    ("weiquan", "WQ-15", CITY, "有单位缺报，可能偏低")])
def test_what_cannot_be_said_is_not(open_page, address, code, scope, said):
    assert said in plain(words(open_page(address, indicator=code, **scope)))


def test_the_chart_changes_to_signals_and_says_them(open_page):
    app = open_page("weiquan", indicator="WQ-19", **SUIXIAN)
    app.session_state["chart"] = follow.SIGNALS
    app.run()
    assert not app.exception and "3月起连续7个月高于均值" in plain(words(app))
    app.selectbox(key="indicator").select("WQ-06").run()
    assert plain(words(app)) == "比率不判断异常变动。"
    app.selectbox(key="indicator").select("WQ-01").run()
    assert "不足 13 期" in plain(words(app))


def test_a_link_says_which_chart(open_page):
    app = open_page("weiquan", indicator="WQ-19", chart="异动", **SUIXIAN)
    assert "3月起连续7个月高于均值" in plain(words(app)) and app.query_params["chart"] == "异动"
    app.session_state["chart"] = follow.TREND
    app.run()
    assert not app.exception and "chart" not in app.query_params and "年底预计" in plain(words(app))


def test_a_link_to_a_chart_that_is_none_says_so(open_page):
    app = open_page("weiquan", indicator="WQ-19", chart="乱写", **SUIXIAN)
    assert "年底预计" in plain(words(app))
    assert "乱写" in " ".join(warning.value for warning in app.run().warning)


def test_the_line_on_the_overview_counts_the_targets_that_will_be_missed(open_page, boards, demo):
    line = re.search(r'<p class="lead outlook">.*?</p>', boards(open_page(**CITY))["headline"])[0]
    found = re.fullmatch(r"按目前进度，年底预计 (\d+)项 完不成年度目标（能预计的共 (\d+) 项）.*；往年同期同法预计，误差中位数 "
                         r"0\.\d%。", plain(line))
    assert found and 'data-pick="desk:miss:411400"' in line
    # Monthly, quarterly and half-yearly stocks again, by hand: level, change since December, periods left.
    with sqlite3.connect(demo.url.database) as raw:
        rows = pd.read_sql("""SELECT i.id, i.frequency, i.direction, t.value AS target, r.period, r.value FROM rollups r
            JOIN indicators i ON i.id = r.indicator_id JOIN regions g ON g.id = r.region_id AND g.code = '411400'
            JOIN targets t ON t.region_id = g.id AND t.year = 2026 AND t.indicator_id = i.id
            WHERE i.kind = 'stock' AND r.period BETWEEN 202512 AND 202609""", raw)
    step = {"monthly": 1, "quarterly": 3, "half-yearly": 6}
    missed = 0
    for _, line in rows[rows["frequency"] != "yearly"].groupby("id"):
        values, every = line.sort_values("period")["value"].tolist(), step[line["frequency"].iloc[0]]
        passed = len(values) - 1
        end = values[-1] + (12 / every - passed) * (values[-1] - values[0]) / passed
        missed += (end > line["target"].iloc[0]) if line["direction"].iloc[0] == "lower_better" else end < line["target"].iloc[0]
    with demo.connect() as connection:
        said = forecast(connection, [1], 2026, 9)
    stocks = said[said["indicator_id"].isin(rows["id"]) & said["miss"].eq(True)]
    assert 0 < missed == len(stocks) < int(found[1]) == int(said["miss"].eq(True).sum())
    assert int(found[2]) == said["miss"].notna().sum()


def test_the_line_leads_to_those_very_rows(open_page, boards, monkeypatch):
    session = {}
    monkeypatch.setattr("pages.parts.shell.follow.st.session_state", session)
    follow.follow(picks.parse("desk:miss:411400"))
    assert session["go_to"] == "mubiao" and session["only"] == "miss" and session["aim_place"] == "411400"
    monkeypatch.undo()
    number = re.search(r">(\d+)项</button> 完不成", boards(open_page(**CITY))["headline"])[1]
    desk = open_page("mubiao", only="miss", aim_place="411400", **CITY)
    assert re.search(rf"\b{number} ?[行项]", plain(boards(desk)["count"]).replace("共", " ")), plain(boards(desk)["count"])


def test_signals_of_the_month_are_listed_as_doors(open_page, boards):
    html = boards(open_page(**CITY))["signals"]
    doors = re.findall(r'data-pick="signal:(\d+):([A-Z]+-\d+)".*?<b>([^<]+)</b>', html)
    assert ("9月超出上限" in {said for *_, said in doors}) and "3月起连续7个月高于均值" in {said for *_, said in doors}
    assert len(doors) <= outlook.ROWS and all(int(region) for region, *_ in doors)
    county = boards(open_page(**SUIXIAN))["signals"]
    assert "睢县" in county and "夏邑县" not in county


def test_seasonal_work_is_counted_but_not_listed(open_page, boards):
    html = boards(open_page(region="411400", year="2026", month="11"))["signals"]
    assert re.search(r"按季节安排的工作有 \d+ 项偏离均值", html)
    assert not re.search(r'data-pick="signal:\d+:CY-0[1-4]"', html)


def nice(low: float, high: float) -> tuple[float, float]:
    """The axis as d3 rounds it outwards."""
    step = 10 ** np.floor(np.log10((high - low) / 10))
    step *= next(factor for factor, least in ((10, 50 ** 0.5), (5, 10 ** 0.5), (2, 2 ** 0.5), (1, 0))
                 if (high - low) / 10 / step >= least)
    return np.floor(low / step) * step, np.ceil(high / step) * step


@pytest.mark.parametrize(("region", "month", "step"), [
    ("411400", 11, 12), ("411400", 1, 28), ("411422", 6, 14)])
def test_no_number_at_the_end_of_a_line_covers_another(region, month, step):
    """Every twelfth trend, or fewer: the numbers' boxes, in the plot's pixels, of 9 a character and 17 a line."""
    version = reference.current_version()
    tree = reference.tree(version)
    scope = Scope(version, reference.root_of(version), int(tree.index[tree["code"] == region][0]), 2026, month)
    drawn, wrong = 0, []
    for code in reference.indicators(version)["code"][::step]:
        points, _ = trends.points_of(scope, code)
        if points.empty:
            continue
        low, high = (points[["value", "low", "high", "place"]].stack().agg(end) for end in ("min", "max"))
        low, high = nice(low, high) if high > low else (low, low + 1)
        boxes = []
        for point in points[points["label"] != ""].itertuples():
            x, y = point.month * 11.0 + point.dx, (high - point.place) / (high - low) * end_labels.PLOT + point.dy
            width = 9.0 * len(point.label)
            x -= width if point.align == "right" else 0
            boxes.append((x, x + width, y - 8.5, y + 8.5))
        drawn += 1
        wrong += [(code, one, other) for at, one in enumerate(boxes) for other in boxes[:at]
                  if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]]
    assert drawn > 70 / step and wrong == []


def test_numbers_are_moved_as_little_as_can_be():
    found = end_labels.spread(np.array([10.0, 3.0, 10.5, 9.8]), 1.0)
    assert found.round(6).tolist() == [10.1, 3.0, 11.1, 9.1]
    assert end_labels.spread(np.array([]), 1.0).tolist() == []
    assert end_labels.spread(np.array([2.0, 2.0]), 1.0).tolist() == [1.5, 2.5]


def test_the_forecast_goes_the_way_of_last_year():
    shape = pd.Series({1: 10.0, 2: 10.0, 3: 70.0, 12: 110.0})
    assert path(shape, 1, 20.0, 220.0).to_dict() == {1: 20.0, 2: 20.0, 3: 140.0, 12: 220.0}
    for straight in (shape.iloc[:0], shape.drop(12), shape.drop(1), shape * 0):
        assert path(straight, 1, 20.0, 220.0).to_dict() == {1: 20.0, 12: 220.0}
