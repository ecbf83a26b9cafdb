"""对比, 历年 and 乡镇, run whole on the demo without a browser: what the address says, bad codes, numbers that agree with other
pages, and the files."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from pages.parts.compare import choice, excel
from pages.parts.compare.choice import Choice
from pages.parts.shell import follow, picks, reference
from pages.parts.shell.scope import Scope
from pages.parts.town import excel as town
from pages.parts.town.choice import View as TownView
from pages.parts.years import charts, tables
from pages.parts.years import excel as years
from pages.parts.years.choice import View, alike

PAIR = "411424,411421"
TOWN = "411424103"


@pytest.fixture(autouse=True)
def on_the_demo(demo):
    return demo


@pytest.fixture
def scope():
    return Scope(1, reference.root_of(1), reference.root_of(1), 2026, 11)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html))


def read(content: bytes) -> list[list[list]]:
    return [[[cell.value for cell in row] for row in page.iter_rows()] for page in load_workbook(BytesIO(content)).worksheets]


def test_two_counties_stand_side_by_side(open_page, boards):
    app = open_page("duibi", regions=PAIR)
    blocks = boards(app)
    assert list(blocks) == ["headline", "sums", "besides"] and not app.exception and not app.warning
    leads = [int(found) for found in re.findall(r"领先(\d+)项", plain(blocks["headline"]))]
    for word, mark in (("领先", "▲"), ("落后", "▽")):
        line = re.search(rf"{word}（项） (\d+) (\d+)", plain(blocks["sums"]))
        assert sum(map(int, line.groups())) == plain(blocks["besides"]).count(f"{mark} {word}"), "marked in words, one for one"
    assert sum(leads) == plain(blocks["besides"]).count("▲ 领先") > 50
    assert app.query_params["regions"] == PAIR and "每万名妇女" in blocks["besides"] and "未上报" in blocks["besides"]


@pytest.mark.parametrize("regions, warned, taken", [
    ("999999", ["“999999”的地区"], ""), (f"{PAIR},{PAIR}", [], PAIR), (" 411424 、 411421 ", [], PAIR),
    ("411424,411424103001", ["是村（社区）的代码"], "411424"),
    (f"{PAIR},411402,411403,411422", ["最多并排4个"], f"{PAIR},411402,411403"), ("<img/src=x>", [r"\<img"], ""),
    ("1;2;3;4;5;6;7", ["“1”", "“2”", "“3”", "“4”", "还有3个"], ""), ("x" * 5000, ["“" + "x" * 20 + "”"], "")])
def test_bad_codes_are_said_in_plain_words(open_page, regions, warned, taken):
    app = open_page("duibi", regions=regions)
    assert not app.exception and all(word in said.value for word, said in zip(warned, app.warning, strict=True))
    assert app.session_state["regions"] == taken


def test_levels_may_be_mixed_and_it_is_said(open_page, boards):
    blocks = boards(open_page("duibi", regions=f"411400,411424,{TOWN}"))
    said = plain(blocks["headline"])
    assert "层级不同（市、县、乡镇）" in said and "商丘市的数里有柘城县的，柘城县的数里有柘城县胡襄镇的" in said
    assert "这一级不报" in blocks["besides"] and "不显示" in blocks["besides"]
    assert not re.search(r"\bnan\b|None", plain(blocks["besides"]))


def test_regions_are_added_by_name_and_taken_out_again(open_page, boards):
    app = open_page("duibi", regions="411424")
    assert "已选柘城县" in boards(app)["headline"]
    box = app.selectbox(key="beside_add")
    assert {"民权县", "柘城县胡襄镇", "商丘市"} <= set(box.options) and "柘城县" not in box.options
    box.select("411421").run()
    assert app.query_params["regions"] == PAIR and not app.exception
    out = re.search(r'aria-label="✕ 去掉柘城县" data-pick="([^"]+)"', boards(app)["headline"])[1]
    assert picks.parse(out) == picks.Beside("411421")


def test_another_region_in_the_bar_is_offered_not_mixed_up(open_page, boards):
    said = boards(open_page("duibi", region="411422", regions=PAIR))["headline"]
    assert f'data-pick="{picks.Beside(PAIR + ",411422")}"' in said and "加上睢县" in said
    assert "上方选的睢县不在其中" in boards(open_page("duibi", region="411422", regions=f"{PAIR},411402,411403"))["headline"]


def test_every_pair_is_a_door(open_page, boards):
    drawn = boards(open_page("duibi"))["pairs"]
    assert len(re.findall('data-pick="beside:', drawn)) == 9 * 8 and str(picks.Beside(PAIR)) in drawn


def test_a_big_tree_offers_what_is_near(scope, monkeypatch):
    monkeypatch.setattr(choice, "MANY_NAMES", 10)
    county = int(reference.tree(1).query("code == '411424'").index[0])
    names = choice.offered(scope, [county])
    assert "胡襄镇" in names[TOWN] and "411421" in names and len(names) < 40


def test_the_years_answer_at_a_glance(open_page, boards):
    app = open_page("linian")
    blocks = boards(app)
    up, down = (int(re.search(rf"{word}(\d+)项", blocks["lead"])[1]) for word in ("上升", "下降"))
    assert up == len(re.findall("↑", blocks["every"])) and down == len(re.findall("↓", blocks["every"])), "as many arrows"
    row = re.search(r"创业就业技能培训人次 人次 ([\d,]+) ([\d,]+) ([\d,]+) ([\d,]+) ↑5.9% ([\d,]+)", plain(blocks["every"]))
    first, second, _same, now, three = (int(found.replace(",", "")) for found in row.groups())
    assert first + second + now == three == 80_478
    assert re.search(r"行政村数 个 [\d,]+ [\d,]+ 未到期 未到期 — 不相加", plain(blocks["every"]))
    app.session_state["back_find"] = "培训"
    found = plain(boards(app.run())["every"])
    assert "查找：培训 ✕" in app.get("button_group")[-1].options, "no filter is on without a sign"
    assert "创业就业技能培训人次" in found and "农村妇女实用技术培训人次" in found and "招聘会" not in found


def test_an_indicator_and_another_of_its_unit_over_the_years(open_page, boards):
    app = open_page("linian", over="CY-05", over_with="TP-07")
    blocks = boards(app)
    assert "创业就业技能培训人次（人次）" in blocks["one"] and "农村妇女实用技术培训人次（人次）" in blocks["one"]
    assert re.search(r"2025年 25,349 ↑5.2% 同口径（2,165/2,189） 27,575 2,364/2,388", plain(blocks["one"]))
    assert len(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")) == 2 and not app.exception
    for wrong in ({"over": "XX-1"}, {"over": "CY-05", "over_with": "CY-06"}):
        app = open_page("linian", **wrong)
        assert not app.exception and bool(app.warning) == ("XX-1" in wrong.values())
        assert "over_with" not in dict(app.query_params)


def test_only_what_is_alike_stands_in_one_picture(scope):
    catalogue = reference.indicators(1).set_index("code")
    for code in ("CY-05", "WQ-04", "WL-03", "JC-01"):
        other = catalogue.loc[list(alike(1, 2026, code))]
        assert set(other["unit"]) <= {catalogue.at[code, "unit"]} and set(other["kind"]) <= {catalogue.at[code, "kind"]}
    near, far = (charts.charts(View(scope, "", "", "CY-05", other)) for other in ("TP-07", "WQ-16"))
    assert ["同一个刻度" in words for _, _, words in near] == [True, True] == ["刻度不同" in words for _, _, words in far]


def test_what_is_personal_is_rounded_over_the_years_too(open_page, boards):
    said = plain(boards(open_page("linian"))["every"])
    assert re.search(r"信访受理件次 件 约[\d,]+ 约[\d,]+ 约[\d,]+ 约[\d,]+ [↓↑][\d.]+% 约[\d,]+", said)


def test_a_township_has_a_page_that_agrees_with_the_homes(open_page, boards):
    app = open_page("xiangzhen", town=TOWN)
    blocks = boards(app)
    assert list(blocks) == ["headline", "left", "right"] and not app.exception and not app.warning
    said = plain(blocks["headline"])
    villages, built, rate, left = re.search(
        r"有(\d+)个村（社区），(\d+)个已建妇女之家，覆盖率([\d.]+)%，尚有(\d+)个未建", said).groups()
    homes = plain(boards(open_page("jiayuan", region="411424"))["right"])
    assert f"胡襄镇 {villages} {built} {left} {rate}%" in homes
    own = plain(boards(open_page("jiayuan", region="411424", home_town=TOWN))["town"])
    assert f"{villages}个村（社区）中{built}个已建，覆盖率{rate}%" in own
    assert blocks["right"].count("未建</span>") == int(left) and f"胡襄镇 {built}/{villages}" in plain(
        boards(open_page("xianqu", region="411424"))["towns"])
    for word in ("由县里上报，乡镇没有数", "涉及个人信息，县以下不显示", "柘城县完成率"):
        assert word in blocks["left"]
    assert "信访受理" not in blocks["left"]


def test_a_number_of_a_township_opens_to_its_source(open_page, boards):
    place = int(reference.places(1).query("code == @TOWN").index[0])
    assert str(picks.Why(place, "CY-05")) in boards(open_page("xiangzhen", town=TOWN))["left"]
    assert str(picks.Why(place, "CY-05")) in boards(open_page("duibi", regions=f"411424,{TOWN}"))["besides"]
    drawn = boards(open_page("xiangzhen", town=TOWN, why=f"{TOWN}-CY-05"))
    assert "柘城县胡襄镇" in drawn["facts"] and "由哪些单位的数组成" in drawn["units"]


@pytest.mark.parametrize("query, warned", [({"town": "999"}, True), ({"town": "411424"}, True),
                                           ({"town": TOWN, "region": "411421"}, False), ({}, False)])
def test_without_a_township_one_is_chosen(open_page, boards, query, warned):
    app = open_page("xiangzhen", **query)
    assert not app.exception and bool(app.warning) == warned and list(boards(app)) == ["towns"]
    assert app.session_state["town"] == ""


def test_the_files_hold_what_is_on_the_screen(scope):
    tree = reference.tree(1).set_index("code")["id"]
    [sheet] = read(excel.make(Choice(scope, (int(tree["411424"]), int(tree["411421"])), "chuangye")))
    head = next(at for at, row in enumerate(sheet) if row[0] == "行动")
    rows = [dict(zip(sheet[head], row, strict=True)) for row in sheet[head + 1:]]
    assert rows[0]["指标"] == "招聘会、用工洽谈会场次" and (rows[0]["地区"], rows[1]["地区"]) == ("柘城县", "民权县")
    assert (rows[0]["数值"], rows[0]["领先或落后"], rows[1]["领先或落后"]) == (26, "领先", "落后")
    assert any("示例数据" in str(cell) for row in sheet[:head] for cell in row)
    assert len({row["代码"] for row in rows}) == 17 and all(row["代码"].startswith("CY") for row in rows)
    [sheet] = read(excel.make(Choice(scope, (), "")))
    assert len([row for row in sheet if row[0] == "柘城县"]) == 8
    every, by_year = read(years.make(View(scope, "", "培训", "CY-05", "")))
    assert [row[-1] for row in every if row[0] == "CY-05"] == [80_478] and len([row for row in by_year if row[0] == "CY-05"]) == 3
    place = int(reference.places(1).query("code == @TOWN").index[0])
    villages, figures = read(town.make(TownView(scope, place, int(tree["411424"]))))
    assert sum(row[2] == "未建" for row in villages) == 5 and any(row[0] == "CY-05" and row[3] == 161 for row in figures)


def test_a_click_leads_where_it_says(demo, monkeypatch):
    session = {}
    monkeypatch.setattr("pages.parts.shell.follow.st.session_state", session)
    for pick, wanted in ((picks.Years("CY-05"), {"over": "CY-05", "over_with": "", "go_to": "linian"}), (picks.Years("XX"), {}),
                         (picks.Beside(PAIR), {"regions": PAIR, "go_to": "duibi"}),
                         (picks.Township(TOWN), {"town": TOWN, "go_to": "xiangzhen"})):
        session.clear()
        follow.follow(pick)
        assert session == wanted


def test_a_year_without_reports_is_no_zero():
    row = type("Row", (), {"value": float("nan"), "whole": float("nan"), "withheld": "", "whole_withheld": "", "rounded": False,
                           "whole_rounded": False, "month": 3})
    flow = type("Flow", (), {"unit": "人", "precision": 0, "additive": True, "kind": "flow"})
    ratio = type("Ratio", (), {"unit": "%", "precision": 1, "additive": True, "kind": "ratio"})
    assert (tables.whole(row, flow), tables.so_far(row, flow), tables.whole(row, ratio)) == ("未上报", "未上报", "—")
