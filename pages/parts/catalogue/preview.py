"""What a change of the catalogue comes to, in words: field by field of a form, row by row of a workbook."""

from collections.abc import Mapping
from typing import Any

from data.intake.catalogue_sheet import Sent
from data.intake.draft import Finding
from data.intake.sent_out import UNKNOWN
from data.write.catalogue import Change
from data.write.catalogue_rules import WORDS, in_words
from pages.parts.shell import reference
from pages.parts.ui.html import Markup, html, panel, table, tag, tr

MOST = 300
"""Rows of a preview that are drawn."""
NEW, CHANGED, RETIRED, OPENED = ACTS = "新增", "改动", "停用", "重新启用"


def moved(version: int, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """data.write.catalogue_rules.in_words, an action by its name."""
    names = {str(number): name for number, name in reference.actions(version).set_index("id")["name"].items()}
    return [(word, names.get(was, was), names.get(now, now)) if word == WORDS["action_id"] else (word, was, now)
            for word, was, now in in_words(old, new)]


def of_form(version: int, change: Change) -> Markup:
    """What would change, and what may not."""
    lines = [tr(code, *line) for code in change.changed for line in moved(version, change.before.get(code), change.after[code])]
    wrong = [tag("p", html("▲ {}：{}", code, why), look="note") for (code, _), why in change.wrong.items()]
    if not lines:
        return tag("p", "没有改动。", look="note")
    return panel("会改成这样", "保存以前什么都没有变", table(["指标", "项目", "原来", "改成"], lines) + tag("div", *wrong))


def of_workbook(version: int, sent: Sent) -> Markup:
    """What cannot be taken, cell by cell; else what would change, row by row. Then what others changed since it went out."""
    since = _cells("下载以后别人改过 {} 处", "照现在的不动", sent.since) if sent.since else ""
    return tag("div", _of_workbook(version, sent), since, look="stack")


def _cells(title: str, said: str, cells: list[Finding]) -> Markup:
    rows = [tr(f"第 {one.row} 行 {one.column} 列" if one.row else "—", one.found or "（空）", one.expected)
            for one in cells[:MOST]]
    return panel(title.format(len(cells)), said, table(["在哪里", "写的是", "为什么"], rows, box="scroll tall"))


def _of_workbook(version: int, sent: Sent) -> Markup:
    if sent.wrong:
        return _cells("有 {} 处不能收，整个表都没有写入", "改好再传", sent.wrong)
    change = sent.change
    if not change.changed:
        return tag("p", "没有改动。", look="lead")
    told = "" if sent.is_whole else tag("p", f"▲ {UNKNOWN}", look="note")
    acts = {code: act(change.before.get(code), change.after[code]) for code in change.changed}
    lines = [(code, line) for code in change.changed for line in moved(version, change.before.get(code), change.after[code])]
    rows = [tr(f"第 {sent.rows[code]} 行" if code in sent.rows else "—", code, acts[code], *line) for code, line in lines[:MOST]]
    more = html('<p class="note">另有 {} 处没有列出。</p>', len(lines) - MOST) if len(lines) > MOST else ""
    held = [f"{one} {many} 项" for one in ACTS if (many := list(acts.values()).count(one))]
    return panel(f"将{'，'.join(held)}", "确认以后才写入，可以撤销",
                 told + table(["第几行", "代码", "做什么", "项目", "原来", "改成"], rows, box="scroll tall") + more)


def act(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> str:
    """Which of ACTS it is."""
    if old is None:
        return NEW
    if bool(old["last_year"]) == bool(new["last_year"]):
        return CHANGED
    return RETIRED if new["last_year"] else OPENED
