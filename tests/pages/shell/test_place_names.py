"""How places are shortened, and what the whole of one is called."""

import pytest

from pages.parts.shell.place_names import shorten, whole


@pytest.mark.parametrize("name, short, word", [
    ("商丘市", "商丘市", "全市"), ("睢县", "睢县", "全县"), ("河南省", "河南省", "全省"), ("全国", "全国", "全国"),
    ("内蒙古自治区", "内蒙古", "全区"), ("广西壮族自治区", "广西", "全区"), ("恩施土家族苗族自治州", "恩施州", "全州"),
    ("双江拉祜族佤族布朗族傣族自治县", "双江县", "全县"), ("克孜勒苏柯尔克孜自治州", "克孜勒苏州", "全州"),
    ("龙胜各族自治县", "龙胜县", "全县"), ("海西蒙古族藏族自治州", "海西州", "全州"), ("陵水黎族自治县", "陵水县", "全县"),
    ("博尔塔拉蒙古自治州", "博尔塔拉州", "全州"), ("回民区", "回民区", "全区"), ("兴安盟", "兴安盟", "全盟"),
    ("陈巴尔虎旗", "陈巴尔虎旗", "全旗"), ("大兴安岭地区", "大兴安岭地区", "全地区"), ("西沙群岛", "西沙群岛", "全部"),
    ("苗市", "苗市", "全市")])
def test_names(name, short, word):
    assert (shorten(name), whole(name)) == (short, word)
