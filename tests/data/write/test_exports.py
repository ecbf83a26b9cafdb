"""What leaves has a number of its own, whoever asks at the same time; it stands in the file and in the record."""

import threading
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import update

from data.book import Book
from data.write.actor import WHOLE, Actor, alone
from data.write.audit import read_out
from data.write.errors import NotPermitted
from data.write.exports import Leaving, next_number, send_out
from data.write.mark import leaving
from queries.database import open_engine, reading, writing
from queries.record import faults, read_record
from queries.roles import ROLES
from queries.schema import audit_head

AT = datetime(2026, 12, 5, 8, 30)
ZHANG = Actor("睢县妇联", frozenset(), account="<b>&L=zhang", address="10.0.0.7")


def workbook() -> bytes:
    book = Book()
    for name in ("甲", "乙"):
        book.put(book.page(name).cell(1, 1), "数")
    return book.save()


def printed(page) -> tuple[str | None, str | None]:
    """What stands in the foot and in the head of a sheet of paper."""
    return page.oddFooter.left.text, page.oddHeader.center.text


def last(engine, many: int = 1):
    with reading(engine) as connection:
        assert faults(connection) == []
        return read_record(connection, many=many)


def test_the_number_stands_in_the_file_and_on_record(prepared):
    engine = prepared("411426")
    file = Leaving("目标.xlsx", "睢县，2026年1月至11月", (1,), exact=True)
    number, content = send_out(engine, file, workbook, actor=ZHANG, at=AT)
    assert number == "2026-000001"
    opened = openpyxl.load_workbook(BytesIO(content))
    assert opened.properties.identifier == number and opened.properties.creator == "openpyxl"
    for page in opened.worksheets:
        assert printed(page) == (f"导出编号 {number}，含敏感数", "睢县妇联 <b>&&L=zhang 2026-12-05 08:30")
    row = last(engine).iloc[0]
    assert (row["act"], row["what"], row["account"], row["unit"], row["address"], row["outcome"], row["region_id"]) == (
        "export", f"{number} 目标.xlsx", ZHANG.account, "睢县妇联", "10.0.0.7", "done", 1)
    assert row["details"].startswith(f"睢县，2026年1月至11月；含敏感数；{len(content):,} 字节，SHA-256 ")
    number, content = send_out(engine, Leaving("目标.xlsx"), workbook, actor=alone("睢县妇联"), at=AT)
    page = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert printed(page) == ("导出编号 2026-000002", None), "no watermark in 单机"
    assert "含敏感数" not in last(engine).iloc[0]["details"] and leaving.get() is None
    assert openpyxl.load_workbook(BytesIO(workbook())).properties.identifier is None, "what stays is as it is"


def test_what_could_not_be_made_keeps_its_number_and_is_on_record(prepared):
    engine = prepared("411426")

    def fail() -> bytes:
        raise KeyError("half-way")

    def refuse() -> bytes:
        raise NotPermitted("没有写入：不能。", ZHANG, "export")

    for make, raised in ((fail, KeyError), (refuse, NotPermitted)):
        with pytest.raises(raised):
            send_out(engine, Leaving("表.xlsx"), make, actor=ZHANG, at=AT)
    rows = last(engine, 2)
    assert rows["outcome"].tolist() == ["refused", "failed"]
    assert rows["what"].tolist() == ["2026-000002 表.xlsx", "2026-000001 表.xlsx"]


def test_no_two_have_the_same_number(prepared):
    """Each with an engine, and so connections, of its own, as processes have them."""
    engine, got = prepared("411426"), []

    def take() -> None:
        own = open_engine(engine.url.render_as_string(hide_password=False))
        for _ in range(5):
            got.append(send_out(own, Leaving("表.xlsx"), lambda: b"x", actor=ZHANG, at=AT)[0])
        own.dispose()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(got) == [f"2026-{number:06d}" for number in range(1, 21)]
    assert set(last(engine, 20)["what"]) == {f"{number} 表.xlsx" for number in got}


def test_numbers_begin_anew_with_the_year_and_never_go_back(world):
    connection = world.done().connection
    assert [next_number(connection, at) for at in (AT, AT, datetime(2027, 1, 1), AT)] == [
        "2026-000001", "2026-000002", "2027-000001", "2027-000002"]
    connection.execute(update(audit_head).values(exports=999_999))
    assert next_number(connection, AT) == "2027-1000000"


def test_a_number_that_cannot_be_put_on_record_gives_no_file(prepared, monkeypatch):
    engine = prepared("411426")
    monkeypatch.setattr("data.write.exports.note", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send_out(engine, Leaving("表.xlsx"), lambda: b"x", actor=ZHANG, at=AT)


def test_the_record_is_read_out_by_the_auditor_alone(prepared):
    with writing(prepared("411426")) as connection:
        for role in ROLES:
            actor = Actor("睢县妇联", frozenset({(role, 1)}), account="zhang")
            if role == "auditor":
                assert len(read_out(connection, {}, actor=actor))
            else:
                with pytest.raises(NotPermitted):
                    read_out(connection, {}, actor=actor)
    assert WHOLE is None
