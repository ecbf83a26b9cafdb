"""What a paper says: every figure is the slow recomputation's, nobody's county stands in another's, nothing missing is 0."""

import os
import random
from functools import partial
from io import BytesIO
from itertools import product

import docx
import numpy as np
import pandas as pd
import pptx
import pytest
from conftest import World
from independent import Facts, close, periods_of, read, told
from pptx.shapes.autoshape import Shape
from read_back import in_deck, in_word, in_workbook
from sqlalchemy import insert

from data.papers import deck, word, workbook
from data.papers.outline import Amount, Chart, Sentence, Table
from data.write.actor import Actor, alone
from data.write.rollups import rebuild
from pages.parts.papers import frozen, outline, problems
from pages.parts.shell import answers, reference
from pages.parts.shell.reader import Reader, as_reader
from pages.parts.shell.scope import Scope
from queries import schema
from queries.database import open_engine, writing
from queries.snapshots import since

CITY, COUNTIES = "411400", ("411402", "411403", "411421")
ACTIONS = [(2, "tuopin"), (4, "weiquan"), (7, "jichu")]
SPECS = {
    "CY-01": {"headline": True}, "CY-02": {"kind": "stock", "report_level": "township", "frequency": "quarterly"},
    "CY-03": {"direction": "lower_better", "frequency": "half-yearly"}, "CY-04": {"unit": "元", "precision": 1},
    "TP-01": {"kind": "stock", "headline": True, "action_id": 2, "frequency": "yearly"},
    "TP-02": {"kind": "ratio", "unit": "%", "numerator": "CY-01", "denominator": "TP-03", "precision": 1, "action_id": 2},
    "TP-03": {"direction": "neutral", "action_id": 2},
    "WQ-01": {"headline": True, "action_id": 4, "sensitive": True, "unit": "件"}}
PERSONAL = {"WQ-01"}


def filled(connection) -> World:
    """Two years of a city with three counties of two townships each, with gaps, zeros, small personal figures and targets."""
    world, rng = World(connection), np.random.default_rng(14)
    connection.execute(insert(schema.actions), [{"id": number, "code": code, "name": f"巾帼{code}行动", "sort": number}
                                                for number, code in ACTIONS])
    connection.execute(insert(schema.settings), [{"key": "root", "value": CITY}, {"key": "data_label", "value": "示例数据"}])
    towns = {county: [f"{county}{number}" for number in (100, 101)] for county in COUNTIES}
    world.add_regions((CITY, "city", None), *((county, "county", CITY) for county in COUNTIES),
                      *((town, "township", county) for county in COUNTIES for town in towns[county]))
    world.add_indicators(**SPECS)
    for code, spec in SPECS.items():
        every = range(1, 13)
        due = [m for m in every if m % {"quarterly": 3, "half-yearly": 6, "yearly": 12}.get(spec.get("frequency"), 1) == 0]
        units = COUNTIES if spec.get("report_level") != "township" else sum(towns.values(), [])
        for unit in units if spec.get("kind") != "ratio" else ():
            size = 6 if code in PERSONAL else 9e6 if spec.get("unit") == "元" else 90
            for year in (2025, 2026):
                there = [m for m in due if year * 100 + m <= 202611 and rng.random() < 0.9]
                world.observe(code, unit, {year * 100 + m: float(rng.integers(0, size)) for m in there})
        if spec.get("direction") != "neutral":
            aim = {"ratio": 80}.get(spec.get("kind"), 4e7 if spec.get("unit") == "元" else 40 if code in PERSONAL else 500)
            world.aim(code, 2026, **{region: float(aim * rng.uniform(0.5, 1.5)) for region in COUNTIES if rng.random() < 0.9})
    rebuild(connection)
    return world


