"""Tiles: what they say, and that nothing stands where nothing is known."""

import re

import pandas as pd
import pytest

from pages.parts.ui import tiles

NAN = float("nan")
RATIO = {"kind": "ratio", "unit": "%", "precision": 1}


@pytest.mark.parametrize("changed, kind, expected", [
    ({}, {}, "截至2026年11月累计 · 月报 · 上报 8/9 县"),
    ({"as_of": NAN, "behind": 11, "last_in": 2, "later_in": 30}, {}, ">1—11月未报齐，11月已报 2/9 县</em>"),
    ({"as_of": 202610, "behind": 1, "last_in": 0}, {}, ">缺11月</em>"),
    ({"as_of": 202609, "due": 202609}, {"kind": "stock", "frequency": "quarterly"}, "截至2026年9月期末 · 季报 · 上报 8/9 县"),
    ({}, RATIO, "截至2026年11月 · 月报 · 分子分母汇总后相除"),
    ({"due_units": 0}, {}, "本级数"),
    ({"carried": 2, "oldest": 202603}, {"kind": "stock"}, "2 个单位用上期数"),
    ({"carried": 2, "oldest": 202603}, {"kind": "stock"}, "最早的是2026年3月的数")])
def test_footer(row, indicator, changed, kind, expected):
    assert expected in tiles.footer(row(**changed), indicator(**kind), "县")


def test_a_footer_names_the_period_that_the_count_is_of(row, indicator):
    late = row(as_of=202609, due=202612, frequency="quarterly", behind=1, last_in=2, later_in=2)
    said = tiles.footer(late, indicator(frequency="quarterly"), "县")
    assert "截至2026年9月累计" in said and "四季度已报 2/9 县" in said


@pytest.mark.parametrize("changed", [
    {"target": NAN}, {"target": 0.0}, {"completion": NAN}])
def test_no_bullet_without_target_or_completion(row, indicator, changed):
    drawn = tiles.bullet(row(**changed), indicator())
    assert "blank" in drawn and "<i" not in drawn and "<b" not in drawn


@pytest.mark.parametrize("completion, expected", [
    (0.0, 0.0), (-0.5, 0.0), (0.5, 720.0), (1.0, 720.0), (1.25, 720.0), (9.0, 720.0), (9.0, 8000.0), (0.5, -100.0), (0.5, NAN)])
def test_a_bullet_stays_within_its_track(row, indicator, completion, expected):
    drawn = tiles.bullet(row(completion=completion, expected=expected), indicator())
    shares = [float(number) for number in re.findall(r"(?:width|left):([\d.\-]+)%", drawn)]
    assert len(shares) == (2 if expected != expected else 3)
    assert all(0 <= share <= 100 for share in shares), drawn


def test_a_bullet_says_in_words_what_it_shows(row, indicator):
    assert 'aria-label="完成80.0%,目标800 人"' in tiles.bullet(row(), indicator()).replace("，", ",")


@pytest.mark.parametrize("pairs, expected", [((9, 9), ""), ((0, 0), ""),
                                             ((8, 9), "同口径（8/9 个单位·期）"), ((1234, 2345), "1,234/2,345")])
def test_like_for_like_is_said_only_where_something_is_left_out(row, pairs, expected):
    said = tiles.like_for_like(row(yoy_units=pairs[0], yoy_all=pairs[1]))
    assert (expected in said) if expected else said == ""


@pytest.mark.parametrize("value, kind, expected", [
    (0.125, {}, "↑12.5%"), (-0.125, {}, "↓12.5%"), (0.0, {}, "0.0%"), (NAN, {}, "—"), (-0.4, RATIO, "↓0.4 百分点")])
def test_changed(indicator, value, kind, expected):
    assert tiles.changed(value, indicator(**kind)) == expected


@pytest.mark.parametrize("changed, expected", [
    ({}, "年度目标 800人"), ({"target": NAN, "status": "未设目标"}, "未设年度目标"),
    ({"target": NAN, "status": NAN}, "只监测，不设目标")])
def test_target_note(row, indicator, changed, expected):
    assert tiles.target_note(row(**changed), indicator()) == expected


@pytest.mark.parametrize("frequency, periods, lines", [
    ("monthly", [202601, 202602, 202603], "MLL"), ("monthly", [202601, 202603, 202604], "MML"),
    ("monthly", [202511, 202512, 202601], "MLL"), ("quarterly", [202509, 202512, 202603], "MLL"),
    ("quarterly", [202506, 202512, 202603], "MML"), ("yearly", [202412, 202512], "ML")])
def test_a_sparkline_is_broken_where_a_period_is_missing(indicator, frequency, periods, lines):
    drawn = tiles.spark(pd.DataFrame({"period": periods, "value": range(len(periods))}), indicator(frequency=frequency))
    assert re.sub(r"[^ML]", "", re.search(r' d="([^"]+)"', drawn)[1]) == lines


@pytest.mark.parametrize("values", [[5, 5, 5], [0, 0], [-3, 4], [1e9, 2e9]])
def test_a_sparkline_stays_in_its_frame(indicator, values):
    points = pd.DataFrame({"period": range(202601, 202601 + len(values)), "value": values})
    for kind in ("flow", "stock", "ratio"):
        drawn = tiles.spark(points, indicator(kind=kind))
        for x, y in re.findall(r"[ML]([\d.\-]+) ([\d.\-]+)", drawn):
            assert 0 <= float(x) <= 200 and 0 <= float(y) <= 34


@pytest.mark.parametrize("points", [None, pd.DataFrame({"period": [202601], "value": [1.0]})])
def test_no_sparkline_of_fewer_than_two_points(indicator, points):
    assert "<path" not in tiles.spark(points, indicator())


@pytest.mark.parametrize("changed, present, absent", [
    ({}, ["640<small>人", "80.0%", "−10.0", "滞后", "↑12.5%"], ["empty"]),
    ({"value": 0.0, "completion": 0.0}, ["0<small>人", "0.0%"], ["未上报"]),
    ({"value": NAN, "completion": NAN, "gap": NAN, "yoy": NAN, "mom": NAN, "status": "未上报", "as_of": NAN},
     ["未上报", "empty", "—"], ["nan", "0.0%"]),
    ({"value": NAN, "completion": NAN, "gap": NAN, "withheld": "small"}, ["5<small>人"], ["nan", "0.0%", "未上报"])])
def test_a_tile(row, indicator, changed, present, absent):
    drawn = tiles.tile(row(**changed), indicator(), None, "县")
    assert [word for word in present if word not in drawn] == []
    assert [word for word in absent if word in drawn] == []


def test_names_are_escaped(row, indicator):
    named = indicator(name='<b>"名"', short_name="<img src=x>")
    for drawn in (tiles.tile(row(), named, None, "县"), tiles.bullet_row("<img>", row(), named, "region:1")):
        assert "<img" not in drawn and "<b>\"" not in drawn
