"""One story in one database: an indicator is set up and all that follows is there by itself: tile, desk, template, intake, rule,
score and export."""

from datetime import datetime
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from data.intake.commit import commit
from data.intake.read import draft_of
from data.templates.make import make_month
from data.write.actor import alone
from data.write.catalogue import save
from data.write.errors import Refused
from data.write.targets import set_targets
from data.write.undoing import undo
from pages.parts.assessment import excel as assessment
from pages.parts.assessment.choice import choose
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.targets import excel as targets
from pages.parts.targets.rows import View
from queries.database import open_engine, reading, writing
from queries.quality.findings import findings
from queries.schema import indicators, regions
from queries.scores import scores

AT = datetime(2026, 12, 5, 9)
OFFICE = alone("商丘市妇联")
SUI = "411422"
MONTH = {"region": SUI, "year": "2026", "month": "11"}
WHOLE = {"name": "三新领域活动场次", "short_name": "三新活动", "action_id": 1, "unit": "场次", "kind": "flow",
         "definition": "在三新领域开展的活动。", "programme": "三新领域",
         "frequency": "monthly", "report_level": "county", "weight": 4}
PART = WHOLE | {"name": "三新领域妇女专场场次", "short_name": "三新专场", "whole": "ZD-01", "weight": 0}


def scope() -> Scope:
    version = reference.current_version()
    nodes = reference.tree(version)
    return Scope(version, reference.root_of(version), int(nodes.index[nodes["code"] == SUI][0]), 2026, 11)


def filled(content: bytes, **values: float) -> bytes:
    """The month's template with a county's values beside its codes."""
    book = load_workbook(BytesIO(content))
    page = book["县级指标"]
    units = next(page.iter_rows(3, 3, values_only=True))
    at = next(place for place, word in enumerate(units, start=2) if str(word).startswith(SUI))
    rows = {page.cell(row, 1).value: row for row in range(5, page.max_row + 1)}
    for code, value in values.items():
        page.cell(rows[code.replace("_", "-")], at, value)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def lines(content: bytes, *wanted: str) -> list[set[str]]:
    """The rows of a workbook in which all these words stand, their cells as text."""
    book = load_workbook(BytesIO(content), read_only=True)
    rows = [set(map(str, row)) for page in book.worksheets for row in page.iter_rows(values_only=True)]
    return [row for row in rows if row >= set(wanted)]


def test_an_indicator_is_set_up_and_the_rest_follows(copy_of_demo, use, open_page, boards, tmp_path, monkeypatch):
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "kept"))
    url = copy_of_demo()
    use(url)
    engine = open_engine(url)
    with writing(engine) as connection:
        made = save(connection, {"ZD-01": WHOLE, "ZD-02": PART}, actor=OFFICE, reason="新布置的", at=AT)
        number = dict(connection.execute(select(indicators.c.code, indicators.c.id)).all())
        county = connection.execute(select(regions.c.id).where(regions.c.code == SUI)).scalar_one()
        aims = pd.DataFrame({"region_id": [county], "indicator_id": [number["ZD-01"]], "value": [12.0]})
    with writing(engine) as connection:
        aim = set_targets(connection, aims, year=2026, actor=OFFICE, reason="年度任务", at=AT)
    drawn = boards(open_page("chuangye", **MONTH))["tiles"]
    assert "三新活动" in drawn and "三新专场" in drawn, "a tile"
    assert len(lines(targets.make(scope(), View(find="三新领域活动场次")), "ZD-01", "12")) == 1, "the desk"
    with reading(engine) as connection:
        template = make_month(connection, county, 202611)
        draft = draft_of(connection, "睢县十一月.xlsx", sent := filled(template, ZD_01=11, ZD_02=15))
    assert draft.taken == 2 and not draft.refused, "the template has both, and they are read"
    report = commit(engine, draft, content=sent, actor=OFFICE, received_at=AT, committed_at=AT)
    assert report.added == 2
    with reading(engine) as connection:
        found = findings(connection, 2026, 11, county)
        scored = scores(connection, 1, [county], 2026, 11).set_index("indicator_id")
    found = found[(found["indicator_id"] == number["ZD-02"]) & (found["code"] == "QZ-01")]
    assert len(found) == 1 and "15 场次" in found.iloc[0]["words"] and "11 场次" in found.iloc[0]["words"]
    row = scored.loc[number["ZD-01"]]
    assert (row["value"], row["target"], row["weight"], row["why"]) == (11, 12, 4, "计分")
    assert row["share"] == 11 / 12 and row["points"] == 4 == row["maximum"], "on its way: all of its weight"
    assert scored.loc[number["ZD-02"], "why"] == "不考核"
    tile = boards(open_page("chuangye", **MONTH))["tiles"]
    assert ">11<" in tile and ">15<" in tile
    assert "三新专场" in "".join(boards(open_page("shangbao", **MONTH, look="findings")).values())
    whole = scope()
    out = assessment.book(choose(Scope(whole.version, whole.root, whole.root, 2026, 11), 1, 12, True))
    assert len(lines(out, "ZD-01", "睢县", "11", "12")) == 1, "the export"
    for batch in (report.batch_id, aim.batch_id):
        with writing(engine) as connection:
            undo(connection, batch, actor=OFFICE, at=AT)
    tile = boards(open_page("chuangye", **MONTH))["tiles"]
    assert "三新活动" in tile and ">11<" not in tile and ">15<" not in tile, "what was reported and aimed at goes again"
    with pytest.raises(Refused, match="ZD-01 已经报过数，不能撤销设立；不用的请停用"), writing(engine) as connection:
        undo(connection, made.batch_id, actor=OFFICE, at=AT)
    engine.dispose()
