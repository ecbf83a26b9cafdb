"""A presentation read back: gaps, fonts, footers, shapes, and nothing beyond the slide's edge."""

import re
from dataclasses import replace
from io import BytesIO

import pptx
import pytest
from openpyxl import load_workbook
from pptx.oxml.ns import qn
from pptx.util import Pt

from data.papers import deck
from data.papers.deck_chart import of_periods
from data.papers.deck_table import parts
from data.papers.deck_text import Box, ems
from data.papers.outline import Chart, Column, Outline, Table


@pytest.fixture(scope="module")
def slides(files):
    return list(pptx.Presentation(BytesIO(files["pptx"])).slides)


def called(slides, title: str):
    return next(one for one in slides if one.shapes.title.text_frame.text.startswith(title))


def charts(slides) -> list:
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


def test_wide_and_one_message_a_slide(files, slides, outline):
    file = pptx.Presentation(BytesIO(files["pptx"]))
    assert (file.slide_width, file.slide_height) == (Pt(960), Pt(540))
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert titles[0] == outline.title and [one.title for one in outline.slides] == list(dict.fromkeys(
        re.sub(r"（\d/\d）$", "", title) for title in titles[1:]))
    assert "没有数" in " ".join(shape.text_frame.text for shape in slides[-1].shapes)


def test_a_gap_is_a_gap(slides):
    found = charts(slides)
    assert len(found) == 3
    for chart in found:
        assert chart._chartSpace.chart.find(qn("c:dispBlanksAs")).get("val") == "gap"
    months = next(one for one in found if len(one.plots[0].series) == 2)
    drawn = [int(point.get("idx")) for point in months.plots[0].series[0]._element.find(qn("c:val")).iter(qn("c:pt"))]
    assert drawn == [0, 1, 3, 4, 5, 6, 7, 8, 9, 10]
    sheet = load_workbook(BytesIO(months.part.chart_workbook.xlsx_part.blob)).worksheets[0]
    assert sheet["B4"].value is None and sheet["B2"].value == 1 and sheet["A2"].data_type == "s"


def test_what_is_reported_by_quarter_is_a_line_of_quarters():
    months = tuple(f"{at}月" for at in range(1, 13))
    by_quarter = Chart("c", "", "line", months, (("今年", (None, None, 3.0, *[None] * 5, 9.0, *[None] * 3)),), "人")
    assert of_periods(by_quarter).categories == ("3月", "6月", "9月", "12月")
    assert of_periods(by_quarter).series == (("今年", (3.0, None, 9.0, None)),)
    by_month = replace(by_quarter, series=(*by_quarter.series, ("上年", (1.0, *[None] * 11))))
    assert of_periods(by_month) is not by_quarter and of_periods(by_month).categories == months


def test_a_status_is_colour_sign_and_word(slides):
    slide = called(slides, "九个县")
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    names = [str(one) for one in chart.plots[0].categories]
    assert names[0] == "梁园区 ✔" and names[3] == "睢县 ▼" and names[5] == "柘城县"
    series = chart.plots[0].series[0]
    assert str(series.points[3].format.fill.fore_color.rgb) == "BB360B"
    legend = next(shape for shape in slide.shapes if shape.name == "状态图例").text_frame.text
    assert "▼ 滞后" in legend and "○ 未上报" in legend
    table = next(shape.table for shape in called(slides, "离序时进度最远").shapes if shape.has_table)
    assert table.cell(1, 5).text == "▼ 滞后"


def test_every_run_names_its_chinese_font(slides):
    pages = [slide._element for slide in slides] + [slide.notes_slide._element for slide in slides if slide.has_notes_slide]
    runs = [run for page in pages for tag in ("a:r", "a:fld") for run in page.iter(qn(tag))]
    assert len(runs) > 400
    assert {run.find(qn("a:rPr")).find(qn("a:ea")).get("typeface") for run in runs} == {"微软雅黑"}
    for chart in charts(slides):
        texts = [one for tag in ("a:rPr", "a:defRPr") for one in chart._chartSpace.iter(qn(tag))
                 if one.find(qn("a:latin")) is not None]
        assert texts and all(one.find(qn("a:ea")) is not None for one in texts)


def test_footer_notes_and_no_empty_box(slides, outline):
    for page, slide in enumerate(slides, start=1):
        words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        wanted = ("截至2026年11月", outline.source, "示例数据", "编号 2026-11-02", f"{page} / {len(slides)}")
        assert all(one in words for one in wanted)
        assert [one.get("type") for one in slide._element.iter(qn("a:fld"))] == ["slidenum"]
        assert not [one for one in slide.placeholders if not one.text_frame.text]
    notes = called(slides, "全市46项").notes_slide.notes_text_frame.text
    assert "2,932人" in notes and "\x07" not in notes


def test_nothing_lies_outside_or_below(slides):
    for slide in slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= Pt(961), shape.name
            assert shape.top >= 0 and shape.top + shape.height <= Pt(541), shape.name
        for shape in slide.shapes:
            if shape.has_table:
                assert shape.top + sum(row.height for row in shape.table.rows) <= Pt(540 * 0.925)


def test_a_long_table_goes_on_with_all_its_rows(slides, outline):
    pages = [one for one in slides if one.shapes.title.text_frame.text.startswith("离序时进度最远")]
    tables = [shape.table for one in pages for shape in one.shapes if shape.has_table]
    assert len(pages) >= 2 and [one.shapes.title.text_frame.text[-5:] for one in pages] == [
        f"（{at}/{len(pages)}）" for at in range(1, len(pages) + 1)]
    listed = [table.cell(row, 0).text for table in tables for row in range(1, len(table.rows))]
    wanted = next(one for one in outline.slides if one.key == "s.table").blocks[0]
    assert len(listed) == len(wanted.rows) and all(table.cell(0, 0).text == "指标" for table in tables)


def test_the_map_is_shapes(slides):
    slide = called(slides, "妇女之家覆盖率")
    drawn = [shape for shape in slide.shapes if shape._element.findall(".//" + qn("a:custGeom"))]
    assert [shape.name for shape in drawn] == ["梁园区", "睢阳区", "民权县", "睢县", "宁陵县", "柘城县", "虞城县", "夏邑县"]
    assert len({str(shape.fill.fore_color.rgb) for shape in drawn}) == 5  # four shades, and grey for what has no number
    words = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert "没有边界：永城市 98.5%" in words and "没有名册" in words and any("—" in one and "%" in one for one in words)


@pytest.mark.parametrize("many", [1, 40, 200])
def test_rows_of_any_number_fit(many):
    table = Table("t", "表", (Column("指标"), Column("数", "number")), tuple(("很长的名称" * 8, float(at)) for at in range(many)))
    found = parts(table, Box(0, 0, 500, 300))
    assert sum(len(one.rows) for one in found) == many and all(sum(one.heights) <= 300 for one in found)


def test_columns_of_any_number_are_drawn():
    table = Table("t", "表", tuple(Column(f"很长的栏目{at}", "number") for at in range(40)), ((123456789.0,) * 40,))
    assert sum(parts(table, Box(0, 0, 500, 300))[0].widths) == pytest.approx(500) and ems("汉字ab") == pytest.approx(3.16)


def test_no_slides_is_a_cover(outline):
    made = pptx.Presentation(BytesIO(deck.make(replace(outline, slides=()))))
    assert len(made.slides) == 1
    assert len(pptx.Presentation(BytesIO(deck.make(Outline("空", 1, "", 2026, 0, "", "", False)))).slides) == 1
