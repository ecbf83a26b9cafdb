"""What a paper says, paragraph by paragraph: title, sections with their numbers, 附件, who signs and when."""

import re
from collections.abc import Callable
from itertools import groupby

from docx.oxml.ns import qn

from data.papers.numbering import numbered
from data.papers.outline import Block, Outline, Section, Sentence, Table
from data.papers.shown import tabled
from data.papers.widths import ems
from data.papers.word_table import elements, forced
from data.papers.word_text import ER, FANG, HEI, KAI, SAN, TITLE, el, empty, paragraph, run
from data.write.text import clean

HEADINGS = ((HEI, False), (KAI, False), (FANG, True), (FANG, False))
"""Font and weight of 一、（一）1.（1）."""
CODE = re.compile(r"(\.[^.]*\d)+$")
LISTED = 4
"""So many sentences of one kind in a row are a list: their keys differ in the code at the end alone, as behind.CY-01 does."""
TITLE_WIDTH = 19
"""Characters of 二号 in a line."""


def title(outline: Outline) -> list:
    """With how far the figures go, and that they are made up where they are."""
    below = "，".join(words for words in (clean(outline.as_of), "示例数据" if outline.demo else "") if words)
    subtitle = [paragraph(run(f"（{below}）", KAI, SAN), align="center")] if below else []
    return [*titled(outline.title), *subtitle, empty()]


def titled(text: str) -> list:
    """A title of two lines is broken between words where one is known to end."""
    return [paragraph(run(line, TITLE, ER), align="center", size=ER, line=36, keep=True) for line in broken(clean(text))]


def broken(text: str) -> list[str]:
    """A title's lines: in the middle as far as it may be, behind a place, a year, 关于 or the like."""
    if ems(text) <= TITLE_WIDTH:
        return [text]
    ends = [found.end() for found in re.finditer("妇联|年|月|关于|情况|[市县区和的，、：]", text)]
    good = [at for at in ends if ems(text[:at]) <= TITLE_WIDTH and ems(text[at:]) <= TITLE_WIDTH and len(text) - at > 1]
    if not good:
        return [text]
    at = min(good, key=lambda end: abs(ems(text[:end]) - ems(text) / 2))
    return [text[:at], text[at:]]


def sections(outline: Outline, width: float) -> list:
    """The paper's own sections. width: of the text, in points."""
    found = []
    for label, section in numbered([section for section in outline.sections if not section.annex]):
        if section.title:
            font, bold = HEADINGS[min(max(section.level, 1), 4) - 1]
            found.append(paragraph(run(label + clean(section.title), font, bold=bold), first=2, keep=True,
                                   level=min(section.level, 4) - 1))
        found += blocks(section.blocks, width)
    return found


def blocks(given: tuple[Block, ...], width: float) -> list:
    """Sentences that follow each other are a paragraph; many of one kind are a list, a paragraph each. A chart or a map is on
    paper as its table, where no table stands."""
    found, has_table = [], any(isinstance(block, Table) for block in given)
    for kind, group in groupby(given, _kind_of(given)):
        if kind is Sentence:
            found.append(paragraph(run("".join(clean(block.text) for block in group if isinstance(block, Sentence))), first=2))
            continue
        for block in group:
            if isinstance(block, Sentence):
                addressed = not found and block.text.endswith("：")  # 主送机关
                found.append(paragraph(run(clean(block.text)), first=0 if addressed else 2))
            elif isinstance(block, Table) or not has_table:
                table = tabled(block)
                nothing = [paragraph(run(f"{clean(table.title)}：没有。"), first=2)]
                found += elements(forced(table, width)) if table.rows else nothing
    return found


def _kind_of(given: tuple[Block, ...]) -> Callable[[Block], type | None]:
    """Sentence for what runs on in one paragraph; None for what stands by itself."""
    runs = [list(group) for _, group in groupby(given, lambda one: isinstance(one, Sentence) and CODE.sub("", one.key))]
    listed = {id(block) for blocks in runs if len(blocks) >= LISTED for block in blocks}
    return lambda block: Sentence if isinstance(block, Sentence) and id(block) not in listed and not block.text.endswith(
        "：") else None


def annexes_named(outline: Outline) -> list:
    """附件：1. … below the text, after an empty line."""
    names = [clean(section.title) for section in outline.sections if section.annex]
    if not names:
        return []
    if len(names) == 1:
        return [empty(), paragraph(run(f"附件：{names[0]}"), left=5, first=-3)]
    lines = [paragraph(run(f"{'附件：' if at == 1 else ''}{at}. {name}"), left=6.25, first=-1.25 if at > 1 else -4.25)
             for at, name in enumerate(names, start=1)]
    return [empty(), *lines]


def signed(outline: Outline) -> list:
    """The date four characters from the right, the unit in the middle above it. It never stands on a page alone (`together`)."""
    if not (outline.author or outline.date):
        return []
    author, date = clean(outline.author), clean(outline.date)
    middle = max(4 + (ems(date) - ems(author)) / 2, 2) if date else 4
    lines = [empty(keep=True), empty(keep=True)]
    lines += [paragraph(run(author), align="right", right=middle, keep=True)] if author else []
    return lines + ([paragraph(run(date), align="right", right=4)] if date else [])


def together(elements: list) -> list:
    """The last paragraph stays with what follows it."""
    last = elements[-1].pPr if elements else None
    if last is not None and last.find(qn("w:keepNext")) is None:
        last.insert(0, el("keepNext"))
    return elements


def annex(section: Section, number: int, width: float, new_page: bool) -> list:
    """On a page of its own: 附件 1, an empty line, its title. number: 0 for the only one."""
    label = paragraph(run(f"附件{number or ''}", HEI), new_page=new_page, keep=True, level=0)
    return [label, empty(), *titled(section.title), empty(), *blocks(section.blocks, width)]
