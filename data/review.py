"""`python -m data.review list|show|take|return|withdraw`: the files that units have sent, and what is decided on them.

Exit 0: done; 1: refused, or not there (any more); 2: the database cannot be used.
"""

import json
import re
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict

import pandas as pd
from sqlalchemy import Engine

from data import clock
from data.command import Parser, say
from data.intake.doubts import doubts_of
from data.intake.preview import PERSONAL
from data.intake.review import open_sent, take
from data.intake.understood import as_plain
from data.write.actor import Actor, alone, unit_of
from data.write.audit import refusals_on_record
from data.write.errors import NotWritten
from data.write.submissions import give_back, withdraw
from data.write.text import UNSEEN
from queries.database import DatabaseFault, open_engine, reading, writing
from queries.fault_words import said
from queries.submissions import list_submissions

STATES = {"waiting": "待审", "taken": "已导入", "returned": "已退回", "withdrawn": "已撤回"}


def number(words: str) -> int:
    """The number of a submission: 12, 第12件."""
    match = re.fullmatch(r"\s*第?\s*(\d{1,9})\s*件?\s*", words)
    if not match:
        raise ValueError(words)
    return int(match[1])


def cell(words: str) -> tuple[str, int, str | None]:
    """填报！D5 with either mark, or a row of a register: 名册！5."""
    match = re.fullmatch(r"\s*(.+)[!！]([A-Za-z]{0,3})(\d{1,7})\s*", words)
    if not match:
        raise ValueError(words)
    return match[1], int(match[3]), match[2].upper() or None


def _actor(engine: Engine, wanted: Namespace) -> Actor:
    with reading(engine) as connection:
        return alone(wanted.actor or unit_of(connection), way="command")


def listed(engine: Engine, wanted: Namespace) -> dict:
    with reading(engine) as connection:
        rows = list_submissions(connection)
    rows = rows if wanted.all else rows[rows["state"] == "waiting"]
    found = [_plain(row) for _, row in rows.iterrows()]
    lines = [f"第{one['id']}件\t{one['sent_at']}\t{one['actor']}\t{one['file_name']}\t{one['headline']}\t{one['rows']}\t"
             + STATES[one["state"]] + (f"，第{one['batch_id']}次" if one["batch_id"] else "")
             + (f"：{one['reason']}" if one["reason"] else "") for one in found]
    return {"message": f"{len(found)} 件", "lines": lines or ["没有等审核的。"], "submissions": found}


def _plain(row: pd.Series) -> dict:
    made = {name: None if pd.isna(value) else value for name, value in row.items()}
    kinds: dict[Callable, tuple[str, ...]] = {
        "{:%Y-%m-%d %H:%M}".format: ("sent_at", "decided_at"), bool: ("undone", "marked"), json.loads: ("places", "cells"),
        int: ("id", "region_id", "rows", "rest", "follows", "batch_id")}
    return made | {name: kind(made[name]) for kind, names in kinds.items() for name in names if made[name] is not None}


def show(engine: Engine, wanted: Namespace) -> dict:
    """The preview that its sender saw, against the figures as they are now. Of personal figures nobody is told which changes."""
    with reading(engine) as connection:
        held = open_sent(connection, wanted.number, totals_too=False)
        doubts = doubts_of(connection, held.draft, held.preview)
    states = [*held.preview.changes["state"], *held.preview.sites["state"]]
    private = f"，个人信息 {states.count(PERSONAL)}（不显示是否改动）" if PERSONAL in states else ""
    lines = [f"第{wanted.number}件 {held.row.file_name}（{held.row.actor}）：{held.draft.understood.headline}",
             f"  导入会新增 {states.count('新增')}，改动 {states.count('改动')}，不变 {states.count('不变')}{private}；"
             f"{len(held.draft.refused)} 处不能收", *([f"  {held.preview.known}"] if held.preview.known else []),
             *(f"  [报送以后变过] {words}" for words in held.moved), *(f"  [疑点] {one.where}：{one.words}" for one in doubts),
             *(f"  [不能收] {one.sheet} {one.column or ''}{one.row or ''}：{one.found} → {one.expected}"
               for one in held.draft.refused)]
    return {"message": lines[1].strip(), "lines": lines, "understood": as_plain(held.draft.understood), "moved": held.moved,
            "many_moved": held.many, "known": held.preview.known, "doubts": [asdict(one) for one in doubts],
            "findings": [asdict(one) for one in held.draft.findings]}


