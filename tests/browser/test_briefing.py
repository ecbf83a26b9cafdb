"""汇报材料 in a browser: a sentence is clicked and said otherwise, the file has it, a broken template says what is wrong."""

import docx
from barriers import barriers
from playwright.sync_api import expect

COUNTY = {"region": "411422", "year": "2026", "month": "11"}
WORDS = "截至11月，<b>总体</b>良好，=1+1。"


def test_a_sentence_is_said_otherwise_and_stands_in_the_file(visit, tmp_path):
    one = visit()
    page = one.open("cailiao", **COUNTY)
    page.locator('[data-pick="saying:whole.headline"]').click()
    page.get_by_role("dialog").get_by_role("textbox").fill(WORDS)
    page.get_by_role("button", name="就这样写").click()
    expect(page.locator(".say.edited")).to_have_text(WORDS)
    page.locator('[data-pick="part:homes"]').click()
    expect(page.locator("h3.cut", has_text="妇女之家建设")).to_have_count(1)
    assert barriers(page) == []
    with page.expect_download() as got:
        page.get_by_role("button", name="Word", exact=True).click()
    got.value.save_as(tmp_path / "paper.docx")
    said = "\n".join(line.text for line in docx.Document(str(tmp_path / "paper.docx")).paragraphs)
    assert WORDS in said and "妇女之家建设" not in said and "材料编号 2026-" in said
    page.get_by_text("本单位的模板").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "坏的.docx", "mimeType": "application/octet-stream", "buffer": b"not a document"})
    expect(page.get_by_role("alert").filter(has_text="坏的.docx")).to_be_visible()
