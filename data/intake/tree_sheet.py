"""The workbook of 区划 read again: which rows say that something is to be done, and what."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.intake.files import read_file
from data.intake.sheets import Unusable, shown
from data.write.errors import Refused
from data.write.tree.acts import Act, Add, Alias, Close, Merge, Move, Rename
from data.write.tree.planning import plan
from queries.schema import regions

HEADS = ("区划代码", "名称", "级别", "上级代码", "起用", "停用", "要做什么", "新名称", "新代码", "并入或划归（代码）",
         "从哪个月起")
ACTS = ("增设", "增设功能区", "改名", "记别名", "并入", "划转", "撤销")
"""What may stand in 要做什么; a split is made on the page, where what goes where is chosen."""


@dataclass(frozen=True)
class Line:
    """A row that says something: its number, what is to be done (None: it cannot be), and in words what that is or why not."""

    row: int
    act: Act | None
    words: str


def read_tree(connection: Connection, file_name: str, content: bytes) -> list[Line]:
    """The rows of the workbook that ask for something, in order; none where nothing was changed. Raises Refused for what is no
    such workbook."""
    try:
        sheets, _ = read_file(file_name, content)
    except Unusable as unusable:
        raise Refused(f"“{file_name}”读不了：{unusable}。没有导入。") from unusable
    found = [(sheet, row) for sheet in sheets for row, cells in sheet.rows.items() if set(HEADS) <= set(cells.values())]
    if not found:
        raise Refused(f"“{file_name}”里没有区划表。要有这些栏：{'、'.join(HEADS)}；请先下载区划表，在上面改。")
    sheet, head = found[0]
    column = {sheet.rows[head][at]: at for at in sheet.rows[head]}
    known = {code: id_ for code, id_ in connection.execute(select(regions.c.code, regions.c.id))}
    lines = []
    for row in sorted(number for number in sheet.rows if number > head):
        cells = sheet.rows[row]
        said = {name: _text(cells.get(column[name])) for name in HEADS}
        if said["要做什么"]:
            lines.append(_line(connection, row, said, known))
    return lines


def _text(value) -> str:
    text = "" if value is None else shown(value).strip()
    return "" if text == "—" else text


def _line(connection: Connection, row: int, said: dict[str, str], known: dict[str, int]) -> Line:
    try:
        act = _act(said, known)
        return Line(row, act, plan(connection, act).title)
    except Refused as refused:
        return Line(row, None, "；".join([*refused.fields.values()] or [str(refused)]))


def _act(said: dict[str, str], known: dict[str, int]) -> Act:
    wanted, month = said["要做什么"], said["从哪个月起"]
    if wanted not in ACTS:
        raise Refused(f"“{wanted[:20]}”不是要做的事；可以填：{'、'.join(ACTS)}。拆分请在页面上做。")
    period = int(month) if month.isascii() and month.isdigit() else 0
    if wanted.startswith("增设"):
        above = _known(said["上级代码"], known, "上级代码")
        return Add(above, said["新名称"] or said["名称"], period, said["新代码"] or said["区划代码"], wanted == "增设功能区")
    unit = _known(said["区划代码"], known, "区划代码")
    if wanted == "改名":
        return Rename(unit, said["新名称"], period)
    if wanted == "记别名":
        return Alias(unit, said["新名称"])
    if wanted == "撤销":
        return Close(unit, period)
    other = _known(said["并入或划归（代码）"], known, "并入或划归（代码）")
    return Merge((unit,), other, period) if wanted == "并入" else Move(unit, other, period, said["新代码"])


def _known(code: str, known: dict[str, int], word: str) -> int:
    if code not in known:
        raise Refused(f"{word}“{code[:20]}”不在区划里。" if code else f"没有填{word}。")
    return known[code]
