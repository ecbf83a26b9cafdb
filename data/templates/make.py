"""Workbooks for the counties to fill in, made from the catalogue: only what is due, units and definitions beside it.

A cell that is left empty says 未上报, 0 says zero. Amounts of money are in 万元. data/intake/read.py reads what comes back.
"""

import pandas as pd
from sqlalchemy import Connection

from data.formats import LIKE_FORMULAS
from data.templates.lists import ListMaker
from data.templates.reports import ReportMaker


def make_month(connection: Connection, region: int, period: int) -> bytes:
    """The month's workbook: indicators down, units across, each with its last value beside the cell to fill in."""
    return ReportMaker(connection, region).month(period)


def make_year(connection: Connection, region: int, year: int) -> bytes:
    """The year's workbook: a row a unit and indicator, a column a month; months that are not due are closed."""
    return ReportMaker(connection, region).year(year)


def make_targets(connection: Connection, region: int, year: int) -> bytes:
    """The year's targets of the region and its counties, last year's beside the cell to fill in."""
    return ListMaker(connection, region).targets(year)


def make_sites(connection: Connection, region: int) -> bytes:
    """The register of 妇女之家 and other 阵地: what is known, and empty rows to add to it."""
    return ListMaker(connection, region).sites()


def make_csv(connection: Connection, region: int, period: int) -> bytes:
    """The month as plain text for other programs to fill in: a row a cell, values in base units, none filled in. A name that
    begins like a formula is written as ="…", which a spreadsheet shows, and this product reads, as that text."""
    maker = ReportMaker(connection, region)
    rows = [(maker.names.place(unit).code, maker.names.place(unit).name, period, indicator.code, indicator.name, indicator.unit,
             "")
            for level in ("county", "township") for unit in maker.units(level, None, period)
            for indicator in maker.due(level, period)]
    frame = pd.DataFrame(rows, columns=["地区代码", "地区", "期", "指标代码", "指标", "计量单位", "数值"])
    frame = frame.assign(**{column: frame[column].map(_as_text) for column in ("地区", "指标", "计量单位")})
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _as_text(word: str) -> str:
    return '="{}"'.format(word.replace('"', '""')) if word.startswith(LIKE_FORMULAS) else word
