"""An outline as a Word file by GB/T 9704-2012, or in an office's own template."""

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION

from data.papers.outline import Outline, Section, Sentence, Table
from data.papers.word_page import describe, inches, keep_units, number_pages, set_page, set_settings, set_type
from data.papers.word_sections import annex, annexes_named, sections, signed, title, together
from data.papers.word_table import lay
from data.papers.word_text import FANG, WU, el, paragraph, run
from data.write.mark import leaving


def make(outline: Outline, template: bytes | None = None) -> bytes:
    """The file. template: an office's own that data.papers.templates has found no fault with; page and type are then its own,
    but for what stands at 正文 and 附件."""
    if template is not None:
        from data.papers.word_template import fill
        return fill(outline, template)
    document = docx.Document()
    set_type(document)
    set_settings(document)
    keep_units(document, texts(outline))
    set_page(document.sections[0])
    number_pages(document, footnote(outline))
    describe(document, outline.title, outline.number)
    width = inches(document.sections[0])
    said = [*title(outline), *sections(outline, width), *annexes_named(outline)]
    put(document, [*together(said), *together(signed(outline)), *told(outline)])
    put_annexes(document, outline)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def texts(outline: Outline) -> Iterator[str]:
    for part in (*outline.sections, *outline.slides):
        yield part.title
        for block in part.blocks:
            if isinstance(block, Sentence):
                yield block.text
            elif isinstance(block, Table):
                yield from (cell for row in block.rows for cell in row if isinstance(cell, str))


def footnote(outline: Outline) -> str:
    """The small line below the page number: by it a page is found again."""
    mark = leaving.get()
    return "　".join(words for words in (f"材料编号 {outline.number}" if outline.number else "", mark.line if mark else "",
                                        "示例数据" if outline.demo else "") if words)


def told(outline: Outline) -> list:
    """Where the figures are from, below the paper's end."""
    words = [outline.as_of, outline.source, "示例数据，不是实际上报的数" if outline.demo else "",
             f"材料编号 {outline.number}" if outline.number else ""]
    said = "；".join(one.rstrip("。；") for one in words if one)
    return [paragraph(run(f"注：{said}。", FANG, WU), size=WU, line=18, before=12)] if said else []


def put(document: Document, elements: list) -> None:
    end = document.element.body[-1]
    for element in elements:
        end.addprevious(element)


def put_annexes(document: Document, outline: Outline) -> None:
    """Each on a new page; on a wide one where its table does not fit otherwise."""
    found = [section for section in outline.sections if section.annex]
    upright, wide = inches(document.sections[0]), False
    for at, section in enumerate(found, start=1):
        turned = not fits(section, upright)
        if turned != wide:
            set_page(document.add_section(WD_SECTION.NEW_PAGE), landscape=turned)
            document.paragraphs[-1]._element.get_or_add_pPr().insert(0, _flat())
        put(document, annex(section, at if len(found) > 1 else 0, inches(document.sections[-1]), new_page=turned == wide))
        wide = turned


def fits(section: Section, points: float) -> bool:
    return all(lay(block, points) for block in section.blocks if isinstance(block, Table))


def _flat():
    """The paragraph in which a section of the file ends takes no room."""
    return el("spacing", before=0, after=0, line=20, lineRule="exact")
