"""Text on a slide: every run names its Chinese font beside the Latin one; a box is filled only as far as its text fits."""

from collections.abc import Sequence
from dataclasses import dataclass

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from data.papers.widths import ems, gaps
from data.papers.word_text import line_of

FONT, THEME = "微软雅黑", ("+mn-lt", "+mn-ea")
"""Ours; on an office's own master, the master's."""
INK, GREY, BRAND, PALE, LINE = "1F1B18", "5D5650", "A3174B", "F2ECE8", "D8D0CA"
COLOURS = {"已完成": "14487A", "达序时": "26709F", "略滞后": "8F5C00", "滞后": "BB360B"}
"""Of a status, as on the screen; of any other GREY."""
ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
SPACED = 1.3
"""From line to line, in heights of the type: said in points, for every font has another height of its own."""


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        return Emu(Pt(self.left)), Emu(Pt(self.top)), Emu(Pt(self.width)), Emu(Pt(self.height))


@dataclass(frozen=True)
class Hand:
    """What text is written with: Latin and Chinese font."""

    latin: str = FONT
    asian: str = FONT

    def write(self, paragraph, text: str, size: float, colour: str = INK, bold: bool = False) -> None:
        run = paragraph.add_run()
        run.text = line_of(text)
        self.dress(run.font, size, colour, bold)

    def dress(self, font, size: float, colour: str = INK, bold: bool = False) -> None:
        font.size, font.bold, font.name = Pt(size), bold, self.latin
        font.color.rgb = RGBColor.from_string(colour)
        self.name(font._element)

    def name(self, properties) -> None:
        """a:ea and a:cs stand behind a:latin."""
        latin = properties.find(qn("a:latin"))
        for tag, face in (("a:cs", self.latin), ("a:ea", self.asian)):
            for old in properties.findall(qn(tag)):
                properties.remove(old)
            made = properties.makeelement(qn(tag), {"typeface": face})
            latin.addnext(made)


def box(shapes, place: Box, name: str, anchor=MSO_ANCHOR.TOP):
    """An empty box of text, without margins; its frame."""
    shape = shapes.add_textbox(*place.emu())
    shape.name = name
    return ready(shape.text_frame, anchor)


def flat(shape, fill: str) -> None:
    """One colour; no line, no shadow, nothing of the theme's style."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(fill)
    shape.line.fill.background()


def ready(frame, anchor=MSO_ANCHOR.TOP):
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def height(texts: Sequence[str], size: float, width: float) -> float:
    """Points that paragraphs take, with half a line between them."""
    rows = sum(max(1, -int(-(ems(text) + gaps(text) + 1) * size // width)) for text in texts)
    return (rows + 0.5 * max(len(texts) - 1, 0)) * size * SPACED


def size_for(texts: Sequence[str], place: Box, sizes: Sequence[float]) -> float | None:
    """The biggest in which they fit; None where none does."""
    return next((size for size in sizes if height(texts, size, place.width) <= place.height), None)


def pages(texts: Sequence[str], place: Box, sizes: Sequence[float]) -> list[list[str]]:
    """Paragraphs in as many parts as there are slides needed for them in the smallest type."""
    found: list[list[str]] = [[]]
    for text in texts:
        if found[-1] and size_for([*found[-1], text], place, sizes[-1:]) is None:
            found.append([])
        found[-1].append(text)
    return found


def paragraphs(frame, texts: Sequence[str], size: float, hand: Hand, colour: str = INK, bold: bool = False,
               align: str = "left") -> None:
    for at, text in enumerate(texts):
        one = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        one.alignment, one.line_spacing = ALIGN[align], Pt(size * SPACED)
        one.space_before = Pt(size * SPACED / 2 if at else 0)
        hand.write(one, text, size, colour, bold)
