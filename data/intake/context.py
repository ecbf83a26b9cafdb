"""What stands around a table: its title, the lines above and below it, the sheet's name, the file's — as witnesses."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime

from data.intake.cells import MONEY, Bad, Fault, as_unit, is_blank, tidy
from data.intake.doubt_words import ALL_OTHER, OTHERWISE, VOID
from data.intake.grid import Grid
from data.intake.label_words import FILLED, ISSUER, PERSON
from data.intake.label_words import SENDER as SENDER_LABEL
from data.intake.sheets import column_letter
from data.intake.traditional import simplify
from data.intake.understood import FILE, SENDER, SHEET, TITLE, Witness
from data.intake.vocabulary import Vocabulary
from data.intake.when import Mention, mentions, read_period, says_cumulated

_SENT_BY = re.compile(rf"(?:{SENDER_LABEL.pattern}|{PERSON.pattern})(?:\([^()]*\))*[:：]\s*([^\s,;。:：()]*)")
_LABEL = re.compile(rf"(?:{SENDER_LABEL.pattern}|{PERSON.pattern}|{FILLED.pattern}|{ISSUER.pattern}|报告期别?|统计(?:期|时间|"
                    rf"月份|日期)|数据期|时间|期别|月份|日期|有效期至?|单位|计量单位)"
                    r"(?:\([^()]*\))*[:：]?")
_PERIOD = re.compile(r"报告期别?|统计(?:期|时间|月份)|数据期|期别|月份")
_MONEY = r"((?:十|百|千|万|十万|百万|千万|亿)?元)"
_MONEY_SAID = re.compile(rf"单位(?:均|都)?(?:为|是|[:：])\s*{_MONEY}|[以按]{_MONEY}(?:为单位|计)|(?:金额|资金)(?:类|数)?(?:均|"
                         rf"都)?(?:为|是|[:：]){_MONEY}|[(\[](?:单位[:：]?)?{_MONEY}[)\]]")
_UNIT_LINE = re.compile(r"(?:计量|金额|数量)?单位(?:均|都)?(?:为|是|[:：])\s*([^\s。;)）]+)")
_AIMS = re.compile(r"(?:目标(?!化?管理)|任务|计划)(?!.*(?:完成|进展|进度|落实|执行|推进|情况))")

LONGEST_SAID = 1_000
"""Characters of a text that are read for what it says of the table: each period in it is looked at with what stands around it."""


@dataclass
class Line:
    """One text near a table, with a label in the cell before it put in front."""

    text: str
    row: int | None
    column: int | None
    strength: int

    def witness(self, what: str, value) -> Witness:
        return Witness(what, value, self.text, self.strength, self.row, column_letter(self.column) if self.column else None)


@dataclass
class Context:
    """Witnesses of one block. cumulated: lines that say 累计; cumulated_all: footnotes that say it of every figure, 本月 or not.
    periods: (Mention, Witness). otherwise: titles that say the figures are not the whole of the period. money: what amounts of
    money are counted in, with its witness."""

    regions: list[Witness] = field(default_factory=list)
    unclear: list[tuple[tuple[int, ...], Witness]] = field(default_factory=list)
    periods: list[tuple[Mention, Witness]] = field(default_factory=list)
    cumulated: list[Witness] = field(default_factory=list)
    cumulated_all: list[Witness] = field(default_factory=list)
    money: list[Witness] = field(default_factory=list)
    units: list[Witness] = field(default_factory=list)
    aims: list[Witness] = field(default_factory=list)
    otherwise: list[Witness] = field(default_factory=list)
    sender: str = ""


def lines_of(grid: Grid, rows: list[int], columns: set[int] | None = None) -> list[Line]:
    """The texts of rows above or below a table; of a label and the cell behind it, one."""
    found = []
    for row in rows:
        cells = [(at, value) for at, value in sorted(grid.cells(row).items()) if not is_blank(value)
                 and not isinstance(value, Fault)]
        label = ""
        for at, value in cells:
            text = value.strftime("%Y-%m-%d") if isinstance(value, (date, datetime)) else grid.plain(value)
            if isinstance(value, str) and _LABEL.fullmatch(text):
                label = text.rstrip(":：")
                continue
            if not isinstance(value, str) and not label and not _is_period(value):
                continue
            if isinstance(value, datetime) and (value.day == 1 and not label or _PERIOD.fullmatch(label) and value.day in (
                    1, monthrange(value.year, value.month)[1])):
                text = f"{value.year}年{value.month}月"
            if columns is None or at in columns or label:
                found.append(Line((f"{label}:{text}" if label else text)[:LONGEST_SAID], row, at, TITLE))
            label = ""
    return found


def name_month(lines: list[Line]) -> bool:
    """Whether one of the lines names a month that is a period, or part of one."""
    return any(one.when and one.when.month and one.kind != "filled" for line in lines for one in mentions(line.text))


def _is_period(value) -> bool:
    when = read_period(value)
    return when is not None and (isinstance(value, (date, datetime)) or when.month is not None)


def read_context(lines: list[Line], below: list[Line], sheet_name: str, file_name: str, names: Vocabulary) -> Context:
    """lines: of the title, the nearest last; below: footnotes, which speak of units and of what all the figures are."""
    context = Context()
    stem = re.sub(r"\.[A-Za-z]{2,5}$", "", file_name)[:LONGEST_SAID]
    every = [*lines, Line(simplify(tidy(sheet_name)), None, None, SHEET), Line(simplify(tidy(stem)), None, None, FILE)]
    for line in every:
        _read_periods(context, line)
        _read_regions(context, line, names)
        _read_units(context, line)
        if line.strength == TITLE and _AIMS.search(line.text) and not re.search(r"[。:：]", line.text):
            context.aims.append(line.witness("target", True))
        _read_otherwise(context, line, names)
        _read_all_other(context, line)
    for line in below:
        _read_units(context, line)
        _read_all_other(context, line)
        if (word := says_cumulated(line.text)) or any(one.kind in ("cumulated", "as_of", "to_date")
                                                      for one in mentions(line.text)):
            context.cumulated.append(line.witness("kind", word or "累计"))
            if re.search(r"以上|上述|本表|表中|表内|全部|所有|均为|均是|都是", line.text):
                context.cumulated_all.append(context.cumulated[-1])
        context.periods += [(one, line.witness("period", one.when)) for one in mentions(line.text) if one.kind == "filled"]
        _read_sender(context, line, names)
    return context


def _read_periods(context: Context, line: Line) -> None:
    found = list(mentions(line.text))
    if not found and line.strength == SHEET and (when := read_period(line.text)):
        found = [Mention(when, "month" if when.month else "year", line.text)]
    if line.strength == FILE:
        found = [one for one in found if not (one.kind == "year" and len(found) > 1)]
    context.periods += [(one, line.witness("period", one.when)) for one in found]
    if word := says_cumulated(line.text):
        context.cumulated.append(line.witness("kind", word))


def _read_otherwise(context: Context, line: Line, names: Vocabulary) -> None:
    """上旬, 预计, 占比, 农村 … in a title or a name, where it is no part of what an indicator or a programme is called."""
    if re.search(r"[。:：;；]", line.text):
        return
    text = line.text.replace(" ", "")
    for name in names.called:
        text = text.replace(name, "#") if len(name) > 2 else text
    if match := OTHERWISE.search(text):
        context.otherwise.append(line.witness("kind", match[0]))


def _read_all_other(context: Context, line: Line) -> None:
    """本表均为预计数, 以下为去年同期数: whatever the title says."""
    text = line.text.replace(" ", "")
    if match := ALL_OTHER.search(text):
        context.otherwise.append(line.witness("kind", match["what"]))
    elif match := VOID.search(text):
        context.otherwise.append(line.witness("kind", match[0]))


def _read_sender(context: Context, line: Line, names: Vocabulary) -> str:
    """Reads 填报单位:…, and returns the text without it."""
    match = _SENT_BY.search(line.text)
    if not match or as_unit(match[1]) or any(as_unit(word) for word in re.split(r"[、/,]", match[1])):
        return line.text
    said, person = match[1], bool(PERSON.match(match[0]))
    witness = Witness("region", None, line.text, SENDER, line.row, column_letter(line.column) if line.column else None)
    if said and not person:
        context.sender = context.sender or said
    sender = names.sender(said, person)
    if sender.region is not None:
        context.regions.append(Witness("region", sender.region, *_rest(witness)))
    elif sender.unknown:
        context.regions.append(Witness("region", sender.unknown, *_rest(witness)))
    elif sender.several:
        context.unclear.append((sender.several, witness))
    return (line.text[:match.start()] + " " + line.text[match.end():]).strip()


def _rest(witness: Witness) -> tuple:
    return witness.text, witness.strength, witness.row, witness.column


def _read_regions(context: Context, line: Line, names: Vocabulary) -> None:
    text = _read_sender(context, line, names)
    if not text or ISSUER.search(text):
        return
    for one in mentions(text):
        text = text.replace(one.text, " ")
    if line.strength < TITLE:
        text = text.strip(" _-—.()（）")
        try:
            found = names.find_region(re.sub(r"(妇联|报表|月报|数据|表)$", "", text)) if text else None
        except Bad:
            found = None
        if found is not None and names.place(found.id).level in ("county", "city", "province"):
            context.regions.append(line.witness("region", found))
            return
    known, unknown = names.places_in(text)
    context.regions += [line.witness("region", found) for found in known]
    context.regions += [line.witness("region", word) for word in unknown]
    if several := names.unclear_in(text) if not known else None:
        context.unclear.append((several, line.witness("region", None)))


def _read_units(context: Context, line: Line) -> None:
    for match in _MONEY_SAID.finditer(line.text):
        context.money.append(line.witness("money", next(word for word in match.groups() if word)))
    if match := _UNIT_LINE.search(line.text):
        words = [as_unit(word) for word in re.split(r"[、/,，和]", match[1])]
        if any(words):
            context.units += [line.witness("unit", word) for word in words if word and word not in MONEY]
            context.money += [line.witness("money", word) for word in words if word in MONEY and word not in
                              [one.value for one in context.money if one.text == line.text]]
