"""督办: a matter is assigned by the office above the unit that answers for it, the unit says how far it is, the office writes it
off. Every step leaves an entry; nothing is ever deleted, and a step that the state does not allow is refused
(queries/matter_rules.py).

No figure changes by it, so that a closed month (封账) holds nothing up.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, select, update

from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.bulk import insert_one
from data.write.errors import NotThere, Overtaken, Refused
from data.write.settings import raise_data_version
from data.write.targets import check_target
from data.write.text import clean, longest, signed, too_long
from queries.catalogue import list_indicators
from queries.matter_rules import ASSIGN, ASSIGNED, STATE_WORDS, STEPS, IllegalStep, after
from queries.matters import next_number, office_of
from queries.privacy import shown_at
from queries.schema import LEVELS, matter_entries, matters, projects, regions
from queries.standing import standing

LONGEST = longest(matter_entries.c.words)
LATEST = 5
"""A matter ends within so many years: what is later is a slip."""
NEEDED = {"what": "请写明事项，如“年底前补齐小额贷款发放”。", "source": "请填会议或文件的名称，如“第三季度调度会”。"}
WORDS = {"what": "事项", "source": "来源", "lead": "牵头领导", "helpers": "配合单位", "level": "级别", "note": "备注"}


@dataclass(frozen=True)
class Link:
    """The figure that judges a matter: whose and what, seen through which month (yyyymm), and the value wanted of it."""

    region_id: int
    indicator_id: int
    period: int
    wanted: float | None


@dataclass(frozen=True)
class Matter:
    """What is assigned. unit_id: the region whose federation answers for it; unit: its name. lead: a post, never a name.
    project_id: the 工作项目 that it is about."""

    what: str
    source: str
    decided_on: date | None
    unit_id: int
    unit: str
    due: date | None
    source_kind: str = "meeting"
    lead: str = ""
    helpers: str = ""
    level: str = ""
    note: str = ""
    link: Link | None = None
    project_id: int | None = None


def assign(connection: Connection, matter: Matter, *, actor: Actor, at: datetime, demo: bool = False) -> int:
    """Assigns a matter; its id. With a linked figure its value as anybody may see it is kept beside the one that is wanted.

    Raises NotPermitted unless the actor decides for the region above the unit's; Refused, all at once by field.
    """
    permit(connection, actor, "decide", [office_of(connection, matter.unit_id)])
    texts = {name: clean(getattr(matter, name)) for name in WORDS}
    wrong = {name: said for name, text in texts.items() if (said := refused(name, text))} | _decided(matter.decided_on, at)
    wrong |= refused_due(matter.decided_on, matter.due, at)
    held = _figure(connection, matter.link, wrong) if matter.link else {}
    if connection.scalar(select(regions.c.id).where(regions.c.id == matter.unit_id)) is None:
        wrong["unit"] = "请选责任单位。"
    about = matter.project_id
    if about is not None and connection.scalar(select(projects.c.id).where(projects.c.id == about)) is None:
        wrong["project"] = "没有这个工作项目，请重新选。"
    unit, _ = signed(actor.unit, None, wrong, needed=False)
    assert matter.decided_on and matter.due
    raise_data_version(connection, whole=False)
    year = matter.decided_on.year
    number = next_number(connection, year)
    found = insert_one(connection, matters, **texts, **held, year=year, number=number, source_kind=matter.source_kind,
                       decided_on=matter.decided_on, project_id=about, unit_id=matter.unit_id, unit=matter.unit, due=matter.due,
                       state=ASSIGNED, actor=unit, made_at=at, demo=demo)
    insert_one(connection, matter_entries, matter_id=found, kind=ASSIGN, state=ASSIGNED, actor=unit, entered_at=at)
    note(connection, actor, "decide", at=at, what=f"{year}年第{number}号", region_ids=[matter.unit_id], details=texts["what"])
    return found


def take_step(connection: Connection, matter_id: int, step: str, words: str = "", *, actor: Actor, at: datetime) -> str:
    """Takes a step with a matter (queries.matter_rules.STEPS); the state after it.

    Raises NotPermitted: the unit's steps are for whoever may write there, the office's for whoever decides for the region above.
    Refused without words where they are needed; Overtaken where the matter is not, or no longer, in a state that allows it.
    """
    rule = STEPS[step]
    held: Row | None = connection.execute(select(matters).where(matters.c.id == matter_id)).first()
    act, event = ("note", "handle") if rule.by == "unit" else ("decide", "decide")
    where = [] if held is None else [held.unit_id if rule.by == "unit" else office_of(connection, held.unit_id)]
    permit(connection, actor, act, where, event)
    unit, said = signed(actor.unit, None, needed=False)[0], clean(words)
    refuse_words(rule.asks, said, rule.needed)
    raise_data_version(connection, whole=False)
    now = connection.scalar(select(matters.c.state).where(matters.c.id == matter_id))
    if held is None or now is None:
        raise NotThere("没有这件督办事项，请刷新后再看。")
    try:
        state = after(now, step)
    except IllegalStep as illegal:
        raise Overtaken(f"没有写入：{held.year}年第{held.number}号现在是“{STATE_WORDS[now]}”，{illegal}。请刷新后再看。"
                        ) from illegal
    connection.execute(update(matters).where(matters.c.id == matter_id).values(state=state))
    insert_one(connection, matter_entries, matter_id=matter_id, kind=step, state=state, words=said or None, actor=unit,
               entered_at=at)
    note(connection, actor, event, at=at, what=f"{held.year}年第{held.number}号 {rule.word}", region_ids=[held.unit_id],
         details=said)
    return state


def refused(name: str, text: str) -> str:
    """Why a text of a matter (WORDS) cannot be taken; "" where it can."""
    most = longest(matters.c[name])
    return NEEDED.get(name, "") if not text else too_long(WORDS[name], text, most) if len(text) > most else ""


def refuse_words(asked: str, text: str, needed: bool) -> None:
    """Raises Refused where what has to be said is not, or is too long."""
    if needed and not text:
        raise Refused(words=f"请写明{asked}；不写个人姓名和情况。")
    if len(text) > LONGEST:
        raise Refused(words=too_long(asked, text, LONGEST))


def _decided(on: date | None, at: datetime) -> dict[str, str]:
    if on is None:
        return {"decided_on": "请选会议或文件的日期。"}
    if not at.year - LATEST <= on.year or on > at.date():
        return {"decided_on": f"会议或文件的日期 {on} 不对：应是今天或以前，{LATEST} 年以内。"}
    return {}


def refused_due(decided_on: date | None, due: date | None, at: datetime) -> dict[str, str]:
    """What is wrong with a term, by field."""
    if due is None:
        return {"due": "请选完成时限。"}
    if decided_on is not None and due <= decided_on:
        return {"due": f"完成时限 {due} 要在议定的日期 {decided_on} 以后。"}
    if due.year > at.year + LATEST:
        return {"due": f"完成时限 {due} 太远，请选 {at.year + LATEST} 年底以前的日期。"}
    return {}


def _figure(connection: Connection, link: Link, wrong: dict[str, str]) -> dict:
    """What is kept of the linked figure; what is wrong with the link is added to `wrong`."""
    catalogue = list_indicators(connection)
    level = connection.scalar(select(regions.c.level).where(regions.c.id == link.region_id))
    if level is None or link.indicator_id not in catalogue.index or not 1 <= link.period % 100 <= 12:
        wrong["link"] = "没有这个地区或指标，请重新选。"
        return {}
    indicator = catalogue.loc[link.indicator_id]
    if indicator["direction"] == "neutral" or LEVELS.index(level) > LEVELS.index(indicator["report_level"]):
        wrong["link"] = f"“{indicator['short_name']}”在这一级不评价，不能作督办的依据。"
    elif not shown_at(catalogue, level)[link.indicator_id]:
        wrong["link"] = f"“{indicator['short_name']}”涉及个人信息，县以下不显示，不能作督办的依据。"
    elif link.wanted is None or not math.isfinite(link.wanted):
        wrong["wanted"] = "请填要求达到的数。"
    elif refused := check_target(link.wanted, indicator, level):
        wrong["wanted"] = refused
    if wrong:
        return {}
    row = standing(connection, [link.region_id], link.period // 100, link.period % 100, [link.indicator_id]).iloc[0]
    return {"region_id": link.region_id, "indicator_id": link.indicator_id, "period_then": link.period, "wanted": link.wanted,
            "value_then": None if math.isnan(row["value"]) else float(row["value"]), "withheld_then": row["withheld"] or None}
