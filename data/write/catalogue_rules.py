"""What an indicator of the catalogue may be, and what of it may still change: every rule in one place, each said in words.

A row is a dict of FIELDS; a catalogue is its rows by code. Pure: what figures there are is told (`Used`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from data.normal import normal
from data.write.text import longest, too_long
from data.write.weight import wrong_weight
from queries.catalogue import parts
from queries.schema import DIRECTIONS, FREQUENCIES, KINDS, LEVELS, indicators

Row = Mapping[str, Any]
Rows = Mapping[str, Row]
Wrong = dict[tuple[str, str], str]
"""(code, field) -> why not, and what to do instead."""

WORDS = {"code": "代码", "action_id": "行动", "programme": "工作项目", "name": "名称", "short_name": "简称", "unit": "单位",
         "kind": "怎样算", "numerator": "分子", "denominator": "分母", "direction": "方向", "frequency": "报送周期",
         "report_level": "报送层级", "additive": "下级加总", "whole": "其中：属于", "plan": "进度计划", "sensitive": "涉个人信息",
         "precision": "小数位数", "weight": "权重", "headline": "代表指标", "definition": "指标解释", "source": "出处",
         "first_year": "从哪年起", "last_year": "到哪年止", "own": "自设", "former": "曾用名", "aliases": "别名"}
"""Field -> what the screen and the workbook call it."""
FIELDS = tuple(WORDS)
NAMED = ("former", "aliases")
"""Of indicator_names: lists of names."""
CHOICES = {"kind": dict(zip(KINDS, ("时期数", "时点数", "比率"), strict=True)),
           "direction": dict(zip(DIRECTIONS, ("越高越好", "越低越好", "不评价"), strict=True)),
           "frequency": dict(zip(FREQUENCIES, ("每月", "每季", "每半年", "每年"), strict=True)),
           "report_level": {"county": "县", "township": "乡镇"}}
FLAGS = ("additive", "sensitive", "headline", "own")
NEEDED = ("action_id", "programme", "name", "short_name", "unit", "kind", "direction", "frequency", "report_level", "definition",
          "source")
CODE = re.compile(r"[A-Z]{2,4}-[0-9]{2,3}")
SETTLED = ("unit", "kind", "frequency", "report_level", "additive", "numerator", "denominator")
"""What a figure is: where there are any it stays what it is."""
AIMED = ("unit", "kind", "frequency")
"""The same of targets and plans."""
MOST_DIGITS = 4
INSTEAD = "请从明年起停用本指标，另设新指标。"
EVER = 9999


@dataclass(frozen=True)
class Used:
    """The years of the first and the last figure of an indicator (of a ratio: worked out; 0: none), and whether there are targets
    or plans."""

    first: int = 0
    last: int = 0
    aimed: bool = False


def years_of(row: Row) -> tuple[int, int]:
    """The first and the last year in which it is there; of what is no year: as if it were not said."""
    first, last = (year if isinstance(year, int) else 0 for year in (row["first_year"], row["last_year"]))
    return first, last or EVER


def named_in(row: Row) -> list[tuple[str, str]]:
    """(field, code) of every other indicator that it is made of or a part of."""
    return [(field, code) for field in ("numerator", "denominator", "whole") if row[field] for code in parts(row[field])]


def plain(name: str) -> str:
    """A name in one way of writing, by which two are the same."""
    return normal(name).replace(" ", "").casefold()


def find_wrong(before: Rows, after: Rows, used: Mapping[str, Used]) -> Wrong:
    """Why the catalogue may not go from what it was to this; of changed rows alone, and of what they carry with them."""
    changed = {code for code, row in after.items() if row != before.get(code)}
    changed |= {code for code in before if code not in after}
    wrong: Wrong = {}
    for code in sorted(changed & set(after)):
        row = after[code]
        found = _alone(row)
        if code not in before and not CODE.fullmatch(row["code"]):
            found["code"] = f"“{row['code'][:12]}”不能作代码：应是 2 至 4 个大写字母、短横、2 至 3 位数字，如 ZD-01。"
        named = [field for field in ("name", "short_name", *NAMED) if row[field] != before.get(code, {}).get(field)]
        found |= {field: why for field, why in _names(code, after, named).items() if field not in found}
        if code in before:
            found = _settled(before[code], row, used.get(code, Used())) | found
        wrong |= {(code, field): why for field, why in found.items()}
    muddled = {code for code, field in wrong if field in CHOICES}  # what is not even of a kind is held against nothing
    for code, row in after.items():
        for field, why, of in _together(row, after, muddled):
            if code in changed:
                wrong.setdefault((code, field), why)
            elif of in changed:
                there = "last_year" if of in after else "code"
                wrong.setdefault((of, there), f"{code}“{row['short_name']}”还要用它：{why}")
    return wrong


def _alone(row: Row) -> dict[str, str]:
    """What is wrong with a row whatever else there is."""
    wrong = {field: f"请填{WORDS[field]}。" for field in NEEDED if row[field] in (None, "")}
    for field, column in indicators.columns.items():
        text = row.get(field)
        if isinstance(text, str) and field not in wrong and len(text) > longest(column):
            wrong[field] = too_long(WORDS[field], text, longest(column))
    for field, words in CHOICES.items():
        if field not in wrong and row[field] not in words:
            wrong[field] = f"{WORDS[field]}应是：{'、'.join(words.values())}。"
    wrong |= {field: why for field, why in _numbers(row).items() if field not in wrong}
    if row["kind"] == "ratio":
        wrong |= {side: f"比率要写明{WORDS[side]}：指标代码，几项相加用 + 相连。" for side in ("numerator", "denominator")
                  if not row[side]}
        if row["whole"]:
            wrong["whole"] = "比率不是哪个总数的一部分，请空着。"
    elif row["kind"] in KINDS:
        wrong |= {side: f"只有比率才有{WORDS[side]}，请空着。" for side in ("numerator", "denominator") if row[side]}
        if "unit" not in wrong and row["unit"] in ("%", "％"):
            wrong["unit"] = "百分比是算出来的：请选比率，写明分子、分母。"
    if "unit" not in wrong and re.fullmatch("[百千万亿]+元", row["unit"]):
        wrong["unit"] = "金额的单位写“元”；报表里写万元照样认得。"
    return wrong


def _numbers(row: Row) -> dict[str, str]:
    wrong = {}
    if not isinstance(row["precision"], int) or not 0 <= row["precision"] <= MOST_DIGITS:
        wrong["precision"] = f"小数位数是 0 至 {MOST_DIGITS} 的整数。"
    if not isinstance(row["weight"], int | float) or wrong_weight(row["weight"]):
        wrong["weight"] = wrong_weight(row["weight"]) if isinstance(row["weight"], int | float) else "权重是 0 至 100 的数。"
    wrong |= {field: f"{WORDS[field]}应是“是”或“否”。" for field in FLAGS if not isinstance(row[field], bool)}
    years = {field: row[field] for field in ("first_year", "last_year") if row[field] is not None}
    wrong |= {field: "年份写四位数字，如 2027。" for field, year in years.items()
              if not isinstance(year, int) or not 1900 <= year <= 2999}
    if len(years) == 2 and not wrong.keys() & years.keys() and years["first_year"] > years["last_year"]:
        wrong["last_year"] = f"停用在起用以前：从 {years['first_year']} 年起，到 {years['last_year']} 年止。"
    if row["plan"]:
        if row["kind"] in ("stock", "ratio"):
            wrong["plan"] = "只有时期数才有进度计划，请空着。"
        elif not _is_plan(row["plan"]):
            wrong["plan"] = "进度计划是十二个月各月底累计的比例，逗号相隔，只增不减，十二月为 1，如 0.1,0.2,…,1；空着按月均匀。"
    return wrong


def _is_plan(text: str) -> bool:
    try:
        shares = [float(share) for share in text.split(",")]
    except ValueError:
        return False
    return len(shares) == 12 and shares == sorted(shares) and shares[0] >= 0 and shares[-1] == 1


def _names(code: str, rows: Rows, fields: list[str]) -> dict[str, str]:
    """Names that are not an indicator's alone: whoever writes one has to be understood."""
    row, taken = rows[code], {}
    for other in rows.values():
        if other["code"] != code:
            taken |= {plain(name): other for name in (*other["former"], *other["aliases"])}
    for other in rows.values():
        if other["code"] != code:
            taken |= {plain(name): other for name in (other["name"], other["short_name"]) if name}
    wrong = {}
    for field in fields:
        names = row[field] if field in NAMED else [row[field]]
        for name in filter(None, names):
            if CODE.fullmatch(plain(name).upper()):
                wrong[field] = f"“{name}”像是代码，不能作{WORDS[field]}。"
            elif (other := taken.get(plain(name))) is not None:
                called = plain(name) in (plain(other["name"] or ""), plain(other["short_name"] or ""))
                wrong[field] = (f"“{name}”是 {other['code']} 的名称，请换一个。" if called else
                                f"“{name}”是 {other['code']}“{other['short_name']}”的曾用名或别名，旧表还会这样写，"
                                "会认错；请换一个。")
            elif len(name) > 64:
                wrong[field] = too_long(WORDS[field], name, 64)
    return wrong


