"""Many files at once: a table of what each was understood as, and one button for all that are clean."""

from datetime import date, datetime, time

import streamlit as st

from data import clock
from data.intake.commit import commit
from data.intake.review import send
from data.intake.senders import not_theirs, waits
from data.write.actor import Actor
from data.write.errors import NotWritten
from pages.parts.intake.blocks import counted
from pages.parts.intake.commit import remember
from pages.parts.intake.opened import Opened, Unreadable, forget_file
from pages.parts.shell import reference, signing, undoing, writes
from pages.parts.shell.url import worded
from pages.parts.ui.html import Cell, Markup, num, panel, table, tag, tr
from pages.parts.ui.markdown import markdown, plain, shown_on


def is_clean(opened: Opened | Unreadable) -> bool:
    """Whether a file can be taken without anybody having to look: nothing refused or doubted, something new."""
    if (isinstance(opened, Unreadable) or opened.draft.refused or opened.draft.understood.questions or opened.doubts
        or opened.preview.known):
        return False
    states = counted(opened)
    return states["新增"] + states["改动"] > 0


def files(found: list[Opened | Unreadable]) -> Markup:
    """A line a file."""
    return panel(f"共 {len(found)} 个文件", "没有问题的可以一起导入；要改、要定的，在下面“看哪个文件”里打开",
                 table(["文件", "读懂的是", num("可导入"), num("不能收"), num("疑点"), "状态"], map(_line, found), "plain",
                       "scroll tall"))


def _line(opened: Opened | Unreadable) -> Markup:
    if isinstance(opened, Unreadable):
        return tr(opened.name, Cell(opened.why, "late"), num("—"), num("—"), num("—"), tag("b", "读不了", look="late"))
    draft = opened.draft
    return tr(draft.file_name, draft.understood.headline, num(f"{draft.taken:,}"), num(f"{len(draft.refused):,}"),
              num(f"{len(opened.doubts):,}"),
              tag("b", state(opened), look="" if is_clean(opened) else "late"))


def state(opened: Opened) -> str:
    states = counted(opened)
    if opened.preview.known:
        return "已经导入过"
    if opened.draft.understood.questions:
        return f"请定 {len(opened.draft.understood.questions)} 处"
    if opened.draft.refused:
        return f"{len(opened.draft.refused)} 处不能收"
    if opened.doubts:
        return f"{len(opened.doubts)} 处疑点，请看过再导入"
    return "可以导入" if states["新增"] + states["改动"] else "与库里相同"


def choose(found: list[Opened | Unreadable]) -> Opened | None:
    """The file to look at: of several that can be read, the one that is chosen, those that need a person first."""
    readable = sorted((one for one in found if isinstance(one, Opened)), key=is_clean)
    if len(readable) < 2:
        return readable[0] if readable else None
    names = {one.sha: f"{one.draft.file_name}（{state(one)}）" for one in readable}
    sha = st.selectbox("看哪个文件", list(names), format_func=worded(names), key="intake_file")
    return next(one for one in readable if one.sha == sha)


def form(found: list[Opened | Unreadable], today: date) -> None:
    """Commits all clean files, each as a batch of its own, all of them one lot that can be taken back at once."""
    clean = [opened for opened in found if isinstance(opened, Opened) and is_clean(opened)]
    if len(found) < 2 or not clean:
        return
    with st.container(border=True, key="commit-together"):
        left, right = st.columns([1, 4])
        received = left.date_input("收到日期", value=today, max_value=today, format="YYYY-MM-DD", key="received-together")
        with right:
            signed = signing.ask_reporter(clean[0].key[0], "together")
        st.caption("各文件写明报送单位的，各记各的；没有写明的，记这里填的单位。")
        held = {opened.sha: words for opened in clean if (words := held_back(opened, signed.actor.unit))}
        if held:
            signed.places["actor"].markdown(writes.refusal("；".join(
                f"{opened.draft.file_name}：{held[opened.sha]}" for opened in clean if opened.sha in held)))
        clean = [opened for opened in clean if opened.sha not in held]
        sends = any(reference.ask(waits, opened.draft, _sender(opened, signed)) for opened in clean)
        asked = st.button(markdown("把没有问题的 {} 个文件{}", len(clean), "报送，要审核的等审核" if sends else "导入"),
                          type="primary", icon=":material/database:", key="commit-together-button", disabled=not clean)
    if asked and clean:
        _commit(found, clean, signed, received)


def held_back(opened: Opened, signing_unit: str) -> str:
    """Why the file does not come in with the others: neither the unit that signs nor the file's own may send another region's."""
    return next((words for unit in (opened.draft.understood.sender, signing_unit)
                 if (words := reference.ask(not_theirs, opened.draft, unit))), "")


def _sender(opened: Opened, signed: signing.Signed) -> Actor:
    """Whoever is signed in or sits here, for the unit that the file itself names."""
    return signed.actor.signing(opened.draft.understood.sender or signed.actor.unit)


def _commit(found: list[Opened | Unreadable], clean: list[Opened], signed: signing.Signed, received: date) -> None:
    bar, lot, done, sent, wrong, forgotten = st.progress(0.0, "正在导入"), None, [], [], [], ""
    tell = shown_on(bar)
    for number, opened in enumerate(clean):
        tell(number / len(clean), f"正在导入 {number + 1} / {len(clean)}：{opened.draft.file_name}")
        actor, note = _sender(opened, signed), signed.reason or None
        try:
            if reference.ask(waits, opened.draft, actor):
                sent.append(send(reference.engine(), opened.draft, content=opened.content, actor=actor, at=clock.now(),
                                 note=note))
            else:
                done.append(commit(reference.engine(), opened.draft, content=opened.content, actor=actor,
                                   received_at=datetime.combine(received, time()), committed_at=clock.now(),
                                   seen=opened.preview.seen, note=note, lot=lot))
                lot = lot or done[0].batch_id
        except NotWritten as error:
            wrong.append(f"{opened.draft.file_name}：{error}")
            continue
        forgotten += remember(opened, actor)
    bar.empty()
    if not done and not sent:
        st.error(plain("没有一个导入。" + "；".join(wrong)))
        return
    forget_file()
    left = [one.name if isinstance(one, Unreadable) else one.draft.file_name for one in found if one not in clean]
    if left:
        wrong = [*wrong, f"{'、'.join(left)}要先改好或定好，请再选这 {len(left)} 个文件"]
    waiting = f"{len(sent)} 个文件已报送，第 {sent[0]}—{sent[-1]} 件，等审核。" if sent else ""
    said = f"没有导入的：{'；'.join(wrong)}。" if wrong else ""
    if not done:
        writes.done(waiting + said + forgotten)
    writes.done(f"{len(done)} 个文件已导入，第 {done[0].batch_id}—{done[-1].batch_id} 次，可在下面“导入记录”里一起撤销。"
                + waiting + said + forgotten, undoing.of_lot(done[0].batch_id))