@pytest.fixture(scope="module")
def place(databases, tmp_path_factory):
    """Its regions' ids by code, and what is known of it."""
    url = databases.copy(tmp_path_factory.mktemp("papers") / "small.db", None)
    engine = open_engine(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JINGUO_DATABASE_URL", url)
        patch.setenv("JINGUO_TODAY", "2026-12-05")
        with writing(engine) as connection:
            world, facts = filled(connection), Facts.read(connection)
        yield world.region, facts
    engine.dispose()


def scope(region: int, year: int = 2026, month: int = 11) -> Scope:
    version = reference.current_version()
    return Scope(version, reference.root_of(version), region, year, month)


def blocks(made):
    return [block for part in (*made.sections, *made.slides) for block in part.blocks]


def test_every_figure_of_ten_scopes_is_the_slow_recomputation(place, monkeypatch):
    nothing = pd.DataFrame({"series": [], "month": [], "value": []})
    monkeypatch.setattr(answers, "series", lambda *_: nothing)  # what takes time and shows no Figure
    monkeypatch.setattr(problems, "_doubts", lambda m: [])
    regions, facts = place
    codes = {row.id: code for code, row in facts.indicators.items()}
    chance, seen = random.Random(14), 0
    start = chance.randint(3, 8)  # months that follow one another share what they are compared with
    times = [(2025, start), *((2026, month) for month in range(start, start + 4))]
    for (year, month), code in [(time, code) for at, time in enumerate(times) for code in (CITY, COUNTIES[at % 3])]:
        made = outline.make(scope(regions[code], year, month))
        for figure in made.figures():
            plain = facts.stand(figure.region_id, codes[figure.indicator_id], year, month)
            where = (code, figure, plain.value)
            if codes[figure.indicator_id] in PERSONAL:
                periods = periods_of(year, plain.as_of % 100 if plain.as_of else month, "monthly")
                _, so_far = told(facts, figure.region_id, partial(facts.alone, "WQ-01"), periods)
                reads = None if so_far is None else read(so_far)
                assert figure.shown == "<5件" if reads == "<5" else close(reads, figure.value), where
            else:
                assert close(plain.value, figure.value) and figure.status == plain.status, where
                assert (figure.as_of, figure.value is None) == (plain.as_of, plain.value is None), where
            seen += 1
    assert seen > 130


def test_the_files_of_a_scope_agree_in_every_cell_and_sentence(place):
    """Word and PowerPoint show no table that Excel does not hold alike, and every sentence of the outline stands in them. Two
    scopes, or as many as JINGUO_TEST_SCOPES says."""
    regions, _ = place
    scopes = [(CITY, 11), (COUNTIES[1], 8), *product((CITY, *COUNTIES), (3, 6, 7, 9, 10))]
    for code, month in scopes[:int(os.environ.get("JINGUO_TEST_SCOPES", "2"))]:
        made = outline.make(scope(regions[code], 2026, month))
        paper, slides, book = word.make(made), deck.make(made), in_workbook(workbook.make(made))
        tables = [*in_word(paper).items(), *in_deck(slides).items()]
        assert len(tables) >= 2
        for key, grid in tables:
            assert grid in book[key]
        texts = "".join(one.text for one in docx.Document(BytesIO(paper)).paragraphs)
        shown = "".join(box.text_frame.text for slide in pptx.Presentation(BytesIO(slides)).slides for box in slide.shapes
                        if isinstance(box, Shape))
        for parts, said in ((made.sections, texts), (made.slides, shown)):
            assert all(block.text in said for part in parts for block in part.blocks if isinstance(block, Sentence))


def test_what_is_written_is_what_is_counted(place):
    """A sentence's figure stands in it as it is shown; a table's and a chart's are as many as its cells."""
    regions, _ = place
    for code in (CITY, COUNTIES[0]):
        made = outline.make(scope(regions[code]))
        leading = [one for one in blocks(made) if isinstance(one, Sentence) and ".leading." in one.key]
        assert leading and all(one.figures[0].shown in one.text or one.figures[0].value is None for one in leading)
        for table in (one for one in blocks(made) if isinstance(one, Table)):
            assert all(len(row) == len(table.columns) for row in table.rows)
        progress = next(one for one in blocks(made) if isinstance(one, Table) and one.key == "annex.progress")
        for row, figure in zip(progress.rows, progress.figures, strict=True):
            if isinstance(row[2], Amount):
                scale = {"万元": 1e4, "亿元": 1e8}.get(row[3], 1)
                assert row[2] * scale == pytest.approx(figure.value)
            else:
                assert figure.shown.startswith(row[2]) and (figure.value is None or figure.shown.startswith("约"))
        assert all(None in values or all(value == value for value in values) for one in blocks(made) if isinstance(one, Chart)
                   for _, values in one.series)


def test_nothing_missing_is_a_zero(place):
    regions, facts = place
    made = outline.make(scope(regions[CITY], 2025, 1))
    silent = [figure for figure in made.figures() if facts.stand(figure.region_id, next(
        code for code, row in facts.indicators.items() if row.id == figure.indicator_id), 2025, 1).value is None]
    assert silent and all(figure.value is None and "0" not in figure.shown for figure in silent)


@pytest.mark.parametrize("total", [False, True])
def test_a_county_s_account_reads_of_no_other_county(place, total):
    regions, _ = place
    own = COUNTIES[0]
    with as_reader(Reader(frozenset({regions[own]}), total)):
        here = [outline.make(scope(regions[own]))] + ([outline.make(scope(regions[CITY]))] if total else [])
    for made in here:
        said, ids = repr(made), {figure.region_id for figure in made.figures()}
        assert own in said and not any(other in said for other in COUNTIES[1:])
        assert ids <= {number for code, number in regions.items() if code.startswith(own) or code == CITY}


def test_a_county_s_own_paper_names_no_other(place):
    regions, _ = place
    made = outline.make(scope(regions[COUNTIES[1]]))
    assert not any(code in repr(made) for code in (COUNTIES[0], COUNTIES[2]))


def test_figures_about_persons_are_rounded_for_whoever_sees_them_exactly(place):
    regions, facts = place
    everyone = frozenset(regions.values())
    with as_reader(Reader(exact=everyone)):
        told = outline.make(scope(regions[CITY]))
    assert told == outline.make(scope(regions[CITY]))
    exact = [facts.value("WQ-01", regions[county], 2026, 11) for county in COUNTIES]
    assert any(value is not None and value % 5 for value in exact), "the test would not see it"


@pytest.mark.parametrize("year, month", [(2027, 0), (2027, 3), (2020, 5)])
def test_a_year_without_reports_has_no_sections(place, year, month):
    regions, _ = place
    made = outline.make(scope(regions[CITY], year, month))
    assert not made.sections and not made.slides and made.title.startswith(f"{CITY}{year}年")


def test_a_year_without_targets_still_has_its_figures(place):
    regions, _ = place
    made = outline.make(scope(regions[CITY], 2025, 11))
    assert "没有到期且设了目标的指标" in made.sections[0].blocks[0].text
    assert any(figure.value for figure in made.figures()) and all(figure.status != "滞后" for figure in made.figures())


def test_what_is_frozen_is_what_is_shown(place):
    """One row a figure; who only looks gets a paper without a number; the same paper keeps its number."""
    regions, _ = place
    made = outline.make(scope(regions[CITY]))
    assert frozen.frozen(made, "材料", Actor("查看")).number == ""
    given = frozen.frozen(made, "材料", alone("某市妇联"))
    assert given.number == frozen.frozen(made, "材料", alone("某市妇联"), {}).number == "2026-12-01"
    assert frozen.frozen(made, "会议", alone("某市妇联")).number == "2026-12-02"
    held = reference.ask(since, 1)
    assert not held["changed"].any()
    shown = {(one.region_id, one.indicator_id): (one.shown, one.status) for one in made.figures()}
    assert {(row.region_id, row.indicator_id): (row.was_shown, row.was_status) for row in held.itertuples()} == shown
