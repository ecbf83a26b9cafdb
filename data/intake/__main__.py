"""`python -m data.intake FILE… [--check] [--json]`: the same code as the page.

Exit 0: nothing wrong; 1: something was refused; 2: a file or the database cannot be used.
"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from data import clock
from data.intake.commit import commit
from data.intake.read import draft_of
from data.intake.sheets import Unusable
from data.write.ledger import Known, NotWritten
from queries.database import DatabaseFault, open_engine, reading


def main(arguments: list[str] | None = None) -> int:
    """0 nothing wrong, 1 something was refused, 2 a file or the database cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m data.intake", description="导入各县（市、区）的报表；先全部核对，有一处不能收就整个文件不入库")
    parser.add_argument("files", nargs="+", metavar="文件", help=".xlsx、.xls 或 .csv")
    parser.add_argument("--check", action="store_true", help="只核对，不入库")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--actor", default="", help="报送单位，如 睢县妇联（入库时必填；不写个人姓名）")
    parser.add_argument("--received", type=datetime.fromisoformat, default=None, help="收到日期，如 2026-12-05；默认今天")
    parser.add_argument("--note", default=None, help="说明")
    wanted = parser.parse_args(arguments)
    if not wanted.check and not wanted.actor.strip():
        parser.error("入库要写报送单位：--actor 睢县妇联；只核对请加 --check")
    reports = [_run(Path(name), wanted) for name in wanted.files]
    if wanted.json:
        print(json.dumps(reports, ensure_ascii=False, indent=1))
    else:
        for report in reports:
            _print(report)
    return max(report["exit"] for report in reports)


def _run(path: Path, wanted: argparse.Namespace) -> dict:
    report = {"file": str(path), "exit": 2, "message": "", "batch_id": None, "taken": 0, "counts": [], "findings": []}
    try:
        engine = open_engine()
        content = path.read_bytes()
        with reading(engine) as connection:
            draft = draft_of(connection, path.name, content)
        report |= {"exit": 1 if draft.refused else 0, "taken": draft.taken, "findings": [asdict(one) for one in draft.findings],
                   "counts": [asdict(count) | {"read": count.read} for count in draft.counts]}
        if draft.refused:
            report["message"] = f"有 {len(draft.refused)} 处不能收，没有入库"
        elif wanted.check:
            report["message"] = f"没有问题，可入库 {draft.taken} 个数（只核对，没有入库）"
        else:
            now = clock.now()
            done = commit(engine, draft, content=content, actor=wanted.actor, received_at=wanted.received or now, committed_at=now,
                          note=wanted.note)
            report["batch_id"] = done.batch_id
            report["message"] = f"已入库，第 {done.batch_id} 批：新增 {done.added}，改动 {done.changed}，不变 {done.unchanged}"
    except Known as known:
        report |= {"message": str(known), "batch_id": known.batch_id}
    except NotWritten as error:
        report |= {"exit": 1, "message": str(error)}
    except Unusable as error:
        report |= {"exit": 2, "message": f"读不了：{error}"}
    except OSError as error:
        report |= {"exit": 2, "message": f"打不开文件：{error.strerror or error}"}
    except DatabaseFault as fault:
        report |= {"exit": 2, "message": f"数据库不能用：{fault}"}
    return report


def _print(report: dict) -> None:
    print(f"{report['file']}：{report['message']}")
    for count in report["counts"]:
        print(f"  {count['sheet']}（{count['layout']}）：{count['read']} 格 = 收 {count['taken']} + 不能收 {count['refused']} + "
              f"空 {count['blank']} + 不导入 {count['aside']}")
    for one in sorted(report["findings"], key=lambda one: one["severity"] != "refused"):
        place = "".join((one["sheet"], f" 第 {one['row']} 行" if one["row"] else "", f" {one['column']} 列" if one["column"] else ""))
        print(f"  [{'不能收' if one['severity'] == 'refused' else '说明'}] {place}：{one['found']} → {one['expected']}")


if __name__ == "__main__":
    sys.exit(main())
