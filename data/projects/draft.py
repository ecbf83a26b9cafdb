"""What a workbook of 工作项目 would change: row by row, with what cannot be taken cell by cell. Nothing is written here.

A row or a cell that is not there changes nothing; only a task whose 进展 says 删去 goes.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data.projects import sheets
from data.projects.cells import read_action, read_day, read_hidden, read_indicators, read_progress, read_weight
from data.projects.known import Known
from data.projects.read import Fault, Page, read_pages
from data.projects.sheets import CHECKS, PROJECTS, STATES, TASKS, plain
from data.projects.since import settle
from data.write.project_rows import check_row, project_row, state_row, task_row
from data.write.project_traces import Change, Row


@dataclass(frozen=True)
class Told:
    """A change and where it stands in the file."""

    sheet: str
    row: int
    change: Change


@dataclass
class Draft:
    """since: what others changed since the workbook went out and whoever sends it left alone. is_whole: whether it holds what it
    went out with."""

    file_name: str
    sha256: str
    told: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    since: list[Fault] = field(default_factory=list)
    is_whole: bool = True

    @property
    def changes(self) -> list[Change]:
        return [one.change for one in self.told]


def make_draft(connection: Connection, file_name: str, content: bytes, places: Mapping[int, tuple[str, str, str]], at: datetime
               ) -> Draft:
    """Raises Unusable for a file that holds no such sheet. The same row named twice is a fault of the second."""
    draft = Draft(file_name, hashlib.sha256(content).hexdigest())
    known, seen = Known(connection, places), {}
    readers = {PROJECTS: _projects, STATES: _states, TASKS: _tasks, CHECKS: _checks}
    for page in read_pages(file_name, content):
        draft.is_whole &= page.copy is not None
        for fault, mine in settle(page, known):
            (draft.faults if mine else draft.since).append(fault)
        for row, found in readers[page.kind](page, known, at):
            if isinstance(found, Fault):
                draft.faults.append(found)
                continue
            key = found.table, found.number or _meant(found)
            if key in seen:
                draft.faults.append(Fault(page.name, row, "", f"与{seen[key]}说的是同一处，只能写一次"))
            elif found.before != found.after:
                draft.told.append(Told(page.name, row, found))
            seen.setdefault(key, f"“{page.name}”第 {row} 行")
    return draft


def _meant(change: Change) -> tuple:
    row = change.after or {}
    return tuple(row.get(name) for name in ("name", "project_id", "region_id", "year", "half", "what"))


Found = Iterator[tuple[int, "Change | Fault"]]


def _projects(page: Page, known: Known, at: datetime) -> Found:
    for row, cells in page.cells():
        code = plain(cells["代码"])
        number, heads = known.by_code.get(code), sheets.HEADS[PROJECTS]
        if code and number is None:
            yield row, page.fault(row, "代码", f"没有代码为“{code}”的工作项目；自己加的请把代码留空")
            continue
        # The same workbook again: what it has set up itself is there by now, and has a code.
        again = known.names.get(plain(cells["名称"])) if not code else None
        before = known.rows["projects"].get(number or again or 0)
        given: dict[str, Any] = {name: plain(cells[heads[name]]) for name in ("name", "about", "level", "lead", "quotation")
                                 if heads[name] in cells and not _alike(cells[heads[name]], (before or {}).get(name))}
        wrong = {}
        for name, read in (("action_id", read_action), ("indicators", read_indicators), ("hidden", read_hidden)):
            if heads[name] in cells and (plain(cells[heads[name]]) or name == "indicators"):
                given[name], why = read(plain(cells[heads[name]]), known)
                wrong |= {name: why} if why else {}
        after, more = project_row(given, before, known.names, number or again, known.actions.values(), known.indicators.values())
        if again and (more or wrong or after != before):
            yield row, page.fault(row, "代码", f"已经有“{known.rows['projects'][again]['name']}”这个工作项目，要改它请填代码 "
                                               f"{known.codes[again]}；是另一个项目请换一个名称")
            continue
        if before is None:
            after["code"] = f"ZX-{known.next_own:03d}"
            known.next_own += 1
        yield from _given(page, row, heads, more | wrong, Change("projects", number, after, before))


def _alike(cell: object, value: object) -> bool:
    return plain(cell) == plain(value)


def _states(page: Page, known: Known, at: datetime) -> Found:
    columns = {head: known.regions.get(head) for head in page.heads if head not in ("代码", "名称")}
    for head, region in columns.items():
        if region is None and any(plain(cells[head]) for _, cells in page.cells()):
            yield 0, page.fault(0, head, f"没有“{head}”这个地区，或不归您看")
    for row, cells in page.cells():
        number = known.by_code.get(plain(cells["代码"]))
        if number is None:
            yield row, page.fault(row, "代码", f"没有代码为“{plain(cells['代码'])}”的工作项目")
            continue
        for head, region in columns.items():
            if region is None:
                continue
            state = sheets.STATE_OF.get(plain(cells[head]))
            if state is None:
                yield row, page.fault(row, head, f"“{plain(cells[head])[:12]}”不对，应是：开展、未开展、无此项；没有说的留空")
                continue
            held_as, before = known.states.get((number, region, page.year), (None, None))
            after, wrong = state_row(number, region, known.levels[region], page.year, state, at)
            if wrong:
                yield row, page.fault(row, head, next(iter(wrong.values())))
            elif (before or {}).get("state", "") != state:
                yield row, Change("project_states", held_as, after, before)


def _tasks(page: Page, known: Known, at: datetime) -> Found:
    heads = sheets.HEADS[TASKS]
    for row, cells in page.cells():
        number, before, fault = _task_of(page, row, cells, known)
        if fault:
            yield row, fault
            continue
        if plain(cells.get("进展")) == sheets.DROPPED and before:
            yield row, Change("project_tasks", number, None, before)
            continue
        region, missing = _region(cells, known, before)
        given = {**(before or {"demo": False}), "project_id": known.by_code.get(plain(cells["项目代码"])), "year": page.year,
                 "region_id": region, "what": plain(cells["任务"])}
        wrong = {"region_id": missing} if missing else {}
        for name, read in (("unit", plain), ("due", read_day), ("weight", read_weight), ("state", read_progress)):
            if heads[name] in cells and (plain(cells[heads[name]]) or before is None):
                given[name] = read(cells[heads[name]])
        for name in ("what", "unit"):
            given[name] = before[name] if before and _alike(given.get(name), before[name]) else given.get(name)
        after, more = task_row(given, known.levels.get(region, ""), at)
        if not number and (again := known.tasks.get((after["project_id"], region, page.year, after["what"]))):
            if known.rows["project_tasks"][again] | {"demo": False} != after:
                yield row, page.fault(row, "编号", f"已经有这项任务（编号 {again}），要改它请填上编号；是另一项任务请换个写法")
            continue
        wrong = (more if not missing else {name: words for name, words in more.items() if name != "region_id"}) | wrong
        yield from _given(page, row, heads, wrong, Change("project_tasks", number, after, before))


def _task_of(page: Page, row: int, cells: Mapping, known: Known) -> tuple[int | None, Row | None, Fault | None]:
    text, code = plain(cells.get("编号")), plain(cells["项目代码"])
    if code not in known.by_code:
        return None, None, page.fault(row, "项目代码", f"没有代码为“{code}”的工作项目")
    if not text:
        return None, None, None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    before = known.rows["project_tasks"].get(number)
    if before is None or before["year"] != page.year:
        return None, None, page.fault(row, "编号", f"{page.year}年没有编号为“{text[:12]}”的任务；新任务请把编号留空")
    return number, before, None


def _checks(page: Page, known: Known, at: datetime) -> Found:
    heads = sheets.HEADS[CHECKS]
    for row, cells in page.cells():
        number = known.by_code.get(plain(cells["项目代码"]))
        region, missing = _region(cells, known, None)
        half = sheets.HALF_OF.get(plain(cells["哪次检查"]), 0)
        held_as, before = known.checks.get((number or 0, region, page.year, half), (None, None))
        given = {"project_id": number, "region_id": region, "year": page.year, "half": half,
                 "checked_on": read_day(cells.get("检查日期")),
                 "result": sheets.RESULT_OF.get(plain(cells.get("结果")), ""), "remark": plain(cells.get("说明"))}
        if before and _alike(given["remark"], before["remark"]):
            given["remark"] = before["remark"]
        after, wrong = check_row(given, known.levels.get(region, ""), at)
        wrong |= {"region_id": missing} if missing else {}
        wrong |= {"code": f"没有代码为“{plain(cells['项目代码'])}”的工作项目"} if number is None else {}
        after["demo"] = bool(before and before["demo"] and {**after, "demo": True} == before)
        yield from _given(page, row, heads, wrong, Change("project_checks", held_as, after, before))


def _region(cells: Mapping, known: Known, before: Row | None) -> tuple[int, str]:
    text = plain(cells.get("地区"))
    region = known.regions.get(text, 0) if text else (before or {}).get("region_id", 0)
    return region, "" if region else f"没有“{text}”这个地区，或不归您看" if text else "请填地区"


def _given(page: Page, row: int, heads: Mapping[str, str], wrong: Mapping[str, str], change: Change) -> Found:
    """The change, or what is wrong with its cells."""
    for name, words in wrong.items():
        yield row, page.fault(row, heads.get(name, ""), words)
    if not wrong:
        yield row, change
