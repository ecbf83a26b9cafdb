"""How a paper writes what the screen says: without tags, without the spaces that the screen sets between words and numbers."""

import re
from collections.abc import Iterable

from data.papers.outline import Figure, Sentence
from pages.parts.papers.material import Material
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.html import tag
from pages.parts.ui.sentence import sentence as said_of

SPACE = re.compile(r"(?<=[一-鿿（）：，。；、“”]) | (?=[一-鿿（）：，。；、“”])")


def plain(said) -> str:
    """The words of a block as the screen has them."""
    return SPACE.sub("", tag("p", said).striptags())


def sentence(key: str, text: str, figures: Iterable[Figure] = ()) -> Sentence:
    """Ended by a full stop."""
    text = plain(text)
    return Sentence(key, text if text.endswith("。") else f"{text}。", tuple(figures))


def of_row(m: Material, key: str, row) -> Sentence:
    """A figure in a sentence (ui.sentence), its 截至 left out where it is the paper's own."""
    words = said_of(row, m.indicator(row), m.names[int(row.region_id)], m.scope.at_root and row.region_id == m.scope.region)
    return sentence(key, words.removeprefix(f"{m.until}，"), [m.figure(row)])


def brief(m: Material, row) -> str:
    """技能培训（完成年度目标的81.2%，与序时差−10.4个百分点）, to stand in a row of others."""
    done = "" if fmt.is_missing(row.completion) or row.withheld else f"完成年度目标的{fmt.percent(row.completion)}，"
    gap = "" if fmt.is_missing(row.gap) else f"与序时差{fmt.points(row.gap)}个百分点"
    since = as_of.month_of(row)
    inside = "，".join(filter(None, (since, f"{done}{gap}".rstrip("，") or m.shown(row))))
    return f"{m.name(row)}（{inside}）"


def listed(words: Iterable[str]) -> str:
    return "、".join(words)
