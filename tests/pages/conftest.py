"""Pages without a browser: on the demo, or on a database that something is wrong with."""

import json
import re
import sqlite3
import uuid
from collections import OrderedDict
from types import SimpleNamespace

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime import context
from streamlit.runtime.scriptrunner import script_cache
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash

from pages.parts.shell import cache
from pages.parts.ui import board
from queries.database import data_version, open_engine, reading

ROUTER = "../../pages/router.py"
READ = re.compile("rollups|observations|targets|plans|sites|region|indicators|settings|forms|weights|actions|boundaries")
"""Tables that answers are made of: statements about others leave them true (shell/test_by_region.py)."""
NAN = float("nan")
BAR = {"pills", "step0", "step1", "badges"}
STANDING = {"region_id": 1, "indicator_id": 1, "value": 640.0, "current": 60.0, "as_of": 202611, "due": 202611,
            "carried": 0, "oldest": NAN, "yoy": 0.125, "mom": -0.04, "yoy_units": 9, "yoy_all": 9, "target": 800.0,
            "origin": "own", "expected": 720.0, "completion": 0.8, "gap": -10.0, "status": "滞后", "reported": 8,
            "due_units": 9, "frequency": "monthly", "behind": 0, "last_in": 8, "last_of": 9, "later_in": 0,
            "withheld": "", "rounded": False, "top": NAN, "bottom": NAN}
INDICATOR = {"id": 1, "code": "CY-01", "name": "巾帼创业人数", "short_name": "创业人数", "unit": "人", "kind": "flow",
             "frequency": "monthly", "precision": 0, "direction": "higher_better",
             "additive": True, "sensitive": False, "report_level": "county"}


@pytest.fixture(scope="session", autouse=True)
def installed_components():
    """AppTest reads the metadata of every installed package anew at each run, which takes as long as many a page."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


@pytest.fixture(scope="session", autouse=True)
def a_day_in_december():
    """Eleven months of the demo's year are over; the last of them may still be reported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JINGUO_TODAY", "2026-12-05")
        yield


@pytest.fixture(scope="session", autouse=True)
def a_browser_on_this_machine():
    """AppTest gives its browser a stand-in for an address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "_get_client_context", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def scripts_that_are_waited_for():
    """AppTest asks every millisecond whether the script is done, and takes time from it each time."""
    ask = local_script_runner.require_widgets_deltas

    def wait(runner, timeout: float) -> None:
        runner._script_thread.join(timeout)
        ask(runner, 1)  # whether it is done, or else the fault

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


@pytest.fixture(scope="session", autouse=True)
def scripts_that_are_compiled_once():
    """AppTest reads and compiles the script of a page anew at each run; a server does once."""
    scripts = script_cache.ScriptCache()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "ScriptCache", lambda: scripts)
        yield


@pytest.fixture(scope="session", autouse=True)
def browsers_that_keep_nothing():
    """Every message holds what its blocks hold."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(board, "_is_told", lambda *_: False)
        yield


@pytest.fixture(scope="session")
def demo(databases, tmp_path_factory):
    """The pages look at a demo of their own: what is refused there is put on record."""
    url = databases.copy_answered(tmp_path_factory.mktemp("pages") / "demo.db")
    engine = open_engine(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JINGUO_DATABASE_URL", url)
        before = version_of(engine)
        yield engine
        assert version_of(engine) == before, "a test changed the demo of all pages: it needs a copy"
    engine.dispose()


def version_of(engine) -> int:
    with reading(engine) as connection:
        return data_version(connection)


@pytest.fixture
def use(demo, monkeypatch):
    """use(url): the pages look at that database for the length of the test."""
    return lambda url: monkeypatch.setenv("JINGUO_DATABASE_URL", url)


@pytest.fixture
def row():
    """row(**changed): a standing row as itertuples gives it."""
    return lambda **changed: SimpleNamespace(**STANDING | changed)


@pytest.fixture
def indicator():
    """indicator(**changed): a row of the catalogue."""
    return lambda **changed: SimpleNamespace(**INDICATOR | changed)


@pytest.fixture
def open_page():
    """open_page(address, **query): the page at the address as a visitor with that query finds it."""
    def open_it(address: str = "", **query: str) -> AppTest:
        app = AppTest.from_file(ROUTER, default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        if address:
            app._page_hash = calc_hash(address)  # what st.Page makes of a url_path
        return app.run()

    return open_it


def blocks(app) -> dict[str, str]:
    sent = [json.loads(item.proto.bytes or item.proto.json) for item in app.get("bidi_component")]
    return {name: html for one in sent for name, _address, html in one["blocks"]}


@pytest.fixture
def boards():
    """boards(app): name -> HTML of every block that the page drew below the bar, top down."""
    return lambda app: {name: html for name, html in blocks(app).items() if name not in BAR}


@pytest.fixture
def bar():
    """bar(app): the same of the bar."""
    return lambda app: {name: html for name, html in blocks(app).items() if name in BAR}


@pytest.fixture
def choose_region():
    """choose_region(app, code): the page after a click on that region's pill."""
    def choose(app: AppTest, code: str) -> AppTest:
        app.session_state["region"] = code  # what follow does
        return app.run()

    return choose


@pytest.fixture
def known_of_copies(demo):
    """known_of_copies(url): what the pages have kept of the demo they have kept of that copy, which nobody has changed; until the
    end of the test, when all is as it was."""
    pages = cache._pages
    before, held = [(kept, kept.entries.copy()) for kept in pages._all], pages.held

    def tell(url: str) -> None:
        for kept, entries in before:
            ours = {(url, *key[1:]): entry for key, entry in entries.items() if key[0] == str(demo.url)}
            kept.entries = OrderedDict({key: entry for key, entry in kept.entries.items() if key[0] != str(demo.url)} | ours)

    yield tell
    for kept, entries in before:
        kept.entries = entries
    pages.held = held


@pytest.fixture
def copy_of_demo(demo, known_of_copies, tmp_path):
    """copy_of_demo(*statements, known=True): the URL of a copy of the demo on which the statements were run. Each has its
    own: what the pages keep, they keep by it; of one without statements what they know of the demo, unless not `known`."""
    def copy(*statements: str, known: bool = True) -> str:
        path = tmp_path / f"{uuid.uuid4().hex}.db"
        source, target = sqlite3.connect(demo.url.database), sqlite3.connect(path)
        with target:
            source.backup(target)
        anew = ("DELETE FROM answers",) if any(READ.search(one) for one in statements) else ()
        for statement in (*statements, *anew):
            with target:
                target.execute(statement)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        source.close(), target.close()
        if known and not statements:
            known_of_copies(f"sqlite:///{path}")
        return f"sqlite:///{path}"

    return copy
