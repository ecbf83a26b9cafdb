"""Every page, run whole on the demo without a browser: what it shows, and that the URL is its state."""

import json
import re
from html.parser import HTMLParser
from itertools import product

import pytest

from pages.parts.shell import follow as navigate
from pages.parts.shell import reference
from pages.parts.shell.addresses import FILTERS
from pages.parts.shell.picks import parse

ACTIONS = ("chuangye", "tuopin", "wenming", "weiquan", "guanai", "wangluo")
PAGES = {"": ["headline", "changed", "duban", "projects", "six", "left", "right", "signals", "attention"],
         **{code: ["lead", "projects", "course", "compared", "tiles"] for code in ACTIONS},
         "xianqu": ["headline", "changed", "duban", "actions", "due", "towns", "attention", "given", "every"],
         "zhibiao": ["catalogue"], "duban": ["lead", "listed"], "xiangmu": ["lead", "listed"],
         "xiangzhen": ["towns"], "duibi": ["headline", "pairs"], "linian": ["lead", "every"],
         "kaohe": ["headline", "scores", "lost", "parts"]}
SUIXIAN = {"region": "411422", "year": "2025", "month": "9"}
CITY = {"region": "411400", "year": "2026", "month": "11"}
VOID = {"br", "img", "meta", "link", "hr", "input", "path", "circle", "line", "rect"}


@pytest.fixture(autouse=True)
def on_the_demo(demo):
    return demo


def test_what_a_county_owes_stands_beside_its_actions_only_where_it_owes(open_page, boards):
    blocks = boards(open_page("xianqu", region="411426"))
    assert list(blocks)[3:5] == ["left", "right"] and "没有到齐" in blocks["right"]


def scope_of(app) -> dict[str, str]:
    return {name: app.query_params[name] for name in ("region", "year", "month")}


def badges(app) -> str:
    return next(html for item in app.get("bidi_component") for name, _, html in json.loads(item.proto.bytes)["blocks"]
                if name == "badges")


@pytest.mark.parametrize("address, query", [*product(PAGES, ({}, SUIXIAN)), *product(
    ("", "chuangye", "xianqu", "kaohe"), [{"region": "411481", "year": "2024", "month": "2"}])])
def test_a_page_shows_its_blocks_for_the_scope_of_the_url(open_page, boards, address, query):
    app = open_page(address, **query)
    blocks = boards(app)
    at_root = query.get("region", "411400") == "411400"
    assert not app.exception and not app.error and not app.warning
    assert list(blocks) == (["headline", "counties"] if address == "xianqu" and at_root else PAGES[address])
    assert scope_of(app) == (query or CITY)
    assert app.session_state["page"] == address
    assert "▲ 示例数据" in badges(app)
    for html in blocks.values():
        assert Balance.of(html) == [] and not re.search(r"\bnan\b|None|NaT", html)


