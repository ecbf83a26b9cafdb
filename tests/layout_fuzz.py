"""Layouts of offices' sheets at random, from a seed, with the truth known: whatever is taken must be the truth.

layout_more.py has further kinds. `python tests/bench/layouts.py` runs as many of both as one likes and tells how many were taken
whole, in part or refused, and every wrong value; data/intake/test_layouts.py runs a few. A layout is a title, headings, units,
periods, blocks and what stands around them; `truth` says what each number means, and lacks what nobody may take (cumulated
figures, periods that disagree).
"""

import random
from dataclasses import dataclass, field

from sqlalchemy import select

from data.intake import read
from data.intake.sheets import Sheet
from data.intake.vocabulary import Vocabulary
from queries.schema import indicators, regions

COUNTIES = {"梁园区": "411402", "睢阳区": "411403", "民权县": "411421", "睢县": "411422", "宁陵县": "411423", "柘城县": "411424",
            "虞城县": "411425", "夏邑县": "411426", "永城市": "411481"}
TOWNSHIPS = {"长岗镇": "411422100", "平岗镇": "411422101", "城关镇": "411422105", "匡城乡": "411422213", "凤城街道": "411422001"}
MONTHLY = {"招聘会场次": ("CY-01", "场次"), "就业岗位": ("CY-02", "个"), "达成就业": ("CY-03", "人"),
           "创业就业咨询": ("CY-04", "人次"), "12338热线": ("WQ-07", "个"), "心理咨询": ("GA-19", "人次")}
QUARTERLY = {"小额贷款人数": ("CY-06", "人"), "小额贷款金额": ("CY-07", "元"), "电商销售额": ("CY-15", "元"),
             "妇女帮扶资金": ("TP-11", "元")}
TOWNSHIP = {"志愿服务活动": ("WM-06", "场次"), "入户走访": ("WQ-19", "户次"), "技能培训": ("CY-05", "人次")}
STOCK = {"妇女之家": ("WL-01", "个"), "巾帼志愿者": ("WM-05", "人"), "流动妇女平安之家": ("WL-09", "个")}
STRANGE = ("走访企业家数", "宣传报道篇数", "其中：脱贫妇女", "完成比例", "本季", "城区", "线上", "任务数", "其中：残疾妇女",
           "备用", "当场化解", "目标人群数")
BESIDE = ("完成率", "同比", "上年同期", "本年累计", "备注", "1-11月", "占比", "上月")


@dataclass
class Layout:
    """A file: its sheets and what they mean. truth: (region code, period, indicator code) -> value in base units; aims: the same
    of targets, by year."""

    name: str
    sheets: list[Sheet] = field(default_factory=list)
    truth: dict[tuple[str, int, str], float] = field(default_factory=dict)
    aims: dict[tuple[str, int, str], float] = field(default_factory=dict)


def sheet(*rows, name: str = "Sheet1", merge=()) -> Sheet:
    """A sheet out of rows of values, None where there is nothing."""
    made = Sheet(name, merged=list(merge))
    for number, row in enumerate(rows, start=1):
        cells = {at: value for at, value in enumerate(row, start=1) if value is not None}
        if cells:
            made.rows[number] = cells
    return made


class Page:
    """A sheet being written, row by row."""

    def __init__(self, name: str):
        self.sheet, self.row = Sheet(name), 0

    def add(self, values: list, start: int = 1) -> int:
        self.row += 1
        cells = {at: value for at, value in enumerate(values, start=start) if value is not None}
        if cells:
            self.sheet.rows.setdefault(self.row, {}).update(cells)
        return self.row

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet.merged.append((top, left, bottom, right))


@dataclass
class Plan:
    """What one layout is made of, drawn before it is written."""

    dice: random.Random
    places: dict[str, str]
    items: dict[str, tuple[str, str]]
    period: int
    when: str
    wrong: bool = False
    money: float = 1
    stocks: bool = False


def make(seed: int) -> Layout:
    dice = random.Random(seed)
    return dice.choice((across, across, down, down, months, blocks, side, long, subheads, targets_beside, sheets))(dice, seed)


