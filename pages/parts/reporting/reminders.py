"""催报: what each place still owes, in words to copy into a message."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from pages.parts.reporting import asks
from pages.parts.reporting.matrix import listed
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, draw, html, tag
from queries.gaps import gaps

ZERO = "没有发生的请报“0”，不要空着。"


@by_version(64)
def reminders(scope: Scope, today: date) -> Mapping[str, str]:
    """Place -> the message to it, for every place that owes anything, in official order."""
    cells = asks.owed(scope, today)
    codes = asks.codes(scope.version)
    months, items = gaps(cells, ["place", "period"]), gaps(cells, ["place", "period", "indicator_id"])
    names = asks.names(scope.version)
    lacking = gaps(cells, ["place"]).set_index("place")["lacking"]
    return {names[place]: message(scope, place, lacking[place], months[months["place"] == place], items[items["place"] == place])
            for place in sorted(lacking.index, key=codes.get)}


def message(scope: Scope, place: int, lacking: int, months: pd.DataFrame, items: pd.DataFrame) -> str:
    """“夏邑县妇联：截至2026年11月，尚缺 …，共 12 项，请于12月10日前报送。” lacking: cells in all; months, items: the place's gaps
    by month, and by month and indicator."""
    pieces = [_month(scope, place, month, items[items["period"] == month.period]) for month in months.itertuples()]
    waiting = items.loc[items["state"] == "未到期限", "period"]
    overdue = sorted(items.loc[items["state"] == "逾期未报", "period"].unique() % 100)
    ask = ""
    if len(waiting):
        day = asks.deadline(scope.version, int(waiting.max()))
        ask = f"请于{day.month}月{day.day}日前报送"
    if overdue:
        late = f"{'、'.join(f'{month}月' for month in overdue)}的数据已过报送期限，请尽快补报"
        ask = f"{ask}；其中{late}" if ask else late
    name = asks.names(scope.version)[place]
    return f"{name}妇联：截至{scope.year}年{scope.month}月，尚缺{'；'.join(pieces)}，共{len(items)}项（{lacking}项次），{ask}。"


def _month(scope: Scope, place: int, month, items: pd.DataFrame) -> str:
    """What is missing of one month: the whole report, or each indicator with the units that owe it."""
    if month.lacking == month.due:
        return f"{month.period % 100}月报表全部{len(items)}项指标"
    catalogue, names = reference.indicators(scope.version), asks.names(scope.version)
    words = []
    for row in items.itertuples():
        name = fmt.alone(catalogue.at[row.indicator_id, "short_name"])
        words.append(name if row.lacking == row.due else f"{name}（缺{listed(row.units, names, place)}）")
    return f"{month.period % 100}月的{'、'.join(words)}"


@by_version(64)
def reminders_sentence(scope: Scope, today: date) -> Markup:
    found = reminders(scope, today)
    if not found:
        return tag("p", "应报的数据已全部到齐，不用催报。", look="headline")
    return html('<p class="headline">{} 个单位还有应报未报的数据：{}。</p>'
                '<p class="lead">点文字右上角的按钮复制，粘贴到通知或工作群里；发出前请核对。'
                '没有基本报齐的一期不作评价，各页以此前报齐的一期为准。</p>', len(found), "、".join(found))


def show_reminders(scope: Scope, today: date) -> None:
    """One text for all, then one each."""
    found = reminders(scope, today)
    texts = {f"发给{name}": f"{text}{ZERO}" for name, text in found.items()}
    if len(found) > 1:
        lines = "\n".join(f"{number}. {text}" for number, text in enumerate(found.values(), start=1))
        texts = {"发给全部欠报单位": f"各有关单位：\n截至{scope.year}年{scope.month}月，下列单位尚有应报数据未报，请抓紧报送。"
                             f"{ZERO}\n{lines}"} | texts
    for title, text in texts.items():
        draw(html('<div class="chart-title"><b>{}</b></div>', title))
        st.code(text, language=None, wrap_lines=True)
