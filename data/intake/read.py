"""From a file to a draft: read, recognised, checked."""

import hashlib

import pandas as pd
from sqlalchemy import Connection

from data.intake.cells import Bad, Fault, is_blank, read_value
from data.intake.commit import CHECKS
from data.intake.context import read_context
from data.intake.draft import PLACE, SITE, Count, Draft, Finding
from data.intake.files import read_file
from data.intake.headings import cover, recognise
from data.intake.rows import read_rows
from data.intake.sheets import Sheet, column_letter, shown
from data.intake.sites import read_sites
from data.intake.vocabulary import Vocabulary
from data.write.ledger import KEY
from data.write.progress import Tell, quiet
from data.write.sites import check_sites

EXPECTED = ("认不出这张表：应有一行标题，写明指标、地区、期（如“地区、期、指标、数值”，或每列一个指标、每列一个县、每列一个月），"
            "也可用本页的模板")


def draft_of(connection: Connection, file_name: str, content: bytes, tell: Tell = quiet) -> Draft:
    """Reads and checks a file against the database; writes nothing.

    Raises Unusable for a file that cannot be read.
    """
    tell(0.05, "正在打开文件")
    sheets, remarks = read_file(file_name, content)
    draft = Draft(file_name, hashlib.sha256(content).hexdigest())
    draft.findings = [Finding("", None, None, file_name, remark, "note") for remark in remarks]
    names, cells, sites = Vocabulary(connection), [], []
    for number, sheet in enumerate(sheets):
        part = _part(tell, number, len(sheets))
        part(0.0, f"正在读“{sheet.name}”")
        names = _read_sheet(connection, sheet, file_name, names, draft, cells, sites, part)
    tell(0.8, "正在核对每个数")
    frame = pd.DataFrame(cells, columns=["table", *KEY, "value", "row", "column", "sheet"])
    draft.cells = {table: frame.loc[frame["table"] == table, [*KEY, "value", *PLACE]].reset_index(drop=True) for table in CHECKS}
    draft.sites = pd.DataFrame(sites, columns=[*SITE, "sheet", "row"]).astype(
        dict.fromkeys(("opened", "closed", "lon", "lat"), float))
    _check(connection, draft)
    if not draft.taken and not draft.refused:
        draft.findings.append(Finding("", None, None, file_name, "文件里没有一个可以导入的数", "refused"))
    return draft


def _part(tell: Tell, number: int, many: int) -> Tell:
    """Tells a sheet's own progress as its part of the whole: opening took a tenth, checking takes the end."""
    return lambda share, words: tell(0.1 + 0.7 * (number + share) / many, words)


def _read_sheet(connection: Connection, sheet: Sheet, file_name: str, names: Vocabulary, draft: Draft, cells: list, sites: list,
                tell: Tell) -> Vocabulary:
    if not sheet.rows:
        return names
    if sheet.hidden:
        numbers = _numbers(sheet)
        if not numbers:
            return names
        draft.findings.append(Finding(sheet.name, None, None, "隐藏的工作表", f"没有读（其中有 {numbers} 个数）；需要导入的请取消隐藏", "note"))
        draft.counts.append(Count(sheet.name, "隐藏", 0, 0, 0, numbers))
        return names
    covered = cover(sheet)
    layout = recognise(sheet, names, covered)
    if layout is None or not (layout.is_sites or layout.values):
        numbers = _numbers(sheet)
        severity, words = ("refused", EXPECTED) if numbers else ("note", "没有数，按说明页处理，没有读")
        draft.findings.append(Finding(sheet.name, None, None, sheet.name, words, severity))
        draft.counts.append(Count(sheet.name, "认不出" if numbers else "说明", 0, numbers, 0, 0))
        return names
    if layout.is_sites:
        names = Vocabulary(connection, villages=True)
        found, rows = read_sites(sheet, layout, covered, read_context(layout, sheet.name, file_name, names), names)
        sites += found
        draft.counts.append(Count(sheet.name, layout.name, len(found), rows.refused, rows.blank, rows.aside))
    else:
        rows = read_rows(sheet, layout, covered, read_context(layout, sheet.name, file_name, names), names, tell)
        cells += [(*cell, sheet.name) for cell in rows.cells]
        draft.counts.append(rows.count(sheet.name, layout.name))
    draft.findings += rows.findings + _hidden(sheet, layout)
    return names


def _numbers(sheet: Sheet) -> int:
    """How many cells of a sheet that is not understood hold a number."""
    return sum(_is_number(value) for cells in sheet.rows.values() for value in cells.values())


def _is_number(value) -> bool:
    try:
        return not isinstance(value, Fault) and not is_blank(value) and read_value(value, "元").value is not None
    except Bad:
        return False


def _hidden(sheet: Sheet, layout) -> list[Finding]:
    rows = sorted(row for row in sheet.hidden_rows if row > layout.last_heading)
    columns = [column_letter(column.at) for column in layout.columns if column.at in sheet.hidden_columns]
    words = [("行", "、".join(map(str, rows[:20])) + ("……" if len(rows) > 20 else ""))] if rows else []
    words += [("列", "、".join(columns))] if columns else []
    return [Finding(sheet.name, None, None, f"隐藏的{what} {which}", "已同其他行列一样读入；不要的请删去", "note") for what, which in words]


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
    draft.findings.append(finding)
    at = next(at for at, count in enumerate(draft.counts) if count.sheet == finding.sheet)
    count = draft.counts[at]
    draft.counts[at] = Count(count.sheet, count.layout, count.taken - 1, count.refused + 1, count.blank, count.aside)
