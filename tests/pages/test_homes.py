"""妇女之家, run whole on the demo without a browser: what it shows, where its clicks lead, what its Excel holds."""

import re
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from pages.parts.homes import lists, register, words
from pages.parts.homes.register import View
from pages.parts.overview import blocks as overview
from pages.parts.shell import reference
from pages.parts.shell.picks import parse
from pages.parts.shell.scope import Scope
from pages.parts.ui import maps
from queries import schema

CITY = {"region": "411400", "year": "2026", "month": "11"}
XIAYI = CITY | {"region": "411426"}


@pytest.fixture(autouse=True)
def on_the_demo(demo):
    return demo


@pytest.fixture
def view():
    """view(**changed): the city's coverage in 2026-11, or what is asked for."""
    def make(region: str = "411400", **changed) -> View:
        tree = reference.tree(1).set_index("code")["id"]
        scope = Scope(1, int(tree["411400"]), int(tree[region]), 2026, 11)
        return View(**{"scope": scope, "measure": "rate", "form": "", "since": 0, "town": ""} | changed)

    return make


def sound(app, blocks: dict[str, str]) -> None:
    assert not app.exception and not app.error and not app.warning
    for html in blocks.values():
        assert not re.search(r"\bnan\b|None|NaT|NaN", html)


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def test_the_city_says_how_many_and_where_not(open_page, boards):
    app = open_page("jiayuan")
    blocks = boards(app)
    sound(app, blocks)
    assert list(blocks) == ["headline", "left", "right", "grown", "unbuilt", "forms", "agree"]
    said = re.sub(r"<[^>]+>", "", blocks["headline"])
    assert "全市有妇女之家4,215个，4,834个村（社区）中3,866个已建家，覆盖率80.0%，尚有968个未建" in said
    assert "与2025年12月末比，多104个，覆盖率高1.8个百分点" in said
    assert blocks["left"].count('class="area"') == 9 and "968 个村（社区），在 " in blocks["unbuilt"]


@pytest.mark.parametrize("measure, column", [("rate", "rate"), ("number", "homes"), ("women", "women"), ("model", "model")])
def test_every_measure_colours_the_map_with_its_own_number(open_page, boards, view, measure, column):
    app = open_page("jiayuan", **CITY, home_measure=measure)
    sound(app, boards(app))
    assert app.query_params["home_measure"] == measure
    rows = register.figures(view(measure=measure), 202611)
    scale = register.classes(view(measure=measure))
    for region in rows.index[1:]:
        assert scale.shown(rows.at[region, column]) in boards(app)["left"]


def test_a_form_is_counted_alone_and_stands_in_the_url(open_page, boards):
    app = open_page("jiayuan", **CITY)
    app.selectbox(key="home_form").select("女能人之家").run()
    sound(app, boards(app))
    assert app.query_params["home_form"] == "女能人之家" and "女能人之家覆盖率" in boards(app)["left"]


def test_two_months_stand_side_by_side_in_the_same_classes(open_page, boards):
    app = open_page("jiayuan", **CITY, home_since="202412", home_measure="number")
    blocks = boards(app)
    sound(app, blocks)
    assert list(blocks)[:4] == ["headline", "then", "now", "lines"]
    legends = [re.search(r'class="legend">(.*?)</div>', blocks[name])[1] for name in ("then", "now")]
    assert legends[0] == legends[1] and "2024年12月" in blocks["then"] and "2026年11月" in blocks["now"]
    assert "多243个" in re.sub(r"<[^>]+>", "", blocks["headline"])


def test_a_county_shows_its_townships_and_dots_and_a_township_its_villages(open_page, boards):
    app = open_page("jiayuan", **XIAYI)
    blocks = boards(app)
    sound(app, blocks)
    towns = re.findall(r'class="town"[^>]*data-pick="town:(\d+)"', blocks["left"])
    assert len(towns) == 24 and '<circle class="home"' in blocks["left"] and "没有公开的边界" in blocks["left"]
    town = open_page("jiayuan", **XIAYI, home_town=towns[0])
    sound(town, boards(town))
    assert list(boards(town)) == ["headline", "town", "grown", "unbuilt"]
    lead = plain(boards(town)["town"])
    total, built = map(int, re.search(r"(\d+)个村（社区）中(\d+)个已建", lead).groups())
    assert boards(town)["town"].count('class="village none"') == total - built > 0
    assert boards(town)["town"].count('class="village"') == built > 0
    assert f"{total - built} 个村（社区），在 1 个乡镇" in boards(town)["unbuilt"]


def test_a_dot_outside_the_county_is_said_and_not_drawn(open_page, boards):
    left = boards(open_page("jiayuan", **CITY | {"region": "411423"}))["left"]
    assert "1 个的坐标不在界内" in left


@pytest.mark.parametrize("query", [
    {"home_measure": "x"}, {"home_form": "庇护所"}, {"home_since": "209912"}, {"home_town": "1"},
    {"home_since": "x", "home_town": "<b>"}])
def test_nonsense_in_the_url_is_not_shown(open_page, boards, query):
    app = open_page("jiayuan", **CITY, **query)
    assert not app.exception and not app.error and list(boards(app))[:3] == ["headline", "left", "right"]
    assert not any(app.query_params[name] == value for name, value in query.items() if name in app.query_params)


def test_a_township_is_left_when_another_county_is_chosen(open_page, boards, choose_region):
    app = open_page("jiayuan", **XIAYI, home_town="411426100")
    choose_region(app, "411422")
    sound(app, boards(app))
    assert "home_town" not in app.query_params and "left" in boards(app)