def _settled(old: Row, new: Row, used: Used) -> dict[str, str]:
    """What may not change any more because of what was reported, set or worked out."""
    wrong, moved = {}, [field for field in FIELDS if old[field] != new[field]]
    told = f"{used.first} 年起已经有数" if used.first else ""
    if "code" in moved:
        wrong["code"] = "代码不能改：链接、报表都按它认。请停用本指标，另设新指标。"
    for field in moved:
        if field in SETTLED and told:
            wrong[field] = f"{told}，{WORDS[field]}不能再改，改了以前的数就变了意思。{INSTEAD}"
        elif field in AIMED and used.aimed:
            wrong[field] = f"已经下达了目标或计划，{WORDS[field]}不能再改。请先取消目标和计划，或{INSTEAD.removeprefix('请')}"
    if "sensitive" in moved and not new["sensitive"] and told:
        wrong["sensitive"] = f"{told}，不能改为不涉个人信息：以前按约数保护的数会露出来。{INSTEAD}"
    first, last = years_of(new)
    if "first_year" in moved and told and first > used.first:
        wrong["first_year"] = f"{used.first} 年已经有数，起用不能晚于 {used.first} 年。"
    if "last_year" in moved and told and last < used.last:
        wrong["last_year"] = f"{used.last} 年已经有数，最早从 {used.last + 1} 年起停用；那些数若是报错的，请先撤销。"
    return wrong


