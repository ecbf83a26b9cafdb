"""An office's own agenda, and a meeting's pages kept as they were shown."""

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import func, select

from data.demo.generate import clear_demo
from data.papers.kept import pack, unpack
from data.papers.outline import Amount, Chart, Column, Figure, Map, Outline, Place, Sentence, Slide, Table
from data.write.actor import alone
from data.write.errors import NotThere, Refused
from data.write.meetings import drop_agenda, keep_agenda, open_meeting
from data.write.snapshots import FIGURES
from queries import schema
from queries.meetings import read_agendas, read_board
from queries.record import read_record

CITY, A = "411400", "411402"
AT = datetime(2026, 11, 26, 9, 30)
WHO = {"actor": alone("商丘市妇联"), "at": AT}


@pytest.fixture
def city(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY))
    world.add_indicators(F={})
    return world.done()


def test_an_agenda_is_kept_replaced_and_given_up(city):
    connection, root, county = city.connection, city.region[CITY], city.region[A]
    keep_agenda(connection, root, ["b", "a", "c"], ["a"], **WHO)
    keep_agenda(connection, county, ["a"], [], **WHO)
    assert read_agendas(connection, [root, county]) == {root: [("b", True), ("a", False), ("c", True)], county: [("a", True)]}
    keep_agenda(connection, root, ["c", "b"], [], **WHO)
    assert read_agendas(connection, [root]) == {root: [("c", True), ("b", True)]}
    for wrong in (["a", "a"], [], ["a"] * 300):
        with pytest.raises(Refused):
            keep_agenda(connection, root, wrong, [], **WHO)
    with pytest.raises(Refused, match="至少要留一页"):
        keep_agenda(connection, root, ["a"], ["a"], **WHO)
    with pytest.raises(Refused):
        keep_agenda(connection, root, ["长" * 65], [], **WHO)
    drop_agenda(connection, county, **WHO)
    with pytest.raises(NotThere):
        drop_agenda(connection, county, **WHO)
    assert read_agendas(connection, [root, county]) == {root: [("c", True), ("b", True)]}
    assert read_record(connection)["act"].tolist() == ["agenda"] * 4


def outline(region: int) -> Outline:
    figure = Figure(region, 1, 2026, 11, None, None, "未上报", None)
    columns, rows = (Column("县"), Column("数", "number", "个", 1)), (("甲", None), ("乙", Amount(1.25, 2)), ("丙", 3.0))
    lines = (("今年", (1.0, None)), ("上年", (2.0, 3.0)))
    blocks = (Sentence("s", "一句<b>话</b>。", (figure,), edited=True), Table("t", "表", columns, rows, 1, (figure,)),
              Chart("c", "图", "line", ("1月", "2月"), lines, "个", ("滞后", None), (figure,)),
              Map("m", "地图", (Place(region, "甲", None, "未上报", (((115.0, 34.5), (116.0, 34.5), (116.0, 35.0)),)),), "%"))
    return Outline("题", region, "市", 2026, 11, "截至2026年11月", "来源", True, "市妇联", "今天", "", (),
                   (Slide("a", "一页", blocks, region, 1), Slide("b", "空页")))


def test_pages_come_back_as_they_were_shown_and_are_kept_once(city):
    connection, root = city.connection, city.region[CITY]
    shown = [outline(root), outline(city.region[A])]
    back = unpack(pack(shown))
    assert list(back) == shown
    table = back[0].slides[0].blocks[1]
    assert isinstance(table, Table) and isinstance(table.rows[1][1], Amount) and table.rows[1][1].decimals == 2
    frozen = {"title": "会", "region_id": root, "year": 2026, "month": 11, "demo": True, "figures": pd.DataFrame(
        [(root, 1, None, None, "未上报", None)], columns=FIGURES), **WHO}
    number = open_meeting(connection, content=pack(shown), **frozen)
    assert number == "2026-11-01" == open_meeting(connection, content=b"another", **frozen)
    row = read_board(connection, number)
    assert row is not None and row.region_id == root and list(unpack(row.content)) == shown
    assert read_board(connection, "2026-11-02") is None
    clear_demo(connection, AT, actor=WHO["actor"])
    assert read_board(connection, number) is None and connection.scalar(select(func.count()).select_from(schema.boards)) == 0
