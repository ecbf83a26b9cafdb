"""The record: every row chained to the one before, nothing changed or lost unseen, old rows given up by a purge alone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from data.write.actor import WHOLE, Actor, alone
from data.write.audit import KEPT_DAYS, note, note_refused, purge
from data.write.errors import NotPermitted, Refused
from queries.record import EVENTS, count_record, faults, hash_of, head_of, read_record
from queries.roles import ACTS
from queries.schema import AUDIT_TRIGGERS, audit, audit_head

AT = datetime(2026, 4, 5, 8, 30)
CITY = alone("商丘市妇联", "127.0.0.1")


@pytest.fixture
def record(world):
    world.add_regions(("411400", "city", None), ("411421", "county", "411400"), ("411422", "county", "411400"),
                      ("411421100", "township", "411421"))
    note(world.connection, CITY, "import", at=AT, what="第 2 次 睢县_三月.xlsx", region_ids=[2, 3], details="新增 3")
    note(world.connection, Actor("睢县妇联", account="zhang", address="10.0.0.7"), "sign-in", at=AT, outcome="failed")
    for day in range(1, 4):
        note(world.connection, CITY, "targets", at=AT + timedelta(days=day), region_ids=WHOLE)
    return world


def unguarded(connection) -> None:
    """As somebody would have it who owns the database and means ill."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
    else:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("DROP TRIGGER audit_no_delete"))


@pytest.fixture
def open_record(record):
    """A record whose guards are down; up again for the next test, which shares the database."""
    unguarded(record.connection)
    yield record
    if record.connection.dialect.name == "sqlite" and record.connection.in_transaction():
        record.connection.rollback()


def test_every_act_has_an_event():
    assert set(ACTS) <= set(EVENTS) and all(len(event) <= 16 for event in EVENTS)


def test_a_row_says_who_what_where_and_how_it_went(record):
    rows = read_record(record.connection)
    assert list(rows.index) == [5, 4, 3, 2, 1] and head_of(record.connection)[0] == 5
    first, failed = rows.loc[1], rows.loc[2]
    assert (first["unit"], first["act"], first["what"], first["place"], first["outcome"], first["details"]) == (
        "商丘市妇联", "import", "第 2 次 睢县_三月.xlsx", "411421", "done", "新增 3")
    assert (failed["account"], failed["address"], failed["outcome"]) == ("zhang", "10.0.0.7", "failed")
    assert rows["place"].isna()[2] and rows.at[5, "place"] == "411400"
    assert faults(record.connection) == []


@pytest.mark.parametrize("region_ids,place", (((2,), "411421"), ((2, 4), "411400"), ((3,), "411421100"), ((99,), None),
                                              ((), None),
                                              (WHOLE, "411400")))
def test_the_place_is_the_nearest_that_holds_all(record, region_ids, place):
    number = note(record.connection, CITY, "import", at=AT, region_ids=region_ids)
    row = read_record(record.connection, many=1).loc[number]
    assert (None if row.isna()["place"] else row["place"]) == place


CHANGES = {"at": AT.replace(year=2025), "account": "li", "unit": "夏邑县妇联", "address": "1.2.3.4", "way": "command",
           "act": "undo", "what": "第 3 次", "region_id": 4, "place": "别处", "outcome": "failed", "details": "没有",
           "previous": "1" * 64, "hash": "2" * 64}


def after(connection, *statements) -> list[str]:
    """What is wrong with the record once these were done to it; they are taken back."""
    with connection.begin_nested() as tried:
        for statement in statements:
            connection.execute(statement)
        found = faults(connection)
        tried.rollback()
    return found


def test_a_changed_value_is_found_in_any_column_of_any_row(open_record):
    assert {*CHANGES, "id"} == {column.name for column in audit.columns}
    for column, value in CHANGES.items():
        for number in (1, 3, 5):
            changed = update(audit).where(audit.c.id == number).values({column: value})
            assert any(f"第 {number} 条" in words for words in after(open_record.connection, changed)), (column, number)
    assert faults(open_record.connection) == []


def test_a_row_that_went_is_found(open_record):
    for gone, words in ((1, "第 1 条到第 1 条不见了"), (3, "第 3 条到第 3 条不见了"), (5, "末尾不对：应到第 5 条")):
        assert words in after(open_record.connection, delete(audit).where(audit.c.id == gone))
    assert after(open_record.connection, delete(audit)) == ["末尾不对：应到第 5 条"]


def test_rows_that_changed_places_are_found(open_record):
    for old, new in ((3, 99), (4, 3), (99, 4)):
        open_record.connection.execute(update(audit).where(audit.c.id == old).values(id=new))
    assert faults(open_record.connection)


