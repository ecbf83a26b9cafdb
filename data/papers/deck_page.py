"""The pages of a presentation: ours in 16:9 or an office's own master; title, footer and notes of each."""

import re
from dataclasses import dataclass
from io import BytesIO

import pptx
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import SlideLayout
from pptx.util import Emu, Pt

from data.papers.deck_text import ALIGN, BRAND, FONT, GREY, INK, SPACED, THEME, Box, Hand, box, flat, ready, size_for
from data.papers.outline import Outline
from data.write.mark import leaving

WIDE, HIGH = 960, 540
"""Points of 16:9."""
TITLES = (28, 26, 24, 22, 20, 18, 16)
FOOTER = 9


@dataclass(frozen=True)
class Deck:
    """A presentation in the making. layout: with a title and as little else as there is."""

    file: Presentation
    hand: Hand
    width: float
    height: float
    layout: SlideLayout
    outline: Outline
    own: bool

    def slide(self, title: str):
        """A new slide with its title, and where the rest may stand."""
        slide = self.file.slides.add_slide(self.layout)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type not in TITLE_TYPES:
                shape._element.getparent().remove(shape._element)
        top = self._title(slide, title)
        margin = self.width * 0.045
        return slide, Box(margin, top, self.width - 2 * margin, self.height * 0.915 - top)

    def _title(self, slide, title: str) -> float:
        margin, shape = self.width * 0.045, slide.shapes.title
        place = Box(margin, self.height * 0.05, self.width - 2 * margin, self.height * 0.13)
        if shape is None:
            shape = slide.shapes.add_textbox(*place.emu())
            shape.name = "标题"
        elif self.own and shape.top is not None:
            place = Box(shape.left / Pt(1), shape.top / Pt(1), shape.width / Pt(1), min(shape.height / Pt(1), self.height * 0.2))
        shape.left, shape.top, shape.width, shape.height = place.emu()
        frame = ready(shape.text_frame, MSO_ANCHOR.MIDDLE)
        line = frame.paragraphs[0]
        size = size_for([title], place, TITLES) or TITLES[-1]
        line.alignment, line.line_spacing = ALIGN["left"], Pt(size * SPACED)
        self.hand.write(line, title, size, INK if self.own else BRAND, bold=True)
        if not self.own:
            rule = slide.shapes.add_shape(1, *Box(margin, place.top + place.height + 4, place.width, 1.5).emu())
            rule.name = "标题线"
            flat(rule, BRAND)
        return place.top + place.height + 16

    def foot(self, slide, page: int, pages: int) -> None:
        """截至, source, 示例数据 on the left; numbers and page on the right."""
        outline, mark = self.outline, leaving.get()
        margin, top = self.width * 0.045, self.height * 0.94
        wide = self.width - 2 * margin
        left = "　".join(one for one in (outline.as_of, outline.source, "示例数据" if outline.demo else "") if one)
        right = "　".join(one for one in (f"编号 {outline.number}" if outline.number else "", mark.line if mark else "") if one)
        frame = box(slide.shapes, Box(margin, top, wide * 0.6, FOOTER * 2.6), "页脚")
        self.hand.write(frame.paragraphs[0], left, FOOTER, GREY)
        if mark and mark.watermark:
            self.hand.write(frame.add_paragraph(), mark.watermark, FOOTER, GREY)
        line = box(slide.shapes, Box(margin + wide * 0.6, top, wide * 0.4, FOOTER * 1.5), "编号和页码").paragraphs[0]
        line.alignment = ALIGN["right"]
        self.hand.write(line, f"{right}　" if right else "", FOOTER, GREY)
        self._page_number(line, page)
        self.hand.write(line, f" / {pages}", FOOTER, GREY)

    def _page_number(self, line, page: int) -> None:
        """A field: it stays right when slides are moved."""
        self.hand.write(line, str(page), FOOTER, GREY)
        run = line.runs[-1]._r
        run.tag = qn("a:fld")
        run.set("type", "slidenum")
        run.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")

    def note(self, slide, sentences: list[str]) -> None:
        """What is said to it."""
        frame = slide.notes_slide.notes_text_frame
        for at, text in enumerate(sentences):
            self.hand.write(frame.paragraphs[0] if at == 0 else frame.add_paragraph(), text, 12)
        for shape in list(slide.notes_slide.placeholders):
            if shape.has_text_frame and not shape.text_frame.text:
                shape._element.getparent().remove(shape._element)


TITLE_TYPES = (1, 3)
"""TITLE and CENTER_TITLE of PowerPoint's kinds of placeholders."""


def opened(outline: Outline, template: bytes | None) -> Deck:
    """A presentation without slides."""
    if template is None:
        file = pptx.Presentation()
        _widen(file)
        _name_fonts(file)
        return Deck(file, Hand(), WIDE, HIGH, file.slide_layouts[5], outline, own=False)
    file = pptx.Presentation(BytesIO(template))
    listed = file.slides._sldIdLst
    for one in list(listed):
        file.part.drop_rel(one.rId)
        listed.remove(one)
    for kept in (*file.element.iter("{*}sectionLst"), *file.element.iter("{*}custShowLst")):  # they name slides that are gone
        kept.getparent().remove(kept)
    layout = min(file.slide_layouts, key=_fitness)
    wide, high = file.slide_width or Pt(WIDE), file.slide_height or Pt(HIGH)
    return Deck(file, Hand(*THEME), wide / Pt(1), high / Pt(1), layout, outline, own=True)


def _fitness(layout) -> tuple[bool, int]:
    kinds = [one.placeholder_format.type for one in layout.placeholders]
    return not any(kind == 1 for kind in kinds), len(kinds)


def _widen(file) -> None:
    """The master that comes with the library is 4:3."""
    file.slide_width, file.slide_height = Emu(Pt(WIDE)), Emu(Pt(HIGH))
    ratio = WIDE / 720
    for page in (file.slide_master, *file.slide_layouts):
        for shape in page.shapes:
            if shape._element.xpath("./p:spPr/a:xfrm"):
                shape.left, shape.width = Emu(int(shape.left * ratio)), Emu(int(shape.width * ratio))


def _name_fonts(file) -> None:
    theme = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode("utf-8")
    theme._blob = re.sub(r'(<a:(?:latin|ea) typeface=")[^"]*(")', rf"\g<1>{FONT}\g<2>", text).encode("utf-8")
