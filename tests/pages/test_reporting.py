"""上报与质量 without a browser: tabs, filters, reminders, Excel, confirming and withdrawing."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from pages.parts.reporting import asks, bar, excel, matrix
from pages.parts.reporting.filters import Wanted
from pages.parts.reporting.reminders import reminders
from pages.parts.shell import reference
from pages.parts.shell.picks import Rule, parse
from pages.parts.shell.scope import Scope

BLOCKS = {"due": ["lead", "matrix", "gaps"], "items": ["lead", "items"], "remind": ["lead"],
          "findings": ["lead", "rules", "findings", "confirmed"], "quoted": ["quoted"]}
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def on_the_demo(demo):
    return demo


def scope(region: str = "411400") -> Scope:
    nodes = reference.tree(1)
    return Scope(1, reference.root_of(1), int(nodes.index[nodes["code"] == region][0]), 2026, 11)


@pytest.mark.parametrize("region", ["411400", "411425"])
@pytest.mark.parametrize("look", BLOCKS)
def test_each_part_of_the_page(open_page, boards, look, region):
    app = open_page("shangbao", look=look, region=region)
    blocks = boards(app)
    assert not app.exception and not app.error and not app.warning
    assert list(blocks) == BLOCKS[look] and app.query_params["look"] == look
    html = "".join(blocks.values())
    assert not re.search(r"\bnan\b|None|NaT|<NA>", html)


def test_the_matrix_counts_and_opens_to_what_is_missing(open_page, boards):
    app = open_page("shangbao", cell="411422-202610")
    blocks = boards(app)
    assert list(blocks) == ["lead", "gaps", "matrix"]  # what was asked for comes first
    assert "应报 47,039 项次" in blocks["lead"] and "7/9 个县已报齐" in blocks["lead"]
    assert re.search(r'data-pick="cell:411422-202610"[^>]*><b>▼</b> 缺40<small>228/268</small>', blocks["matrix"])
    assert "睢县2026年10月还缺哪些" in blocks["gaps"] and "共 40 项次" in blocks["gaps"] and "GA-17" in blocks["gaps"]
    assert "等20个" in blocks["gaps"] and "▼ 逾期" in blocks["gaps"]


def test_a_name_with_a_space_in_it_is_said_whole(monkeypatch):
    """As what comes before it is a county's name, and as whose message it is."""
    def spaced(frame):
        return frame.assign(name=frame["name"].str[:1] + " " + frame["name"].str[1:])

    units, tree = spaced(asks.units(1)), spaced(reference.tree(1))
    here = replace(scope("411422"), version=-1)
    monkeypatch.setattr(asks, "units", lambda version: units)
    monkeypatch.setattr(reference, "tree", lambda version: tree)
    town, name = next(units.loc[(units["level"] == "township") & (units["place"] == here.region), "name"].items())
    assert asks.labels(-1)[town] == f"睢 县 {name}" and asks.names(-1)[town] == name and " " in name
    said = reminders(here, TODAY)
    assert said and all(" " in place and text.startswith(f"{place}妇联：截至") for place, text in said.items())
    assert f'<th scope="row">{name}</th>' in matrix.matrix(here, TODAY)
    assert "睢 县" in str(matrix.gaps(replace(scope(), version=-1), TODAY, ""))


def test_a_long_list_of_gaps_says_that_it_is_not_all(monkeypatch):
    full = matrix.gaps(replace(scope(), version=-2), TODAY, "", whole=True)
    monkeypatch.setattr(matrix, "MOST", 3)
    first = matrix.gaps(replace(scope(), version=-2), TODAY, "")
    assert full.count("<tr") > first.count("<tr") == 4 and "只列前 3 行" in first and "只列前" not in full
    assert re.findall("共 [0-9,]+ 项次", first) == re.findall("共 [0-9,]+ 项次", full)


def test_a_cell_of_a_place_that_reports_nothing_itself_opens(monkeypatch):
    """A city of a province: no unit, but in the tree."""
    units = asks.units(1)
    monkeypatch.setattr(asks, "units", lambda version: units.drop(index=scope("411422").region))
    assert "睢县2026年10月还缺哪些" in matrix.gaps(replace(scope(), version=-3), TODAY, "411422-202610")


@pytest.mark.parametrize("wrong", [{"look": "x"}, {"cell": "411422-209901"}, {"severity": "x"}, {"rule": "XX"}, {"item": "XX"}])
def test_nonsense_in_the_link_is_noted(open_page, wrong):
    look = "due" if "cell" in wrong or "look" in wrong else "findings"
    app = open_page("shangbao", **({"look": look} | wrong))
    assert not app.exception
    app.run()  # the note is shown under the bar at the next run: the page settles its filters after the bar is drawn
    assert any(next(iter(wrong.values())) in said.value for said in app.warning)


def test_the_filters_narrow_the_findings(open_page, boards):
    everything = boards(open_page("shangbao", look="findings"))["findings"]
    errors = boards(open_page("shangbao", look="findings", severity="error"))["findings"]
    one = boards(open_page("shangbao", look="findings", rule="DW-01"))["findings"]
    loans = boards(open_page("shangbao", look="findings", item="CY-07", region="411422"))["findings"]
    none = boards(open_page("shangbao", look="findings", rule="DW-01", region="411402"))["findings"]
    lines = [len(re.findall('<tr data-pick="finding:', html)) for html in (everything, errors, one, loans, none)]
    assert lines[0] > lines[1] == 2 and lines[2] == 1 and lines[3] >= 2 and lines[4] == 0
    assert "267.6 元" in one and "1万分之一" in one and "白云街道" in errors and "没有符合条件的疑点" in none


