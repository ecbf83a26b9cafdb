"""Roll-ups of some regions as arrays, a grid a kind and frequency: what forecasts and signals are worked out from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries.catalogue import list_indicators
from queries.periods import STEP, due_month
from queries.privacy import hidden_among
from queries.schema import regions, rollups


@dataclass
class YearGrid:
    """The indicators of one kind and frequency: arrays regions × indicators × years × periods of a year.

    single (a flow's value of the period alone, a stock's level; NaN: no roll-up), value (a flow's so far in the year, a
    stock's latest; NaN: none yet), held (units in it), carried (those with an older value), units (due units that reported
    this period), joint (units compared with the period before), change (against it, like for like); shown and single_shown:
    whether value and single may be (SEMANTICS.md, Privacy). last: the number of the last period due in each year.
    """

    kind: str
    frequency: str
    places: pd.DataFrame
    indicators: pd.DataFrame
    years: list[int]
    last: int
    single: np.ndarray
    value: np.ndarray
    held: np.ndarray
    carried: np.ndarray
    units: np.ndarray
    joint: np.ndarray
    change: np.ndarray
    shown: np.ndarray
    single_shown: np.ndarray

    @property
    def reported(self) -> np.ndarray:
        return self.held > self.carried

    @property
    def complete(self) -> np.ndarray:
        """Regions × indicators × years: every period is there, each time with all of the same units.

        Units are told apart by number: no fewer were compared with the period before than reported in each of the two. A
        本级 entry, which is never due, may come and go.
        """
        extra = self.held - self.units
        joint = self.joint[..., 1:] - np.minimum(extra[..., 1:], extra[..., :-1])
        same = (self.units[..., 1:] == self.units[..., :-1]) & (joint >= self.units[..., 1:])
        return (~np.isnan(self.single) & (self.carried == 0)).all(axis=-1) & same.all(axis=-1)


def read_years(connection: Connection, region_ids: list[int], year: int, month: int, indicator_id: int | None = None
               ) -> list[YearGrid]:
    """The flows and stocks of the regions (and, for privacy, of the counties beside them) of which a period is due by the
    month, all or one of them: every year from the first reported through `month` of `year`."""
    catalogue = list_indicators(connection)
    catalogue = catalogue[(catalogue["kind"] != "ratio") & (catalogue["id"].eq(indicator_id) | (indicator_id is None))]
    places, rows = _read(connection, region_ids, catalogue["id"].tolist(), year * 100 + month)
    years = list(range(int(rows["period"].min()) // 100 if len(rows) else year, year + 1))
    return [_make_grid(kind, frequency, places, indicators, years, month, rows)
            for (kind, frequency), indicators in catalogue.groupby(["kind", "frequency"]) if due_month(month, frequency)]


def _read(connection: Connection, region_ids: list[int], indicator_ids: list[int], until: int
          ) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The regions asked with the counties beside them, which privacy asks about (level, parent_id; by id); their roll-ups up
    to a period."""
    own = regions.alias("own")
    parents = select(own.c.parent_id).where(own.c.id.in_(region_ids), own.c.level == "county")
    places = pd.read_sql(select(regions.c.id, regions.c.level, regions.c.parent_id).where(
        regions.c.id.in_(region_ids) | ((regions.c.level == "county") & regions.c.parent_id.in_(parents)))
        .order_by(regions.c.id), connection).set_index("id")
    names = ("region_id", "indicator_id", "period", "value", "held", "carried", "units", "mom_units", "mom_value",
             "mom_base")
    rows = pd.read_sql(select(*(rollups.c[name] for name in names)).where(
        rollups.c.region_id.in_(places.index.tolist()), rollups.c.indicator_id.in_(indicator_ids),
        rollups.c.period <= until), connection)
    rows = rows.astype({name: float if name in ("value", "mom_value", "mom_base") else int for name in names})
    return places, rows.assign(change=rows["mom_value"] - rows["mom_base"]).rename(columns={"mom_units": "joint"})


def _make_grid(kind: str, frequency: str, places: pd.DataFrame, indicators: pd.DataFrame, years: list[int], month: int,
               rows: pd.DataFrame) -> YearGrid:
    step = STEP[frequency]
    rows = rows[rows["indicator_id"].isin(indicators["id"]) & (rows["period"] % 100 % step == 0)]
    at = (places.index.get_indexer(rows["region_id"]), indicators.index.get_indexer(rows["indicator_id"]),
          rows["period"].to_numpy() // 100 - years[0], rows["period"].to_numpy() % 100 // step - 1)
    cells = {}
    for name, empty in (("value", np.nan), ("change", np.nan), ("held", 0), ("carried", 0), ("units", 0), ("joint", 0)):
        cells[name] = np.full((len(places), len(indicators), len(years), 12 // step), empty)
        cells[name][at] = rows[name]
    single = cells.pop("value")
    there = ~np.isnan(single)
    if kind == "flow":
        value = np.where(np.logical_or.accumulate(there, axis=-1), np.nancumsum(single, axis=-1), np.nan)
    else:
        line = single.reshape(*single.shape[:2], -1)
        latest = np.maximum.accumulate(np.where(np.isnan(line), 0, np.arange(line.shape[-1])), axis=-1)
        value = np.take_along_axis(line, latest, axis=-1).reshape(single.shape)
    sensitive = indicators["sensitive"].to_numpy()
    return YearGrid(kind, frequency, places, indicators, years, due_month(month, frequency) // step - 1, single, value, **cells,
                shown=_shown(value, places, sensitive), single_shown=_shown(single, places, sensitive))


def _shown(value: np.ndarray, places: pd.DataFrame, sensitive: np.ndarray) -> np.ndarray:
    """Which of the values may be shown: of a sensitive indicator none below county, in a county no small one."""
    shown = np.ones(value.shape, dtype=bool)
    if not sensitive.any():
        return shown
    shown[np.ix_(places["level"].isin(("township", "village")), sensitive)] = False
    for _, beside in places[places["level"] == "county"].groupby("parent_id", dropna=False):
        at = np.ix_(places.index.get_indexer(beside.index), sensitive)
        counts = value[at]
        hidden = hidden_among(pd.DataFrame(counts.reshape(len(beside), -1).T)).to_numpy()
        shown[at] = ~hidden.T.reshape(counts.shape)
    return shown