def _together(row: Row, rows: Rows, muddled: set[str]) -> list[tuple[str, str, str]]:
    """(field, why, which other indicator) of what does not fit together with what it is made of or a part of."""
    wrong = []
    if row["code"] in muddled:
        return wrong
    for side in ("numerator", "denominator"):
        of = {rows[code]["kind"] for code in parts(row[side]) if code in rows} if row[side] else set()
        if len(of) > 1:
            wrong.append((side, f"{WORDS[side]}的几项要都是时期数，或都是时点数。", parts(row[side])[0]))
    for field, code in named_in(row):
        if code in muddled:
            continue
        other = rows.get(code)
        if code == row["code"]:
            why = f"{WORDS[field]}不能是它自己。"
        elif other is None:
            why = f"没有代码为“{code}”的指标，请先设立它。"
        else:
            why = _whole(row, other) if field == "whole" else _part(row, other, field)
            first, last = years_of(row)
            of_first, of_last = years_of(other)
            if not why and (first < of_first or last > of_last):
                since = f"从 {of_first} 年起才有" if first < of_first else f"到 {of_last} 年止"
                why = f"{WORDS[field]} {code} {since}，{row['code']} 的年份要在它之内；请先改 {row['code']}。"
        if why:
            wrong.append((field, why, code))
    if row["whole"] and (ring := _ring(row["code"], rows)):
        wrong.append(("whole", f"转了一圈：{' → '.join(ring)}。", ring[1]))
    return wrong


def _part(row: Row, other: Row, field: str) -> str:
    of = f"{WORDS[field]} {other['code']}"
    if other["kind"] == "ratio":
        return f"{of} 本身是比率，不能再作分子、分母。"
    if not other["additive"]:
        return f"{of} 不由下级加总，不能作分子、分母。"
    if LEVELS.index(other["report_level"]) < LEVELS.index(row["report_level"]):
        return f"{of} 由县报，比率的报送层级也要选县。"
    if other["kind"] == "flow" and other["frequency"] != row["frequency"]:
        return f"{of} 是{CHOICES['frequency'][other['frequency']]}报的时期数，比率的报送周期要和它相同。"
    if other["sensitive"] and not row["sensitive"]:
        return f"{of} 涉个人信息，比率也要标上。"
    return ""


def _whole(row: Row, other: Row) -> str:
    of = f"总数 {other['code']}"
    if other["kind"] != row["kind"]:
        return f"{of} 是{CHOICES['kind'][other['kind']]}，“其中”要和它相同。"
    if row["kind"] == "flow" and other["frequency"] != row["frequency"]:
        return f"{of} 是{CHOICES['frequency'][other['frequency']]}报的，“其中”要和它相同。"
    return ""


def _ring(code: str, rows: Rows) -> list[str]:
    """The way from an indicator over its wholes back to itself; empty where there is none."""
    ways, seen = [[code]], set()
    while ways:
        way = ways.pop()
        for above in parts(rows[way[-1]]["whole"] or "") if way[-1] in rows else ():
            if above == code and len(way) > 1:
                return [*way, code]
            if above and above not in seen:
                seen.add(above)
                ways.append([*way, above])
    return []


def in_words(old: Row | None, new: Row) -> Iterator[tuple[str, str, str]]:
    """Every field that is another: what it is called, what it was (— of a new indicator) and what it is."""
    for field in FIELDS:
        if field in new and (new[field] not in (None, [], "") if old is None else old.get(field) != new[field]):
            yield WORDS[field], "—" if old is None else word(field, old.get(field)), word(field, new[field])


def word(field: str, value: Any) -> str:
    """What a field holds, as people say it."""
    if value is None or value == []:
        return "空"
    if field in NAMED:
        return "、".join(value)
    if field in FLAGS:
        return "是" if value else "否"
    return CHOICES[field].get(value, str(value)) if field in CHOICES else f"{value:g}" if isinstance(value, float) else str(value)
