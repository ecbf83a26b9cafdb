"""An outline with every kind of block, gap and awkward word, and the three files made of it, once."""

from math import cos, sin

import pytest

from data.papers.outline import Amount, Chart, Column, Figure, Map, Outline, Place, Section, Sentence, Slide, Table

LONG = "其中：在国家级、省级示范基地开展的“巧媳妇”工程巾帼创业就业技能培训人次"
ODD = "=SUM(A1:A9)\x07\x00是\u200b文字，不是公式"
COUNTIES = ("梁园区", "睢阳区", "民权县", "睢县", "宁陵县", "柘城县", "虞城县", "夏邑县", "永城市")
STATUSES = ("已完成", "达序时", "略滞后", "滞后", "未上报", None, "达序时", "达序时", "滞后")
RATES = (1.02, 0.755, None, 0.6, 0.4, 0.9125, 0.99, 0.8755, 0.3)


def figure(indicator: int, value: float | None, shown: str, status: str | None) -> Figure:
    return Figure(1, indicator, 2026, 11, 202611, value, shown, status)


def ring(x: float, y: float) -> tuple[tuple[float, float], ...]:
    return tuple((x + 0.2 * cos(at / 3.2), y + 0.16 * sin(at / 3.2)) for at in range(20))


def progress(rows: int) -> Table:
    columns = (Column("指标"), Column("数值", "number", "人次"), Column("年度目标", "number", "人次"),
               Column("完成率", "percent", decimals=1), Column("与序时差", "points", "百分点", 1), Column("状态", "status"))
    body = tuple((f"{LONG}{at}", Amount(at * 13.25, 2) if at % 3 else float(at * 1300), None if at % 4 == 0 else 300.0,
                  at / 32, at - 15.05, STATUSES[at % 5]) for at in range(rows))
    total, odd = ("合计", 12345.0, 20000.0, 0.61725, -30.05, "滞后"), (ODD, "<5人次", None, None, None, "未上报")
    return Table("t.progress", "指标进度表（截至2026年11月）", columns, (total, *body, odd), totals=1)


def matters() -> Table:
    return Table("t.matters", "下一步事项", tuple(map(Column, ("序号", "事项", "责任单位", "完成时限"))), (
        ("1", "补报睢县2026年10月巾帼创业行动各项数据，说明未上报的原因，下月起按时上报", "睢县妇联", "2026年12月5日"),
        ("2", "核实数据疑点", "民权县妇联", "2026年12月10日")))


def wide() -> Table:
    columns = (Column("地区"), *(Column(f"培训人次{at}", "number", "人次") for at in range(14)))
    return Table("t.wide", "各县（市、区）对比", columns, tuple(
        (name, *(float(1234567 + at) for at in range(14))) for name in COUNTIES))


@pytest.fixture(scope="session")
def outline() -> Outline:
    told = Sentence("whole.one", "截至11月底，全市培训妇女2,932人，完成年度目标的83.4%，快于序时进度3.2个百分点。",
                    (figure(1, 2932.0, "2,932人", "达序时"),))
    odd = Sentence("whole.odd", f"{ODD}。", (figure(2, None, "<5人", None),))
    listed = tuple(Sentence(f"behind.CY-0{at}", f"第{at}项慢于序时进度{at}.5个百分点，带动就业1.25万人。") for at in range(5))
    of_rates = tuple(None if one is None else one * 100 for one in RATES)
    rates = Chart("c.rates", "完成率", "column", COUNTIES, (("完成率", of_rates),), "%", STATUSES)
    months = Chart("c.months", "=培训人次", "line", tuple(f"{at}月" for at in range(1, 13)),
                   (("今年", (1.0, 2.0, None, *map(float, range(4, 12)), None)), ("上年", tuple(map(float, range(12))))),
                   "人次")
    share = Chart("c.share", "各行动达到序时进度的占比", "bar", ("创业", "就业", "家家"), (("达序时", (80.5, None, 60.0)),),
                  "%", ("达序时", None, "滞后"))
    homes = Map("m.homes", "妇女之家覆盖率", tuple(
        Place(at, name, None if at == 4 else 90.5 + at, "没有名册" if at == 4 else f"{90.5 + at}%",
              (ring(115 + at % 3 * 0.5, 34 + at // 3 * 0.4),) if at != 8 else ()) for at, name in enumerate(COUNTIES)), "%")
    sections = (
        Section("whole", "总体情况", 1, (told, odd, matters())), Section("actions", "六大行动进展情况", 1),
        Section("CY", "巾帼创业行动", 2, (told,)), Section("CY.1", "培训", 3, (told,)),
        Section("CY.1.1", "线上", 4, (told,)),
        Section("behind", "存在问题", 1, (*listed, rates)), Section("homes", "妇女之家建设", 1, (told, homes)),
        Section("a.1", "指标进度表", 1, (progress(40),), annex=True), Section("a.2", "各县对比", 1, (wide(),), annex=True),
        Section("a.3", "数据说明", 1, (told,), annex=True))
    slides = (
        Slide("s.whole", "全市46项指标中32项达到序时进度，滞后5项，差距最大的是职业技能培训（−10.4百分点）", (share, told, odd)),
        Slide("s.months", "巾帼创业行动：三月缺数", (months, told)),
        Slide("s.rates", "九个县（市、区）中永城市最慢", (rates, told)),
        Slide("s.homes", "妇女之家覆盖率97.9%", (homes, told)), Slide("s.table", "离序时进度最远的指标", (progress(40),)),
        Slide("s.wide", "各县（市、区）对比", (wide(), told)), Slide("s.matters", "下一步两件事", (matters(), told)),
        Slide("s.words", "下一步：滞后指标要抓紧追赶", (*listed, *(Sentence(f"x{at}", LONG * 3 + "。") for at in range(12)))),
        Slide("s.empty", "没有图的一页", (Chart("c.none", "没有数", "bar", (), (), "%"),)))
    return Outline("商丘市妇联关于2026年1—11月六大行动进展情况的汇报", 1, "商丘市", 2026, 11, "截至2026年11月",
                   "各级妇联上报，巾帼行动看板汇总，数据版本7", True, "商丘市妇女联合会", "2026年11月26日", "2026-11-02",
                   sections, slides)


@pytest.fixture(scope="session")
def files(outline) -> dict[str, bytes]:
    """docx, pptx and xlsx."""
    from data.papers import deck, word, workbook

    return {"docx": word.make(outline), "pptx": deck.make(outline), "xlsx": workbook.make(outline)}
