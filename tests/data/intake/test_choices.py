"""What a person answers is passed in, and the reading redone with it: every question can be settled by one of its answers."""

import layout_fuzz
import pytest
from layout_fuzz import sheet

from data.intake import read
from data.intake.choices import Choices
from queries.database import reading


@pytest.fixture(scope="module")
def reader(demo_engine):
    with reading(demo_engine) as opened, pytest.MonkeyPatch.context() as patch:
        for name in ("Vocabulary", "read_file"):
            patch.setattr(read, name, getattr(read, name))
        yield layout_fuzz.Reader(opened)


def taken_with(reader, rows, answers=None):
    reader.held["sheets"] = [sheet(*rows)]
    draft = read.draft_of(reader.connection, "报表.xlsx", b"x", choices=Choices(answers or {}))
    return draft, reader.taken(draft)


@pytest.mark.parametrize(("rows", "asked", "answer", "cell"), [
    ([["2026年11月"], ["县", "举办招聘会"], ["睢县", 3]], ("heading", "举办招聘会"), "CY-01", (("411422", 202611, "CY-01"), 3)),
    ([["2026年11月"], ["县", "招聘会场次", "走访企业家数"], ["睢县", 3, 7]], ("heading", "走访企业家数"), "忽略",
     (("411422", 202611, "CY-01"), 3)),
    ([["2026年11月"], ["县", "招聘会场次"], ["示范区", 3]], ("place", "示范区"), "411403", (("411403", 202611, "CY-01"), 3)),
    ([["2026年11月"], ["县", "招聘会场次"], ["睢县", "无"]], ("blank", "无"), "0", (("411422", 202611, "CY-01"), 0)),
    ([["睢县2026年1-11月"], ["指标", "数量"], ["招聘会场次", 3]], ("period", ""), "202611", (("411422", 202611, "CY-01"), 3)),
    ([["截至2026年11月底"], ["县", "招聘会场次"], ["睢县", 3]], ("kind", ""), "当期", (("411422", 202611, "CY-01"), 3)),
    ([["2026年9月"], ["县", "小额贷款金额"], ["睢县", 3]], ("money", ""), "万元", (("411422", 202609, "CY-07"), 30_000)),
    ([["单县妇联2026年11月"], ["指标", "本月"], ["招聘会场次", 3]], ("region", ""), "睢县", (("411422", 202611, "CY-01"), 3))])
def test_an_answer_settles_what_was_open(reader, rows, asked, answer, cell):
    draft, before = taken_with(reader, rows)
    what, text = asked
    assert draft.refused and (cell[0] not in before) != (answer == "忽略")
    if what not in ("period",):
        assert any(one.what == what and text in ("", one.text) for one in draft.understood.questions)
    answers = {asked: answer} | ({("kind", ""): "当期"} if what == "period" else {})
    draft, after = taken_with(reader, rows, answers)
    assert not draft.refused and after[cell[0]] == cell[1]


def test_what_can_be_remembered_is_of_the_sender_not_of_the_file():
    choices = Choices({("heading", "举办招聘会"): "CY-01", ("period", ""): "202611"}).with_answer("blank", "无", "0")
    assert choices.remembered() == {("heading", "举办招聘会"): "CY-01", ("blank", "无"): "0"}


@pytest.mark.parametrize("title", ["2026年度目标任务分解表", "商丘市2026年妇联工作目标任务表", "2026年全年任务表"])
def test_figures_below_a_title_of_the_years_aims_are_targets(reader, title):
    draft, done = taken_with(reader, [[title], ["县", "招聘会场次", "WL-03"], ["睢县", 24, 98], ["柘城县", "不少于30", None]])
    assert not draft.refused and not done
    assert reader.taken(draft, "targets") == {("411422", 2026, "CY-01"): 24, ("411424", 2026, "CY-01"): 30,
                                              ("411422", 2026, "WL-03"): 98}


@pytest.mark.parametrize(("answer", "table"), [("目标", "targets"), ("完成", "observations")])
def test_what_only_looks_like_aims_is_asked(reader, answer, table):
    rows = [["2026年重点项目任务清单"], ["县", "妇女人口"], ["睢县", 240_000]]
    draft, done = taken_with(reader, rows)
    assert not done and not reader.taken(draft, "targets") and [one.what for one in draft.understood.questions] == ["aim"]
    draft, _ = taken_with(reader, rows, {("aim", ""): answer})
    assert len(reader.taken(draft, "targets")) == (table == "targets")
    month = [["2026年11月目标任务表"], ["县", "招聘会场次"], ["睢县", 24]]
    draft, done = taken_with(reader, month)
    assert draft.refused and not done and not draft.understood.questions


def test_a_home_given_twice_is_said_with_both_rows(reader):
    rows = [["县", "乡镇", "村", "形式", "名称"], ["睢县", "长岗镇", None, "楼宇", "某厦之家"],
            ["睢县", "长岗镇", None, "楼宇", "某厦之家"]]
    draft, _ = taken_with(reader, rows)
    assert any("填了两次：另见 Sheet1 第 2 行" in one.expected for one in draft.refused)
