"""工作项目 in the demo: what every county says of each this year and the last, a plan and checks of some forty.

The same for the same place and month. Units and departments, no person.
"""

import zlib
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection, insert, select

from data.write.bulk import insert_frame
from queries.project_rules import DOING, DONE, IDLE, MET, MISSED, NONE, PARTLY, RUNNING, TODO
from queries.schema import actions, project_checks, project_states, project_tasks, projects

DEPARTMENTS = {"chuangye": "妇女发展部", "tuopin": "妇女发展部", "wenming": "家庭和儿童工作部", "weiquan": "权益部",
               "guanai": "家庭和儿童工作部", "wangluo": "组织部"}
PLANNED = 7
"""Every so manieth project has a plan: forty-two of them."""
TASKS = (("印发{name}年度工作安排", 3, 10), ("召开推进会，明确责任单位", 4, 10), ("上半年集中开展一轮", 6, 25),
         ("到县（市、区）督导一次", 9, 15), ("下半年集中开展一轮", 10, 25), ("总结经验，报送典型材料", 12, 15))
"""What, until which month, of which weight."""
REMARKS = {MET: "按计划推进，台账齐全", PARTLY: "进度略慢，个别乡镇还没有开展", MISSED: "责任单位没有落实，要求一个月内补齐"}


def load_projects_demo(connection: Connection, tree: pd.DataFrame, through: int) -> None:
    """Fills states, tasks and checks. tree: rows of the regions table."""
    root = tree[tree["parent_id"].isna()].iloc[0]
    counties = tree[tree["level"] == "county"].sort_values("code")
    listed = pd.read_sql(select(projects.c.id, projects.c.code, projects.c.name, actions.c.code.label("action")).join(
        actions, actions.c.id == projects.c.action_id).order_by(projects.c.id), connection)
    if counties.empty or listed.empty:
        return
    year, month = divmod(through, 100)
    frames = [_states(listed, counties, one, 12 if one < year else month) for one in (year - 1, year)]
    states = pd.concat(frames, ignore_index=True)
    insert_frame(connection, project_states, states.assign(id=range(1, len(states) + 1), demo=True))
    near = tree[(tree["parent_id"] == root["id"]) & (tree["level"] != "village")].sort_values("code").head(9)
    planned = list(listed.iloc[::PLANNED].itertuples())
    tasks = [task for row in planned for task in _tasks(row, root, near, year, month)]
    checks = [check for row in planned for check in _checks(row, root, near, year, month)]
    for table, rows in ((project_tasks, tasks), (project_checks, checks)):
        if rows:
            connection.execute(insert(table), [row | {"id": at, "demo": True} for at, row in enumerate(rows, start=1)])


def _luck(*words: object) -> int:
    return zlib.crc32("|".join(map(str, words)).encode())


def _states(listed: pd.DataFrame, counties: pd.DataFrame, year: int, month: int) -> pd.DataFrame:
    """What is well known is carried out nearly everywhere, what is rare in a few counties; one in ten has not said yet. Some
    nobody has begun, of some nobody has said anything."""
    whole = np.array([_luck("all", code) % 100 for code in listed["code"]])
    liked = np.where(whole < 12, 0, np.array([35 + _luck(code) % 64 for code in listed["code"]]) - (12 - month))
    chance = np.array([[_luck(year, one, two) % 100 for two in counties["code"]] for one in listed["code"]])
    silent = np.array([[_luck(two, year, one) % 10 == 0 for two in counties["code"]] for one in listed["code"]])
    state = np.select([chance < liked[:, None], chance < liked[:, None] + 20], [RUNNING, IDLE], NONE)
    at = np.nonzero(~silent & (whole >= 4)[:, None])
    return pd.DataFrame({"project_id": listed["id"].to_numpy()[at[0]], "region_id": counties["id"].to_numpy()[at[1]],
                         "year": year, "state": state[at]})


def _tasks(row, root: pd.Series, near: pd.DataFrame, year: int, month: int) -> list[dict]:
    found = []
    for number, (what, due, weight) in enumerate(TASKS):
        own = number in (0, 1, 3) or near.empty
        place = root if own else near.iloc[_luck(row.code, number) % len(near)]
        luck = _luck(row.code, year, number) % 100
        ended = DONE if luck < 88 else DOING
        state = ended if due <= month else DOING if due <= month + 2 and luck < 60 else TODO
        unit = f"{root['name']}妇联{DEPARTMENTS.get(row.action, '办公室')}" if own else f"{place['name']}妇联"
        found.append({"project_id": row.id, "region_id": int(place["id"]), "year": year, "what": what.format(name=row.name)[:120],
                      "unit": unit, "due": date(year, due, 28 if due == 2 else 30), "weight": float(weight), "state": state})
    return found


def _checks(row, root: pd.Series, near: pd.DataFrame, year: int, month: int) -> list[dict]:
    found = []
    places = [root, *(one for _, one in near.iterrows())][:3]
    for of, half in ((year - 1, 12), (year, 6), (year, 12)):
        if of < year or half < month or half == 12 == month:
            for place in places:
                luck = _luck(of, half, row.code, place["code"]) % 10
                result = MET if luck < 6 else PARTLY if luck < 9 else MISSED
                day = date(of + 1, 1, 15) if half == 12 else date(of, 7, 1 + luck)
                if day <= date(year, month, 28):
                    found.append({"project_id": row.id, "region_id": int(place["id"]), "year": of, "half": half,
                                  "checked_on": day, "result": result, "remark": REMARKS[result]})
    return found
