"""What a county's account sees of the other counties: nothing, wherever it looks and whatever link it follows."""

import json
import re
from io import BytesIO

import openpyxl
import pytest
from offices import AT, GOOD, HERE
from strangers import elements, strings

from data import clock
from data.write import access, accounts, grants
from data.write.errors import NotPermitted
from data.write.sign_in import sign_in
from pages.parts.meeting import making
from pages.parts.shell import present, reader, visitors
from pages.parts.shell.picks import Aim, Batch, Region
from queries.database import open_engine, reading, writing
from queries.record import head_of, read_record
from queries.regions import list_names, list_regions

ADDRESSES = ["", "chuangye", "weiquan", "jiayuan", "xianqu", "mubiao", "kaohe", "shangbao", "daoru", "zhibiao",
             "xiangzhen", "duibi", "linian", "cailiao", "huiyi", "duban"]
OTHER = {"region": "411426", "year": "2026", "month": "11"}


@pytest.fixture(scope="module")
def office(databases, tmp_path_factory):
    """The demo with an account of 睢县: its URL, and what lets it in."""
    url = databases.copy_answered(tmp_path_factory.mktemp("readers") / "demo.db")
    engine = open_engine(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JINGUO_DATABASE_URL", url)
        patch.setenv("JINGUO_TODAY", "2026-12-05")
        with writing(engine) as connection:
            nodes = list_regions(connection)
            county = int(nodes.index[nodes["code"] == "411422"][0])
            made = accounts.make_account(connection, HERE, name="suixian", region_id=county, post="统计岗", password=GOOD, at=AT,
                                         must_change=False)
            grants.grant(connection, HERE, made, "county", county, AT)
        token = sign_in(engine, "suixian", GOOD, address="", at=clock.now()).token
        patch.setattr(present, "cookies", lambda: {visitors.COOKIE: token})
        yield engine
    engine.dispose()


@pytest.fixture(params=["own", "total"])
def sees(request, office):
    with writing(office) as connection:
        access.set_rule(connection, HERE, "county_sees", request.param, AT)
    visitors.here.stale()
    return request.param


@pytest.fixture(scope="module")
def names(office):
    """What only the other counties are called: they, and their townships' names that 睢县 has none of."""
    with reading(office) as connection:
        nodes, every = list_regions(connection), list_names(connection)
    others = set(nodes.loc[(nodes["level"] == "county") & (nodes["code"] != "411422"), "name"])
    own = {name for name in every["name"] if name.startswith("睢县")}
    assert len(others) == 8 and own
    return re.compile("|".join([*sorted(others), "4114(?!00|22)[0-9]{2}"]))  # their codes too


def texts(app) -> str:
    """Everything that the browser is told, the page's parts that it does not show too."""
    found = [text for one in elements(app._tree[0]) if getattr(one, "proto", None) is not None
             for _, text in strings(one.proto, "")]
    drawn = [json.loads(item.proto.bytes or item.proto.json) for item in app.get("bidi_component")]
    for data in drawn:  # a block's digest may hold any digits
        data["blocks"] = [[name, html] for name, _digest, html in data["blocks"]]
    found += [json.dumps(data, ensure_ascii=False) for data in drawn]
    title = app.session_state["title"] if "title" in app.session_state else ""
    return "\n".join([*found, title])


def check(app, names) -> str:
    assert not app.exception
    said = re.sub("“411426[0-9]*”", "", texts(app))  # what the link itself says may be said back
    assert not names.findall(said), [said[max(0, one.start() - 60):one.end() + 40] for one in names.finditer(said)][:5]
    return said


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_names_no_other_county(sees, names, open_page, address):
    for query in ({"year": "2026", "month": "11"}, OTHER):
        said = check(open_page(address, **query), names)
        assert "睢县" in said and "退出" in said


@pytest.mark.parametrize("address, query", [
    ("shangbao", {"look": look}) for look in ("items", "remind", "findings")] + [
    ("mubiao", {"aim_place": "411426"}), ("mubiao", {"aim_open": "changes"}), ("mubiao", {"aim_open": "forward"}),
    ("daoru", {"batch": "1"}), ("kaohe", {"unit": "411426"}), ("jiayuan", {"home_town": "411426001"}),
    ("jiayuan", {"home_find": "夏"}),
    ("duibi", {"regions": "411422,411426,411426100"}), ("duibi", {"regions": "411422,411400,411422100"}),
    ("xiangzhen", {"town": "411426100"}), ("linian", {"over": "CY-05"}),
    ("shangbao", {"cell": "411426-202611"}), ("shangbao", {"look": "findings", "finding": "finding:1:9:202611:1"})],
    ids=lambda one: json.dumps(one) if isinstance(one, dict) else one)
def test_a_link_to_another_county_s_names_it_not(sees, names, open_page, address, query):
    check(open_page(address, **OTHER | query), names)


def test_a_meeting_of_another_county_s_is_one_s_own(sees, names, open_page, office, monkeypatch):
    """Of its decks, which are made alike, the first two are drawn; the others are told by whose they would be."""
    told = []

    def of_few(scopes, *more):
        told.extend(scopes)
        return drawn(scopes[:2], *more)

    drawn = making._boards
    monkeypatch.setattr(making, "_boards", of_few)
    check(open_page("huiyi", **OTHER, meeting="look", slide="411426.1"), names)
    with reading(office) as connection:
        codes = list_regions(connection)["code"]
    whose = [codes.get(scope.region, "411422") for scope in told]
    assert whose and set(whose) <= {"411400", "411422"}


def test_a_pick_of_another_county_leads_nowhere(sees, names, open_page, office):
    with reading(office) as connection:
        nodes = list_regions(connection)
    other = int(nodes.index[nodes["code"] == "411426"][0])
    check(open_page("mubiao", year="2026", month="11", aim_open=str(Aim(other, "CY-01"))), names)
    for why in ("411426-CY-01", "411426001-WL-01"):
        check(open_page("mubiao", year="2026", month="11", why=why), names)
    from pages.parts.shell import follow
    app = open_page("", year="2026", month="11")
    assert str(Region(other)) not in texts(app) and str(Batch(1)) not in texts(app)
    assert follow.is_there(1, Region(other))  # of the server itself: nobody looks


def test_a_dialog_of_one_s_own_names_no_other(sees, names, open_page, office):
    with reading(office) as connection:
        nodes = list_regions(connection)
    own = int(nodes.index[nodes["code"] == "411422"][0])
    for part in ("年度目标", "进度计划", "修改记录"):
        app = open_page("mubiao", year="2026", month="11")
        app.session_state["aim_open"], app.session_state["aim-part"] = str(Aim(own, "CY-06")), part
        check(app.run(), names)
    for why in ("CY-06", "411422100-WL-02", "411400-CY-06"):
        check(open_page("", year="2026", month="11", why=why), names)


def test_whoever_signs_is_the_account_s_unit(office, open_page):
    app = open_page("mubiao", year="2026", month="11")
    app.session_state["aim_open"] = "forward"
    app.run()
    assert not app.exception and not any("这里只能看" in one.value for one in app.info)
    box = app.selectbox(key="actor")
    assert box.options == ["睢县妇联"] and box.value == "睢县妇联"


def test_who_only_looks_is_told_who_changes(office, open_page):
    with writing(office) as connection:
        [(role, region)] = list(visitors.here.accounts[1].grants)
        grants.revoke(connection, HERE, 1, role, region, AT)
        grants.grant(connection, HERE, 1, "viewer", region, AT)
    visitors.here.stale()
    app = open_page("mubiao", year="2026", month="11")
    app.session_state["aim_open"] = "forward"
    said = [one.value for one in app.run().info]
    assert any("查看不改数据" in words and "市级业务员、县级业务员来做" in words for words in said)
    with writing(office) as connection:
        grants.revoke(connection, HERE, 1, "viewer", region, AT)
        grants.grant(connection, HERE, 1, role, region, AT)
    visitors.here.stale()


def test_the_city_s_total_is_there_where_it_may_be(sees, open_page):
    said = texts(open_page("xianqu", year="2026", month="11"))
    assert ("商丘市" in said.replace("商丘市妇联", "")) == (sees == "total")


def test_whoever_holds_nothing_sees_nothing(office, names, open_page):
    with writing(office) as connection:
        access.set_rule(connection, HERE, "county_sees", "all", AT)
        [(role, region)] = list(visitors.here.accounts[1].grants)
        grants.revoke(connection, HERE, 1, role, region, AT)
    visitors.here.stale()
    app = open_page("mubiao", **OTHER)
    check(app, re.compile(f"{names.pattern}|CY-01"))
    assert "没有看数的授权" in texts(app)
    with writing(office) as connection:
        grants.grant(connection, HERE, 1, role, region, AT)
    visitors.here.stale()


def test_what_is_about_persons_is_exact_for_those_who_hold_it_alone(office, open_page):
    def about(code: str) -> str:
        return texts(open_page("weiquan", region=code, year="2026", month="11"))

    for sees in ("all", "own"):
        with writing(office) as connection:
            access.set_rule(connection, HERE, "county_sees", sees, AT)
        visitors.here.stale()
        assert ("约" in about("411422")) == (sees == "all")  # the others' beside its own
    with writing(office) as connection:
        grants.show_exact(connection, HERE, 1, False, AT)
    visitors.here.stale()
    assert "约" in about("411422")
    with writing(office) as connection:
        grants.show_exact(connection, HERE, 1, True, AT)
    visitors.here.stale()
    held, got = reader.Reader(exact=frozenset((1,))), []
    token = reader.given.set(held)
    reader.bound(lambda: got.append(reader.reader()) or b"")()
    reader.given.reset(token)
    assert got == [reader.Reader()]
    app = open_page("weiquan", region="411422", year="2026", month="11")
    assert texts(app).count('"exact": true') == len(app.get("bidi_component")) and "约" not in texts(app)
    app.button(key="print").click().run()
    said = texts(app)
    assert '"exact"' not in said and "data-paper" in said and "约" in said, "paper is for everybody"
    assert said.count('"paper": "1"') == len(app.get("bidi_component")), "each board says which print it is drawn for"
    number = re.search(r'data-below="导出编号 (\d{4}-\d{6})；打印于 \d{4}-\d\d-\d\d \d\d:\d\d；[^"]*"', said)
    assert number and "data-paper" not in texts(app.run()), "a number for each print, and for nothing else"
    with reading(office) as connection:
        last = read_record(connection, many=1).iloc[0]
    assert (last["act"], last["what"].partition(" ")[0]) == ("export", number[1]) and "从浏览器打印" in last["details"]
    app.session_state["table_asked"] = ("tiles", "tiles", 0)
    assert "约" in texts(app.run()) and "约" not in texts(app.run()), "so is a file; the screen is one's own again"


def read(content: bytes) -> tuple[str, str]:
    """The printed foot and all words of a workbook."""
    page = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    foot = page.oddFooter.left.text  # pyright: ignore[reportOptionalMemberAccess]
    return foot or "", "\n".join(str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell)


def test_a_file_is_numbered_at_the_click_and_rounded_unless_asked(office, open_page, monkeypatch):
    """Streamlit calls what makes a file when its button is pressed; here the test does."""
    with writing(office) as connection:
        access.set_rule(connection, HERE, "county_sees", "own", AT)
        before = head_of(connection)[0]
    visitors.here.stale()
    offered = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, make, name, *_, key, **__: offered.update({key: (name, make)}))

    def press() -> tuple[str, str]:
        return read(offered["desk-file"][1]())

    def record():
        with reading(office) as connection:
            return read_record(connection, many=1).iloc[0]

    app = open_page("mubiao", year="2026", month="11")
    with reading(office) as connection:
        assert head_of(connection)[0] == before, "to look takes no number"
    foot, words = press()
    row = record()
    first = int(foot.removeprefix("导出编号 2026-"))
    assert foot == f"导出编号 2026-{first:06}" and foot in words and "约" in words
    assert row["what"] == f"2026-{first:06} {offered['desk-file'][0]}" and (row["account"], row["place"]) == ("suixian", "睢县")
    assert row["details"].startswith("睢县，2026年1月至11月；") and "含敏感数" not in row["details"]
    app.checkbox(key="desk-file-exact").check().run()
    foot, words = press()
    assert foot == f"导出编号 2026-{first + 1:06}，含敏感数" and "约" not in words and "；含敏感数；" in record()["details"]
    with writing(office) as connection:
        access.set_rule(connection, HERE, "county_sees", "total", AT)
    visitors.here.stale()
    with pytest.raises(NotPermitted, match="刷新"):
        press()
    assert record()[["act", "outcome"]].tolist() == ["export", "refused"] and f"2026-{first + 2:06}" in record()["what"]


def test_all_counties_where_the_office_says_so(office, names, open_page):
    with writing(office) as connection:
        access.set_rule(connection, HERE, "county_sees", "all", AT)
    visitors.here.stale()
    assert names.search(texts(open_page("", year="2026", month="11")))
