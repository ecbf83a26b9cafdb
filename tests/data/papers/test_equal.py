"""The three files agree: whatever figure the outline shows stands alike in Word, in PowerPoint and in Excel; text stays text."""

import shutil
import subprocess
from io import BytesIO

import docx
import pptx
import pytest
from openpyxl import load_workbook
from pptx.shapes.autoshape import Shape
from pypdfium2 import PdfDocument
from read_back import as_excel, in_deck, in_word, in_workbook

from data.papers import workbook
from data.papers.outline import Amount, Column, Outline, Section, Sentence, Table
from data.papers.shown import shown


def test_amounts_with_their_units_are_numbers_in_excel():
    said = ("2,932人", "约10人", "<5人", "+5.4%", "−1.5亿元", "未上报", "-0.5%", "1.25万元", "0.4百分点")
    rows = tuple((f"项{one}", one, "2026年9月", "411402") for one in said)
    table = Table("t", "表", (Column("指标"), Column("实际"), Column("截至"), Column("代码")), rows)
    made = Outline("表", 1, "", 2026, 11, "", "", False, sections=(Section("a", "表", 1, (table,)),))
    content = workbook.make(made)
    rows = [row for row in load_workbook(BytesIO(content))["表"].iter_rows() if str(row[0].value).startswith("项")]
    cells = [row[1] for row in rows]
    assert {(row[2].value, row[3].value) for row in rows} == {("2026年9月", "411402")}
    assert [cell.value for cell in cells] == [2932, "约10人", "<5人", 0.054, -1.5, "未上报", -0.005, 1.25, 0.4]
    assert [as_excel(cell).replace("−", "-") for cell in cells] == [one.replace("−", "-") for one in said]


def test_tables_are_equal_in_all_three(files):
    word, deck, book = in_word(files["docx"]), in_deck(files["pptx"]), in_workbook(files["xlsx"])
    both = set(word) & set(deck)
    assert len(both) >= 3 and set(word) | set(deck) <= set(book)
    assert all(grid in book[key] for shown in (word, deck) for key, grid in shown.items())


def test_every_figure_of_a_sentence_stands_in_all_three(files, outline):
    paper = "".join(one.text for one in docx.Document(BytesIO(files["docx"])).paragraphs)
    slides = "".join(shape.text_frame.text for slide in pptx.Presentation(BytesIO(files["pptx"])).slides
                     for shape in slide.shapes if isinstance(shape, Shape))
    listed = in_workbook(files["xlsx"])["所在部分句子"][0]
    told = [one for part in outline.sections for one in part.blocks if isinstance(one, Sentence) and one.figures]
    assert told
    for sentence in told:
        for figure in sentence.figures:
            assert [figure.shown, str(figure.as_of)] in [row[2:4] for row in listed]
            assert figure.shown in sentence.text or figure.indicator_id == 2
        words = " ".join(sentence.text.replace("\x07", "").replace("\x00", "").replace("\u200b", "").split())
        assert words in paper and words in slides and words in [row[1] for row in listed]


def test_numbers_are_numbers_and_text_is_text(files):
    book = load_workbook(BytesIO(files["xlsx"]))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    progress = book["指标进度表（截至2026年11月）"]
    total = next(row for row in progress.iter_rows() if row[0].value == "合计")
    assert [cell.value for cell in total] == ["合计", 12345, 20000, 0.61725, -30.05, "滞后"]
    assert [cell.number_format for cell in total[1:5]] == ["#,##0", "#,##0", "0.0%", "+#,##0.0;-#,##0.0;0.0"]
    assert any("示例数据" in str(cell.value) for cell in cells) and any("2026-11-02" in str(cell.value) for cell in cells)


@pytest.mark.parametrize(("value", "column", "words"), [
    (0.125, Column("a", "number", decimals=2), "0.13"), (-0.04, Column("a", "points", decimals=1), "0.0"),
    (2.5, Column("a", "number"), "3"), (0.8345, Column("a", "percent", decimals=1), "83.5%"), (None, Column("a"), "—"),
    (float("nan"), Column("a", "number"), "—"), (Amount(1.5, 1), Column("a", "number"), "1.5"), (0.0, Column("a", "number"), "0"),
    ("<5", Column("a", "number"), "<5"), (-1234.5, Column("a", "points", decimals=1), "−1,234.5")])
def test_a_cell_in_words(value, column, words):
    assert shown(value, column) == words


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here (libreoffice-writer-nogui, "
                                                            "libreoffice-impress-nogui)")
def test_another_program_opens_them(files, tmp_path):
    """One start for all. The text is whole, the pages are A4 and 16:9."""
    for ending, content in files.items():
        if ending != "xlsx":
            (tmp_path / f"{ending}.{ending}").write_bytes(content)
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
                    "--outdir", tmp_path, *tmp_path.glob("*.docx"), *tmp_path.glob("*.pptx")], check=True, capture_output=True,
                   timeout=120)
    sizes, texts = {}, {}
    for name in ("docx", "pptx"):
        pages = list(PdfDocument(tmp_path / f"{name}.pdf"))
        sizes[name] = [round(side) for side in pages[0].get_size()]
        texts[name] = "".join(page.get_textpage().get_text_range() for page in pages)
    assert sizes == {"docx": [595, 842], "pptx": [960, 540]}
    assert all("2,932" in text and "永城市" in text and "合计" in text for text in texts.values())
    assert "— 2 —" in texts["docx"]
