"""An office's own Word template: what may stand in it between {{ }}, and how it is filled.

正文 and 附件 are put in as GB/T 9704 wants them, every run with its own fonts; the rest takes the template's type.
"""

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from data.papers.numbering import numbered
from data.papers.outline import Outline, Sentence
from data.papers.word_page import describe, inches, number_pages, set_page, set_settings, set_type
from data.papers.word_sections import annex, annexes_named, sections
from data.papers.word_text import ER, FANG, KAI, SAN, TITLE, WU, empty, paragraph, run
from data.write.mark import leaving
from data.write.text import clean

PLACEHOLDERS = {
    "标题": "材料的标题", "地区": "如 商丘市", "年": "年度，如 2026", "月": "截至的月份，如 11", "截至": "如 截至2026年11月",
    "单位": "落款的单位", "日期": "如 2026年11月26日", "来源": "数据来源", "编号": "材料编号，如 2026-11-02",
    "示例数据": "示例数据时为这四个字，否则为空", "正文": "全部正文，含各级标题、各段和表格；独占一段",
    "附件": "全部附件；独占一段"}
"""What may stand between {{ and }}."""
LOOP, PART = "各部分", {"标题": "带序号的标题", "内容": "这一部分的文字，不含表格"}
"""{%p for 部分 in 各部分 %} … {%p endfor %}, for offices that lay out each part themselves."""
WHOLE = {"正文": "\ue000正文\ue000", "附件": "\ue000附件\ue000"}
"""What is put in as paragraphs and tables, and what stands there until it is: no text holds these characters."""


def environment() -> ImmutableSandboxedEnvironment:
    """Nothing of a value but its documented parts is reached: values are text."""
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined)


def fill(outline: Outline, template: bytes) -> bytes:
    made = DocxTemplate(BytesIO(template))
    made.render(_context(outline), jinja_env=environment(), autoescape=True)
    document = made.docx
    assert isinstance(document, Document)
    width = min(inches(section) for section in document.sections)
    said = [*sections(outline, width), *annexes_named(outline)]
    found = [section for section in outline.sections if section.annex]
    _replace(document, WHOLE["正文"], [*said, *_numbers(outline)])
    _replace(document, WHOLE["附件"], [element for at, section in enumerate(found, start=1)
                                   for element in annex(section, at if len(found) > 1 else 0, width, new_page=True)])
    describe(document, outline.title, outline.number)
    mark, file = leaving.get(), BytesIO()
    assert mark is None or mark.line
    document.save(file)
    return file.getvalue()


def _context(outline: Outline) -> dict:
    body = [section for section in outline.sections if not section.annex]
    parts = [{"标题": label + clean(section.title),
              "内容": "".join(clean(block.text) for block in section.blocks if isinstance(block, Sentence))}
             for label, section in numbered(body)]
    words = {"标题": outline.title, "地区": outline.place, "年": str(outline.year), "月": str(outline.month),
             "截至": outline.as_of, "单位": outline.author, "日期": outline.date, "来源": outline.source,
             "编号": outline.number, "示例数据": "示例数据" if outline.demo else ""}
    return {name: clean(text) for name, text in words.items()} | WHOLE | {LOOP: parts}


def _numbers(outline: Outline) -> list:
    """That the figures are made up, and the file's numbers: whatever the template says, they stand in it."""
    mark = leaving.get()
    said = [one for one in ("示例数据，不是实际上报的数" if outline.demo else "",
                            f"材料编号 {outline.number}" if outline.number else "", mark.line if mark else "") if one]
    return [paragraph(run(f"注：{'；'.join(said)}。", FANG, WU), size=WU, line=18)] if said else []


def _replace(document: Document, mark: str, elements: list) -> None:
    """Once: where a mark stands a second time it is taken away."""
    for holder in list(_holding(document, mark)):
        for element in elements:
            holder.addprevious(element)
        if holder.getparent().tag == qn("w:tc") and holder.getnext() is None:
            holder.addprevious(paragraph(line=1))
        holder.getparent().remove(holder)
        elements = []


def _holding(document: Document, mark: str) -> Iterator:
    for one in document.element.body.iter(qn("w:p")):
        if mark in "".join(text.text or "" for text in one.iter(qn("w:t"))):
            yield one


def starter() -> bytes:
    """A template to begin with: ours, with every placeholder where it stands in our own paper."""
    document = docx.Document()
    set_type(document)
    set_settings(document)
    set_page(document.sections[0])
    number_pages(document, "{{ 编号 }}　{{ 示例数据 }}")
    describe(document, "汇报材料模板", "")
    last = document.element.body[-1]
    for one in (paragraph(run("{{ 标题 }}", TITLE, ER), align="center", size=ER, line=36),
                paragraph(run("（{{ 截至 }}）", KAI, SAN), align="center"), empty(), paragraph(run("{{ 正文 }}"), first=2),
                empty(),
                paragraph(run("{{ 单位 }}"), align="right", right=4),
                paragraph(run("{{ 日期 }}"), align="right", right=4),
                paragraph(run("注：数据来源：{{ 来源 }}。", FANG, WU), size=WU, line=18), paragraph(run("{{ 附件 }}"))):
        last.addprevious(one)
    file = BytesIO()
    mark = leaving.get()
    assert mark is None or mark.line
    document.save(file)
    return file.getvalue()
