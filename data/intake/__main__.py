"""`python -m data.intake FILE… [--check] [--json]`: the same code as the page. What has to be reviewed is sent
instead (data/review.py).

Exit 0: nothing wrong; 1: something was refused (with --strict: or doubted); 2: a file or the database cannot be used.
"""

import argparse
import json
import re
import sys
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import Engine

from data.clock import now
from data.command import Parser, say, why_closed
from data.intake.choices import Choices
from data.intake.commit import commit
from data.intake.doubts import Doubt, doubts_of
from data.intake.draft import Draft
from data.intake.files import read_bytes
from data.intake.preview import PERSONAL, preview
from data.intake.rejects import rejects
from data.intake.remembered import read_for
from data.intake.review import send
from data.intake.senders import differ, not_theirs, waits
from data.intake.sheets import Unusable
from data.intake.understood import as_plain
from data.write.actor import alone
from data.write.errors import Known, NotWritten
from data.write.exports import Leaving, send_out
from data.write.mappings import teach
from data.write.text import UNSEEN
from queries.database import DatabaseFault, open_engine, reading, writing
from queries.fault_words import said

WORDS = {"refused": "不能收", "doubt": "疑点", "note": "说明"}


def parse_day(text: str) -> datetime:
    """2026-12-05, 2026/12/5, 20261205 or 2026年12月5日."""
    match = re.fullmatch(r"\s*(\d{4})\s*(?:年|[-/.])?\s*(\d{1,2})\s*(?:月|[-/.])?\s*(\d{1,2})\s*日?(?:[T ].*)?\s*", text)
    if not match:
        raise ValueError(text)
    return datetime.combine(date(*map(int, match.groups())), time())


def main(arguments: list[str] | None = None) -> int:
    """0 nothing wrong, 1 something was refused, 2 a file or the database cannot be used."""
    parser = Parser(prog="python -m data.intake",
                    description="导入各县（市、区）的报表；先全部核对，有一处不能收就整个文件不导入")
    parser.add_argument("files", nargs="+", metavar="文件", help="Excel、WPS、CSV、网页表格、.ods 或 Word 里的表格")
    parser.add_argument("--check", action="store_true", help="只核对，不导入")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--actor", default="", metavar="单位", help="报送单位，如 睢县妇联（导入时必填；不写个人姓名）")
    parser.add_argument("--received", type=parse_day, default=None, metavar="日期",
                        help="收到日期，如 2026-12-05 或 2026年12月5日；默认今天")
    parser.add_argument("--note", default=None, metavar="说明", help="说明")
    parser.add_argument("--region", default=None, metavar="地区",
                        help="表里没有写、或几处写得不一致时，按这个地区读（名称或区划代码）")
    parser.add_argument("--period", default=None, metavar="期",
                        help="表里没有写、或几处写得不一致时，按这一期读，如 202611 或 2026年11月")
    parser.add_argument("--answer", action="append", default=[], type=parse_answer, metavar="什么：写法＝答案",
                        help="答复“请定”的问题，可写多次，如 heading:举办招聘会=CY-01、heading:走访企业家数=忽略、"
                             "place:示范区=411403、blank:无=0、home:甲村妇女之家=改名：乙村妇女之家、"
                             "closed:丙村妇女之家=202611（或保留）")
    parser.add_argument("--remember", action="store_true", help="导入时把这些答复记住，以后这个单位的表照此办")
    parser.add_argument("--partial", action="store_true", help="有不能收的，先把能收的导入，其余列出来待补")
    parser.add_argument("--rejects", type=Path, default=None, metavar="文件",
                        help="把不能收的另存为一个工作簿（.xlsx），改好再导入；几个文件时各存一个，名称后加上原文件名")
    parser.add_argument("--strict", action="store_true", help="有疑点也以 1 退出")
    wanted = parser.parse_args(arguments)
    if not wanted.check and not wanted.actor.strip():
        parser.error("导入要写报送单位：--actor 睢县妇联；只核对请加 --check")
    reports, lot = [], None
    for name in wanted.files:
        reports.append(_run(Path(name), wanted, lot))
        lot = lot or reports[-1]["lot"]
    if wanted.json:
        text = json.dumps(reports, ensure_ascii=False, indent=1)
        say(*UNSEEN.sub(lambda mark: json.dumps(mark[0])[1:-1], text).split("\n"))
    else:
        for report in reports:
            _print(report)
    return max(report["exit"] for report in reports)


