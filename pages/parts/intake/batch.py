"""One batch of 导入记录: what it wrote, its file, what is left of it, and how it is taken back whole."""

import hashlib
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from data import clock
from data.intake import originals
from data.intake.draft import Draft
from data.intake.rejects import rejects, rejects_name
from data.intake.remembered import read_for
from data.write import text
from data.write.catalogue_rules import in_words
from data.write.exports import Leaving
from data.write.progress import Tell
from data.write.shipped_words import RULE_WORDS
from data.write.undoing import lot_of, overwritten, undo, undo_lot
from pages.parts.intake.blocks import MOST, cell, finding_list
from pages.parts.shell import exports, permit, reference, signing, writes
from pages.parts.shell.cache import by_version
from pages.parts.shell.follow import follow
from pages.parts.ui import format as fmt
from pages.parts.ui.board import board
from pages.parts.ui.html import Markup, draw, html, join, num, panel, table, tag, tr
from pages.parts.ui.markdown import markdown, shown_on
from pages.parts.ui.project_words import change_row
from queries import history
from queries.database import Connection
from queries.periods import is_year
from queries.region_list import tree_changes

TABLES = {"observations": "", "targets": "年目标", "plans": "进度计划", "weights": "年权重"}


@by_version(4)
def batches(version: int) -> pd.DataFrame:
    """The newest; of a reader of a few regions, what these have sent and nobody else is in."""
    within = None if reference.seen(version) is None else (signing.own_units(version), reference.tops(version))
    return reference.ask(history.batches_list, 100, None, within).set_index("id", drop=False)


@by_version(16)
def opened(version: int, number: int) -> Markup:
    """What the batch wrote, cell by cell."""
    cells, sites = reference.ask(history.batch_cells, number), reference.ask(history.batch_sites, number)
    catalogue = reference.ask(history.catalogue_changes, number)
    if len(catalogue):
        return _catalogue(number, catalogue)
    tree = reference.ask(tree_changes, number)
    order = {"改动": 0, "删去": 1, "新增": 2, "个人信息": 3, "未变": 4}
    cells = cells.sort_values("state", key=lambda states: states.map(order), kind="stable")
    plans = reference.ask(history.batch_projects, number)
    groups = reference.ask(history.batch_reference, number)
    rows = [*map(_of_reference, groups.head(MOST).itertuples()), *map(_of_tree, tree.head(MOST).itertuples()),
            *map(_cell, cells.head(MOST).itertuples()),
            *map(_site, sites.head(MOST).itertuples()),
            *(change_row(version, row.table, row.before, row.after) for row in plans.head(MOST).itertuples())]
    more = sum(max(len(frame) - MOST, 0) for frame in (groups, tree, cells, sites, plans))
    words = tag("p", f"另有 {more:,} 处没有列出。", look="note") if more else ""
    drawn = table(["地区", "期", "指标", num("原来"), num("这一次"), "类别"], rows, box="scroll tall")
    written = sum(map(len, (groups, tree, cells, sites, plans)))
    return panel(f"第{number}次写了什么（{written:,}）", "改动的在前", join((drawn, words)))


def _catalogue(number: int, changes: pd.DataFrame) -> Markup:
    """What the batch changed of the catalogue, a line a field."""
    rows = [tr(one.code, said, old, tag("b", new), "新增" if one.before is None else "改动")
            for one in changes.itertuples() for said, old, new in in_words(one.before, one.after)]
    return panel(f"第{number}次改了指标目录（{len(changes)} 项指标）", "一行一处", table(
        ["指标", "项目", "原来", "这一次", "类别"], rows, box="scroll tall"))


def _of_reference(row) -> Markup:
    """A group beside the six, by its name; a rule, field by field."""
    words = RULE_WORDS if row.table == "rules" else {"name": "名称"}
    moved = [name for name in words if (row.before or {}).get(name) != (row.after or {}).get(name)]
    was, now = ("；".join(f"{words[name]} {one[name]}" for name in moved) if one else "—" for one in (row.before, row.after))
    state = "新增" if row.before is None else "删去" if row.after is None else "改动"
    return tr("全部", "—", f"{'规则' if row.table == 'rules' else '行动分类'} {row.code}", was, tag("b", now), state)


def _of_tree(row) -> Markup:
    when = "—" if pd.isna(row.period) else f"{fmt.period(int(row.period))}{'以前' if row.what == '曾用名' else '起'}"
    return tr(row.place, when, row.what, row.before, tag("b", row.after), row.state)


def _cell(row) -> Markup:
    old = cell(row.old_value, row.old_withheld, row.old_rounded, row.unit)
    new = cell(row.new_value, row.new_withheld, row.new_rounded, row.unit)
    when = f"{row.period if is_year(row.period) else fmt.period(row.period)}{TABLES[row.table]}"
    return tr(row.region, when, f"{row.code} {row.indicator}", num(old), num(tag("b", new)), row.state)


