"""After a report a page is shown as it was, marked and all of one version, until the new one is worked out; unmarked it is what
the database holds."""

import json
import re
from concurrent.futures import Future
from datetime import datetime
from random import Random

import pandas as pd
import pytest
from sqlalchemy import select

import dashboard
from data.write.actor import alone
from data.write.observations import record
from data.write.settings import raise_data_version
from pages.parts.shell import cache, read_back
from pages.parts.ui import format as fmt
from pages.parts.ui import meanwhile
from queries.database import data_version, open_engine, reading, writing
from queries.schema import indicators, observations, regions

AT = datetime(2026, 12, 5, 9, 30)
PAGES = ("", "xianqu", "jiayuan", "shangbao")
SAYS = {"shangbao": {"look": "findings"}}
CITY, COUNTY = "411400", "411422"


class Later:
    """Works out nothing until it is told to."""

    def __init__(self) -> None:
        self.waiting: list = []

    def submit(self, call) -> Future:
        self.waiting.append((call, found := Future()))
        return found

    def work(self) -> None:
        while self.waiting:
            call, found = self.waiting.pop(0)
            try:
                found.set_result(call())
            except BaseException as error:
                found.set_exception(error)


@pytest.fixture
def later(monkeypatch):
    assert dashboard.app is not None  # its rooms are known
    for name, value in (("LEAST", 2), ("PATIENCE", 0), ("_workers", Later())):
        monkeypatch.setattr(meanwhile, name, value)
    monkeypatch.setattr(meanwhile, "_drawn", type(meanwhile._drawn)())
    return meanwhile._workers


@pytest.fixture
def office(copy_of_demo, use, later):
    """A database of its own that other processes write to: report(value), and engine."""
    url = copy_of_demo()
    use(url)
    engine = open_engine(url)
    with reading(engine) as asked:
        place = asked.scalar(select(regions.c.id).where(regions.c.code == COUNTY))
        of = asked.scalar(select(indicators.c.id).where(indicators.c.code == "CY-01"))
        assert asked.scalar(select(observations.c.value).where(observations.c.region_id == place, observations.c.period == 202611,
                                                               observations.c.indicator_id == of)) is not None

    def report(value: float) -> None:
        cells = pd.DataFrame({"region_id": [place], "period": [202611], "indicator_id": [of], "value": [value]})
        with writing(engine) as connection:
            record(connection, cells, file_name=f"{value}.xlsx", actor=alone("商丘市妇联"), received_at=AT, committed_at=AT)

    report.engine, report.place, report.of = engine, place, of
    yield report
    engine.dispose()


def look_of(app) -> dict:
    """All that the boards and the bar show."""
    return {said["key"]: (said["mark"], said["texts"], said["blocks"])
            for said in (json.loads(item.proto.bytes) for item in app.get("bidi_component"))}


def marked(app) -> str:
    """The version that the page is marked with; "" for none."""
    text = " ".join(item.value for item in app.markdown) + " ".join(item.proto.body for item in app.get("html"))
    found = re.search(r"正在按新数据更新….*?数据版本 ([0-9.-]+)", text)
    return found[1] if found else ""


def now(engine) -> str:
    with reading(engine) as connection:
        return fmt.version(data_version(connection))


@pytest.mark.parametrize("page", PAGES)
def test_what_was_is_shown_marked_until_the_new_page_is_there(office, later, open_page, page):
    said = {"region": COUNTY, **SAYS.get(page, {})}
    first = open_page(page, **said)
    before, of_before = look_of(first), now(office.engine)
    assert not first.exception and not marked(first)
    office(4321.0)
    old = open_page(page, **said)
    assert not old.exception and marked(old) == of_before, "it waits for nothing"
    assert look_of(old) == before, "and is all of before"
    assert all(not json.loads(item.proto.bytes).get("ahead") for item in old.get("bidi_component")), "nothing of it comes ahead"
    if page == "jiayuan":
        assert not old.get("download_button") and next(one for one in old.button if "未建家" in one.label).disabled
    assert len(later.waiting) == 1
    later.work()
    new = old.run()
    assert not new.exception and not marked(new) and now(office.engine) in str(look_of(new)["badges"])
    assert look_of(new) != before
    if page in ("xianqu", "shangbao"):
        cache.clear()
        assert look_of(open_page(page, **said)) == look_of(new)


@pytest.mark.parametrize("page", ["cailiao", "huiyi"])
def test_what_goes_from_hand_to_hand_is_waited_for(office, later, open_page, page):
    open_page(page, region=COUNTY)
    office(4321.0)
    new = open_page(page, region=COUNTY)
    assert not new.exception and not marked(new) and not later.waiting


def test_not_to_who_has_just_written_nor_on_paper_nor_of_an_opened_figure(office, open_page, monkeypatch):
    open_page("xianqu")
    office(1.0)
    assert marked(open_page("xianqu"))
    assert not marked(open_page("xianqu", why="CY-01"))
    office(1.5)
    paper = open_page("xianqu")
    assert marked(paper)
    paper.session_state["print_asked"], paper.session_state["prints"] = True, 1
    assert not marked(paper.run())
    office(2.0)
    assert marked(open_page("xianqu")), "of the version that was printed"
    monkeypatch.setattr(read_back, "last", lambda: 2**60)
    assert not marked(open_page("xianqu"))


def test_who_writes_from_a_page_is_known(office, demo):
    assert read_back.last() == 0
    read_back.note()
    with reading(office.engine) as connection:
        assert read_back.last() == data_version(connection)


def test_not_where_more_than_figures_has_changed(office, open_page):
    open_page("xianqu")
    with writing(office.engine) as connection:
        raise_data_version(connection)
    assert not marked(open_page("xianqu"))


def test_a_page_that_cannot_be_worked_out_says_so_itself(office, later, open_page, monkeypatch):
    open_page("xianqu")
    office(3.0)
    old = open_page("xianqu")
    assert marked(old)
    with monkeypatch.context() as patch:
        patch.setattr(meanwhile, "bar", lambda scope: 1 / 0)
        later.work()
    assert not marked(old.run())


def test_what_is_no_longer_kept_has_the_page_drawn_anew(office, open_page):
    open_page("xianqu")
    office(7.0)
    cache.clear()
    page = open_page("xianqu")
    assert not page.exception and not marked(page) and now(office.engine) in str(look_of(page)["badges"])


def test_unmarked_is_held_and_marked_is_all_of_its_version(office, later, open_page):
    chance, drawn, was_marked = Random(3), {}, 0
    for number in range(9):
        if what := chance.choice(("report", "work", "")):
            office(100.0 + number) if what == "report" else later.work()
        region = chance.choice((CITY, COUNTY))
        app = open_page("xianqu", region=region)
        said, version = look_of(app), marked(app)
        was_marked += bool(version)
        version = version or now(office.engine)
        assert not app.exception and f"数据版本 {version}" in str(said["badges"])
        assert drawn.setdefault((region, version), said) == said
    assert 2 <= was_marked <= 7
