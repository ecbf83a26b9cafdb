"""报送 → 审核 → 导入, on both engines: what is taken is what was sent; every other end of it says what happened, and changed
nothing."""

import hashlib
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pandas as pd
import pytest
from conftest import World
from sqlalchemy import event, func, select

from data.intake import originals, review
from data.intake.blanking import Blanked
from data.intake.commit import commit
from data.intake.draft import SITE, Count, Draft, Finding
from data.intake.kept_draft import as_text, from_text
from data.intake.understood import Block, Question, Settled, Understood, Witness
from data.write import submissions as steps
from data.write.access import set_rule
from data.write.actor import Actor, alone
from data.write.errors import Known, NotPermitted, NotThere, Refused, Rejected, Stale
from data.write.ledger import KEY
from data.write.locks import Locked, lock, unlock
from data.write.observations import record
from data.write.undoing import undo
from queries import schema
from queries.database import DatabaseFault, data_version, read_settings, reading, writing
from queries.history import batches_list
from queries.privacy import Viewer
from queries.record import faults
from queries.reporting import due_cells, rates
from queries.submissions import list_submissions, unreviewed, waiting_cells

CITY, A, B = "411400", "411402", "411403"
AT = datetime(2026, 4, 5, 9, 30)
LATER = AT + timedelta(days=8)
OFFICE = alone("商丘市妇联")


class Office:
    """A city with two counties, whose clerk may import for A, and whose city's clerks review."""

    def __init__(self, engine):
        self.engine = engine
        with writing(engine) as connection:
            world = World(connection)
            world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY))
            world.add_indicators(F={"kind": "flow"}, P={"kind": "stock", "sensitive": True, "name": "信访件"})
            world.add_forms()
            world.observe("F", A, {202601: 10})
            world.done()
            for place in (A, B):
                connection.exec_driver_sql(f"UPDATE regions SET county_id = {world.region[place]} WHERE code = '{place}'")
            self.region, self.indicator = world.region, world.indicator
        self.county = Actor("甲县妇联", frozenset({("county", self.region[A])}), account="jia")
        self.city = Actor("商丘市妇联", frozenset({("city", self.region[CITY])}), account="shi")

    def draft(self, value: float = 7.0, *more: tuple[str, str, int, float], homes: tuple[str, ...] = (), content: bytes = b"",
              **parts) -> Draft:
        rows = [("F", A, 202603, value), *more]
        cells = pd.DataFrame([(self.region[place], when, self.indicator[code], number, "填报", at + 5, "D")
                              for at, (code, place, when, number) in enumerate(rows)],
                             columns=[*KEY, "value", "sheet", "row", "column"])
        listed = pd.DataFrame([{"region_id": self.region[A], "form": "市直单位", "name": name, "sheet": "名册", "row": at + 2}
                               for at, name in enumerate(homes)], columns=[*SITE, "sheet", "row"])
        content = content or f"{value}{more}{homes}".encode()
        return Draft("三月.csv", hashlib.sha256(content).hexdigest(), cells={"observations": cells}, sites=listed, **parts)

    def send(self, value: float = 7.0, *more, actor: Actor | None = None, at: datetime = AT, **parts) -> int:
        content = f"{value}{more}{parts.get('homes', ())}".encode()
        return review.send(self.engine, self.draft(value, *more, content=content, **parts), content=content,
                           actor=actor or self.county, at=at)

    def held(self) -> dict:
        with reading(self.engine) as connection:
            return {(row.region_id, row.period, row.indicator_id): row.value
                    for row in connection.execute(select(schema.observations))}

    def value(self, place: str = A, when: int = 202603, code: str = "F") -> float | None:
        return self.held().get((self.region[place], when, self.indicator[code]))

    def listed(self) -> pd.DataFrame:
        with reading(self.engine) as connection:
            return list_submissions(connection)

    def acts(self) -> list[tuple[str, str, str]]:
        with reading(self.engine) as connection:
            assert faults(connection) == []
            return [(row.act, row.unit, row.outcome) for row in connection.execute(select(schema.audit).order_by("id"))]

    def rule(self, value: str) -> None:
        with writing(self.engine) as connection:
            set_rule(connection, OFFICE, "review", value, AT)

    def give_back(self, number: int, **how) -> None:
        with writing(self.engine) as connection:
            steps.give_back(connection, number, **{"actor": self.city, "at": LATER, "reason": "比上月多十倍，请核实"} | how)

    def withdraw(self, number: int, **how) -> None:
        with writing(self.engine) as connection:
            steps.withdraw(connection, number, **{"actor": self.county, "at": LATER} | how)


