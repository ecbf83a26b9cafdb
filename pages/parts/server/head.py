"""What stands in the head of the one HTML page that Streamlit serves: our styles and scripts, and its own files named early."""

import json
from pathlib import Path

import streamlit as st

from pages.parts.server.early_files import early_files
from pages.parts.shell.addresses import ACTIONS, KEEPING, OTHERS
from pages.parts.shell.addresses import ALL as ADDRESSES
from pages.parts.shell.menu import grouped
from pages.parts.ui.board import SCRIPT, STYLE

PARTS = Path(__file__).parents[1]
SHELL, FIND = PARTS / "shell", PARTS / "find"


def finding() -> str:
    """The search's style, and its script, which knows the menu: 总览 and the actions by address, and in which group is what."""
    six = {"": "总览"} | {code: title for code, (title, _) in ACTIONS.items()}
    groups = {code: (group, row[1]) for group, codes in grouped(ADDRESSES).items() if group
              for code, row in (OTHERS | KEEPING).items() if code in codes}
    known = f"const SIX = {json.dumps(six, ensure_ascii=False)}, GROUPS = {json.dumps(groups, ensure_ascii=False)}\n"
    scripts = "".join((FIND / name).read_text("utf-8") for name in ("find.js", "terms.js", "tour.js"))
    return f"<style>{(FIND / 'find.css').read_text('utf-8')}</style><script>{{{known}{scripts}}}</script>"


HEAD = (f"<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+'/'}}</script>"
        f"<style>{(SHELL / 'chrome.css').read_text('utf-8')}</style>"
        f"<style>{(SHELL / 'carry.css').read_text('utf-8')}{(PARTS / 'ui' / 'first.css').read_text('utf-8')}</style>"
        f"<style id=\"papers\">{(SHELL / 'paper.css').read_text('utf-8')}</style>"
        f"<style id=\"boards\" media=\"not all\">{STYLE}</style>"
        f"<script>{(SHELL / 'old.js').read_text('utf-8')}</script>"
        + "".join(f"<script>{{{(SHELL / name).read_text('utf-8')}}}</script>"
                  for name in ("connection.js", "chrome.js", "paper.js", "carry.js"))
        + f"<script>{{{SCRIPT}}}</script>" + finding())
STATIC = Path(st.__file__).parent / "static"
PAGE = {b'<html lang="en">': '<html lang="zh-CN">'.encode(), b"<title>Streamlit</title>": "<title>巾帼行动</title>".encode(),
        b"<head>": f"<head>{HEAD}".encode(), b"</head>": f"{early_files(STATIC)}</head>".encode()}
