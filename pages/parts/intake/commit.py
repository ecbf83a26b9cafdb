"""The form below a preview: who reports, when it came in, and the one button that changes the database."""

from datetime import date, datetime, time

import streamlit as st

from data import clock
from data.formats import CODE, EXACT
from data.intake.annotate import annotate
from data.intake.commit import commit
from data.intake.preview import PERSONAL
from data.intake.rejects import rejects, rejects_name
from data.intake.review import send
from data.intake.senders import differ, not_theirs, waits
from data.write.actor import Actor
from data.write.exports import Leaving
from data.write.mappings import teach
from pages.parts.intake.blocks import counted, to_write
from pages.parts.intake.opened import Opened, forget_file, to_remember
from pages.parts.shell import exports, reference, signing, undoing, writes
from pages.parts.ui.excel import Column, Sheet, workbook
from pages.parts.ui.markdown import markdown, plain, shown_on
from queries.privacy import reads

COPY = "送来的文件里的数，原样"
"""Of what is handed back of a file: its figures are as they came, the personal ones too; of what was refused nobody knows which
are."""


def downloads(opened: Opened, key: str = "") -> None:
    """The annotated copy and the list of changes, made when asked for. key: where it is not the file that is being imported."""
    stem = opened.draft.file_name.rsplit(".", 1)[0]
    personal = bool(opened.draft.refused) or PERSONAL in set(opened.preview.changes["state"])
    with st.container(horizontal=True):
        exports.offer("带批注的副本", Leaving(f"{stem}_核对.xlsx", COPY, exact=personal),
                      lambda: annotate(opened.content, opened.draft), key=f"{key}annotated", icon="rate_review")
        if opened.draft.refused and opened.draft.taken:
            exports.offer(f"待补的 {len(opened.draft.refused)} 处",
                          Leaving(rejects_name(opened.draft.file_name), COPY, exact=True),
                          lambda: rejects(opened.content, opened.draft), key=f"{key}rejects", icon="assignment_return",
                          hint="只有不能收的各行；请报送单位改好发回，再在这里导入")
        if opened.preview.changes["state"].ne("不变").any():
            exports.offer("变动清单", Leaving(f"{stem}_变动.xlsx", "导入前后各项的数"), lambda: _list(opened), key=f"{key}listed")


def _list(opened: Opened) -> bytes:
    version = opened.key[0]
    names, catalogue = reference.region_labels(version), reference.indicators(version)
    rows = opened.preview.changes
    rows = rows[rows["state"] != "不变"].assign(
        region=lambda frame: frame["region_id"].map(lambda region: names[region][0]),
        indicator=lambda frame: frame["indicator_id"].map(catalogue["name"]),
        unit=lambda frame: frame["indicator_id"].map(catalogue["unit"]))
    for column, prefix in (("value", ""), ("old_value", "old_")):
        seen = zip(rows[column], rows[f"{prefix}withheld"], rows[f"{prefix}rounded"], strict=True)
        rows[column] = [reads("" if withheld else f"{value:,.10g}", withheld, rounded) if withheld or rounded else value
                        for value, withheld, rounded in seen]
    label = reference.settings(version).get("data_label", "")
    said = [f"【{label}】库里现在有演示用的生成数据"] if label else []
    return workbook(f"{opened.draft.file_name}要改的数", said, [Sheet("变动", [
        Column("state", "类别"), Column("region", "地区", width=22), Column("period", "期", CODE),
        Column("indicator", "指标", width=30), Column("unit", "单位", width=8), Column("old_value", "库里现在", EXACT, 14),
        Column("value", "改成", EXACT, 14), Column("sheet", "工作表", width=16), Column("row", "行", CODE, 7),
        Column("column", "列", width=6)], rows)])


