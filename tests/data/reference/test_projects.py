"""工作项目 as shipped: each of the 300 once, with a sentence of a document; in a new database and in one of an older version."""

import re

import pandas as pd
import pytest
from conftest import DEMO_THROUGH
from sqlalchemy import MetaData, func, select, text, update

from data import upgrade
from data.prepare import prepare
from data.reference.catalogue import FOLDER, read
from data.reference.projects import FILE, load_projects
from queries import schema
from queries.database import SCHEMA_VERSION, reading, revision, writing
from queries.former_names import PROGRAMMES

COUNTY = "411426"
"""Whose villages are a twelfth of the city's: what is shipped is the same."""
SHIPPED = read(FILE, schema.projects)
CATALOGUE, SOURCES, ACTIONS, FIGURES, GOALS = (pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)
                                               for name in ("indicators", "sources", "actions", "figures", "goals"))
TRADITIONAL = re.compile("[婦女會開維權與動這國學務業員區鎮]")


def test_each_of_the_300_stands_once_under_its_action():
    assert len(SHIPPED) == 300 and SHIPPED["code"].is_unique and SHIPPED["name"].is_unique
    assert SHIPPED["action"].value_counts().to_dict() == {
        "wenming": 65, "weiquan": 65, "wangluo": 54, "guanai": 49, "chuangye": 33, "tuopin": 31, "jichu": 3}
    assert set(SHIPPED["action"]) == set(ACTIONS["code"])
    assert SHIPPED["basis"].value_counts().to_dict() == {"inferred": 251, "explicit": 49}


def test_every_indicator_is_of_the_catalogue_and_every_indicator_is_somebodys():
    named = [code for codes in SHIPPED["indicators"] for code in codes.split(";")]
    assert set(named) == set(CATALOGUE["code"]) and len(named) == 457
    assert all(len(set(codes.split(";"))) == len(codes.split(";")) for codes in SHIPPED["indicators"])


def test_programmes_of_indicators_figures_and_goals_are_among_them():
    for frame in (CATALOGUE, FIGURES, GOALS):
        assert set(frame["programme"]) - {""} <= set(SHIPPED["name"])
    assert set(PROGRAMMES) <= set(SHIPPED["name"]) and not set(PROGRAMMES.values()) & set(SHIPPED["name"])


def test_every_one_has_a_sentence_of_a_document_in_the_script_of_that_document():
    assert set(SHIPPED["source"]) == set(SOURCES["code"])
    assert SHIPPED["quotation"].str.len().between(3, 60).all() and not SHIPPED["quotation"].str.contains("「|」").any()
    traditional = SHIPPED["quotation"].str.contains(TRADITIONAL)
    of_plain = ~SHIPPED["source"].isin(("001", "004"))
    assert not SHIPPED.loc[of_plain, "quotation"].str.contains("[婦會開維權與動這國學務業員區鎮]").any()
    assert traditional[~of_plain].mean() > 0.7
    also = [code for codes in SHIPPED["also_in"].dropna() for code in codes.split("、")]
    assert set(also) <= set(SOURCES["code"])
    assert not any(row.source in str(row.also_in).split("、") for row in SHIPPED.itertuples())


def test_a_sentence_that_figures_quote_too_is_quoted_alike():
    """Where the same words of a document are quoted twice, they are the same letter by letter."""
    quoted = {(row.source, row.quotation) for frame in (FIGURES, GOALS) for row in frame.itertuples()}
    shared = sum((row.source, row.quotation) in quoted for row in SHIPPED.itertuples())
    within = sum(any(row.quotation in words for source, words in quoted if source == row.source) for row in SHIPPED.itertuples())
    assert shared >= 1 and within >= shared


@pytest.mark.parametrize("column", ["name", "about", "level"])
def test_our_own_words_have_full_width_punctuation_and_fit(column):
    assert not SHIPPED[column].str.contains("[,;:()]").any()
    assert SHIPPED[column].str.len().max() <= schema.projects.c[column].type.length
    assert (SHIPPED[column] == SHIPPED[column].str.strip()).all()


def listed(connection) -> pd.DataFrame:
    return pd.read_sql(select(schema.projects).order_by(schema.projects.c.id), connection)


def test_loading_again_adds_what_is_missing_and_leaves_what_is_there(prepared):
    with writing(prepared(COUNTY)) as connection:
        assert len(listed(connection)) == 300
        pairs = connection.scalar(select(func.count()).select_from(schema.project_indicators))
        assert pairs == 457
        one = schema.projects.c.code == "XM-002"
        number = connection.scalar(select(schema.projects.c.id).where(one))
        connection.execute(update(schema.projects).where(one).values(name="本地的叫法", hidden=True))
        last = select(schema.projects.c.id).where(schema.projects.c.code == "XM-300").scalar_subquery()
        connection.execute(schema.project_indicators.delete().where(schema.project_indicators.c.project_id == last))
        connection.execute(schema.projects.delete().where(schema.projects.c.code == "XM-300"))
        load_projects(connection)
        load_projects(connection)
        now = listed(connection).set_index("id")
        assert len(now) == 300 and now.loc[number, "name"] == "本地的叫法" and bool(now.loc[number, "hidden"])
        assert connection.scalar(select(func.count()).select_from(schema.project_indicators)) == pairs


def test_a_database_of_the_version_before_gets_them_and_loses_nothing(prepared, engine):
    """All that a filled database held before stands there as it stood."""
    before = {}
    with reading(prepared(COUNTY)) as filled, writing(engine) as connection:
        upgrade.migrate(connection, "0026")
        older = MetaData()
        older.reflect(connection)
        for table in older.sorted_tables:
            if table.name in schema.metadata.tables and table.name not in ("audit", "audit_head", "boundaries"):
                ours = schema.metadata.tables[table.name]
                asked = select(*(ours.c[column.name] for column in table.columns))
                rows = [dict(row) for row in filled.execute(asked).mappings()]
                if rows:
                    connection.execute(table.insert(), rows)
                before[table.name] = len(rows)
    prepare(engine, COUNTY, DEMO_THROUGH)
    with reading(engine) as connection:
        assert revision(connection) == SCHEMA_VERSION
        assert len(listed(connection)) == 300
        for name, rows in before.items():
            assert connection.scalar(text(f"SELECT count(*) FROM {name}")) == rows, name
