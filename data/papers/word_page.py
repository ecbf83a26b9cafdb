"""The page of a Word file by GB/T 9704-2012: paper, margins, grid, page numbers; what the file says of itself."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap, qn
from docx.section import Section
from docx.shared import Mm, Pt

from data.papers.word_text import FANG, GREY, HEI, KAI, LINE, SAN, SI, SONG, TITLE, el, field, fonts, paragraph, run
from data.write.mark import leaving

WIDTH, HEIGHT, TOP, BOTTOM, LEFT, RIGHT = 210, 297, 37, 35, 28, 26
"""Millimetres."""
LINES, CHARACTERS = 22, 28
PAGE_NUMBER = 7
"""Millimetres from the text down to the page number."""
NO_LINE_BEGINS_WITH = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
"""Word's own list for Chinese, to which the units of a paper's numbers come."""


def inches(section: Section) -> float:
    """The width of the text, in points."""
    assert section.page_width and section.left_margin is not None and section.right_margin is not None
    return (section.page_width - section.left_margin - (section.right_margin or 0)) / Pt(1)


def set_page(section: Section, landscape: bool = False) -> None:
    """A wide page keeps its number at the lower edge; the edge to bind is on top."""
    wide, high = (HEIGHT, WIDTH) if landscape else (WIDTH, HEIGHT)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    top, bottom, left, right = (LEFT, BOTTOM, RIGHT, RIGHT) if landscape else (TOP, BOTTOM, LEFT, RIGHT)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, (top, bottom, left, right))
    section.header_distance, section.footer_distance = Mm(15), Mm(BOTTOM - PAGE_NUMBER) - Pt(28)
    text_high, text_wide = (high - top - bottom) / 25.4 * 72, (wide - left - right) / 25.4 * 72
    lines = int(text_high / LINE) if landscape else LINES
    characters = int(text_wide / SAN) if landscape else CHARACTERS
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(el("docGrid", type="linesAndChars", linePitch=int(text_high / lines * 20),
                              charSpace=int((text_wide / characters - SAN) * 4096)))


def number_pages(document: Document, words: str) -> None:
    """— 1 —, on odd pages right, on even ones left, a character in. words: a small line below."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    mark = leaving.get()
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        number = [run("— ", SONG, SI), *field("PAGE", SONG, SI), run(" —", SONG, SI)]
        left, right = (1, 0) if align == "left" else (0, 1)
        _replace(footer, paragraph(*number, align=align, left=left, right=right, size=SI, line=16),
                 paragraph(run(words, SONG, 9, colour=GREY), align="center", size=9, line=12))
    for header in (section.header, section.even_page_header):
        _replace(header, paragraph(run(mark.watermark if mark else "", SONG, 9, colour=GREY), align="center", size=9, line=12))


def _replace(part, *paragraphs) -> None:
    part.is_linked_to_previous = False
    for old in list(part._element):
        part._element.remove(old)
    part._element.extend(paragraphs)


def set_type(document: Document) -> None:
    """What holds where nothing else is said: 仿宋 三号; for it the grid is reckoned."""
    styles = document.styles.element
    for properties in styles.iter(qn("w:rPrDefault")):
        properties.clear()
        properties.append(el("rPr", fonts(FANG), el("sz", val=SAN * 2), el("szCs", val=SAN * 2),
                             el("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")))
    for properties in styles.iter(qn("w:pPrDefault")):
        properties.clear()
    normal = document.styles["Normal"].element
    for old in normal.findall(qn("w:rPr")):
        normal.remove(old)
    normal.append(el("rPr", fonts(FANG), el("sz", val=SAN * 2), el("szCs", val=SAN * 2)))


def keep_units(document: Document, texts: Iterable[str]) -> None:
    """No line begins with a unit that stands behind a number in this paper: a rule of the document (noLineBreaksBefore) and no
    unseen mark in the text, which would be copied and searched with the number."""
    found = {one for text in texts for one in "".join(re.findall(r"\d[余多]?([\u4e00-\u9fff]{1,2})", text))
             if one in "人个户名次场件项家所处位元万亿年月日期岁分组天周本份台套亩吨斤米公里平方对支间村乡镇县市%‰"}
    settings = document.settings.element
    for old in settings.findall(qn("w:noLineBreaksBefore")):
        settings.remove(old)
    rule = el("noLineBreaksBefore", lang="zh-CN", val=NO_LINE_BEGINS_WITH + "".join(sorted(found)))
    spacing = settings.find(qn("w:characterSpacingControl"))
    settings.insert(len(settings), rule) if spacing is None else spacing.addnext(rule)


def set_settings(document: Document) -> None:
    """Word opens it as its own of today, and checks no English in it."""
    settings = document.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    package = document.part.package
    assert package is not None
    for part in package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = _font_table().encode()


def _font_table() -> str:
    """Which font is taken where one is not there: the same family as today's Windows has it."""
    others = {FANG: "仿宋", KAI: "楷体", TITLE: "方正小标宋_GBK", HEI: "SimHei", SONG: "SimSun"}
    listed = "".join(f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
                     for name, other in others.items())
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{nsmap["w"]}">{listed}</w:fonts>'


def describe(document, title: str, number: str) -> None:
    """What a file says of itself: title and numbers, and no person's name. Also of a presentation."""
    own, mark, package = document.core_properties, leaving.get(), document.part.package
    held = package._rels if hasattr(package, "_rels") else package.rels
    for key in [key for key, one in held.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        held.pop(key)  # the picture is of the library's own file
    own.title, own.subject, own.keywords, own.category = title[:255], "", "", ""
    own.author = own.last_modified_by = ""
    own.comments = mark.line if mark else ""
    own.identifier = mark.number if mark else number
    own.revision = 1
    at = mark.at.astimezone(UTC) if mark else datetime(2000, 1, 1)  # Office keeps UTC
    own.created = own.modified = at.replace(microsecond=0, tzinfo=None)