def test_clicks_lead_somewhere(monkeypatch):
    session = {}
    monkeypatch.setattr("pages.parts.reporting.bar.st.session_state", session)
    picks = {"cell:411422-202610": "cell", "rule:DW-01": "rule", "finding:1:40:202609:29": "finding", "origin:CY-07": "why"}
    for pick, key in picks.items():
        session.clear()
        bar.follow(parse(pick))
        assert set(session) == {key}, pick
    bar.follow(Rule("DW-01")), bar.follow(Rule("DW-01"))
    assert session["rule"] == ""  # a second click takes the filter away


def test_reminders_say_who_owes_what_by_when(open_page):
    texts = [item.value for item in open_page("shangbao", look="remind").code]
    words = reminders(scope(), TODAY)
    assert len(texts) == len(words) + 1 == 7 and texts[0].count("妇联：截至") == 6
    assert words["夏邑县"] == "夏邑县妇联：截至2026年11月，尚缺11月报表全部21项指标，共21项（320项次），请于12月10日前报送。"
    assert words["睢县"] == ("睢县妇联：截至2026年11月，尚缺10月的儿童关爱活动、儿童活动参加，共2项（40项次），"
                           "10月的数据已过报送期限，请尽快补报。")
    assert "妇女之家活动（缺界沟镇）" in words["虞城县"]
    assert reminders(scope("411402"), TODAY) == {}


def test_the_workbooks_hold_what_is_on_the_screen():
    book = load_workbook(BytesIO(excel.reports(scope(), TODAY)))
    assert book.sheetnames == ["按地区", "按地区和月份", "欠报明细"]
    page = book["按地区"]
    assert page["A1"].value == "上报情况" and "示例数据" in page["A2"].value
    head = next(row for row in page.iter_rows(values_only=True) if row[0] == "地区")
    rows = [row for row in page.iter_rows(min_row=5, values_only=True) if row[0] in ("睢县", "夏邑县")]
    assert head[1:3] == ("应报项次", "已报") and [row[1:3] for row in rows] == [(4741, 4701), (5661, 5341)]
    assert sum(row[5] in ("逾期未报", "未到期限") for row in book["欠报明细"].iter_rows(values_only=True) if len(row) > 5) == 846
    book = load_workbook(BytesIO(excel.findings(scope(), Wanted(rule="DW-01"))))
    assert book.sheetnames == ["待核实", "核实记录"]
    assert sum("267.6 元" in str(row) for row in book["待核实"].iter_rows(values_only=True)) == 1


def test_a_reason_with_control_characters_goes_into_the_workbook_without_them(copy_of_demo, use):
    """As one may stand in the database: another program wrote it, or it was kept before reasons were cleaned."""
    use(copy_of_demo("INSERT INTO confirmations (rule_id, region_id, period, indicator_id, reason, actor, confirmed_at) SELECT "
                     "1, r.id, 202609, 8, "
                     "'=已' || char(11) || '核对' || char(27), '商丘' || char(7) || '市妇联', '2026-11-05 09:00:00' FROM regions "
                     "r WHERE r.code = '411422'"))
    page = load_workbook(BytesIO(excel.findings(scope(), Wanted())))["核实记录"]
    assert [row[5:7] for row in page.iter_rows(min_row=page.max_row, values_only=True)] == [("=已核对", "商丘市妇联")]


def test_a_finding_is_confirmed_listed_and_taken_back(copy_of_demo, use, open_page, boards):
    use(copy_of_demo())
    app = open_page("shangbao", look="findings", rule="DW-01")
    pick = re.search('data-pick="(finding:[^"]+)"', boards(app)["findings"])[1]
    app.session_state["finding"] = pick
    app.run()
    assert "这个单位各期报的数" in boards(app)["history"] and "示例_睢县_2026年9月.xlsx" in boards(app)["history"]
    press(app, "核实无误", pick)
    assert any("请写明核实情况" in said.value for said in app.markdown)  # no reason, no confirmation
    app.text_input(key="reason-confirm").set_value("已与睢县妇联核对，确为二百余元"), press(app, "核实无误", pick)
    app = open_page("shangbao", look="findings", rule="DW-01")
    blocks = boards(app)
    assert not app.exception and "没有符合条件的疑点" in blocks["findings"] and "已核实无误 1 条" in blocks["lead"]
    assert "确为二百余元" in blocks["confirmed"] and "商丘市妇联" in blocks["confirmed"] and "有效" in blocks["confirmed"]
    app.session_state["finding"] = pick
    app.run()
    press(app, "取消核实", pick)
    blocks = boards(open_page("shangbao", look="findings", rule="DW-01"))
    assert "267.6 元" in blocks["findings"] and "已取消" in blocks["confirmed"] and "确为二百余元" in blocks["confirmed"]


def press(app, label: str, pick: str) -> None:
    """Presses a button of the dialog: AppTest runs the whole page where a browser runs the dialog alone, so it is opened
    again."""
    app.session_state["finding"] = pick
    next(button for button in app.button if button.label == label).click().run()
