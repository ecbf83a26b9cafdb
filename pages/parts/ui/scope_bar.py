"""The scope bar on every page: region, year, 截至月, what the data is and who has reported."""

from contextlib import nullcontext
from datetime import date

import streamlit as st

from data import clock
from data.formats import SOURCE
from pages.parts.shell import answers, explained, reference
from pages.parts.shell.addresses import ACTIONS, OWN
from pages.parts.shell.cache import by_version
from pages.parts.shell.follow import follow
from pages.parts.shell.place_names import shorten
from pages.parts.shell.present import present
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import note, read_url, settle
from pages.parts.shell.visitors import here
from pages.parts.shell.ways import region_ids
from pages.parts.ui import format as fmt
from pages.parts.ui.board import Drawn, draw_board
from pages.parts.ui.html import Markup, draw, html, join, tag
from pages.parts.ui.markdown import plain
from pages.parts.ui.region_choice import region_choice
from queries.locks import locked_months
from queries.periods import ended_months
from queries.succession import in_words

YEAR_WIDE = 104


def title_of(page: str, scope: Scope) -> str:
    """What the browser calls the tab and the bookmark: page, region and month."""
    return f"{page} · {reference.names(scope.version)[scope.region]} · {scope.year}年{scope.month}月"


def settled(version: int) -> Scope:
    """What address and session say, once what there is not is put right; nothing is drawn."""
    read_url()
    years = reference.years(version)  # first: where there is nothing yet, this says so
    settle("region", list(region_ids(version)), next(iter(region_ids(version))))
    today = clock.today()
    settle("year", years, reference.first_shown(version, today))
    _settle_month(version, st.session_state["year"], today)
    if st.session_state["page"] in (*ACTIONS, *OWN) and "indicator" in st.session_state:
        settle("indicator", reference.indicators_in(version, st.session_state["year"])["code"].tolist(), None)
    explained.settle(version)
    region = region_ids(version)[st.session_state["region"]]
    return Scope(version, reference.root_of(version), region, st.session_state["year"], st.session_state["month"])


def scope_bar(title: str, version: int) -> Scope:
    """Draws the bar, of that data version, once all is `settled`, and returns what it says."""
    years, root = reference.years(version), reference.root_of(version)
    offered = months(st.session_state["year"], clock.today())
    if "lost" in st.query_params:
        note(f"没有“{st.query_params['lost'][:20]}”这个页面，已转到总览。")
    with st.container(horizontal=True, vertical_alignment="center", key="scope"):
        with st.container(key="brand", width="content"):
            st.page_link("overview.py", label=f"**{plain(shorten(reference.names(version)[root]))}巾帼行动** · {title}")
        place = st.container(key="region", width="content")
        region = region_ids(version)[st.session_state["region"]]
        year = st.selectbox("年份", years, key="year", format_func=_year,
                            label_visibility="collapsed", width=YEAR_WIDE, persist_state="session", filter_mode=None)
        closed = _closed(version, region, year)
        _tell_labels(closed)
        month = st.selectbox("截至月", offered, key="month",
                             format_func=lambda month: _month(month, closed), label_visibility="collapsed",
                             width=_wide(closed), persist_state="session", filter_mode=None)
        scope = Scope(version, root, region, year, month)
        for key, drawn in bar(scope).items():
            with place if key == "region" else nullcontext():
                draw_board(key, follow, drawn, of=of(scope, st.session_state["page"]), light=True)
        show_who()
    for words in st.session_state.pop("notes", []):
        st.warning(plain(words), icon=":material/link_off:")
    return scope


def months(year: int, today: date) -> list[int]:
    """The months that may be chosen: those that are over; 0 alone in a year of which none is."""
    return ended_months(year, today) or [0]


