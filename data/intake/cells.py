"""One cell of a county's sheet: its content as a number in the base unit, or why it cannot be taken.

Nothing is guessed silently: whatever is more than a plain number is said (`Read.said`), whatever could mean two things is
refused (`Bad`).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from data.normal import normal

TAKEN = "已导入"
"""What stands in a workbook of rejects where a number has come in already."""
NOT_REPORTED = {"", TAKEN, "已入库", "未上报", "未报", "未报送", "缺报", "暂缺", "—", "——", "--", "-", "–", "―", "/", "\\"}
"""What people write for 未上报. An empty cell says the same."""
MULTIPLE = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
            "万亿": 10**12}
SAME = {"人": {"名", "位"}, "件": {"起", "宗", "例", "件次"}, "场次": {"场", "次", "期"}, "户": {"家"}, "家": {"个", "户"},
        "个": {"家", "处", "所", "只", "支", "座", "条"}, "所": {"个"}, "份": {"本", "册"}, "户次": {"次"}, "人次": {"次"},
        "项": {"个", "件"}}
"""Other words for a unit, taken and said. 人, 人次 and 户 are never the same."""
BROKEN = ("元", "%", "分")
"""Units that a value may hold a fraction of; there is no half person."""
LARGEST = 10**13
_NUMBER = re.compile(rf"([+-]?)(\d[\d,. ]*|\.\d+)({'|'.join(sorted(filter(None, MULTIPLE), key=len, reverse=True))})?(.*)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+")
UNLIKE = "（格里的数，"
"""What stands after a number that is seen as another one (data/intake/files/shown.py)."""
STRUCK_OUT = "\u0336"
UNCLEAR = {"无", "没有", "无数据", "未开展", "未发生", "未组织", "未举办", "没开展", "未进行", "不涉及", "不适用", "无此项",
           "暂无"}
"""Words that could be zero or 未上报: a person says once which."""
_MARKED = re.compile(r"[\d.%]\s*(?:[①-⓿❶-➓㈠-㉃㊀-㊉]|[²³¹⁰-₎]|\*+|\[\d+\]|注\d*)\s*$|^\s*[①-⓿❶-➓]\s*\d")
_BOUND = re.compile(r"^(?:≥|>=|≧|不少于|不低于|不得少于|不得低于|至少)\s*(.+)$|^(.+?)(?:\s*[\u4e00-\u9fff%]*)?(?:及以上|以上)$")
_ABOUT = re.compile(r"[约近超余多几来±~><≥≤≈]|左右|以上|以下|不足")


class Bad(ValueError):
    """The cell cannot be taken; the message (Chinese) says what was expected instead."""


class Percent(float):
    """A number that Excel shows as a percentage: 0.98 stands for 98 %."""


class Fault(str):
    """A cell that Excel itself has no value for: an error (#N/A), or a formula that was never computed."""


FORMULA, PICTURE = Fault("公式"), Fault("图片")
_FAULTS = {FORMULA: "公式没有算好的结果，请在 Excel 中打开、保存一次，或改填数字",
           PICTURE: "这一格是图片，图片里的数读不出来，请改填数字"}


class Unclear(Bad):
    """The cell holds a word (UNCLEAR) that a person must give a meaning once."""

    def __init__(self, word: str):
        super().__init__(f"“{word}”分不清是零还是未上报，应是数字：零请填 0，未上报请留空；也可说明“{word}”按哪一种读")
        self.word = word


@dataclass(frozen=True)
class Read:
    """A value in the base unit (None: 未上报), and how it was understood where that is not plain to see."""

    value: float | None
    said: str = ""


def tidy(raw) -> str:
    """A cell's content as text in one way of writing (data/normal.py); a whole number without a point."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    return normal(str(raw))


def is_blank(raw) -> bool:
    return not isinstance(raw, Fault) and tidy(raw) in NOT_REPORTED


def read_unit(text: str, unit: str) -> int | None:
    """What a value written in `text` (万元, 人, %) is multiplied by to be in `unit`; None where that is another unit."""
    text = tidy(text)
    for word, times in MULTIPLE.items():
        if text == word + unit or text[len(word):] in SAME.get(unit, ()) and text.startswith(word):
            return times
    return None


UNITS = {f"{multiple}{word}" for multiple in MULTIPLE for unit in
         ("元", "人", "户", "个", "件", "人次", "场次", "户次", "%", "项", "分", "家", "所", "份", "元/户")
         for word in (unit, *SAME.get(unit, ()))}
"""Every way to write a unit of this product's."""
MONEY = {f"{multiple}元" for multiple in MULTIPLE}


def as_unit(text: str) -> str:
    """The unit that a cell or bracket names ((万元), 单位:人), else ""."""
    word = re.sub(r"^(?:计量|金额|数值)?单位[:：]?", "", tidy(text).strip("()[]【】 ")).strip("()[]【】 ").replace(" ", "")
    return word if word in UNITS else ""


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
    if re.search(r"\d[ \n\r\t\u3000]+\d", raw):  # 126 310 is two numbers; only a space that binds (U+00A0) parts thousands
        raise Bad("一格里有两个数，看不出收哪一个；请分开填")
    return _read_text(tidy(raw), unit, times)


@lru_cache(maxsize=100_000)
def _read_text(text: str, unit: str, times: int) -> Read:
    if normal(UNLIKE) in text:
        raise Bad("格里的数和显示出来的不一样，看不出是哪一个；请把单元格格式改为“常规”，再核对这个数")
    if STRUCK_OUT in text:
        raise Bad("这一格划了删除线，看不出还算不算数；不算的请删去，算的请去掉删除线")
    text = re.sub(r"^['‘’`](?=[\d.])", "", text)  # what Excel puts before a number to keep it a text
    if text in NOT_REPORTED:
        return Read(None, f"“{text}”按未上报" if text else "")
    if text == "零":
        return Read(0.0, "“零”按 0 读入")
    if text in UNCLEAR:
        raise Unclear(text)
    if text == "(已抹去)":
        raise Bad("这一格填的是个人的号码，不是数，已抹去；应是数字")
    if _MARKED.search(text):
        raise Bad(f"“{text}”的数字后面带着脚注号（如 ①、²），看不出是多少；请只填数字，脚注写到备注里")
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
    if "(" in rest:
        raise Bad(f"数后面写着“{rest[rest.index('('):]}”，看不出收哪一个；请只填数字，说明写到备注里")
    if rest and read_unit(rest, unit) is None:
        raise Bad(f"单位应是“{unit}”，不是“{multiple}{rest}”")
    if multiple and not rest and unit == "%":
        raise Bad(f"百分数不能以“{multiple}”计")
    if multiple and not rest and times != 1:
        raise Bad("栏目已注明单位，格里又写了“万”或“亿”，看不出是哪个；请只写一处")
    value = _whole(_times(number, MULTIPLE[multiple] * (1 if multiple or rest != "" else times)), unit)
    plain = not multiple and rest == unit and times == 1
    return Read(value, "" if plain else f"“{text}”按 {_shown(value)} {unit}读入")


def read_target(raw, unit: str, times: int = 1) -> Read:
    """As `read_value`, but 不少于24场, ≥98% and 300个以上 are taken as their lower bound, and said."""
    text = tidy(raw) if isinstance(raw, str) else ""
    match = _BOUND.match(text)
    if not match:
        return read_value(raw, unit, times)
    bound = (match[1] or text.removesuffix("及以上").removesuffix("以上")).strip()
    read = read_value(bound, unit, times)
    return Read(read.value, f"“{text}”按下限 {_shown(read.value)}{unit if unit == '%' else ' ' + unit}"
                            "读入") if read.value is not None else read


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
