"""`python -m data.upgrade`: what a newer shipped catalogue changes, line by line, and taking it; nothing by itself."""

import sys
from pathlib import Path

from sqlalchemy import Connection

from data import clock
from data.command import Parser, say
from data.reference.catalogue import FOLDER
from data.reference.release import read_release
from data.write.actor import alone
from data.write.errors import NotWritten
from data.write.shipped import ADDED, CONFLICT, Difference, base_version, differences, keep_ours, take, told
from queries.database import DatabaseFault, open_engine, writing
from queries.fault_words import said


def line_of(line: Difference) -> str:
    change = f"{line.word}：{line.said(line.old)} → {line.said(line.new)}" if line.field else line.state
    mark = "（本单位改过，默认保留）" if line.state == CONFLICT else ""
    return f"{line.key}\t{line.name}\t{change}{mark}\t{line.effect}"


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    parser = Parser(prog="python -m data.upgrade", description=(
        "随附指标目录的新版本：列出与本库的差异；采用几处、全部，或保留本单位的"))
    parser.add_argument("--take", nargs="+", metavar="差异", help=(
        "采用哪几处，如 CY-01.name、SX-01；全部写 all（两边都改了的不在内）"))
    parser.add_argument("--keep", action="store_true", help="其余的保留本单位的，以后不再提示")
    parser.add_argument("--unit", default="本机命令", metavar="单位", help="经办单位，如 商丘市妇联")
    parser.add_argument("--reason", default="采用随附指标目录的新版本", metavar="原因", help="改动原因")
    wanted = parser.parse_args(arguments)
    try:
        with writing(open_engine(must_exist=True)) as connection:
            words = _do(connection, wanted, folder)
    except NotWritten as error:
        say("没有采用：", *error.reasons, to=sys.stderr)
        return 1
    except DatabaseFault as fault:
        say(f"没有完成：{said(fault.reason)}详情：{fault.detail}", to=sys.stderr)
        return 1
    say(*words)
    return 0


def _do(connection: Connection, wanted, folder: Path) -> list[str]:
    release, actor = read_release(connection, folder), alone(wanted.unit, way="command")
    lines, words = differences(connection, release.version, release.rows), []
    if wanted.take:
        keys = [line.key for line in lines if line.state != CONFLICT] if wanted.take == ["all"] else wanted.take
        numbers = take(connection, release.version, release.rows, keys, actor=actor, reason=wanted.reason, at=clock.now())
        words = [f"已采用 {len(keys)} 处：第 {'、'.join(map(str, numbers))} 次修改，可以在“导入”页的记录里撤销。"]
        lines = differences(connection, release.version, release.rows)
    if wanted.keep and lines:
        left = keep_ours(connection, release.version, release.rows, actor=actor, at=clock.now())
        return [*words, f"其余 {left} 处保留本单位的。"]
    if not lines:
        return words or [f"随附指标目录没有新的差异（本库的底本是 {base_version(connection)} 版）。"]
    return [*words, told(lines), *map(line_of, sorted(lines, key=lambda line: (line.state != ADDED, line.code)))]
