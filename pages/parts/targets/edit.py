"""A target or a plan changed in place: what is typed is read, judged beside its field, and set against its neighbours."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data import clock
from data.intake.amounts import read_amount
from data.intake.cells import Bad
from data.write.targets import check_target, set_targets
from pages.parts.shell import reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.targets import changes, plan, rows
from pages.parts.targets.words import compare, shown, slip
from pages.parts.ui import format as fmt
from pages.parts.ui.html import draw, html, tag
from pages.parts.ui.markdown import markdown, plain
from pages.parts.ui.origin import ORIGIN
from queries.desk import family
from queries.history import life

LIKE = "如：市妇联2026年6号文调整"
PARTS = ("年度目标", "进度计划", "修改记录")


def dialog(scope: Scope, region: int, code: str, close: Callable[[], None]) -> None:
    catalogue, known = reference.indicators_in(scope.version, scope.year), rows.places(scope)
    if region not in known.index or code not in catalogue["code"].to_numpy():
        close()
        return
    indicator, place = catalogue[catalogue["code"] == code].iloc[0], known.loc[region]

    @st.dialog(plain(f"{place['name']} {code} {indicator['name']}"), width="large", on_dismiss=close)
    def show() -> None:
        head = st.container(horizontal=True, vertical_alignment="center")
        part = head.segmented_control("内容", PARTS, default=PARTS[0], required=True, key="aim-part",
                                      label_visibility="collapsed")
        years = sorted({*reference.years(scope.version), reference.years(scope.version)[0] + 1, scope.year}, reverse=True)
        year = head.selectbox("年度", years, index=years.index(scope.year), format_func="{}年".format,
                              key=f"aim-year-{scope.year}",
                              label_visibility="collapsed", width=120, filter_mode=None)
        if part == PARTS[0]:
            _target_form(scope, place, indicator, year, close)
        elif part == PARTS[1]:
            plan.form(scope, place, indicator, year, close)
        else:
            _life(scope, region, indicator, year)

    show()


def _target_form(scope: Scope, place: pd.Series, indicator: pd.Series, year: int, close: Callable[[], None]) -> None:
    kin = reference.ask(family, int(place["id"]), int(indicator["id"]), year)
    kin = kin[kin["region_id"].isin(reference.seen(scope.version) or kin["region_id"])]
    mine = kin[kin["role"] == "self"].iloc[0]
    unit = fmt.scale(kin["target"].max() if kin["target"].notna().any() else 1e4, indicator["unit"])[1]
    draw(html("<p>现目标：<b>{}</b>（{}）</p>", shown(mine["target"], indicator), ORIGIN.get(mine["origin"], "未设")))
    key = f"{place['id']}-{indicator['code']}-{year}"
    text = st.text_input(markdown("{}年度目标（{}）", year, unit), _typed(mine, unit), key=f"aim-value-{key}", live=True,
                         placeholder="如 1200、1.5万；也可带单位")
    under, value = st.empty(), None
    if text.strip():
        try:
            typed, said = read_amount(text, unit)
            refused = check_target(typed, indicator, place["level"])
            value = None if refused else typed
            under.markdown(writes.refusal(refused) if refused else plain(said) + slip(typed, mine["target"]))
        except Bad as unreadable:
            under.markdown(writes.refusal(str(unreadable)))
    for words in compare(kin, mine["target"] if value is None else value, indicator):
        draw(tag("p", words))
    signed = signing.sign(scope.version, f"aim-{key}", LIKE)
    with st.container(horizontal=True):
        save = st.button("保存目标", type="primary", key="aim-save", disabled=value is None)
        clear = mine["origin"] == "own" and st.button("取消本级目标", key="aim-clear", help="取消后按下级合计；比率沿用上级")
    if not save and not clear:
        return
    cell = pd.DataFrame({"region_id": [int(place["id"])], "indicator_id": [int(indicator["id"])],
                         "value": [float("nan") if clear else value]})
    done = writes.write(lambda connection: set_targets(
        connection, cell, year=year, actor=signed.actor, reason=signed.reason, at=clock.now()), {"value": under} | signed.places)
    if done:
        close()
        what = "已取消本级目标" if clear or value is None else f"目标改为 {shown(value, indicator)}"
        writes.done(f"{place['name']}“{fmt.alone(indicator['short_name'])}”{year}年{what}（第{done.batch_id}次，{signed.actor.unit}）。",
                    undoing.of_batch(done.batch_id))


def _typed(mine: pd.Series, unit: str) -> str:
    """A region's own target as somebody would type it in the unit."""
    if mine["origin"] != "own":
        return ""
    return f"{mine['target'] / {'万元': 1e4, '亿元': 1e8}.get(unit, 1):.10g}"


def _life(scope: Scope, region: int, indicator: pd.Series, year: int) -> None:
    """Every value that the target had, oldest first, and the changes of the plan."""
    aims = reference.ask(life, "targets", region, [year], int(indicator["id"]))
    plans = reference.ask(life, "plans", region, [year * 100 + month for month in range(1, 13)], int(indicator["id"]))
    if aims.empty and plans.empty:
        st.info(markdown("{}年的目标和进度计划没有修改过；最初的目标见第一次导入。", year), icon=":material/history:")
        return
    signing.ask_unit(scope.version)
    for row in aims.itertuples():
        more = f"，本次共 {row.rows} 项目标" if row.rows > 1 else ""
        changes.batch_line(scope, row, row.batch_id,
                                f"目标 {shown(row.old_value, indicator)} → {shown(row.new_value, indicator)}{more}")
    for row in plans.drop_duplicates("batch_id").itertuples():
        changes.batch_line(scope, row, row.batch_id, "十二个月的进度计划")
