"""A process of its own that imports, to be killed or cut off: python importing.py URL COMMITS ROWS.

Waits for a line on its input, says "importing" and then commits one file of ROWS cells again and again under new values.
"""

import hashlib
import sys
from datetime import datetime

import pandas as pd
from sqlalchemy import select

from data.intake.commit import commit
from data.intake.draft import Draft
from data.write.actor import alone
from data.write.errors import Known
from data.write.ledger import KEY
from queries.database import open_engine, reading
from queries.schema import indicators, regions

AT = datetime(2026, 4, 5)


def draft(engine, rows: int, value: float = 1.0) -> Draft:
    """One file of that many cells: the regions' monthly flows of 2025 and before."""
    with reading(engine) as connection:
        flows = connection.execute(select(indicators.c.id).where(
            indicators.c.kind == "flow", indicators.c.frequency == "monthly").order_by(indicators.c.id)).scalars().all()
        places = connection.execute(select(regions.c.id).where(regions.c.level == "county").order_by(regions.c.id)).scalars()
        months = [year * 100 + month for year in range(2025, 1990, -1) for month in range(12, 0, -1)]
        frame = pd.MultiIndex.from_product([list(places), months, flows], names=KEY).to_frame(index=False)
    frame = frame.sort_values("period", ascending=False).head(rows)
    assert len(frame) == rows, f"{len(frame)} cells at most"
    frame = frame.assign(value=value, sheet="填报", row=range(rows), column="D")
    return Draft("大文件.xlsx", hashlib.sha256(f"{rows} {value}".encode()).hexdigest(), cells={"observations": frame})


def put(engine, wanted: Draft):
    return commit(engine, wanted, content=None, actor=alone("商丘市妇联"), received_at=AT, committed_at=AT)


if __name__ == "__main__":
    opened = open_engine(sys.argv[1])
    wanted = draft(opened, int(sys.argv[2]), float(sys.argv[3]))
    print("ready", flush=True)
    sys.stdin.readline()
    print("importing", flush=True)
    try:
        print("done", put(opened, wanted).batch_id, flush=True)
    except Known as told:
        print("known", told.batch_id, flush=True)
