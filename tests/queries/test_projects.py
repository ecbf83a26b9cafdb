"""工作项目: worked examples of states, plans and counts, and the same by plain pandas."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import insert

from queries import projects, schema
from queries.project_rules import DONE, RUNS, TASK_STATES, is_overdue, progress, together

TODAY = date(2026, 10, 1)
YEAR = 2026
CITY, EAST, WEST, TOWN = "411400", "411421", "411422", "411421100"


class Plans:
    """A city with two counties, and three projects of two actions."""

    def __init__(self, world):
        self.world, self.connection = world, world.connection
        world.add_regions((CITY, "city", None), (EAST, "county", CITY), (WEST, "county", CITY), (TOWN, "township", EAST))
        world.add_indicators(F={}, W={})
        self.connection.execute(insert(schema.actions), [{"id": 2, "code": "weiquan", "name": "巾帼维权行动", "sort": 2}])
        self.connection.execute(insert(schema.projects), [
            {"id": number, "code": f"XM-{number:03d}", "action_id": action, "name": f"项目{number}", "about": "看次数",
             "hidden": number == 4, "own": False} for number, action in ((1, 2), (2, 1), (3, 1), (4, 1))])
        self.connection.execute(insert(schema.project_indicators), [
            {"project_id": 2, "indicator_id": 2}, {"project_id": 2, "indicator_id": 1}])
        self.given = 0

    def state(self, project: int, place: str, state: str, year: int = YEAR) -> None:
        self._put(schema.project_states, project_id=project, region_id=self.world.region[place], year=year, state=state)

    def task(self, project: int, place: str, state: str, weight: float = 1.0, due: date = date(2026, 11, 1), year: int = YEAR):
        self._put(schema.project_tasks, project_id=project, region_id=self.world.region[place], year=year, what="办班",
                  unit="妇联", due=due, weight=weight, state=state)

    def check(self, project: int, place: str, half: int, result: str) -> None:
        self._put(schema.project_checks, project_id=project, region_id=self.world.region[place], year=YEAR, half=half,
                  checked_on=date(2026, half, 20), result=result)

    def _put(self, table, **row) -> None:
        self.given += 1
        self.connection.execute(insert(table), [{"id": self.given, "demo": False} | row])

    def stood(self, place: str, year: int = YEAR) -> pd.DataFrame:
        region = self.world.region[place]
        said, checks = (ask(self.connection, region, year) for ask in (projects.count_states, projects.list_checks))
        return projects.project_standing(projects.list_projects(self.connection), said,
                                         projects.list_tasks(self.connection, region, year, TODAY), checks, region)


@pytest.fixture
def plans(world):
    return Plans(world)


def test_projects_stand_by_action_with_their_indicators(plans):
    listed = projects.list_projects(plans.connection)
    assert listed.index.tolist() == [2, 3, 4, 1] and listed["action"].tolist() == ["chuangye"] * 3 + ["weiquan"]
    assert listed["indicators"].tolist() == [["F", "W"], [], [], []] and listed["hidden"].tolist() == [False, False, True, False]


def test_nothing_said_is_not_未开展_and_no_task_is_no_0_percent(plans):
    stood = plans.stood(CITY)
    assert stood["state"].tolist() == [""] * 4 and stood["share"].isna().all() and stood["checked"].tolist() == [""] * 4
    counts = projects.count_projects(projects.list_projects(plans.connection), stood)
    assert counts.to_dict("records") == [
        {"action_id": 1, "all": 2, "running": 0, "idle": 0, "none": 0, "unsaid": 2, "overdue": 0},
        {"action_id": 2, "all": 1, "running": 0, "idle": 0, "none": 0, "unsaid": 1, "overdue": 0}]


def test_a_city_s_project_is_開展_where_one_county_says_so(plans):
    plans.state(1, EAST, "idle")
    plans.state(1, WEST, "running")
    plans.state(2, EAST, "none")
    plans.state(2, WEST, "none")
    plans.state(3, WEST, "idle")
    plans.state(4, WEST, "running")
    plans.state(3, EAST, "running", year=2025)
    city, east = plans.stood(CITY), plans.stood(EAST)
    assert city["state"].to_dict() == {1: "running", 2: "none", 3: "idle", 4: "running"}
    assert city.loc[1, ["running", "idle", "none", "said"]].tolist() == [1, 1, 0, 2]
    assert east["state"].to_dict() == {1: "idle", 2: "none", 3: "", 4: ""} and plans.stood(EAST, 2025).at[3, "state"] == "running"
    counts = projects.count_projects(projects.list_projects(plans.connection), city)
    assert counts.loc[1, ["all", "running", "idle", "none", "unsaid"]].tolist() == [2, 0, 1, 1, 0]


def test_progress_is_by_weight_and_what_is_overdue_is_not_done(plans):
    plans.task(2, EAST, "done", 3.0, date(2026, 6, 1))
    plans.task(2, WEST, "doing", 1.0, date(2026, 9, 30))
    plans.task(2, TOWN, "todo", 2.0)
    plans.task(3, WEST, "todo", 1.0, TODAY)
    plans.task(3, WEST, "todo", year=2025)
    city, east = plans.stood(CITY), plans.stood(EAST)
    assert city.loc[2, ["tasks", "done", "overdue", "share"]].tolist() == [3, 1, 1, 0.5]
    assert city.loc[3, ["tasks", "done", "overdue", "share"]].tolist() == [1, 0, 0, 0.0]
    assert east.loc[2, ["tasks", "share"]].tolist() == [2, 0.6] and np.isnan(east.at[3, "share"])


def test_the_newest_check_of_the_region_itself_counts(plans):
    plans.check(2, CITY, 12, "met")
    plans.check(2, CITY, 6, "missed")
    plans.check(2, EAST, 6, "partly")
    assert plans.stood(CITY).at[2, "checked"] == "met" and plans.stood(EAST).at[2, "checked"] == "partly"


@pytest.mark.one_engine
@pytest.mark.parametrize("seed", range(4))
def test_counts_agree_with_plain_pandas(plans, seed):
    luck = np.random.default_rng(seed)
    said, planned = [], []
    for project in (1, 2, 3, 4):
        for place in (CITY, EAST, WEST):
            if luck.random() < 0.7:
                said.append((project, place, RUNS[luck.integers(3)]))
                plans.state(*said[-1])
            for _ in range(luck.integers(4)):
                due = date(2026, int(luck.integers(8, 12)), 1)
                row = (project, place, TASK_STATES[luck.integers(3)], float(luck.integers(1, 9)), due)
                planned.append(row)
                plans.task(*row)
    inside = {CITY: {CITY, EAST, WEST}, EAST: {EAST}, WEST: {WEST}}
    for place, within in inside.items():
        stood = plans.stood(place)
        for project in (1, 2, 3, 4):
            states = [state for number, where, state in said if number == project and where in within]
            tasks = [row for row in planned if row[0] == project and row[1] in within]
            assert stood.at[project, "state"] == together(states)
            assert stood.at[project, "overdue"] == sum(is_overdue(row[2], row[4], TODAY) for row in tasks)
            whole = sum(row[3] for row in tasks)
            share = sum(row[3] for row in tasks if row[2] == DONE) / whole if whole else None
            assert progress((row[2], row[3]) for row in tasks) == share
            assert np.isnan(stood.at[project, "share"]) if share is None else stood.at[project, "share"] == share
        counts = projects.count_projects(projects.list_projects(plans.connection), stood)
        assert (counts[["running", "idle", "none", "unsaid"]].sum(axis=1) == counts["all"]).all()
        assert projects.totals(counts)["all"] == 3 and projects.totals(counts)["unsaid"] == sum(counts["unsaid"])


def test_a_task_is_overdue_from_the_day_after_its_term():
    assert is_overdue("todo", date(2026, 9, 30), TODAY) and not is_overdue("todo", TODAY, TODAY)
    assert not is_overdue("done", date(2026, 1, 1), TODAY) and datetime(2026, 1, 1).date() < TODAY
