"""A new matter: the form, filled in from the address where that names a figure (new=411422-CY-07) or
a 工作项目 (new=XM-003)."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from data import clock
from data.intake.amounts import read_amount
from data.intake.cells import Bad
from data.write.matters import Link, Matter, assign
from pages.parts.shell import answers, planned, reference, signing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.html import draw, html
from pages.parts.ui.markdown import markdown, plain
from queries.accounts import unit_of

LEVELS = ("一般", "重要", "紧急")
NONE = ""


def linked(version: int) -> tuple[str, str]:
    """The codes of the region and the indicator that the address names; "" for what it does not, or there is not."""
    place, _, code = st.session_state["new"].partition("-")
    known = reference.indicators_in(version, st.session_state["year"])["code"].to_numpy()
    return place if place in regions(version) else NONE, code if code in known else NONE


def regions(version: int) -> dict[str, tuple[int, str]]:
    """Code -> id and name of the regions that a matter may be about, those of the bar first."""
    nodes, places = reference.tree(version), reference.places(version)
    named = {row.code: (int(row.Index), row.name) for row in nodes.itertuples()}
    return named | {row.code: (int(row.Index), row.name) for row in places.itertuples() if row.code not in named}


def dialog(scope: Scope, close: Callable[[], None]) -> None:
    @st.dialog("新增督办事项", width="large", on_dismiss=close)
    def show() -> None:
        _form(scope, close)

    show()


def _form(scope: Scope, close: Callable[[], None]) -> None:
    key, today, places = st.session_state["new"], clock.today(), {}
    known = regions(scope.version)
    asked = linked(scope.version)
    left, right = st.columns(2)
    catalogue = reference.indicators_in(scope.version, scope.year).set_index("code", drop=False)
    names = {code: f"{code} {fmt.alone(row)}" for code, row in catalogue["short_name"].items()}
    place = left.selectbox("关联哪个地区的数", [NONE, *known], index=[NONE, *known].index(asked[0]), key=f"new-place-{key}",
                           format_func=lambda code: known[code][1] if code else "不关联", filter_mode="contains")
    code = right.selectbox("关联哪项指标", [NONE, *names], index=[NONE, *names].index(asked[1]), key=f"new-code-{key}",
                           format_func=lambda code: names.get(code, "不关联"), filter_mode="contains")
    places["link"] = st.empty()
    both = f"{key}-{place}-{code}"
    row = _figure(scope, known[place][0], catalogue.loc[code]) if place and code else None
    wanted, unread = _ask_wanted(row, catalogue.loc[code], both, places) if row is not None else (None, False)
    like = f"{known[place][1]}{fmt.alone(catalogue.at[code, 'short_name'])}补齐缺口，按期达到要求" if row is not None else ""
    project, places["project"] = _ask_project(scope.version, key), st.empty()
    what = st.text_area("事项", like, height=80, max_chars=200, key=f"new-what-{both}",
                        placeholder="如：年底前补齐小额贷款发放；不写个人姓名和情况")
    places["what"] = st.empty()
    source = _ask_source(scope, today, places)
    more = _ask_who(scope, known, place, both, today, places)
    actor = signing.ask_for(scope.version, "new-actor", signing.unit(scope.version), "交办单位")
    places["actor"] = st.empty()
    if not st.button("交办", type="primary", icon=":material/task_alt:", key="new-do") or unread:
        return
    period = scope.year * 100 + scope.month
    link = Link(known[place][0], int(catalogue.at[code, "id"]), period, wanted) if row is not None else None
    number = writes.write(lambda connection: assign(connection, Matter(what=what, **source, **more, link=link,
                                                                       project_id=project), actor=actor,
                                                    at=clock.now()), places)
    if number:
        close()
        st.session_state["new_source"] = source
        st.session_state["matter"] = str(number)
        writes.done(f"已交办{more['unit']}：{what}（{actor.unit}）。")


def _ask_project(version: int, key: str) -> int | None:
    """The 工作项目 that the matter is about; at first the one that the address names (new=XM-003)."""
    names = planned.shown(version).set_index("code")["name"].to_dict()
    asked = st.session_state["new"] if st.session_state["new"] in names else NONE
    code = st.selectbox("关联哪个工作项目", [NONE, *names], index=[NONE, *names].index(asked), key=f"new-project-{key}",
                        format_func=lambda code: names.get(code, "不关联"), filter_mode="contains")
    return int(planned.listed(version).set_index("code").at[code, "id"]) if code else None


def _figure(scope: Scope, region: int, indicator: pd.Series):
    """The figure's row of queries.standing; None where there is none, or no month of the year is over."""
    if not scope.month:
        return None
    frame = answers.standing_of(scope.version, (region,), scope.year, scope.month)
    return next(frame[frame["indicator_id"] == indicator["id"]].itertuples(), None)


