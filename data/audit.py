"""`python -m data.audit verify|export|purge`: whether the record is whole, the record as a file, giving up what is old."""

import csv
import re
import sys
from argparse import Namespace
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path

import pandas as pd
from sqlalchemy import Engine

from data import clock
from data.book import Book, text
from data.command import Parser, say
from data.formats import CODE, LIKE_FORMULAS
from data.write.actor import WHOLE, Actor, alone, unit_of
from data.write.audit import KEPT_DAYS, purge, read_out
from data.write.errors import NotWritten
from data.write.exports import Leaving, send_out
from data.write.mark import leaving
from queries.database import DatabaseFault, open_engine, reading, writing
from queries.fault_words import said
from queries.record import HEADS, count_record, faults, head_of

COLUMNS = HEADS | {"number": "导出编号"}
WIDTHS = {"id": 8, "at": 18, "unit": 18, "address": 16, "what": 36, "place": 14, "details": 60, "hash": 20, "number": 14}


def day(words: str) -> datetime:
    """2026-12-05 as the day's beginning."""
    return datetime.combine(date.fromisoformat(words), time())


def written_down(words: str) -> tuple[int, str]:
    """12:3fa8… as verify prints it, with either colon."""
    match = re.fullmatch(r"\s*(\d+)\s*[:：]\s*([0-9a-f]{64})\s*", words)
    if not match:
        raise ValueError(words)
    return int(match[1]), match[2]


def verify(engine: Engine, wanted: Namespace) -> int:
    with reading(engine) as connection:
        found, (last, code) = faults(connection, dict(wanted.known)), head_of(connection)
        many = count_record(connection)
    if found:
        say(f"审计记录被动过，或者不全：{'；'.join(found)}。", to=sys.stderr)
        return 1
    say(f"审计记录完整，共 {many} 条。请抄下末条，以后用 --known 核对：", f"{last}:{code}")
    return 0


def export(engine: Engine, wanted: Namespace) -> int:
    if wanted.file.exists():
        say(f"没有完成：{wanted.file} 已经存在，不覆盖任何文件。", to=sys.stderr)
        return 1
    with reading(engine) as connection:
        actor = alone(unit_of(connection), way="command")
    about = "审计记录" + "".join((f"，从 {wanted.since:%Y-%m-%d} 起" if wanted.since else "",
                              f"，{wanted.before:%Y-%m-%d} 以前" if wanted.before else ""))
    number, _ = send_out(engine, Leaving(wanted.file.name, about, WHOLE), lambda: written(engine, wanted, actor), actor=actor,
                         at=clock.now())
    say(f"已导出到 {wanted.file}，导出编号 {number}。")
    return 0


def written(engine: Engine, wanted: Namespace, actor: Actor) -> bytes:
    """Writes the record into the file, as its ending asks; every row has the file's number in its last column."""
    with reading(engine) as connection:
        rows = read_out(connection, {"since": wanted.since, "before": wanted.before}, actor=actor)
    mark = leaving.get()
    rows = rows.assign(number=mark.number if mark else "")
    content = as_workbook(rows) if wanted.file.suffix.lower() == ".xlsx" else as_csv(rows)
    wanted.file.write_bytes(content)
    return content


def as_workbook(rows: pd.DataFrame) -> bytes:
    book = Book()
    page = book.page("审计记录")
    book.write_heads(page, 1, list(COLUMNS.values()))
    book.widen(page, {at: WIDTHS.get(name, 10) for at, name in enumerate(COLUMNS, start=1)})
    for down, row in enumerate(rows.itertuples(index=False), start=2):
        for at, (name, value) in enumerate(zip(COLUMNS, row, strict=True), start=1):
            book.put(page.cell(down, at), value.to_pydatetime() if name == "at" else value, number=CODE if name == "id" else "")
    return book.save()


def as_csv(rows: pd.DataFrame) -> bytes:
    """With a mark that has Excel read it as UTF-8; what begins like a formula is a text."""
    out = StringIO(newline="")
    made = csv.writer(out)
    made.writerow(COLUMNS.values())
    for row in rows.itertuples(index=False):
        plain = ["" if pd.isna(value) else text(str(value)) for value in row]
        made.writerow([f"'{value}" if value.startswith(LIKE_FORMULAS) else value for value in plain])
    return out.getvalue().encode("utf-8-sig")


def give_up(engine: Engine, wanted: Namespace) -> int:
    with writing(engine) as connection:
        many = purge(connection, wanted.before, actor=alone(unit_of(connection), way="command"), at=clock.now())
    say(f"已清理 {wanted.before:%Y-%m-%d} 以前的 {many} 条；这一次清理也记在审计记录里。")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """0 done and whole; 1 not done, or not whole."""
    parser = Parser(prog="python -m data.audit", description="审计记录：核对是否完整，导出，清理过期的")
    acts = parser.add_subparsers(dest="act", required=True, metavar="verify|export|purge")
    one = acts.add_parser("verify", help="核对每一条是不是原来的、有没有少")
    one.add_argument("--known", action="append", default=[], type=written_down, metavar="编号：校验码",
                     help="以前核对时抄下的末条，可写多次；有人把记录整个重做过，靠它才看得出")
    one.set_defaults(run=verify)
    one = acts.add_parser("export", help="导出到 .csv 或 .xlsx（导出也记在案）")
    one.add_argument("file", type=Path, metavar="文件")
    one.add_argument("--since", type=day, default=None, metavar="日期", help="从这一天起，如 2026-12-01")
    one.add_argument("--before", type=day, default=None, metavar="日期", help="到这一天以前")
    one.set_defaults(run=export)
    one = acts.add_parser("purge", help=f"清理旧的；至少保存 {KEPT_DAYS} 天，更新的清理不了")
    one.add_argument("before", type=day, metavar="日期", help="清理这一天以前的")
    one.set_defaults(run=give_up)
    wanted = parser.parse_args(arguments)
    try:
        return wanted.run(open_engine(must_exist=True), wanted)
    except NotWritten as error:
        say(f"没有完成：{error}", to=sys.stderr)
    except OSError as error:
        say(f"没有完成：{wanted.file} 写不进去（{error.strerror}）。", to=sys.stderr)
    except DatabaseFault as fault:
        say(f"没有完成：{said(fault.reason)}详情：{fault.detail}", to=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
