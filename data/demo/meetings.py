"""A quarter's life in the demo: two meetings, what they decided and how far it is, and why half of the lagging figures lag.

The same for the same place and month. Posts and units, no person; nothing was said later than now.
"""

import math
import zlib
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import Connection, insert

from queries.catalogue import list_indicators
from queries.matter_rules import ASSIGN, ASSIGNED, STEPS, after
from queries.matters import next_number
from queries.measures import ON_PACE
from queries.periods import shift
from queries.privacy import personal
from queries.schema import matter_entries, matters, reasons
from queries.standing import standing

WHY = (
    "资金拨付晚，下半年才开工", "秋收农忙，集中活动推迟到年底", "乡镇业务员换岗，有两个月没有组织",
    "协办单位计划调整，场次并到第四季度", "年初目标分解不均，缺口集中在三个乡镇", "场地改造，线下活动停了一个季度")
MEASURE = (
    "每周一调度，县妇联班子成员包抓缺口大的乡镇", "下月集中办班，逐乡镇过账", "与县直部门会商，年底前拨付到位",
    "把缺口分到乡镇，十天一通报", "补录已办未报的，新办的随办随报", "借用村（社区）阵地，线上线下一起办")
EVERY = 2
"""Of the lagging figures every so manieth has a reason."""
LEADS = ("主席", "分管发展的副主席", "分管权益的副主席", "分管家儿工作的副主席")
OFFICE, UNIT = "office", "unit"


@dataclass(frozen=True)
class Case:
    """A matter of the demo. late: of the second meeting. figure: lags, well or "" for none. due: days after the demo's last
    month. steps: (days after the meeting, step, words)."""

    what: str
    figure: str
    due: int
    steps: tuple[tuple[int, str, str], ...] = ()
    late: bool = False
    level: str = "一般"
    helpers: str = ""


CASES = (
    Case("{place}{indicator}比上次会议明显提高", "well", 5, (
        (8, "progress", "已分到乡镇，逐月过账"), (40, "ask", "已达到要求，佐证见当月报表"), (44, "close", "数据已核，同意办结"))),
    Case("各县（市、区）妇联报送家庭教育典型案例", "", 0, (
        (10, "progress", "已收到多数县的材料"), (45, "ask", "案例已汇编成册"), (47, "close", "同意办结"))),
    Case("{place}{indicator}年底前达到年度目标", "lags", -5, ((15, "progress", "缺口集中在三个乡镇，已约谈"),), level="重要",
         helpers="县财政局"),
    Case("{place}{indicator}赶上序时进度", "lags", -8, (
        (12, "progress", "已排出月度计划"), (50, "unfinished", "场地未落实，两场活动推迟")), level="紧急"),
    Case("{place}{indicator}补齐缺口", "lags", 25, (
        (20, "progress", "已集中补办"), (55, "ask", "任务已完成，申请办结")), level="重要"),
    Case("{place}{indicator}按月赶上进度", "lags", 30, ((30, "progress", "本月完成的比上月多三成"),), helpers="县人社局"),
    Case("{place}{indicator}补报漏报的月份", "lags", 28, (
        (14, "progress", "正在核对台账"), (35, "ask", "已补报"), (38, "return", "报表里没有看到补报的数，请再核"))),
    Case("与县直部门联办专场活动", "", 20, ((9, "progress", "已会商一次"), (25, "stop", "与上级统一安排的活动合并，不再单独办"))),
    Case("核对妇女之家名册，撤并的注明", "", 10, ((6, "progress", "已核对过半"),), late=True, helpers="各乡镇（街道）妇联"),
    Case("{place}{indicator}提前完成全年任务", "well", 30, ((5, "progress", "已按周调度"),), late=True),
    Case("拟定明年目标分解的初稿", "", 20, (), late=True, level="重要"))