def test_every_click_leads_somewhere(open_page, boards, monkeypatch):
    for query in (CITY, XIAYI, XIAYI | {"home_town": "411426100"}):
        picks = {pick for html in boards(open_page("jiayuan", **query)).values()
                 for pick in re.findall(r"""data-pick=["']([^"']*)["']""", html)}
        assert "register" in picks
        session = {}
        monkeypatch.setattr("pages.parts.shell.follow.st.session_state", session)
        for pick in picks:
            session.clear()
            register.pick(parse(pick))
            wanted = {"region": {"region", "home_town"}, "town": {"home_town"}, "register": {"home_register"},
                      "origin": {"why"}, "township": {"town", "go_to"}}
            assert set(session) == wanted[pick.split(":")[0]], pick
        monkeypatch.undo()


def test_the_number_opens_to_batches_files_and_what_differs(open_page, boards):
    app = open_page("jiayuan", **CITY)
    app.session_state["home_register"] = True
    app.run()
    blocks = boards(app)
    assert re.search(r"第\d+次 示例_夏邑县妇女之家名册\.xlsx", blocks["files"]) and "4,215 个" in blocks["files"]
    assert "与上报数不一致的单位（1）" in blocks["differ"] and "民权县" in blocks["differ"]


def test_reports_and_register_stand_side_by_side(open_page, boards):
    said = plain(boards(open_page("jiayuan", **CITY))["agree"])
    assert re.search(r"WL-01\s+妇女之家数\s+4,215个\s+4,215个\s+一致", said) and "名册少 1" in said and "截至2026年9月" in said


def test_the_forms_add_up(open_page, boards):
    rows = re.findall(r'<tr><td>(.*?)</td><td class="num">([\d,—]+)</td>', boards(open_page("jiayuan", **CITY))["forms"])
    number = {plain(name).strip(): int(value.replace(",", "")) for name, value in rows}
    assert number["全部妇女之家"] == 4215 == number["村（社区）妇女之家合计"] + number["新领域妇女之家合计"]
    assert number["村（社区）妇女之家合计"] == number["村"] + number["社区"] and number["爱心书屋"] == 19


@pytest.mark.parametrize("changed, words, count", [({}, "", 968), ({"region": "411426"}, "", 111), ({}, "夏邑县", 111),
                                                    ({"region": "411426", "town": "411426100"}, "", 4), ({}, "没有这样的村", 0)])
def test_the_workbook_holds_all_that_the_filter_leaves(view, changed, words, count):
    book = load_workbook(BytesIO(lists.workbook(view(**changed), words)))
    sheet = book["尚未建家"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if row[0] == "县")
    notes = " ".join(str(row[0]) for row in rows[:head])
    assert len(rows) - head - 1 == count and "示例数据" in notes and f"共 {count} 个" in notes
    assert not words or words in notes
    assert "边界：界线取自" in notes and "本数据没有审图号" in notes
    assert all(len(row[4]) == 12 and row[3] in ("村", "社区") for row in rows[head + 1:])


def test_the_workbook_names_the_boundaries_of_ones_own_with_their_number(copy_of_demo, use):
    use(copy_of_demo("UPDATE boundaries SET own = 1", "DELETE FROM settings WHERE key IN ('map_source', 'map_approval')",
                     "INSERT INTO settings (key, value) VALUES ('map_source', '省测绘院'), ('map_approval', '豫S〔2026年〕1号')"))
    version = reference.current_version()
    assert maps.credit(version, (reference.root_of(version),)) == "边界：省测绘院 审图号：豫S〔2026年〕1号"


def test_the_workbook_is_the_complement_of_what_is_built(view, demo):
    with demo.connect() as connection:
        regions, sites, forms = (pd.read_sql(table.select(), connection)
                                 for table in (schema.regions, schema.sites, schema.forms))
    home = forms.loc[forms["domain"] != "other", "name"]
    alive = sites[sites["form"].isin(home) & (sites["opened"] <= 202611) & ~(sites["closed"] <= 202611)]
    villages = regions[regions["level"] == "village"]
    expected = set(villages.loc[~villages["id"].isin(alive["region_id"]), "code"])
    assert set(lists.chosen(view(), "")["code"]) == expected


def test_a_place_without_a_register_is_unknown_and_never_zero(copy_of_demo, use, open_page, boards):
    use(copy_of_demo("DELETE FROM sites WHERE county_id = (SELECT id FROM regions WHERE code = '411422')"))
    app = open_page("jiayuan", **CITY)
    blocks = boards(app)
    sound(app, blocks)
    assert re.search(r'fill="url\(#hatch\)"[^>]*aria-label="睢县 —"', blocks["left"])
    assert "另有1个县尚未报送名册，无法统计" in blocks["headline"] and "睢县" not in blocks["unbuilt"]
    county = boards(open_page("jiayuan", **CITY | {"region": "411422"}))
    assert "妇女之家尚未报送名册，无法统计" in county["headline"] and "覆盖率0" not in plain(county["left"]).replace(" ", "")


    assert "尚未报送名册，无法统计" in county["unbuilt"] and "尚未报送名册，无法统计" in county["left"]
    assert not re.search("<td class=\"num\">0</td>", county["forms"])
    town = boards(open_page("jiayuan", **CITY | {"region": "411422", "home_town": "411422100"}))
    assert "尚未报送名册，无法统计" in town["town"] and "未建 " not in plain(town["town"])
    overview = boards(open_page("", **CITY | {"region": "411422"}))
    assert "没有名册" in overview["right"]


def test_the_overview_counts_what_this_page_counts(view):
    said = re.search(r"尚有([\d,]+)个未建", words.coverage_sentence(view()))
    assert said and f"尚有 {said[1]} 个村（社区）未建" in overview.coverage(view().scope)


def test_the_overview_leads_here(open_page, boards):
    assert 'data-pick="action:jiayuan"' in boards(open_page())["right"]
