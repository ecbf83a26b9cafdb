"""Sheets and searches that call an indicator what it was called before are understood."""

import pytest

from data.intake.indicator_names import IndicatorNames
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
