"""Periods as people write them: a cell that is one, and those that a line of text names among other words."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TypeGuard

from data.intake.cells import Fault, tidy

MONTHS = {word: number for number, word in enumerate(
    ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), start=1)}


@dataclass(frozen=True)
class When:
    """A period as it is written: its year (None: not said), last month (None: a whole year) and first month if said."""

    year: int | None
    month: int | None
    first: int | None = None

    @property
    def spans(self) -> bool:
        """Whether it is said to run over several months."""
        return self.first is not None and self.first != self.month

    @property
    def count(self) -> int:
        """How many months it is said to run over; a whole year is twelve."""
        return 12 if self.month is None else self.month - (self.first or self.month) + 1

    def words(self) -> str:
        months = "" if self.month is None else f"{self.first}—{self.month}月" if self.spans else f"{self.month}月"
        return (f"{self.year}年" if self.year else "") + months


def read_period(raw) -> When | None:
    """What period a text, number or date names: 202611, 2026年11月, 2026-11, 11月, 三季度, 上半年, 2026年; None for none.

    “1-11月” has first 1 and month 11: a cumulated figure, which nobody may enter as a month's.
    """
    if isinstance(raw, (date, datetime)):
        return When(raw.year, raw.month, raw.month)
    if isinstance(raw, (bool, Fault)):
        return None
    return _period_of(tidy(raw))


def is_day(raw) -> TypeGuard[date]:
    """A date within a month: what was counted by it is part of a month, or somebody's day of filling in. Excel makes the first
    of what is typed as a month, other programs write its last day."""
    return isinstance(raw, (date, datetime)) and raw.day not in (1, calendar.monthrange(raw.year, raw.month)[1])


def is_ambiguous(raw) -> bool:
    """A number such as 2026.1, which Excel also makes of 2026.10 (and hands on as text)."""
    return not isinstance(raw, datetime) and bool(re.fullmatch(r"(19|20)\d\d\.1", str(raw).strip()))


_YEAR = r"(?:(\d{4}|\d{2})年?(?:度)?)?"
_DIGITS, _ZEROS = "〇一二三四五六七八九", str.maketrans("零○", "〇〇")
_YEAR_IN_WORDS = re.compile(rf"二[〇零○][{_DIGITS}零○]{{2}}(?=年)")
_MONTH = r"(\d{1,2}|十[一二]?|[一二三四五六七八九])"


@lru_cache(maxsize=20_000)
def _period_of(text: str) -> When | None:
    text = re.sub(r"(?<=月)份|[底末]$", "", _plain_year(text.replace(" ", "")))
    if match := re.fullmatch(r"(\d{4})(?:年|[-/.])?(0[1-9]|1[0-2]|[1-9])(?:月)?(?:[-/.](?:0?1)(?:00:00:00)?)?", text):
        if len(text) != 5:  # 20261 could be January or a slip
            return _checked(int(match[1]), int(match[2]), int(match[2]))
    if match := re.fullmatch(r"(?:(\d{4}|\d{2})年)?(?:度)?(\d{1,2}|[一二三四五六七八九])月?[-—–~至到](\d{1,2}|十[一二]?|"
                             r"[一二三四五六七八九])月", text):
        return _checked(_year(match[1]), _month(match[3]), _month(match[2]))
    if match := re.fullmatch(r"(?:(\d{4}|\d{2})年)?(?:度)?" + _MONTH + "月", text):
        return _checked(_year(match[1]), _month(match[2]), _month(match[2]))
    if match := re.fullmatch(r"(?:(\d{4}|\d{2})年?)?(?:度)?(?:(前)|([1一])?[-—–~至到]?)?第?([一二三四1-4])季度?|"
                             r"(\d{4})?年?[qQ]([1-4])", text):
        quarter = match[4] or match[6]
        month = _month(quarter) * 3
        if match[3] and text.count("季") and not re.search(r"[-—–~至到]", text):
            return None
        return _checked(_year(match[1] or match[5]), month, 1 if match[2] or match[3] else month - 2)
    if match := re.fullmatch(r"(?:(\d{4}|\d{2})年)?(?:度)?(上|下)半年", text):
        return _checked(_year(match[1]), 6 if match[2] == "上" else 12, 1 if match[2] == "上" else 7)
    if match := re.fullmatch(r"(\d{4})年?(?:全年|度|年度)?", text):
        return _checked(int(match[1]), None, None)
    return None


def _plain_year(text: str) -> str:
    """二〇二六年 is 2026年, 元月 is 1月."""
    text = text.replace("元月", "1月")
    return _YEAR_IN_WORDS.sub(lambda match: "".join(str(_DIGITS.find(one) % 10) for one in match[0].translate(_ZEROS)), text)


def _year(text: str | None) -> int | None:
    return None if not text else int(text) + (2000 if len(text) == 2 else 0)


def _month(text: str) -> int:
    return MONTHS.get(text) or int(text)


def _checked(year: int | None, month: int | None, first: int | None) -> When | None:
    good = (year is None or 1990 <= year <= 2100) and (month is None or 1 <= month <= 12)
    return When(year, month, first) if good and (first is None or month is not None and 1 <= first <= month) else None


@dataclass(frozen=True)
class Mention:
    """A period in running text. kind: month (当期, as far as is said), cumulated, as_of (截至某月底), to_date (截至某日),
    year (a year alone), filled (a date with a label of its own: 填报时间 …, at holds the date) or crossed (over two years)."""

    when: When | None
    kind: str
    text: str
    at: date | None = None
    labelled: bool = False

    @property
    def to_the_day(self) -> bool:
        """Whether it names a day: 截至11月30日, not 截至11月底."""
        return self.at is not None or self.text.rstrip("为止")[-1:] in ("日", "号")


NOT_PERIOD = ("填报", "填表", "制表", "报送", "上报", "报出", "打印", "导出", "生成", "修订", "修改", "修正", "制定", "发布",
              "更新", "成文", "签发", "审核", "收到", "接收", "下发", "印发", "批准", "备案", "建档", "调查", "会议", "有效")
_OWN_LABEL = re.compile(rf"(?:{'|'.join(NOT_PERIOD)})(?:(?:日期|时间|期限|期|文号|至|于|[:：为])+|(?<=修订)|(?<=修正)|(?<=印发)|"
                        rf"(?<=制定)|(?<=打印)|(?<=批准))$"
                        r"|(?:^|[,;。、])日期[:：]$|截止(?:上报|报送|填报)(?:日期|时间)?[:：]?$")
_PERIOD_LABEL = re.compile(r"(?:报告|统计|数据|所属|报表|填报)(?:所属)?(?:期别|期间|期|月份|年月)[:：]?$|(?:^|[,;。、])(?:时间|"
                           r"月份|期别|统计时间|期)[:：]$")
_NUMBER_OF_PAPER = re.compile(r"[〔\[(【]\s*\d{4}\s*[〕\])】]\s*第?\d+\s*号|[^\d\s]{0,30}字?第?\d{1,9}号(?:文|令)")
_AS_OF = r"(?:截至|截止到?|截止至|止于)"
_Y = r"(?:(\d{4}|(?<!\d)\d{2})年(?:度)?)?"
_TO = r"[-—–~至到]+"
_FOUND = re.compile("|".join((
    rf"(?P<range>(?P<ra>{_AS_OF})?(?P<y1>\d{{4}}|(?<!\d)\d{{2}})年(?P<m1>\d{{1,2}})月(?:(?P<d1>\d{{1,2}})日)?起?{_TO}"
    rf"(?P<y2>\d{{4}})年(?P<m2>\d{{1,2}})月(?:(?P<d2>\d{{1,2}})日)?(?:为?止)?)",
    rf"(?P<isos>(?<!\d)(?P<ya>20\d\d)(?:[-/.](?P<ma>\d{{1,2}})[-/.](?P<ea>\d{{1,2}})|(?P<mc>\d\d)(?P<ec>\d\d)){_TO}"
    rf"(?P<yb>20\d\d)(?:[-/.](?P<mf>\d{{1,2}})[-/.](?P<ef>\d{{1,2}})|(?P<mg>\d\d)(?P<eg>\d\d))(?!\d))",
    rf"(?P<dots>(?<![\d.])(?:(?P<yx>20\d\d|(?<!\d)\d\d(?=年))[.年/-])?(?P<mx>1[0-2]|0?[1-9])[./](?P<dx>[0-3]?\d){_TO}"
    rf"(?P<mz>1[0-2]|0?[1-9])[./](?P<dz>[0-3]?\d)(?![\d.]))",
    rf"(?P<days>(?:(?P<yd>\d{{4}}|(?<!\d)\d{{2}})年)?"
    rf"(?P<md>\d{{1,2}})月(?P<da>\d{{1,2}})日起?{_TO}(?:(?P<mb>\d{{1,2}})月)?(?P<db>\d{{1,2}})日(?:为?止)?)",
    rf"(?P<day>(?P<asd>{_AS_OF})?(?:(?P<y3>\d{{4}}|(?<!\d)\d{{2}})年)?(?P<m3>\d{{1,2}})月(?P<d3>\d{{1,2}})[日号](?P<to3>为?止)?)",
    rf"(?P<iso>(?P<asi>{_AS_OF})?(?<!\d)(?P<y4>20\d\d)(?:[-/.](?P<m4>\d{{1,2}})[-/.](?P<d4>\d{{1,2}})|(?P<m4b>0[1-9]|"
    rf"1[0-2])(?P<d4b>[0-3]\d))(?!\d))",
    rf"(?P<months>(?P<asr>{_AS_OF})?(?:(?P<y5>\d{{4}}|(?<!\d)\d{{2}})年?(?:度)?)?(?P<f5>(?<!\d)\d{{1,2}}|"
    rf"[一二三四五六七八九])月?份?{_TO}(?P<m5>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月份?)",
    rf"(?P<month>(?P<asm>{_AS_OF})?(?:(?P<y6>\d{{4}}|(?<!\d)\d{{2}})年(?:度)?)?(?P<m6>(?<!\d)\d{{1,2}}|十[一二]?|"
    rf"(?<!十)[一二三四五六七八九])月(?:份?[底末初]?)(?:(?P<to6>(?:份?[底末]?)(?:止|为止)))?)",
    rf"(?P<quarter>(?P<asq>{_AS_OF})?(?:(?P<y7>\d{{4}}|(?<!\d)\d{{2}})年?(?:度)?)?(?P<up7>前|"
    rf"[1一]{_TO})?第?(?P<q7>[一二三四1-4])季度?|(?<!\d)(?P<y7b>20\d\d)年?[qQ](?P<q7b>[1-4]))",
    r"(?P<half>(?:(?P<y8>\d{4}|(?<!\d)\d{2})年?(?:度)?)?(?P<h8>[上下])半年)",
    r"(?P<compact>(?<!\d)(?P<y9>20\d\d)(?:[-/.](?P<m9>0?[1-9]|1[0-2])|(?P<m9b>0[1-9]|1[0-2]))(?!\d)月?)",
    r"(?P<year>(?<![\dA-Za-z])(?P<y0>20\d\d)(?!\d)(?:年度?|(?=\D|$))|(?<!\d)(?P<y0b>[2-4]\d)年(?:度)?(?![龄来间内多后前]))")))
_CUMULATED = re.compile(r"累计|累積|年累|年内|年初以来|今年以来|本年以来|年初[-—–~至到]|年初起|至今|以来|合计数|截[至止]到?目前|"
                        r"目前为止|前(?:\d{1,2}|十[一二]?|[二三四五六七八九])个?月")


@lru_cache(maxsize=5_000)
def mentions(text: str) -> tuple[Mention, ...]:
    """The periods that a line of tidied text names, in order. Dates that stand behind a label of their own (填报时间,
    有效期至, 修订 …) are of kind filled: no witness of the period."""
    text = _NUMBER_OF_PAPER.sub(" ", _plain_year(text.replace(" ", "")))
    found, end = [], 0
    for match in _FOUND.finditer(text):
        one = _mention(match, text[end:match.start()], text[match.end():match.end() + 4])
        end = match.end()
        if one is not None:
            found.append(one)
    return tuple(found)


def without_periods(text: str) -> str:
    """The text without the periods that it names, numbers of papers and the words for 累计."""
    return _CUMULATED.sub(" ", _FOUND.sub(" ", _NUMBER_OF_PAPER.sub(" ", _plain_year(text.replace(" ", "")))))


def says_cumulated(text: str) -> str:
    """The word that makes the figures cumulated ones; "" for none."""
    match = _CUMULATED.search(text)
    return match[0] if match else ""


def _mention(match: re.Match, before: str, behind: str) -> Mention | None:
    g, text = match.groupdict(), match[0]
    owned = bool(_OWN_LABEL.search(before[-14:])) and not _PERIOD_LABEL.search(before[-14:])
    # 12月上报11月数据: the month of sending is not the month that is told.
    owned = owned or bool(re.match(r"(?:上报|报送|填报|制表|印发|修订|打印)",
                                   behind)) and not re.match(r"(?:填报|上报|报送)(?:单位|表|汇总)", behind)
    labelled = bool(_PERIOD_LABEL.search(before[-14:]))
    if owned and "截止" not in text[:2]:
        return Mention(None, "filled", text, _date_in(g))
    if g["range"]:
        return Mention(None, "crossed", text) if _year(g["y1"]) != int(g["y2"]) else _ranged(int(g["y2"]), int(g["m1"]), g["d1"],
                                                                                             int(g["m2"]), g["d2"], text)
    if g["isos"]:
        first, last = g["ma"] or g["mc"], g["mf"] or g["mg"]
        return Mention(None, "crossed", text) if g["ya"] != g["yb"] else _ranged(int(g["ya"]), int(first), g["ea"] or g["ec"],
                                                                                int(last), g["ef"] or g["eg"], text)
    if g["dots"]:
        return _ranged(_year(g["yx"]), int(g["mx"]), g["dx"], int(g["mz"]), g["dz"], text)
    if g["days"]:
        return _ranged(_year(g["yd"]), int(g["md"]), g["da"], int(g["mb"] or g["md"]), g["db"], text)
    if g["day"] or g["iso"]:
        at = _date_in(g)
        as_of = g["asd"] or g["asi"] or g["to3"]
        if not as_of or at is None and not g["m3"]:
            return Mention(None, "filled", text, at)
        year, month, day = (at.year, at.month, at.day) if at else (None, int(g["m3"]), int(g["d3"]))
        last = day == calendar.monthrange(year or 2025, month)[1] if 1 <= month <= 12 else False
        return Mention(_checked(year, month, month), "as_of" if last else "to_date", text, at, labelled)
    if g["months"]:
        when = _checked(_year(g["y5"]), _month(g["m5"]), _month(g["f5"]))
        return when and Mention(when, "cumulated" if when.spans or g["asr"] else "month", text, None, labelled)
    if g["month"]:
        when = _checked(_year(g["y6"]), _month(g["m6"]), _month(g["m6"]))
        as_of = g["asm"] or g["to6"] or before.endswith(("至", "到")) and text[-1] in "底末"
        return when and Mention(when, "as_of" if as_of else "month", text, None, labelled)
    if g["quarter"]:
        month = _month(g["q7"] or g["q7b"]) * 3
        when = _checked(_year(g["y7"] or g["y7b"]), month, 1 if g["up7"] else month - 2)
        return when and Mention(when, "cumulated" if g["up7"] and month > 3 else "as_of" if g["asq"] else "month", text, None,
                                labelled)
    if g["half"]:
        return Mention(_checked(_year(g["y8"]), 6 if g["h8"] == "上" else 12, 1 if g["h8"] == "上" else 7), "month", text, None,
                       labelled)
    if g["compact"]:
        month = int(g["m9"] or g["m9b"])
        return Mention(_checked(int(g["y9"]), month, month), "month", text, None, labelled)
    return Mention(When(_year(g["y0"] or g["y0b"]), None), "year", text, None, labelled)


def _ranged(year: int | None, first: int, day: str | None, month: int, last: str | None, text: str) -> Mention | None:
    """11月1日至30日 is November; from any other day, or to one, it is part of it."""
    if not (1 <= first <= month <= 12):
        return Mention(None, "crossed", text)
    when = _checked(year, month, first)
    if when is None:
        return None
    whole = (day is None or int(day) == 1) and (last is None or int(last) == calendar.monthrange(year or 2025, month)[1])
    return Mention(when, ("cumulated" if when.spans else "month") if whole else "to_date", text)


def _date_in(g: dict) -> date | None:
    year, month, day = g["y3"] or g["y4"], g["m3"] or g["m4"] or g["m4b"], g["d3"] or g["d4"] or g["d4b"]
    try:
        if year and month and day:
            return date(_year(year) or 0, int(month), int(day))
    except ValueError:
        pass
    return None


def last_day(period: int) -> date:
    """The day on which a period (yyyymm) ends."""
    year, month = divmod(period, 100)
    return date(year, month, calendar.monthrange(year, month)[1])
