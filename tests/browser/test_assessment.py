"""考核 in a real browser: a cold link to an opened score, a township's parts by a click, weights refused, changed, undone."""

from playwright.sync_api import expect

LINK = {"region": "411424", "year": "2026", "month": "11", "scheme": "1", "half": "6", "order": "rank", "desk": "scores"}


def test_a_cold_link_opens_the_same_score(visit):
    one = visit(fresh=True)
    page = one.open("kaohe", **LINK)
    expect(page.locator("p.headline")).to_contain_text("柘城县得")
    expect(page.locator("p.headline")).to_contain_text("列第")
    expect(page.locator(".state")).to_have_text("2026年半年考核得分，截至6月")
    expect(page.locator(".scores tr.chosen")).to_contain_text("柘城县")
    expect(page.get_by_text("柘城县的每一项得分")).to_be_visible()
    assert one.query | LINK == one.query
    page.locator(".parts button").first.click()
    expect(page.get_by_role("dialog").get_by_text("指标解释")).to_be_visible()


def test_a_click_opens_a_township(walk):
    one = walk()
    page = one.go("kaohe", region="411426", scheme="2")
    page.locator(".scores").get_by_role("button", name="城关镇").click()
    one.at("/kaohe", unit="411426100")
    expect(page.get_by_text("城关镇的每一项得分")).to_be_visible()
    page.get_by_role("button", name="收起").click()
    expect(page.get_by_text("城关镇的每一项得分")).to_be_hidden()


def test_weights_are_refused_changed_and_undone(changeable, walk):
    one = walk(address=changeable[0])
    page = one.go("kaohe", desk="weights")
    page.get_by_text("修改权重", exact=True).click()
    field = page.get_by_label("招聘会场次")
    field.fill("很多")
    page.get_by_label("修改原因").fill("年初定的")
    page.get_by_role("button", name="保存权重").click()
    expect(page.get_by_text("“很多”不是数")).to_be_visible()
    expect(page.get_by_text("合计 94 分")).to_be_visible()
    field.fill("5")
    page.get_by_role("button", name="保存权重").click()
    expect(page.get_by_text("已保存 1 项权重")).to_be_visible()
    expect(page.get_by_text("合计 98 分")).to_be_visible()
    one.shoot("kaohe-weights")
    page.get_by_role("button", name="撤销这次修改").click()
    expect(page.get_by_text("合计 94 分")).to_be_visible()
    expect(page.get_by_text("由商丘市妇联撤销")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_text("得分", exact=True).first.click()
        page.get_by_role("button", name="导出 Excel").click()
    assert download.value.suggested_filename == "县市区妇女工作目标化管理考核_2026年全年_截至11月.xlsx"
