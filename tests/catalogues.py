"""Databases whose catalogue is another than the shipped one: of one indicator, and of four hundred."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from data.write.bulk import insert_frame, insert_one
from data.write.rollups import rebuild
from queries.schema import actions, batches, indicators, metadata, observations, regions, targets

ROW = {"programme": "项目", "unit": "个", "kind": "flow", "numerator": None, "denominator": None, "direction": "higher_better",
       "frequency": "monthly", "report_level": "county", "additive": True, "whole": None, "plan": None, "sensitive": False,
       "precision": 0, "weight": 1.0, "headline": False, "definition": "解释", "source": "文件"}
LONG = "新业态新就业群体女性从业人员参加妇联组织活动和教育培训并取得相应证书的人数及其家庭成员参加志愿服务活动的人数合计第"
"""57 letters; a number makes it 60."""
ACTIONS = ("chuangye", "tuopin", "wenming", "weiquan", "guanai", "wangluo")
KINDS = [{}, {"kind": "stock"}, {"direction": "neutral"}, {"direction": "lower_better"}, {"sensitive": True},
         {"frequency": "quarterly"}, {"frequency": "yearly", "kind": "stock"}, {"unit": "元", "precision": 2}]
MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


def one() -> list[dict]:
    """A catalogue of a single indicator, of no action's headline."""
    return [{"code": "ZD-01", "action": "wenming", "name": "活动", "short_name": "活动"}]


def many() -> list[dict]:
    """400 indicators over the six actions, with names of 60 characters, short ones of the 24 that there is room for."""
    rows = [{"code": f"ZX-{number:03}", "action": ACTIONS[number % 6], "name": f"{LONG}{number:03}",
             "short_name": f"{LONG[:21]}{number:03}", "programme": f"{LONG}{number // 24 * 24:03}",
             "headline": 6 <= number < 12 and number % 6 != 2} | KINDS[number % 8] for number in range(399)]
    return [*rows, {"code": "ZX-399", "action": "wangluo", "name": f"{LONG}399", "short_name": f"{LONG[:21]}399", "kind": "ratio",
                    "programme": f"{LONG}384", "unit": "%", "precision": 1, "numerator": "ZX-000", "denominator": "ZX-008"}]


def replace(connection: Connection, rows: list[dict], reported: tuple[int, ...] = (202510, 202609, 202610, 202611)) -> None:
    """Takes away the whole catalogue and puts these rows instead, with reports and a target of all counties but the first."""
    for table in reversed(metadata.sorted_tables):
        for column in [key.parent for key in table.foreign_keys if key.column is indicators.c.id]:
            connection.execute(update(table).values({column: None}) if column.nullable else delete(table))
    connection.execute(delete(indicators))
    places = dict(connection.execute(select(actions.c.code, actions.c.id)).all())
    made = [ROW | row | {"id": number, "action_id": places[row["action"]]} for number, row in enumerate(rows, start=1)]
    for row in made:
        del row["action"]
    connection.execute(insert(indicators), made)
    batch = insert_one(connection, batches, kind="import", file_name="测试.xlsx", actor="测试", received_at=datetime(2026, 11, 5),
                       committed_at=datetime(2026, 11, 5), rows=0)
    counties = list(connection.execute(select(regions.c.id).where(regions.c.level == "county").order_by(regions.c.id)).scalars())
    cells = [(region, period, row["id"], float(10 + (region * 7 + row["id"] * 3 + period) % 90), batch)
             for region in counties[1:] for row in made if row["kind"] != "ratio"
             for period in reported if ends(row["frequency"], period)]
    insert_frame(connection, observations, pd.DataFrame(cells, columns=list(observations.columns.keys())))
    aims = [(region, 2026, row["id"], 300.0, batch) for region in counties for row in made]
    insert_frame(connection, targets, pd.DataFrame(aims, columns=list(targets.columns.keys())))
    rebuild(connection)


def ends(frequency: str, period: int) -> bool:
    """Whether what is reported so often is due at the end of the month."""
    return period % 100 % MONTHS[frequency] == 0


CATALOGUES = {"one": one, "many": many}
