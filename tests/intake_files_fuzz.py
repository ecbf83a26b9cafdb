"""Mutated files of every format through the readers: each comes out as sheets, or refused in Chinese, in good time.

`python tests/intake_files_fuzz.py 10000 [FIRST_SEED]` runs as many and reports; data/intake/test_refused.py runs a few.
"""

import random
import re
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

import intake_files
from intake_fuzz import break_bytes

from data.intake.cells import Fault, Percent
from data.intake.files import read_file
from data.intake.files.limits import LAST_COLUMN, LAST_ROW
from data.intake.sheets import Sheet, Unusable

TABLE = Sheet("统计表", {
    1: {1: "商丘市2026年11月统计表"}, 2: {1: "县", 2: "场次", 3: "占比", 4: "日期"},
    3: {1: "睢县", 2: 3, 3: Percent(0.985), 4: datetime(2026, 11, 2)},
    4: {1: "夏邑县", 2: 1234.5, 3: Percent(1.0), 4: "12 件"}, 6: {1: "民权县", 2: -2, 3: True, 4: Fault("#N/A")}}, [(1, 1, 1, 4)],
              {4}, {3})
WORKBOOKS = [intake_files.xlsx, intake_files.shared, intake_files.strict, intake_files.xls, intake_files.xml2003,
             intake_files.ods]
WRITERS = {write.__name__: (lambda write=write: write([TABLE, Sheet("旧", {1: {1: 9}}, hidden=True)])) for write in WORKBOOKS} | {
    "html": lambda: intake_files.html(TABLE), "docx": lambda: intake_files.docx(TABLE, ("2026年11月",)),
    "csv": lambda: intake_files.csv(TABLE)}
NASTY = ("", "-1", "0", "1", "2", "99", "16385", "1048577", "4294967296", "1e400", "NaN", "A0", "ZZZZ99", "A1:XFD1048576",
         "B2:A1", "睢", "true", "s", "e", "d",
         "str", "inlineStr", "Percent", "xl/workbook.xml", "../../x", "x" * 5000, "9" * 5000, "&#0;", "yyyy", "float", "PT1H",
         "-0")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
NAMES = set("Excel WPS ods xlsx xls xlsb csv CSV HTML XML DTD PDF PPT Word RTF OFD ZIP MB mht docx Numbers Pages UOF "
            "OpenDocument XFD Visio Access".split())
"""What a Chinese message may name in Latin letters."""


def break_markup(dice: random.Random, data: bytes) -> bytes:
    """Values of attributes and texts exchanged, tags doubled or left out."""
    for _ in range(dice.choice((1, 1, 2, 5))):
        places = list(re.finditer(rb'="([^"]*)"|>([^<>]+)<', data))
        tags = list(re.finditer(rb"<[^>]*>", data))
        if not places or not tags:
            break
        if dice.random() < 0.6:
            match = dice.choice(places)
            group = 1 if match[1] is not None else 2
            data = data[:match.start(group)] + dice.choice(NASTY).encode() + data[match.end(group):]
        else:
            first, last = sorted(dice.choices(tags, k=2), key=lambda match: match.start())
            piece = data[first.start():last.end()]
            data = data[:first.start()] + dice.choice((b"", piece * 2, first[0] * 3, b"<!--" + piece)) + data[last.end():]
    return data


def make(seed: int) -> tuple[str, bytes]:
    """A format and a broken file of it."""
    dice = random.Random(seed)
    kind = dice.choice(list(WRITERS))
    content = WRITERS[kind]()
    if kind in ("xls", "csv") or dice.random() < 0.15:
        return kind, break_bytes(dice, content)
    if kind in ("xml2003", "html"):
        return kind, break_markup(dice, content)
    parts = []
    intake_files.rezipped(content, lambda name, data: parts.append(name) or data)
    chosen = dice.choice([name for name in parts if "theme" not in name and "docProps" not in name])
    if dice.random() < 0.05:
        return kind, intake_files.rezipped(content, lambda name, data: b"" if name == chosen else data)
    return kind, intake_files.rezipped(content, lambda name, data: break_markup(dice, data) if name == chosen else data)


def account(content: bytes) -> str:
    """Reads the file. Raises AssertionError for sheets that are none, and for words that are not Chinese."""
    try:
        sheets, remarks = read_file("报表.xlsx", content)
    except Unusable as error:
        assert str(error) and not set(ENGLISH.findall(str(error))) - NAMES, str(error)
        return "refused"
    assert not set(ENGLISH.findall("".join(remarks))) - NAMES, remarks
    for sheet in sheets:
        for row, cells in sheet.rows.items():
            assert 1 <= row <= LAST_ROW and cells and 1 <= min(cells) and max(cells) <= LAST_COLUMN
            for value in cells.values():
                assert type(value) in (str, int, float, Percent, bool, datetime,
                                       Fault) and value != "" and value == value, repr(value)
        assert sheet.hidden_rows <= sheet.rows.keys() and all(type(one) is int for place in sheet.merged for one in place)
    return "read"


def main() -> int:
    many, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    outcomes, slowest, failed = Counter(), (0.0, 0), []
    for seed in range(first, first + many):
        kind, content = make(seed)
        start = time.perf_counter()
        try:
            outcomes[kind, account(content)] += 1
        except Exception as error:
            failed.append(seed)
            print(f"seed {seed} ({kind}): {type(error).__name__}: {error}", flush=True)
        slowest = max(slowest, (time.perf_counter() - start, seed))
    print(f"{many} files: {dict(sorted(outcomes.items()))}; failed {len(failed)}: {failed[:20]}; slowest {slowest[0]:.2f} s "
          f"(seed {slowest[1]})")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