def plan(dice: random.Random, family: str | None = None) -> Plan:
    family = family or dice.choice(("monthly", "monthly", "quarterly", "township", "stock"))
    places = dict(dice.sample(list((TOWNSHIPS if family in ("township", "stock") else COUNTIES).items()), dice.randint(2, 5)))
    pool = {"monthly": MONTHLY, "quarterly": QUARTERLY, "township": TOWNSHIP, "stock": STOCK}[family]
    items = dict(dice.sample(list(pool.items()), dice.randint(1, len(pool))))
    if family in ("quarterly", "stock"):
        quarter = dice.choice((1, 2, 3))
        words = (f"2026年第{'一二三'[quarter - 1]}季度", f"2026年{quarter * 3}月")
        return Plan(dice, places, items, 202600 + quarter * 3, dice.choice(words), stocks=family == "stock")
    month = dice.randint(1, 11)
    return Plan(dice, places, items, 202600 + month, f"2026年{month}月")


def number(dice: random.Random, unit: str):
    return dice.choice((dice.randint(0, 40), dice.randint(1, 3000), dice.randint(1, 400)))


def written(dice: random.Random, value, unit: str, word: str):
    """A number in one of the ways people write it, and what it is in the base unit (None: not to be taken)."""
    times = {"万元": 10_000, "千元": 1000, "亿元": 10**8}.get(word, 1)
    base = value * times
    way = dice.random()
    if way < 0.8:
        return value, base
    if way < 0.85:
        return f"{value:,}", base
    if way < 0.88:
        return str(value), base
    if way < 0.91:
        return f"{value}①", base
    if way < 0.93:
        return f"约{value}", base
    if way < 0.95:
        return dice.choice(("无", "—", "/", "未开展", "", None)), None
    if way < 0.97:
        return f"{value}²", base
    return f"{value}{'人' if unit != '人' else '户'}", base


def title(made: Plan, page: Page, layout: Layout, who: str = "", head: str = "统计表") -> None:
    """The lines over a table: the period in one of many ways; `made.wrong` where it may not be taken as the period's own."""
    dice, (year, month) = made.dice, divmod(made.period, 100)
    quarter = "季度" in made.when
    way = dice.choice(("plain", "plain", "plain", "two", "fill", "label", "sheet", "file", "until", "cumulated", "asof",
                       "conflict", "range", "future", "todate", "none", "foot", "revised"))
    if quarter and way in ("two", "fill", "sheet", "cumulated", "range", "conflict", "asof", "todate"):
        way = "plain"
    lines = {"plain": [f"{who}{made.when}{head}"], "two": [f"{year % 100}年{month}月份{who}{head}"],
             "fill": [f"{who}{head}（{month}月）", f"填报时间：{2026 if month < 12 else 2027}年12月3日"],
             "label": [f"{who}{head}", f"报告期：{made.when}", "填报日期：2026年12月5日"], "sheet": [f"{who}{year}年{head}"],
             "file": [f"{who}{head}"], "until": [f"{who}{head}", "有效期至：2027年6月", made.when],
             "cumulated": [f"{who}{year}年1-{month}月{head}"], "asof": [f"截至{made.when}底{who}{head}"],
             "conflict": [f"{who}{made.when}{head}"], "range": [f"{who}{year}年1月-{month}月{head}"],
             "future": [f"{who}2026年12月{head}"], "todate": [f"{who}{head}", f"截至{month}月7日"], "none": [f"{who}{head}"],
             "foot": [f"{who}{made.when}{head}"], "revised": [f"{who}{made.when}{head}", "2026年3月修订"]}[way]
    if way == "sheet":
        page.sheet.name = f"{month}月"
    if way == "file":
        layout.name = f"{who}{made.when}.xlsx"
    if way == "conflict":
        page.sheet.name = f"{month % 12 + 1}月"
    flows_only = not made.stocks
    step = 3 if quarter or made.items.keys() <= QUARTERLY.keys() | STOCK.keys() else 1
    starts = month == step
    made.wrong = (way in ("conflict", "todate", "future", "none") or way in ("cumulated", "range") and flows_only and not starts
                  or way == "asof" and flows_only or way == "foot" and flows_only)
    if way == "foot":
        made.foot = "注：以上为1月以来累计数"
    for line in lines:
        row = page.add([line])
        if dice.random() < 0.3:
            page.merge(row, 1, row, 4)
    if dice.random() < 0.3:
        page.add([])


def unit_words(made: Plan) -> str:
    """What amounts are counted in."""
    return made.dice.choice(("万元", "元", "千元", "万元"))


