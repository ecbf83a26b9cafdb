"""2026年招聘会场次统计表 over months or 数量: an indicator that the title alone names."""

import re

from data.intake.cells import Bad
from data.intake.context import Line
from data.intake.indicator_names import Indicator
from data.intake.vocabulary import Vocabulary
from data.intake.when import mentions

_FRAME = re.compile(r"[(\[](?:计量|金额)?单位[:：]?[^()\[\]]*[)\]]|各?(?:县|市|区|乡|镇|街道|单位)"
                    r"(?:[、(]?(?:市|区|乡|镇|街道)[、)]?)*|全[市县区]|"
                    r"妇联|工作|完成|开展|实际|情况|统计|汇总|登记|分月|分县区?|月度?|年度?|报送?|一览|表|[的、\s]")


def titled(lines: list[Line], names: Vocabulary) -> tuple[Indicator, Line] | None:
    """The one indicator that a title is about, where all else it says is of whom, when and that it is a table; None where two
    lines name different ones."""
    found = [(indicator, line) for line in lines if (indicator := _of(line.text, names)) is not None]
    return found[-1] if len({indicator.id for indicator, _ in found}) == 1 else None


def _of(text: str, names: Vocabulary) -> Indicator | None:
    for one in mentions(text):
        text = text.replace(one.text, " ")
    plain = text.replace(" ", "")
    for name in names.called:
        at = plain.find(name)
        if at >= 0:
            for end in range(min(len(plain), at + len(name) + 3), at + len(name) - 1, -1):  # 招聘会场次, 技能培训人次
                indicator = _named(plain[at:end], names)
                if indicator is not None and _explained(plain[:at], names) and _explained(plain[end:], names):
                    return indicator
            return None
    return None


def _named(text: str, names: Vocabulary) -> Indicator | None:
    try:
        return names.find_indicator(text)
    except Bad:
        return None


def _explained(text: str, names: Vocabulary) -> bool:
    """Whether the text is of regions and the words of a table's title."""
    if not text or _FRAME.sub("", text) == "":
        return True
    known, unknown = names.places_in(text)
    if unknown or len(known) != 1:
        return False
    name = names.place(known[0].id).name
    return any(_FRAME.sub("", text.replace(word, "", 1)) == "" for word in (name, name[:-1]))
