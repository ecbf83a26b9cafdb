"""What people read is written as officials write it: full-width punctuation beside Chinese, no word of yesterday."""

import ast
import csv
import re
from pathlib import Path

from each import each
from test_house import ROOT, files, nodes

from queries.schema import metadata

CHINESE = "[\u4e00-\u9fff“”、。，：；（）]"
HALF = re.compile(rf"{CHINESE} ?[,:;()!?]|[,:;()!?] ?{CHINESE}")
PATTERN = re.compile(r"[\\\[\]|^$*]|\(\?")
"""What is matched against a sender's words, and never shown."""
SYNTAX = re.compile(r"\b(?:heading|place|blank|home|closed|region|period|kind|money|level|aim):")
"""As it is typed on the command line and in JSON."""
MATCHED = {"其中:", "(本级)", "(已抹去)", ":：", "/-—·_\\>,、", " _-—.()（）"}
"""Looked for in what senders wrote, after it was made half-width."""
FORMULA = '"0,未报"'
"""Excel's list of choices, which Excel wants so."""
UNSPOKEN = ("建档立卡", "妇代会主任", "可比口径", "脱落或存疑")
FILES = [ROOT / "dashboard.py", *files("pages", "data")]


def spoken(path: Path) -> list[ast.Constant]:
    """Every text of a module but docstrings and what lies in f-strings' fields."""
    silent = {id(part.value) for part in nodes(path) if isinstance(part, ast.Expr)}
    return [part for part in nodes(path) if isinstance(part, ast.Constant) and isinstance(part.value, str)
            and id(part) not in silent]


@each("path", FILES, lambda path: str(path.relative_to(ROOT)))
def test_a_text_has_full_width_punctuation_and_today_s_words(path):
    wrong = []
    for text in spoken(path):
        words = text.value
        exempt = words in MATCHED or words == FORMULA or SYNTAX.search(words) or PATTERN.search(words)
        if (HALF.search(words) and not exempt) or any(word in words for word in UNSPOKEN):
            wrong.append((text.lineno, words[:60]))
    assert wrong == []


@each("name", ["actions", "indicators", "forms", "schemes", "sources", "rules"])
def test_what_is_shipped_has_full_width_punctuation_and_today_s_words(name):
    """Quotations (figures, goals) stay as they were written."""
    with (ROOT / "data" / "reference" / f"{name}.csv").open(encoding="utf-8-sig") as file:
        texts = [text for row in csv.DictReader(file) for column, text in row.items()
                 if column not in ("left_side", "right_side")]
    assert [text for text in texts if HALF.search(text or "") or any(word in (text or "") for word in UNSPOKEN)] == []


def test_what_the_database_says_of_itself_has_full_width_punctuation():
    said = [part.comment or "" for table in metadata.tables.values() for part in (table, *table.columns)]
    assert [words for words in said if re.search(r"[,:()!?]|;(?![a-z])", words)] == []
