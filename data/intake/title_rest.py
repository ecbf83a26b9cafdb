"""What is left of a title once all that is understood has been taken away: it may narrow the figures to a part of the whole."""

import re
from collections.abc import Callable

from data.intake.blocks import Table
from data.intake.cells import Bad, as_unit
from data.intake.context import Line
from data.intake.doubt_words import PARTS
from data.intake.grid import Grid
from data.intake.heading_words import field_of
from data.intake.label_words import FILLED, FOOT, ISSUER, PERSON, SENDER
from data.intake.place_words import shorten, strangers
from data.intake.title_indicator import titled
from data.intake.title_words import HARMLESS, JOINING
from data.intake.vocabulary import Vocabulary
from data.intake.when import without_periods

_LABELLED = re.compile(rf"(?:{SENDER.pattern}|{PERSON.pattern}|{FILLED.pattern}|{ISSUER.pattern}|报告期别?|统计(?:期|时间|月份|"
                       r"日期)|数据期|.{0,6}(?:时间|日期|电话)|期别|月份|有效期至?|(?:计量|金额|数量)?单位|密级|编号)[^:：\s]{0,4}[:：]\s*\S*")
_TOLD = re.compile(r"[。;；]|^(?:请|注|说明|要求|备注|提示|填表|填报说明|本表)")
_PROVINCE = re.compile(r"[一-龥]{2,3}省|[一-龥]{2,5}自治区")


def rest_of(line: Line, own: Callable[[], frozenset[str]], names: Vocabulary) -> str:
    """The words of a title or a sheet's name that nothing explains, "" for none. own: gives what the table's indicators are
    called."""
    text = line.text.replace(" ", "")
    if _TOLD.search(text) or FOOT.match(text) or field_of(re.sub(r"[()、,/]", "", text)):
        return ""
    text = _units(_LABELLED.sub(" ", line.text)).replace(" ", "")
    text = _places(without_periods(re.sub(r"[含和及与](?=累计)", "", text)), names)
    for name in names.actions:
        text = text.replace(name, " ")
    if not _words(text):  # most titles: what the indicators are called need not be looked up
        return ""
    words = _words(_without(text, "\n".join(own())))
    return "、".join([word for word in words if len(word) > 1] or words)


def part_in(file_name: str, names: Vocabulary) -> str:
    """The word of a file's name that says it holds a part of the whole; "" for none."""
    text = _places(without_periods(file_name), names)
    for name in names.called:
        text = text.replace(name, " ")
    match = re.search(PARTS, text)
    return match[0] if match else ""


def _places(text: str, names: Vocabulary) -> str:
    text = _PROVINCE.sub(" ", re.sub(r"(?<!\d)\d{6,12}(?!\d)", " ", text))
    called = [name for _, name in names.names_in(text)]
    tops = [names.place(names.root).name, *(county.name for county in names.counties)]
    for name in (*called, *strangers(text), *tops, *(shorten(name) for name in tops)):
        text = text.replace(f"{name}本级", " ").replace(name, " ") if len(name) > 1 else text
    return text


def _units(text: str) -> str:
    """（单位：万元） and （人、元） away."""
    return re.sub(r"\(([^()]*)\)", lambda match: " " if all(map(as_unit, re.split(r"[、,/]", match[1]))) else match[0], text)


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", HARMLESS.sub(" ", text)) if not JOINING.fullmatch(word)]


def _without(text: str, own: str) -> str:
    """Without the pieces of what the table's own headings say: a title that repeats them narrows nothing."""
    at, kept = 0, ""
    while at < len(text):
        end = next((end for end in range(min(len(text), at + 12), at + 1, -1) if text[at:end] in own), at)
        kept, at = (kept + " ", end) if end > at else (kept + text[at], at + 1)
    return kept


def called_by(grid: Grid, table: Table, names: Vocabulary) -> frozenset[str]:
    """Names and programmes of the indicators that the table's columns and rows name, or else its title."""
    found = {column.indicator.id for column in table.columns if column.indicator}
    if not found and (of_title := titled(table.title, names)):
        found = {of_title[0].id}
    for column in table.at("indicator"):
        for text in {grid.text(row, column.at) for row in table.rows}:
            try:
                indicator = names.find_indicator(text)
            except Bad:
                continue
            found |= {indicator.id} if indicator else set()
    return frozenset(name for number in found for name in names.all_names(number))
