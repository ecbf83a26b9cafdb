"""A title, a sheet's or a file's name, a line, a remark: what may narrow the figures to a part of the whole is asked or doubted,
and what says only whose, when and what kind of table stays quiet."""

import io

import pytest
from each import each
from openpyxl import Workbook

from data.intake.choices import PARTIAL, Choices
from data.intake.context import Line
from data.intake.read import draft_of
from data.intake.title_rest import part_in, rest_of
from data.intake.understood import TITLE
from data.intake.vocabulary import Vocabulary
from queries.database import reading

HEAD, ROWS = ["县（市、区）", "招聘会场次", "达成就业"], [["睢县", 3, 126], ["柘城县", 4, 130]]
WHOLE = """
2026年11月各县（市、区）妇联工作统计表
商丘市妇联2026年11月份工作情况统计表
商丘市妇女联合会2026年11月工作月报表
2026年11月全市妇联系统重点工作完成情况统计表
商丘市2026年11月各县区妇联工作进展情况汇总表
附件1：2026年11月各县（市、区）妇联工作统计表
附件2 商丘市妇联重点工作进展情况统计表（2026年11月）
附表3-1 2026年11月妇女儿童工作主要指标完成情况表
2026年11月份妇联系统数据报送表
2026年11月妇联业务工作数据统计报表
商丘市“春风行动”开展情况统计表（2026年11月）
2026年11月巾帼创业就业工作推进情况表
2026年11月“巾帼建功”活动情况一览表
2026年11月妇女创业就业工作台账
2026年11月妇女就业创业服务工作统计表
商丘市2026年11月妇女发展工作月报
2026年11月各县（市、区）春风行动暨招聘会情况统计表
2026年11月妇联工作月报表（定稿）
商丘市妇联2026年11月工作统计表（终稿）
2026年11月各县（市、区）报送情况汇总
各县（市、区）2026年11月妇联重点工作任务完成进度表
2026年11月全市招聘会场次及达成就业情况表
2026年11月份全市妇联工作调度表
关于报送2026年11月妇联工作数据的统计表
2026年11月商丘市各县（市、区）妇联基本数据统计
商丘市妇联办公室2026年11月统计表
商丘市妇联发展部2026年11月就业创业工作统计表
商丘市妇女儿童工作委员会办公室2026年11月统计表
2026年11月妇女就业情况表（按县区分）
2026年11月分县（市、区）完成情况
表一 2026年11月各县妇联工作情况统计表
2026年11月妇联工作情况统计表（一）
商丘市妇联系统2026年11月工作数据
商丘市各县（市、区）妇联组织建设及创业就业情况统计表（2026年11月）
2026年度11月份目标管理数据报表
2026年11月数据上报表（县级用表）
妇联工作统计月报2026-11
2026年11月家庭家教家风建设工作统计表
2026年11月维护妇女儿童合法权益工作情况统计表
2026年11月促进妇女就业创业工作情况汇总表
2026年11月招聘会场次和达成就业人数统计表
2026年11月妇联改革和建设工作情况表
商丘市2026年11月各县（市、区）巾帼行动统计月报表
商丘市妇联2026年11月重点工作推进情况调度表
2026年11月全市妇女工作情况统计月报
全市各县（市、区）妇联2026年11月份业务工作开展情况统计表
2026年11月妇联系统重点业务数据统计表
附件：商丘市2026年11月妇联工作情况汇总表
附件1-2：各县区妇联工作任务完成情况一览表（2026年11月）
妇联工作月统计表（2026年11月）
商妇统3表 2026年11月妇女就业创业情况
商丘市“巾帼创业行动”工作情况统计表（2026年11月）
2026年11月“春风送岗位”活动开展情况统计表
2026年11月家庭工作和就业工作数据汇总
河南省商丘市妇女联合会2026年11月工作统计报表
2026年11月妇女创业创新工作统计表
2026年11月县（市、区）妇联主要工作数据表
2026年11月各县市区妇联工作考核数据表
2026年11月妇联系统数据采集表
二〇二六年十一月妇联工作统计表
2026年11月全市妇联系统就业服务工作统计表（汇总表）
商丘市各县（市、区）妇女联合会业务工作月度统计表（2026年11月）
2026年11月妇联工作完成情况排查汇总表
2026年11月各县区工作数据核对表
2026年11月招聘会举办情况及就业人数一览表
2026年11月“六大行动”进展情况统计表
商丘市城乡妇女岗位建功行动统计表 2026年11月
商丘市妇联党组关于2026年11月工作情况的统计表
提交2026年11月工作调度会的数据表
2026年11月妇联系统工作实绩统计表
2026年11月群团工作统计表（妇联）
2026年11月量化考核指标完成情况表
2026年11月省定指标完成情况统计表
2026年11月工作排名表
2026年11月服务大局工作统计表
""".split("\n")[1:-1]
PART = """
商丘市2026年11月女大学生就业情况统计表
2026年11月女大学生专场招聘会统计表
2026年11月企业招聘会统计表
2026年11月补报数据统计表
2026年11月农村妇女就业情况统计表
2026年11月城镇妇女就业情况统计表
2026年11月试点村工作情况统计表
2026年11月部分乡镇统计表
2026年11月第一批统计表
2026年11月新增数统计表
2026年11月其中脱贫妇女情况统计表
2026年11月脱贫妇女就业统计表
2026年11月返乡妇女就业情况统计表
2026年11月留守妇女就业统计表
2026年11月高校毕业生就业情况统计表
2026年11月残疾妇女就业情况统计表
2026年11月45岁以下妇女就业统计表
2026年11月重点企业用工情况统计表
2026年11月规模以上企业招聘情况表
2026年11月工业园区招聘会情况统计表
2026年11月民营企业招聘周统计表
2026年11月线上招聘会统计表
2026年11月直播带岗统计表
2026年11月夜校招聘会统计表
2026年11月巾帼家政就业情况统计表
2026年11月非遗项目就业情况统计表
2026年11月市直单位招聘会统计表
2026年11月驻商高校招聘会统计表
2026年11月重点乡镇统计表
2026年11月示范村统计表
2026年11月省级示范点统计表
2026年11月抽查统计表
2026年11月追加数据统计表
2026年11月漏报数据统计表
2026年11月更正统计表
2026年11月第二次统计表
2026年11月调整后数据统计表
2026年11月考核认定统计表
2026年11月妇联与人社联合举办招聘会统计表
2026年11月少数民族妇女统计表
2026年11月退役军人家属招聘会统计表
2026年11月监测户妇女就业统计表
2026年11月回访对象统计表
2026年11月已签约统计表
2026年11月意向统计表
2026年11月大龄妇女就业统计表
2026年11月宝妈岗招聘统计表
2026年11月巾帼直播基地就业统计表
2026年11月困难妇女就业情况统计表
2026年11月女性企业家招聘情况统计表
2026年11月乡村就业统计表
2026年11月社区招聘会统计表
2026年11月县直机关统计表
2026年11月第二批补充上报统计表
2026年11月新建统计表
2026年11月已审核统计表
2026年11月外出务工妇女就业统计表
2026年11月党员妇女统计表
2026年11月下岗女工就业统计表
2026年11月国有企业招聘统计表
2026年11月零工市场统计表
2026年11月单亲母亲就业统计表
2026年11月上旬统计表
2026年11月预计数统计表
2026年11月净增统计表
2026年11月灵活就业统计表
2026年11月妇联执委就业统计表
2026年11月妇联招聘会统计表（市级）
2026年11月妇女专场招聘会统计表
2026年11月脱贫攻坚就业统计表
2026年11月就业安排数统计表
2026年11月参考数据统计表
2026年11月全口径就业统计表
2026年11月评估数统计表
2026年11月自查数统计表
2026年11月30人以上招聘会统计表
2026年11月妇联主办招聘会统计表
2026年11月民权县以外统计表
2026年11月不含睢县统计表
2026年11月睢县等5县统计表
2026年11月部分县区统计表
2026年11月四类重点人群就业统计表
2026年11月高质量就业统计表
2026年11月帮扶车间就业统计表
2026年11月个体工商户统计表
2026年11月核减后统计表
睢县东部片区2026年11月统计表
睢县机关2026年11月统计表
2026年11月县级招聘会统计表
2026年11月完成率统计表
""".split("\n")[1:-1]


