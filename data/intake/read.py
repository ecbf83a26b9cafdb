"""From a file to a draft: read, cut into blocks, understood, checked."""

import hashlib
import re
from dataclasses import replace
from functools import cache

import pandas as pd
from sqlalchemy import Connection

from data.clock import today
from data.formats import SOURCE
from data.intake.blanking import blank_persons
from data.intake.blocks import Table, cut
from data.intake.cells import Bad, Fault, is_blank, read_value, tidy
from data.intake.choices import ASKED, FORMLESS, WHOLE_FILE, Choices
from data.intake.commit import CHECKS
from data.intake.context import Context, Line, read_context
from data.intake.draft import PLACE, SITE, Count, Draft, Finding
from data.intake.files import read_file
from data.intake.grid import Grid
from data.intake.heading_words import PLACES
from data.intake.headings import HeadingReader
from data.intake.keys import Reading
from data.intake.known_homes import ask_about_homes
from data.intake.persons import without
from data.intake.repeats import settle_repeats
from data.intake.rows import Reader
from data.intake.sent_out import COPY
from data.intake.settle import settle_kind, settle_money, settle_period, settle_region
from data.intake.sheets import Sheet, column_letter, shown
from data.intake.site_forms import ask_form, give_forms
from data.intake.sites import read_sites
from data.intake.summed import counted_below
from data.intake.targets_since import changed_targets
from data.intake.title_rest import called_by, part_in, rest_of
from data.intake.totals import check_totals
from data.intake.understood import FILE, MOST_QUESTIONS, PART, SHEET, Block, Understood
from data.intake.vocabulary import Vocabulary
from data.write.ledger import KEY
from data.write.progress import Tell, quiet
from data.write.sites import check_sites

EXPECTED = ("认不出这张表：应有一行标题，写明指标、地区、期（如“地区、期、指标、数值”，或每列一个指标、每列一个县、每列一个月），"
            "也可用本页的模板")
OWN_LIST = "核对结果"
"""The sheet that data/intake/annotate.py and rejects.py put before a copy's own."""
ANSWERED = "答复"
"""What stands there before what a person has said of the file: what was asked, of which text, the answer."""
ORIGIN, FINGERPRINT = "原文件编号 ", 16
"""What stands there before the first characters of the file's SHA-256."""


