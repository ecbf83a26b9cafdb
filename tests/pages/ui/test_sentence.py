"""A figure in one sentence: everything that the tile says, and what is not known said as not known."""

import pytest

from pages.parts.ui.sentence import sentence

NAN = float("nan")
NONE = {"value": NAN, "completion": NAN, "gap": NAN, "yoy": NAN, "as_of": NAN, "status": "未上报", "reported": 0}
LIKE = {"yoy_units": 99, "yoy_all": 99, "reported": 9}


@pytest.mark.parametrize("changed, kind, expected", [
    (LIKE, {}, "截至2026年11月，睢县创业人数640人，完成年度目标800人的80.0%，滞后（与序时差−10.0个百分点），同比增长12.5%。"),
    ({}, {}, "截至2026年11月，睢县创业人数640人，完成年度目标800人的80.0%，滞后（与序时差−10.0个百分点），同比增长12.5%；"
             "还有1个单位未报。"),
    ({"status": "已完成", "yoy": -0.05, "yoy_units": 8, "reported": 9}, {},
     "截至2026年11月，睢县创业人数640人，完成年度目标800人的80.0%，已完成，同比下降5.0%（同口径8/9个单位·期）。"),
    (LIKE | {"as_of": 202610, "behind": 1, "last_in": 7, "later_in": 7, "yoy": 0.0}, {},
     "截至2026年10月，睢县创业人数640人，完成年度目标800人的80.0%，滞后（与序时差−10.0个百分点），同比持平；"
     "11月已报 7/9，没有计入。"),
    (LIKE | {"target": NAN, "status": "未设目标", "gap": NAN}, {},
     "截至2026年11月，睢县创业人数640人，未设年度目标，同比增长12.5%。"),
    (LIKE | {"target": NAN, "status": None, "yoy": NAN}, {}, "截至2026年11月，睢县创业人数640人。"),
    (LIKE | {"value": 36.5, "target": 40.0, "completion": 0.9125, "gap": -3.5, "status": "略滞后", "yoy": -0.4},
     {"kind": "ratio", "unit": "%", "precision": 1, "short_name": "其中：覆盖率"},
     "截至2026年11月，睢县覆盖率36.5%，完成年度目标40.0%的91.3%，略滞后（与序时差−3.5个百分点），同比降低0.4个百分点。"),
    (LIKE | {"status": "达序时", "gap": 2.0, "completion": 0.7}, {"direction": "lower_better"},
     "截至2026年11月，睢县创业人数640人，相当于年度目标800人的70.0%，达序时（与序时差+2.0个百分点），同比增长12.5%。"),
    (LIKE | {"carried": 2, "oldest": 202606.0}, {"kind": "stock"},
     "截至2026年11月，睢县创业人数640人，完成年度目标800人的80.0%，滞后（与序时差−10.0个百分点），同比增长12.5%；"
     "2个单位用上期数。"),
    (LIKE | {"rounded": True}, {},
     "截至2026年11月，睢县创业人数约640人，完成年度目标800人的80.0%，滞后（与序时差−10.0个百分点），"
     "同比增长12.5%。涉及个人信息，以上为约数。"),
    (LIKE | {"value": NAN, "withheld": "small", "completion": NAN, "gap": NAN, "yoy": NAN, "status": None}, {},
     "截至2026年11月，睢县创业人数<5人。涉及个人信息，以上为约数。"),
    (NONE, {}, "睢县创业人数还没有上报；还有9个单位未报。"),
    (LIKE | {"as_of": NAN, "due": NAN, "status": None, "yoy": NAN, "target": NAN}, {"kind": "stock"},
     "睢县创业人数640人；今年的还没有到期。")])
def test_a_figure_in_one_sentence(row, indicator, changed, kind, expected):
    assert sentence(row(**changed), indicator(**kind), "睢县") == expected


def test_the_whole_is_called_so(row, indicator):
    assert sentence(row(), indicator(), "商丘市", at_root=True).startswith("截至2026年11月，全市创业人数640人，")