def taken(engine: Engine, wanted: Namespace) -> dict:
    done = take(engine, wanted.number, actor=_actor(engine, wanted), at=clock.now(), reason=wanted.reason, partial=wanted.partial)
    return {"message": f"第 {wanted.number} 件已导入，第 {done.batch_id} 次。", "batch_id": done.batch_id}


def returned(engine: Engine, wanted: Namespace) -> dict:
    actor, at = _actor(engine, wanted), clock.now()
    with refusals_on_record(engine, at), writing(engine) as connection:
        give_back(connection, wanted.number, reason=wanted.reason or "", cells=wanted.cell, actor=actor, at=at)
    return {"message": f"第 {wanted.number} 件已退回。"}


def withdrawn(engine: Engine, wanted: Namespace) -> dict:
    actor, at = _actor(engine, wanted), clock.now()
    with refusals_on_record(engine, at), writing(engine) as connection:
        withdraw(connection, wanted.number, actor=actor, at=at)
    return {"message": f"第 {wanted.number} 件已撤回。"}


def parser() -> Parser:
    made = Parser(prog="python -m data.review", description="报送的审核：列出、看、导入、退回、撤回")
    acts = made.add_subparsers(dest="act", required=True, metavar="list|show|take|return|withdraw", parser_class=Parser)
    for name, words, run in (("list", "列出等审核的", listed), ("show", "看一件：读懂了什么、会改什么", show),
                             ("take", "审核导入，记作报送单位所报", taken), ("return", "退回，要写明原因", returned),
                             ("withdraw", "报送单位自己撤回", withdrawn)):
        one = acts.add_parser(name, help=words, description=words)
        one.set_defaults(run=run)
        one.add_argument("--json", action="store_true", help="以 JSON 输出")
        if name == "list":
            one.add_argument("--all", action="store_true", help="已经导入、退回、撤回的也列出")
        else:
            one.add_argument("number", type=number, metavar="件", help="第几件，list 里有")
        if name in ("take", "return", "withdraw"):
            one.add_argument("--actor", default="", metavar="单位", help="谁来办，如 商丘市妇联；默认根地区的妇联；不写个人姓名")
        if name in ("take", "return"):
            one.add_argument("--reason", default=None, metavar="话", help="审核意见；退回必填")
        if name == "take":
            one.add_argument("--partial", action="store_true", help="有不能收的，先把能收的导入")
        if name == "return":
            one.add_argument("--cell", action="append", default=[], type=cell, metavar="格",
                             help="退回的是哪一格，可写多次，如 填报！D5；不写就是整个文件")
    return made


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 refused, 2 the database cannot be used."""
    wanted, code = parser().parse_args(arguments), 0
    try:
        report = wanted.run(open_engine(must_exist=True), wanted)
    except NotWritten as error:
        report, code = {"message": f"没有完成：{error}"}, 1
    except DatabaseFault as fault:
        report, code = {"message": f"没有完成：{said(fault.reason)}详情：{fault.detail}"}, 2
    if wanted.json:
        text = json.dumps(report | {"exit": code}, ensure_ascii=False, indent=1)
        say(*UNSEEN.sub(lambda mark: json.dumps(mark[0])[1:-1], text).split("\n"))
    else:
        say(*report.get("lines", [report["message"]]), to=sys.stderr if code else None)
    return code


if __name__ == "__main__":
    sys.exit(main())