@pytest.fixture
def office(prepared, tmp_path, monkeypatch):
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "kept"))
    return Office(prepared(None))


def test_what_is_sent_waits_and_is_taken_as_its_sender_s(office):
    number = office.send(7.0, ("P", A, 202603, 3.0), homes=("甲村",))
    assert office.value() is None and not originals.folder().exists(), "nothing is in, no original either"
    row = office.listed().loc[number]
    assert (row["state"], row["actor"], row["rows"], row["place"]) == ("waiting", "甲县妇联", 3, A)
    with reading(office.engine) as connection:
        opened = review.open_sent(connection, number)
        assert opened.moved == [] and opened.draft.taken == 3 and len(waiting_cells(connection)) == 2
        version = data_version(connection)
        shown = [unreviewed(connection, office.region[place], [*office.indicator.values()], 2026, month, viewer)
                 for place, month, viewer in ((CITY, 3, Viewer()), (A, 12, Viewer(frozenset(office.region.values()))))]
        assert [frame[["value", "withheld", "rounded"]].fillna(0).values.tolist() for frame in shown] == [
            [[7, "", False], [0, "small", False]], [[7, "", False], [3, "", False]]]
        assert unreviewed(connection, office.region[B], [*office.indicator.values()], 2026, 12).empty
        assert unreviewed(connection, office.region[CITY], [office.indicator["F"]], 2026, 2).empty
    done = review.take(office.engine, number, actor=office.city, at=LATER, seen=opened.preview.seen, reason="已电话核实")
    assert (done.added, done.changed, done.unchanged) == (3, 0, 0) and office.value() == 7
    with reading(office.engine) as connection:
        assert read_settings(connection)["data_version_before"] == str(version), "once a transaction"
        batch = batches_list(connection).set_index("id").loc[done.batch_id]
    assert (batch["actor"], batch["received_at"], batch["committed_at"]) == ("甲县妇联", AT, LATER)
    assert batch["note"] == "商丘市妇联审核。"
    row = office.listed().loc[number]
    assert (row["state"], row["decided_by"], row["batch_id"], row["marked"]) == ("taken", "商丘市妇联", done.batch_id, False)
    assert originals.read(row["file_sha256"]) is not None, "its file is the batch's original now"
    assert [act for act in office.acts() if act[0] != "settings"] == [
        ("send", "甲县妇联", "done"), ("import", "商丘市妇联", "done"), ("sites", "商丘市妇联", "done"),
        ("review", "商丘市妇联", "done")]
    with writing(office.engine) as connection:
        assert undo(connection, done.batch_id, actor=office.city, at=LATER) == 3
    assert office.value() is None and bool(office.listed().at[number, "undone"])
    assert office.send(7.0, ("P", A, 202603, 3.0), homes=("甲村",)), "and may be sent again"


def test_a_county_s_figures_come_in_no_other_way(office):
    wanted = office.draft()
    with pytest.raises(NotPermitted, match="要先审核"):
        commit(office.engine, wanted, content=None, actor=office.county, received_at=AT, committed_at=AT)
    with pytest.raises(NotPermitted, match="要先审核"), writing(office.engine) as connection:
        record(connection, wanted.cells["observations"], file_name="月报", actor=office.county, received_at=AT, committed_at=AT)
    assert office.value() is None and office.acts()[-1] == ("import", "甲县妇联", "refused")
    commit(office.engine, wanted, content=None, actor=office.city, received_at=AT, committed_at=AT)
    assert office.value() == 7, "the city needs nobody's review"
    office.rule("never")
    commit(office.engine, office.draft(8.0), content=None, actor=office.county, received_at=AT, committed_at=AT)
    assert office.value() == 8, "an office that wants none imports as before"


