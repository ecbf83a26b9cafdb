"""The files of a paper: Word, PowerPoint, Excel; of one region, or of all below it as a zip."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from io import BytesIO

import streamlit as st

from data.papers import deck, word, workbook
from data.papers.outline import Outline
from data.write.actor import Actor
from pages.parts.briefing import choice, templates
from pages.parts.papers import kinds
from pages.parts.papers.frozen import actor, frozen
from pages.parts.shell import exports, reference
from pages.parts.shell.scope import Scope
from pages.parts.ui.excel import about
from pages.parts.ui.markdown import plain

MAKERS: dict[str, tuple[str, str, Callable[[Outline, bytes | None], bytes]]] = {
    "docx": ("Word", "description", word.make), "pptx": ("PowerPoint", "slideshow", deck.make),
    "xlsx": ("Excel", "table", lambda made, _: workbook.make(made))}
"""Ending -> what it is called, its icon, what makes it."""
READY = "papers-ready"
"""In the session: the scopes whose papers have been made for the zip."""


def offer(scope: Scope, of: str, made: Outline, choices: Mapping[str, str | None]) -> None:
    """A button a file. Whatever is made at a click is numbered and frozen first."""
    who = actor(scope.version)
    with st.container(horizontal=True, key="paper-files"):
        for ending, (name, icon, maker) in MAKERS.items():
            if ending != "pptx" or of == kinds.REPORT:
                make = partial(_one, scope, of, choices, who, maker, templates.chosen(scope, ending))
                exports.offer(name, about(scope, f"{made.title}.{ending}"), make, key=f"paper-{ending}", icon=icon)
        if of == kinds.REPORT:
            _offer_all(scope)


def _one(scope: Scope, of: str, choices: Mapping[str, str | None], who: Actor,
         maker: Callable[[Outline, bytes | None], bytes], template: int = templates.OURS) -> bytes:
    made, form = choice.edited(scope, of, choices), templates.of(scope, template)
    return maker(frozen(made, "材料", who, choices), form)


def _offer_all(scope: Scope) -> None:
    """汇报材料 of every region below, each about itself: made one after the other, which is shown, then handed out together."""
    nodes = reference.tree_at(scope.version, scope.period)
    below = nodes[nodes["parent_id"] == scope.region]
    if below.empty:
        return
    scopes = tuple(replace(scope, region=int(region)) for region in below.index)
    if st.session_state.get(READY) != scopes:
        if not st.button(plain(f"各地各一份（{len(scopes)} 份）"), icon=":material/folder_zip:", key="paper-all"):
            return
        shown = st.progress(0.0, text="正在做")
        for number, (one, name) in enumerate(zip(scopes, below["name"], strict=True)):
            shown.progress(number / len(scopes), text=plain(f"正在做 {name}（{number + 1}/{len(scopes)}）"))
            kinds.make(one)
        shown.empty()
        st.session_state[READY] = scopes
    make = partial(_zip, scopes, actor(scope.version), {ending: templates.chosen(scope, ending) for ending in MAKERS})
    exports.offer(f"下载 {len(scopes)} 份（zip）", about(scope, f"各地汇报材料_{scope.year}年{scope.month}月.zip"), make,
                  key="paper-zip", icon="folder_zip", hint="每个地区一份 Word、一份 PowerPoint、一份 Excel，各有自己的留存编号")


def _zip(scopes: tuple[Scope, ...], who: Actor, chosen: Mapping[str, int]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for scope in scopes:
            made = frozen(kinds.make(scope), "材料", who)
            for ending, (_, _, maker) in MAKERS.items():
                if made.sections and (ending != "pptx" or made.slides):
                    form = templates.of(scope, chosen.get(ending, templates.OURS))
                    archive.writestr(f"{made.place}/{made.title}.{ending}", maker(made, form))
    return held.getvalue()
