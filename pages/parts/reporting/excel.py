"""上报与质量 as Excel: the reporting matrix with what is missing, and the findings with what was confirmed."""

from datetime import date

import pandas as pd

from data.formats import COUNT, DATE, RATE
from pages.parts.reporting import asks, filters
from pages.parts.reporting.filters import SEVERITY, Wanted
from pages.parts.reporting.findings import confirmed_rows, when
from pages.parts.shell import exports, reference
from pages.parts.shell.scope import Scope
from pages.parts.ui.excel import Column, Sheet, about, notes, workbook
from queries.quality.findings import unconfirmed


def download_reports(scope: Scope, today: date) -> None:
    name = reference.tree(scope.version).at[scope.region, "name"]
    exports.offer("下载 Excel", about(scope, f"{name}上报情况{scope.year}年{scope.month}月.xlsx"),
                  lambda: reports(scope, today), key="reports-file")


def download_findings(scope: Scope) -> None:
    name, wanted = reference.tree(scope.version).at[scope.region, "name"], filters.wanted()
    exports.offer("下载 Excel", about(scope, f"{name}数据疑点{scope.year}年{scope.month}月.xlsx"),
                  lambda: findings(scope, wanted), key="findings-file", rounded=True)


def reports(scope: Scope, today: date) -> bytes:
    """Three sheets: place × month counts, rates by place, and every missing cell."""
    names, catalogue = asks.labels(scope.version), reference.indicators(scope.version)
    cells = asks.due(scope, today)
    rates = asks.rates(scope, today, "place", "period")
    rates = rates.assign(place_name=rates["place"].map(names), when=[when(period) for period in rates["period"]])
    places = asks.rates(scope, today, "place")
    places = places.assign(place_name=places["place"].map(names))
    owing = cells[cells["received_at"].isna()]
    owing = owing.assign(place_name=owing["place"].map(names), unit=owing["region_id"].map(names),
                         state=owing["state"].astype(str),
                         code=owing["indicator_id"].map(catalogue["code"]), item=owing["indicator_id"].map(catalogue["name"]),
                         when=[when(period) for period in owing["period"]])
    counts = [Column("due", "应报项次", COUNT), Column("reported", "已报", COUNT), Column("late", "其中迟报", COUNT),
              Column("missing", "逾期未报", COUNT), Column("waiting", "未到期限", COUNT), Column("sent", "已报待审", COUNT),
              Column("rate", "上报率", RATE), Column("in_time", "及时率", RATE)]
    said = f"截至 {today:%Y-%m-%d}；期限为次月 {asks.deadline_day(scope.version)} 日；及时率只算期限已过的"
    return workbook("上报情况", notes(scope, said), [
        Sheet("按地区", [Column("place_name", "地区", width=20), *counts], places),
        Sheet("按地区和月份", [Column("place_name", "地区", width=20), Column("when", "期", width=13), *counts], rates),
        Sheet("欠报明细", [Column("place_name", "地区", width=20), Column("unit", "单位", width=26),
                       Column("when", "期", width=13), Column("code", "代码"), Column("item", "指标", width=34),
                       Column("state", "期限")], owing)])


def findings(scope: Scope, wanted: Wanted) -> bytes:
    """The findings that the filters show, and all confirmations of the region and year."""
    names, catalogue = asks.labels(scope.version), reference.indicators(scope.version)
    rows = wanted.of(unconfirmed(asks.findings(scope)), catalogue)
    done = confirmed_rows(scope)
    spans = [Column("place", "地区", width=24), Column("when", "期", width=13), Column("item", "指标", width=30)]
    return workbook("数据疑点", notes(scope, "疑点只是提醒，核实前不得当作差错通报"), [
        Sheet("待核实", [Column("word", "程度"), Column("code", "规则"), Column("name", "疑点", width=26), *spans,
                      Column("words", "看到的", width=60), Column("reason", "为什么查、怎么办", width=60)],
              _named(rows, names, catalogue).assign(word=rows["severity"].map(SEVERITY))),
        Sheet("核实记录", [Column("state", "状态"), Column("rule", "疑点", width=26), *spans,
                       Column("reason", "核实情况", width=50),
                       Column("actor", "核实单位", width=20), Column("confirmed_at", "核实时间", DATE, 13)],
              _named(done, names, catalogue))])


def _named(rows: pd.DataFrame, names: dict[int, str], catalogue: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(place=rows["region_id"].map(names), item=rows["indicator_id"].map(catalogue["name"]),
                       when=[when(period) for period in rows["period"]])