def load_meetings(connection: Connection, tree: pd.DataFrame, through: int, now: datetime) -> None:
    """Puts the reasons and matters of the demo into a database whose figures are summed up."""
    root = tree[tree["parent_id"].isna()].iloc[0]
    below = tree[(tree["parent_id"] == root["id"]) & (tree["level"] != "village")].sort_values("code")
    places = pd.concat([root.to_frame().T, below]).set_index("id", drop=False)
    known = standing(connection, [int(one) for one in places.index], through // 100, through % 100)
    known["place"], known["region"] = known["region_id"].map(places["name"]), known["region_id"].map(places["code"])
    catalogue = list_indicators(connection)
    known["code"], known["name"] = (known["indicator_id"].map(catalogue[name]) for name in ("code", "short_name"))
    if said := list(_reasons(known, through, now)):
        connection.execute(insert(reasons), said)
    _insert_matters(connection, _Chosen(connection, known, catalogue), places, through, now)


def _reasons(known: pd.DataFrame, through: int, now: datetime) -> Iterator[dict]:
    """Why every second figure lags, in the order of places and catalogue."""
    lagging = known[known["status"] == "滞后"].sort_values(["region", "code"])
    following = shift(through, 1)
    ends = _last_day(following)
    for row in lagging.iloc[::EVERY].itertuples():
        luck = zlib.crc32(f"{row.region}|{row.code}".encode())
        said = datetime(following // 100, following % 100, 2 + luck % 3, 9 + luck % 8, luck % 60)
        yield {"region_id": int(row.region_id), "indicator_id": int(row.indicator_id), "period": int(row.as_of),
               "why": WHY[luck % len(WHY)], "measure": MEASURE[luck // 7 % len(MEASURE)], "due": ends,
               "actor": f"{row.place}妇联", "written_at": min(said, now), "demo": True}


class _Chosen:
    """Figures to be judged by, no two matters of one place or one indicator where there are others."""

    def __init__(self, connection: Connection, known: pd.DataFrame, catalogue: pd.DataFrame):
        self.connection = connection
        open_ = known[~known["indicator_id"].map(personal(catalogue)) & known["value"].notna() & known["target"].notna()
                      & (known["kind"] == "flow") & (known["direction"] == "higher_better") & (known["frequency"] == "monthly")]
        self.pools = {"lags": open_[open_["status"] == "滞后"].sort_values(["gap", "region", "code"]),
                      "well": open_[open_["status"].isin(ON_PACE)].sort_values(["gap", "region", "code"], ascending=False)}
        self.places, self.indicators = set(), set()

    def figure(self, pool: str):
        """The next one of the pool; None where it is empty."""
        rows = self.pools[pool]
        fresh = rows[~rows["region_id"].isin(self.places) & ~rows["indicator_id"].isin(self.indicators)]
        row = next((fresh if len(fresh) else rows).itertuples(), None)
        if row is not None:
            self.places.add(row.region_id)
            self.indicators.add(row.indicator_id)
        return row

    def before(self, rows: list, period: int) -> dict[tuple[int, int], tuple[float | None, str | None]]:
        """The values of figures as a meeting saw them, and why it saw none, by region and indicator."""
        if not rows:
            return {}
        then = standing(self.connection, sorted({int(row.region_id) for row in rows}), period // 100, period % 100,
                        sorted({int(row.indicator_id) for row in rows}))
        return {(int(row.region_id), int(row.indicator_id)): (None if pd.isna(row.value) else float(row.value),
                                                             row.withheld or None) for row in then.itertuples()}


def _insert_matters(connection: Connection, chosen: _Chosen, places: pd.DataFrame, through: int, now: datetime) -> None:
    """The cases with what figures there are, each with its steps."""
    for late in (False, True):
        period = through if late else shift(through, -2)
        seen, cases = shift(period, -1), [case for case in CASES if case.late is late]
        # What a meeting saw of the year before is not what the year's target is about.
        rows = [chosen.figure(case.figure) if case.figure and seen // 100 == through // 100 else None for case in cases]
        held = chosen.before([row for row in rows if row is not None], seen)
        for case, row in zip(cases, rows, strict=True):
            what = {"what": case.what.format(place="", indicator="重点工作")}
            figure = what if row is None else _linked(case, row, seen, held)
            _insert(connection, case, figure, places, date(period // 100, period % 100, 12 if late else 15), through, now)


def _linked(case: Case, row, period: int, held: dict) -> dict:
    """What is decided of the figure that judges the matter."""
    key = int(row.region_id), int(row.indicator_id)
    value, withheld = held[key]
    wanted = row.target if case.figure == "lags" else _round_down(row.value)
    return {"what": case.what.format(place=row.place, indicator=row.name.removeprefix("其中：")), "region_id": key[0],
            "indicator_id": key[1], "period_then": period, "value_then": value, "withheld_then": withheld,
            "wanted": float(wanted)}


def _insert(connection: Connection, case: Case, figure: dict, places: pd.DataFrame, meeting: date, through: int, now: datetime
            ) -> None:
    """A matter and its steps."""
    at, ids = CASES.index(case), [int(one) for one in places.index]
    unit_id = figure.get("region_id") or (ids[at % len(ids)] if case.helpers else ids[0])
    office, unit = f"{places.at[ids[0], 'name']}妇联", f"{places.at[unit_id, 'name']}妇联"
    made = min(datetime(meeting.year, meeting.month, meeting.day, 16, 30), now)
    steps: list[tuple[str, str, str | None, str, datetime]] = [(ASSIGN, ASSIGNED, None, office, made)]
    for days, step, words in case.steps:
        when = min(datetime(meeting.year, meeting.month, meeting.day, 10, 5 * at) + timedelta(days=days), now)
        steps.append((step, after(steps[-1][1], step), words, unit if STEPS[step].by == "unit" else office, when))
    made_row = connection.execute(insert(matters).values(
        year=meeting.year, number=next_number(connection, meeting.year), source_kind="meeting",
        source=f"{meeting.month}月工作调度会", decided_on=meeting, unit_id=unit_id, unit=unit, lead=LEADS[at % len(LEADS)],
        helpers=case.helpers or None, due=_last_day(through) + timedelta(days=case.due), level=case.level, actor=office,
        made_at=made, demo=True, state=steps[-1][1], **figure)).inserted_primary_key
    assert made_row is not None  # one row has one
    connection.execute(insert(matter_entries), [
        {"matter_id": made_row[0], "kind": kind, "state": state, "words": words, "actor": actor, "entered_at": when}
        for kind, state, words, actor, when in steps])


def _round_down(value: float) -> float:
    """To two figures, as a meeting says it."""
    unit = 10.0 ** max(math.floor(math.log10(value)) - 1, 0) if value > 0 else 1.0
    return math.floor(value / unit) * unit


def _last_day(period: int) -> date:
    return date(period // 100, period % 100, monthrange(period // 100, period % 100)[1])