def test_alone_nobody_waits_unless_the_office_says_so(office):
    county = alone(f"{A}妇联")
    commit(office.engine, office.draft(7.0), content=None, actor=county, received_at=AT, committed_at=AT)
    office.rule("always")
    with pytest.raises(NotPermitted, match="要先审核"):
        commit(office.engine, office.draft(8.0), content=None, actor=county, received_at=AT, committed_at=AT)
    number = office.send(8.0, actor=county)
    review.take(office.engine, number, actor=OFFICE, at=LATER)
    commit(office.engine, office.draft(9.0), content=None, actor=alone(f"{CITY}妇联"), received_at=AT, committed_at=AT)
    assert office.value() == 9


def test_it_is_given_back_with_a_reason_corrected_and_taken(office):
    first = office.send(700.0)
    with pytest.raises(Refused, match="请写明退回原因"):
        office.give_back(first, reason=" ")
    office.give_back(first, cells=[("填报", 5, "D")])
    row = office.listed().loc[first]
    assert (row["state"], row["reason"], json.loads(row["cells"])) == ("returned", "比上月多十倍，请核实", [["填报", 5, "D"]])
    second = office.send(70.0, at=LATER)
    assert office.listed().loc[second, "follows"] == first
    office.withdraw(second)
    third = office.send(71.0, at=LATER)
    assert office.listed().loc[third, "follows"] == first, "what was withdrawn corrected nothing"
    fourth = office.send(72.0, ("F", A, 202602, 1.0))
    assert pd.isna(office.listed().loc[fourth, "follows"]), "corrected by another already"
    review.take(office.engine, third, actor=office.city, at=LATER)
    assert office.value() == 71
    assert office.listed()["state"].tolist() == ["waiting", "taken", "withdrawn", "returned"]


def test_who_comes_second_is_told_who_was_first(office):
    number = office.send()
    done = review.take(office.engine, number, actor=office.city, at=LATER)
    before = office.held()
    for again in (lambda: review.take(office.engine, number, actor=office.city, at=LATER), lambda: office.give_back(number),
                  lambda: office.withdraw(number)):
        with pytest.raises(NotThere, match=f"第 {number} 件已由商丘市妇联于 2026-04-13 09:30 导入（第 {done.batch_id} 次）"):
            again()
    with pytest.raises(NotThere, match="没有第 99 件报送"):
        review.take(office.engine, 99, actor=office.city, at=LATER)
    returned = office.send(8.0)
    office.give_back(returned)
    with pytest.raises(NotThere, match="退回，这一次没有写入"):
        review.take(office.engine, returned, actor=office.city, at=LATER)
    assert office.held() == before


