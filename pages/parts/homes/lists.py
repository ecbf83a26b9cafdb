"""Village by village: a township's homes, and the villages without one as a list and as Excel."""

import pandas as pd

from pages.parts.homes.register import (
    View,
    figures,
    opened,
    place,
    unbuilt,
    unbuilt_in,
    unbuilt_townships,
    unregistered,
    villages,
)
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Town, Township
from pages.parts.ui import excel
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, num, panel, table, tag, tr
from pages.parts.ui.maps import credit
from pages.parts.ui.search import matching
from pages.parts.ui.villages import KIND, NO_REGISTER, short
from queries.homes import villages as registry

MOST_ROWS = 200
"""Townships listed on the page; the workbook has all."""


@by_version(128)
def town(view: View) -> Markup:
    """The opened township's villages and communities: first those without a home, then those with one. Picks: Town, Township."""
    one = opened(view)
    assert one is not None  # the page asks for it only then
    back = join((button(Town(""), "← 返回各乡镇", look="back") if view.town else "",
                 button(Township(one["code"]), f"{one['name']}的专页 ›", look="back")), "　")
    if unregistered(view):
        return panel(f"{one['name']}，{fmt.period(view.period)}", NO_REGISTER, back)
    rows = villages(view.scope.version, int(one["id"]), view.period)
    own = rows[rows["id"] == one["id"]].iloc[0]
    rows = rows[rows["id"] != one["id"]]
    there_are, built, rate = registry.built(rows)
    without = join(html('<span class="village none">{}<small>未建</small></span>', short(name))
                   for name in rows.loc[rows["homes"] == 0, "name"])
    there = join(tag("span", "✔ ", short(row.name), _extra(row.forms), look="village", title=_story(row))
                 for row in rows[rows["homes"] > 0].itertuples(index=False))
    at_town = f"；另有不在村里的 {own['homes']} 个：{own['forms']}" if own["homes"] else ""
    rate = fmt.NONE if fmt.is_missing(rate) else f"{fmt.plain(rate, 1)}%"
    lead = f"{there_are}个村（社区）中{built}个已建，覆盖率{rate}{at_town}"
    body = html('{}<h3 class="programme">未建 {}</h3><div class="villages">{}</div><h3 class="programme">已建 {}</h3>'
                '<div class="villages">{}</div>', back, there_are - built, without or "没有未建的。", built, there or "还没有。")
    return panel(f"{one['name']}，{fmt.period(view.period)}", lead, body)


def _extra(forms: str) -> Markup | str:
    """What there is beside one plain 村 or 社区 home."""
    words = forms.split("、")
    if words[0] in ("村", "社区"):
        words = words[1:]
    return tag("small", "、".join(words)) if words else ""


def _story(row) -> str:
    since = "" if fmt.is_missing(row.since) else f"，{fmt.period(row.since)}建"
    others = f"；另有{row.others}" if row.others else ""
    return f"{row.homes}个：{row.forms}{since}{others}"


def chosen(view: View, words: str) -> pd.DataFrame:
    """The villages without a home in the region (or its opened township) that match the words."""
    frame = _told(view, unbuilt(view.scope.version, view.scope.region, view.period))
    one = opened(view)
    if one is not None:
        frame = frame[frame["code"].str.startswith(one["code"])]
    return matching(frame, words, ["county", "township", "village", "code"]) if words else frame


def _told(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Villages with their counties as the page names them."""
    if reference.tree(view.scope.version).at[view.scope.region, "level"] == "province":  # many a 新华区 in one province
        return frame.assign(county=frame["city"].fillna("") + frame["county"])
    return frame


@by_version(64)
def unbuilt_list(view: View, words: str, whole: bool = False) -> Markup:
    """Township by township: how many villages have none, and which; the first MOST_ROWS townships or, whole, all."""
    if unregistered(view):
        return panel(f"尚未建家，{fmt.period(view.period)}", NO_REGISTER)
    if words or whole or opened(view) is not None:
        frame = chosen(view, words)
        towns = registry.by_township(frame)
        listed, count, townships = towns if whole else towns.head(MOST_ROWS), len(frame), len(towns)
    else:  # a country lacks a hundred thousand, and who reads the page sees a few hundred of them
        version, region = view.scope.version, view.scope.region
        lacking = unbuilt_townships(version, region, view.period)
        first = unbuilt_in(version, region, view.period, tuple(lacking[:MOST_ROWS]))
        listed, townships = registry.by_township(_told(view, first)), len(lacking)
        count = int(figures(View(view.scope, "rate", "", 0, ""), view.period).at[region, "left"])
    rows = [tr(row.county, row.township, num(row.number), "、".join(map(short, row.villages))) for row in listed.itertuples()]
    more = f"；这里列出前 {MOST_ROWS} 个乡镇，全部在导出的名单里" if townships > len(listed) else ""
    lead = f"{count:,} 个村（社区），在 {townships:,} 个乡镇{more}"
    return panel(f"尚未建家，{fmt.period(view.period)}", lead,
                 table(["县（市、区）", "乡镇", num("未建"), "哪些村（社区）"], rows, box="scroll tall") if rows else "没有。")


def workbook(view: View, words: str) -> bytes:
    """All of the list as Excel, with the filter said in it."""
    frame = chosen(view, words).copy()
    frame["kind"] = [KIND[str(kind).endswith("居委会")] for kind in frame["kind"]]
    one = opened(view)
    said = [f"至{fmt.period(view.period)}末没有任何一个妇女之家的村（社区），共 {len(frame)} 个；没有名册的县不在其中"]
    said += [f"只含{one['name']}"] if one is not None else []
    said += [f"只含查找“{words}”的"] if words else []
    said += [words for words in [credit(view.scope.version, place(view))] if words]
    columns = [excel.Column("county", "县", width=14), excel.Column("township", "乡镇", width=18),
               excel.Column("village", "村（社区）", width=26), excel.Column("kind", "村还是社区", width=12),
               excel.Column("code", "区划代码", width=16)]
    return excel.workbook("尚未建立妇女之家的村（社区）", excel.notes(view.scope, *said),
                          [excel.Sheet("尚未建家", columns, frame)])
