"""工作项目: added, edited, hidden, stated, planned and checked, each a batch undone in any order; refused in words."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import func, insert, select

from data.demo.generate import clear_demo
from data.write.actor import Actor, alone
from data.write.errors import Known, NotPermitted, NotThere, Overtaken, Refused
from data.write.locks import Locked, lock
from data.write.matters import Matter, assign
from data.write.project_batches import write_changes
from data.write.project_traces import Change, held
from data.write.project_years import check_project, drop_task, put_task, state_project, step_task
from data.write.projects import add_project, edit_project, hide_projects
from data.write.undoing import overwritten, undo
from queries import schema
from queries.history import batches_list

AT = datetime(2026, 10, 9, 9, 30)
CITY, EAST, WEST = "411400", "411421", "411422"
OFFICE = alone("商丘市妇联")
WHY = {"actor": OFFICE, "reason": "因", "at": AT}
CLASS = {"name": "直播班", "about": "期数", "action_id": 1}


class Office:
    def __init__(self, world):
        world.add_regions((CITY, "city", None), (EAST, "county", CITY), (WEST, "county", CITY), ("411421100001", "village", EAST))
        world.add_indicators(F={}, W={})
        self.connection, self.region = world.done().connection, world.region
        add_project(self.connection, CLASS | {"indicators": [2, 1]}, **WHY)

    def rows(self, table: str) -> list[dict]:
        return list(held(self.connection, f"project{table}").values())

    def task(self, **other) -> dict:
        return {"project_id": 1, "region_id": self.region[EAST], "year": 2026, "what": "办班", "unit": "睢县妇联",
                "due": date(2026, 6, 30), "weight": 2.0} | other

    def state(self, state: str, place: str = EAST, **other) -> int:
        return state_project(self.connection, 1, self.region[place], 2026, state, **({"actor": OFFICE, "at": AT} | other))

    def check(self, **other) -> dict:
        return {"project_id": 1, "region_id": self.region[CITY], "year": 2026, "half": 6, "checked_on": date(2026, 7, 3),
                "result": "partly", "remark": "略慢"} | other


@pytest.fixture
def office(world):
    return Office(world)


def test_an_own_project_is_added_edited_hidden_and_given_back(office):
    one = office.rows("s")[0]
    assert (one["code"], one["own"], one["hidden"], one["indicators"]) == ("ZX-001", True, False, [1, 2])
    first = edit_project(office.connection, 1, {"lead": "妇女发展部", "indicators": [2]}, **WHY)
    second = hide_projects(office.connection, [1], True, **WHY)
    assert office.rows("s")[0] == one | {"lead": "妇女发展部", "indicators": [2], "hidden": True}
    assert overwritten(office.connection, first)[["table", "batch_id"]].values.tolist() == [["projects", second]]
    undo(office.connection, first, actor=OFFICE, at=AT)  # the later one holds the whole row: it stays
    assert office.rows("s")[0]["lead"] == "妇女发展部"
    undo(office.connection, second, actor=OFFICE, at=AT)
    assert office.rows("s")[0] == one
    listed = batches_list(office.connection)
    listed = listed[listed["kind"] == "edit"]
    assert len(listed) == 3 and listed[["added", "changed"]].to_numpy().tolist()[-1] == [1, 0]
    with pytest.raises(NotThere):
        undo(office.connection, second, actor=OFFICE, at=AT)


def test_an_added_one_goes_with_its_undo_unless_something_refers_to_it(office):
    added = add_project(office.connection, CLASS | {"name": "巡讲"}, **WHY)
    told = put_task(office.connection, office.task(project_id=2), **WHY)
    with pytest.raises(Overtaken, match="任务"), office.connection.begin_nested():
        undo(office.connection, added, actor=OFFICE, at=AT)
    undo(office.connection, told, actor=OFFICE, at=AT)
    undo(office.connection, added, actor=OFFICE, at=AT)
    assert len(office.rows("s")) == 1 and office.rows("_tasks") == []
    add_project(office.connection, CLASS | {"name": "巡讲"}, **WHY)
    assert office.rows("s")[1]["code"] == "ZX-003"  # no code comes twice


def test_a_county_states_its_own_and_what_was_said_changes_with_a_reason(office):
    county = Actor("睢县妇联", frozenset({("county", office.region[EAST])}), account="suixian")
    first = office.state("idle", actor=county)
    with pytest.raises(Refused) as refused:
        office.state("running", actor=county)
    assert set(refused.value.fields) == {"reason"}
    with pytest.raises(Refused, match="没有改动"):
        office.state("idle", actor=county)
    with pytest.raises(NotPermitted):
        office.state("running", WEST, actor=county)
    second = office.state("running", actor=county, reason="已开班")
    assert [row["state"] for row in office.rows("_states")] == ["running"]
    undo(office.connection, first, actor=county, at=AT)
    assert [row["state"] for row in office.rows("_states")] == ["running"]
    undo(office.connection, second, actor=county, at=AT)
    assert office.rows("_states") == []
    office.state("none")
    office.state("", reason="说错了")
    assert office.rows("_states") == []


def test_a_task_is_planned_done_changed_and_dropped(office):
    county = Actor("睢县妇联", frozenset({("county", office.region[EAST])}), account="suixian")
    put_task(office.connection, office.task(), **WHY)
    step_task(office.connection, 1, "done", actor=county, at=AT)
    with pytest.raises(Refused):  # done, and no more: why?
        step_task(office.connection, 1, "doing", actor=county, at=AT)
    with pytest.raises(NotPermitted):
        put_task(office.connection, {"weight": 9.0}, 1, actor=county, reason="因", at=AT)
    put_task(office.connection, {"weight": 9.0, "region_id": office.region[WEST], "unit": "民权县妇联"}, 1, **WHY)
    assert (office.rows("_tasks")[0]["weight"], office.rows("_tasks")[0]["state"]) == (9.0, "done")
    with pytest.raises(NotPermitted):  # it is another county's now
        step_task(office.connection, 1, "todo", actor=county, reason="因", at=AT)
    dropped = drop_task(office.connection, 1, **WHY)
    assert office.rows("_tasks") == []
    undo(office.connection, dropped, actor=OFFICE, at=AT)
    assert office.rows("_tasks")[0]["due"] == date(2026, 6, 30)


def test_a_check_stands_once_a_half_and_is_changed_with_a_reason(office):
    check_project(office.connection, office.check(), actor=OFFICE, at=AT)
    with pytest.raises(Refused):
        check_project(office.connection, office.check(result="met"), actor=OFFICE, at=AT)
    check_project(office.connection, office.check(result="met"), **WHY)
    assert [(row["half"], row["result"]) for row in office.rows("_checks")] == [(6, "met")]


@pytest.mark.parametrize("other, fields", [
    ({"name": ""}, {"name"}), ({"name": "直 播班"}, set()), ({"name": "名" * 65}, {"name"}), ({"about": ""}, {"about"}),
    ({"action_id": 9}, {"action_id"}), ({"indicators": [7]}, {"indicators"}), ({"name": "直播班"}, {"name"}),
    ({"lead": "部" * 65, "about": None}, {"lead", "about"})])
def test_what_may_not_be_a_project_is_refused_by_field(office, other, fields):
    before = office.rows("s")
    if fields:
        with pytest.raises(Refused) as refused:
            add_project(office.connection, CLASS | {"name": "新的"} | other, **WHY)
        assert set(refused.value.fields) == fields and all("。" in words for words in refused.value.fields.values())
        assert office.rows("s") == before
    else:
        assert add_project(office.connection, CLASS | other, **WHY)


@pytest.mark.parametrize("other, field", [
    ({"what": " "}, "what"), ({"unit": ""}, "unit"), ({"weight": 0}, "weight"), ({"weight": float("nan")}, "weight"),
    ({"weight": float("inf")}, "weight"), ({"weight": 1001}, "weight"), ({"due": None}, "due"),
    ({"due": date(2027, 1, 1)}, "due"),
    ({"year": 1999, "due": date(1999, 1, 1)}, "year"), ({"state": "ready"}, "state"), ({"what": "事" * 121}, "what")])
def test_what_may_not_be_a_task_is_refused_by_field(office, other, field):
    with pytest.raises(Refused) as refused:
        put_task(office.connection, office.task(**other), **WHY)
    assert field in refused.value.fields and office.rows("_tasks") == []


def test_places_and_days_that_cannot_be_are_refused(office):
    for other, field in (({"checked_on": date(2026, 12, 1)}, "checked_on"), ({"checked_on": date(2025, 7, 1)}, "checked_on"),
                         ({"half": 7}, "half"), ({"result": "好"}, "result"),
                         ({"region_id": office.region["411421100001"]}, "region_id"),
                         ({"remark": "说" * 201}, "remark")):
        with pytest.raises(Refused) as refused:
            check_project(office.connection, office.check(**other), actor=OFFICE, at=AT)
        assert field in refused.value.fields
    for place, state, field in (("411421100001", "idle", "region_id"), (EAST, "好", "state")):
        with pytest.raises(Refused) as refused:
            office.state(state, place)
        assert field in refused.value.fields
    with pytest.raises(NotThere):
        edit_project(office.connection, 99, {"lead": "部"}, **WHY)


def test_a_closed_year_is_closed_and_a_closed_month_is_not(office):
    lock(office.connection, office.region[CITY], 202605, **WHY)
    stated = office.state("idle")
    lock(office.connection, office.region[CITY], 202612, **WHY)
    for change in (lambda: office.state("running", reason="因"), lambda: put_task(office.connection, office.task(), **WHY),
                   lambda: check_project(office.connection, office.check(), **WHY),
                   lambda: undo(office.connection, stated, actor=OFFICE, at=AT)):
        with pytest.raises(Locked):
            with office.connection.begin_nested():
                change()
    assert [row["state"] for row in office.rows("_states")] == ["idle"] and office.rows("_tasks") == office.rows("_checks") == []
    edit_project(office.connection, 1, {"lead": "权益部"}, **WHY)  # of no year


def test_a_workbook_is_taken_once_all_or_none_and_not_over_what_others_changed(office):
    region = office.region[EAST]
    office.state("idle")
    number, before = next(iter(held(office.connection, "project_states").items()))
    changes = [Change("project_states", number, before | {"state": "running"}, before),
               Change("project_tasks", None, office.task(state="todo", demo=False))]
    book = {"actor": OFFICE, "reason": None, "at": AT, "what": "表.xlsx", "file_sha256": "a" * 64}
    batch = write_changes(office.connection, changes, **book)
    with pytest.raises(Overtaken):
        write_changes(office.connection, changes, **book)
    with pytest.raises(Known):
        write_changes(office.connection, [Change("project_tasks", None, {**office.task(state="todo", demo=False),
                                                                         "what": "再办"})], **book)
    with pytest.raises(Refused, match="没有改动"):
        write_changes(office.connection, [Change("project_states", number, before, before)], **book)
    undo(office.connection, batch, actor=OFFICE, at=AT)
    assert [row["state"] for row in office.rows("_states")] == ["idle"] and office.rows("_tasks") == [] and region


def test_a_matter_is_about_a_project_that_there_is(office):
    matter = Matter("补齐", "会", AT.date(), office.region[EAST], "睢县妇联", date(2026, 12, 1), project_id=1)
    number = assign(office.connection, matter, actor=OFFICE, at=AT)
    assert office.connection.scalar(select(schema.matters.c.project_id).where(schema.matters.c.id == number)) == 1
    with pytest.raises(Refused) as refused:
        assign(office.connection, replace(matter, project_id=9), actor=OFFICE, at=AT)
    assert "project" in refused.value.fields


def test_demo_rows_go_when_the_demo_is_cleared_and_what_was_stated_stays(office):
    region = office.region
    office.connection.execute(insert(schema.project_states), [
        {"id": number, "project_id": 1, "region_id": region[place], "year": 2026, "state": "idle", "demo": True}
        for number, place in ((1, EAST), (2, WEST))])
    office.connection.execute(insert(schema.project_tasks), [office.task(id=1, state="todo", demo=True)])
    stated = office.state("running")  # 示例数据 may be stated over without a reason
    step_task(office.connection, 1, "done", actor=OFFICE, at=AT)
    clear_demo(office.connection, AT, actor=OFFICE)
    assert [(row["region_id"], row["state"]) for row in office.rows("_states")] == [(region[EAST], "running")]
    assert office.rows("_tasks") == []
    undo(office.connection, stated, actor=OFFICE, at=AT)
    assert office.rows("_states") == [] and office.connection.scalar(select(func.count()).select_from(schema.audit))
