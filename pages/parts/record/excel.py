"""The record as a workbook."""

from data.write.actor import WHOLE, Actor
from data.write.audit import read_out
from data.write.exports import Leaving
from pages.parts.shell import exports, reference
from pages.parts.ui.excel import Column, Sheet, workbook
from queries.record import HEADS

WIDTHS = {"id": 8, "at": 20, "unit": 18, "address": 16, "what": 36, "place": 14, "details": 60, "hash": 20}
FORMATS = {"id": "0", "at": "yyyy-mm-dd hh:mm:ss"}


def show_export(actor: Actor, wanted: dict, many: int) -> None:
    """The rows that the filters ask for."""
    if many:
        exports.offer("导出 Excel", Leaving("审计记录.xlsx", f"筛选出的 {many} 条", WHOLE), lambda: make(actor, wanted),
                      key="record-export")


def make(actor: Actor, wanted: dict) -> bytes:
    rows = reference.ask(lambda connection: read_out(connection, wanted, actor=actor))
    columns = [Column(name, title, FORMATS.get(name, ""), WIDTHS.get(name, 10)) for name, title in HEADS.items()]
    return workbook("审计记录", [f"共 {len(rows)} 条"], [Sheet("审计记录", columns, rows)])