def _settle_month(version: int, year: int, today: date) -> None:
    """Makes sure that one of them is chosen; says so where another was asked for."""
    offered, wanted = months(year, today), st.session_state.get("month")
    first = reference.first_month(version, year, today)
    if wanted in range(1, 13) and wanted not in offered:
        note(f"{year}年{wanted}月还没结束，没有可看的数，已改为{f'截至{first}月' if first else '只看目标'}。")
        st.session_state["month"] = first
    elif wanted == 0 and st.session_state.get("url", {}).get("month") == "0":  # from a year of which no month is over
        st.session_state["month"] = first
    settle("month", offered, first)


def _tell_labels(closed: tuple[int, ...]) -> None:
    """The browser keeps the month by what it was called: where that has changed it is told anew, else its next click would bring
    a month that there is no longer, and the page would go to another."""
    if st.session_state.get("closed_months", ()) != closed:
        st.session_state["closed_months"] = closed
        st.session_state["month"] = st.session_state["month"]


def _month(month: int, closed: tuple[int, ...]) -> str:
    return f"截至{month}月{'·封' if month in closed else ''}" if month else "还没开始"


def _year(year: int) -> str:
    return f"{year}年"


def _wide(closed: tuple[int, ...]) -> int:
    return 148 if closed else 116


def chosen(scope: Scope) -> dict[str, int]:
    """What the controls of year and month show -> how many pixels wide each is."""
    closed = _closed(scope.version, scope.region, scope.year)
    return {_year(scope.year): YEAR_WIDE, _month(scope.month, closed): _wide(closed)}


@by_version(512)
def _closed(version: int, region: int, year: int) -> tuple[int, ...]:
    """The months that are closed (封账)."""
    return tuple(reference.ask(locked_months, region, year))


def of(scope: Scope, page: str) -> str:
    """What a page is of, so that ahead.js knows whether what came is what it has drawn."""
    return f"{page} {scope.version} {scope.region} {scope.year} {scope.month}"


def bar(scope: Scope) -> dict[str, Drawn]:
    """What of the bar changes with the region: where it is chosen, and what the data is."""
    return {"region": region_choice(scope), "badges": Drawn({"badges": _badges(scope)})}


def show_who() -> None:
    """Who is signed in, as a unit and a post, and the way out."""
    visitor = present()
    if visitor is None and here.any:
        draw(html('<div class="who"><a href="/signin" target="_self">登录</a></div>'), width="content")
    elif visitor is not None:
        account = visitor.account
        draw(html('<div class="who"><b>{}</b> · {}<a href="/signin/password" target="_self">改密码</a>'
                  '<a href="/signout" target="_self">退出</a></div>', account.unit, account.post), width="content")


@by_version(256)
def _badges(scope: Scope) -> Markup:
    label = reference.settings(scope.version).get("data_label", "")
    counted = answers.reporting(scope)
    demo = html('<span class="badge demo" title="演示用的生成数据，不是真实统计">▲ {}</span>', label) if label else ""
    if not scope.month:
        title, text = "这一年还没有一个月结束", "还没开始"
    elif scope.at_root and counted["peers_due"]:
        late = "、".join(reference.tree(scope.version).at[region, "name"] for region in counted["late"])
        title = f"本月应报数据全部到齐的地区；未到齐：{late}" if late else "本月应报数据已全部到齐"
        text = f"{scope.month}月报齐 {counted['peers_in']}/{counted['peers_due']} {answers.peer_word(scope)}"
    else:
        title, text = "本月应报与已报的项次（指标×单位）", f"{scope.month}月已报 {counted['cells']:,}/{counted['due_cells']:,} 项"
    since = join(tag("span", words, look="badge since", title="这个单位的区划变过；涉及个人信息的数不合在一起") for words in (
        reference.ask(in_words, scope.region, scope.year, scope.month)))
    return html('<div class="badges">{}<span class="badge" title="{}">{}</span>{}'
                '<span class="source">{}，数据版本 {}</span></div>', demo, title, text, since, SOURCE, fmt.version(scope.version))
