"""Last year's targets copied to the next with a growth rate: previewed, written as one batch, undone as one."""

from collections.abc import Callable

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data import clock
from data.intake.amounts import read_amount
from data.intake.cells import Bad
from data.write.errors import Refused
from data.write.targets import copy_forward, forward
from pages.parts.shell import reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.targets import words
from pages.parts.targets.rows import View
from pages.parts.ui import format as fmt
from pages.parts.ui.markdown import markdown, plain
from pages.parts.ui.matrix import short

RULES = ("数量按增幅，取到习惯的整数（约 1% 以内的 1、5、10、50……）；百分比指标按百分点，最高 100%；越低越好的指标照抄，不加。"
         "只结转单独下达的目标，下级合计、沿用上级的仍会自动得出。")


def dialog(scope: Scope, view: View, close: Callable[[], None]) -> None:
    name = reference.tree(scope.version).at[scope.region, "name"]

    @st.dialog(markdown("把{}及下级的年度目标结转到下一年", name), width="large", on_dismiss=close)
    def show() -> None:
        st.caption(plain(RULES))
        years = sorted({*reference.years(scope.version), scope.year}, reverse=True)
        actions = reference.actions(scope.version).set_index("code")["name"].map(short).to_dict()
        first, second = st.columns(2)
        year = first.selectbox("从哪年到哪年", years, index=years.index(scope.year), key=f"forward-year-{scope.year}",
                               filter_mode=None,
                               format_func=lambda year: f"{year}年 → {year + 1}年")
        action = second.selectbox("哪些指标", ["", *actions], index=["", *actions].index(view.action), filter_mode=None,
                                  key="forward-action", format_func=lambda code: actions[code] if code else "全部行动")
        growth, wrong_growth = _ask(first, "数量增幅（%，可为负）", "5", "forward-growth")
        points, _ = _ask(second, "百分比指标增加（百分点，0 为不变）", "0", "forward-points")
        catalogue = reference.indicators(scope.version)
        wanted = catalogue[catalogue["action_id"].map(
            reference.actions(scope.version).set_index("id")["code"]).eq(action) | (action == "")]["id"].tolist()
        seen = None
        if growth is not None and points is not None:
            try:
                seen = reference.ask(forward, scope.region, year, wanted, growth / 100, points)
            except Refused as refused:
                wrong_growth.markdown(writes.refusal(str(refused)))
        held = 0 if seen is None else len(seen.dropna(subset="held"))
        if seen is not None:
            st.markdown(markdown("**{}年共有 {:,} 项单独下达的目标：新设 {:,} 项；{}年已有 {:,} 项，不选覆盖就保持不动。**",
                                 year, len(seen), len(seen) - held, year + 1, held))
            _preview(seen, catalogue, scope)
        overwrite = bool(held) and st.checkbox(markdown("覆盖{}年已有的 {:,} 项", year + 1, held), key="forward-overwrite")
        signed = signing.sign(scope.version, "forward", "如：市妇联年初下达")
        ready = seen is not None and (len(seen) - held > 0 or overwrite)
        save = st.button(markdown("写入{}年目标", year + 1), type="primary", key="forward-save", disabled=not ready)
        if not save or growth is None or points is None:
            return
        done = writes.write(lambda connection: copy_forward(
            connection, scope.region, year, wanted, growth / 100, points, overwrite=overwrite, actor=signed.actor,
            reason=signed.reason, at=clock.now()), {"growth": wrong_growth} | signed.places)
        if done:
            close()
            writes.done(f"{year}年目标已结转到{year + 1}年：新设 {done.added:,} 项，改动 {done.changed:,} "
                        f"项（第{done.batch_id}次，"
                        f"{signed.actor.unit}）。年份选{year + 1}年可看。", undoing.of_batch(done.batch_id))

    show()


def _ask(column, label: str, default: str, key: str) -> tuple[float | None, DeltaGenerator]:
    """A number as typed, None where it is none, and the place under it for what is wrong."""
    text = column.text_input(plain(label), default, key=key, live=True)
    under = column.empty()
    try:
        return read_amount(text, "%")[0], under
    except Bad as unreadable:
        under.markdown(writes.refusal(str(unreadable)))
        return None, under


def _preview(seen: pd.DataFrame, catalogue: pd.DataFrame, scope: Scope) -> None:
    """The first few in words, so that the growth can be checked at a glance."""
    names, lines = reference.tree(scope.version)["name"], []
    for row in seen.head(5).itertuples():
        indicator = catalogue.loc[row.indicator_id]
        lines.append(f"{names.get(row.region_id, '下级')} {fmt.alone(indicator['short_name'])}："
                     f"{words.shown(row.old, indicator)} → {words.shown(row.value, indicator)}")
    st.caption(markdown("例：{}", "；".join(lines)))