def keep(layout: Layout, made: Plan, code: str, item: str, base, period: int | None = None) -> None:
    if base is not None and not made.wrong:
        layout.truth[code, period or made.period, made.items[item][0]] = base


def feet(made: Plan, page: Page) -> None:
    dice = made.dice
    if dice.random() < 0.3:
        page.add(["填表人：", None, "审核人：", "填报日期：2026年12月3日"])
    if dice.random() < 0.2:
        page.add(["注：1.就业岗位含线上；2.达成就业以签约为准。"])
    if getattr(made, "foot", ""):
        page.add([made.foot])


def across(dice: random.Random, seed: int, page: Page | None = None, layout: Layout | None = None,
           made: Plan | None = None) -> Layout:
    """Places down, indicators across."""
    made, layout, page = made or plan(dice), layout or Layout("报表.xlsx"), page or Page("Sheet1")
    title(made, page, layout, who="睢县" if set(made.places) <= set(TOWNSHIPS) else dice.choice(("", "商丘市", "各县（市、区）")))
    word = unit_words(made)
    style = dice.choice(("bracket", "line", "row", "labelled", "foot",
                         "none")) if any(unit == "元" for _, unit in made.items.values()) else dice.choice(
        ("", "", "bracket", "row"))
    if style == "line":
        page.add([None, None, f"单位：{dice.choice(('人、', '', '个、人、'))}{word}"])
    if style == "foot":
        made.foot = getattr(made, "foot", "") or f"注：金额单位为{word}"
    columns = list(made.items)
    dice.shuffle(columns)
    heads = [(item, item) for item in columns]
    for _ in range(dice.choice((0, 0, 1, 2))):
        heads.insert(dice.randint(0, len(heads)), (dice.choice(STRANGE + BESIDE), None))
    first = dice.choice(("县（市、区）", "地区", "各县（市、区）名称",
                         "单位名称")) if set(made.places) <= set(COUNTIES) else dice.choice(("乡镇", "乡镇（街道）", "镇街"))
    order = dice.random() < 0.2
    lead = ["序号"] if order else []
    shown = [f"{text}（{word if made.items[item][1] == '元' else made.items[item][1]}）" if item and style == "bracket" else text
             for text, item in heads]
    page.add([*lead, first, *shown])
    if style in ("row", "labelled"):
        page.add([*([None] if order else []), "计量单位" if style == "labelled" else None,
                  *(f"（{word if made.items[item][1] == '元' else made.items[item][1]}）" if item else None
                    for _, item in heads)])
    if dice.random() < 0.15:
        page.add([*([None] if order else []), "甲", *range(1, len(heads) + 1)])
    rows, sums = [], [0] * len(heads)
    for at, (place, code) in enumerate(made.places.items(), start=1):
        values = []
        for column, (text, item) in enumerate(heads):
            value = number(dice, "")
            if item is None:
                values.append("好" if text == "备注" else value)
                continue
            cell, base = written(dice, value, made.items[item][1], word if made.items[item][1] == "元" else "")
            values.append(cell)
            sums[column] += value
            keep(layout, made, code, item, base)
        rows.append([*([at] if order else []), place, *values])
    if dice.random() < 0.4:
        total = [*([None] if order else []),
                 dice.choice(("合计", "总计", "全市合计", "商丘市" if first.startswith(("县", "各")) else "合计")), *sums]
        rows.insert(dice.choice((0, len(rows))), total)
    for row in rows:
        page.add(row)
    feet(made, page)
    if page.sheet not in layout.sheets:
        layout.sheets.append(page.sheet)
    return layout


def _of_many(page: Page, made: Plan) -> bool:
    """Whether the title speaks of 1-11月 or 截至11月底: a column 本月 below it is November's own all the same."""
    month = made.period % 100
    return any(words in str(text) for cells in page.sheet.rows.values() for text in cells.values()
               for words in (f"1-{month}月", f"1月-{month}月", f"截至{made.when}底"))


