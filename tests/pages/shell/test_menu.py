"""The menu: what stands in its bar, what in groups, and who finds what."""

from types import SimpleNamespace

import pytest

from pages.parts.shell.addresses import ACTIONS, ALL, GROUPS, KEEPING, LOOK, UNLISTED
from pages.parts.shell.menu import grouped, seen_by


def somebody(*roles: str) -> SimpleNamespace:
    return SimpleNamespace(account=SimpleNamespace(holds=lambda role: role in roles))


def test_what_is_looked_at_is_one_click_away_and_the_rest_in_groups():
    menu = grouped(seen_by(None, blind=False))
    assert menu[""][:7] == ["", *ACTIONS] and {"xianqu", "jiayuan"} <= set(menu[""])
    assert {"mubiao", "kaohe"} <= set(menu["督查"]) and {"shangbao", "daoru"} <= set(menu["报送"])
    assert "zhibiao" in menu["管理"]
    assert list(menu) == ["", *(group for group in GROUPS if group in menu)] and LOOK not in menu


@pytest.mark.parametrize("visitor, blind", [(None, False), (None, True), (somebody("auditor"), False)])
def test_every_page_is_in_the_menu_once_and_no_group_is_empty(visitor, blind):
    menu = grouped(seen_by(visitor, blind))
    assert sorted(code for codes in menu.values() for code in codes) == sorted(ALL) and all(menu.values())


@pytest.mark.parametrize("roles, kept", [(("system",), {"zhanghao"}), (("auditor",), {"shenji"}), (("county",), set())])
def test_a_page_is_in_the_menu_of_those_who_use_it(roles, kept):
    assert seen_by(somebody(*roles), blind=False) & KEEPING.keys() == kept
    assert seen_by(somebody(*roles), blind=True) == {""} | kept


def test_who_sits_at_the_machine_keeps_everything():
    assert seen_by(None, blind=False, alone=True) == ALL - UNLISTED


def test_a_group_of_which_one_sees_nothing_is_none():
    assert set(grouped(seen_by(None, blind=True))) == {""}
    assert grouped(seen_by(somebody("security"), blind=True))["管理"] == ["zhanghao"]
