"""One cell of a county's sheet: its content as a number in the base unit, as a period, or why it cannot be taken.

Nothing is guessed silently: whatever is more than a plain number is said (`Read.said`), whatever could mean two things is
refused (`Bad`).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

NOT_REPORTED = {"", "未上报", "未报", "未报送", "缺报", "暂缺", "—", "——", "--", "-", "–", "―", "/", "\\"}
"""What people write for 未上报. An empty cell says the same."""
MULTIPLE = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
            "万亿": 10**12}
SAME = {"人": {"名", "位"}, "件": {"起", "宗", "例", "件次"}, "场次": {"场", "次", "期"}, "户": {"家"}, "家": {"个", "户"},
        "个": {"家", "处", "所", "只", "支", "座"}, "所": {"个"}, "份": {"本", "册"}, "户次": {"次"}, "人次": {"次"}}
"""Other words for a unit, taken and said. 人, 人次 and 户 are never the same."""
BROKEN = ("元", "%", "分")
"""Units that a value may hold a fraction of; there is no half person."""
LARGEST = 10**13
_NUMBER = re.compile(rf"([+-]?)(\d[\d,. ]*|\.\d+)({'|'.join(sorted(filter(None, MULTIPLE), key=len, reverse=True))})?(.*)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+")
_ABOUT = re.compile(r"[约近超余多几来±~><≥≤≈]|左右|以上|以下|不足")
_MONTHS = {word: number for number, word in enumerate(
    ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), start=1)}


class Bad(ValueError):
    """The cell cannot be taken; the message (Chinese) says what was expected instead."""


class Percent(float):
    """A number that Excel shows as a percentage: 0.98 stands for 98 %."""


class Fault(str):
    """A cell that Excel itself has no value for: an error (#N/A), or a formula that was never computed."""


FORMULA, PICTURE = Fault("公式"), Fault("图片")
_FAULTS = {FORMULA: "公式没有算好的结果，请在 Excel 中打开、保存一次，或改填数字", PICTURE: "这一格是图片，图片里的数读不出来，请改填数字"}


@dataclass(frozen=True)
class Read:
    """A value in the base unit (None: 未上报), and how it was understood where that is not plain to see."""

    value: float | None
    said: str = ""


def tidy(raw) -> str:
    """Text in one way of writing: full-width as half-width, no zero-width characters, single spaces, none outside."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    return _tidy(str(raw))


@lru_cache(maxsize=100_000)
def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("─", "—")
    text = "".join(mark for mark in text if unicodedata.category(mark) not in ("Cf", "Cc") or mark in "\n\t")
    return " ".join(text.split())


def is_blank(raw) -> bool:
    return not isinstance(raw, Fault) and tidy(raw) in NOT_REPORTED


def read_unit(text: str, unit: str) -> int | None:
    """What a value written in `text` (万元, 人, %) is multiplied by to be in `unit`; None where that is another unit."""
    text = tidy(text)
    for word, times in MULTIPLE.items():
        if text == word + unit or text[len(word):] in SAME.get(unit, ()) and text.startswith(word):
            return times
    return None


def read_value(raw, unit: str, times: int = 1) -> Read:
    """The cell's value in the indicator's unit. times: what the heading or the row says (万元: 10000).

    Raises Bad.
    """
    if isinstance(raw, Fault):
        raise Bad(_FAULTS.get(raw, "Excel 报错的格，应是数字"))
    if isinstance(raw, bool):
        raise Bad("应是数字，不是“是/否”")
    if isinstance(raw, (date, datetime)):
        raise Bad("应是数字；Excel 把它当成了日期，请把格式改为“常规”后重填")
    if isinstance(raw, Percent):
        if unit != "%":
            raise Bad(f"应是以“{unit}”计的数，不是百分比")
        value = _times(float(raw), 100)
        return Read(value, f"按 {value:g}% 读入")
    if isinstance(raw, (int, float)):
        return Read(_whole(_times(raw, times), unit))
    return _read_text(tidy(raw), unit, times)


@lru_cache(maxsize=100_000)
def _read_text(text: str, unit: str, times: int) -> Read:
    if text in NOT_REPORTED:
        return Read(None, f"“{text}”按未上报" if text else "")
    if text == "零":
        return Read(0.0, "“零”按 0 读入")
    if text in ("无", "没有", "无数据"):
        raise Bad(f"“{text}”分不清是零还是未上报：零请填 0，未上报请留空")
    if _ABOUT.search(text):
        raise Bad("应是确数，不能是约数")
    match = _NUMBER.fullmatch(text)
    if not match:
        raise Bad("应是数字")
    sign, digits, multiple, rest = match.group(1), match.group(2).strip(), match.group(3) or "", match.group(4).strip()
    if not _THOUSANDS.fullmatch(digits):
        raise Bad("逗号、空格或小数点的位置不对，看不出是多少")
    if re.match(r"0[\d, ]", digits):
        raise Bad("以 0 开头，数字可能掉位；报了零请只填一个 0")
    if re.fullmatch(r"[eE][+-]?\d+", rest):
        raise Bad("科学计数法可能已经丢了尾数，请写全数字")
    number = Decimal(sign + digits.replace(",", "").replace(" ", ""))
    if not multiple and not rest:
        said = f"“{text}”按 {number} 读入" if " " in digits else ""
        return Read(_whole(_times(number, times), unit), said)
    if rest == "%":
        if unit != "%" or multiple:
            raise Bad(f"应是以“{unit}”计的数，不是百分比")
        return Read(float(number), "")
    if rest and read_unit(rest, unit) is None:
        raise Bad(f"单位应是“{unit}”，不是“{multiple}{rest}”")
    if multiple and not rest and unit == "%":
        raise Bad(f"百分数不能以“{multiple}”计")
    if multiple and not rest and times != 1:
        raise Bad("栏目已注明单位，格里又写了“万”或“亿”，看不出是哪个；请只写一处")
    value = _whole(_times(number, MULTIPLE[multiple] * (1 if multiple or rest != "" else times)), unit)
    plain = not multiple and rest == unit and times == 1
    return Read(value, "" if plain else f"“{text}”按 {_shown(value)} {unit}读入")


def _times(number, times: int) -> float:
    """Multiplied without binary rounding: 12.3456 万元 is 123456 元. Raises Bad for what is no number of this world."""
    if number != number or abs(number) >= LARGEST:
        raise Bad("数太大或不是数")
    return float(Decimal(repr(number) if isinstance(number, float) else number) * times)


def _whole(value: float, unit: str) -> float:
    if abs(value) >= LARGEST:
        raise Bad("数太大，请核对单位")
    nearest = float(round(value))
    if abs(value - nearest) < 1e-6:
        return nearest + 0.0
    if not unit.startswith(BROKEN):
        raise Bad(f"以“{unit}”计的数应是整数")
    return value


def _shown(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class When:
    """A period as it is written: its year (None: not said), last month (None: a whole year) and first month if said."""

    year: int | None
    month: int | None
    first: int | None = None


def read_period(raw) -> When | None:
    """What period a text, number or date names: 202611, 2026年11月, 2026-11, 11月, 三季度, 上半年, 2026年; None for none.

    “1-11月” has first 1 and month 11: a cumulated figure, which nobody may enter as a month's.
    """
    if isinstance(raw, (date, datetime)):
        return When(raw.year, raw.month, raw.month)
    if isinstance(raw, (bool, Fault)):
        return None
    return _period_of(tidy(raw))


@lru_cache(maxsize=20_000)
def _period_of(text: str) -> When | None:
    text = text.replace(" ", "").removesuffix("份")
    if match := re.fullmatch(r"(\d{4})(?:年|[-/.])?(0[1-9]|1[0-2]|[1-9])(?:月)?(?:[-/.](?:0?1)(?:00:00:00)?)?", text):
        if len(text) != 5:  # 20261 could be January or a slip
            return _checked(int(match[1]), int(match[2]), int(match[2]))
    if match := re.fullmatch(r"(?:(\d{4})年?)?(\d{1,2})(?:月)?[-—~至到](\d{1,2})月", text):
        return _checked(_int(match[1]), int(match[3]), int(match[2]))
    if match := re.fullmatch(r"(?:(\d{4})年?)?(\d{1,2}|十[一二]|[一二三四五六七八九十])月", text):
        month = _MONTHS.get(match[2]) or int(match[2])
        return _checked(_int(match[1]), month, month)
    if match := re.fullmatch(r"(?:(\d{4})年?)?第?([一二三四1-4])季度?|(\d{4})?年?[qQ]([1-4])", text):
        quarter = match[2] or match[4]
        month = (_MONTHS.get(quarter) or int(quarter)) * 3
        return _checked(_int(match[1] or match[3]), month, month - 2)
    if match := re.fullmatch(r"(?:(\d{4})年?)?(上|下)半年", text):
        return _checked(_int(match[1]), 6 if match[2] == "上" else 12, 1 if match[2] == "上" else 7)
    if match := re.fullmatch(r"(\d{4})年?(?:全年|度|年度)?", text):
        return _checked(int(match[1]), None, None)
    return None


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _checked(year: int | None, month: int | None, first: int | None) -> When | None:
    good = (year is None or 1990 <= year <= 2100) and (month is None or 1 <= month <= 12)
    return When(year, month, first) if good and (first is None or 1 <= first <= month) else None
