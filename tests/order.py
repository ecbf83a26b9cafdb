"""Marks what a quick run leaves out, and says who of several workers takes which files, and when.

times.txt holds the seconds of processor time that the longest files, and the slow tests in any file, took when they were last
measured. Files go by their time, the longest first, so that no worker is alone with a long one at the end. Two folders go first,
each to one worker: the browser's tests share one server and one browser, those of the pages what has been worked out for a page
before. A file of theirs that has a time of its own stands on databases or servers of its own and goes where it likes. A time that
is no longer true costs balance only.
"""

from functools import cache
from pathlib import Path

from pytest import Config, Item
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser", "tests/pages")
HOUSE = "tests"
"""The files that lie in it: most read all of the code, which is parsed once."""
MEANWHILE = "tests/data/test_faults.py"
"""Goes before the browser's and the pages', which both need the demo with its answers: one makes it in some 10 s, and the other
need not wait for it."""


@cache
def seconds() -> dict[str, float]:
    """Seconds by folder that stays together, by other file and by slow test."""
    lines = Path(__file__).with_name("times.txt").read_text(encoding="utf-8").splitlines()
    return {name: float(time) for time, name in (line.split() for line in lines if not line.startswith("#"))}


def group(nodeid: str) -> str:
    """What one worker does together."""
    file = nodeid.split("::")[0]
    return file if file in seconds() else next((folder for folder in TOGETHER if file.startswith(f"{folder}/")),
                                               HOUSE if file.count("/") == 1 else file)


def marks(item: Item) -> set[str]:
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return {name for name, fits in {
        "browser": item.nodeid.startswith("tests/browser/"),
        "postgresql": "postgres_url" in item.fixturenames
        or "postgresql" in [value for value in values if isinstance(value, str)],
        "slow": item.nodeid.split("[")[0] in seconds()}.items() if fits}


def pytest_collection_modifyitems(items: list[Item]) -> None:
    for item in items:
        for name in marks(item):
            item.add_marker(name)
    items.sort(key=lambda item: -turn(group(item.nodeid)))


def turn(name: str) -> float:
    """Who has more is earlier."""
    return seconds()[TOGETHER[0]] + 1 if name == MEANWHILE else seconds().get(name, 0)


class Groups(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def pytest_xdist_make_scheduler(config: Config, log) -> Groups | None:
    return Groups(config, log) if config.option.dist == "loadfile" else None