def form(opened: Opened, today: date) -> None:
    """Commits the draft as it was previewed: all or nothing, or by choice what can be taken, which the batch says."""
    if opened.preview.known:
        st.info(plain(opened.preview.known), icon=":material/task_alt:")
    if opened.preview.known or not opened.draft.taken:
        return
    partial = bool(opened.draft.refused) and st.checkbox(
        markdown("先把能收的 {:,} 个导入，其余 {:,} 处留待补报", opened.draft.taken, len(opened.draft.refused)),
        key=f"partial-{opened.sha[:12]}")
    if opened.draft.refused and not partial:
        return
    with st.container(border=True, key="commit"):
        left, right = st.columns([1, 4])
        received = left.date_input("收到日期", value=today, max_value=today, format="YYYY-MM-DD",
                                   help="要审核的，以报送的时间为收到时间")
        with right:
            signed = signing.ask_reporter(opened.key[0], str(st.session_state.get("intake_turn", 0)))
        barred, sends = say_who_may(opened, signed), reference.ask(waits, opened.draft, signed.actor)
        asked = st.button(markdown("{}{}：{}", "部分" if partial else "", "报送，等审核" if sends else "导入",
                                   to_write(counted(opened))), type="primary", key="commit-button", disabled=barred,
                          icon=":material/send:" if sends else ":material/database:")
    if asked and sends:
        _send(opened, signed, partial)
    elif asked:
        _commit(opened, signed, received, partial)


def say_who_may(opened: Opened, signed: signing.Signed) -> bool:
    """Says under the unit that it may not send this file (true then), or that the sheet names another."""
    words = reference.ask(not_theirs, opened.draft, signed.actor.unit)
    if words:
        signed.places["actor"].markdown(writes.refusal(words))
        return True
    if doubts := [words for said in opened.draft.understood.senders if (words := reference.ask(differ, said, signed.actor.unit))]:
        signed.places["actor"].markdown(markdown(":orange[▲ {}]", "；".join(doubts)))
    return False


def _send(opened: Opened, signed: signing.Signed, partial: bool) -> None:
    number = writes.attempt(lambda: send(reference.engine(), opened.draft, content=opened.content, actor=signed.actor,
                                         at=clock.now(), note=signed.reason or None, partial=partial), signed.places)
    if number:
        forgotten, states = remember(opened, signed.actor), counted(opened)
        forget_file()
        writes.done(f"已报送，第 {number} 件，等审核：{to_write(states)}，不变 {states['不变']:,}。审核通过以前各页的数不变；"
                    f"在上面“报送与审核”里看得到结果，也可以撤回。{forgotten}")


def _commit(opened: Opened, signed: signing.Signed, received: date, partial: bool) -> None:
    bar = st.progress(0.0, "正在导入")
    done = writes.attempt(lambda: commit(
        reference.engine(), opened.draft, content=opened.content, actor=signed.actor,
        received_at=datetime.combine(received, time()),
        committed_at=clock.now(), seen=opened.preview.seen, note=signed.reason, partial=partial,
        progress=shown_on(bar)), signed.places)
    bar.empty()
    if done:
        forgotten = remember(opened, signed.actor)
        states = counted(opened)  # the commit's own counts would tell which personal figures are as they were
        forget_file()
        writes.done(f"已{'部分' if partial else ''}导入，第 {done.batch_id} 次：{to_write(states)}，不变 {states['不变']:,}。"
                    "各页的数已经更新；"
                    f"不对可在下面“导入记录”里整次撤销。{forgotten}", undoing.of_batch(done.batch_id))


def remember(opened: Opened, actor: Actor) -> str:
    """What was answered about a committed file and is to hold for its sender's next. Returns, in words, why it will not."""
    if not (answers := to_remember(opened.sha)):
        return ""
    sender = opened.draft.understood.sender or actor.unit
    wrong = writes.also(lambda connection: teach(connection, sender, answers, actor=actor, at=clock.now()))
    return f"但“{opened.draft.file_name}”的答复没有记住：{wrong}" if wrong else ""
