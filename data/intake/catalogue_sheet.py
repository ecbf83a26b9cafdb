"""The workbook of 指标目录 that is sent in: what its rows want, what would come of it, and which cells may not be."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from data.intake.catalogue_cells import BLANK, cell, text_of, value_of
from data.intake.cells import Fault
from data.intake.draft import Finding
from data.intake.files import read_file
from data.intake.sent_out import CONFLICT, LEFT, changed_since, without_copies
from data.intake.sheets import Sheet, Unusable, column_letter
from data.normal import normal
from data.write.catalogue import NEW, Change, compare, tidy
from data.write.catalogue_rules import FIELDS, WORDS, Row
from data.write.errors import Refused
from data.write.text import clean
from queries.schema import actions

LIKE = FIELDS[:1] + FIELDS[3:4]
"""代码 and 名称: a row of headings has both, and half of the others at least."""
Texts = dict[str, str]
"""Field -> what its cell says."""
FORMULA = "这一格是公式，请改填文字或数"


@dataclass(frozen=True)
class Sent:
    """A workbook, understood. wanted: as data.write.catalogue.save takes it, only what is another than it is; rows: where
    each of these codes stands; wrong: the cells that may not be, each refused (found: what stands there, expected: why not)."""

    file_name: str
    file_sha256: str
    wanted: dict[str, dict[str, Any]]
    rows: dict[str, int]
    change: Change
    wrong: list[Finding]
    since: list[Finding]
    is_whole: bool


def read_catalogue(connection: Connection, file_name: str, content: bytes) -> Sent:
    """What the workbook wants. An indicator that is not in it stays as it is; one that is in it is as its row says, an empty cell
    is empty, and of a new one as usual. A cell that is as it went out is left as it is now; one that was changed in it and by
    others too is wrong. Raises Refused for what is no such workbook."""
    try:
        sheets, _ = read_file(file_name, content)
    except Unusable as unusable:
        raise Refused(f"“{file_name}”读不了：{unusable}。没有改动。") from unusable
    sheets, copies = without_copies(sheets)
    sheet, head, columns = _find(file_name, sheets)
    out = _went_out(copies)
    names = {number: name for number, name in connection.execute(select(actions.c.id, actions.c.name))}
    known, wanted, rows, wrong, since = compare(connection, {}).before, {}, {}, [], []
    for row in sorted(number for number in sheet.rows if number > head):
        texts = {field: text_of(sheet.rows[row].get(at)) for field, at in columns.items()}
        if all(text in BLANK for text in texts.values()):
            continue
        code = normal(texts["code"]).upper()
        if code in BLANK or code in rows:
            why = f"“{code}”在第 {rows[code]} 行已经写过，一项指标只能写一行。" if code in rows else "没有填代码。"
            wrong.append(_finding(sheet, row, columns, "code", why))
            continue
        rows[code] = row
        bad = {field: FORMULA for field, at in columns.items() if (row, at) in sheet.formulas} | {
            field: FORMULA if (held := sheet.rows[row][at]) == "公式" else f"这一格是错误值 {held}，请改填文字或数"
            for field, at in columns.items() if isinstance(sheet.rows[row].get(at), Fault)}
        texts, clash, left = _since(code, texts, known.get(code), out, names)
        since += [_finding(sheet, row, columns, field, words, "note") for field, words in left.items()]
        fields, why = _fields(texts, known.get(code), names)
        wrong += [_finding(sheet, row, columns, field, words) for field, words in (why | bad | clash).items()]
        fields = {field: value for field, value in fields.items() if field not in bad}
        if fields or texts and code not in known:
            wanted[code] = {**fields, "code": code}
    change = compare(connection, wanted)
    told = {(one.row, one.column) for one in wrong}
    found = [_finding(sheet, rows.get(code), columns, field, why if code in rows else f"{code}：{why}")
             for (code, field), why in change.wrong.items()]
    wrong += [one for one in found if (one.row, one.column) not in told]
    wrong += [_finding(sheet, rows[code], columns, "headline", f"{other} 下载以后由别人定为代表指标{CONFLICT}")
              for code, other in _headlines(change, wanted, out)]
    return Sent(file_name, hashlib.sha256(content).hexdigest(), wanted, rows, change,
                sorted(wrong, key=lambda one: (one.row or 0, len(one.column or ""), one.column or "")), since, bool(copies))


def _went_out(copies: list[Sheet]) -> dict[str, Texts]:
    """What stood in each row when the workbook went out, by code; empty where it does not say."""
    rows = {}
    for sheet in copies[:1]:
        _, head, columns = _find(sheet.name, [sheet])
        for row in (number for number in sheet.rows if number > head):
            texts = {field: text_of(sheet.rows[row].get(at)) for field, at in columns.items()}
            rows[texts["code"]] = texts
    return rows


def _since(code: str, texts: Texts, old: Row | None, out: Mapping[str, Texts], names: Mapping[int, str]
           ) -> tuple[Texts, dict[str, str], dict[str, str]]:
    """A row's texts, those as now that are as they went out (none: the row wants nothing); which fields others changed as well,
    and which others alone."""
    if not out or code not in out and old is None:
        return texts, {}, {}
    now = {field: text_of(cell(field, old[field], names)) for field in texts} if old else {}
    was = out.get(code)
    if was is None:
        usual = {field: NEW.get(field) if text in BLANK else value_of(field, text, names) for field, text in texts.items()}
        differ = [field for field in texts if field not in ("code", "own") and tidy(field, usual[field]) != (old or {})[field]]
        return {}, {"code": f"下载以后别人设立了 {code}“{now['name']}”，请换一个代码。"} if differ else {}, {}
    mine = {field for field in texts if not _same(texts[field], was[field])}
    if not now:
        words = f"下载以后别人撤销了 {code}“{was['name']}”"
        return {}, {"code": f"{words}，没有写入。"} if mine else {}, {} if mine else {"code": f"{words}，不再设立。"}
    others = {field: changed_since(was[field], now[field]) for field in texts if not _same(was[field], now[field])}
    clash = {field for field in mine & others.keys() if not _same(texts[field], now[field]) and tidy(
        field, value_of(field, "" if texts[field] in BLANK else texts[field], names)) != (old or {})[field]}
    return ({field: text if field in mine - clash else now[field] for field, text in texts.items()},
            {field: others[field] + CONFLICT for field in texts if field in clash},
            {field: words + LEFT for field, words in others.items() if field not in mine})


def _same(one: str, other: str) -> bool:
    return clean(one) == clean(other) or one in BLANK and other in BLANK


def _headlines(change: Change, wanted: Mapping[str, Row], out: Mapping[str, Texts]) -> Iterator[tuple[str, str]]:
    """A code that is to be the headline, and the one that others made it since."""
    for other in change.changed:
        if other not in wanted and out and out.get(other, {}).get("headline") != "是":
            for code in wanted:
                if wanted[code].get("headline") and change.after[code]["action_id"] == change.before[other]["action_id"]:
                    yield code, other


def _find(file_name: str, sheets: list[Sheet]) -> tuple[Sheet, int, dict[str, int]]:
    """The sheet of the catalogue, the row of its headings, and where each field stands."""
    found = [(sheet, row, heads) for sheet in sheets for row, heads in _headed(sheet)]
    if not found:
        raise Refused(f"“{file_name}”里没有指标目录。请先下载指标目录，在上面改了再传上来。")
    if len(found) > 1:
        raise Refused(f"“{file_name}”里有 {len(found)} 张指标目录，分不清改哪一张：只留一张。")
    sheet, row, heads = found[0]
    missing = [word for word in WORDS.values() if word not in heads]
    if missing:
        raise Refused(f"“{sheet.name}”缺这些栏：{'、'.join(missing)}。请先下载指标目录，在上面改，栏目不要删。")
    twice = [word for word in WORDS.values() if heads.count(word) > 1]
    if twice:
        raise Refused(f"“{sheet.name}”里{'、'.join(twice)}写了两栏，分不清按哪一栏：只留一栏。")
    places = list(sheet.rows[row])
    return sheet, row, {field: places[heads.index(word)] for field, word in WORDS.items()}


def _headed(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    for row, cells in sorted(sheet.rows.items()):
        heads = [normal(text_of(value)).replace(":", "：") for value in cells.values()]
        if all(WORDS[field] in heads for field in LIKE) and len(set(heads) & set(WORDS.values())) * 2 >= len(WORDS):
            yield row, heads


def _fields(texts: Mapping[str, str], old: Row | None, names: Mapping[int, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a row says that is not so yet; and what it may not say. An unknown word stays as it is: the rules refuse it."""
    fields, wrong = {}, {}
    for field, text in texts.items():
        was = text_of(cell(field, old[field], names)) if old else ""
        if field == "code" or clean(text) == clean(was) or text in BLANK and was == "":
            continue
        if field == "own":  # what is the federation's own, is known
            if text not in BLANK and (old or normal(text) != "是"):
                wrong[field] = f"自设的是“是”，随程序来的是“否”，由程序记，不能改。请改回“{was or '是'}”。"
        elif (value := value_of(field, "" if text in BLANK else text, names)) != (old or {}).get(field):
            fields[field] = value
    return fields, wrong


def _finding(sheet: Sheet, row: int | None, columns: Mapping[str, int], field: str, why: str, severity: str = "refused"
             ) -> Finding:
    at = columns[field] if row else None
    held = text_of(sheet.rows[row].get(at)) if row and at else ""
    return Finding(sheet.name, row, column_letter(at) if at else None, held[:60], why, severity)
