"""An outline as a presentation: one message a slide, native charts and tables, in 16:9 or on an office's own master."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from pptx.util import Pt

from data.papers import deck_chart, deck_map, deck_table
from data.papers.deck_page import Deck, opened
from data.papers.deck_text import BRAND, GREY, INK, SPACED, Box, box, pages, paragraphs, size_for
from data.papers.outline import Chart, Map, Outline, Sentence, Slide, Table
from data.papers.shown import tabled
from data.papers.widths import ems
from data.papers.word_page import describe
from data.write.mark import leaving
from data.write.text import clean

SIZES = (24, 22, 20, 18, 16, 14, 12)
"""Of sentences."""
BESIDE = 0.36
"""Of the width, for what is said beside a picture."""
GAP = 18


def make(outline: Outline, template: bytes | None = None) -> bytes:
    """The file. template: an office's own that data.papers.templates has found no fault with: its master, without its slides."""
    deck = opened(outline, template)
    _cover(deck)
    for slide in outline.slides:
        _slide(deck, slide)
    made = list(deck.file.slides)
    for page, slide in enumerate(made, start=1):
        deck.foot(slide, page, len(made))
    describe(deck.file, outline.title, outline.number)
    mark, file = leaving.get(), BytesIO()
    assert mark is None or mark.line
    deck.file.save(file)
    return file.getvalue()


def _cover(deck: Deck) -> None:
    outline = deck.outline
    slide, _ = deck.slide(outline.title)
    title = _title_of(slide)
    place = Box(deck.width * 0.1, deck.height * 0.26, deck.width * 0.8, deck.height * 0.24)
    title.left, title.top, title.width, title.height = place.emu()
    for shape in slide.shapes:
        if shape.name == "标题线":
            shape.top = Box(0, place.top + place.height + 8, 0, 0).emu()[1]
    one_line = replace(place, height=40 * SPACED)
    size = size_for([outline.title], one_line, (40, 36, 32, 30)) or size_for([outline.title], place, (36, 32, 28, 24, 20)) or 20
    line = title.text_frame.paragraphs[0]
    line.line_spacing = Pt(size * SPACED)
    deck.hand.dress(line.runs[0].font, size, INK if deck.own else BRAND, bold=True)
    said = [one for one in (outline.as_of, outline.author, outline.date) if one]
    frame = box(slide.shapes, Box(place.left, place.top + place.height + 26, place.width, deck.height * 0.22), "说明")
    paragraphs(frame, said, 18, deck.hand, GREY)
    if outline.demo:
        line = frame.add_paragraph() if said else frame.paragraphs[0]
        line.line_spacing, line.space_before = Pt(18 * SPACED), Pt(18 * SPACED / 2)
        deck.hand.write(line, "示例数据，不是实际上报的数", 18, BRAND, bold=True)


def _slide(deck: Deck, slide: Slide) -> None:
    """One slide; more where a table or what is said does not fit on one."""
    said = [clean(one.text) for one in slide.blocks if isinstance(one, Sentence)]
    pictures = [_drawable(one) for one in slide.blocks if not isinstance(one, Sentence) and tabled(one).rows]
    done = []
    if not pictures:
        _words(deck, slide, said or ["没有数。"], done)
    for at, block in enumerate(pictures):
        _picture(deck, slide, block, said if at == 0 else [], done)
    for page, made in enumerate(done, start=1):
        if len(done) > 1:
            deck.hand.write(_title_of(made).text_frame.paragraphs[0], f"（{page}/{len(done)}）", 16, GREY)
        deck.note(made, [slide.title, *said])


def _title_of(slide) -> Any:
    """Its title; on a master without one, the box that stands for it."""
    return slide.shapes.title or slide.shapes[0]


def _drawable(block: Chart | Map | Table) -> Chart | Map | Table:
    """A map without outlines is its table."""
    if isinstance(block, Map) and not any(ring for one in block.places for ring in one.rings):
        return tabled(block)
    return block


def _words(deck: Deck, slide: Slide, said: list[str], done: list) -> None:
    page, place = deck.slide(slide.title)
    done.append(page)
    parts = pages(said, place, SIZES)
    for at, part in enumerate(parts):
        if at:
            page, place = deck.slide(slide.title)
            done.append(page)
        paragraphs(box(page.shapes, place, "要点"), part, size_for(part, place, SIZES) or SIZES[-1], deck.hand)


def _picture(deck: Deck, slide: Slide, block: Chart | Map | Table, said: list[str], done: list) -> None:
    """With what is said beside it; a table that needs the width has it, and what is said goes below it."""
    page, place = deck.slide(slide.title)
    done.append(page)
    picture, beside = _shared(place, block, said)
    rest = []
    if said:
        first, *rest = pages(said, beside, SIZES)
        paragraphs(box(page.shapes, beside, "要点"), first, size_for(first, beside, SIZES) or SIZES[-1], deck.hand)
    if isinstance(block, Chart):
        deck_chart.draw(page.shapes, block, picture, deck.hand)
    elif isinstance(block, Map):
        deck_map.draw(page.shapes, block, picture, deck.hand)
    else:
        for at, part in enumerate(_parts(block, picture, place)):
            if at:
                page, _ = deck.slide(slide.title)
                done.append(page)
            deck_table.draw(page.shapes, part, picture if at == 0 else place, deck.hand)
    for part in rest:
        page, place = deck.slide(slide.title)
        done.append(page)
        paragraphs(box(page.shapes, place, "要点"), part, size_for(part, place, SIZES) or SIZES[-1], deck.hand)


def _parts(table: Table, first: Box, others: Box) -> Iterator[deck_table.Part]:
    """What fits beside what is said, then what fits on slides of its own."""
    head, *rest = deck_table.parts(table, first)
    yield head
    if rest:
        left = replace(table, rows=table.rows[len(head.rows):], totals=max(0, table.totals - len(head.rows)))
        yield from deck_table.parts(left, others)


def _shared(place: Box, block: Chart | Map | Table, said: list[str]) -> tuple[Box, Box]:
    if not said:
        return place, place
    if isinstance(block, Table) and sum(min(ems(one.name), 7) + 1 for one in block.columns) > 26:
        below = min(place.height * 0.4, 30 * len(said) + 10)
        return (replace(place, height=place.height - below - GAP),
                Box(place.left, place.top + place.height - below, place.width, below))
    wide = place.width * BESIDE
    return (replace(place, width=place.width - wide - GAP), Box(place.left + place.width - wide, place.top, wide, place.height))
