"""The workbook of 区划 read again: which rows say that something is to be done, and what."""

from dataclasses import dataclass

from sqlalchemy import Connection

from data.intake.files import read_file
from data.intake.sheets import Unusable, shown
from data.intake.tree_now import ENDS, GIVEN, PARTS, Said, read_now, several
from data.write.errors import Refused
from data.write.tree.acts import Act, Add, Alias, Close, Merge, Move, Part, Rename, Split
from data.write.tree.planning import plan

HEADS = ("区划代码", "名称", "级别", "上级代码", "起用", "停用", "要做什么", "新名称", "新代码", "并入或划归（代码）",
         "从哪个月起")
ACTS = ("增设", "增设功能区", "改名", "记别名", "并入", "划转", PARTS, ENDS, GIVEN, "撤销")
"""What may stand in 要做什么."""


@dataclass(frozen=True)
class Line:
    """A row that says something: its number, what is to be done (None: nothing by itself), in words what that is or why it cannot
    be, and whether it cannot."""

    row: int
    act: Act | None
    words: str
    is_wrong: bool = False


def read_tree(connection: Connection, file_name: str, content: bytes) -> list[Line]:
    """The rows of the workbook that ask for something that is not so yet, in order; none where nothing is to be changed. What
    others changed of a row's unit since it went out is why it cannot be. Raises Refused for what is no such workbook."""
    try:
        sheets, _ = read_file(file_name, content)
    except Unusable as unusable:
        raise Refused(f"“{file_name}”读不了：{unusable}。没有导入。") from unusable
    found = [(sheet, row) for sheet in sheets for row, cells in sheet.rows.items() if set(HEADS) <= set(cells.values())]
    if not found:
        raise Refused(f"“{file_name}”里没有区划表。要有这些栏：{'、'.join(HEADS)}；请先下载区划表，在上面改。")
    sheet, head = found[0]
    column = {sheet.rows[head][at]: at for at in sheet.rows[head]}
    rows = {row: {name: _text(sheet.rows[row].get(column[name])) for name in HEADS} for row in sorted(sheet.rows) if row > head}
    reader = Reader(connection, rows)
    return [reader.line(row) for row, said in rows.items() if said["要做什么"] and not reader.now.has(said, rows.values())]


def _text(value) -> str:
    text = "" if value is None else shown(value).strip()
    return "" if text == "—" else text


class Reader:
    """Understands rows, each beside the others: a split says in its own row which parts there are, in the rows below what goes to
    which."""

    def __init__(self, connection: Connection, rows: dict[int, Said]):
        self.connection, self.rows, self.now = connection, rows, read_now(connection)

    def line(self, row: int) -> Line:
        said = self.rows[row]
        try:
            if said["要做什么"] == GIVEN:
                return Line(row, None, self._given(said))
            act = self._act(said)
            return Line(row, act, plan(self.connection, act).title)
        except Refused as refused:
            return Line(row, None, "；".join([*refused.fields.values()] or [str(refused)]), is_wrong=True)

    def _act(self, said: Said) -> Act:
        wanted, month = said["要做什么"], said["从哪个月起"]
        if wanted not in ACTS:
            raise Refused(f"“{wanted[:20]}”不是要做的事；可以填：{'、'.join(ACTS)}。")
        period = int(month) if month.isascii() and month.isdigit() else 0
        if wanted.startswith("增设"):
            above = self._unit(said, "上级代码")
            return Add(above, said["新名称"] or said["名称"], period, said["新代码"] or said["区划代码"], wanted == "增设功能区")
        unit = self._unit(said, "区划代码")
        if wanted == "改名":
            return Rename(unit, said["新名称"], period)
        if wanted == "记别名":
            return Alias(unit, said["新名称"])
        if wanted == "撤销":
            return Close(unit, period)
        if wanted in (PARTS, ENDS):
            return Split(unit, self._parts(said), period, keeps=wanted == PARTS)
        other = self._unit(said, "并入或划归（代码）")
        return Merge((unit,), other, period) if wanted == "并入" else Move(unit, other, period, said["新代码"])

    def _unit(self, said: Said, word: str) -> int:
        """The unit that a cell names. Raises Refused where there is none, or its own row is not as it is by now."""
        code = said[word]
        if code not in self.now.ids:
            raise Refused(f"{word}“{code[:20]}”不在区划里。" if code else f"没有填{word}。")
        row = next((one for one in self.rows.values() if one["区划代码"] == code and not one["要做什么"].startswith("增设")), {})
        for name, now in self.now.units[code].items():
            if row.get(name, now) not in ("", now) and not self.now.has(row, self.rows.values()):
                raise Refused(f"{code} 的{name}，表里是“{row[name][:40]}”，现在是“{now}”：下载以后别人改过，或者改在了这一栏"
                              "（改名请写在“新名称”）。请重新下载区划表，在新表上改。")
        return self.now.ids[code]

    def _parts(self, said: Said) -> tuple[Part, ...]:
        names, codes = several(said["新名称"]), several(said["新代码"])
        if len(codes) not in (0, len(names)):
            raise Refused(f"分出 {len(names)} 个单位，新代码有 {len(codes)} 个，对不上：按同样的次序以分号相隔，或都空着。")
        if len(set(names)) < len(names):
            raise Refused(f"分出的单位同名：{said['新名称'][:40]}。")
        below = [row for row in self.rows.values() if row["要做什么"] == GIVEN and row["上级代码"] == said["区划代码"]]
        return tuple(Part(name, code, tuple(self._unit(row, "区划代码") for row in below if row["新名称"] == name))
                     for name, code in zip(names, codes or [""] * len(names), strict=True))

    def _given(self, said: Said) -> str:
        """A row below a unit that is split, in words."""
        self._unit(said, "区划代码")
        above = next((row for row in self.rows.values() if row["要做什么"] in (PARTS, ENDS)
                      and row["区划代码"] == said["上级代码"]), None)
        if above is None:
            raise Refused(f"它的上级 {said['上级代码']} 那一行没有写“{PARTS}”或“{ENDS}”。")
        if said["新名称"] not in several(above["新名称"]):
            raise Refused(f"“{said['新名称'][:20]}”不是 {said['上级代码']} 分出的单位（{above['新名称'][:60]}）。")
        return f"{said['名称']}分给{said['新名称']}"