class Balance(HTMLParser):
    """Which tags of a piece of HTML are not closed, or closed without having been opened."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    @classmethod
    def of(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        return parser.wrong + parser.open

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")


@pytest.mark.parametrize("region, reported", [("411400", r"11月报齐 \d/9 县"), ("411422", r"11月已报 [\d,]+/[\d,]+ 项")])
def test_the_bar_says_who_has_reported(open_page, region, reported):
    assert re.search(reported, badges(open_page(region=region)))


@pytest.mark.parametrize("query, notes, taken", [
    ({"region": "外星"}, ["外星"], CITY), ({"region": ""}, [""], CITY), ({"region": "411422100"}, ["411422100"], CITY),
    ({"year": "1999"}, ["1999"], CITY), ({"year": "二〇二六"}, ["二〇二六"], CITY), ({"year": "-1"}, ["-1"], CITY),
    ({"year": "９"}, ["９"], CITY), ({"year": "²"}, ["²"], CITY), ({"year": "9" * 5000}, ["9" * 20], CITY),
    ({"month": "13"}, ["13"], CITY), ({"month": "0"}, ["0"], CITY), ({"month": "6月"}, ["6月"], CITY),
    ({"region": "x", "year": "y", "month": "z"}, ["x", "y", "z"], CITY),
    ({"region": "411422", "year": "2025", "month": "13"}, ["13"], SUIXIAN | {"month": "12"}),
    ({"region": "<script>alert(1)</script>"}, [r"\<script\>"], CITY), ({"region": "411422' OR 1=1--"}, ["411422"], CITY),
    ({"indicator": "??", "of": "nobody"}, [], CITY)])
def test_nonsense_in_the_url_falls_back_with_a_note(open_page, query, notes, taken):
    app = open_page(**query)
    assert not app.exception and not app.error
    assert [said.value for said in app.warning if "网址" in said.value] == [said.value for said in app.warning]
    assert [word for word, said in zip(notes, app.warning) if word not in said.value] == []
    assert len(app.warning) == len(notes) and scope_of(app) == taken


def test_nonsense_in_the_url_of_an_action_is_said_too(open_page):
    app = open_page("guanai", indicator="XX-99")
    assert not app.exception and app.query_params["indicator"].startswith("GA-")
    assert any("XX-99" in said.value for said in app.warning)


def test_a_year_with_targets_but_without_reports_gives_a_plain_page(copy_of_demo, use, open_page, boards):
    use(copy_of_demo("INSERT INTO targets (region_id, year, indicator_id, value, batch_id)"
                     " SELECT region_id, 2027, indicator_id, value, batch_id FROM targets WHERE year = 2026"))
    for address in PAGES:
        app = open_page(address, year="2027", month="3")
        assert not app.exception and not app.error
        assert ["2027年3月还没结束" in said.value for said in app.warning] == [True], "a month that is not over is not shown"
        assert scope_of(app) == CITY | {"year": "2027", "month": "0"} and "示例数据" in badges(app)
        if address in ("zhibiao", "duban", "xiangmu") and boards(app):  # definitions and what was decided need no reports
            continue
        said = app.info[0].value
        assert "2027年还没有一个月结束" in said and "请在上方" in said and boards(app) == {}, address
    app.selectbox(key="year").select(2026).run()
    assert scope_of(app) == CITY and not app.warning, "and back in a year that has begun"


@pytest.mark.parametrize(("day", "query", "shown", "said"), [
    ("2026-12-05", {}, "11", False), ("2026-12-05", {"month": "12"}, "11", True), ("2026-11-20", {}, "10", False),
    ("2026-11-20", {"year": "2026", "month": "11"}, "10", True), ("2026-12-05", {"year": "2025", "month": "12"}, "12", False)])
def test_the_month_shown_is_over(open_page, monkeypatch, day, query, shown, said):
    monkeypatch.setenv("JINGUO_TODAY", day)
    app = open_page(**query)
    assert app.query_params["month"] == shown and [("还没结束" in word.value) for word in app.warning] == [True] * said
    assert f"截至{shown}月" in app.selectbox(key="month").options
    assert len(app.selectbox(key="month").options) == (12 if query.get("year") == "2025" else 11 if "12-05" in day else 10)


def test_choosing_changes_the_page_and_the_url(open_page, boards, choose_region):
    app = open_page()
    before = boards(app)["headline"]
    choose_region(app, "411422")
    assert scope_of(app) == CITY | {"region": "411422"} and "睢县" in boards(app)["headline"]
    app.selectbox(key="year").select(2025).run()
    app.selectbox(key="month").select(9).run()
    assert scope_of(app) == SUIXIAN and "截至2025年9月" in boards(app)["headline"]
    assert boards(app)["headline"] == boards(open_page(**SUIXIAN))["headline"] != before


def test_a_page_change_keeps_the_scope(open_page):
    app = open_page(**SUIXIAN)
    for file in ("county.py", "catalogue.py", "action.py", "overview.py"):
        app.switch_page(file).run()
        assert not app.exception and scope_of(app) == SUIXIAN, file


def test_choosing_an_indicator_draws_its_trend_and_goes_into_the_url(open_page, boards):
    app = open_page("weiquan")
    codes = set(re.findall(r'data-pick="origin:([^"]+)"', boards(app)["tiles"]))
    assert app.query_params["indicator"] in codes and len(codes) > 3
    for code in sorted(codes)[::4]:
        chosen = open_page("weiquan", indicator=code)
        assert not chosen.exception and not chosen.warning and chosen.query_params["indicator"] == code
        assert f'data-mark="trend:{code}"' in boards(chosen)["tiles"]


@pytest.mark.parametrize("address", PAGES)
def test_every_click_of_a_page_leads_somewhere(open_page, boards, monkeypatch, address):
    app = open_page(address, **(SUIXIAN if address in ("xianqu", "xiangzhen") else {}))
    picks = {pick for html in boards(app).values() for pick in re.findall(r"""data-pick=["']([^"']*)["']""", html)}
    session = {}
    monkeypatch.setattr("pages.parts.shell.follow.st.session_state", session)
    monkeypatch.setattr("pages.parts.shell.ways.st.session_state", session)
    assert picks
    for pick in picks:
        session.clear()
        navigate.follow(parse(pick))
        kind, *rest = pick.split(":")
        wanted = {"region": {"region"}, "cell": {"region", "go_to"}, "line": {"region", "indicator", "go_to"},
                  "action": {"go_to"}, "trend": {"indicator", "go_to"}, "origin": {"why"}, "why": {"why"},
                  "township": {"town", "go_to"}, "beside": {"regions", "go_to"}, "years": {"over", "over_with", "go_to"},
                  "signal": {"region", "indicator", "go_to", "chart"}, "desk": {"go_to", *FILTERS["mubiao"]},
                  "projects": {"go_to", *FILTERS["xiangmu"]}, "project": {"go_to", "project"},
                  **dict.fromkeys(("matters", "matter"), {"go_to", *FILTERS["duban"]})}[kind]
        assert set(session) == wanted, pick
        assert session.get("go_to", "zhibiao") in {*ACTIONS, "jiayuan", "mubiao", "duban", "zhibiao", "xiangzhen", "duibi",
                                                   "linian", "xiangmu"}
        assert session.get("region") in {None, *reference.tree(1)["code"]}


def test_a_sentence_opens_the_page_it_names(open_page, boards):
    app = open_page()
    pick = re.search(r'data-pick="why:(\d+):([A-Z]+-\d+)"', boards(app)["attention"])
    place = reference.tree(1).loc[int(pick[1])]
    opened = open_page(why=f"{place['code']}-{pick[2]}")
    assert not opened.exception and place["name"] in boards(opened)["facts"] and "滞后" in boards(opened)["facts"]
    door = parse(re.search(r'data-pick="(line:[^"]+)"', boards(opened)["why"])[1])
    opened = open_page(navigate.action_of(1, pick[2]), region=place["code"], indicator=door.indicator)
    assert not opened.exception and opened.query_params["indicator"] == pick[2]


def source_of(blocks: dict[str, str]) -> str:
    """What the dialog behind a number says."""
    return "".join(blocks[name] for name in ("facts", "units", "meaning", "quotations") if name in blocks)


def open_source(open_page, code, region):
    return open_page(region=region, why=code)


@pytest.mark.parametrize("region, code", [*product(["411400"], ["JC-02", "TP-09", "GA-12"]),
                                          *product(["411422"], ["CY-14", "WQ-01", "WL-03"])])
def test_a_number_of_any_kind_opens_to_its_source(open_page, boards, region, code):
    said = source_of(boards(open_source(open_page, code, region)))
    assert "指标解释" in said and "由哪些单位的数组成" in said and Balance.of(said) == []


def test_the_source_of_a_number_names_units_batch_and_file(open_page, boards):
    said = source_of(boards(open_source(open_page, "CY-01", "411400")))
    for word in ("梁园区", "永城市", ".xlsx", "收到", "第"):
        assert word in said
    assert re.search(r"第\d+次 示例_\S+_2026年\d+月\.xlsx", said)


@pytest.mark.parametrize("part, words, found", [
    ("指标目录", "", "JC-01"), ("指标目录", "小额 贷款", "CY-07"), ("指标目录", "小额贷款金额", "CY-07"),
    ("指标目录", "没有这个词", "0 项指标"), ("指标目录", "<b>", "0 项指标"), ("指标目录", "(", "项指标"),
    ("文件中的数字", "", "处提法"), ("文件中的目标", "", "项文件")])
def test_the_catalogue_can_be_searched(open_page, boards, part, words, found):
    app = open_page("zhibiao")
    app.session_state["part"], app.session_state["words"] = part, words
    app.run()
    assert not app.exception and found in "".join(boards(app).values())
