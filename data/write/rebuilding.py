"""Roll-ups from nothing: what rollups.rebuild does, of everything or of some ratios, in memory for some subtrees only."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from data.write import forest
from data.write.cells import read_cells
from data.write.parents import add_up
from data.write.progress import Tell
from data.write.rows import write_rows
from data.write.sums import compute
from queries.database import fetch_raw
from queries.schema import observations
from queries.succession import read_lineage


class Rebuild:
    """`kept`: by the region above them, the roll-ups of those regions that it will be made of. only: the ids of the indicators
    whose roll-ups are written, where not all of the catalogue's are."""

    def __init__(self, connection: Connection, catalogue: pd.DataFrame, closure: pd.DataFrame, only: list[int] | None = None):
        self.connection, self.catalogue, self.only = connection, catalogue, only
        self.tree, self.closure = forest.everything(connection), forest.blocks(closure)
        self.added_up = catalogue.loc[catalogue["additive"] | (catalogue["kind"] == "ratio"), "id"]
        reported = fetch_raw(connection, select(observations.c.indicator_id, observations.c.period).where(
            observations.c.indicator_id.in_(catalogue.loc[catalogue["kind"] == "stock", "id"].tolist())).distinct())
        self.also = {int(number): of["period"].to_numpy(dtype=np.int64)
                     for number, of in pd.DataFrame(reported, columns=["id", "period"]).groupby("id")}
        self.lineage = read_lineage(connection)
        self.kept: dict[int, list[pd.DataFrame]] = {}

    def run(self, at_a_time: int, tell: Tell) -> int:
        counts = pd.Series(dict(fetch_raw(self.connection, select(observations.c.region_id, func.count()).group_by(
            observations.c.region_id))), dtype=float)
        shares = forest.Shares(self.tree, counts, at_a_time)
        waiting = {int(region): set(self.tree.index[self.tree["parent_id"] == region]) for region in shares.split}
        written, done, total = 0, 0, max(1, int(counts.sum()))
        for roots, places in shares.groups:
            tell(done / total, f"正在汇总：{done:,} / {total:,} 个数")
            done += int(counts.reindex(places).sum())
            written += self._sum_up(places, roots)
            finished = set(roots)
            while ready := [region for region, below in waiting.items() if below <= finished]:
                for region in ready:
                    del waiting[region]
                    written += self._sum_up(np.array([region]), np.array([region]), self.kept.pop(region, []))
                finished |= set(ready)
            for below in waiting.values():
                below -= finished
        return written

    def _sum_up(self, places: np.ndarray, roots: np.ndarray, below: list[pd.DataFrame] | None = None) -> int:
        """Writes the roll-ups of the places, made of their own reports and of what lies below them and is done. How many."""
        pairs = self.closure[self.closure["descendant_id"].isin(places)]
        compared = self.lineage.before(places) - set(pairs["descendant_id"])
        rows = compute(read_cells(self.connection, {*places, *compared}, self.catalogue), self.catalogue, pairs, also=self.also,
                       lineage=self.lineage)
        above = self.tree.index[self.tree.index.isin(places) & (self.tree["level"] < forest.COUNTY)].to_numpy()
        if len(above):  # there they have but their own entries
            added_up = rows["indicator_id"].isin(self.added_up)
            parts = [rows[added_up], *(of[of["indicator_id"].isin(self.added_up)] for of in below or ())]
            sums = add_up(pd.concat(parts, ignore_index=True), self.tree, above)
            rows = pd.concat([rows[~(rows["region_id"].isin(above) & added_up)], sums], ignore_index=True)
        top = rows[rows["region_id"].isin(roots)]
        for parent, of in top.groupby(top["region_id"].map(self.tree["parent_id"])):
            self.kept.setdefault(int(parent), []).append(of)
        return write_rows(self.connection, rows if self.only is None else rows[rows["indicator_id"].isin(self.only)])