def down(dice: random.Random, seed: int) -> Layout:
    """One county: indicators down, its figure beside, a unit column or not, 累计 and 任务数 beside it."""
    made, layout, page = plan(dice, dice.choice(("monthly", "quarterly"))), Layout("报表.xlsx"), Page("月报")
    place, code = dice.choice(list(COUNTIES.items()))
    made.places = {place: code}
    in_line = dice.random() < 0.5
    title(made, page, layout, who="" if in_line else f"{place}妇联")
    if in_line:
        page.add([f"填报单位：{place}妇联"])
    word, with_unit = unit_words(made), dice.random() < 0.6
    quarterly = made.items.keys() <= QUARTERLY.keys()
    value_head = dice.choice(("本季" if quarterly else "本月", "数量", "完成数", "数值", "本期"))
    extra = [text for text in (dice.choice(("", "本年累计", "完成率", "任务数", "去年同期", "其中：农村", "备注")),) if text]
    heads = [dice.choice(("指标", "项目", "指标名称")), *(["单位"] if with_unit else []), value_head, *extra]
    if dice.random() < 0.2:
        heads.insert(0, "序号")
    swap = extra and dice.random() < 0.3
    if swap:
        heads[-1], heads[-2] = heads[-2], heads[-1]
    if value_head in ("本月", "本季") and _of_many(page, made):
        made.wrong = False
    page.add(heads)
    for at, (item, (_, unit)) in enumerate(made.items.items(), start=1):
        shown = word if unit == "元" else unit
        cell, base = written(dice, number(dice, unit), unit, shown if unit == "元" else "")
        parts = {"序号": at, "单位": shown, value_head: cell}
        name = dice.choice((item, item, made.items[item][0], f"①{item}", f"{at}.{item}"))
        page.add([name if head in ("指标", "项目", "指标名称") else parts.get(head, dice.randint(1, 90)) for head in heads])
        keep(layout, made, code, item, base)
    feet(made, page)
    layout.sheets.append(page.sheet)
    return layout


def months(dice: random.Random, seed: int) -> Layout:
    """Months across, with sums of them."""
    made, layout, page = plan(dice, "monthly"), Layout("报表.xlsx"), Page("Sheet1")
    place, code = dice.choice(list(COUNTIES.items()))
    page.add([f"{place}妇联2026年各月情况"])
    first = dice.randint(1, 9)
    spans = list(range(first, min(first + dice.randint(1, 4), 12)))
    heads = [(dice.choice((f"{month}月", f"{month}月份", f"2026年{month}月")), month) for month in spans]
    for text in dice.sample(("全年", "合计", "累计", "一季度", "1-11月", "备注", "上半年"), dice.randint(0, 2)):
        heads.insert(dice.randint(0, len(heads)), (text, None))
    page.add(["指标", *(text for text, _ in heads)])
    for item in made.items:
        row = [item]
        for _, month in heads:
            cell, base = written(dice, number(dice, ""), made.items[item][1], "")
            row.append(cell)
            if month:
                keep(layout, made, code, item, base, 202600 + month)
        page.add(row)
    layout.sheets.append(page.sheet)
    return layout


def blocks(dice: random.Random, seed: int) -> Layout:
    """Several tables one below another: other months, other orders, other indicators."""
    layout, page = Layout("报表.xlsx"), Page("Sheet1")
    place = list(COUNTIES.items())
    dice.shuffle(place)
    months_ = dice.sample(range(1, 12), 3)
    same = dice.random() < 0.4
    if dice.random() < 0.5:
        page.add(["各县（市、区）工作情况"])
    for number_ in range(dice.randint(2, 3)):
        made = plan(dice, "monthly")
        made.places = dict(place[number_ * 3:number_ * 3 + 3])
        made.period = 202600 + (months_[0] if same else months_[number_])
        if not (same and number_ and dice.random() < 0.5):
            page.add([f"2026年{made.period % 100}月{dice.choice(('', '工作情况', f'情况（{number_ + 1}）'))}"])
        columns = list(made.items)
        dice.shuffle(columns)
        page.add([dice.choice(("县（市、区）", "地区")), *columns])
        for name, code in made.places.items():
            row = [name]
            for item in columns:
                cell, base = written(dice, number(dice, ""), made.items[item][1], "")
                row.append(cell)
                keep(layout, made, code, item, base)
            page.add(row)
        if dice.random() < 0.3:
            page.add(["合计", *(dice.randint(1, 99) for _ in columns)])
        if dice.random() < 0.6:
            page.add([])
    layout.sheets.append(page.sheet)
    return layout


