"""报送 → 审核 → 导入 in two browsers: a county sends, the city returns with a reason, the county corrects, the city takes."""

import io
from datetime import datetime

from openpyxl import Workbook
from playwright.sync_api import expect

from data.write import accounts, grants
from data.write.actor import alone
from queries.database import open_engine, reading, writing
from queries.record import faults, read_record
from queries.regions import list_regions

HERE, AT, GOOD = alone("商丘市妇联"), datetime(2026, 12, 5), "Guoyan-2026"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIZES = ((1600, 900), (1366, 768), (390, 844))


def workbook(many: int) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in (["睢县2026年11月统计表"], ["县（市、区）", "招聘会场次", "就业岗位（个）"], ["睢县", many, 1500]):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def come_in(one, name: str) -> None:
    one.page.goto(f"{one.address}/daoru?region=411422&year=2026&month=11")
    one.page.get_by_label("账号").fill(name)
    one.page.get_by_label("密码", exact=True).fill(GOOD)
    one.page.get_by_role("button", name="登录").click()
    one.at("/daoru")


def send(one, many: int, name: str, number: int) -> None:
    one.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": XLSX, "buffer": workbook(many)})
    one.page.get_by_role("button", name="报送，等审核").click()
    expect(one.page.get_by_text(f"已报送，第 {number} 件，等审核")).to_be_visible()
    one.settle()


def shoot(one, name: str) -> None:
    for width, height in SIZES:
        one.page.set_viewport_size({"width": width, "height": height})
        one.settle()
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        one.page.locator(".at-queue").scroll_into_view_if_needed()
        one.shoot(f"review-{name}-{width}")
        if name == "waiting":
            button = one.page.get_by_role("button", name="退回", exact=True)
            button.scroll_into_view_if_needed()
            assert button.bounding_box()["height"] >= 38
            one.shoot(f"review-form-{width}")
    one.page.set_viewport_size(dict(zip(("width", "height"), SIZES[0], strict=True)))


def opened(one, number: int) -> None:
    one.go("daoru", region="411422", year="2026", month="11")
    one.page.get_by_role("button", name=f"第{number}件", exact=True).click()
    one.at("/daoru", sent=str(number))


def test_sent_returned_corrected_and_taken(databases, serve, visit, tmp_path):
    url = databases.copy_answered(tmp_path / "demo.db")
    engine = open_engine(url)
    with writing(engine) as connection:
        codes = list_regions(connection)["code"]
        for name, role, code in (("suixian", "county", "411422"), ("shiji", "city", "411400")):
            home = int(codes.index[codes == code][0])
            made = accounts.make_account(connection, HERE, name=name, region_id=home, post="统计岗", password=GOOD, at=AT,
                                         must_change=False)
            grants.grant(connection, HERE, made, role, home, AT)
    with serve(url) as address:
        county, city = visit(address=address, fresh=True), visit(address=address, cold=True)
        come_in(county, "suixian")
        send(county, 120, "十一月.xlsx", 1)
        expect(county.page.locator(".at-queue")).to_contain_text("待审 1 件")

        come_in(city, "shiji")
        expect(city.page.locator(".at-queue")).to_contain_text("睢县妇联")
        opened(city, 1)
        expect(city.page.locator(".at-changes")).to_contain_text("120")
        shoot(city, "waiting")
        city.page.get_by_label("审核意见（退回必填）").fill("场次是上月的几十倍，请核实")
        city.page.get_by_role("button", name="退回", exact=True).click()
        expect(city.page.get_by_text("第 1 件已退回睢县妇联")).to_be_visible()

        opened(county, 1)
        expect(county.page.locator(".at-given")).to_contain_text("场次是上月的几十倍，请核实")
        shoot(county, "returned")
        send(county, 12, "十一月改正.xlsx", 2)

        opened(city, 2)
        expect(city.page.locator(".at-queue")).to_contain_text("更正第1件")
        city.page.get_by_role("button", name="导入：").click()
        expect(city.page.get_by_text("第 2 件已导入")).to_be_visible()
        city.settle()
        with reading(engine) as connection:
            assert faults(connection) == []
            record = read_record(connection)
            value = connection.exec_driver_sql(
                "SELECT value FROM observations WHERE period = 202611 AND region_id = (SELECT id FROM regions WHERE "
                "code = '411422') AND indicator_id = 9").scalar()
        steps = record[record["act"].isin(["send", "return", "import", "review"])].sort_index()
        assert [tuple(row) for row in steps[["act", "account", "unit"]].itertuples(index=False)] == [
            ("send", "suixian", "睢县妇联"), ("return", "shiji", "商丘市妇联"), ("send", "suixian", "睢县妇联"),
            ("import", "shiji", "商丘市妇联"), ("review", "shiji", "商丘市妇联")]
        assert value == 1500
        county.page.close(), city.page.close()  # before their server goes
    engine.dispose()
