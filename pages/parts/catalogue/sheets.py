"""指标目录 as a workbook: out with every field of every indicator; in with a preview, all or nothing."""

from functools import partial

import pandas as pd
import streamlit as st

from data import clock
from data.formats import CODE, NUMBER
from data.intake.catalogue_cells import cell
from data.intake.catalogue_sheet import Sent, read_catalogue
from data.write.catalogue import save
from data.write.catalogue_rules import CHOICES, FIELDS, FLAGS, WORDS
from data.write.errors import Refused
from pages.parts.catalogue.edit import may_edit, rows
from pages.parts.catalogue.preview import of_workbook
from pages.parts.shell import exports, reference, signing, undoing, writes
from pages.parts.shell.follow import follow
from pages.parts.shell.scope import Scope
from pages.parts.ui.board import board
from pages.parts.ui.excel import Column, Sheet, about, notes, workbook
from pages.parts.ui.markdown import plain

FORMATS = {"precision": CODE, "first_year": CODE, "last_year": CODE, "weight": NUMBER}
WIDTHS = {"action_id": 16, "programme": 30, "name": 36, "short_name": 18, "numerator": 16, "plan": 24, "definition": 60,
          "source": 24, "former": 30, "aliases": 30}
COLUMNS = [Column(field, word, FORMATS.get(field, ""), WIDTHS.get(field, 10)) for field, word in WORDS.items()]
HELP = ("在下载的表里改了再传上来：代码不要改，新指标另起一行写新代码；停用填“到哪年止”（下一年起没有它），重新启用把它清空；"
        "没有的行不动，旧名称自动记为曾用名")
YES_NO = "是、否"
HOW = dict.fromkeys(FLAGS, YES_NO) | {
    "code": "2 至 4 个大写字母、短横、2 至 3 位数字，如 ZD-01；设立以后不能改",
    "numerator": "比率才填：指标代码，几项相加用 + 相连", "denominator": "比率才填：指标代码，几项相加用 + 相连",
    "whole": "是哪个总数的一部分，填总数的代码；没有的空着",
    "plan": "十二个月各月底累计的比例，逗号相隔，十二月为 1；空着按月均匀",
    "headline": f"{YES_NO}；一个行动一项", "precision": "0 至 4", "weight": "0 至 100",
    "first_year": "四位年份；空着为一直有", "last_year": "四位年份，下一年起停用；空着为仍用",
    "own": "由程序记，不用填", "former": "几个以分号相隔；导入和查找时认得", "aliases": "几个以分号相隔；导入和查找时认得"}
"""What may stand in a column, where its heading does not say it."""


def download(scope: Scope) -> None:
    exports.offer("下载指标目录", about(scope, "指标目录.xlsx"), partial(make, scope), key="catalogue-file")


def make(scope: Scope) -> bytes:
    """Every indicator, retired ones too, and what may stand in each column."""
    names = {int(number): name for number, name in reference.actions(scope.version).set_index("id")["name"].items()}
    held = pd.DataFrame([[cell(field, row[field], names) for field in FIELDS] for row in rows(scope.version).values()],
                        columns=list(FIELDS), dtype=object)
    how = HOW | {"action_id": "、".join(names.values())} | {field: "、".join(words.values()) for field, words in CHOICES.items()}
    told = pd.DataFrame({"word": list(WORDS.values()), "how": [how.get(field, "") for field in WORDS]})
    return workbook("指标目录", notes(scope, HELP), [
        Sheet("指标目录", COLUMNS, held), Sheet("怎样填", [Column("word", "栏"), Column("how", "可以填", width=90)], told)],
        comes_back={"指标目录"})


def show_upload(scope: Scope) -> None:
    """A workbook that comes back: what it would change, then all of it or nothing; for who may change the catalogue."""
    if not may_edit():
        return
    with st.expander("用 Excel 改指标目录"):
        st.caption(plain(HELP))
        turn = st.session_state.get("catalogue-turn", 0)
        given = st.file_uploader("改好的指标目录", type=["xlsx"], key=f"catalogue-upload-{turn}")
        if given is None:
            return
        try:
            sent = reference.ask_primary(read_catalogue, given.name, given.getvalue())
        except Refused as refused:
            st.error(plain(str(refused)), icon=":material/error:")
            return
        board("catalogue-preview", follow, preview=of_workbook(scope.version, sent))
        if sent.change.changed and not sent.wrong:
            _commit(scope, sent, turn)


def _commit(scope: Scope, sent: Sent, turn: int) -> None:
    with st.form("catalogue-commit", border=False):
        signed = signing.sign(scope.version, f"catalogue-{turn}", "如：市委今年新布置的工作", who="actor-catalogue")
        asked = st.form_submit_button("全部写入", type="primary", icon=":material/done_all:")
    if not asked:
        return
    done = writes.write(lambda connection: save(
        connection, sent.wanted, actor=signed.actor, reason=signed.reason, at=clock.now(), file_name=sent.file_name,
        file_sha256=sent.file_sha256), signed.places)
    if done:
        st.session_state["catalogue-turn"] = turn + 1
        writes.done(f"指标目录新增 {done.added} 项，改动 {done.changed} 项（第{done.batch_id}次）。",
                    undoing.of_batch(done.batch_id))
