"""考核, run whole: points as an independent sum gives them, schemes, order, parts; weights changed, refused, undone."""

import re
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from pages.parts.assessment import choice as assessment
from pages.parts.assessment import edit, excel
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from queries import schema

CITY = {"region": "411400", "year": "2026", "month": "11"}


@pytest.fixture(autouse=True)
def on_the_demo(demo):
    return demo


@pytest.fixture
def editable(copy_of_demo, use):
    use(copy_of_demo())


def table(html: str) -> list[list[str]]:
    """The cells of a block's rows, as text."""
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]
            for row in re.findall("<tr[^>]*>(.*?)</tr>", body)]


def at(html: str, heading: str) -> int:
    """Which of a block's columns has that heading."""
    return [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<th[^>]*>(.*?)</th>", html.split("<tbody>")[0])].index(heading)


def lead(html: str) -> str:
    return re.sub("<[^>]+>", " ", html.split("<details")[0])


def test_where_there_are_too_many_the_regions_directly_below_are_scored(open_page, boards, editable, monkeypatch):
    monkeypatch.setattr(assessment, "MOST_REGIONS", 20)
    blocks = boards(open_page("kaohe", scheme="2", **CITY))
    assert "乡镇（街道）太多" in lead(blocks["headline"]) and re.search("9个县.*折合百分制得", lead(blocks["headline"]))
    rows, counties = table(blocks["scores"]), boards(open_page("kaohe", scheme="1", **CITY))["scores"]
    assert [row[0] for row in rows] == [row[0] for row in table(counties)] and 'data-pick="region:' in blocks["scores"]


def choice(half: int = 12, ranked: bool = False, scheme: int = 1, month: int = 11, year: int = 2026, code: str = "411400"):
    region = {row.code: row.id for row in reference.tree(1).itertuples()}
    scope = Scope(reference.current_version(), region["411400"], region[code], year, month)
    return assessment.choose(scope, scheme, half, ranked)


def test_counties_in_official_order_and_no_place_unasked(open_page, boards):
    app = open_page("kaohe")
    rows = table(boards(app)["scores"])
    assert [row[0] for row in rows] == ["梁园区", "睢阳区", "民权县", "睢县", "宁陵县", "柘城县", "虞城县", "夏邑县", "永城市"]
    assert "名次" not in boards(app)["scores"] and boards(app)["parts"] == ""
    assert "按截至11月进度试算，不是全年得分" in lead(boards(app)["headline"])
    asked = {"scheme": "1", "half": "12", "order": "official", "desk": "scores"}
    assert asked.items() <= {key: app.query_params[key] for key in asked}.items()


def test_points_of_a_county_add_up_as_a_reader_would_add_them(open_page, boards):
    """From the numbers on the screen: weight × factor, subtotals, total, 得分率."""
    app = open_page("kaohe", region="411424", half="6")
    parts = [row for row in table(boards(app)["parts"]) if len(row) == 8]
    counted = [row for row in parts if row[6] != "—"]
    assert len(parts) == 95 and len(counted) > 60
    for name, _value, done, asked, factor, weight, points, _why in counted:
        assert float(points) == pytest.approx(float(factor) * float(weight), abs=0.006), name
        if asked.startswith("≥") and done != "—":
            share = float(done.rstrip("%").replace("−", "-").replace(",", "")) / float(asked.strip("≥ %"))
            assert float(factor) == pytest.approx(min(share, 1), abs=0.003), name
    mine = next(row for row in table(boards(app)["scores"]) if row[0] == "柘城县")
    total, maximum = mine[at(boards(app)["scores"], "合计")].split("/")
    assert float(total) == pytest.approx(sum(float(row[6]) for row in counted), abs=0.5)
    assert int(maximum) == len(counted) and float(mine[at(boards(app)["scores"], "得分率")]) == pytest.approx(
        float(total) / float(maximum) * 100, abs=0.01)
    assert "柘城县得" in boards(app)["headline"] and "2026年半年考核得分，截至6月" in lead(boards(app)["headline"])


def test_a_share_of_points_is_value_over_target_over_plan_in_the_raw_tables(demo):
    """One flow of every county, from reports and targets alone."""
    raw = {name: pd.read_sql(schema.metadata.tables[name].select(), demo)
           for name in ("observations", "targets", "indicators", "region_closure")}
    indicator = raw["indicators"].set_index("code").at["CY-06", "id"]
    rows, reports, targets = (frame[frame["indicator_id"] == indicator] for frame in (
        assessment.rows(choice(half=6)), raw["observations"], raw["targets"]))
    shown, reports = rows.set_index("region_id"), reports[reports["period"].between(202601, 202606)]
    below = raw["region_closure"].set_index("descendant_id")["ancestor_id"]
    for county, row in shown.iterrows():
        units = below.index[below == county]
        target = targets[(targets["year"] == 2026) & (targets["region_id"] == county)]["value"].item()
        value = reports[reports["region_id"].isin(units)]["value"].sum()
        assert row["points"] == pytest.approx(min(1, value / target / 0.5))


@pytest.mark.parametrize("half, month, through, words", [
    ("6", "11", 6, "2026年半年考核得分，截至6月"), ("6", "4", 4, "截至4月，尚未到半年：按截至4月进度试算，不是半年得分"),
    ("12", "9", 9, "2026年全年考核按截至9月进度试算，不是全年得分"),
    ("12", "11", 11, "2026年全年考核按截至11月进度试算，不是全年得分")])
def test_what_kind_of_score_it_is(open_page, boards, half, month, through, words):
    app = open_page("kaohe", half=half, month=month)
    assert words in lead(boards(app)["headline"]) and choice(int(half), month=int(month)).through == through
    assert ("running" in boards(app)["headline"]) == (through != int(half))


def test_a_full_year_is_one():
    assert not choice(12, year=2025, month=12).running


def test_order_by_points_only_when_asked(open_page, boards):
    app = open_page("kaohe", order="rank")
    rows = table(boards(app)["scores"])
    rates = [float(row[at(boards(app)["scores"], "得分率")]) for row in rows]
    assert rates == sorted(rates, reverse=True)
    places = [1 + sum(other > rate for other in rates) for rate in rates]
    assert [int(row[0]) for row in rows] == places, "ties share a place"
    assert re.search(r"列第 \d+ 位", lead(boards(open_page("kaohe", order="rank", region="411424"))["headline"]))


def test_the_townships_have_a_scheme_of_their_own(open_page, boards):
    app = open_page("kaohe")
    app.selectbox(key="scheme").select("2").run()
    assert not app.exception and app.query_params["scheme"] == "2"
    assert lead(boards(app)["headline"]).startswith(" 199个乡镇（街道）") and "梁园区" in boards(app)["scores"]
    county = open_page("kaohe", scheme="2", region="411426", unit="411426100")
    rows = table(boards(county)["scores"])
    assert len(rows) == 24 and rows[0][0] == "城关镇" and "城关镇的每一项得分" in boards(county)["parts"]
    said = boards(county)["parts"]
    assert "招聘会" not in said and "两癌" not in said, "not theirs to report; sensitive"
    closed = open_page("kaohe", scheme="2", region="411426")
    assert boards(closed)["parts"] == ""


@pytest.mark.parametrize("query, noted", [
    ({"scheme": "9"}, 1), ({"half": "7"}, 1), ({"order": "x", "desk": "y"}, 2), ({"scheme": "2", "unit": "<b>"}, 0)])
def test_nonsense_in_the_url_falls_back(open_page, boards, query, noted):
    app = open_page("kaohe", **query)
    assert not app.exception and "scores" in boards(app) and "<b>&lt;" not in boards(app)["parts"]
    app.run()
    assert not app.exception


def field(app, code: str, scheme: int = 1):
    form = f"weight-{reference.current_version()}-{scheme}-2026"
    return app.text_input(key=f"reason-{form}" if code == "reason" else f"{form}-{code}")


def refused(app) -> list[str]:
    """What is wrong, as it stands under the fields."""
    return [said.value.removeprefix(":red[▲ ").removesuffix("]") for said in app.markdown if said.value.startswith(":red[")]


def press(app, label: str):
    next(button for button in app.button if button.label.startswith(label)).click()
    return app.run()


def desk(open_page):
    app = open_page("kaohe", desk="weights")
    app.toggle(key="weights_edit").set_value(True).run()
    return app


def test_weights_are_changed_shown_and_undone(editable, open_page, boards):
    app = desk(open_page)
    assert "合计 94 分" in boards(app)["left"] and "还没有改过" in boards(app)["right"]
    before = table(boards(open_page("kaohe"))["scores"])
    field(app, "CY-01").set_value("5")
    field(app, "CY-02").set_value("０．５")
    field(app, "reason").set_value("年初党组会议定")
    press(app, "保存权重")
    assert not app.exception and "已保存 2 项权重" in app.success[0].value
    assert "合计 97.5 分" in boards(app)["left"] and "本年设定" in boards(app)["left"]
    story = boards(app)["right"]
    assert "未设 → 5" in story and "年初党组会议定" in story and "商丘市妇联" in story
    assert [row[-2] for row in table(boards(open_page("kaohe"))["scores"])] != [row[-2] for row in before]
    session, batch = {"page": "kaohe"}, re.search(r"undo:(\d+)", story)[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pages.parts.shell.writes.st.session_state", session)
        version = reference.current_version()
        for other in (1, 999, "x"):
            edit.take_back(choice().scope, 1, other)
        assert reference.current_version() == version and "done" not in session, "no other batch can be named"
        edit.take_back(choice().scope, 1, int(batch))
        assert "已撤销" in session["done"].words
        edit.take_back(choice().scope, 1, int(batch))
        assert "已由商丘市妇联于" in session["done"].words and session["done"].wrong
    again = open_page("kaohe", desk="weights")
    assert "合计 94 分" in boards(again)["left"] and "由商丘市妇联撤销" in boards(again)["right"]
    assert table(boards(open_page("kaohe"))["scores"]) == before


def test_what_is_wrong_is_refused_beside_its_field(editable, open_page, boards):
    app = desk(open_page)
    version = reference.current_version()
    for code, text in (("CY-01", "五"), ("CY-02", "-1"), ("CY-03", "101"), ("CY-04", "2"), ("reason", " \x0b")):
        field(app, code).set_value(text)
    press(app, "保存权重")
    assert [re.sub(r"[“”]", "", words)[:10] for words in refused(app)] == [
        "五不是数。请填数字，", "权重不能是负数。不考", "一项的权重不能超过 ", "请写明原因，以后查得"]
    assert reference.current_version() == version and "合计 94 分" in boards(app)["left"]
    assert field(app, "CY-04").value == "2", "what was typed is kept"
    app.selectbox(key="scheme").select("2").run()
    assert not refused(app), "the other scheme's fields were not filled in"
    app.selectbox(key="scheme").select("1").run()
    for code, text in (("CY-01", ""), ("CY-02", ""), ("CY-03", ""), ("CY-04", ""), ("reason", "x")):
        field(app, code).set_value(text)
    press(app, "保存权重")
    assert refused(app) == ["没有改动，不用保存。"] and reference.current_version() == version


def test_last_years_weights_are_copied(editable, open_page, boards):
    app = desk(open_page)
    field(app, "reason").set_value("沿用上年方案")
    press(app, "把2025年的权重")
    assert "新设 110 项" in app.success[0].value and "沿用上年方案" in boards(app)["right"]
    assert "<td>指标目录</td>" not in boards(app)["left"] and "<td>本年设定</td>" in boards(app)["left"]


@pytest.mark.parametrize("ranked", [False, True])
def test_the_workbook_holds_scores_parts_and_weights(ranked):
    one = choice(half=6, ranked=ranked)
    book = load_workbook(BytesIO(excel.book(one)))
    assert book.sheetnames == ["得分", "逐项得分", "权重"]
    sheets = {}
    for page in book:
        lines = [[cell.value for cell in row] for row in page.iter_rows()]
        head = next(at for at, line in enumerate(lines) if line[1:2] and line[1])
        assert any("示例数据" in str(line[0]) for line in lines[:head]) and any("截至6月" in str(line[0])
                                                                            for line in lines[:head])
        sheets[page.title] = pd.DataFrame(lines[head + 1:], columns=lines[head])
    totals, parts, weights = sheets.values()
    assert ("名次" in totals) == ranked and len(totals) == 9 and len(parts) == 9 * 95
    added = parts[parts["得分"] != "—"].groupby("地区")["得分"].sum()
    for row in totals.to_dict("records"):
        assert row["得分合计"] == pytest.approx(added[row["地区"]])
    assert weights["权重（分）"].iloc[:-1].sum() == weights["权重（分）"].iloc[-1] == 94
    assert excel.name(one) == "县市区妇女工作目标化管理考核_2026年半年_截至6月.xlsx"


def test_a_withheld_value_is_nowhere(copy_of_demo, use, open_page, boards):
    """A county's small count: no points, no 完成率, nothing in the workbook, the same totals whatever it is."""
    seen = []
    cell = ("indicator_id = (SELECT id FROM indicators WHERE code = 'GA-11')"
            " AND region_id = (SELECT id FROM regions WHERE code = '411424')")
    for count in (1, 4):
        use(copy_of_demo(f"UPDATE rollups SET value = 0 WHERE period BETWEEN 202601 AND 202605 AND {cell}",
                         f"UPDATE rollups SET value = {count} WHERE period = 202606 AND {cell}"))
        blocks = boards(open_page("kaohe", region="411424", half="6"))
        line = next(row for row in table(blocks["parts"]) if "不公开" in row[-1])
        assert "两癌" in line[0] and line[1] == "&lt;5人" and line[2:5] == ["—"] * 3 and line[6] == "—"
        assert "不公开（项）" in blocks["scores"]
        frame = assessment.rows(choice(half=6))
        seen.append(frame[frame["indicator_id"] == frame.loc[frame["why"] == "不公开", "indicator_id"].iloc[0]].drop(
            columns=["region_id"]).to_csv() + blocks["scores"])
    assert seen[0] == seen[1]