@pytest.fixture(scope="module")
def connection(demo_engine):
    with reading(demo_engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def names(connection):
    return Vocabulary(connection)


@pytest.fixture(scope="module")
def read(connection):
    def read(rows, sheet="Sheet1", file="报表.xlsx", **choices):
        made, content = Workbook(), io.BytesIO()
        made.active.title = sheet
        for row in rows:
            made.active.append(row)
        made.save(content)
        return draft_of(connection, file, content.getvalue(), choices=Choices({(what, ""): one for what, one in choices.items()}))
    return read


def left(title: str, names: Vocabulary) -> str:
    """Of a table with these columns, whose titles come to the reader tidied."""
    own = frozenset(name for column in HEAD[1:] for name in names.all_names(names.find_indicator(column).id))
    return rest_of(Line(title.replace("（", "(").replace("）", ")").replace("：", ":"), 1, 1, TITLE), lambda: own, names)


@each("title", WHOLE)
def test_titles_that_narrow_nothing_leave_nothing(names, title):
    assert left(title, names) == ""


@each("title", PART)
def test_what_may_be_a_part_is_left(names, title):
    assert left(title, names)


@each("case", [
    ("2026年11月女大学生就业情况统计表", "女大学生"), ("2026年11月统计表：试点村", "试点村"),
    ("2026年11月规模以上企业统计表", "规模以上企业"), ("2026年11月统计表（11.1-15）", "11")])
def test_the_question_says_which_words_and_one_answer_takes_or_leaves_them(read, case):
    title, words = case
    draft = read([[title], HEAD, *ROWS])
    asked, = draft.understood.questions
    assert not draft.taken and (asked.what, words in asked.words) == ("kind", True) and words in draft.refused[0].expected
    for answer, taken in (("当期", 4), (PARTIAL, 0)):
        assert answer in dict(asked.candidates) and read([[title], HEAD, *ROWS], kind=answer).taken == taken


@each("case", [
    {"rows": [["2026年11月"], HEAD, *ROWS], "sheet": "女大学生"}, {"rows": [["2026年11月"], ["（试点村）"], HEAD, *ROWS]},
    {"rows": [["2026年11月"], ["填报对象：重点企业"], HEAD, *ROWS]},
    {"rows": [["2026年11月", None, None, None, None, "试点村"], HEAD, *ROWS]},
    {"rows": [["2026年11月"], HEAD, *ROWS], "file": "第一批.xlsx"},
    {"rows": [["2026年11月"], ["县（市、区）", "女大学生就业情况", "女大学生就业情况"], [None, *HEAD[1:]], *ROWS]},
    {"rows": [["2026年女大学生就业"], ["县（市、区）", "年度目标招聘会场次"], ["睢县", 24]]}])
def test_wherever_it_stands_it_is_asked(read, case):
    draft = read(**case)
    assert not draft.taken and [one.what for one in draft.understood.questions] == ["kind"]


@each("case", [
    ([HEAD, ["一、女大学生"], *ROWS], 1), ([HEAD, ["一、东部片区"], *ROWS], 0), ([HEAD, ["试点村"], *ROWS], 1),
    ([HEAD, ["东部各县"], *ROWS], 0), ([HEAD, *ROWS, ["注：本表只统计女大学生"]], 1),
    ([HEAD, *ROWS, ["注：统计范围为试点村。"]], 1), ([HEAD, *ROWS, ["统计口径：女大学生"]], 1),
    ([HEAD, *ROWS, ["注：达成就业以签约为准。"]], 0),
    ([[*HEAD, "备注"], [*ROWS[0], "第一批"], [*ROWS[1], "重点企业参加"]], 1),
    ([[*HEAD, "备注"], [*ROWS[0], "仅企业"], [*ROWS[1], "补报"]], 2)])
def test_lines_notes_and_remarks_that_say_so_are_doubts(read, case):
    rows, doubts = case
    draft = read([["2026年11月统计表"], *rows])
    assert (draft.taken, len(draft.doubts)) == (4, doubts) and not draft.refused


def test_a_place_s_name_is_no_part(names, read):
    assert (part_in("梁园区2026年11月", names), part_in("梁园区第一批", names)) == ("", "第一批")


def test_of_a_stock_what_is_no_whole_is_not_taken(read):
    rows = [["2026年9月来料加工点抽查表"], ["乡镇", "来料加工点"], ["睢县长岗镇", 5]]
    assert [read(rows, kind=one).taken for one in ("当期", PARTIAL)] == [1, 0] and not read(rows).taken
