"""What the database holds of 工作项目, beside which a workbook is read."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from data.normal import normal
from data.projects import sheets
from data.write.project_traces import held
from data.write.projects import next_code
from queries.schema import actions, indicators


class Known:
    """What the database holds, asked for once a file. places: the regions that whoever sends it sees, by id: name, code,
    level."""

    def __init__(self, connection: Connection, places: Mapping[int, tuple[str, str, str]]):
        self.rows = {name: held(connection, name) for name in ("projects", "project_states", "project_tasks", "project_checks")}
        self.by_code = {row["code"]: number for number, row in self.rows["projects"].items()}
        self.names = {normal(row["name"]): number for number, row in self.rows["projects"].items()}
        self.codes = {number: code for code, number in self.by_code.items()}
        self.action_names = dict(connection.execute(select(actions.c.id, actions.c.name)).all())
        self.actions = {normal(name): number for number, name in self.action_names.items()}
        self.indicators = dict(connection.execute(select(indicators.c.code, indicators.c.id)).all())
        self.levels = {region: level for region, (_, _, level) in places.items()}
        self.regions = {normal(word): region for region, word in sheets.labels(
            {region: (name, code) for region, (name, code, _) in places.items()}).items()}
        self.labels = {region: word for word, region in self.regions.items()}
        self.states = {(row["project_id"], row["region_id"], row["year"]): (number, row)
                       for number, row in self.rows["project_states"].items()}
        self.tasks = {(row["project_id"], row["region_id"], row["year"], row["what"]): number
                      for number, row in self.rows["project_tasks"].items()}
        self.checks = {(row["project_id"], row["region_id"], row["year"], row["half"]): (number, row)
                       for number, row in self.rows["project_checks"].items()}
        self.next_own = int(next_code(connection).rpartition("-")[2])
