"""Sheets and searches that call an indicator what it was called before are understood."""

from datetime import datetime

import pytest

from data.intake.indicator_names import IndicatorNames
from data.write.actor import alone
from data.write.catalogue import save
from pages.parts.catalogue.blocks import catalogue
from pages.parts.shell import reference
from queries.database import reading
from queries.former_names import NAMES


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in NAMES.items() for name in names])
def test_a_heading_with_the_old_name_is_the_indicator(demo_engine, code, name):
    with reading(demo_engine) as connection:
        names = IndicatorNames(connection)
    found = names.find_indicator(f"{name}（人）")
    assert found and names.indicator(found.id).code == code


def test_a_search_for_the_old_words_finds_what_is_called_otherwise_now(demo_engine, monkeypatch):
    monkeypatch.setenv("JINGUO_DATABASE_URL", demo_engine.url.render_as_string())
    version = reference.current_version()
    for words, codes in (("建档立卡", ["JC-05", "TP-05"]), ("妇代会主任", ["WL-13", "WL-14"])):
        found = catalogue(version, "", words)
        assert f"{len(codes)} 项指标" in found and all(code in found for code in codes) and words not in found


def test_a_heading_with_a_name_of_ones_own_is_the_indicator(world):
    world.add_regions(("411400", "city", None))
    world.add_indicators(**{"CY-01": {"name": "招聘会场次", "short_name": "招聘会", "unit": "场次"}})
    signed = {"actor": alone("商丘市妇联"), "reason": "因", "at": datetime(2026, 7, 1)}
    save(world.connection, {"CY-01": {"name": "春风行动专场招聘", "short_name": "专场招聘", "aliases": ["赶大集"]}}, **signed)
    save(world.connection, {"ZDX-101": {"name": "三新领域妇女组织", "short_name": "三新组织", "action_id": 1, "unit": "个",
                                        "kind": "stock", "definition": "三新领域中建立的妇女组织。"}}, **signed)
    names = IndicatorNames(world.connection)
    found = {text: names.find_indicator(text) for text in (
        "专场招聘（场次）", "招聘会场次", "赶大集", "CY-01", "三新领域妇女组织", "ZDX-101 三新组织（个）", "ZDX101")}
    assert [one and names.indicator(one.id).code for one in found.values()] == ["CY-01"] * 4 + ["ZDX-101"] * 3
