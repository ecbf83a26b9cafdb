"""A newer shipped catalogue, as this program brings it: what differs, line by line, and taking it."""

import pandas as pd
import streamlit as st

from data import clock
from data.reference.release import offered, shipped_version
from data.write.shipped import CONFLICT, keep_ours, take, told
from pages.parts.shell import permit, reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui.markdown import plain

COLUMNS = ["采用", "代码", "名称", "哪一项", "现在", "新版", "影响"]


def show_release(scope: Scope) -> None:
    """Nothing where the database was made from what is shipped, or all was settled."""
    if reference.settings(scope.version).get("catalogue_version", shipped_version()) == shipped_version():
        return
    release, lines = reference.ask(offered)
    if not lines:
        return
    with st.container(border=True, key="release"):
        st.markdown(plain(f"{told(lines)}。不会自动改动，采用哪些由你定。"))
        with st.expander("逐条看，选定采用哪些"), st.form("release-form", border=False):
            frame = pd.DataFrame([(line.state != CONFLICT, line.code, line.name, line.word if line.field else line.state,
                                   line.said(line.old), line.said(line.new), ("本单位改过；" if line.state == CONFLICT else "")
                                   + line.effect) for line in lines], columns=COLUMNS)
            chosen = st.data_editor(frame, disabled=COLUMNS[1:], hide_index=True, width="stretch", key=f"release-{scope.version}")
            signed = signing.sign(scope.version, "release", "如：采用新版指标目录", who="actor-release")
            with st.container(horizontal=True):
                wanted = st.form_submit_button("采用勾选的", type="primary", key="release-take", disabled=not permit.may_write())
                rest = st.form_submit_button("全部保留本单位的，不再提示", key="release-keep", disabled=not permit.may_write())
    rows, at = (release.version, release.rows), clock.now()
    if wanted:
        keys = [line.key for line, yes in zip(lines, chosen["采用"], strict=True) if yes]
        numbers = writes.write(lambda connection: take(connection, *rows, keys, actor=signed.actor, reason=signed.reason, at=at),
                               signed.places)
        if numbers:
            writes.done(f"已采用新版的 {len(keys)} 处。", undoing.of_batch(numbers[-1]) if len(numbers) == 1 else None)
    elif rest:
        left = writes.write(lambda connection: keep_ours(connection, *rows, actor=signed.actor, at=at), signed.places)
        if left is not None:
            writes.done(f"新版的 {left} 处差异都保留本单位的。")
