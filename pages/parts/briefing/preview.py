"""The paper as it will look, every sentence and every part a door to leaving it out or saying it otherwise."""

from collections.abc import Mapping

from data.papers.outline import Amount, Block, Column, Outline, Section, Sentence, Table
from data.papers.widths import ems
from pages.parts.papers import edits
from pages.parts.shell.picks import Part, Saying
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Cell, Markup, button, html, join, num, tag, tr
from pages.parts.ui.html import table as table_of
from pages.parts.ui.status import SIGN

ROWS = 12
"""Of a table in the preview; the file has them all."""
ONE_LINE = 6.0
"""Characters up to which a column of words is not broken: places and months, never reasons."""
WORDS = ("text", "status")
"""Kinds of column whose cells stand to the left."""
DIGITS = "〇一二三四五六七八九十"


def paper(made: Outline, choices: Mapping[str, str | None]) -> Markup:
    """The whole paper with what is left out struck through. Picks: Saying, Part."""
    gone = {section.key for section in edits.left_out(made.sections, choices)}
    parts = [tag("p", made.title, look="doc-title")]
    parts += [tag("p", "【示例数据】", look="doc-demo")] if made.demo else []
    number = [0, 0, 0]
    for section in made.sections:
        parts.append(_heading(section, number, section.key in gone, edits.PART + section.key in choices))
        if section.key not in gone:
            parts.append(_blocks(section, choices))
    parts.append(html('<p class="doc-sign">{}<br>{}</p>', made.author, made.date))
    return tag("article", *parts, look="doc")


def _heading(section: Section, number: list[int], gone: bool, chosen: bool) -> Markup:
    """一、, （一） or 附件1, with the switch of what stands under it; without a number where it is left out."""
    if gone:
        words = section.title
    elif section.annex:
        number[2] += 1
        words = f"附件{number[2]}　{section.title}"
    elif section.level == 1:
        number[0], number[1] = number[0] + 1, 0
        words = f"{_chinese(number[0])}、{section.title}"
    else:
        number[1] += 1
        words = f"（{_chinese(number[1])}）{section.title}"
    off = chosen is not section.optional
    words_of = ("加上这部分" if section.optional else "恢复") if off else "不要这部分"
    switch = button(Part(section.key), words_of, look="switch") if off or not gone else ""
    look = f"doc-h{section.level}{' annex' if section.annex else ''}{' cut' if gone else ''}"
    return tag("h3", words, " ", switch, look=look)


def _chinese(number: int) -> str:
    return DIGITS[number] if number <= 10 else f"十{DIGITS[number - 10]}"


def _blocks(section: Section, choices: Mapping[str, str | None]) -> Markup:
    """The sentences of a section run on, as in a paper; in 存在问题 and what follows each is a paragraph of its own."""
    drawn, run = [], []
    for block in section.blocks:
        if isinstance(block, Sentence):
            run.append(_sentence(block, choices))
            continue
        drawn += [tag("p", *run)] if run else []
        run = []
        drawn.append(_table(block, choices))
    drawn += [tag("p", *run)] if run else []
    return join(drawn)


def _sentence(one: Sentence, choices: Mapping[str, str | None]) -> Markup:
    words = choices.get(one.key, "")
    look = "say cut" if words is None else "say edited" if words else "say"
    hint = "已删去，点开恢复" if words is None else "手工改过，点开再改" if words else "点开改写或不要这一句"
    pick = Saying(one.key)
    return tag("span", words or one.text, look=look, pick=pick, mark=pick, role="button", tabindex=0, title=hint)


def _table(one: Block, choices: Mapping[str, str | None]) -> Markup:
    if not isinstance(one, Table):
        return html("")
    if choices.get(one.key, "") is None:
        words = f"表：{one.title}（已删去，点开恢复）"
        return tag("p", tag("span", words, look="say cut", pick=Saying(one.key), role="button", tabindex=0))
    heads = [Cell(f"{column.name}{f'（{column.unit}）' if column.unit else ''}", "" if column.kind in WORDS else "num")
             for column in one.columns]
    whole = [all(ems(str(value or "")) <= ONE_LINE for value in values) for values in zip(*one.rows[:ROWS], strict=True)]
    rows = (tr(*(_cell(value, column, short) for value, column, short in zip(row, one.columns, whole, strict=True)),
               look="total" if number < one.totals else "") for number, row in enumerate(one.rows[:ROWS]))
    left = len(one.rows) - ROWS
    more = tag("p", f"……另有{left}行，见文件", look="doc-more") if left > 0 else ""
    caption = tag("p", one.title, " ", button(Saying(one.key), "不要这张表", look="switch"), look="doc-caption")
    return join((caption, table_of(heads, rows, "doc-table"), more))


def _cell(value, column: Column, short: bool):
    """As the file has it: — for a gap, a status with its sign. short: of a column whose words stand in one line."""
    if value is None:
        return fmt.NONE if column.kind in WORDS else num(fmt.NONE)
    if isinstance(value, str):
        words = f"{SIGN[value]}{value}" if column.kind == "status" and value in SIGN else value
        return num(words) if column.kind not in WORDS else Cell(words, "short") if short else words
    decimals = value.decimals if isinstance(value, Amount) else column.decimals
    if column.kind == "percent":
        return num(f"{fmt.plain(value * 100, decimals)}%")
    return num(fmt.plain(value, decimals, sign=column.kind == "points"))
