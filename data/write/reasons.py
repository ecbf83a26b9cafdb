"""原因与措施: why a figure lags and what is done about it by when, put down by the unit responsible. A newer one of the same
period takes the place of the older; nothing is ever deleted.

No figure changes by it, so a closed month (封账) can be explained: that is when it is talked about.
"""

from datetime import date, datetime

from sqlalchemy import Connection, Row, select, update

from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.bulk import insert_one
from data.write.errors import NotThere, Refused
from data.write.settings import raise_data_version
from data.write.text import clean, longest, signed, too_long
from queries.catalogue import list_indicators
from queries.periods import fits
from queries.privacy import shown_at
from queries.schema import LEVELS, indicators, reasons, regions

LONGEST = longest(reasons.c.why)
LATEST = 3
"""A measure ends within so many years: what is later is a slip."""
LIVE = reasons.c.withdrawn_at.is_(None)


def explain(connection: Connection, *, region_id: int, indicator_id: int, period: int, why: str, measure: str, due: date | None,
            actor: Actor, at: datetime) -> int:
    """Puts down why a figure lags that is judged as of the period; the reason's number.

    Raises NotPermitted; Refused, all at once by field (why, measure, due, actor), and for what is not judged there at all.
    """
    permit(connection, actor, "note", [region_id], "explain")
    words = {"why": clean(why), "measure": clean(measure)}
    wrong = {"why": _refused("原因", words["why"]), "measure": _refused("措施", words["measure"]), "due": _late(due, at)}
    unit, _ = signed(actor.unit, None, {field: said for field, said in wrong.items() if said}, unit="责任单位", needed=False)
    raise_data_version(connection, whole=False)
    _refuse_unjudged(connection, region_id, indicator_id, period)
    connection.execute(update(reasons).where(
        reasons.c.region_id == region_id, reasons.c.indicator_id == indicator_id, reasons.c.period == period, LIVE).values(
        withdrawn_at=at, withdrawn_by=unit))
    number = insert_one(connection, reasons, region_id=region_id, indicator_id=indicator_id, period=period, **words, due=due,
                        actor=unit, written_at=at)
    note(connection, actor, "explain", at=at, what=_named(connection, indicator_id, period), region_ids=[region_id],
         details=f"原因：{words['why']}；措施：{words['measure']}；完成时限 {due}")
    return number


def withdraw(connection: Connection, reason_id: int, *, actor: Actor, at: datetime) -> None:
    """Takes a reason back: the figure is one without again, or with that of an earlier period. Raises NotPermitted, and NotThere
    where no live one has this number."""
    held: Row | None = connection.execute(select(reasons).where(reasons.c.id == reason_id)).first()
    permit(connection, actor, "note", [held.region_id] if held else (), "unexplain")
    unit, _ = signed(actor.unit, needed=False)
    raise_data_version(connection, whole=False)
    if held is None or connection.scalar(select(reasons.c.id).where(reasons.c.id == reason_id, LIVE)) is None:
        raise NotThere("没有这条原因，或已经撤回、改写了。")
    connection.execute(update(reasons).where(reasons.c.id == reason_id).values(withdrawn_at=at, withdrawn_by=unit))
    note(connection, actor, "unexplain", at=at, what=_named(connection, held.indicator_id, held.period),
         region_ids=[held.region_id])


def _refused(word: str, text: str) -> str:
    if not text:
        return f"请写明{word}，不超过 {LONGEST} 个字；不写个人情况。"
    return too_long(word, text, LONGEST) if len(text) > LONGEST else ""


def _late(due: date | None, at: datetime) -> str:
    if due is None:
        return "请选完成时限。"
    if due < at.date():
        return f"完成时限 {due} 已经过去，请选今天或以后的日期。"
    return f"完成时限 {due} 太远，请选 {at.year + LATEST} 年底以前的日期。" if due.year > at.year + LATEST else ""


def _refuse_unjudged(connection: Connection, region_id: int, indicator_id: int, period: int) -> None:
    """A reason is of a figure that can lag: reported there, judged, in that period, and shown to whoever reads the reason."""
    level = connection.scalar(select(regions.c.level).where(regions.c.id == region_id))
    catalogue = list_indicators(connection)
    if level is None or indicator_id not in catalogue.index:
        raise Refused("没有这个地区或指标，请刷新后再看。")
    indicator = catalogue.loc[indicator_id]
    if not fits(period, indicator["frequency"]):
        raise Refused(f"{period}不是“{indicator['short_name']}”的一期，请刷新后再看。")
    if indicator["direction"] == "neutral" or LEVELS.index(level) > LEVELS.index(indicator["report_level"]):
        raise Refused(f"“{indicator['short_name']}”在这一级不评价，不用写原因。")
    if not shown_at(catalogue, level)[indicator_id]:
        raise Refused(f"“{indicator['short_name']}”涉及个人信息，县以下不显示，不写原因。")


def _named(connection: Connection, indicator_id: int, period: int) -> str:
    code = connection.scalar(select(indicators.c.code).where(indicators.c.id == indicator_id))
    return f"{code} {period}"
