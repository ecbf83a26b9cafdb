"""On paper: A4 across, every sheet with its title, month, source and number; all rows under a head repeated; nothing to click."""

import re

import pypdfium2
import pytest

CITY, COUNTY = {"region": "411400", "year": "2026", "month": "11"}, {"region": "411422", "year": "2026", "month": "11"}
PAGES = {"": ("总览", CITY, "商丘市", ""),
         "xianqu": ("县区", COUNTY, "睢县", "商丘市完成率"),
         "mubiao": ("目标进度", COUNTY, "睢县", "年底预计"), "jiayuan": ("妇女之家", CITY, "商丘市", "哪些村（社区）"),
         "shangbao": ("上报与质量", CITY, "商丘市", "缺几个单位")}
"""Address: title, scope and its region, and a heading that stands nowhere but above the longest list."""
A4 = (842, 595)

# The rows, tiles and lines of the boards by their first words, and what the page's own buttons say.
DRAWN = """() => {
  const shadows = [...document.querySelectorAll('[data-testid^=stBidiComponent]')].map(host => host.shadowRoot || host)
  const texts = (roots, where) => roots.flatMap(root => [...root.querySelectorAll(where)]).map(part => part.textContent.trim())
  return [texts(shadows, 'tbody tr > :first-child, .tile .name, .card header button, .line .who > span'),
          texts([document], '.stButton button p, .stDownloadButton button p')]
}"""


# The boards of a print come later than all else of it, as on a slow machine.
LATE = """() => {
  let draws = null
  Object.defineProperty(window, 'drawBoard', { set: (real) => { draws = real }, get: () => (one) => {
    const { paper, key } = JSON.parse(new TextDecoder().decode(one.data))
    paper && key === 'aims' ? setTimeout(() => draws(one), 500) : draws(one)
  } })
}"""


def squeezed(text: str) -> str:
    """Without what a line's end adds."""
    return re.sub(r"\s", "", text.replace("\ufffe", ""))


@pytest.fixture(scope="module")
def printed(open_visit, tmp_path_factory):
    """printed(address): the sheets' texts and sizes, the rows that the page draws and what its buttons say."""
    one, folder = open_visit(), tmp_path_factory.mktemp("paper")
    one.page.add_init_script(f"({LATE})()")

    def sheets(address: str):
        page = one.go(address, **PAGES[address][1])
        page.evaluate("void (window.wasPrinted = false, window.print = () => { window.wasPrinted = true })")
        if address:
            page.get_by_role("button", name="打印本页").click()
        else:
            page.keyboard.press("Control+p")
        page.wait_for_function("() => window.wasPrinted")
        rows, buttons = page.evaluate(DRAWN)
        path = folder / f"{address or 'zonglan'}.pdf"
        page.pdf(path=path, prefer_css_page_size=True, print_background=True)
        with pypdfium2.PdfDocument(path) as made:
            texts = [squeezed(sheet.get_textpage().get_text_bounded()) for sheet in made]
            return texts, {tuple(round(side) for side in sheet.get_size()) for sheet in made}, rows, buttons

    yield sheets
    one.page.close()
    assert one.wrong == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole_on_paper(printed, address):
    title, _, region, head = PAGES[address]
    texts, sizes, rows, buttons = printed(address)
    assert sizes == {A4}
    for number, text in enumerate(texts, start=1):
        assert f"第{number}页，共{len(texts)}页" in text and "来源：巾帼行动看板，数据版本" in text
        assert f"{title}·{region}" in text and "截至2026年11月" in text and "【示例数据】" in text
        assert re.search(r"导出编号20\d\d-\d{6}；打印于20\d\d-\d\d-\d\d", text)
    everything = "".join(texts)
    assert len(rows) > 9 and [row for row in rows if squeezed(row) not in everything] == []
    if address == "mubiao":
        assert len(re.findall(r"[A-Z]{2}-\d\d", everything)) == 110, "more than a page of the screen holds"
    with_head = [number for number, text in enumerate(texts) if head and head in text]
    assert not head or len(with_head) > 1 and with_head == list(range(with_head[0], with_head[-1] + 1))
    said = {squeezed(button) for button in buttons} - {""}
    assert "打印本页" in said and "指标与来源" not in everything
    assert [words for words in said if words in everything] == []
