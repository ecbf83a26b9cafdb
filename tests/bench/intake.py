"""Reading and checking of files: a county-month, a city-year, 200,000 rows of CSV and a register of 200,000 new homes, each
in a process of its own, and nine counties' months one after the other as the page reads them when they are chosen together.

    python tests/bench/intake.py

Prints wall and CPU seconds of reading (bytes to draft) and of comparing (what would change), and the peak memory of the
process. The demo of 411400 is made in a temporary folder first. The commit itself is measured by imports.py.
"""

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from sqlalchemy import select

HOME = Path(__file__).parents[2]
sys.path.insert(0, str(HOME))

from data.intake.preview import preview  # noqa: E402
from data.intake.read import draft_of  # noqa: E402
from data.intake.remembered import read_for  # noqa: E402
from data.intake.vocabulary import Vocabulary  # noqa: E402
from data.prepare import prepare  # noqa: E402
from data.templates import make as template  # noqa: E402
from queries.database import open_engine, reading  # noqa: E402
from queries.periods import between, fits  # noqa: E402
from queries.schema import regions  # noqa: E402

os.environ["JINGUO_TODAY"] = "2027-01-05"
SIZES = ("county-month", "city-year", "200,000 rows", "200,000 homes")
COUNTIES = ("411402", "411403", "411421", "411422", "411423", "411424", "411425", "411426", "411481")
ROWS = 200_000


def make(connection, size: str, county: str = "411422") -> tuple[str, bytes]:
    """A file's name and content, every cell to fill in filled with 7."""
    place = dict(connection.execute(select(regions.c.code, regions.c.id)).all())
    if size == "200,000 rows":
        names = Vocabulary(connection)
        rows = [(row.code, period, indicator.code, indicator.unit, 7) for period in between(201501, 202612)
                for indicator in names.catalogue.itertuples() if indicator.kind != "ratio" and fits(period, indicator.frequency)
                for row in names.regions.itertuples() if row.level == indicator.report_level]
        return "报表.csv", pd.DataFrame(rows[:ROWS],
                                      columns=["地区", "期", "指标", "计量单位", "数值"]).to_csv(index=False).encode()
    if size == "200,000 homes":
        tree = pd.read_sql(select(regions), connection).set_index("id")
        villages = [(tree.at[row.county_id, "name"], tree.at[row.parent_id, "name"], row.name)
                    for row in tree[tree["level"] == "village"].itertuples()]
        rows = [(*villages[at % len(villages)], "村", f"{villages[at % len(villages)][2]}新家{at}号") for at in range(ROWS)]
        return "名册.csv", pd.DataFrame(rows, columns=["县", "乡镇", "村", "形式", "名称"]).to_csv(index=False).encode()
    from openpyxl import load_workbook
    month = size == "county-month"
    made = template.make_month(connection, place[county], 202612) if month else template.make_year(connection, place["411400"],
                                                                                                   2026)
    book = load_workbook(io.BytesIO(made))
    for page in book.worksheets:
        for row in page.iter_rows(min_row=4) if page.sheet_state == "visible" else ():
            for cell in row:
                if not cell.protection.locked:
                    cell.value = 7
    file = io.BytesIO()
    book.save(file)
    return "报表.xlsx", file.getvalue()


def measure(url: str, size: str, path: Path) -> None:
    engine, content = open_engine(url), path.read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with reading(engine) as connection:
        marks = [(time.perf_counter(), time.process_time())]
        draft = draft_of(connection, path.name, content)
        marks.append((time.perf_counter(), time.process_time()))
        seen = preview(connection, draft)
        marks.append((time.perf_counter(), time.process_time()))
    assert not draft.refused and len(seen.changes) == draft.taken
    spent = [f"{after[0] - first[0]:.1f} ({after[1] - first[1]:.1f})" for first, after in zip(marks, marks[1:], strict=False)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"| {size} | {draft.taken:,} | {len(content) / 2**20:.1f} | {spent[0]} | {spent[1]} | {peak / 1024:.0f} "
          f"(+{(peak - before) / 1024:.0f}) |",
          flush=True)


def measure_together(url: str) -> None:
    """Nine files: seconds by the clock (CPU) until all of them are read and compared."""
    engine = open_engine(url)
    with reading(engine) as connection:
        files = [make(connection, "county-month", county) for county in COUNTIES]
    start, spent, taken = time.perf_counter(), time.process_time(), 0
    for name, content in files:
        with reading(engine) as connection:
            draft = read_for(connection, name, content)
            preview(connection, draft)
            taken += draft.taken
    print(f"nine county-months together, {taken:,} cells: {time.perf_counter() - start:.1f} s ({time.process_time() - spent:.1f}"
          ")", flush=True)


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[2] == "together":
        measure_together(sys.argv[1])
        return
    if len(sys.argv) == 4:
        measure(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/demo.db"
        engine = open_engine(url)
        prepare(engine, "411400", 202611)
        print("| file | cells | MB | read, s (CPU) | compare, s (CPU) | peak MB (above start) |\n|---|---|---|---|---|---|")
        for size in SIZES:
            with reading(engine) as connection:
                name, content = make(connection, size)
            path = Path(folder) / name
            path.write_bytes(content)
            subprocess.run([sys.executable, __file__, url, size, path], cwd=HOME, check=True)
        subprocess.run([sys.executable, __file__, url, "together"], cwd=HOME, check=True)


if __name__ == "__main__":
    main()
