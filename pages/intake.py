"""导入: a template out, a filled sheet in; what it would change, what is wrong with it; committed whole, or sent and reviewed;
taken back whole."""

import streamlit as st

from data import clock
from pages.parts.intake import blocks, commit, history, queue, taught, template, together, understood, whose
from pages.parts.intake.opened import Unreadable, open_files
from pages.parts.shell import reference
from pages.parts.shell.follow import follow
from pages.parts.ui.board import board
from pages.parts.ui.html import draw, html
from pages.parts.ui.markdown import markdown

version, today = reference.current_version(), clock.today()
label = reference.settings(version).get("data_label", "")
if label:
    st.info(markdown("库里现在有{}（生成的演示数据）。导入真实数据不会自动清除它：同一格以导入的数为准，其余仍是{}。"
                     "要全部换成真实数据，请在程序所在文件夹执行 `python -m data.prepare --clear-demo`。", label, label),
            icon=":material/science:")
queue_first = queue.is_open(version)
if queue_first:
    queue.show(version)
side, main = st.columns([30, 70], gap="medium")
with side, st.container(border=True, key="template-box"):
    draw(html('<div class="chart-title"><b>1 下载模板</b> 也可直接用各县原有的表</div>'))
    template.pick(version, today)
with main, st.container(border=True, key="file-box"):
    draw(html('<div class="chart-title"><b>2 选文件核对</b> Excel、WPS、CSV、网页表格、.ods、Word 里的表格；可以一次选几个；'
              '先看清要改什么，再导入</div>'))
    uploaded = st.file_uploader("报表文件", key=f"intake-file-{st.session_state.get('intake_turn', 0)}",
                                label_visibility="collapsed",
                                accept_multiple_files=True)
    found = open_files(version, uploaded, whose.ask()) if uploaded else []
    for one in found:
        if isinstance(one, Unreadable):
            st.error(markdown("**{} 读不了**\n\n{}", one.name, one.why), icon=":material/error:")
    if len(found) > 1:
        board("intake-files", follow, files=together.files(found))
together.form(found, today)
if opened := together.choose(found):
    with main:
        board("intake", follow, summary=blocks.summary(opened), understood=understood.blocks(opened))
        commit.downloads(opened)
    understood.ask(opened)
    commit.form(opened, today)
    board("intake-more", follow,
          refused=blocks.findings(opened, "refused", "不能收", "这些没有收；改好、定好再来，或先把其余的导入"),
          doubts=blocks.doubts(opened), changes=blocks.changes(opened), totals=blocks.totals(opened),
          notes=blocks.findings(opened, "note", "说明", "怎样理解的、哪些没有导入，请看一遍"))
if not queue_first:
    queue.show(version)
history.show_batches(version)
taught.show_taught(version)
