"""A Word file read back: page, type and tables as GB/T 9704-2012 and MEETING wants them, by its XML."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm

from data.papers import word
from data.papers.length import length
from data.papers.numbering import chinese, label
from data.papers.outline import Column, Outline, Section, Sentence, Table
from data.papers.word_sections import broken
from data.papers.word_table import forced
from data.write.mark import Mark, leaving


@pytest.fixture(scope="module")
def paper(files):
    return docx.Document(BytesIO(files["docx"]))


def font(run) -> set[str]:
    fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
    return {fonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")}


def half_points(run) -> int:
    return int(run.find(qn("w:rPr")).find(qn("w:sz")).get(qn("w:val")))


def found(paper, text: str):
    return next(one for one in paper.paragraphs if one.text.startswith(text))


def of(paragraph, tag: str, name: str):
    return paragraph._element.pPr.find(qn(f"w:{tag}")).get(qn(f"w:{name}"))


def test_page_margins_and_grid(paper):
    page = paper.sections[0]
    sides = (page.page_width, page.page_height, page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(side / Mm(1)) for side in sides] == [210, 297, 37, 35, 28, 26]
    grid = page._sectPr.find(qn("w:docGrid"))
    pitch, closer = int(grid.get(qn("w:linePitch"))), int(grid.get(qn("w:charSpace")))
    assert grid.get(qn("w:type")) == "linesAndChars"
    high, wide = (297 - 37 - 35) / 25.4 * 72, (210 - 28 - 26) / 25.4 * 72
    assert int(high / (pitch / 20)) == 22 and int(wide / (16 + closer / 4096) + 0.01) == 28


def test_every_run_names_its_fonts(paper):
    bodies = [paper.element.body, *(part._element for section in paper.sections for part in (
        section.footer, section.even_page_footer, section.header, section.even_page_header))]
    runs = [run for body in bodies for run in body.iter(qn("w:r"))]
    assert len(runs) > 300 and all(len(font(run)) == 1 and None not in font(run) for run in runs)
    assert set.union(*map(font, runs)) == {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"}


@pytest.mark.parametrize(("text", "name", "size", "bold"), [
    ("商丘市妇联关于", "方正小标宋简体", 44, False), ("截至11月底", "仿宋_GB2312", 32, False),
    ("一、总体情况", "黑体", 32, False),
    ("（一）巾帼创业行动", "楷体_GB2312", 32, False), ("1.培训", "仿宋_GB2312", 32, True),
    ("（1）线上", "仿宋_GB2312", 32, False), ("附件1", "黑体", 32, False),
    ("（截至2026年11月，示例数据）", "楷体_GB2312", 32, False)])
def test_type_by_level(paper, text, name, size, bold):
    run = found(paper, text).runs[0]
    assert font(run._element) == {name} and half_points(run._element) == size and run.bold == bold


def test_lines_indents_and_numbers_of_sections(paper):
    body = found(paper, "截至11月底")
    said = (of(body, "spacing", "line"), of(body, "spacing", "lineRule"), of(body, "ind", "firstLineChars"))
    assert said == ("560", "exact", "200")
    assert found(paper, "商丘市妇联关于").alignment == WD_ALIGN_PARAGRAPH.CENTER
    heads = [one.text for one in paper.paragraphs if one._element.pPr is not None
             and one._element.pPr.find(qn("w:outlineLvl")) is not None]
    assert heads == ["一、总体情况", "二、六大行动进展情况", "（一）巾帼创业行动", "1.培训", "（1）线上", "三、存在问题",
                     "四、妇女之家建设", "附件1", "附件2", "附件3"]
    date = found(paper, "2026年11月26日")
    assert of(date, "ind", "rightChars") == "400" and date.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    at = [one.text for one in paper.paragraphs].index("附件：1. 指标进度表")
    assert paper.paragraphs[at - 1].text == ""


def test_sentences_run_on_and_a_list_stands_line_by_line(paper):
    assert "公式。" in found(paper, "截至11月底").text
    assert [one.text[:3] for one in paper.paragraphs if one.text.endswith("1.25万人。")] == [f"第{at}项" for at in range(5)]


def test_page_numbers_stand_outside(paper):
    assert paper.settings.odd_and_even_pages_header_footer
    for footer, side in ((paper.sections[0].footer, "right"), (paper.sections[0].even_page_footer, "left")):
        number = footer.paragraphs[0]
        assert number.text.startswith("— ") and number.text.endswith(" —")
        assert [one.text.strip() for one in number._element.iter(qn("w:instrText"))] == ["PAGE"]
        assert of(number, "jc", "val") == side and of(number, "ind", f"{side}Chars") == "100"
        assert {(*font(run), half_points(run)) for run in number._element.iter(qn("w:r"))} == {("宋体", 28)}
        assert "2026-11-02" in footer.paragraphs[1].text and "示例数据" in footer.paragraphs[1].text


def test_units_stay_with_their_numbers_by_a_rule_and_not_by_hidden_marks(paper, files):
    rule = paper.settings.element.find(qn("w:noLineBreaksBefore"))
    assert rule.get(qn("w:lang")) == "zh-CN" and set("人个百月年万，。") - {"百"} <= set(rule.get(qn("w:val")))
    assert not set("\u2060\u200d\ufeff\u200b\x07") & set("".join(one.text for one in paper.paragraphs))


def test_tables(paper):
    listed, progress = paper.tables[0], next(one for one in paper.tables if one.cell(0, 0).text == "指标")
    for table in paper.tables:
        rows = table._tbl.findall(qn("w:tr"))
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        lines = {one.tag: one.get(qn("w:sz")) for one in table._tbl.tblPr.find(qn("w:tblBorders"))}
        assert lines[qn("w:top")] == lines[qn("w:bottom")] == "12"
    assert [cell.text for cell in listed.rows[0].cells] == ["序号", "事项", "责任单位", "完成时限"]
    assert [cell.text for cell in progress.rows[1].cells] == ["合计", "12,345", "20,000", "61.7%", "−30.1", "滞后"]
    assert [cell.text for cell in progress.rows[3].cells][1:] == ["13.25", "300", "3.1%", "−14.1", "达序时"]
    assert [cell.text for cell in progress.rows[2].cells][2] == "—"
    sides = [of(cell.paragraphs[0], "jc", "val") for cell in progress.rows[1].cells]
    assert sides == ["left", "right", "right", "right", "right", "center"]


def test_a_table_to_fill_in_by_hand_has_room_and_lines():
    blank = Table("t", "议定事项", tuple(map(Column, ("序号", "事项", "责任单位", "完成时限"))), (("1", "", "", ""),))
    made = Outline("纪要", 1, "", 2026, 11, "", "", False, sections=(Section("a", "事项", 1, (blank,)),), date="2026年11月26日")
    paper = docx.Document(BytesIO(word.make(made)))
    table = paper.tables[0]._tbl
    assert table.tblPr.find(qn("w:tblBorders")).find(qn("w:insideV")) is not None
    assert table.findall(qn("w:tr"))[1].trPr.find(qn("w:trHeight")).get(qn("w:val")) == "600"
    wide = [int(one.get(qn("w:w"))) for one in table.tblGrid]
    assert wide[1] > 1.5 * max(wide[0], wide[2], wide[3])


def test_the_date_never_stands_on_a_page_alone(paper):
    at = [one.text for one in paper.paragraphs].index("2026年11月26日")
    assert all(one._element.pPr.find(qn("w:keepNext")) is not None for one in paper.paragraphs[at - 4:at])


def test_a_table_too_wide_lies_across(paper):
    assert [section.page_width > section.page_height for section in paper.sections] == [False, True, False]
    ends = [one.pPr for one in paper.element.body.iterchildren(qn("w:p")) if one.pPr is not None and one.pPr.sectPr is not None]
    assert len(ends) == 2 and all(one[-1].tag == qn("w:sectPr") for one in ends)  # where the schema has it


def test_a_page_that_cannot_be_turned_takes_it_all_the_same():
    table = Table("t", "表", tuple(Column(f"很长的栏目{at}", "number") for at in range(40)), ((123456789.0,) * 40,))
    laid = forced(table, 442)
    assert laid.size == 7.5 and sum(laid.widths) == pytest.approx(442) and min(laid.widths) == pytest.approx(442 / 40)


def test_it_names_no_person_and_carries_its_numbers(outline):
    token = leaving.set(Mark("2026-000123", False, "商丘市妇联 sq01", datetime(2026, 11, 26, 9, 30)))
    try:
        made = docx.Document(BytesIO(word.make(replace(outline, sections=outline.sections[:1]))))
    finally:
        leaving.reset(token)
    own = made.core_properties
    assert (own.author, own.last_modified_by, own.title) == ("", "", outline.title)
    assert own.identifier == "2026-000123" and own.created == datetime(2026, 11, 26, 9, 30).astimezone(UTC)
    assert "导出编号 2026-000123" in made.sections[0].footer.paragraphs[1].text
    assert "商丘市妇联 sq01 2026-11-26 09:30" in made.sections[0].header.paragraphs[0].text


def test_nothing_to_say_makes_a_paper_all_the_same():
    made = docx.Document(BytesIO(word.make(Outline("某县2026年材料", 2, "某县", 2026, 0, "", "", False))))
    assert made.paragraphs[0].text == "某县2026年材料" and not made.tables


def test_small_things(outline):
    assert [chinese(number) for number in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]
    assert [label(level, 2) for level in (1, 2, 3, 4, 5)] == ["二、", "（二）", "2.", "（2）", "（2）"]
    assert broken(outline.title) == ["商丘市妇联关于2026年1—11月", "六大行动进展情况的汇报"]
    assert length(replace(outline, title="一 二", sections=(Section("a", "三", 1, (Sentence("b", "四五。"),)), Section(
        "c", "附", 1, (Sentence("d", "不算"),), annex=True)))) == 6
