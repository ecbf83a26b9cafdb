"""Each act as a Change: checked, with all that goes along with it. Reads only; what is shown before anything is done."""

from sqlalchemy import Connection

from data.write.errors import Refused
from data.write.tree.acts import ZONE, Act, Add, Alias, Close, Merge, Move, Rename, Split
from data.write.tree.checks import check_alike, check_empty, check_ended, check_open, check_order, check_period
from data.write.tree.codes import LEVEL_BELOW
from data.write.tree.plan import WORDS, Change, Plan

FOREVER = 999_912


def plan(connection: Connection, act: Act) -> Change:
    """What the act changes. Raises Refused by field (name, code, period, region, below)."""
    return MAKERS[type(act)](connection, act)


def _begin(connection: Connection, act, title: str = "") -> Plan:
    check_period(act.period)
    return Plan(connection, title, act.period)


def _add(connection: Connection, act: Add) -> Change:
    made = _begin(connection, act)
    parent = made.row(act.parent_id)
    if parent["level"] == "village" or act.zone and parent["level"] not in ("province", "city"):
        raise Refused(region=f"{parent['name']}下面不能设{'功能区' if act.zone else '单位'}。" + (
            "功能区是县级单位，请设在市下面。" if act.zone else ""))
    if not act.zone and parent["level"] == "province":
        raise Refused(region=f"{parent['name']}下面的市不在这里增设。")
    if parent["parent_id"] is not None:
        check_open(made, parent["id"], "增设下级")
    like = {"level": "county", "name": act.name, "kind": ZONE, "code": "", "lon": None, "lat": None} if act.zone else None
    number = made.add(parent, act.name, act.code, ZONE if act.zone else None, like)
    made.change.title = f"新设{made.row(number)['name']}"
    return made.change


def _rename(connection: Connection, act: Rename) -> Change:
    made = _begin(connection, act)
    row = made.row(act.region_id)
    if row["valid_to"] is not None:
        check_open(made, act.region_id, "改名")
    name = made.named(made.row(row["parent_id"]) if row["parent_id"] else row, act.name, own=row["id"])
    if name == row["name"]:
        raise Refused(name=f"已经叫{name}了，没有改动。")
    made.keep_name(row["id"], row["name"], act.period)
    made.change.rows[row["id"]] = row | {"name": name}
    made.change.title = f"{row['name']}改名{name}"
    return made.change


def _alias(connection: Connection, act: Alias) -> Change:
    made = Plan(connection, "", FOREVER)
    row = made.row(act.region_id)
    name = made.named({"id": 0, "name": ""}, act.name)
    if name == row["name"]:
        raise Refused(name=f"{name}就是它的名称，不用再记。")
    made.keep_name(row["id"], name, None)
    made.change.title = f"{row['name']}又称{name}"
    return made.change


def _merge(connection: Connection, act: Merge) -> Change:
    made = _begin(connection, act)
    if not act.from_ids:
        raise Refused(region="请选要并掉的单位。")
    rows = [check_open(made, number, "合并") for number in dict.fromkeys(act.from_ids)]
    if act.into_id is None:
        into = _new(made, rows, act)
    else:
        into = check_open(made, act.into_id, "接收别的单位")
    for row in rows:
        check_alike(made, row, into)
    check_order(made, [row["id"] for row in rows] + [into["id"]])
    for row in rows:
        for child in made.below(row["id"]):
            made.move(child, into)
        made.close(row["id"], into["id"])
        made.succeed(row["id"], into["id"], "merged")
    check_ended(made)
    made.change.title = f"{'、'.join(row['name'] for row in rows)}{'合并为' if act.into_id is None else '并入'}{into['name']}"
    return made.change


def _new(made: Plan, rows: list[dict], act: Merge) -> dict:
    """The unit that is made of others. One may have the name that it had, for that one ends."""
    if len(rows) < 2:
        raise Refused(region="合并成一个新单位，至少要选两个单位；只改名称请用“改名”。")
    for row in rows[1:]:
        check_alike(made, row, rows[0])
    kept = made.below
    ending = {row["id"] for row in rows}
    made.below = lambda number: [one for one in kept(number) if one["id"] not in ending]
    number = made.add(made.row(rows[0]["parent_id"]), act.name, act.code, None, rows[0] | {"code": ""})
    made.below = kept
    return made.row(number)


def _split(connection: Connection, act: Split) -> Change:
    made = _begin(connection, act)
    row = check_open(made, act.region_id, "拆分")
    if not act.parts or not act.keeps and len(act.parts) < 2:
        raise Refused(name="请填分出来的单位；原单位不保留的，至少要有两个。")
    check_order(made, [row["id"]])
    found = made.give(row, act.parts)
    if not act.keeps:
        if left := made.below(row["id"]):
            raise Refused(below=f"{row['name']}还有 {len(left)} 个单位没有分到哪一边（{left[0]['name']}等），请都分好。")
        made.close(row["id"], found[0])
    check_ended(made)
    made.change.title = f"{row['name']}{'分出' if act.keeps else '拆分为'}{'、'.join(part.name for part in act.parts)}"
    return made.change


def _move(connection: Connection, act: Move) -> Change:
    made = _begin(connection, act)
    row = check_open(made, act.region_id, "划转")
    parent = made.row(act.parent_id)
    if parent["parent_id"] is not None:
        check_open(made, act.parent_id, "接收别的单位")
    if parent["id"] == row["parent_id"]:
        raise Refused(region=f"{row['name']}本来就在{parent['name']}，没有改动。")
    if LEVEL_BELOW.get(parent["level"]) != row["level"]:
        raise Refused(region=f"{row['name']}是{WORDS[row['level']]}，不能划到{parent['name']}（{WORDS[parent['level']]}）下面。")
    check_order(made, [row["id"]])
    made.move(row, parent, act.code)
    check_ended(made)
    made.change.title = f"{row['name']}划归{parent['name']}"
    return made.change


def _close(connection: Connection, act: Close) -> Change:
    made = _begin(connection, act)
    row = check_open(made, act.region_id, "撤销")
    check_empty(made, row)
    check_order(made, [row["id"]])
    made.close(row["id"], None)
    check_ended(made)
    made.change.title = f"撤销{row['name']}"
    return made.change


MAKERS = {Add: _add, Rename: _rename, Alias: _alias, Merge: _merge, Split: _split, Move: _move, Close: _close}
