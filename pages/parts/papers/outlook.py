"""年底预计完不成的: the targets that the forecasts fall short of, the farthest first."""

import pandas as pd

from data.papers.outline import Column, Slide, Table
from pages.parts.papers.material import Material
from pages.parts.shell import answers
from pages.parts.ui import format as fmt
from queries.desk import together
from queries.rows import rows_of

ROWS = 10


def short_of(m: Material) -> pd.DataFrame:
    """The rows of the region's standing that will miss their target, with forecast and ends (queries.desk.together)."""
    said = answers.forecast(m.scope)
    said = said[said["region_id"] == m.scope.region]
    nothing = pd.DataFrame({"region_id": [], "indicator_id": [], "below": [], "parts": []})
    rows = together(m.mine.reset_index(drop=True), said, nothing)
    return rows[rows["miss"] & rows["status"].notna()].sort_values("ends", kind="stable")


def slides(m: Material) -> list[Slide]:
    rows, facts = short_of(m), answers.outlook(m.scope)
    if rows.empty:
        return []
    words = f"按目前进度，{len(rows)}项年度目标年底完不成（能预计的共{facts['judged']}项）"
    first = rows.head(ROWS)
    return [Slide("slide.outlook", words, (table(m, first),), m.scope.region, int(rows.iloc[0]["indicator_id"]))]


def table(m: Material, rows: pd.DataFrame) -> Table:
    columns = (Column("指标"), Column("实际"), Column("年底预计"), Column("年度目标"), Column("预计完成", "percent", "", 1),
               Column("状态", "status"))
    cells, lines = [], rows_of(rows)
    for row in lines:
        indicator = m.indicator(row)
        forecast, target = ("".join(fmt.amount(value, indicator["unit"], int(indicator["precision"])))
                            for value in (row.forecast, row.target))
        about = "约" if row.rounded else ""
        cells.append((m.name(row), m.shown(row), about + forecast, target, None if fmt.is_missing(row.ends) else float(row.ends),
                      row.status))
    return Table("outlook.list", "预计完不成的年度目标", columns, tuple(cells), figures=m.figures(lines))
