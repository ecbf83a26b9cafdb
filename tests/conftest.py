"""A small world to ask: one city, two counties, a handful of indicators, built for each test that wants it."""

import itertools

import pandas as pd
import pytest
from sqlalchemy import Connection, create_engine, insert

from data.rollups import insert_frame, rebuild
from queries import schema
from queries.database import open_engine

DEFAULTS = {"programme": "项目", "unit": "个", "numerator": None, "denominator": None, "direction": "higher_better",
            "frequency": "monthly", "report_level": "county", "additive": True, "whole": None, "plan": None,
            "sensitive": False, "precision": 0, "weight": 1.0, "headline": False, "definition": "解释",
            "source": "文件", "action_id": 1}


class World:
    """Builds a database out of plain lists: regions (code, level, parent code), indicators, observations, targets."""

    def __init__(self, connection: Connection):
        self.connection = connection
        connection.execute(insert(schema.actions), [{"id": 1, "code": "chuangye", "name": "巾帼创业行动", "sort": 1}])
        connection.execute(insert(schema.settings), [{"key": "data_version", "value": "1"}])
        connection.execute(insert(schema.batches), [self._batch(1)])
        self.region, self.indicator = {}, {}

    @staticmethod
    def _batch(number: int) -> dict:
        when = pd.Timestamp("2026-04-05").to_pydatetime()
        return {"id": number, "kind": "import", "file_name": "测试.xlsx", "actor": "测试", "received_at": when,
                "committed_at": when, "rows": 0}

    def add_regions(self, *rows: tuple[str, str, str | None]) -> None:
        parents = {code: parent for code, _, parent in rows}
        self.region = {code: number for number, code in enumerate(sorted(parents), start=1)}
        for code, level, parent in sorted(rows, key=lambda row: row[0]):
            self.connection.execute(insert(schema.regions), [{
                "id": self.region[code], "code": code, "level": level, "name": code,
                "parent_id": self.region.get(parent)}])
        levels = {code: level for code, level, _ in rows}
        for code in parents:
            ancestor = code
            while ancestor is not None:
                self.connection.execute(insert(schema.region_closure), [{
                    "ancestor_id": self.region[ancestor], "descendant_level": levels[code],
                    "descendant_id": self.region[code]}])
                ancestor = parents[ancestor]

    def add_indicators(self, **specs: dict) -> None:
        for code, spec in specs.items():
            number = len(self.indicator) + 1
            self.indicator[code] = number
            self.connection.execute(insert(schema.indicators), [
                DEFAULTS | {"id": number, "code": code, "name": code, "short_name": code} | spec])

    def observe(self, code: str, region: str, values: dict[int, float]) -> None:
        frame = pd.DataFrame({"region_id": self.region[region], "period": list(values),
                              "indicator_id": self.indicator[code], "value": list(values.values()), "batch_id": 1})
        insert_frame(self.connection, schema.observations, frame)

    def aim(self, code: str, year: int, **targets: float) -> None:
        for region, value in targets.items():
            self.connection.execute(insert(schema.targets), [{
                "region_id": self.region[region], "year": year, "indicator_id": self.indicator[code],
                "value": value, "batch_id": 1}])

    def done(self) -> "World":
        rebuild(self.connection)
        return self


def make_connection(engine):
    schema.metadata.drop_all(engine)
    schema.metadata.create_all(engine)
    return engine.connect()


@pytest.fixture
def world():
    engine = create_engine("sqlite://")
    with make_connection(engine) as connection:
        yield World(connection)


def months(year: int, values: list[float | None], first: int = 1) -> dict[int, float]:
    """Values month after month, None where nothing was reported."""
    pairs = zip(itertools.count(first), values)
    return {year * 100 + month: value for month, value in pairs if value is not None}