def test_a_row_put_in_and_hashed_again_is_found(open_record):
    """Who makes a row's own hash anew breaks the chain at the next one."""
    row = dict(open_record.connection.execute(select(audit).where(audit.c.id == 3)).mappings().one()) | {"unit": "别的妇联"}
    row["hash"] = hash_of(row)
    open_record.connection.execute(delete(audit).where(audit.c.id == 3))
    open_record.connection.execute(insert(audit).values(row))
    assert faults(open_record.connection) == ["第 4 条接不上它的前一条"]


def test_a_chain_made_anew_as_a_whole_is_found_by_what_was_written_down(open_record):
    known = dict([head_of(open_record.connection)])
    before = "0" * 64
    for row in open_record.connection.execute(select(audit).order_by(audit.c.id)).mappings().all():
        new = dict(row) | {"unit": "别的妇联", "previous": before}
        before = new["hash"] = hash_of(new)
        open_record.connection.execute(update(audit).where(audit.c.id == row["id"]).values(new))
    open_record.connection.execute(update(audit_head).values(hash=before))
    assert faults(open_record.connection) == []
    assert faults(open_record.connection, known) == ["第 5 条和以前抄下的校验码不同"]


@pytest.mark.parametrize("statement", ("UPDATE audit SET unit = '别的'", "DELETE FROM audit WHERE id = 2"))
def test_the_database_itself_refuses_to_change_the_record(record, statement):
    with pytest.raises(DBAPIError, match="append only"):
        record.connection.execute(text(statement))


def test_only_old_rows_are_purged_and_the_rest_stays_whole(record):
    now = AT + timedelta(days=2 + KEPT_DAYS)
    with pytest.raises(Refused, match=f"至少保存 {KEPT_DAYS} 天"):
        purge(record.connection, AT + timedelta(days=3), actor=CITY, at=now)
    with pytest.raises(NotPermitted):
        purge(record.connection, AT, actor=Actor("商丘市妇联", frozenset({("auditor", 1)})), at=now)
    with pytest.raises(Refused, match="没有记录"):
        purge(record.connection, AT, actor=CITY, at=now)
    assert purge(record.connection, AT + timedelta(days=2), actor=CITY, at=now) == 3
    assert faults(record.connection) == []
    rows = read_record(record.connection)
    assert list(rows.index) == [6, 5, 4] and rows.at[6, "act"] == "purge" and "清理到第 3 条" in rows.at[6, "details"]
    unguarded(record.connection)
    record.connection.execute(delete(audit).where(audit.c.id == 4))
    assert faults(record.connection) == ["第 4 条到第 4 条不见了", "第 5 条接不上它的前一条"]


def test_words_of_strangers_are_cleaned_and_cut(record):
    stranger = Actor("坏\x00人\u202e" * 90, account="a" * 900, address="'; DROP TABLE audit;--" * 20)
    number = note(record.connection, stranger, "download", at=AT.replace(microsecond=7), what="<b>\n\ud800长" * 300,
                  details="=1+1 😀")
    row = read_record(record.connection).loc[number]
    assert len(row["unit"]) == len(row["account"]) == len(row["address"]) == 64 and len(row["what"]) == 255
    assert not set(row["unit"]) & {"\x00", "\u202e"} and faults(record.connection) == []


def test_a_refusal_goes_on_record(record):
    with pytest.raises(NotPermitted) as refused:
        purge(record.connection, AT, actor=Actor("睢县妇联", frozenset({("county", 2)}), account="zhang"), at=AT)
    note_refused(record.connection, refused.value, AT)
    row = read_record(record.connection, many=1).iloc[0]
    assert (row["account"], row["act"], row["outcome"], row["place"]) == ("zhang", "purge", "refused", "411400")
    assert "zhang（县级业务员）不能" in row["details"]


def test_the_record_is_asked_by_time_person_act_outcome_and_region(record):
    def found(**wanted):
        assert count_record(record.connection, wanted) == len(read_record(record.connection, wanted))
        return list(read_record(record.connection, wanted).index)

    assert found(since=AT + timedelta(days=1), before=AT + timedelta(days=3)) == [4, 3]
    assert found(who="zhang") == found(who="10.0.0") == found(act="sign-in") == found(outcome="failed") == [2]
    assert found(who="%") == [] and found(region=2) == [1] and found(region=1) == [5, 4, 3, 1]
    assert list(read_record(record.connection, first=1, many=2).index) == [4, 3]


def test_sqlite_and_postgresql_are_guarded():
    assert set(AUDIT_TRIGGERS) == {"sqlite", "postgresql"}
