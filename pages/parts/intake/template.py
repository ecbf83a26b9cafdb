"""Templates to download: what for, for whom and when."""

from datetime import date
from functools import partial

import streamlit as st

from data.templates import make
from data.write.exports import Leaving
from pages.parts.shell import exports, reference
from pages.parts.shell.url import worded
from queries.database import reading
from queries.periods import shift

KINDS = {"月报表": "一个月应报的指标", "年报表": "全年十二个月", "年度目标": "", "妇女之家名册": "",
         "文本（CSV）": "给别的程序填"}


def pick(version: int, today: date) -> None:
    """The choice and the button; the file is made when it is asked for."""
    nodes = reference.tree(version)
    places = {row.code: row.name for row in nodes.itertuples() if row.level in ("province", "city", "county")}
    before = shift(today.year * 100 + today.month, -1)
    kind = st.selectbox("哪一种", list(KINDS), key="template_kind", persist_state="session", filter_mode=None)
    code = st.selectbox("给哪个地区", list(places), key="template_region", format_func=worded(places), persist_state="session")
    years = list(range(today.year + 1, today.year - 6, -1))
    with st.container(horizontal=True):
        year = month = 0
        if kind != "妇女之家名册":
            year = st.selectbox("哪一年", years, index=years.index(before // 100), key="template_year", persist_state="session",
                                format_func=lambda year: f"{year}年", filter_mode=None)
        if kind in ("月报表", "文本（CSV）"):
            month = st.selectbox("哪个月", list(range(1, 13)), index=before % 100 - 1, key="template_month",
                                 persist_state="session", format_func=lambda month: f"{month}月", filter_mode=None)
    region = int(nodes.index[nodes["code"] == code][0])
    name = f"{places[code]}{f'{year}年' if year else ''}{f'{month}月' if month else ''}{kind.split('（')[0]}"
    csv = kind.startswith("文本")
    exports.offer("下载模板", Leaving(f"{name}.{'csv' if csv else 'xlsx'}", "模板", (region,)),
                  partial(_make, kind, region, year, month), key="template", width="stretch")


def _make(kind: str, region: int, year: int, month: int) -> bytes:
    with reading(reference.engine()) as connection:
        if kind == "月报表":
            return make.make_month(connection, region, year * 100 + month)
        if kind == "年报表":
            return make.make_year(connection, region, year)
        if kind == "年度目标":
            return make.make_targets(connection, region, year)
        if kind == "妇女之家名册":
            return make.make_sites(connection, region)
        return make.make_csv(connection, region, year * 100 + month)
