"""材料留存: what was made, and one of it opened: every figure as it was said, beside the same figure now."""

import json

import pandas as pd

from data.papers.outline import Sentence
from pages.parts.papers import kinds
from pages.parts.papers.edits import PART
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Batch, Snapshot, Why
from pages.parts.shell.reader import as_reader, reader
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Cell, Markup, button, html, join, num, panel, table, tag, tr
from pages.parts.ui.status import chip
from queries import snapshots

MOST = 40
HOMES = "已建妇女之家的村（社区）（按名册）"


def listed(version: int) -> pd.DataFrame:
    """queries.snapshots.list_snapshots of what the reader sees. Not kept: it may change without the data."""
    found, seen = reference.ask(snapshots.list_snapshots), reference.seen(version)
    return found if seen is None else found[found["region_id"].isin(seen)]


def find(version: int, number: str) -> pd.Series | None:
    """The row of a number that the reader may see."""
    rows = listed(version)
    rows = rows[rows["number"] == number]
    return rows.iloc[0] if len(rows) else None


def kept(version: int, whole: bool = False) -> Markup:
    """The newest in a line each. Picks and marks: Snapshot."""
    rows = listed(version)
    if rows.empty:
        return panel("材料留存", "做出文件、打开会议模式时，说过的每个数都留存在一个编号下；还没有留存")
    nodes = reference.tree(version)["name"].to_dict()
    shown = rows if whole else rows.head(MOST)
    lines = [tr(button(Snapshot(row.number), row.number), row.kind, html("{}{}", row.title, _marks(row)),
                nodes.get(row.region_id, fmt.NONE), row.actor, f"{row.made_at:%Y-%m-%d %H:%M}", pick=Snapshot(row.number),
                mark=Snapshot(row.number)) for row in shown.itertuples()]
    more = f"，只列最近 {MOST} 份" if len(rows) > len(shown) else ""
    return panel(f"材料留存（{len(rows)} 份）", f"说过的数以后更正也不改{more}；点一行看哪些数后来变了",
                 table(["编号", "种类", "标题", "地区", "制作单位", "时间"], lines, "plain", "scroll tall"))


def _marks(row) -> Markup:
    said = [f"手工改动 {len(json.loads(row.edited))} 句"] if row.edited != "{}" else []
    said += ["示例数据"] if row.demo else []
    return html(' <span class="muted">{}</span>', "，".join(said)) if said else html("")


@by_version(16)
def since(version: int, snapshot: int) -> pd.DataFrame:
    """queries.snapshots.since as papers are read: rounded for everybody; the regions that the reader sees."""
    with as_reader(reader().rounded()):
        found, seen = reference.ask(snapshots.since, snapshot), reference.seen(version)
    return found if seen is None else found[found["region_id"].isin(seen)]


@by_version(16)
def homes_since(version: int, snapshot: int) -> pd.DataFrame:
    """queries.snapshots.homes_since, of the regions that the reader sees."""
    found, seen = reference.ask(snapshots.homes_since, snapshot), reference.seen(version)
    return found if seen is None else found[found["region_id"].isin(seen)]


def _built(covered: int, villages: int) -> str:
    return f"{covered:,} / {villages:,}"