def parse_answer(text: str) -> tuple[tuple[str, str], str]:
    """heading:举办招聘会=CY-01 -> (("heading", "举办招聘会"), "CY-01"). The words of `--answer`; data/intake/choices.py says what
    can be."""
    match = re.fullmatch(r"(region|period|kind|money|level|aim|heading|place|blank|home|closed)[:：](.*)[=＝]([^=＝]*)", text,
                         re.DOTALL)
    if not match:
        raise ValueError(text)
    return (match[1], match[2].strip()), match[3].strip()


def choices_of(wanted: argparse.Namespace) -> Choices:
    return Choices({(what, ""): answer for what in ("region", "period") if (answer := getattr(wanted, what))}
                   | dict(wanted.answer))


def _run(path: Path, wanted: argparse.Namespace, lot: int | None) -> dict:
    report = {"lot": None, "file": str(path), "exit": 2, "message": "", "batch_id": None, "submission_id": None, "taken": 0,
              "partial": False, "rejects": "", "counts": [], "understood": None, "findings": [], "doubts": []}
    try:
        engine, actor = open_engine(must_exist=True), alone(wanted.actor, way="command")
        content = read_bytes(path)
        with reading(engine) as connection:
            draft = read_for(connection, path.name, content, wanted.actor, choices_of(wanted))
            states = _look(connection, draft, report)
            barred = _of_sender(connection, draft, wanted.actor, report)
            sends = waits(connection, draft, actor)
        report |= {"exit": 1 if draft.refused or barred or wanted.strict and report["doubts"] else 0, "taken": draft.taken,
                   "understood": as_plain(draft.understood), "findings": [asdict(one) for one in draft.findings],
                   "counts": [asdict(count) | {"read": count.read} for count in draft.counts]}
        if wanted.rejects and draft.refused:
            report["rejects"] = str(_keep_rejects(engine, wanted, path, content, draft))
        partly = bool(draft.refused) and wanted.partial and draft.taken > 0
        if barred:
            report["message"] = barred
        elif draft.refused and not partly:
            report["message"] = f"有 {len(draft.refused)} 处不能收，没有导入"
        elif wanted.check:
            report["message"] = (f"有 {len(draft.refused)} 处不能收；其余 {draft.taken} 个数可先导入" if partly
                                 else f"没有问题，可导入 {draft.taken} 个数") + f"（只核对，没有导入）{report['message']}" + (
                                 "；要先报送，审核以后才导入" if sends else "")
        elif sends:
            number = send(engine, draft, content=content, actor=actor, at=now(), note=wanted.note, partial=partly)
            report |= {"submission_id": number, "partial": partly,
                       "message": f"已报送，第 {number} 件，等审核：{states}（看结果：python -m data.review list）"}
            _remember(engine, wanted, draft, now(), report)
        else:
            moment = now()
            done = commit(engine, draft, content=content, actor=actor,
                          received_at=wanted.received or moment, committed_at=moment, note=wanted.note, partial=partly, lot=lot)
            report |= {"batch_id": done.batch_id, "lot": done.batch_id, "partial": partly}
            report["message"] = (f"已{'部分' if partly else ''}导入，第 {done.batch_id} 次：{states}"
                                 + (f"；还有 {len(draft.refused)} 处不能收，留待补报" if partly else ""))
            _remember(engine, wanted, draft, moment, report)
    except Known as known:
        report |= {"message": str(known), "batch_id": known.batch_id}
    except NotWritten as error:
        report |= {"exit": 1, "message": str(error)}
    except Unusable as error:
        report |= {"exit": 2, "message": f"读不了：{error}"}
    except OSError as error:
        report |= {"exit": 2, "message": f"打不开文件：{why_closed(error)}"}
    except DatabaseFault as fault:
        report |= {"exit": 2, "message": f"数据库不能用：{said(fault.reason)}详情：{fault.detail}"}
    return report


