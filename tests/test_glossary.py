"""docs/GLOSSARY.md names what there is: every table and column is in it, and every name in it exists."""

import importlib
import re
from pathlib import Path

from each import each

from queries.schema import metadata

TEXT = (Path(__file__).parents[1] / "docs" / "GLOSSARY.md").read_text("utf-8")
ROWS = re.findall(r"^(?:\||### ).*", TEXT, re.M)
NAMES = sorted(set(re.findall(r"`([a-z0-9_]+(?:\.[a-z0-9_]+)*)`", "\n".join(ROWS))))
COLUMNS = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}


def test_every_table_and_column_is_in_it():
    assert set(metadata.tables) | COLUMNS <= set(NAMES)


@each("name", [name for name in NAMES if name not in COLUMNS and name not in metadata.tables])
def test_a_name_in_it_exists(name):
    assert name.split(".")[0] in ("data", "queries", "pages"), "neither a table, a column nor Python"
    importlib.import_module(name)


@each("name", sorted(metadata.tables))
def test_a_table_s_words_are_the_schema_s(name):
    assert f"### `{name}`\n\n{metadata.tables[name].comment}\n" in TEXT