class FileReader:
    """Reads one file's sheets into a draft."""

    def __init__(self, connection: Connection, draft: Draft, choices: Choices):
        self.connection, self.draft, self.choices = connection, draft, choices
        self.names, self.villages = Vocabulary(connection), None
        self.cells, self.sites, self.summed, self.blocks = [], [], [], 0
        self.homes: set[str] = set()
        self.copies: list[Sheet] = []
        self.today = today()

    def sheet(self, sheet: Sheet, tell: Tell) -> None:
        if not sheet.rows:
            return
        if sheet.name.startswith(COPY):
            self.copies.append(sheet)
            return
        if sheet.hidden:
            self._hidden_sheet(sheet)
            return
        if title := _own_export(sheet):
            self._own_sheet(sheet, title)
            return
        if is_own_list(sheet):
            texts = " ".join(value for cells in sheet.rows.values() for value in cells.values() if isinstance(value, str))
            match = re.search(rf"{ORIGIN}([0-9a-f]{{{FINGERPRINT}}})", texts)
            self.draft.understood.completes = match[1] if match else ""
            self.say(sheet.name, sheet.name, "是本系统“带批注的副本”里的核对结果，跳过")
            self._carry(sheet)
            return
        grid = Grid(sheet)
        reader = HeadingReader(self.names, self.choices)
        tables = [table for table in cut(grid, reader) if is_table(grid, table)]
        if not tables:
            self._not_understood(sheet)
            return
        counts = [self._table(grid, table, reader, tell) for table in tables]
        layout = "、".join(dict.fromkeys(count.layout for count in counts))
        self.draft.counts.append(Count(sheet.name, layout, *(sum(getattr(count, what) for count in counts) for what in (
            "taken", "refused", "blank", "aside"))))
        self._stray_numbers(grid, tables)
        self.draft.findings += _hidden(sheet, tables)
        if grid.traditional:
            self.say(sheet.name, "、".join(dict.fromkeys(grid.traditional))[:60], "有繁体字，按简体认")

    def _carry(self, sheet: Sheet) -> None:
        """The answers that came with a copy hold for what comes back, where none is given now."""
        carried = {(str(cells[2]), str(cells.get(5) or "")): str(cells[6]) for cells in sheet.rows.values()
                   if cells.get(1) == ANSWERED and cells.get(2) in ASKED and cells.get(6)}
        for (what, text), answer in carried.items():
            self.say(sheet.name, text or what, f"按以前的答复“{answer}”读")
        given = {what for what, _ in self.choices.answers if what in WHOLE_FILE}
        self.choices = Choices({key: answer for key, answer in carried.items() if key[0] not in given} | self.choices.answers)
        self.draft.understood.answered = carried | self.draft.understood.answered

    def _table(self, grid: Grid, table: Table, reader: HeadingReader, tell: Tell) -> Count:
        names = self._names(table)
        context = read_context(table.title, table.foot, grid.name, self.draft.file_name, names)
        block = Block(grid.name, table.headings[0], max(table.rows, default=table.headings[-1]), table.name)
        self._read_rest(context, grid, table, names)
        choices = self.choices.of_block(block.key)
        block.region = settle_region(context, names, choices, block.key)
        block.period = settle_period(context, choices, block.key)
        block.kind, block.money = settle_kind(context, choices, block.key), settle_money(context, choices, block.key)
        block.columns = {column_letter(column.at): _words(column, names) for column in table.columns}
        understood = self.draft.understood
        if context.sender and context.sender not in understood.senders:
            understood.senders.append(context.sender)
        understood.sender = understood.senders[0] if len(understood.senders) == 1 else ""
        understood.blocks.append(block)
        block.rows, block.places = table.rows, [column.at for column in table.at("county", "township")]
        self._ask(block, names)
        self.blocks += 1
        reading = Reading(grid, table, context, block, names, choices, understood, reader, self.today)
        if table.is_sites:
            if not table.at("form") and not self.choices.get("heading", FORMLESS):
                ask_form(self.connection, understood, grid.name, table.headings[0])
            found, rows = read_sites(reading)
            self.sites += found
            self.homes |= {tidy(grid.raw(row, column.at)) for row in table.rows for column in table.at("name")}
            understood.sites += len(found)
            self.draft.findings += rows.findings
            return Count(grid.name, table.name, len(found), rows.refused, rows.blank, rows.aside)
        read = Reader(reading)
        rows = read.read(tell)
        self.cells += [(*cell, grid.name, self.blocks) for cell in rows.cells]
        self.summed += rows.summed
        self.draft.findings += rows.findings + check_totals(read)
        return rows.count(grid.name, table.name)

    def _read_rest(self, context: Context, grid: Grid, table: Table, names: Vocabulary) -> None:
        """Words of the title, the sheet's or the file's name that nobody understands, and of which no person has said what they
        are, may make the figures a part of the whole."""
        own = cache(lambda: called_by(grid, table, names))
        file = Line(grid.plain(self.draft.file_name), None, None, FILE)
        for line in (*table.title, Line(grid.plain(grid.name), None, None, SHEET), file):
            words = part_in(line.text, names) if line is file else rest_of(line, own, names)
            if words and not context.otherwise and self.choices.get("heading", line.text) is None:
                context.otherwise.append(line.witness(PART, words))

    def _names(self, table: Table) -> Vocabulary:
        if not table.is_sites:
            return self.names
        self.villages = self.villages or Vocabulary(self.connection, villages=True)
        return self.villages

    def _ask(self, block: Block, names: Vocabulary) -> None:
        """The questions of dimensions whose witnesses disagree, with what each of them says."""
        understood = self.draft.understood
        if block.region.open:
            known = dict.fromkeys(one.value.id for one in block.region.witnesses if not isinstance(one.value, (str, type(None))))
            understood.ask("region", block.key, block.region.open,
                           [(names.place(number).code, names.describe(number)) for number in known])
        if block.period.open:
            whens = dict.fromkeys(one.value for one in block.period.witnesses if one.value and one.value.month)
            years = [one.value.year for one in block.period.witnesses if one.value and one.value.year]
            candidates = [(f"{when.year or years[0]}{when.month:02d}", f"{when.year or years[0]}年{when.month}月")
                          for when in whens if when.year or years]
            understood.ask("period", block.key, block.period.open, list(dict.fromkeys(candidates)))

    def say(self, sheet: str, found: str, words: str, severity: str = "note") -> None:
        self.draft.findings.append(Finding(sheet, None, None, found, words, severity))

    def _hidden_sheet(self, sheet: Sheet) -> None:
        if numbers := _numbers(sheet):
            self.say(sheet.name, "隐藏的工作表", f"没有读（其中有 {numbers} 个数）；需要导入的请取消隐藏")
            self.draft.counts.append(Count(sheet.name, "隐藏", 0, 0, 0, numbers))

    def _own_sheet(self, sheet: Sheet, title: str) -> None:
        """What is on the screen is made from what came in; sent in again it would be counted as reported."""
        self.say(sheet.name, title, f"是本系统导出的“{title}”，不是报表：这些数由已导入的数算出，不再收。要报数，请用“下载模板”，"
                                    "或各县自己的报表", "refused")
        self.draft.counts.append(Count(sheet.name, "本系统导出的表", 0, _numbers(sheet), 0, 0))

    def _not_understood(self, sheet: Sheet) -> None:
        numbers = _numbers(sheet)
        self.say(sheet.name, sheet.name, EXPECTED if numbers else "没有数，按说明页处理，没有读",
                 "refused" if numbers else "note")
        self.draft.counts.append(Count(sheet.name, "认不出" if numbers else "说明", 0, numbers, 0, 0))

    def _stray_numbers(self, grid: Grid, tables: list[Table]) -> None:
        """Numbers in rows that belong to no table: above headings that were recognised, or below ones that were not."""
        used = {row for table in tables for row in (*table.rows, *table.headings)} | {row for table in tables
                                                                                      for row, _ in table.set_aside}
        told = {(line.row, line.column) for table in tables for line in (*table.title, *table.foot)}
        stray = [(row, at) for row in grid.rows if row not in used for at, value in grid.cells(row).items()
                 if (row, at) not in told and isinstance(value, (int, float)) and not isinstance(value, bool)]
        if stray:
            places = "、".join(grid.place(*one) for one in stray[:12]) + ("……" if len(stray) > 12 else "")
            row, at = stray[0]
            self.draft.findings.append(Finding(grid.name, row, column_letter(at), f"共 {len(stray)} 个数：{places}",
                                               "这些数上面没有认出标题，不知道是什么的数，没有收", "refused",
                                               tuple((row, column_letter(at)) for row, at in stray)))
            count = self.draft.counts[-1]
            self.draft.counts[-1] = replace(count, refused=count.refused + len(stray))


