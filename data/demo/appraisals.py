"""One published appraisal in the demo: the last half year that is over, of the counties of a city. The same for the same place
and month; units, no person."""

import zlib
from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from data.write.appraisal_results import as_json
from data.write.bulk import insert_frame
from queries.appraisal_rules import BONUS, COLUMNS, MINUS, SELF, SITE, VETO, Rules, in_words
from queries.appraisals import draft, list_marks
from queries.schema import appraisal_marks, appraisal_results, appraisals, batches, schemes

ITEMS = (  # of the county at that place of the order, where there are so many
    (0, BONUS, 3.0, "巾帼家政品牌获省级表彰"), (1, MINUS, 1.0, "三月份月报迟报 2 天"), (3, BONUS, 2.0, "承办全市现场会"),
    (4, VETO, None, "上报数据经核实虚报，一票否决"), (6, MINUS, 0.5, "名册漏登 3 个村"))
VISITED, MADE = "现场查阅资料、走访 3 个乡镇", "对照年初任务书逐项自评"


def load_appraisal(connection: Connection, tree: pd.DataFrame, through: int, now: datetime) -> None:
    """Puts it into a database whose figures are summed up; nothing where no city is the root, or no half is over yet."""
    root = tree[tree["parent_id"].isna()].iloc[0]
    units = tree[(tree["parent_id"] == root["id"]) & (tree["level"] == "county")].sort_values("code")
    scheme = connection.scalar(select(schemes.c.id).where(schemes.c.level == "county").order_by(schemes.c.id))
    year, half = (through // 100, 6) if through % 100 >= 6 else (through // 100 - 1, 12)
    ended = date(year, 6, 30) if half == 6 else date(year, 12, 31)
    at = datetime(ended.year, ended.month, ended.day, 10) + timedelta(days=20)
    if units.empty or scheme is None or at > now:
        return
    of = {"scheme_id": scheme, "year": year, "half": half}
    office = f"{root['name']}妇联"
    connection.execute(insert(appraisal_marks), [of | row | {"entered_at": at - timedelta(days=days), "demo": True}
                                                 for days, row in _marks(connection, units, office, at)])
    found = draft(connection, scheme, year, half, units["id"].tolist())
    if found["total"].isna().any():
        return  # a county without a figure that counts
    held, marks = Rules(), list_marks(connection, scheme, year, half, units["id"].tolist())
    key = connection.execute(insert(appraisals).values(
        **of, region_id=int(root["id"]), whole=held.whole, site_share=held.site_share, bonus_cap=held.bonus_cap,
        grades=in_words(held.grades), veto_grade=held.veto_grade, decision="党组（扩大）会议",
        decided_on=(at - timedelta(days=2)).date(), data_version=1, actor=office, published_at=at, demo=True
    )).inserted_primary_key
    assert key is not None  # one row has one
    insert_frame(connection, appraisal_results, found[COLUMNS].reset_index().assign(
        appraisal_id=key[0], marks=[as_json(marks, region) for region in found.index]))


def _marks(connection: Connection, units: pd.DataFrame, office: str, at: datetime):
    """(Days before the publication, a row) of everything that was entered."""
    for place, unit in enumerate(units.itertuples()):
        own, luck = f"{unit.name}妇联", zlib.crc32(f"考评{unit.code}".encode())
        site = 62 + luck % 67 / 2
        about = {"region_id": int(unit.id), "evidence": None}
        yield 12, about | {"kind": SELF, "score": min(site + 2 + luck % 5, 100.0), "words": MADE, "actor": own}
        yield 6, about | {"kind": SITE, "score": site, "words": VISITED, "actor": office}
        for number, kind, score, words in ITEMS:
            if number == place:
                batch = connection.scalar(select(func.max(batches.c.id)).where(
                    batches.c.actor == own, batches.c.received_at < at))
                yield 5, about | {"kind": kind, "score": score, "words": words, "actor": office,
                                  "evidence": f"第{batch}次" if batch and kind != BONUS else None}
