"""指标目录 by workbook: as it went out it changes nothing, what is changed in it is all taken or none, and each cell that
may not be is said where it stands."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from data.intake.catalogue_cells import cell
from data.intake.catalogue_sheet import Sent, read_catalogue
from data.intake.sent_out import COPY
from data.write.actor import alone
from data.write.catalogue import save
from data.write.catalogue_rules import FIELDS, WORDS
from data.write.catalogue_trace import read_rows
from data.write.errors import Known, Refused
from data.write.undoing import undo

AT = datetime(2026, 7, 1, 9)
SIGNED = {"actor": alone("商丘市妇联"), "reason": "按新布置改", "at": AT}
HEADS = list(WORDS.values())
NEW = {"code": "ZD-01", "action_id": "巾帼创业行动", "programme": "三新领域", "name": "=三新领域组织数", "short_name": "三新组织",
       "unit": "个", "kind": "时点数", "frequency": "半年", "report_level": "乡镇", "definition": "+建立的“组织”，（含网格）",
       "aliases": "三新；新领域组织", "first_year": "2027年", "whole": "jc－01", "headline": "否", "weight": 2.5, "precision": 0}


@pytest.fixture
def office(world):
    world.add_regions(("411400", "city", None), ("411421", "county", "411400"))
    world.add_indicators(**{
        "CY-01": {"name": "招聘会、双选会场次", "short_name": "招聘会", "unit": "场次", "headline": True, "weight": 1.25},
        "CY-02": {"name": "达成意向人数", "frequency": "quarterly", "plan": ",".join(["0.5"] * 11 + ["1"])},
        "CY-03": {"name": "其中返乡", "whole": "CY-02", "frequency": "quarterly"},
        "JC-01": {"kind": "stock", "name": "村数", "report_level": "township", "sensitive": True},
        "JC-02": {"kind": "stock", "name": "建成数", "whole": "JC-01"},
        "JC-03": {"kind": "ratio", "unit": "%", "name": "建成率", "numerator": "JC-02", "denominator": "JC-02+JC-02"}})
    world.observe("CY-01", "411421", {202503: 4})
    save(world.connection, {"CY-01": {"aliases": ["赶会", "双选"], "short_name": "招聘"}, "CY-02": {"first_year": 2020},
                            "CY-03": {"first_year": 2020, "last_year": 2025}}, **SIGNED)
    return world.done()


def written(world, *cells: tuple[str, str, object], heads: list[str] = HEADS, sheets: int = 1, rows=None) -> bytes:
    """The catalogue as a workbook, with cells changed: a code (one that is not there: a row more), field, value. rows: as it
    was when it went out, of which it holds a copy; else as it is."""
    out, rows = rows, [list(row) for row in rows] if rows else as_it_is(world)
    for code, field, value in cells:
        if code not in [row[0] for row in rows]:
            rows.append([code, *[None] * (len(FIELDS) - 1)])
        next(row for row in rows if row[0] == code)[FIELDS.index(field)] = value
    book = Workbook()
    book.remove(book.worksheets[0])
    if out:
        copy = book.create_sheet(f"{COPY}指标目录")
        for row in (heads, *out):
            copy.append(row)
    for number in range(sheets):
        page = book.create_sheet(f"指标目录{number or ''}")
        for row in (["指标目录"], heads, *rows):
            page.append(row)
    for held in [held for page in book.worksheets for row in page.iter_rows() for held in row]:
        if held.data_type == "f" and held.value != "=1+1":
            held.data_type = "s"
    return saved(book)


def as_it_is(world) -> list[list]:
    return [[cell(field, row[field], {1: "巾帼创业行动"}) for field in FIELDS] for row in read_rows(world.connection).values()]


def saved(book) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def new_row(**changed) -> list[tuple[str, str, object]]:
    row = NEW | changed
    return [(row["code"], field, value) for field, value in row.items() if field != "code"]


def sent(world, content: bytes, name: str = "指标目录.xlsx") -> Sent:
    return read_catalogue(world.connection, name, content)


def told(one: Sent) -> list[tuple[str, str]]:
    return [(f"{found.column or ''}{found.row or ''}", found.expected) for found in one.wrong]


def at(field: str, row: int) -> str:
    return f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[FIELDS.index(field)]}{row}"


def test_as_it_went_out_it_changes_nothing(office):
    found = sent(office, written(office))
    assert (found.wanted, found.wrong, found.change.changed) == ({}, [], [])
    with pytest.raises(Refused, match="没有改动"):
        save(office.connection, found.wanted, **SIGNED)


def test_many_changes_are_one_batch_and_one_undo(office):
    before = read_rows(office.connection)
    content = written(
        office, *new_row(), ("CY-01", "last_year", 2026), ("CY-03", "last_year", "—"), ("CY-02", "name", "达成就业意向人数"),
        ("CY-02", "frequency", "季度"), ("JC-02", "headline", "是"), ("CY-01", "aliases", "赶会;大集"), ("JC-02", "weight", 3),
        ("JC-01", "definition", "  全部的村，（含居）  "), ("ZD-02", "name", "建成占比"), ("ZD-02", "short_name", "占比"),
        *[("ZD-02", field, value) for field, value in {
            "action_id": "巾帼创业行动", "programme": "三新领域", "unit": "%", "kind": "比率", "numerator": "JC-02 ＋ JC-02",
            "denominator": "JC-02", "definition": "占比"}.items()])
    found = sent(office, content)
    assert found.wrong == [] and set(found.rows) == {*before, "ZD-01", "ZD-02"}
    assert found.wanted["CY-02"] == {"code": "CY-02", "name": "达成就业意向人数"}, "季度 is 每季, as it was"
    done = save(office.connection, found.wanted, **SIGNED, file_name=found.file_name, file_sha256=found.file_sha256)
    assert (done.added, done.changed) == (2, 5), found.change.changed
    now = read_rows(office.connection)
    wanted = {"name": "=三新领域组织数", "kind": "stock", "frequency": "half-yearly", "report_level": "township",
              "definition": "+建立的“组织”，（含网格）", "aliases": ["三新", "新领域组织"], "whole": "JC-01"}
    assert {field: now["ZD-01"][field] for field in wanted} == wanted
    assert (now["ZD-01"]["first_year"], now["ZD-01"]["weight"], now["ZD-01"]["own"]) == (2027, 2.5, True)
    assert (now["CY-01"]["last_year"], now["CY-03"]["last_year"], now["CY-02"]["former"]) == (2026, None, ["达成意向人数"])
    assert (now["CY-01"]["headline"], now["JC-02"]["headline"], now["CY-01"]["aliases"]) == (False, True, ["大集", "赶会"])
    assert (now["JC-01"]["definition"], now["ZD-02"]["numerator"]) == ("全部的村，（含居）", "JC-02+JC-02")
    assert sent(office, written(office)).wanted == {}
    with pytest.raises(Known):
        save(office.connection, {"CY-02": {"weight": 9}}, **SIGNED, file_sha256=found.file_sha256)
    undo(office.connection, done.batch_id, actor=SIGNED["actor"], at=AT)
    assert read_rows(office.connection) == before
    again = sent(office, content)
    assert save(office.connection, again.wanted, **SIGNED, file_sha256=again.file_sha256).added == 2


@pytest.mark.one_engine
@pytest.mark.parametrize("code, field, value, reason", [
    ("CY-01", "kind", "总数", "怎样算应是：时期数、时点数、比率"), ("CY-01", "frequency", "每周", "报送周期应是：每月、每季"),
    ("CY-01", "report_level", "村", "报送层级应是：县、乡镇"), ("CY-01", "headline", "也许", "代表指标应是“是”或“否”"),
    ("CY-01", "sensitive", None, "涉个人信息应是“是”或“否”"), ("CY-01", "direction", "随便", "方向应是"),
    ("CY-01", "action_id", "星际行动", "没有这个行动"), ("CY-01", "name", None, "请填名称"), ("CY-01", "unit", "人", "已经有数"),
    ("CY-01", "precision", "两位", "0 至 4"), ("CY-01", "precision", True, "0 至 4"), ("CY-01", "weight", "很重", "0 至 100"),
    ("CY-01", "weight", "nan", "不是数"), ("CY-01", "weight", -1, "不能是负数"),
    ("CY-01", "first_year", "明年", "年份写四位数字"),
    ("CY-01", "last_year", datetime(2026, 1, 1), "年份写四位数字"), ("CY-01", "last_year", 2024, "2025 年已经有数"),
    ("JC-02", "whole", "JC-09", "没有代码为“JC-09”的指标"), ("JC-02", "whole", "JC-02", "不能是它自己"),
    ("CY-02", "plan", "0.5，1", "十二个月"), ("JC-03", "numerator", None, "比率要写明分子"),
    ("CY-02", "aliases", "村数", "是 JC-01 的名称"), ("CY-02", "own", "是", "由程序记"),
    ("CY-02", "name", "=1+1", "这一格是公式"),
    ("三新1", "name", "三新", "2 至 4 个大写字母"), ("JC-01", "kind", "比例", "怎样算应是")])
def test_each_cell_that_may_not_be_is_said_where_it_stands(office, code, field, value, reason):
    before = read_rows(office.connection)
    more = [("CY-02", "weight", 2)] if code != "CY-02" else []
    found = sent(office, written(office, *more, (code, field, value)))
    row = 3 + list(before).index(code) if code in before else 3 + len(before)
    place = at("code" if code not in before else field, row)
    assert [why for where, why in told(found) if where == place and reason in why], told(found)
    if found.change.wrong:
        with pytest.raises(Refused):
            save(office.connection, found.wanted, **SIGNED)
    assert read_rows(office.connection) == before, "all or nothing"


def test_what_stands_twice_or_without_a_code_is_refused(office):
    book = load_workbook(BytesIO(written(office, ("CY-01", "weight", 2))))
    page = book.worksheets[0]
    page.append([" cy－01 ", *[None] * 6, "甲"])
    page.append([None, None, None, "乙"])
    page.cell(4, FIELDS.index("weight") + 1, "#N/A").data_type = "e"
    assert told(sent(office, saved(book))) == [
        (at("weight", 4), "这一格是错误值 #N/A，请改填文字或数"), ("A9", "“CY-01”在第 3 行已经写过，一项指标只能写一行。"),
        ("A10", "没有填代码。")]
    both = sent(office, written(office, ("CY-02", "headline", "是"), ("JC-02", "headline", "是")))
    assert told(both) == [(at("headline", 4), "一个行动只有一项代表指标，JC-02 也标了“是”，请只留一项。"),
                          (at("headline", 7), "一个行动只有一项代表指标，CY-02 也标了“是”，请只留一项。")]


def test_what_is_no_such_workbook_is_refused_in_plain_words(office):
    short = [head if head != "单位" else "计量" for head in HEADS]
    other = Workbook()
    other.worksheets[0].append(["代码", "名称", "所属行动", "内容"])
    for content, reason in [
            (saved(other), "里没有指标目录"), (b"", "文件是空的"), (b"PK\x03\x04", "读不了"), (b"%PDF-1.7", "读不了"),
            (written(office, heads=short), "缺这些栏：单位"), (written(office, heads=[*HEADS, "名称"]), "名称写了两栏"),
            (written(office, sheets=2), "2 张指标目录")]:
        with pytest.raises(Refused, match=reason):
            sent(office, content)


def test_what_others_changed_since_it_went_out_is_told_and_never_turned_back(office):
    out = as_it_is(office)
    save(office.connection, {"CY-01": {"name": "招聘会场次", "weight": 4}, "CY-02": {"weight": 7}, "CY-03": {"weight": 9},
                             "JC-02": {"headline": True}, "ZD-01": {**taken(), "name": "别人的", "short_name": "别人"}}, **SIGNED)
    now = read_rows(office.connection)
    stale = sent(office, written(office, rows=out))
    assert (stale.wanted, stale.wrong, stale.is_whole) == ({}, [], True)
    assert {(one.found, one.expected.split("：", 1)[1].split("；")[0]) for one in stale.since} >= {
        ("招聘会、双选会场次", "下载时是“招聘会、双选会场次”，现在是“招聘会场次”"), ("1.25", "下载时是“1.25”，现在是“4”")}
    # What others left alone is taken, what they changed to the same is no change, what both changed is a conflict of its cell.
    both = sent(office, written(office, ("CY-01", "programme", "别的工作"), ("CY-01", "definition", "新的解释"),
                                ("CY-02", "weight", 7), ("CY-03", "weight", 5), rows=out))
    assert [(where, why.split("，与")[0]) for where, why in told(both) if "下载" in why] == [
        (at("weight", 5), "下载以后别人改过：下载时是“1”，现在是“9”")]
    assert set(both.wanted) == {"CY-01"} and set(both.wanted["CY-01"]) == {"code", "programme", "definition"}
    assert {one.column for one in both.since if one.row == 3} == {at(field, 3)[0] for field in
                                                                  ("name", "weight", "headline", "former")}
    third = sent(office, written(office, ("CY-01", "definition", "新的解释"), rows=out))
    save(office.connection, third.wanted, **SIGNED)
    assert read_rows(office.connection) == now | {"CY-01": now["CY-01"] | {"definition": "新的解释"}}
    # A code that others set up, a headline that they moved.
    assert [why for _, why in told(sent(office, written(office, *new_row(), rows=out)))] == [
        "下载以后别人设立了 ZD-01“别人的”，请换一个代码。"]
    assert ("JC-02 下载以后由别人定为代表指标" in
            told(sent(office, written(office, ("CY-02", "headline", "是"), rows=out)))[0][1])


def test_the_same_workbook_again_is_no_conflict_with_what_it_has_changed_itself(office):
    out, first = as_it_is(office), [*new_row(), ("CY-02", "weight", "7.50")]
    save(office.connection, sent(office, written(office, *first, rows=out)).wanted, **SIGNED)
    again = sent(office, written(office, *first, ("CY-03", "weight", 5), rows=out))
    assert (again.wrong, again.change.changed) == ([], ["CY-03"])
    assert "请换一个代码" in told(sent(office, written(office, *new_row(unit="户"), rows=out)))[0][1]


def taken() -> dict:
    return {"action_id": 1, "programme": "三新领域", "unit": "个", "kind": "stock", "definition": "甲"}


def test_what_others_took_back_is_not_set_up_again(office):
    done = save(office.connection, {"ZD-01": {**taken(), "name": "新的", "short_name": "新"}}, **SIGNED)
    out = as_it_is(office)
    undo(office.connection, done.batch_id, actor=SIGNED["actor"], at=AT)
    stale = sent(office, written(office, rows=out))
    assert (stale.wanted, stale.wrong) == ({}, []) and "撤销了 ZD-01“新的”" in stale.since[0].expected
    assert "没有写入" in told(sent(office, written(office, ("ZD-01", "weight", 3), rows=out)))[0][1]
