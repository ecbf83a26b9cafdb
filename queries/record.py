"""审计记录: what is on record of who did what, whether the record is whole, and how a row is chained to the one before."""

import hashlib
import json
from collections.abc import Mapping

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, func, select

from queries.frames import Frame, hands_out, of_schema
from queries.schema import GENESIS, audit, audit_head, region_closure

EVENTS = {
    "import": "导入", "undo": "撤销导入", "targets": "改目标", "plans": "改进度计划", "weights": "改考核权重",
    "catalogue": "改指标目录",
    "sites": "导入阵地", "regions": "改区划",
    "confirm": "核实疑点", "withdraw": "取消核实", "teach": "教写法", "forget": "撤销写法",
    "note": "批注", "decide": "定事项", "write": "改数", "send": "报送", "recall": "撤回报送", "review": "审核导入",
    "return": "退回报送", "handle": "办理事项", "explain": "写明原因", "unexplain": "撤回原因", "lock": "封账", "unlock": "解锁",
    "projects": "改工作项目", "states": "填工作项目", "templates": "存模板", "untemplate": "撤下模板",
    "snapshot": "留存材料", "agenda": "排会议议程", "self-score": "自评", "appraise": "考评、发布考核结果",
    "sign-in": "登录", "sign-out": "退出", "password": "改密码", "accounts": "管理账号", "grants": "授权",
    "settings": "改设置", "boundaries": "换地图边界", "clear": "清除示例数据", "export": "导出", "download": "下载",
    "exact": "看确切敏感数",
    "backup": "备份", "restore": "恢复", "create": "建库", "upgrade": "升级", "purge": "清理记录", "record": "查审计记录"}
"""audit.act -> what it is called."""
OUTCOMES = {"done": "成功", "refused": "拒绝", "failed": "失败"}
WAYS = {"page": "网页", "command": "命令行", "program": "本程序"}
RECORD = Frame("id", **of_schema(audit))
CHAINED = [column.name for column in audit.columns if column.name != "hash"]


def hash_of(row: Mapping) -> str:
    """The SHA-256 of a row's values, the hash of the row before among them."""
    values = [row[name].isoformat(" ", "seconds") if name == "at" else row[name] for name in CHAINED]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@hands_out(RECORD)
def read_record(connection: Connection, wanted: Mapping | None = None, *, first: int = 0, many: int | None = None
                ) -> pd.DataFrame:
    """Rows of the record (RECORD), the newest first, `many` from the `first` on. wanted: as `which` takes it."""
    rows = _narrowed(select(audit), wanted or {}).order_by(audit.c.id.desc()).offset(first)
    return RECORD.read(connection, rows if many is None else rows.limit(many))


def count_record(connection: Connection, wanted: Mapping | None = None) -> int:
    """How many rows `read_record` would give of all."""
    return connection.execute(_narrowed(select(func.count()).select_from(audit), wanted or {})).scalar_one()


def _narrowed(rows: Select, wanted: Mapping) -> Select:
    """since, before: times; who: part of an account, a unit or an address; what: part of
    the object, such as a 导出编号; act; outcome; region: an id, all below it too."""
    tests: dict[str, ColumnElement[bool]] = {}
    if wanted.get("since"):
        tests["since"] = audit.c.at >= wanted["since"]
    if wanted.get("before"):
        tests["before"] = audit.c.at < wanted["before"]
    if words := wanted.get("who"):
        tests["who"] = (audit.c.account.contains(words, autoescape=True) | audit.c.unit.contains(words, autoescape=True)
                        | audit.c.address.contains(words, autoescape=True))
    if words := wanted.get("what"):
        tests["what"] = audit.c.what.contains(words, autoescape=True)
    if wanted.get("act"):
        tests["act"] = audit.c.act == wanted["act"]
    if wanted.get("outcome"):
        tests["outcome"] = audit.c.outcome == wanted["outcome"]
    if wanted.get("region"):
        tests["region"] = audit.c.region_id.in_(
            select(region_closure.c.descendant_id).where(region_closure.c.ancestor_id == wanted["region"]))
    return rows.where(*tests.values())


def head_of(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last row; 0 and GENESIS before there is one."""
    row = connection.execute(select(audit_head.c.last, audit_head.c.hash)).first()
    return (row.last, row.hash) if row else (0, GENESIS)


def faults(connection: Connection, known: Mapping[int, str] | None = None, most: int = 20) -> list[str]:
    """What is wrong with the record, in Chinese; nothing where it is whole. At most so many.

    Every row has its own hash, the hash of the row before and the next number; the first begins where the head says that a purge
    ended, the last is the head's. known: number -> hash as they were written down elsewhere; rows that were purged aside.
    """
    head = connection.execute(select(audit_head)).mappings().first() or {
        "last": 0, "hash": GENESIS, "purged": 0, "anchor": GENESIS}
    number, before, found, open_ = head["purged"], head["anchor"], [], dict(known or {})
    if number == 0 and before != GENESIS:
        found.append("记录开头的校验码不对")
    rows = connection.execute(select(audit).order_by(audit.c.id).execution_options(yield_per=5000)).mappings()
    for row in rows:
        if row["id"] != number + 1:
            found.append(f"第 {number + 1} 条到第 {row['id'] - 1} 条不见了")
        if row["previous"] != before:
            found.append(f"第 {row['id']} 条接不上它的前一条")
        if row["hash"] != hash_of(row):
            found.append(f"第 {row['id']} 条被改过")
        if open_.pop(row["id"], row["hash"]) != row["hash"]:
            found.append(f"第 {row['id']} 条和以前抄下的校验码不同")
        number, before = row["id"], row["hash"]
        if len(found) >= most:
            return found[:most]
    if (number, before) != (head["last"], head["hash"]):
        found.append(f"末尾不对：应到第 {head['last']} 条" if number != head["last"] else f"第 {number} 条不是原来的末条")
    found += [f"抄下的第 {at} 条不见了" for at in sorted(open_) if at > head["purged"]]
    return found[:most]


HEADS = {"id": "编号", "at": "时间", "account": "账号", "unit": "单位", "address": "地址", "way": "途径", "act": "做什么",
         "what": "对象", "place": "地区", "outcome": "结果", "details": "细节", "hash": "校验码"}
"""What is handed out of the record, and under which heading."""


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the record as people read them: the columns of HEADS, acts, outcomes and ways as they are called."""
    named = {"act": EVENTS, "outcome": OUTCOMES, "way": WAYS}
    shown = rows[list(HEADS)].astype({name: object for name in HEADS if name not in ("id", "at")})
    return shown.assign(**{name: rows[name].map(words).fillna(rows[name]) for name, words in named.items()})