def draft_of(connection: Connection, file_name: str, content: bytes, tell: Tell = quiet, choices: Choices | None = None) -> Draft:
    """Reads and checks a file against the database; writes nothing. choices: what a person, or a sender's remembered
    mappings, have answered (data/intake/choices.py). How it was understood, and what is asked, is `draft.understood`.

    Raises Unusable for a file that cannot be read.
    """
    tell(0.05, "正在打开文件")
    sheets, remarks = read_file(file_name, content)
    file_name = without(file_name)
    draft = Draft(file_name, hashlib.sha256(content).hexdigest(), understood=Understood(file_name))
    draft.understood.answered = dict(choices.answers) if choices else {}
    draft.findings = [Finding("", None, None, file_name, remark, "note") for remark in remarks]
    reader = FileReader(connection, draft, choices or Choices())
    draft.blanked = blank_persons(sheets, HeadingReader(reader.names, Choices()))
    if words := draft.blanked.words:
        draft.understood.persons = words
        draft.findings.append(Finding("", None, None, file_name, f"{words}；不导入，留存的文件也是抹去后的副本", "note"))
    for number, sheet in enumerate(sheets):
        part = _part(tell, number, len(sheets))
        part(0.0, f"正在读“{sheet.name}”")
        reader.sheet(sheet, part)
    tell(0.8, "正在核对每个数")
    frame = pd.DataFrame(reader.cells, columns=["table", *KEY, "value", "row", "column", "sheet", "block"])
    draft.cells = {table: frame.loc[frame["table"] == table, [*KEY, "value", *PLACE, "block"]].reset_index(drop=True)
                   for table in CHECKS}
    settle_repeats(draft)
    draft.cells = {table: cells.drop(columns="block") for table, cells in draft.cells.items()}
    draft.sites = pd.DataFrame(reader.sites, columns=[*SITE, "sheet", "row", "remark", "formless"]).astype(
        dict.fromkeys(("opened", "closed", "lon", "lat"), float))
    if reader.villages is not None:
        day = reader.today
        month = day.year * 100 + day.month
        for finding in give_forms(connection, draft, reader.villages, reader.choices):
            _refuse(draft, finding)
        for finding in ask_about_homes(connection, draft, reader.choices, reader.villages, reader.homes, month):
            _refuse(draft, finding)
    _check(connection, draft)
    draft.findings += changed_targets(connection, draft.cells["targets"], reader.copies)
    for finding in counted_below(connection, draft, reader.summed):
        _refuse(draft, finding)
    if draft.understood.unasked:
        draft.findings.append(Finding("", None, None, file_name, f"认不出的写法太多，每一种只问前 {MOST_QUESTIONS} 个；"
                                      "请先看是不是栏目错了位，或分几个文件导入", "note"))
    if not draft.taken and not draft.refused:
        draft.findings.append(Finding("", None, None, file_name, "文件里没有一个可以导入的数", "refused"))
    return draft