def changes(version: int, held: pd.Series) -> Markup:
    """What reads otherwise now than it was said. Picks: Why, Batch."""
    rows = since(version, int(held["id"]))
    catalogue = reference.indicators(version)
    now = [(row, "".join(fmt.shown(row, catalogue.loc[row.indicator_id]))) for row in rows[rows["changed"]].itertuples()]
    moved = [(row, text) for row, text in now if text != row.was_shown or row.status != row.was_status]
    homes = [row for row in homes_since(version, int(held["id"])).itertuples() if row.changed]
    lead = (f"{held['title']}，{held['kind']}，{held['actor']} {held['made_at']:%Y年%m月%d日 %H:%M} 留存，"
            f"数据版本 {fmt.version(int(held['data_version']))}，共 {len(rows)} 个数")
    if not moved and not homes:
        return panel(f"留存 {held['number']}", f"{lead}；至今没有一个变了")
    lines = [tr(button(Why(row.region_id, catalogue.at[row.indicator_id, "code"]), reference.name_of(version, row.region_id)),
                fmt.alone(catalogue.at[row.indicator_id, "name"]), num(row.was_shown), num(tag("b", text)), _verdicts(row),
                _batch(row), pick=Why(row.region_id, catalogue.at[row.indicator_id, "code"])) for row, text in moved]
    lines += [tr(reference.name_of(version, row.region_id), HOMES, num(_built(row.was_covered, row.was_villages)),
                 num(tag("b", _built(row.covered, row.villages))), fmt.NONE, "名册更新过") for row in homes]
    heads = ["地区", "指标", num("当时"), num("现在"), "状态", "哪一次改的"]
    return panel(f"留存 {held['number']}：{len(moved) + len(homes)} 个数后来变了", f"{lead}；点一行看现在的数从哪里来",
                 table(heads, lines, "plain", "scroll tall"))


def _verdicts(row) -> Markup:
    was, now = chip(row.was_status), chip(row.status)
    return now if row.was_status == row.status else join((was, " → ", now))


def _batch(row) -> Markup | str:
    if fmt.is_missing(row.batch_id):
        return "不是导入：改了设置，或程序更新"
    return button(Batch(int(row.batch_id)), f"第{row.batch_id:.0f}次", title="到导入页看这一次")


def figures(version: int, held: pd.Series) -> Markup:
    """Every figure as it was said. Picks: Why."""
    rows, catalogue = since(version, int(held["id"])), reference.indicators(version)
    lines = [tr(button(Why(row.region_id, catalogue.at[row.indicator_id, "code"]), reference.name_of(version, row.region_id)),
                fmt.alone(catalogue.at[row.indicator_id, "name"]), num(row.was_shown), chip(row.was_status),
                Cell(fmt.NONE if fmt.is_missing(row.was_period) else fmt.period(row.was_period), "muted"),
                pick=Why(row.region_id, catalogue.at[row.indicator_id, "code"])) for row in rows.itertuples()]
    lines += [tr(reference.name_of(version, row.region_id), HOMES, num(_built(row.was_covered, row.was_villages)), fmt.NONE,
                 Cell(f"{held['year']}年{held['month']}月", "muted"))
              for row in homes_since(version, int(held["id"])).itertuples()]
    return panel("当时说的每个数", "按当时的写法；点一行看现在的数从哪里来",
                 table(["地区", "指标", num("当时"), "当时的状态", "以哪一期为准"], lines, "plain", "scroll tall"))


def _sentences(version: int, region: int, year: int, month: int) -> dict[str, str]:
    """What the sentences, tables and parts of the 汇报材料 are called by their keys, as they would be made now."""
    if region not in reference.tree(version).index:
        return {}
    made = kinds.paper(Scope(version, reference.root_of(version), region, year, month))
    parts = {PART + section.key: f"整个部分：{section.title}" for section in made.sections}
    return parts | {block.key: f"{section.title}：{block.text if isinstance(block, Sentence) else getattr(block, 'title', '')}"
                    for section in made.sections for block in section.blocks}


def by_hand(version: int, held: pd.Series) -> Markup | str:
    """The sentences that were put into other words; "" where there are none, or the reader does not see the whole of it."""
    words = json.loads(held["edited"])
    if not words or reference.seen(version) is not None and held["region_id"] not in reference.tops(version):
        return ""
    known = _sentences(version, int(held["region_id"]), int(held["year"]), int(held["month"]))
    lines = [tr(known.get(key, "一句话或一张表"), "删去" if text is None else text) for key, text in words.items()]
    return panel("手工改动的句子", "数字以留存的数为准", table(["原来（按现在的数）", "改成"], lines))