def _keep_rejects(engine: Engine, wanted: argparse.Namespace, path: Path, content: bytes, draft: Draft) -> Path:
    place = wanted.rejects if len(wanted.files) == 1 else wanted.rejects.with_name(f"{wanted.rejects.stem}_{path.stem}.xlsx")
    leaving = Leaving(place.name, f"{path.name}里不能收的各行，原样", exact=True)

    def written() -> bytes:
        made = rejects(content, draft)
        place.write_bytes(made)
        return made

    send_out(engine, leaving, written, actor=alone(wanted.actor, way="command"), at=now())
    return place


def _remember(engine: Engine, wanted: argparse.Namespace, draft: Draft, moment: datetime, report: dict) -> None:
    """Keeps the answers for the sender's next file. The file is in by now: where they cannot be kept, that is said too."""
    if wanted.remember and (answers := choices_of(wanted).remembered()):
        try:
            with writing(engine) as connection:
                teach(connection, draft.understood.sender, answers, actor=alone(wanted.actor, way="command"), at=moment)
        except NotWritten as error:
            report |= {"exit": 1, "message": f"{report['message']}；但这些答复没有记住：{error}"}


def _look(connection, draft: Draft, report: dict) -> str:
    """What would change, and what is doubtful about it; returns in words how many are new, changed or the same. Of personal
    figures nobody is told which, before a commit or after it."""
    if not draft.taken:
        return ""
    seen = preview(connection, draft, totals_too=False)
    report["doubts"] = [asdict(one) for one in doubts_of(connection, draft, seen)]
    states = [*seen.changes["state"], *seen.sites["state"]]
    private = f"，个人信息 {states.count(PERSONAL)}（不显示是否改动）" if PERSONAL in states else ""
    words = f"新增 {states.count('新增')}，改动 {states.count('改动')}，不变 {states.count('不变')}{private}"
    report["message"] = f"；导入会{words}"
    return words


def _of_sender(connection, draft: Draft, actor: str, report: dict) -> str:
    """Why the unit may not send the file, "" where it may; what is doubtful about who sends it is added to the doubts."""
    report["doubts"] += [asdict(Doubt("warn", "报送单位", words)) for said in draft.understood.senders
                         if (words := differ(connection, said, actor))]
    return not_theirs(connection, draft, actor)


def _print(report: dict) -> None:
    understood = report["understood"]
    say(f"{report['file']}：{understood['headline'] if understood else report['message']}")
    if understood:
        say(f"  {report['message']}")
        if understood["persons"]:
            say(f"  {understood['persons']}")
    if report["rejects"]:
        say(f"  不能收的存在 {report['rejects']}，改好后再导入")
    for count in report["counts"]:
        say(f"  {count['sheet']}（{count['layout']}）：{count['read']} 格 = 收 {count['taken']} + 不能收 {count['refused']} + "
              f"空 {count['blank']} + 不导入 {count['aside']}")
    for severity in ("refused", "note"):
        for one in report["findings"]:
            if one["severity"] == severity:
                place = "".join((one["sheet"], f" 第 {one['row']} 行" if one["row"] else "", f" {one['column']} 列"
                                 if one["column"] else ""))
                say(f"  [{WORDS[severity]}] {place}：{one['found']} → {one['expected']}")
    for one in report["doubts"]:
        say(f"  [疑点] {one['where']}：{one['words']}{'。' if one['reason'] else ''}{one['reason']}")
    for one in (understood or {}).get("questions", ()):
        offered = "、".join(f"{candidate['words']}" for candidate in one["candidates"][:5])
        example = f"（如 --answer {one['what']}:{one['text']}={one['candidates'][0]['answer']}）" if one["candidates"] else ""
        say(f"  [请定] {one['words']}{f' 可选：{offered}' if offered else ''}{example}")


if __name__ == "__main__":
    sys.exit(main())
