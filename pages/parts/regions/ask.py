"""The fields of each act; an act as soon as enough is filled in, else None."""

import pandas as pd
import streamlit as st

from data import clock
from data.write.tree.acts import Act, Add, Alias, Close, Merge, Move, Part, Rename, Split
from pages.parts.regions.choice import View, below, id_of, offered
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.ui.markdown import plain

NEW = "合并成一个新单位"
FIELDS = ("tree-unit", "tree-name", "tree-alias", "tree-code", "tree-from", "tree-into", "tree-to", "tree-part", "tree-keeps")


def _period() -> int:
    today = clock.today()
    text = st.text_input("从哪个月起（年月六位）", f"{today.year * 100 + today.month}", key="tree-period", max_chars=6,
                         help="如 202607，表示从2026年7月起；以前各月仍按原来的区划") or ""
    return int(text) if text.isascii() and text.isdigit() else 0


def _name(label: str = "名称", key: str = "tree-name") -> str:
    return (st.text_input(plain(label), key=key, max_chars=80, placeholder="按民政部门的全称") or "").strip()


def _code(key: str = "tree-code") -> str:
    return (st.text_input("区划代码（可留空，由程序排一个）", key=key, max_chars=12) or "").strip()


def _unit(label: str, units: pd.DataFrame, key: str) -> int | None:
    names = {int(row.id): f"{row.name}（{row.code}）" for row in units.itertuples()}
    return st.selectbox(plain(label), list(names), index=None, format_func=names.__getitem__, key=key, filter_mode="contains",
                        placeholder="请选")


def add(scope: Scope, view: View, now: pd.DataFrame) -> Act | None:
    place = reference.name_of(scope.version, view.parent)
    left, middle, right = st.columns(3)
    with left:
        name = _name(f"在{place}下增设")
        zone = view.parent == scope.root and st.checkbox("是功能区（示范区、经开区、高新区）", value=True, key="tree-zone",
                                                         help="县级单位，单独上报；可以没有乡镇、没有边界")
    with middle:
        code = _code()
    with right:
        period = _period()
    return Add(view.parent, name, period, code, bool(zone)) if name else None


def rename(scope: Scope, view: View, now: pd.DataFrame) -> Act | None:
    left, middle, right = st.columns(3)
    with left:
        unit = _unit("哪个单位", now, "tree-unit")
    with middle:
        name = _name("改叫什么")
    with right:
        period = _period()
    return Rename(unit, name, period) if unit and name else None


def alias(scope: Scope, view: View, now: pd.DataFrame) -> Act | None:
    left, right = st.columns(2)
    with left:
        unit = _unit("哪个单位", now, "tree-unit")
    with right:
        name = _name("报表里还怎样写它", "tree-alias")
    return Alias(unit, name) if unit and name else None


def merge(scope: Scope, view: View, now: pd.DataFrame) -> Act | None:
    names = {int(row.id): f"{row.name}（{row.code}）" for row in now.itertuples()}
    left, middle, right = st.columns(3)
    with left:
        from_ids = st.multiselect("把哪些单位", list(names), format_func=names.__getitem__, key="tree-from",
                                  placeholder="可选几个")
    with middle:
        targets = [0, *(one for one in names if one not in from_ids)]
        into = st.selectbox("并入", targets, index=None, key="tree-into", placeholder="请选", filter_mode="contains",
                            format_func=lambda number: names[number] if number else NEW)
        name = _name("新单位叫什么") if into == 0 else ""
        code = _code() if into == 0 else ""
    with right:
        period = _period()
    if not from_ids or into is None or into == 0 and not name:
        return None
    return Merge(tuple(from_ids), into or None, period, name, code)


def split(scope: Scope, view: View, now: pd.DataFrame) -> Act | None:
    left, middle, right = st.columns(3)
    with left:
        unit = _unit("哪个单位", now, "tree-unit")
        keeps = st.checkbox("原单位保留", value=True, key="tree-keeps")
    units = below(scope.version, unit) if unit else now.iloc[:0]
    names = {int(row.id): row.name for row in units[units["valid_to"].isna()].itertuples()}
    parts, taken = [], set()
    with middle:
        for number in range(1 if keeps else 2):
            name, code = _name(f"分出的第 {number + 1} 个单位", f"tree-part-{number}"), _code(f"tree-part-code-{number}")
            given = st.multiselect("划给它的下级", [one for one in names if one not in taken], format_func=names.__getitem__,
                                   key=f"tree-part-below-{number}", placeholder="可不选") if names else []
            taken |= set(given)
            parts += [Part(name, code, tuple(given))] if name else []
    with right:
        period = _period()
    return Split(unit, tuple(parts), period, keeps) if unit and len(parts) == (1 if keeps else 2) else None


def move(scope: Scope, view: View, now: pd.DataFrame) -> Act | None:
    left, middle, right = st.columns(3)
    known = offered(scope.version)
    with left:
        unit = _unit("哪个单位", now, "tree-unit")
    with middle:
        to = st.selectbox("划归", list(known), index=None, key="tree-to", format_func=known.__getitem__, filter_mode="contains",
                          placeholder="请选")
        code = _code()
    with right:
        period = _period()
    return Move(unit, id_of(scope.version, to), period, code) if unit and to else None


def close(scope: Scope, view: View, now: pd.DataFrame) -> Act | None:
    left, right = st.columns(2)
    with left:
        unit = _unit("撤销哪个单位（没有单位接续的）", now, "tree-unit")
    with right:
        period = _period()
    return Close(unit, period) if unit else None


KINDS = {"add": "增设", "rename": "改名", "alias": "记别名", "merge": "合并", "split": "拆分", "move": "划转", "close": "撤销"}
KINDS_ASKED = {"add": add, "rename": rename, "alias": alias, "merge": merge, "split": split, "move": move, "close": close}
