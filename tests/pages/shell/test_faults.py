"""What is wrong with the database is said in Chinese with what to do; the log has the detail, the screen no traceback."""

import re
import sqlite3
from pathlib import Path

import pytest

from pages.parts.shell import faults
from queries import schema
from queries.database import open_engine, writing

WORDS = {"unreachable": ("连不上数据库", "JINGUO_DATABASE_URL"), "damaged": ("数据库文件已损坏", "备份"),
         "empty": ("数据库里还没有数据", "导入"), "readonly": ("数据库是只读的", "权限"),
         "incomplete": ("数据库里少了表", "备份"), "foreign": ("这不是本系统的数据库", "空的数据库")}
ROOT = Path(__file__).parents[3]
LEAKS = ("Traceback", "sqlite3", "sqlalchemy", "SELECT", "secret", "Error")


@pytest.fixture
def said(use, open_page, boards, caplog):
    """said(url, address): what the page says on that database, checked to be no traceback and to be in the log."""
    def ask(url: str, address: str = "") -> str:
        use(url)
        app = open_page(address)
        words = "\n".join(item.value for item in (*app.error, *app.warning, *app.info))
        assert not app.exception, "Streamlit's own red box"
        assert [leak for leak in LEAKS if leak in words] == []
        assert boards(app) == {} and [button.label for button in app.button] == ["重试"]
        assert "database fault" in caplog.text
        return words

    return ask


def assert_says(words: str, reason: str) -> None:
    assert [word for word in WORDS[reason] if word not in words] == []


@pytest.mark.parametrize("address", ["", "guanai", "xianqu", "zhibiao"])
@pytest.mark.parametrize("url", [
    "sqlite:////no/such/folder/a.db", "nonsense://x", "not a url at all",
    "postgresql+psycopg://user:secret@127.0.0.1:1/jinguo"])
def test_unreachable(said, url, address):
    assert_says(said(url, address), "unreachable")


def test_a_file_that_is_no_database_is_damaged(said, tmp_path):
    (tmp_path / "a.db").write_bytes(b"this was a database once " * 400)
    assert_says(said(f"sqlite:///{tmp_path / 'a.db'}"), "damaged")


def test_a_file_cut_short_is_damaged(said, copy_of_demo):
    url = copy_of_demo(known=False)
    path = Path(url.removeprefix("sqlite:///"))
    path.write_bytes(path.read_bytes()[:200_000])
    assert_says(said(url), "damaged")


@pytest.mark.parametrize("table", ["settings", "regions", "indicators", "actions", "rollups", "targets"])
def test_a_file_damaged_in_one_table_is_damaged(said, copy_of_demo, table):
    url = copy_of_demo(known=False)
    spoil(url, table)
    assert_says(said(url), "damaged")


@pytest.mark.parametrize("table", ["targets", "rollups"])
def test_a_table_that_is_gone_is_said(said, copy_of_demo, table):
    assert_says(said(copy_of_demo(f"DROP TABLE {table}")), "incomplete")


def test_tables_without_a_region_are_empty(said, tmp_path):
    url = f"sqlite:///{tmp_path / 'bare.db'}"
    engine = open_engine(url)
    with writing(engine) as connection:
        schema.metadata.create_all(connection)
        connection.execute(schema.settings.insert().values(key="data_version", value="1"))
    engine.dispose()
    assert_says(said(url), "empty")


def spoil(url: str, table: str) -> None:
    """Overwrites the table's first page, as a bad disk would."""
    path = url.removeprefix("sqlite:///")
    connection = sqlite3.connect(path)
    page, = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    size, = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    with open(path, "r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\x5a" * size)


def test_an_empty_file_is_empty(said, tmp_path):
    (tmp_path / "a.db").touch()
    assert_says(said(f"sqlite:///{tmp_path / 'a.db'}"), "empty")


def test_before_the_first_report_pages_say_so_and_all_can_be_set_up(use, open_page, boards, databases, tmp_path):
    use(databases.copy(tmp_path / "a.db", "411426", demo=False))
    for address in ("", "guanai", "xianqu", "jiayuan"):
        app = open_page(address)
        assert not app.exception and not app.error and "还没有上报过数据" in app.info[0].value, address
    for address, block in (("daoru", "history"), ("zhibiao", "catalogue"), ("quhua", "units")):
        app = open_page(address)
        assert not app.exception and not app.error and not app.info and block in boards(app), address
    for address in ("xiangmu", "mubiao"):
        app = open_page(address)
        assert not app.exception and not app.error and not app.info and boards(app), address


def test_every_fault_has_words():
    raised = {reason for folder in ("queries", "data") for path in (ROOT / folder).rglob("*.py")
              for reason in re.findall(r'DatabaseFault\("(\w+)"', path.read_text())}
    assert raised >= {"empty", "unreported", "readonly"} and raised <= set(faults.WORDS)


def test_a_database_of_another_program_is_foreign(said, tmp_path):
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE theirs (a)")
    assert_says(said(f"sqlite:///{tmp_path / 'a.db'}"), "foreign")


def test_a_write_protected_file_is_read_only(said, copy_of_demo):
    """Root may write anywhere, so SQLite itself is told to open it read-only."""
    path = copy_of_demo().removeprefix("sqlite:///")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=delete")
    connection.close()
    assert_says(said(f"sqlite:///file:{path}?mode=ro&uri=true"), "readonly")


def test_the_page_works_again_once_the_database_does(use, open_page, boards, demo, monkeypatch):
    use("sqlite:////no/such/folder/a.db")
    app = open_page()
    assert app.error
    use(demo.url.render_as_string())
    app.button[0].click().run()
    assert not app.error and "headline" in boards(app)


def test_a_file_that_goes_away_under_an_open_page_is_said_and_comes_back(use, copy_of_demo, open_page, boards):
    url = copy_of_demo()
    path = Path(url.removeprefix("sqlite:///"))
    use(url)
    app = open_page()
    assert "headline" in boards(app)
    path.rename(path.with_suffix(".away"))
    app.run()
    assert not app.exception and "数据库文件不见了" in app.error[0].value and boards(app) == {} and not path.exists()
    path.with_suffix(".away").rename(path)
    app.button[0].click().run()
    assert not app.error and "headline" in boards(app)
    path.rename(path.with_suffix(".away"))
    path.write_bytes(path.with_suffix(".away").read_bytes())
    app.run()
    assert "数据库文件被换过了" in app.error[0].value and boards(app) == {}


def test_a_new_import_shows_at_once(copy_of_demo, use, open_page, boards, bar):
    url = copy_of_demo()
    use(url)
    app = open_page()
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE regions SET name = '新睢县' WHERE code = '411422'")
        connection.execute("UPDATE settings SET value = value + 1 WHERE key = 'data_version'")
    connection.close()
    assert "新睢县" in bar(app.run())["pills"] and "新睢县" in boards(app)["left"]