def side(dice: random.Random, seed: int) -> Layout:
    """Two tables beside one another, of the same or of different months."""
    layout, page = Layout("报表.xlsx"), Page("Sheet1")
    one, other = plan(dice, "monthly"), plan(dice, "monthly")
    one.items, other.items = dict(list(one.items.items())[:2]), dict(list(other.items.items())[:2])
    gap = dice.random() < 0.6
    if dice.random() < 0.5:
        other.period, other.when = one.period, one.when
        page.add([f"{one.when}统计表"])
        other.places = dict([pair for pair in COUNTIES.items() if pair[0] not in one.places][:3])
    else:
        page.add([f"{one.when}统计表", *([None] * (len(one.items) + gap)), f"{other.when}统计表"])
    head = dice.choice(("县（市、区）", "地区"))
    page.add([head, *one.items, *([None] if gap else []), head, *other.items])
    for left, right in zip(list(one.places.items()) + [None] * 5, list(other.places.items()) + [None] * 5, strict=False):
        if left is None and right is None:
            break
        row = []
        for made, pair in ((one, left), (other, right)):
            if made is other and gap:
                row.append(None)
            if pair is None:
                row += [None] * (len(made.items) + 1)
                continue
            row.append(pair[0])
            for item in made.items:
                cell, base = written(dice, number(dice, ""), made.items[item][1], "")
                row.append(cell)
                keep(layout, made, pair[1], item, base)
        page.add(row)
    layout.sheets.append(page.sheet)
    # A cell that both tables hold with different values is nobody's.
    return layout


def long(dice: random.Random, seed: int) -> Layout:
    """A row a number: region, period, indicator, unit and value, in any order."""
    made, layout, page = plan(dice), Layout("报表.xlsx"), Page("Sheet1")
    word = unit_words(made)
    with_unit, value_head = dice.random() < 0.6, dice.choice(("数值", "数量", f"数值（{word}）"))
    if "（" in value_head and not all(unit == "元" for _, unit in made.items.values()):
        value_head = "数值"
    heads = ["地区", "期", "指标", *(["计量单位"] if with_unit else []), value_head, *(["备注"] if dice.random() < 0.4 else [])]
    dice.shuffle(heads)
    page.add(heads)
    for place, code in made.places.items():
        for item, (name, unit) in made.items.items():
            shown = word if unit == "元" else unit
            cell, base = written(dice, number(dice, unit), unit, shown if unit == "元" else "")
            year, month = divmod(made.period, 100)
            period = dice.choice((made.period, f"{year}年{month}月", f"{year}-{month:02d}", f"{year}.{month:02d}",
                                  float(f"{year}.{month}")))
            parts = {"地区": dice.choice((place, code) if place in COUNTIES else (f"睢县{place}", code)), "期": period,
                     "指标": dice.choice((item, name)), "计量单位": shown, value_head: cell,
                     "备注": dice.choice(("线上线下合计", "好", None))}
            page.add([parts[head] for head in heads])
            keep(layout, made, code, item, base)
    layout.sheets.append(page.sheet)
    return layout


def subheads(dice: random.Random, seed: int) -> Layout:
    """Indicators over sub-headings, some of which are not theirs."""
    made, layout, page = plan(dice, "monthly"), Layout("报表.xlsx"), Page("Sheet1")
    title(made, page, layout)
    top, below, kinds = ["县（市、区）"], [None], []
    row = page.row + 1
    for item in list(made.items)[:3]:
        subs = dice.choice((["本月", "本年累计"], ["小计", "其中：脱贫妇女"], ["本月完成", "完成比例"], ["城区", "农村", "线上"],
                            ["完成数", "完成率"], ["本月", "去年同期", "同比"], ["当月任务数", "完成数"],
                            ["其中：大学生", "其中：农民工"], ["年度目标", "完成数"], ["全年任务", "本月"]))
        good = {"本月", "小计", "本月完成"} | ({"完成数"} if subs in (["完成数", "完成率"], ["当月任务数", "完成数"]) else set())
        page.merge(row, len(top) + 1, row, len(top) + len(subs))
        top += [item, *[None] * (len(subs) - 1)]
        below += subs
        kinds += [(item, sub in good) for sub in subs]
    if dice.random() < 0.7:
        page.merge(row, 1, row + 1, 1)
    page.add(top), page.add(below)
    of_many = made.wrong and _of_many(page, made)
    for place, code in made.places.items():
        values = []
        for (item, good), sub in zip(kinds, below[1:], strict=True):
            cell, base = written(dice, number(dice, ""), made.items[item][1], "")
            values.append(cell)
            own = of_many and sub.startswith("本月")
            if good and base is not None and (own or not made.wrong):
                layout.truth[code, made.period, made.items[item][0]] = base
            if sub in ("年度目标", "全年任务") and base is not None:
                layout.aims[code, 2026, made.items[item][0]] = base
        page.add([place, *values])
    feet(made, page)
    layout.sheets.append(page.sheet)
    return layout