def test_two_reviewers_at_once_take_it_once(office):
    number, ends = office.send(), []

    def take() -> None:
        try:
            ends.append(review.take(office.engine, number, actor=office.city, at=LATER).batch_id)
        except NotThere as told:
            ends.append(str(told))

    both = [Thread(target=take) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(map(type, ends), key=str) == [int, str] and any("导入" in str(end) for end in ends)
    assert (office.listed()["state"] == "taken").all()


def test_a_closed_month_is_neither_sent_nor_taken(office):
    number = office.send()
    with writing(office.engine) as connection:
        held = lock(connection, office.region[CITY], 202603, actor=office.city, reason="报省", at=AT)
    with pytest.raises(Locked, match="封账"):
        review.take(office.engine, number, actor=office.city, at=LATER)
    with pytest.raises(Locked, match="封账"):
        office.send(8.0)
    assert office.value() is None and office.listed()["state"].tolist() == ["waiting"]
    assert not originals.folder().exists() or not any(originals.folder().iterdir())
    with writing(office.engine) as connection:
        unlock(connection, held, actor=office.city, reason="补报", at=LATER)
    review.take(office.engine, number, actor=office.city, at=LATER)


def test_figures_that_came_in_another_way_are_told(office):
    number = office.send(7.0, ("P", A, 202603, 3.0))
    other = office.draft(9.0, ("P", A, 202603, 4.0))
    with reading(office.engine) as connection:
        before = review.open_sent(connection, number)
    commit(office.engine, other, content=None, actor=office.city, received_at=AT, committed_at=AT)
    with reading(office.engine) as connection:
        opened = review.open_sent(connection, number)
    assert opened.many == 2 and any("F（报送时 没有，现在 9）" in words for words in opened.moved)
    assert not any("4" in words.split("信访件")[1] for words in opened.moved if "信访件" in words), "no personal figure"
    with pytest.raises(Stale, match="预览之后别人改过"):
        review.take(office.engine, number, actor=office.city, at=LATER, seen=before.preview.seen)
    done = review.take(office.engine, number, actor=office.city, at=LATER, seen=opened.preview.seen)
    assert (done.changed, office.value()) == (2, 7)


def test_the_same_file_that_came_in_another_way_is_not_taken_again(office):
    number = office.send()
    with pytest.raises(Refused, match=f"第 {number} 件），正在等审核"):
        office.send()
    commit(office.engine, office.draft(), content=None, actor=office.city, received_at=AT, committed_at=AT)
    with pytest.raises(Known, match="不再重复导入"):
        review.take(office.engine, number, actor=office.city, at=LATER)
    with reading(office.engine) as connection:
        assert "不再重复导入" in review.open_sent(connection, number).preview.known
    office.give_back(number, reason="已由市里导入")
    with pytest.raises(Known):
        office.send()


def test_what_nobody_may(office):
    with pytest.raises(NotPermitted):
        office.send(7.0, ("F", B, 202603, 1.0))
    number, neighbour = office.send(), Actor("乙县妇联", frozenset({("county", office.region[B])}), account="yi")
    for act in (lambda: review.take(office.engine, number, actor=office.county, at=LATER),
                lambda: office.give_back(number, actor=office.county),
                lambda: office.withdraw(number, actor=neighbour)):
        with pytest.raises(NotPermitted):
            act()
    assert office.listed().at[number, "state"] == "waiting" and office.value() is None
    assert ("send", "甲县妇联", "refused") in office.acts() and ("review", "甲县妇联", "refused") in office.acts()


def test_limits_and_what_may_not_come_in(office):
    with pytest.raises(Refused, match="不超过 500 个字"):
        content = b"long"
        review.send(office.engine, office.draft(content=content), content=content, actor=office.county, at=AT, note="长" * 501)
    number = office.send()
    with pytest.raises(Refused, match="不超过 500 个字"):
        office.give_back(number, reason="长" * 501)
    with pytest.raises(Refused, match="一次最多点出 500 格"):
        office.give_back(number, cells=[("填报", 5, "D")] * 501)
    with pytest.raises(Rejected, match="还没结束"):
        office.send(1.0, ("F", A, 202612, 1.0))
    content = b"part"
    part = office.draft(8.0, content=content, findings=[Finding("填报", 9, "D", "三人", "应是数", "refused")])
    with pytest.raises(Rejected):
        review.send(office.engine, part, content=content, actor=office.county, at=AT)
    sent = review.send(office.engine, part, content=content, actor=office.county, at=AT, partial=True, note="其余下周补")
    with pytest.raises(Rejected):
        review.take(office.engine, sent, actor=office.city, at=LATER)
    done = review.take(office.engine, sent, actor=office.city, at=LATER, partial=True)
    with reading(office.engine) as connection:
        batch = batches_list(connection).set_index("id").loc[done.batch_id]
    assert batch["rest"] == 1 and batch["note"] == "部分导入：1 处不能收，留待补报。商丘市妇联审核。其余下周补"


def test_what_was_given_back_is_kept_for_ninety_days(office):
    numbers = [office.send(float(value)) for value in (1, 2, 3)]
    office.give_back(numbers[0])
    office.withdraw(numbers[1])
    late = LATER + timedelta(days=steps.KEPT_DAYS + 1)
    assert office.listed()["marked"].all()
    office.withdraw(numbers[2], at=late)
    listed = office.listed()
    assert listed["marked"].to_dict() == {numbers[2]: True, numbers[1]: False, numbers[0]: False}
    with reading(office.engine) as connection, pytest.raises(NotThere, match="不单独留着了"):
        review.open_sent(connection, numbers[0])
    with reading(office.engine) as connection:
        assert connection.scalar(select(func.count()).where(schema.submissions.c.file.is_not(None))) == 1


def test_persons_are_out_of_what_waits(office):
    content = "县区,联系人,人数\n甲县,王小红,7\n".encode()
    blanked = Blanked({0: {(2, 2): None}}, [("三月", "B", "联系人")])
    wanted = office.draft(content=content, blanked=blanked, understood=Understood("三月.csv", persons=blanked.words))
    number = review.send(office.engine, wanted, content=content, actor=office.county, at=AT)
    with reading(office.engine) as connection:
        held = connection.execute(select(schema.submissions)).one()
        assert "王小红" not in held.file.decode() + held.draft and "甲县" in held.file.decode()
    done = review.take(office.engine, number, actor=office.city, at=LATER)
    assert "王小红" not in (originals.read(wanted.file_sha256) or b"").decode()
    with reading(office.engine) as connection:
        assert batches_list(connection).set_index("id").at[done.batch_id, "note"].startswith("已抹去1列个人信息")


def test_a_database_that_fails_leaves_it_waiting(office):
    number = office.send()

    def fail(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("UPDATE submissions"):
            raise RuntimeError

    event.listen(office.engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError):
        review.take(office.engine, number, actor=office.city, at=LATER)
    event.remove(office.engine, "before_cursor_execute", fail)
    assert office.value() is None and office.listed().at[number, "state"] == "waiting"
    assert not any(originals.folder().iterdir())
    if office.engine.dialect.name == "sqlite":
        os.rename(Path(office.engine.url.database), Path(f"{office.engine.url.database}.gone"))
        with pytest.raises(DatabaseFault):
            review.take(office.engine, number, actor=office.city, at=LATER)
        with pytest.raises(DatabaseFault):
            office.send(8.0)


def test_what_is_sent_is_neither_missing_nor_reported(office):
    today = datetime(2026, 4, 20).date()

    def of_march() -> pd.Series:
        with reading(office.engine) as connection:
            cells = due_cells(connection, office.region[CITY], 2026, 3, today)
        found = rates(cells, ["place", "period"])
        return found[(found["place"] == office.region[A]) & (found["period"] == 202603)].iloc[0]

    assert of_march()[["due", "reported", "missing", "sent"]].tolist() == [2, 0, 2, 0]
    number = office.send()
    assert of_march()[["due", "reported", "missing", "sent"]].tolist() == [2, 0, 1, 1]
    review.take(office.engine, number, actor=office.city, at=LATER)
    row = of_march()
    assert row[["reported", "missing", "sent", "late"]].tolist() == [1, 1, 0, 0], "in time: it was sent before the deadline"


def test_a_draft_comes_back_as_it_was():
    block = Block("填报", 1, 4, "地区 × 指标", Settled(1, "睢县", [Witness("region", 1, "睢县", 5, 2, "A")]),
                  columns={"B": "CY-01"}, regions=["睢县"], periods=[202603], indicators=["CY-01"], rows=[2, 3])
    asked = Question("heading", "x", "y", [("0", "零")], [("填报", 1, "B")])
    made = Understood("三月.xlsx", "睢县妇联", ["睢县妇联"], [block], [asked],
                      remembered={("blank", "无"): "0"}, persons="已抹去1列", answered={("region", ""): "411422"})
    cells = pd.DataFrame([(1, 202603, 2, 1.5, "填报", 5, "D")], columns=[*KEY, "value", "sheet", "row", "column"])
    home = {"region_id": 1, "form": "市直单位", "name": "甲", "level": "", "opened": 202001, "sheet": "名册", "row": 2}
    sites = pd.DataFrame([home], columns=[*SITE, "sheet", "row"])
    draft = Draft("三月.xlsx", "a" * 64, cells={"observations": cells}, sites=sites, understood=made, findings=[
        Finding("填报", 3, "B", "“三”", "应是数", "refused", ((3, "B"), (4, None)))], counts=[Count("填报", "x", 1, 1, 0, 0)])
    seen = {"observations": cells.assign(old_value=float("nan"), old_batch_id=None), "sites": pd.DataFrame({"before": [None]})}
    again, then = from_text(as_text(draft, seen))
    assert (again.understood, again.findings, again.counts) == (draft.understood, draft.findings, draft.counts)
    assert again.understood.headline == draft.understood.headline
    pd.testing.assert_frame_equal(again.cells["observations"], cells, check_dtype=False)
    assert again.sites[["name", "level"]].values.tolist() == [["甲", ""]] and pd.isna(again.sites["closed"]).all()
    assert then["observations"]["old_value"].isna().all() and again.taken == 2
