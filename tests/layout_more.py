"""Further kinds of layouts for layout_fuzz.py: how units, periods, groups, sums, numbers and rows go wrong in offices' sheets.

Each kind draws a layout from a seed. `truth` holds every value that a careful person could take, and no other.
"""

import random
from datetime import datetime

from layout_fuzz import COUNTIES, MONTHLY, QUARTERLY, STOCK, TOWNSHIP, TOWNSHIPS, Layout, Page

from data.intake.cells import FORMULA, Fault, Percent

MONTHS = "一 二 三 四 五 六 七 八 九 十 十一 十二".split()
COUNT_UNITS = {"场次": ("场次", "场", "次"), "个": ("个",), "人": ("人", "名"), "人次": ("人次",), "户次": ("户次",)}
OTHER_UNITS = {"场次": ("人", "人次"), "个": ("人", "户"), "人": ("人次", "户", "户次", "场次"), "人次": ("人", "户"),
               "户次": ("户", "人次", "人")}
MONEY_TIMES = {"元": 1, "百元": 100, "千元": 1000, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
PLACE_HEADS = ("县（市、区）", "地区", "各县（市、区）名称", "单位名称", "县区")


def make(seed: int) -> Layout:
    return random.Random(seed).choice(KINDS)(random.Random(seed * 7919 + 1))


def some(dice: random.Random, pool: dict, least: int = 1, most: int = 3) -> dict:
    return dict(dice.sample(list(pool.items()), dice.randint(least, min(most, len(pool)))))


def value(dice: random.Random) -> int:
    return dice.choice((0, dice.randint(1, 40), dice.randint(41, 3000)))


def new(title: str = "", name: str = "Sheet1") -> tuple[Layout, Page]:
    layout, page = Layout("报表.xlsx"), Page(name)
    layout.sheets.append(page.sheet)
    if title:
        page.add([title])
    return layout, page


def a_month(dice: random.Random) -> int:
    return 202600 + dice.randint(1, 11)


def said(period: int) -> str:
    return f"{period // 100}年{period % 100}月"


def units(dice: random.Random) -> Layout:
    """A unit by line, row, heading, unit column or in the cell: one that fits is turned, another one is refused."""
    family = dice.choice(("money", "count"))
    month = 202600 + dice.choice((3, 6, 9)) if family == "money" else a_month(dice)
    layout, page = new(f"{said(month)}统计表")
    items = some(dice, {name: of for name, of in QUARTERLY.items() if of[1] == "元"} if family == "money" else MONTHLY)
    where = dice.choice(("heading", "row", "column", "cell", "line"))
    words = {}
    for item, (_, unit) in items.items():
        if family == "money":
            words[item] = dice.choice(list(MONEY_TIMES)), None
            words[item] = words[item][0], MONEY_TIMES[words[item][0]]
        else:
            fits = dice.random() < 0.6
            multiple, times = dice.choice((("", 1), ("", 1), ("百", 100), ("万", 10**4))) if where != "line" else ("", 1)
            words[item] = multiple + dice.choice((COUNT_UNITS if fits else OTHER_UNITS)[unit]), times if fits else None
    if where == "line":
        word = next(iter(words.values()))[0]
        if family == "money":
            words = dict.fromkeys(words, (word, MONEY_TIMES[word]))
            page.add([None, None,
                      dice.choice((f"单位：{word}", f"（{word}）", f"计量单位：个、{word}", f"单位:人、户次、人次、{word}"))])
        else:  # a line of counts names some units, and binds nobody
            words = {item: (unit, 1) for item, (_, unit) in items.items()}
            page.add([None, None, dice.choice(("单位：人、户次、人次", "单位：场次、人次、个"))])
    places = some(dice, COUNTIES, 2, 4)
    if where == "column":
        page.add(["地区", "指标", "计量单位", "数值"])
        for place, code in places.items():
            for item, (indicator, _) in items.items():
                number = value(dice)
                page.add([place, item, words[item][0], number])
                put(layout, code, month, indicator, number, words[item][1])
        return layout
    page.add([dice.choice(PLACE_HEADS), *(f"{item}（{words[item][0]}）" if where == "heading" else item for item in items)])
    if where == "row":
        page.add([dice.choice((None, "单位", "计量单位")),
                  *(dice.choice(("（{}）", "{}")).format(words[item][0]) for item in items)])
    for place, code in places.items():
        numbers = [value(dice) for _ in items]
        page.add([place, *(f"{number}{words[item][0]}" if where == "cell" else number
                           for item, number in zip(items, numbers, strict=True))])
        for (item, (indicator, _)), number in zip(items.items(), numbers, strict=True):
            put(layout, code, month, indicator, number, words[item][1])
    return layout


def put(layout: Layout, code: str, period: int, indicator: str, number, times: int | None = 1) -> None:
    if times is not None:
        layout.truth[code, period, indicator] = float(number * times)


def spans(dice: random.Random) -> Layout:
    """A year in the title and columns of months, quarters and longer spans, in any order."""
    quarterly = dice.random() < 0.5
    items = some(dice, {name: of for name, of in QUARTERLY.items() if of[1] != "元"} | {"小额贷款金额（万元）": ("CY-07", "万元")}
                 if quarterly else MONTHLY)
    place, code = dice.choice(list(COUNTIES.items()))
    layout, page = new(dice.choice((f"{place}2026年统计表", f"{place}妇联二〇二六年统计表", f"2026年{place}各期情况表")))
    columns = {}
    for quarter in (1, 2, 3):
        for text in (f"{'一二三'[quarter - 1]}季度", f"第{'一二三'[quarter - 1]}季度", f"Q{quarter}", f"{quarter}季度",
                     *([f"{quarter * 3 - 2}-{quarter * 3}月"] if quarter > 1 else [])):
            columns[text] = 202600 + quarter * 3 if quarterly else None
    columns |= {f"{month}月": 202600 + month if not quarterly else 202600 + month if month % 3 == 0 else None
                for month in range(1, 12)}
    columns |= {text: None for text in ("上半年", "1-6月", "前三季度", "1-9月", "全年", "合计", "2026年", "1-11月", "去年同期",
                                        "年度目标", "一至三季度", "下半年", "累计", "同比")}
    chosen = dice.sample(list(columns), dice.randint(2, 5))
    if quarterly:  # a month's column of a quarterly indicator may be the quarter's own figure or the month's
        chosen = [text for text in chosen if not (text.endswith("月") and "-" not in text)] or ["一季度", "上半年"]
    page.add([dice.choice(("指标", "项目")), *chosen])
    for item, (indicator, unit) in items.items():
        numbers = [value(dice) for _ in chosen]
        page.add([item, *numbers])
        for text, number in zip(chosen, numbers, strict=True):
            if columns[text]:
                if len({of for other, of in zip(chosen, numbers, strict=True) if columns[other] == columns[text]}) == 1:
                    put(layout, code, columns[text], indicator, number, 10**4 if unit == "万元" else 1)
            elif text == "年度目标":
                layout.aims[code, 2026, indicator] = float(number * (10**4 if unit == "万元" else 1))
    return layout


def triples(dice: random.Random) -> Layout:
    """本月, 本年累计, 上年同期, 增长% and the like of each indicator: below it, behind its name or before it."""
    month, items = 202600 + dice.randint(2, 11), some(dice, MONTHLY)
    layout, page = new(f"{said(month)}各县（市、区）统计表")
    own = ("本月数", "本月", "当月数", "当月", "本月完成", f"{month % 100}月", "本期")
    beside = ("本年累计", "累计", "上年同期", "去年同期数", "增长%", "同比增长（%）", "完成率", "上月数", "环比", "占比",
              f"1-{month % 100}月", "年初至今", "比上年增减", "任务数", "当月任务", "累计完成", "累计数", "去年当月", "上年本月",
              "上年当月", "较上月", "本年", "截至本月", "全年", "一季度", "其中：本月新增", "本月新增", "位次")
    subs = [dice.choice(own), *dice.sample(beside, dice.randint(1, 3))]
    dice.shuffle(subs)
    style = dice.choice(("below", "behind", "before", "bracket"))
    columns = [(item, sub) for item in items for sub in subs]
    if style == "below":
        page.add([dice.choice(PLACE_HEADS), *(item if sub == subs[0] else None for item, sub in columns)])
        row = page.row
        page.add([None, *(sub for _, sub in columns)])
        page.merge(row, 1, row + 1, 1)
        for number in range(len(items)):
            page.merge(row, 2 + number * len(subs), row, 1 + (number + 1) * len(subs))
    else:
        shape = {"behind": "{0}{1}", "before": "{1}{0}", "bracket": "{0}（{1}）"}[style]
        page.add([dice.choice(PLACE_HEADS), *(shape.format(item, sub) for item, sub in columns)])
    for place, code in some(dice, COUNTIES, 2, 4).items():
        numbers = [value(dice) for _ in columns]
        page.add([place, *numbers])
        for (item, sub), number in zip(columns, numbers, strict=True):
            if sub in own:
                put(layout, code, month, items[item][0], number)
    return layout


def row_kinds(dice: random.Random) -> Layout:
    """A second column says what the row's figures are of: 本月, 累计, 目标, 农村 …"""
    month, items = a_month(dice), some(dice, MONTHLY)
    layout, page = new(f"{said(month)}各县（市、区）统计表")
    head = dice.choice(("类别", "口径", "数据类型", "类型", "人群", "项目", "期别", "指标类别", "统计口径", "", "说明", "分类",
                        "时期", "备注", "情况", "范围", "来源"))
    kinds = dice.sample(("本月", "本年累计", "上年同期", "年度目标", "农村", "城镇", "计划数", "预计", "增长%", "1-11月",
                         "其中：脱贫妇女", "完成率"), dice.randint(1, 3))
    page.add([dice.choice(PLACE_HEADS), head or None, *items])
    merged = dice.random() < 0.6
    for place, code in some(dice, COUNTIES, 1, 3).items():
        first = page.row + 1
        for kind in kinds:
            numbers = [value(dice) for _ in items]
            page.add([place if kind == kinds[0] or not merged else None, kind, *numbers])
            if kind == "本月":
                for item, number in zip(items, numbers, strict=True):
                    put(layout, code, month, items[item][0], number)
        if merged and len(kinds) > 1:
            page.merge(first, 1, page.row, 1)
    return layout


def odd_rows(dice: random.Random) -> Layout:
    """Rows that are no place's own: sums in odd places, last year's, shares, targets, a part of a county."""
    month, items = a_month(dice), some(dice, MONTHLY)
    layout, page = new(f"{said(month)}各县（市、区）统计表")
    serial = dice.choice((None, None, "一", "①", "(1)", "1"))
    lead = [dice.choice(("序号", None))] if serial else []
    page.add([*lead, dice.choice(PLACE_HEADS), *items])
    odd = ("合计", "小计", "全市合计", "六县合计", "市区小计", "东部片区小计", "县级小计", "平均", "上年同期", "增长%",
           "占全市比重", "年度目标", "上月", "商丘市", "全市", "其中：市区", "其中：农村",
           "睢县城关镇", "省直管县", "永城市（不含城区）", "累计", "1-11月累计", "去年", "同比±%", "任务数", "完成率", "市直",
           "总 计", "合 计", "共计9县", "其余各县", "备注")
    rows = [(place, code) for place, code in some(dice, COUNTIES, 2, 5).items()]
    for text in dice.sample(odd, dice.randint(1, 3)):
        rows.insert(dice.randint(0, len(rows)), (text, None))
    for at, (place, code) in enumerate(rows):
        numbers = [value(dice) for _ in items]
        number = {"一": MONTHS[at], "①": chr(0x2460 + at), "(1)": f"（{at + 1}）", "1": at + 1}.get(serial)
        page.add([*([number] if serial else []), place, *numbers])
        for item, one in zip(items, numbers, strict=True):
            if code:
                put(layout, code, month, items[item][0], one)
    return layout


def groups(dice: random.Random) -> Layout:
    """Headings of three levels; a group may only say what the work is about, or change what is below it."""
    month, items = a_month(dice), some(dice, MONTHLY, 2, 4)
    layout, page = new(f"{said(month)}统计表")
    plain = ("就业创业", "维权服务", "工作情况", "主要指标", "巾帼创业行动", "服务情况")
    turned = ("上年同期", "本年累计", "年度目标", "其中：农村妇女", "线上", "去年", "1-11月", "计划", "市本级", "累计完成情况",
              "增长情况", "城区", "预计完成", "同期对比", "2025年", "二季度", "睢县")
    good = dice.random() < 0.4
    tops = [dice.choice(plain), dice.choice(plain) if good else dice.choice(turned)]
    middle = [dice.choice(plain + ("招聘活动", "就业")), dice.choice(plain)]
    columns = list(items)
    cut = dice.randint(1, len(columns) - 1)
    deep = dice.random() < 0.6
    row = page.row + 1
    page.add([dice.choice(PLACE_HEADS), tops[0], *[None] * (cut - 1), tops[1], *[None] * (len(columns) - cut - 1)])
    if deep:
        page.add([None, middle[0], *[None] * (cut - 1), middle[1], *[None] * (len(columns) - cut - 1)])
    page.add([None, *columns])
    for level in range(2 if deep else 1):
        if cut > 1:
            page.merge(row + level, 2, row + level, 1 + cut)
        if len(columns) - cut > 1:
            page.merge(row + level, 2 + cut, row + level, 1 + len(columns))
    page.merge(row, 1, page.row, 1)
    for place, code in some(dice, COUNTIES, 2, 4).items():
        numbers = [value(dice) for _ in columns]
        page.add([place, *numbers])
        for at, (item, number) in enumerate(zip(columns, numbers, strict=True)):
            if at < cut or tops[1] in plain:
                put(layout, code, month, items[item][0], number)
            elif tops[1] == "年度目标":
                layout.aims[code, 2026, items[item][0]] = float(number)
    return layout


def beside(dice: random.Random) -> Layout:
    """Two tables beside one another, of different units, months or counties, one of them with sums."""
    layout, page = new()
    left, right = a_month(dice), a_month(dice)
    one, other = some(dice, MONTHLY, 1, 2), some(dice, MONTHLY, 1, 2)
    gap = dice.randint(0, 2)
    page.add([f"{said(left)}统计表", *[None] * (len(one) + gap),
              dice.choice((f"{said(right)}统计表", f"{right % 100}月统计表", "统计表（续）"))])
    again = page.sheet.rows[1][max(page.sheet.rows[1])]
    titled = again.startswith("2026")
    head = dice.choice(PLACE_HEADS)
    page.add([head, *one, *[None] * gap, dice.choice((head, "乡镇", "县（市、区）")), *other])
    first, second = some(dice, COUNTIES, 2, 4), some(dice, COUNTIES, 2, 4)
    held = {}
    rows = [(*pair, True) for pair in zip(list(first.items()) + [None] * 4, list(second.items()) + [None] * 4, strict=False)][:4]
    for a, b, _ in rows:
        if a is None and b is None:
            break
        values_a, values_b = [value(dice) for _ in one], [value(dice) for _ in other]
        page.add([*([a[0], *values_a] if a else [None] * (len(one) + 1)), *[None] * gap, *([b[0], *values_b] if b else [])])
        for pair, items, numbers, period in ((a, one, values_a, left),
                                             (b, other, values_b, right if titled or "月" in again else left)):
            for item, number in zip(items, numbers, strict=True):
                if pair:
                    held.setdefault((pair[1], period, items[item][0]), []).append((float(number), items is one))
    for key, found in held.items():  # under a title that names no period the right one is nobody's: the left one holds
        if len({number for number, _ in found}) == 1 or not titled and any(mine for _, mine in found):
            layout.truth[key] = next((number for number, mine in found if mine), found[0][0])
    return layout


def turned(dice: random.Random) -> Layout:
    """Indicators down, counties across, with sums and others between, and perhaps 本月 and 累计 below each county."""
    month, items = a_month(dice), some(dice, MONTHLY, 1, 4)
    layout, page = new(f"{said(month)}各县（市、区）统计表")
    places = some(dice, COUNTIES, 2, 4)
    columns = [(place, code) for place, code in places.items()]
    for text in dice.sample(("合计", "全市", "备注", "平均", "上年同期", "市直", "小计", "其中：城区", "目标", "单位", "同比",
                             "商丘市"), dice.randint(0, 2)):
        columns.insert(dice.randint(0, len(columns)), (text, None))
    subs = dice.choice(([""], [""], ["本月", "累计"], ["任务", "完成"], ["10月", "11月"], ["本月", "去年同期", "增长%"]))
    row = page.row + 1
    page.add([dice.choice(("指标", "项目", "工作内容")),
              *(text if sub == subs[0] else None for text, _ in columns for sub in subs)])
    if len(subs) > 1:
        page.add([None, *(sub for _ in columns for sub in subs)])
        page.merge(row, 1, row + 1, 1)
        for at in range(len(columns)):
            page.merge(row, 2 + at * len(subs), row, 1 + (at + 1) * len(subs))
    for item, (indicator, _) in items.items():
        cells = [item]
        for _, code in columns:
            for sub in subs:
                number = value(dice)
                cells.append(number)
                period = {"10月": 202610, "11月": 202611}.get(sub, month)
                if code and sub in ("", "本月", "10月", "11月", "完成") and (sub not in ("10月", "11月") or True):
                    put(layout, code, period, indicator, number)
        page.add(cells)
    return layout


EXACT = {"１２": 12, "1,234": 1234, "1，234": 1234, " 35 ": 35, "12.0": 12, "十二": 12, "一百二十": 120, "一千零五": 1005,
         "12。": 12, "1\u00a0234": 1234, "3.0人": 3, "＋5": 5, "+5": 5, "0": 0,
         "零": 0, "12人": 12, "１２人": 12, "007": 7, "1.2万": 12000, "3千": 3000, "12,": 12, "'12": 12, "1 2": 12,
         "12人左右": None, "壹拾贰": 12, "二十": 20, "1,234.0": 1234, "1.234,0": None,
         "(12)": None, "（12）": None, "-0": 0}
NEVER = ("约12", "12左右", "12余", "10余", "12+", "12多", "10-20", "10～20", "10至20", "10—20", "1/2", "½", "12½", "12%",
         "百分之十二", "12/30", "12(其中农村5)", "12（5）", "12、13", "12；13", "12 13", "12\n13",
         "近百", "若干", "十余", "数十", "几百", "12.5", "-3", "1e3", "12*", "12#", "※12", "12?", "12？", "待核", "同上", "〃",
         "见附件", "12人次", "12户", "12元", "12,34", "1,23,456", "1.2.3", "12①", "①12",
         "十几", "上百", "不足10", "10以上", "10以内", "至少10", "≥10", "<10", "12±2", "12人/5户", "5+7", "=5+7",
         "5人（新增2人）", "累计12", "本月12", "共12", "计12人", "新增12", "O", "l2", "12o", "1２3①")


def numbers(dice: random.Random) -> Layout:
    """Numbers as people write them: exact ones mean what they say, all others nothing."""
    month, item = a_month(dice), ("达成就业", "CY-03")
    layout, page = new(f"{said(month)}统计表")
    page.add([dice.choice(PLACE_HEADS), item[0]])
    for place, code in some(dice, COUNTIES, 3, 6).items():
        way = dice.random()
        raw = dice.choice(list(EXACT)) if way < 0.4 else dice.choice(NEVER) if way < 0.75 else dice.choice(
            (datetime(2026, 1, 12), datetime(1900, 1, 12), True, FORMULA, Fault("#REF!"), Percent(0.12), 12.5, 1e14, -4,
             float("inf"), 1e-9, 12.0000000001)) if way < 0.9 else value(dice)
        meant = EXACT.get(raw) if isinstance(raw, str) else {12.0000000001: 12, 1e-9: 0}.get(raw, raw if isinstance(raw, int)
                                                                                             and not isinstance(raw, bool)
                                                                                             and raw >= 0 else None)
        page.add([place, raw])
        if meant is not None:
            put(layout, code, month, item[1], meant)
    return layout


def merged(dice: random.Random) -> Layout:
    """Merged values belong to nobody; merged keys to all their rows."""
    month, items = a_month(dice), some(dice, MONTHLY, 2, 3)
    layout, page = new(f"{said(month)}统计表")
    places = some(dice, COUNTIES, 3, 5)
    if dice.random() < 0.5:
        page.add(["县（市、区）", "指标", "数量"])
        for place, code in places.items():
            first = page.row + 1
            for item, (indicator, _) in items.items():
                number = value(dice)
                page.add([place if page.row + 1 == first else None, item, number])
                put(layout, code, month, indicator, number)
            page.merge(first, 1, page.row, 1)
        return layout
    page.add(["县（市、区）", *items])
    first = page.row + 1
    lost = set()
    across, at = dice.random() < 0.4, dice.randint(0, len(places) - 2)
    for number, (place, code) in enumerate(places.items()):
        values = [value(dice) for _ in items]
        covered = {1} if across and number == at else {0} if not across and number == at + 1 else set()
        gone = {0, 1} if across and number == at else {0} if not across and number in (at, at + 1) else set()
        page.add([place, *(None if column in covered else one for column, one in enumerate(values))])
        for column, (item, one) in enumerate(zip(items, values, strict=True)):
            if column not in gone:
                put(layout, code, month, items[item][0], one)
    page.merge(*((first + at, 2, first + at, 3) if across else (first + at, 2, first + at + 1, 2)))
    assert not lost
    return layout


def repeated(dice: random.Random) -> Layout:
    """A county twice, an indicator in two columns, hidden rows and columns, a copy of the sheet."""
    month, items = a_month(dice), some(dice, MONTHLY, 1, 3)
    layout, page = new(f"{said(month)}统计表")
    heads = list(items)
    if dice.random() < 0.4:
        heads.insert(dice.randint(0, len(heads)), dice.choice(heads))
    page.add([dice.choice(PLACE_HEADS), *heads])
    rows = list(some(dice, COUNTIES, 2, 4).items())
    if dice.random() < 0.5:
        rows.insert(dice.randint(0, len(rows)), dice.choice(rows))
    held = {}
    for place, code in rows:
        numbers = [dice.choice((7, value(dice))) for _ in heads]
        page.add([dice.choice((place, code)), *numbers])
        for head, number in zip(heads, numbers, strict=True):
            held.setdefault((code, month, items[head][0]), set()).add(float(number))
        if dice.random() < 0.2:
            page.sheet.hidden_rows.add(page.row)
    if dice.random() < 0.2:
        page.sheet.hidden_columns.add(2)
    layout.truth = {key: next(iter(found)) for key, found in held.items() if len(found) == 1}
    return layout


def month_rows(dice: random.Random) -> Layout:
    """A county's months down, with sums of them between."""
    items = some(dice, MONTHLY, 1, 3)
    place, code = dice.choice(list(COUNTIES.items()))
    layout, page = new(f"{place}2026年分月统计表")
    page.add([dice.choice(("月份", "期", "时间", "统计月份", "月")), *items])
    rows = []
    for month in sorted(dice.sample(range(1, 12), dice.randint(2, 6))):
        rows.append((dice.choice((f"{month}月", f"{month}月份", f"2026年{month}月", f"{MONTHS[month - 1]}月", 202600 + month,
                                  datetime(2026, month, 1), f"2026-{month:02d}")), 202600 + month))
    for text in dice.sample(("一季度", "合计", "上半年", "1-6月", "全年", "小计", "累计", "二季度小计", "平均", "去年同期",
                             "2025年", "年度目标", "前三季度", "2025年11月"), dice.randint(0, 2)):
        rows.insert(dice.randint(0, len(rows)), (text, 202511 if text == "2025年11月" else None))
    for text, period in rows:
        numbers = [value(dice) for _ in items]
        page.add([text, *numbers])
        for item, number in zip(items, numbers, strict=True):
            if period:
                put(layout, code, period, items[item][0], number)
    return layout


def pairs(dice: random.Random) -> Layout:
    """指标 and 数值 twice side by side; a form of labels with the number beside or below each."""
    month, items = a_month(dice), dict(dice.sample(list(MONTHLY.items()), 4))
    place, code = dice.choice(list(COUNTIES.items()))
    layout, page = new(f"{place}妇联{said(month)}月报")
    names = list(items)
    head = dice.choice((["指标", "数值", "指标", "数值"], ["项目", "本月", "项目", "本月"], ["指标", "本月", "指标", "累计"],
                        ["指标", "数量", "单位", "指标", "数量", "单位"], None))
    if head:
        page.add(head)
    for at in (0, 2):
        cells = []
        for side, item in enumerate(names[at:at + 2]):
            number, indicator = value(dice), items[item][0]
            cells += [item, number, *([items[item][1]] if head and "单位" in head else [])]
            if not head or "累计" not in head or side == 0:
                put(layout, code, month, indicator, number)
        page.add(cells)
    return layout


def places(dice: random.Random) -> Layout:
    """Rows of places that do not fit the title, codes that do not fit the names, townships of a name that two counties have."""
    township = dice.random() < 0.5
    month = 202600 + dice.choice((3, 6, 9)) if township else a_month(dice)
    items = some(dice, TOWNSHIP | (STOCK if month % 3 == 0 else {}) if township else MONTHLY)
    owner, who = "睢县", dice.choice(("睢县", "柘城县", "睢县妇联", "", "单县", "商丘市", "全市", "河南省商丘市睢县"))
    layout, page = new(f"{who}{said(month)}统计表")
    if dice.random() < 0.3:
        page.add([f"填报单位：{dice.choice(('睢县妇联', '柘城县妇联', '商丘市妇联'))}"])
    rows = dict(list(some(dice, TOWNSHIPS if township else COUNTIES, 2, 4).items()))
    coded = dice.random() < 0.4
    page.add([*(["区划代码"] if coded else []), "乡镇" if township else "县（市、区）", *items])
    other = dice.choice(list((TOWNSHIPS if township else COUNTIES).values()))
    for place, code in rows.items():
        numbers = [value(dice) for _ in items]
        written = code if dice.random() < 0.8 else other
        page.add([*([dice.choice((written, int(written)))] if coded else []), place, *numbers])
        titles = [str(text) for cells in list(page.sheet.rows.values())[:2] for text in cells.values()]
        stranger = any("单县" in text for text in titles) or any("柘城" in text for text in titles) and any("睢县" in text
                                                                                                        for text in titles)
        fits = not stranger and (township and not any("柘城" in text for text in titles) or not township and not any(
            one in text and one != place for text in titles for one in ("睢县", "柘城县")))
        clear = not township or coded or any(owner in text for text in titles) or place not in ("城关镇",)
        if fits and clear and (not coded or written == code):
            for item, number in zip(items, numbers, strict=True):
                put(layout, code, month, items[item][0], number)
    return layout


def notes(dice: random.Random) -> Layout:
    """Notes with numbers around and between, a column of serials without a heading, a row of 上报时间 per county."""
    month, items = a_month(dice), some(dice, MONTHLY, 1, 3)
    layout, page = new(f"{said(month)}各县（市、区）统计表")
    extra = dice.choice((None, "上报日期", "填报人", "联系电话", "排名", "得分", "备注", "报送份数", "更新时间", "序"))
    page.add([dice.choice(PLACE_HEADS), *items, extra])
    rows = list(some(dice, COUNTIES, 3, 5).items())
    between = dice.choice((None, ["注：以下为第二批上报"], ["其中：", 3, 4], ["以下各县为累计数"], ["二、累计"], ["备注", 12],
                           [None, "以下为去年同期"], ["本页小计", 9, 9], [f"{said(202610)}补报："], ["以下单位：百人"]))
    at = dice.randint(1, len(rows) - 1)
    changed = False
    for number, (place, code) in enumerate(rows):
        if between and number == at:
            page.add(between)
            changed = any(word in str(between) for word in ("累计", "同期", "百人"))
        numbers = [value(dice) for _ in items]
        page.add([place, *numbers, {"上报日期": datetime(2026, 12, 2), "填报人": "某某", "联系电话": 6012345, "排名": number + 1,
                                    "得分": 98.5, "备注": "好", "报送份数": 2, "更新时间": "12月2日",
                                    "序": number + 1}.get(extra)])
        for item, one in zip(items, numbers, strict=True):
            if not changed:
                put(layout, code, 202610 if "补报" in str(between) and number >= at else month, items[item][0], one)
    for line in dice.sample((["注：1.本表共9个县（市、区），含12场线上活动。"], ["注", 1, "以签约为准"],
                             ["审核人：", None, "2026年12月3日"], ["共", len(rows), "个县"], ["1.就业岗位按发布数统计"],
                             ["数据来源：各县妇联，截至11月30日24时"], ["填报日期：", datetime(2026, 12, 3)],
                             ["联系电话：0370-6012345"], ["第 1 页 共 2 页"], ["上年同期", *[5] * len(items)]),
                            dice.randint(0, 2)):
        page.add(line)
    return layout


def years(dice: random.Random) -> Layout:
    """Years across or down, beside a title that names a month or none; targets tables and their years."""
    items = some(dice, MONTHLY, 1, 3)
    kind = dice.choice(("years", "targets", "targets", "plan"))
    place, code = dice.choice(list(COUNTIES.items()))
    if kind == "years":
        month = a_month(dice)
        layout, page = new(dice.choice((f"{place}{said(month)}对比表", f"{place}{month % 100}月对比表")))
        page.add(["指标", "2025年", "2026年", dice.choice(("增长%", "增减", "备注"))])
        for item in items:
            page.add([item, value(dice), value(dice), 3])
        return layout
    titles = {"targets": ("2026年度目标任务分解表", "2026年妇联工作目标任务表", "商丘市2026年度任务分解表",
                          "2026年度工作任务指标", "2026年目标"),
              "plan": ("2026年11月目标任务表", "2026年上半年任务分解表", "2026年第三季度工作任务", "2026年目标任务完成情况表",
                       "2026年工作计划进展情况")}[kind]
    layout, page = new(dice.choice(titles))
    across = dice.random() < 0.5
    heads = dice.choice((["{}"], ["{}"], ["{}目标"], ["{}（年度目标）"], ["{}", "完成"], ["{}", "上年完成"]))
    if across:
        page.add([dice.choice(PLACE_HEADS), *(head.format(item) if "{}" in head else head for item in items for head in heads)])
        for name, number_of in some(dice, COUNTIES, 2, 4).items():
            numbers = [value(dice) for _ in items for _ in heads]
            page.add([name, *numbers])
            for at, item in enumerate(items):
                if (kind == "targets" or heads[0] == "{}（年度目标）" or heads[0] == "{}目标"
                    and titles.index(page.sheet.rows[1][1]) > 2):
                    layout.aims[number_of, 2026, items[item][0]] = float(numbers[at * len(heads)])
    else:
        page.add(["指标", dice.choice(("目标", "任务数", "年度目标", "目标值", "数量", "全年任务")),
                  *dice.choice(([], ["备注"], ["责任单位"]))])
        page.sheet.rows[1][1] = (f"{place}{page.sheet.rows[1][1]}" if "商丘" not in page.sheet.rows[1][1]
                                 else page.sheet.rows[1][1])
        head = page.sheet.rows[2][2]
        region = "411400" if "商丘" in page.sheet.rows[1][1] else code
        for item in items:
            number = value(dice)
            page.add([item, number])
            if (kind == "targets" or head in ("年度目标", "全年任务")
                or titles.index(page.sheet.rows[1][1].removeprefix(place)) > 2 and head != "数量"):
                layout.aims[region, 2026, items[item][0]] = float(number)
    return layout


def long_rows(dice: random.Random) -> Layout:
    """A row a number, with a column that turns some of them into something else."""
    month, items = a_month(dice), some(dice, MONTHLY, 1, 3)
    layout, page = new()
    head = dice.choice(("数据类型", "口径", "类型", "统计口径", "维度", "人群", "城乡", "备注", "说明", "指标属性"))
    page.add(["地区", "期", "指标", head, "数值"])
    for place, code in some(dice, COUNTIES, 1, 3).items():
        for item, (indicator, _) in items.items():
            number, kind = value(dice), dice.choice(("当期", "当期", "累计", "目标", "农村", "去年同期", "预计", "本月"))
            when = dice.choice((said(month), month, f"1-{month % 100}月", f"{said(month)}上旬", f"2026年1-{month % 100}月",
                                f"{month % 100}月", datetime(2026, month % 100, 28)))
            page.add([place, when, item, kind, number])
            if kind in ("当期", "本月") and ("旬" not in str(when)
                                         and ("-" not in str(when) or isinstance(when, datetime) or month % 100 == 1)):
                put(layout, code, month, indicator, number)
    return layout


KINDS = (units, units, spans, spans, triples, triples, row_kinds, odd_rows, odd_rows, groups, groups, beside, turned, turned,
         numbers, numbers, merged, repeated, month_rows, pairs, places,
         notes, notes, years, years, long_rows)