def targets_beside(dice: random.Random, seed: int) -> Layout:
    """任务 and 完成 beside one another: the year's targets are targets, a month's are nobody's, 完成 is unclear."""
    made, layout, page = plan(dice, "monthly"), Layout("报表.xlsx"), Page("Sheet1")
    place, code = dice.choice(list(COUNTIES.items()))
    page.add([f"{place}{made.when}任务完成情况"])
    target, done = dice.choice(("任务数", "当月任务数", "年度目标", "目标")), dice.choice(("完成数", "本月完成", "完成"))
    page.add(["指标", target, done])
    for item in made.items:
        value = dice.randint(1, 99)
        page.add([item, dice.randint(1, 99), value])
        if done == "本月完成" or target in ("当月任务数",):
            keep(layout, made, code, item, value)
        if target == "年度目标":
            layout.aims[code, 2026, made.items[item][0]] = page.sheet.rows[page.row][2]
    layout.sheets.append(page.sheet)
    return layout


def sheets(dice: random.Random, seed: int) -> Layout:
    """A sheet a county and a summary, which agrees or does not; sheets named by the county or by the month."""
    made, layout = plan(dice, "monthly"), Layout("报表.xlsx")
    values = {(name, item): dice.randint(1, 99) for name in made.places for item in made.items}
    differs = dice.choice(list(values)) if dice.random() < 0.4 else None
    summary = Page("汇总")
    summary.add([f"{made.when}汇总"])
    summary.add(["县（市、区）", *made.items])
    for name in made.places:
        summary.add([name, *(values[name, item] + (7 if (name, item) == differs else 0) for item in made.items)])
    layout.sheets.append(summary.sheet)
    for name, code in made.places.items():
        page = Page(name)
        page.add([dice.choice((f"{made.when}报表", f"{name}妇联{made.when}报表"))])
        page.add(["指标", "本月"])
        for item in made.items:
            page.add([item, values[name, item]])
            if (name, item) != differs:
                keep(layout, made, code, item, values[name, item])
        layout.sheets.append(page.sheet)
    return layout


def as_texts(layout: Layout) -> Layout:
    """The same with every whole number written as a text, as a CSV hands it on."""
    for one in layout.sheets:
        for cells in one.rows.values():
            cells.update({at: str(value) for at, value in cells.items() if type(value) is int})
    return layout


class Reader:
    """Reads layouts straight from their sheets, the names looked up in tables made once."""

    def __init__(self, connection):
        self.connection, self.held = connection, {}
        known = {villages: Vocabulary(connection, villages) for villages in (False, True)}
        read.Vocabulary = lambda _connection, villages=False: known[villages]
        read.read_file = lambda name, content: (self.held["sheets"], [])
        self.codes = [dict(connection.execute(select(table.c.id, table.c.code)).all()) for table in (regions, indicators)]

    def __call__(self, layout: Layout):
        self.held["sheets"] = layout.sheets
        return read.draft_of(self.connection, layout.name, b"x")

    def taken(self, draft, table: str = "observations") -> dict[tuple[str, int, str], float]:
        return {(self.codes[0][row.region_id], row.period, self.codes[1][row.indicator_id]): row.value
                for row in draft.cells[table].itertuples()}


def check(reader: Reader, layout: Layout) -> tuple[str, list]:
    """How the layout came in (whole, part, refused, nothing), and every value that is not the truth."""
    draft, wrong, missing, taken = reader(layout), [], set(), 0
    for table, truth in (("observations", layout.truth), ("targets", layout.aims)):
        found = reader.taken(draft, table)
        taken += len(found)
        wrong += [(key, value, truth.get(key)) for key, value in found.items() if truth.get(key) != value]
        missing |= truth.keys() - found.keys()
    if missing and not draft.refused:
        wrong.append(("lost without a word", sorted(missing)[:3]))
    return "whole" if not missing and taken else "part" if taken else "refused" if draft.refused else "nothing", wrong
