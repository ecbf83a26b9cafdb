"""A workbook dropped into the page: preview, commit, the new value on the action's page, undo, the old value back."""

import io
import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def address(changeable):
    return changeable[0]


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def saved(download) -> io.BytesIO:
    """What was downloaded: the browser keeps it under a name without an ending, which openpyxl would refuse."""
    return io.BytesIO(Path(download.path()).read_bytes())


def offer(one, content: bytes, name: str = "睢县报表.xlsx") -> None:
    one.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    expect(one.page.locator(".tallies")).to_be_visible()
    one.settle()


def choose_reporter(one, unit: str) -> None:
    """Types the unit and takes it with Enter: one of the list, or another."""
    field = one.page.get_by_label("报送单位")
    field.scroll_into_view_if_needed()
    field.click()
    field.press_sequentially(unit)
    expect(one.page.get_by_role("option").first).to_contain_text(unit)
    field.press("Enter")


def shown_jobs(one) -> str:
    """提供就业岗位数 of the city as its action's page shows it."""
    one.page.get_by_role("link", name="创业", exact=True).click()
    one.at("/chuangye")
    return one.page.locator(".tile[data-pick='trend:CY-02'] .value, .tile:has([data-pick='trend:CY-02']) "
                            ".value").first.inner_text()


def test_from_workbook_to_page_and_back(address, walk, visit):
    one = walk(address=address)
    one.go("chuangye", region="411422")
    before = shown_jobs(one)
    one.choose("导入")
    one.at("/daoru", region="411422")
    # Of October, which all have reported: November's tile is as of October until nearly all are in.
    offer(one, workbook(["2026年10月"], ["县", "就业岗位"], ["睢县", "1.5万"]))
    expect(one.page.locator(".at-changes")).to_contain_text("15,000 个")
    one.shoot("intake-preview")
    choose_reporter(one, "睢县妇联")
    one.page.get_by_role("button", name=re.compile("^.*导入：新增 0，改动 1")).click()
    expect(one.page.get_by_text("已导入，第")).to_be_visible()
    one.settle()
    expect(one.page.locator(".at-history tbody tr")).to_have_count(1)
    assert shown_jobs(one) != before
    one.choose("导入")
    one.at("/daoru")
    one.page.locator(".at-history tbody tr td").nth(2).click()
    expect(one.page.locator(".at-cells")).to_contain_text("15,000 个")
    one.page.wait_for_function("location.search.includes('batch=')")  # written when the page has run to its end
    other = visit(address=address, fresh=True)
    other.open("daoru", region="411422", batch=one.query["batch"])
    expect(other.page.locator(".at-cells")).to_contain_text("15,000 个")
    with other.page.expect_download() as got:
        other.page.get_by_role("button", name="下载原文件").click()
    assert load_workbook(saved(got.value)).active["B3"].value == "1.5万"
    one.page.get_by_label("撤销原因").fill("试一试")
    one.page.get_by_role("button", name=re.compile("撤销第")).click()
    expect(one.page.get_by_text("已撤销，1 处回到原来的数")).to_be_visible()
    one.settle()
    assert shown_jobs(one) == before


def test_the_template_is_a_workbook_and_the_controls_speak_chinese(walk):
    one = walk()
    one.go("daoru")
    box = one.page.get_by_test_id("stFileUploader")
    expect(box).to_contain_text("每个文件不超过 50 MB")
    assert not re.search("Upload|Drag|Browse|per file", box.inner_text())
    with one.page.expect_download() as got:
        one.page.get_by_role("button", name="下载模板").click()
    assert got.value.suggested_filename.startswith("商丘市") and "县级指标" in load_workbook(saved(got.value)).sheetnames


def test_too_large_a_file_is_refused_in_plain_words(visit, tmp_path):
    path = tmp_path / "大文件.csv"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    one = visit()
    one.open("daoru")
    one.page.locator("input[type=file]").set_input_files(path)
    expect(one.page.get_by_text("文件太大，不能超过 50")).to_be_visible()
    expect(one.page.locator(".tallies")).to_have_count(0)


def test_on_a_phone_from_a_cold_link(visit):
    one = visit(PHONE, fresh=True)
    one.open("daoru", region="411422")
    offer(one, workbook(["2026年11月"], ["县", "就业岗位"], ["睢县", "约30"], ["夏邑县", 5]))
    expect(one.page.locator(".at-refused")).to_contain_text("约数")
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    one.shoot("intake-phone")


def test_what_two_witnesses_disagree_about_is_answered_on_the_page(address, walk):
    """The title says October, the sheet's name November: nothing is taken until somebody has said which."""
    one = walk(address=address)
    one.go("daoru")
    book = Workbook()
    book.active.title = "11月"
    for row in (["睢县2026年10月统计表"], ["县", "就业岗位", "负责人"], ["睢县", 123, "张三丰"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    offer(one, file.getvalue())
    expect(one.page.locator(".at-summary")).to_contain_text("期待定")
    expect(one.page.locator(".at-summary")).to_contain_text("已抹去1列个人信息：负责人")
    expect(one.page.locator(".at-understood")).to_contain_text("2026年10月")
    expect(one.page.get_by_text("请定 1 处")).to_be_visible()
    expect(one.page.get_by_role("button", name=re.compile("导入："))).to_have_count(0)
    one.shoot("intake-question")
    one.page.locator("[data-testid=stTextInput]").filter(has_text="11月").locator("input").first.fill("2026年11月")
    one.page.get_by_role("button", name="照此重新读").click()
    expect(one.page.locator(".at-summary")).to_contain_text("睢县 · 2026年11月 · 1 项")
    one.settle()
    assert "张三丰" not in one.page.inner_text("body")
    choose_reporter(one, "睢县妇联")
    one.page.get_by_role("button", name=re.compile("导入：新增 0，改动 1")).click()
    expect(one.page.get_by_text("已导入，第")).to_be_visible()
    one.settle()
    row = one.page.locator(".at-history tbody tr").first
    expect(row).to_contain_text("睢县报表.xlsx")
    expect(row).to_contain_text("已抹去1列个人信息：负责人")
    row.locator("td").nth(2).click()
    expect(one.page.locator(".at-cells")).to_contain_text("123 个")
    expect(one.page.get_by_role("button", name="下载留存的副本")).to_be_visible()