def _ask_wanted(row, indicator: pd.Series, key: str, places: dict) -> tuple[float | None, bool]:
    """The value wanted, the year's target unless something else is typed; whether what was typed cannot be read."""
    unit = fmt.scale(row.target if not fmt.is_missing(row.target) else 1e4, indicator["unit"])[1]
    parts = [("现在", "".join(fmt.shown(row, indicator))), ("序时应达", _amount(row.expected, indicator)),
             ("年度目标", _amount(row.target, indicator))]
    draw(html("<p>{}：{}（{}）</p>", fmt.alone(indicator["short_name"]), "，".join(f"{name} {said}" for name, said in parts),
              as_of.until(row) or "没有报数"))
    divisor = {"万元": 1e4, "亿元": 1e8}.get(unit, 1)
    first = "" if fmt.is_missing(row.target) else f"{row.target / divisor:.10g}"
    text = st.text_input(markdown("要求达到（{}）", unit), first, key=f"new-wanted-{key}",
                         placeholder="如 1200、1.5万；也可带单位")
    places["wanted"] = st.empty()
    if not text.strip():
        return None, False
    try:
        value, said = read_amount(text, unit)
    except Bad as unreadable:
        places["wanted"].markdown(writes.refusal(str(unreadable)))
        return None, True
    if said:
        places["wanted"].markdown(plain(said))
    return value, False


def _amount(value: float, indicator: pd.Series) -> str:
    return fmt.NONE if fmt.is_missing(value) else "".join(fmt.amount(value, indicator["unit"], int(indicator["precision"])))


def _ask_source(scope: Scope, today: date, places: dict) -> dict:
    """The meeting or paper; what the last new one came from stands there at first."""
    last = st.session_state.get("new_source", {})
    one, two, three = st.columns([1, 2, 1])
    kinds = {"meeting": "会议", "paper": "文件"}
    kind = one.segmented_control("来源", list(kinds), default=last.get("source_kind", "meeting"), required=True, key="new-kind",
                                 format_func=lambda kind: plain(kinds[kind]))
    name = two.text_input("会议或文件的名称", last.get("source", ""), key="new-source-name", max_chars=64,
                          placeholder="如：第四季度调度会、市妇联2026年6号文")
    places["source"] = two.empty()
    day = three.date_input("日期", last.get("decided_on", today), max_value=today, format="YYYY-MM-DD", key="new-day")
    places["decided_on"] = three.empty()
    return {"source_kind": kind, "source": name, "decided_on": day}


def _ask_who(scope: Scope, known: dict, place: str, key: str, today: date, places: dict) -> dict:
    """Who answers for it and until when."""
    one, two, three = st.columns(3)
    units = {region: unit_of(name) for region, name in known.values()}
    first = known[place][0] if place else reference.root_of(scope.version)
    unit = one.selectbox("责任单位", list(units), index=list(units).index(first), key=f"new-unit-{key}",
                         format_func=lambda region: units[region], filter_mode="contains")
    places["unit"] = one.empty()
    end = date(max(scope.year, today.year), 12, 31)
    due = two.date_input("完成时限", end if end > today else None, format="YYYY-MM-DD", key=f"new-due-{key}")
    places["due"] = two.empty()
    level = three.selectbox("级别", LEVELS, key="new-level", accept_new_options=True)
    places["level"] = three.empty()
    one, two, three = st.columns(3)
    texts = {}
    for column, name, label, most in ((one, "lead", "牵头领导（岗位，不写姓名）", 32), (two, "helpers", "配合单位", 200),
                                      (three, "note", "备注", 200)):
        texts[name] = column.text_input(plain(label), key=f"new-{name}", max_chars=most)
        places[name] = column.empty()
    return {"unit_id": unit, "unit": units[unit], "due": due, "level": level or ""} | texts
