"""A year's plan changed in place: twelve cumulative shares in one row, drawn against an even pace as they are typed."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data import clock
from data.intake.amounts import read_plan
from data.intake.cells import Bad
from data.write.targets import check_plan, set_plan
from pages.parts.shell import reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.board import board
from pages.parts.ui.html import Markup, draw, html, join
from queries.periods import STEP
from queries.plans import list_plans

LIKE = "如：春季集中招聘，上半年完成七成"
EVEN = [month / 12 for month in range(1, 13)]


def form(scope: Scope, place: pd.Series, indicator: pd.Series, year: int, close: Callable[[], None]) -> None:
    if indicator["unit"] == "%" or indicator["direction"] == "neutral":
        st.info("比率全年按同一目标评价，只监测的指标不评价，都没有进度计划。", icon=":material/info:")
        return
    now, whence, own = in_force(scope, place, indicator, year)
    draw(html("<p>现用：{}。填 1 月到 12 月底各应完成全年的百分之几（累计），一行 12 个数，可从 Excel 一行直接粘贴。</p>",
              whence))
    key = f"{place['id']}-{indicator['code']}-{year}"
    text = st.text_area("累计进度（%）", ", ".join(f"{share * 100:.4g}" for share in now), key=f"plan-{key}", height=80)
    under, shares = st.empty(), None
    try:
        shares = read_plan(text)
        refused = check_plan(shares)
    except Bad as unreadable:
        refused = str(unreadable)
    if refused:
        under.markdown(writes.refusal(refused))
    board(f"plan-bars-{key}", lambda pick: None, bars=bars(shares or now, STEP[indicator["frequency"]]))
    signed = signing.sign(scope.version, f"plan-{key}", LIKE)
    with st.container(horizontal=True):
        save = st.button("保存计划", type="primary", key="plan-save", disabled=bool(refused))
        clear = own and st.button("取消本级计划", key="plan-clear", help="取消后沿用上级的计划或指标目录里的计划")
    if not save and not clear:
        return
    done = writes.write(lambda connection: set_plan(
        connection, int(place["id"]), year, int(indicator["id"]), None if clear else shares, actor=signed.actor,
        reason=signed.reason,
        at=clock.now()), {"plan": under} | signed.places)
    if done:
        close()
        writes.done(f"{place['name']}“{fmt.alone(indicator['short_name'])}”{year}年进度计划已{'取消' if clear else '保存'}"
                    f"（第{done.batch_id}次，{signed.actor.unit}）。", undoing.of_batch(done.batch_id))


def in_force(scope: Scope, place: pd.Series, indicator: pd.Series, year: int) -> tuple[list[float], str, bool]:
    """The twelve shares that hold now, where they come from in words, and whether they are the region's own."""
    found = reference.ask(list_plans, year, [int(place["id"])])
    found = found[found["indicator_id"] == indicator["id"]]
    if len(found):
        stated_by = int(found["stated_by"].iloc[0])
        own = stated_by == int(place["id"])
        name = "本级的计划" if own else f"{reference.tree(scope.version)['name'].get(stated_by, '上级')}的计划"
        return [float(share) for share in found["plan"].iloc[0].split(",")], name, own
    if isinstance(indicator["plan"], str):
        return [float(share) for share in indicator["plan"].split(",")], "指标目录里的计划", False
    return EVEN, "按月均匀", False


def bars(shares: list[float], step: int) -> Markup:
    """Twelve bars with the even pace as a tick; months in which nothing is due are pale."""
    drawn = join(html(
        '<div class="{}"><b>{:.4g}</b><div class="tube"><i style="height:{:.1f}%"></i><s style="bottom:{:.1f}%"></s>'
        '</div>{}月</div>',
        "month" if month % step == 0 else "month off", share * 100, min(max(share, 0), 1) * 100, month / 12 * 100, month)
        for month, share in enumerate(shares, start=1))
    return html('<div class="plan" role="img" aria-label="十二个月的累计进度">{}</div><p class="note">横线为按月均匀的进度。</p>',
                drawn)