def is_table(grid: Grid, table: Table) -> bool:
    """Whether a block holds values, sites, or numbers in columns that a person can say the meaning of."""
    return table.is_sites or bool(table.values) or bool(table.at(*PLACES, "indicator")) and any(
        _is_number(grid.cells(row).get(column.at)) for column in table.at("unknown", "bad") if column.title for row in table.rows)


def _part(tell: Tell, number: int, many: int) -> Tell:
    """Tells a sheet's own progress as its part of the whole: opening took a tenth, checking takes the end."""
    return lambda share, words: tell(0.1 + 0.7 * (number + share) / many, words)


def is_own_list(sheet: Sheet) -> bool:
    words = ["类别", "工作表", "行", "列", "表中所写", "应是什么"]
    return sheet.name == OWN_LIST and any([cells.get(at) for at in range(1, 7)] == words for cells in sheet.rows.values())


def _own_export(sheet: Sheet) -> str:
    """The title of a workbook that pages/parts/ui/excel.py made; "" for any other."""
    above = [cells[min(cells)] for _, cells in sorted(sheet.rows.items())[:12]]
    return str(above[0]) if any(isinstance(text, str) and text.startswith(SOURCE) for text in above) else ""


def _words(column, names: Vocabulary) -> str:
    """What a column was understood as, for people."""
    parts = [column.title]
    if column.indicator:
        parts.append(f"{names.indicator(column.indicator.id).code} {names.indicator(column.indicator.id).short_name}")
    if column.region:
        parts.append(names.place(column.region.id).name)
    return " = ".join(dict.fromkeys(parts)) + {"aside": "（不导入）", "unknown": "（认不出）", "bad": "（不能收）",
                                               "total": "（合计）"}.get(column.role, "")


def _numbers(sheet: Sheet) -> int:
    """How many cells of a sheet that is not understood hold a number."""
    return sum(_is_number(value) for cells in sheet.rows.values() for value in cells.values())


def _is_number(value) -> bool:
    try:
        return not isinstance(value, Fault) and not is_blank(value) and read_value(value, "元").value is not None
    except Bad:
        return False


def _hidden(sheet: Sheet, tables: list[Table]) -> list[Finding]:
    used = {row for table in tables for row in table.rows}
    rows = sorted(row for row in sheet.hidden_rows if row in used)
    columns = [column_letter(at)
               for at in sorted({column.at for table in tables for column in table.columns} & sheet.hidden_columns)]
    words = [("行", "、".join(map(str, rows[:20])) + ("……" if len(rows) > 20 else ""))] if rows else []
    words += [("列", "、".join(columns))] if columns else []
    return [Finding(sheet.name, None, None, f"隐藏的{what} {which}", "已同其他行列一样读入", "note") for what, which in words]


def _check(connection: Connection, draft: Draft) -> None:
    """Takes out of the draft what the database may not hold, and says why."""
    for table, cells in draft.cells.items():
        reasons = CHECKS[table](connection, cells) if len(cells) else []
        for at, reason in reasons:
            cell = cells.iloc[at]
            _refuse(draft, Finding(cell["sheet"], int(cell["row"]), cell["column"], shown(cell["value"]), reason, "refused"))
        draft.cells[table] = cells.drop(index=[at for at, _ in reasons]).reset_index(drop=True)
    reasons = check_sites(connection, draft.sites) if len(draft.sites) else []
    for at, reason in reasons:
        site = draft.sites.iloc[at]
        _refuse(draft, Finding(site["sheet"], int(site["row"]), None, shown(site["name"]), reason, "refused"))
    draft.sites = draft.sites.drop(index=[at for at, _ in reasons]).reset_index(drop=True)


def _refuse(draft: Draft, finding: Finding) -> None:
    draft.understood.refuse()
    draft.findings.append(finding)
    at = next(at for at, count in enumerate(draft.counts) if count.sheet == finding.sheet)
    count = draft.counts[at]
    draft.counts[at] = replace(count, taken=count.taken - 1, refused=count.refused + 1)
