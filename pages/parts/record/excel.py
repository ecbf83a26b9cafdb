"""The record as a workbook; handing it out goes on record."""

import streamlit as st

from data import clock
from data.write.actor import Actor
from data.write.audit import hand_out
from pages.parts.shell import writes
from pages.parts.ui.excel import EXCEL, Column, Sheet, workbook
from queries.record import HEADS

WIDTHS = {"id": 8, "at": 20, "unit": 18, "address": 16, "what": 36, "place": 14, "details": 60, "hash": 20}
FORMATS = {"id": "0", "at": "yyyy-mm-dd hh:mm:ss"}


def show_export(actor: Actor, wanted: dict, many: int) -> None:
    """Two steps: what is made goes on record, then the browser takes it."""
    if st.button("准备导出 Excel", icon=":material/table_view:", key="record-export", disabled=not many):
        rows = writes.write(lambda connection: hand_out(connection, wanted, actor=actor, at=clock.now()), {})
        if rows is not None:
            columns = [Column(name, title, FORMATS.get(name, ""), WIDTHS.get(name, 10)) for name, title in HEADS.items()]
            made = workbook("审计记录", [f"共 {len(rows)} 条，{clock.now():%Y-%m-%d %H:%M} 导出"],
                            [Sheet("审计记录", columns, rows)])
            st.download_button("下载审计记录.xlsx", made, "审计记录.xlsx", EXCEL, icon=":material/download:", key="record-file",
                               on_click="ignore")
