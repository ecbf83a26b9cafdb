"""按指标: how completely each indicator is reported, and which units are missing in the last period due."""

from datetime import date

import pandas as pd

from pages.parts.reporting import asks
from pages.parts.reporting.matrix import CLASS, MEANING, MOST_NAMES, sign
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Origin
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, num, panel, table, tag, tr
from pages.parts.ui.tiles import FREQUENCY
from queries.gaps import gaps, latest


@by_version(64)
def items(scope: Scope, today: date) -> Markup:
    """A row an indicator that is due. Picks: Origin."""
    cells, catalogue, names = asks.due(scope, today), reference.indicators(scope.version), asks.labels(scope.version)
    if cells.empty:
        return panel("按指标", "到这个月还没有应报的数")
    current = latest(asks.rates(scope, today, "indicator_id", "period")).set_index("indicator_id")
    lacking, by_place = (gaps(latest(asks.owed(scope, today)), by).set_index("indicator_id")
                         for by in (["indicator_id"], ["indicator_id", "place"]))
    lines = []
    for row in asks.rates(scope, today, "indicator_id").itertuples():
        indicator, now = catalogue.loc[row.indicator_id], current.loc[row.indicator_id]
        who = _who(lacking.at[row.indicator_id, "units"], by_place.loc[[row.indicator_id]], names) if (
            row.indicator_id in lacking.index) else ""
        mark, pick = sign(now), Origin(indicator["code"])
        lines.append(tr(
            button(pick, f"{indicator['code']} {indicator['name']}"), FREQUENCY[indicator["frequency"]],
            num(fmt.percent(row.rate)),
            num(fmt.percent(row.in_time)), num(f"{row.reported:,}/{row.due:,}"), fmt.period(now["period"]),
            tag("span", f"{mark} {MEANING[mark]}", look=f"due {CLASS[mark]}"),
            num(f"{int(now['reported']):,}/{int(now['due']):,}"), who,
            pick=pick))
    heads = ["指标", "频次", num("上报率"), num("及时率"), num("全年已报/应报"), "最近一期", "状态", num("已报/应报"),
             "最近一期缺哪些单位"]
    return panel("哪项指标没报齐", "按指标目录次序；点一行看由哪些单位组成", table(heads, lines, "plain items"))


def _who(units: list[int], by_place: pd.DataFrame, names: dict[int, str]) -> str:
    """The missing units, by the place they lie in where there are many: 宁陵县14个单位、界沟镇."""
    if len(units) <= MOST_NAMES:
        return "、".join(names[unit] for unit in units)
    return "、".join(f"{names[row.place]}{row.lacking}个单位" if row.lacking > 1 else names[row.units[0]]
                    for row in by_place.itertuples())
