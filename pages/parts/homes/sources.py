"""Which files the register of 妇女之家 came in, and where it differs from what units report."""

import pandas as pd
import streamlit as st

from pages.parts.homes.register import View
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.ui import format as fmt
from pages.parts.ui.board import board
from pages.parts.ui.html import Markup, html, join, num, scroll, table, tag, tr
from queries.homes import agreement
from queries.homes import villages as registry


def register_dialog(view: View) -> None:
    @st.dialog("妇女之家名册来自哪里", width="large")
    def show() -> None:
        board("register", lambda picked: None, files=register(view), differ=differences(view))

    show()


def register(view: View) -> Markup:
    """Batch and file of every row that is counted."""
    rows = reference.ask(registry.register_files, view.scope.region, view.period)
    count = registry.in_use(rows)
    lines = [tr(row.seat, num(f"{row.homes:,}"), num(f"{row.others:,}"),
                html('第{}次 {}<br><span class="muted">{}，{:%Y-%m-%d} 收到</span>', row.batch_id, row.file_name, row.actor,
                     row.received_at))
             for row in rows.itertuples()]
    lead = html("""<p class="lead">{}末在用的：妇女之家 {:,} 个，其他阵地 {:,} 个。
一村有几家也只算一个已建家的村；撤销的不计；建成年月不详的按一直有计。</p>""", fmt.period(view.period), count["homes"],
                count["others"])
    return lead + table(["县（市、区）", num("妇女之家"), num("其他阵地"), "哪次导入、文件"], lines)


def differences(view: View) -> Markup:
    """Units below the region whose report and register differ."""
    frame = _differences(view.scope.version, view.scope.year, view.scope.month)
    inside = reference.ask(registry.below, view.scope.region)
    frame = frame[frame["region_id"].isin(inside.index)]
    catalogue = reference.indicators(view.scope.version)
    if frame.empty:
        return tag("h3", "名册与各单位上报数一致", look="programme")
    lines = join(tr(inside[row.region_id], catalogue.at[row.indicator_id, "name"], row.words) for row in frame.itertuples())
    return html('<h3 class="programme">与上报数不一致的单位（{}）</h3>{}',
                len(frame), scroll(html('<table class="plain"><tbody>{}</tbody></table>', lines)))


@by_version(4)
def _differences(version: int, year: int, month: int) -> pd.DataFrame:
    return reference.ask(agreement.disagreements, year, month)
