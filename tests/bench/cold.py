"""What a page costs who opens it first, page by page: python tests/bench/cold.py [PAGE …] [--root 410000] [--times 3]

Processor milliseconds of the page's script without a server (AppTest), imports and engine warm, the lowest of `--times`:
nothing kept; with what the server's thread keeps when data change (pages/parts/shell/keeping.py), which is what a visitor meets;
after one county's month was taken in while the process knew the page, nobody having opened it since; and the same page again.
Without --database the demo of --root is built in a temporary folder; a file that is given is copied first.
"""

import argparse
import gc
import hashlib
import logging
import os
import shutil
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

HOME = Path(__file__).parents[2]
sys.path.insert(0, str(HOME))

PAGES = {"总览": ("", {}), "行动": ("chuangye", {}), "县区": ("xianqu", {}), "妇女之家": ("jiayuan", {}),
         "目标进度": ("mubiao", {}), "目标进度，全部地区": ("mubiao", {"aim_place": "every"}), "考核": ("kaohe", {}),
         "上报与质量": ("shangbao", {}), "检查出的问题": ("shangbao", {"look": "findings"}), "对比": ("duibi", {}),
         "历年": ("linian", {}), "督办": ("duban", {}), "工作项目": ("xiangmu", {}), "汇报材料": ("cailiao", {}),
         "会议模式": ("huiyi", {})}
TODAY, MONTH = "2026-12-05", 202611


def without_a_server() -> None:
    """AppTest reads the metadata of every package at each run, asks every millisecond whether it is done, and has no browser."""
    from streamlit.components.v2 import manifest_scanner
    from streamlit.runtime import context
    from streamlit.testing.v1 import local_script_runner

    from pages.parts.ui import board, meanwhile

    found, ask = manifest_scanner.scan_component_manifests(), local_script_runner.require_widgets_deltas

    def wait(runner, timeout: float) -> None:
        runner._script_thread.join(timeout)
        ask(runner, 1)

    manifest_scanner.scan_component_manifests = lambda: found
    context._get_client_context = lambda: None
    local_script_runner.require_widgets_deltas = wait
    board._is_told = lambda *_: False
    meanwhile.LEAST = sys.maxsize  # the new answer is waited for, not the old one shown


def open_page(address: str, query: dict[str, str]) -> float:
    """Processor milliseconds."""
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    app = AppTest.from_file(str(HOME / "pages/router.py"), default_timeout=600)
    for name, value in query.items():
        app.query_params[name] = value
    if address:
        app._page_hash = calc_hash(address)
    began = time.process_time()
    app.run()
    used = time.process_time() - began
    if app.exception:
        raise SystemExit(app.exception[0].message)
    return used * 1000


def first_times(page: str, times: int) -> tuple[float, float]:
    """Opened by a process that knows nothing, and again."""
    from pages.parts.shell import cache

    first, again = [], []
    for _ in range(times):
        cache.clear()
        gc.collect()
        first.append(open_page(*PAGES[page]))
        again.append(open_page(*PAGES[page]))
    return min(first), min(again)


def take_in(url: str, number: int) -> None:
    """One county's month once more, each figure one higher."""
    import pandas as pd
    from sqlalchemy import func, select

    from data.intake.commit import commit
    from data.intake.draft import Draft
    from data.write.actor import alone
    from queries.database import open_engine, reading
    from queries.schema import observations, regions

    engine = open_engine(url)
    with reading(engine) as connection:
        county = connection.scalar(select(func.min(regions.c.id)).where(regions.c.level == "county"))
        cells = pd.read_sql(select(*(observations.c[name] for name in ("region_id", "period", "indicator_id", "value"))).where(
            observations.c.region_id == county, observations.c.period == MONTH, observations.c.value.is_not(None)), connection)
    cells = cells.assign(value=cells["value"] + number, sheet="填报", row=range(len(cells)), column="D")
    name, at = f"{number}.xlsx", datetime(2026, 12, 5)
    wanted = Draft(name, hashlib.sha256(name.encode()).hexdigest(), cells={"observations": cells})
    commit(engine, wanted, content=None, actor=alone("某县妇联"), received_at=at, committed_at=at)
    engine.dispose()


def after_imports(page: str, url: str, times: int, number: int) -> float:
    """Opened once the process has heard of an import."""
    found = []
    for once in range(times):
        open_page(*PAGES[page])
        take_in(url, number + once)
        gc.collect()  # what the import left behind is not the page's
        found.append(open_page(*PAGES[page]))
    return min(found)


def keep() -> float:
    """All that the server's thread makes; processor seconds."""
    from pages.parts.shell import answers, cache, keeping
    from pages.parts.shell.reference import current_version

    cache.clear()
    keeper, began, pause = keeping.start(), time.process_time(), time.sleep
    time.sleep = lambda _: None  # it leaves half of the time to others
    try:
        keeper.make(answers.first(current_version()))
        keeper.put_by()
    finally:
        time.sleep = pause
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", metavar="PAGE")
    parser.add_argument("--root", default="410000")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--database", type=Path, help="a SQLite file with the demo")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "demo.db")
        url = f"sqlite:///{file}"
        os.environ.update(JINGUO_DATABASE_URL=url, JINGUO_TODAY=TODAY, JINGUO_FILES=folder)
        logging.disable(logging.CRITICAL)
        if wanted.database:
            shutil.copyfile(wanted.database, file)
        else:
            from data.prepare import prepare
            from queries.database import open_engine

            prepare(open_engine(url), wanted.root, MONTH)
        measure(wanted.pages or list(PAGES), url, wanted.times)


def measure(pages: list[str], url: str, times: int) -> None:
    without_a_server()
    open_page("", {})
    gc.collect()
    gc.freeze()
    bare = {page: first_times(page, times) for page in pages}
    print(f"what is kept was made in {keep():.1f} CPU-s\n")
    print("| page | nothing kept | kept | after a county's import | again |\n|---|---|---|---|---|")
    kept = {page: first_times(page, times) for page in pages}
    for at, page in enumerate(pages):
        touched = after_imports(page, url, times, 1 + at * times)
        (first, again), (then, once_more) = bare[page], kept[page]
        print(f"| {page} | {first:,.0f} | {then:,.0f} | {touched:,.0f} | {min(again, once_more):,.0f} |", flush=True)


if __name__ == "__main__":
    main()
