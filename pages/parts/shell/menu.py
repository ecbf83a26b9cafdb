"""The menu: 总览, the actions and what else there is to look at in a row, the rest in groups."""

from collections.abc import Collection, Mapping
from copy import copy
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.parts.shell.addresses import ACTIONS, ALL, GROUPS, KEEPING, LOOK, OTHER, OTHERS, OWN, RUN, UNLISTED
from pages.parts.shell.once import Once
from pages.parts.shell.visitors import Visitor


def seen_by(visitor: Visitor | None, blind: bool, alone: bool = False, own: Collection[str] = ()) -> set[str]:
    """The addresses in the menu of whoever looks; blind: who may see no figure; alone: who sits at the machine itself while
    nobody has an account, and keeps everything; own: of the groups that the federation has set up."""
    kept = {code for code, (*_, roles) in KEEPING.items() if alone or visitor and any(map(visitor.account.holds, roles))}
    return {""} | kept if blind else ALL - KEEPING.keys() - UNLISTED | kept | set(own)


def grouped(seen: Collection[str]) -> dict[str, list[str]]:
    """The addresses by group, "" for what stands in the bar: what is not seen, too, which no group shows. A group of which
    nothing is seen is none."""
    group_of = dict.fromkeys(("", *ACTIONS), LOOK) | dict.fromkeys(OWN, OTHER) | {
        code: row[-1] for code, row in OTHERS.items()} | dict.fromkeys(KEEPING, RUN)
    groups = {group: [code for code in group_of if group_of[code] == group and code in seen] for group in GROUPS}
    bar = groups.pop(LOOK) + [code for code in group_of if code not in seen]
    return {"": bar} | {group: codes for group, codes in groups.items() if codes}


def make_pages(seen: Collection[str], own: Mapping[str, str]) -> dict[str, Page]:
    """Every page by its address, as st.navigation wants it. own: what the federation's groups are called. Streamlit finds each
    script on the disk, so they are made once; a run gets copies, in which Streamlit marks what may be run."""
    context = get_script_run_ctx()
    folder = context.pages_manager.main_script_parent if context else None
    return {code: copy(page) for code, page in _made(folder, frozenset(seen), tuple(own.items())).items()}


def _make(_folder: Path | None, seen: frozenset[str], own: tuple[tuple[str, str], ...]) -> dict[str, Page]:
    rows = ({"": ("overview.py", "总览", ":material/dashboard:")} | {code: ("action.py", *row) for code, row in ACTIONS.items()}
            | {code: ("action.py", dict(own).get(code, OTHER), ":material/extension:") for code in OWN}
            | {code: row[:3] for code, row in (OTHERS | KEEPING).items()})
    return {code: st.Page(script, title=title, icon=icon, url_path=code or None, default=not code,
                          visibility="visible" if code in seen else "hidden") for code, (script, title, icon) in rows.items()}


_made = Once(_make)
