"""Runs and paragraphs of a Word file as GB/T 9704-2012 wants them: every run names its fonts, Chinese and Latin alike."""

import re

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from data.write.text import UNSEEN

TITLE, SONG, HEI, KAI, FANG = "方正小标宋简体", "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312"
ER, SAN, SI, XIAO_SI, WU = 22, 16, 14, 12, 10.5
"""二号 三号 四号 小四 五号, in points."""
LINE = 28
"""Points from line to line."""
CLOSER = -5
"""Twentieths of a point by which 三号 stands closer, so that 28 characters of it fill a line of 156 mm. Said of every run, beside
the grid of the page: programs that are no Word put a character that is wider than its cell into two."""
GREY = "595959"


def el(tag: str, *children, **attributes):
    """An element of WordprocessingML."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def fonts(name: str):
    """Quotation marks and dashes are drawn by the Chinese font: hint."""
    return el("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")


def look(font: str, size: float, bold: bool = False, colour: str = ""):
    """What a run looks like."""
    marks = [el("b"), el("bCs")] if bold else [el("b", val=0), el("bCs", val=0)]
    half = int(size * 2)
    tint = [el("color", val=colour)] if colour else []
    closer = [el("spacing", val=CLOSER)] if size == SAN else []
    return el("rPr", fonts(font), *marks, el("snapToGrid", val=0), *tint, *closer, el("sz", val=half), el("szCs", val=half),
              el("lang", val="en-US", eastAsia="zh-CN"))


def run(text: str, font: str = FANG, size: float = SAN, bold: bool = False, colour: str = ""):
    return el("r", look(font, size, bold, colour), _words("w:t", line_of(text)))


def line_of(text: str) -> str:
    """Text in one line, without marks that nobody sees, which no file may hold."""
    return UNSEEN.sub("", re.sub(r"\s*[\t\n\r\v\f\x85\u2028\u2029]\s*", " ", text))


def _words(tag: str, text: str):
    made = OxmlElement(tag)
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def field(code: str, font: str, size: float) -> list:
    """A field whose value the program that opens the file fills in, such as PAGE."""
    parts = (el("fldChar", fldCharType="begin"), _words("w:instrText", f" {code} "), el("fldChar", fldCharType="separate"),
             _words("w:t", "1"), el("fldChar", fldCharType="end"))
    return [el("r", look(font, size), part) for part in parts]


def paragraph(*runs, align: str = "both", first: float = 0, left: float = 0, right: float = 0, size: float = SAN,
              line: float = LINE, before: float = 0, after: float = 0, keep: bool = False, new_page: bool = False,
              level: int | None = None):
    """first, left, right: indents in characters of `size`. line, before, after: points; line is exact. keep: with the next one.
    level: of a heading, from 0, for the list of headings that Word shows."""
    def indents(name: str, many: float) -> dict:
        return {f"{name}Chars": round(many * 100), name: round(many * size * 20)} if many else {}

    wide = indents("left", left) | indents("right", right) | (
        indents("firstLine", first) if first >= 0 else indents("hanging", -first))
    parts = [*([el("keepNext"), el("keepLines")] if keep else []), *([el("pageBreakBefore")] if new_page else []),
             el("widowControl", val=0), el("kinsoku"), el("wordWrap"), el("overflowPunct"), el("autoSpaceDE", val=0),
             el("autoSpaceDN", val=0), el("snapToGrid", val=0),
             el("spacing", before=round(before * 20), after=round(after * 20), line=round(line * 20), lineRule="exact")]
    parts += [el("ind", **wide)] if wide else []
    parts.append(el("jc", val=align))
    parts += [el("outlineLvl", val=level)] if level is not None else []
    return el("p", el("pPr", *parts), *runs)


def empty(line: float = LINE, keep: bool = False):
    return paragraph(line=line, keep=keep)
