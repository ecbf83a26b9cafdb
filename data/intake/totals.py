"""Rows and columns that say they are sums, held against the sum of their parts: one that differs is a doubt."""

from data.intake.cells import Bad, Fault, is_blank, read_value
from data.intake.draft import Finding
from data.intake.rows import Reader
from data.intake.sheets import column_letter, shown


def check_totals(reader: Reader) -> list[Finding]:
    """A doubt for each sum that is none of: all rows, those since the sum before it, those up to the next one."""
    found = []
    for row, _, region in reader.sums:
        for column in reader.values:
            if (stated := _number(reader, row, column.at)) is None or _is_ratio(reader, column):
                continue
            sums = [total for total in _sums(reader, row, column.at, region) if total is not None]
            if sums and not any(abs(total - stated) < 1e-6 * max(1, abs(stated)) for total in sums):
                off = min((total - stated for total in sums), key=abs)
                found.append(_doubt(reader, row, column.at, stated, stated + off, "各行"))
    values = [one for one in reader.values if one.at not in reader.summed_columns]
    for column in reader.table.at("total"):
        across = [one for one in values if one.region or one.when]
        if len(across) < 2 or len(across) != len(values) or len({one.indicator for one in across}) > 1:
            continue
        for row, _, _ in reader.parts:
            total, stated = _added(reader, [(row, one.at) for one in across]), _number(reader, row, column.at)
            if stated is not None and total is not None and abs(total - stated) > 1e-6 * max(1, abs(stated)):
                found.append(_doubt(reader, row, column.at, stated, total, "各栏"))
    return found


def _doubt(reader: Reader, row: int, at: int, stated: float, total: float, what: str) -> Finding:
    raw = shown(reader.grid.cells(row)[at])
    return Finding(reader.grid.name, row, column_letter(at), raw,
                   f"合计写的是 {raw}，与{what}之和 {total:,.10g} 不等，相差 {abs(stated - total):,.10g}：至少有一格填错，请核对",
                   "doubt")


def _sums(reader: Reader, row: int, at: int, region) -> list[float | None]:
    """The sums that a row may state. None where a part cannot be read."""
    item = _item(reader, row)
    parts = [(line, of) for line, of, _ in reader.parts
             if line not in reader.summed_rows and (item is None or _item(reader, line) == item)]
    if region is not None and region.id != reader.names.root:
        parts = [(line, of) for line, of in parts if of is not None and reader.names.below(of.id, region.id)]
    known = [line for line, of in parts if of is not None]  # 东部片区 may be a unit or a sum of its own: nobody has said yet
    others = [line for line, _, _ in reader.sums if line != row]
    before = max((line for line in others if line < row), default=0)
    after = min((line for line in others if line > row), default=10**9)
    lines = [line for line, _ in parts]
    chosen = (known, lines, [line for line in lines if before < line < row], [line for line in lines if row < line < after])
    return [_added(reader, [(line, at) for line in some]) for some in chosen if some]


def _added(reader: Reader, places: list[tuple[int, int]]) -> float | None:
    """What the cells that are not blank come to; None where there is none, or one that is no number."""
    numbers = [_number(reader, row, at) for row, at in places if not is_blank(reader.grid.cells(row).get(at))]
    known = [number for number in numbers if number is not None]
    return sum(known) if known and len(known) == len(numbers) else None


def _number(reader: Reader, row: int, at: int) -> float | None:
    raw = reader.grid.cells(row).get(at)
    if is_blank(raw) or isinstance(raw, Fault):
        return None
    try:
        return read_value(raw, "元").value
    except Bad:
        return None


def _is_ratio(reader: Reader, column) -> bool:
    return column.indicator is not None and reader.names.indicator(column.indicator.id).kind == "ratio"


def _item(reader: Reader, row: int):
    """What the row is about in a table of several items: its indicator cells' and period cells' texts."""
    texts = tuple(reader.grid.text(row, at) for role in ("indicator", "period", "month") for at in reader.by_role[role])
    return texts if any(texts) else None
