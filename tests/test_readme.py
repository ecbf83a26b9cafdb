"""The README says what there is: commands, settings, tables, pages."""

import re
from pathlib import Path

from each import each

from queries.schema import metadata

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CODE = [path for folder in ("pages", "queries", "data") for path in (ROOT / folder).rglob("*.py")] + [ROOT / "dashboard.py"]


@each("table", sorted(metadata.tables))
def test_every_table_is_documented(table):
    assert f"`{table}`" in README


def test_every_environment_variable_is_documented():
    used = {name for path in CODE for name in re.findall(r"JINGUO_[A-Z_]+", path.read_text("utf-8"))}
    assert used and {name for name in used if f"`{name}`" not in README} == set()


def test_every_setting_is_documented():
    written = set(re.findall(r'"(\w+)": (?:root|"示例数据"|"\d+")', (ROOT / "data" / "prepare.py").read_text("utf-8")))
    assert "lag_threshold" in written and {key for key in written if f"`{key}`" not in README} == set()


def test_ci_runs_the_readmes_own_test_command():
    command = next(line for line in README.splitlines() if line.endswith(".venv/bin/python -m pytest"))
    assert command in (ROOT / ".ci" / "run").read_text("utf-8")


def test_its_pictures_and_links_exist():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / target).is_file(), target
