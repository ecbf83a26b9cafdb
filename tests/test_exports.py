"""By reading the code: whatever leaves goes by one door, where it gets its number and goes on record."""

import ast
import re

from each import each
from test_house import ROOT, dotted, files, name_of, nodes

from pages.parts.signin.routes import ROUTES

DOOR = ROOT / "pages" / "parts" / "shell" / "exports.py"
WRITES_FILES = {"write_bytes", "write_text", "copy_file", "copyfile", "copy2", "to_csv", "to_excel"}
INSIDE = {
    "data/backup/saving.py": "a backup, numbered by itself: its own record ends with its row",
    "data/upgrade.py": "the copy that an upgrade leaves beside the database",
    "data/intake/originals.py": "the kept original of an import",
    "data/templates/make.py": "bytes of a template, for whoever sends it out"}
"""What writes files, or bytes of them, without sending them out."""


def attributes(path) -> set[str]:
    return {node.attr for node in nodes(path) if isinstance(node, ast.Attribute)}


def names(path) -> set[str]:
    return {node.id for node in nodes(path) if isinstance(node, ast.Name)}


@each("path", files("pages") + [ROOT / "dashboard.py"], name_of)
def test_a_page_hands_files_out_by_the_one_door(path):
    if path != DOOR:
        assert not attributes(path) & {"download_button", "media_file_mgr", "send_out", "add_deferred"}
        assert not names(path) & {"download_button", "send_out", "FileResponse", "StreamingResponse"}
    assert not re.search(r"content-disposition|<a[^>]* download|data:(?:text/csv|application)", path.read_text("utf-8"), re.I)


def test_streamlits_own_doors_are_shut():
    """A table or a chart of Streamlit's would offer itself as a file."""
    assert re.search(r"stElementToolbar[^{]*{ display: none", (ROOT / "pages/parts/shell/chrome.css").read_text("utf-8"))
    assert all(route.path not in ("/media", "/download") for route in ROUTES)


@each("path", files("data", "queries"), name_of)
def test_a_command_that_writes_a_file_sends_it_out(path):
    own = str(path.relative_to(ROOT))
    opens = any(isinstance(node, ast.Call) and dotted(node.func).endswith("open") and any(
        isinstance(one, ast.Constant) and re.fullmatch("[wax]b?", str(one.value)) for one in node.args)
        for node in nodes(path))
    if (attributes(path) | names(path)) & WRITES_FILES or opens:
        assert own in INSIDE or "send_out" in names(path), "it goes around data/write/exports.py"


@each("path", files("pages", "data"), name_of)
def test_what_saves_a_document_stamps_it(path):
    """A workbook or a paper that is put together knows the mark of what leaves."""
    saves = any(isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "save"
                and node.args for node in nodes(path))
    assert not saves or "leaving" in names(path)