def _left(version: int, number: int) -> tuple[bytes, Draft] | None:
    """The file of a batch that came in in part, read again: what of it is refused is left to finish. None where it is not
    kept."""
    batch = batches(version).loc[number]
    content = originals.read(batch["file_sha256"])
    if content is None:
        return None
    draft = reference.ask(read_for, batch["file_name"], content, batch["actor"])
    return content, replace(draft, file_sha256=batch["file_sha256"])  # what is kept may be a copy without persons


@by_version(4)
def _rest(version: int, number: int) -> Markup:
    """What is left to finish."""
    left, words = _left(version, number), f"第{number}次还有 {batches(version).at[number, 'rest']:.0f} 处待补"
    return panel(words, "原文件不在这台电脑上，列不出来") if left is None else finding_list(
        left[1].refused, words, "按现在教过的写法重读原文件；补来的文件导入后，这里就不再列出", "refused")


def _rejects(version: int, number: int) -> bytes:
    left = _left(version, number)
    return rejects(*left) if left else b""


def _site(row) -> Markup:
    before, after = row.before or {}, row.after
    was, name = before.get("name", row.name), row.name
    month = after.get("closed")
    closed = f"，{month // 100}年{month % 100}月撤销" if month and month != before.get("closed") else ""
    return tr(row.region, "—", f"{row.form} {f'{was} → {name}' if was != name else name}{closed}", num(""), num(""), row.state)


def show_file(version: int, batch: pd.Series) -> None:
    """The file as it came, or the copy without persons that is kept of it; not where it holds personal figures, which are
    exact."""
    if batch["personal"]:
        st.caption("这一次里有涉及个人信息的数，原文件里是确切的，不在这里下载。")
        return
    if not pd.isna(batch["rest"]) and not permit.may_write():
        st.caption("这一次是部分导入，没有收的格里可能有涉及个人信息的确切的数：原文件和待补的只在可以改数据的电脑上看。")
        return
    content = originals.read(batch["file_sha256"]) if isinstance(batch["file_sha256"], str) else None
    if content is not None:
        copied = hashlib.sha256(content).hexdigest() != batch["file_sha256"]
        stem, dot, ending = batch["file_name"].rpartition(".")
        name = (f"{stem or ending}_副本.{'xlsx' if content[:2] == b'PK' else ending if dot else 'csv'}"
                if copied else batch["file_name"])
        number = f"第{int(batch['id'])}次"
        exports.offer("下载留存的副本（不含个人信息）" if copied else "下载原文件",
                      Leaving(name, f"{number}的{'留存副本' if copied else '原文件'}，内容不改，编号只在记录里", act="download"),
                      lambda: content, key="original", icon="attach_file")
        if not pd.isna(batch["rest"]) and pd.isna(batch["finished_by"]) and pd.isna(batch["undone_at"]):
            board("rest", follow, rest=_rest(version, int(batch["id"])))
            exports.offer("下载待补的", Leaving(rejects_name(batch["file_name"]), f"{number}不能收的各行，原样", exact=True),
                          partial(_rejects, version, int(batch["id"])), key="rest-file", icon="assignment_return")
    elif batch["kind"] == "import":
        st.caption("这台电脑上没有保存这一次的原文件。")


def show_undo(number: int) -> None:
    """The form that takes the batch back."""
    later = reference.ask(overwritten, number)
    with st.form("undo", border=True):
        draw(html('<div class="chart-title"><b>撤销第{}次</b> 整次撤销，各项回到没有这一次时的数；撤销也留痕</div>', number))
        agreed = True
        if len(later):
            by = "、".join(f"第{batch}次" for batch in sorted(later["batch_id"].unique())[:10])
            st.warning(markdown("其中 {:,} 处后来又被{}写过，撤销后仍保持后来的数。", len(later), by), icon=":material/layers:")
            agreed = st.checkbox("我知道，仍要撤销", key=f"agreed-{number}")
        mates = len(reference.ask(lot_of, number)) - 1
        all_of = mates > 0 and st.checkbox(markdown("连同一起导入的另外 {} 次一起撤销", mates), key=f"lot-{number}")
        signed = signing.sign(reference.current_version(), "undo", "如：报错了月份，重新报送", "撤销原因")
        under = st.empty()
        asked = st.form_submit_button(markdown("撤销第{}次", number), icon=":material/undo:")
    if asked and not agreed:
        under.markdown(writes.refusal("后来的导入也写过其中的数：确要撤销，请勾选“仍要撤销”。没有撤销。"))
    elif asked:
        bar = st.progress(0.0, "正在撤销")
        changed = writes.write(lambda connection: _undo(connection, number, signed, shown_on(bar), all_of), signed.places)
        bar.empty()
        if changed is not None:
            writes.done(f"第{number}次{'和一起导入的各次' if all_of else ''}已撤销，{changed:,} 处回到原来的数。")


def _undo(connection: Connection, number: int, signed: signing.Signed, tell: Tell, all_of: bool) -> int:
    """Undone from here, a batch says why."""
    _, reason = text.signed(signed.actor.unit, signed.reason, why="撤销原因")
    return (undo_lot if all_of else undo)(connection, number, actor=signed.actor, at=clock.now(), reason=reason, tell=tell)
