"""Roll-ups of some regions as arrays, a grid a kind and frequency: what forecasts and signals are worked out from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries import rolled_up
from queries.again import once
from queries.catalogue import in_year, list_indicators
from queries.judged import judged
from queries.periods import STEP, due_month
from queries.privacy import ANYBODY, Viewer, cumulated, sight, visible
from queries.schema import regions
from queries.succession import family, personal_ids
from queries.wholes import as_told


@dataclass
class YearGrid:
    """The indicators of one kind and frequency: arrays regions × indicators × years × periods of a year.

    single (a flow's value of the period alone, a stock's level), value (a flow's so far in the year, a stock's latest),
    change (against the period before, like for like), all as the viewer sees them: rounded, and NaN where nothing is seen
    (SEMANTICS.md, Privacy); there (whether there is a roll-up), held (units in it), carried (those with an older value),
    units (due units that reported this period), joint (units compared with the period before); hidden: whether there is a
    single or change that is not seen; shown: whether all of value is. last: the number of the last period due in each year;
    at: of the period of the last year that each is judged as of (queries.judged), regions × indicators; -1: none is.
    """

    kind: str
    frequency: str
    places: pd.DataFrame
    indicators: pd.DataFrame
    years: list[int]
    last: int
    at: np.ndarray
    single: np.ndarray
    value: np.ndarray
    change: np.ndarray
    there: np.ndarray
    held: np.ndarray
    carried: np.ndarray
    units: np.ndarray
    joint: np.ndarray
    hidden: np.ndarray
    shown: np.ndarray

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
        return (self.there & (self.carried == 0)).all(axis=-1) & same.all(axis=-1)


@once
def read_years(connection: Connection, region_ids: list[int], year: int, month: int, indicator_id: int | None = None,
               viewer: Viewer = ANYBODY) -> list[YearGrid]:
    """The flows and stocks of the regions of which a period is due by the month, all or one of them: every year from the
    first reported through `month` of `year`."""
    whole = list_indicators(connection)
    there = in_year(whole, year)
    catalogue = there[(there["kind"] != "ratio") & (there["id"].eq(indicator_id) | (indicator_id is None))]
    ids = catalogue["id"].tolist()
    places, rows = _read(connection, region_ids, ids, None if indicator_id is None else ids, year * 100 + month)
    rows = as_told(connection, rows, whole, viewer)
    years = list(range(int(rows["period"].min()) // 100 if len(rows) else year, year + 1))
    each = places["level"].reset_index(name="level").rename(columns={"id": "region_id"}).merge(
        catalogue["id"].rename("indicator_id"), how="cross")
    seen = sight(each, whole, viewer).to_numpy().reshape(len(places), len(catalogue))
    seen = pd.DataFrame(seen, columns=catalogue["id"].to_numpy())
    told = judged(connection, region_ids, year, month, None if indicator_id is None else ids)  # of all, as standing asks
    as_of = told.pivot(index="region_id", columns="indicator_id", values="as_of").reindex(index=places.index)
    return [_make_grid(kind, frequency, places, indicators, years, month, rows, seen[indicators["id"]].to_numpy(),
                       as_of[indicators["id"]].to_numpy())
            for (kind, frequency), indicators in catalogue.groupby(["kind", "frequency"]) if due_month(month, frequency)]


def _read(connection: Connection, region_ids: list[int], indicator_ids: list[int], asked: list[int] | None, until: int
          ) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The regions asked (level; by id); their roll-ups up to a period. asked: as queries.rolled_up is asked for them."""
    places = pd.read_sql(select(regions.c.id, regions.c.level).where(regions.c.id.in_(region_ids)).order_by(regions.c.id),
                         connection).set_index("id")
    names, year = rolled_up.OF_YEARS, until // 100
    of = family(connection, places.index.tolist(), until)
    found = np.concatenate([read(connection, of.ids, asked, year)[:, :len(names)] for read in (
        rolled_up.earlier, rolled_up.last_year, rolled_up.recent)])
    found = found[(found[:, 2] <= until) & np.isin(found[:, 1], indicator_ids)]
    rows = of.told(rolled_up.as_frame([(found, names)]), personal_ids(connection))
    return places, rows.rename(columns={"mom_units": "joint"})


def _make_grid(kind: str, frequency: str, places: pd.DataFrame, indicators: pd.DataFrame, years: list[int], month: int,
               rows: pd.DataFrame, seen: np.ndarray, as_of: np.ndarray) -> YearGrid:
    step = STEP[frequency]
    rows = rows[rows["indicator_id"].isin(indicators["id"]) & (rows["period"] % 100 % step == 0)]
    at = (places.index.get_indexer(rows["region_id"]), indicators.index.get_indexer(rows["indicator_id"]),
          rows["period"].to_numpy() // 100 - years[0], rows["period"].to_numpy() % 100 // step - 1)
    cells = {}
    for name in ("value", "value_step", "mom_value", "mom_base", "held", "carried", "units", "joint"):
        empty = 0 if name in ("held", "carried", "units", "joint") else np.nan
        cells[name] = np.full((len(places), len(indicators), len(years), 12 // step), empty)
        cells[name][at] = rows.get(name, np.nan)
    single, added = cells.pop("value"), cells.pop("value_step")
    there = ~np.isnan(single)
    seen = seen[:, :, None]
    if kind == "flow":
        value = np.where(np.logical_or.accumulate(there, axis=-1), np.nancumsum(single, axis=-1), np.nan)
    else:
        line = single.reshape(*single.shape[:2], -1)
        latest = np.maximum.accumulate(np.where(np.isnan(line), 0, np.arange(line.shape[-1])), axis=-1)
        value = np.take_along_axis(line, latest, axis=-1).reshape(single.shape)
    now, before = cells.pop("mom_value"), cells.pop("mom_base")
    each = seen[..., None]
    seen_single, change = visible(single, each), visible(now, each) - visible(before, each)
    broad = np.broadcast_to(seen, single.shape[:-1])
    seen_value = cumulated(single, broad, added) if kind == "flow" else visible(value, each)
    at = np.nan_to_num(as_of % 100 // step - 1, nan=-1).astype(int)
    hidden = (there & np.isnan(seen_single)) | (~np.isnan(now) & np.isnan(change))
    return YearGrid(kind, frequency, places, indicators, years, due_month(month, frequency) // step - 1, at, seen_single,
                    seen_value, change, there, **cells, hidden=hidden, shown=np.isnan(value) | ~np.isnan(seen_value))
