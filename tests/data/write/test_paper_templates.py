"""An office's templates: kept, replaced by name, taken down and brought back, on record; chosen by the office and those below."""

from datetime import datetime

import pytest
from sqlalchemy import select

from data.write.actor import alone
from data.write.errors import NotThere, Refused
from data.write.paper_templates import bring_back, keep, withdraw
from queries import schema
from queries.paper_templates import list_templates, template_file
from queries.record import read_record

CITY, A, B = "411400", "411402", "411403"
WHO = {"actor": alone("商丘市妇联"), "at": datetime(2026, 11, 26, 9, 30)}


@pytest.fixture
def city(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY))
    return world.done()


def test_kept_replaced_taken_down_and_brought_back(city):
    connection, root = city.connection, city.region[CITY]
    old = keep(connection, root, "docx", "  汇报\u200b ", b"one", **WHO)
    deck = keep(connection, root, "pptx", "汇报", b"deck", **WHO)
    new = keep(connection, root, "docx", "汇报", b"two", **WHO)
    rows = list_templates(connection, root)
    assert rows.index.tolist() == [new, deck, old] and rows["name"].unique().tolist() == ["汇报"] and rows["own"].all()
    assert rows["withdrawn_at"].isna().tolist() == [True, True, False] and rows["size"].tolist() == [3, 4, 3]
    assert [template_file(connection, one, root) for one in (old, deck, new)] == [None, b"deck", b"two"]
    bring_back(connection, old, **WHO)
    assert [template_file(connection, one, root) for one in (old, new)] == [b"one", None]
    withdraw(connection, old, **WHO)
    assert template_file(connection, old, root) is None
    assert connection.scalars(select(schema.paper_templates.c.file).order_by("id")).all() == [b"one", b"deck", b"two"]
    said = read_record(connection)["act"].tolist()
    assert said == ["untemplate", *["templates"] * 4]


def test_a_county_has_its_citys_too_and_nobody_elses(city):
    connection = city.connection
    of = {place: keep(connection, city.region[place], "docx", place, place.encode(), **WHO) for place in (CITY, A, B)}
    rows = list_templates(connection, city.region[A])
    assert rows.index.tolist() == [of[A], of[CITY]] and rows["own"].tolist() == [True, False]
    assert template_file(connection, of[CITY], city.region[A]) == CITY.encode()
    assert template_file(connection, of[B], city.region[A]) is None
    withdraw(connection, of[CITY], **WHO)
    assert list_templates(connection, city.region[A]).index.tolist() == [of[A]]


def test_bad_input_changes_nothing(city):
    connection, root = city.connection, city.region[CITY]
    for kind, name, content, word in (("docx", " ", b"x", "名称"), ("docx", "长" * 65, b"x", "不超过 64"),
                                      ("doc", "旧", b"x", "docx"), ("docx", "空", b"", "空的")):
        with pytest.raises(Refused, match=word):
            keep(connection, root, kind, name, content, **WHO)
    number = keep(connection, root, "docx", "好", b"x", **WHO)
    with pytest.raises(NotThere):
        bring_back(connection, number, **WHO)
    for change in (withdraw, bring_back):
        with pytest.raises(NotThere):
            change(connection, 99, **WHO)
    withdraw(connection, number, **WHO)
    with pytest.raises(NotThere):
        withdraw(connection, number, **WHO)
    assert len(list_templates(connection, root)) == 1
