"""Every page and every file on a catalogue that is not the shipped one: nothing assumes a code, how many there are or how short a
name is."""

import re
from datetime import datetime
from io import BytesIO

import catalogues
import docx
import openpyxl
import pptx
import pytest
from sqlalchemy import select

from data.intake.read import draft_of
from data.papers import deck, word, workbook
from data.reference import release
from data.templates import make as templates
from data.write.actor import alone
from data.write.catalogue import save
from data.write.catalogue_trace import read_rows
from data.write.shipped import keep_base
from pages.parts.find.entries import index
from pages.parts.meeting import making
from pages.parts.papers import kinds
from pages.parts.reporting.findings import findings_sentence
from pages.parts.shell import reference
from pages.parts.shell.addresses import ALL, KEEPING
from pages.parts.shell.scope import Scope
from queries.catalogue import list_indicators
from queries.database import open_engine, reading, writing
from queries.quality.findings import findings, list_rules, passed_over
from queries.schema import actions

MORE = {"kaohe": [{"unit": "411422"}, {"desk": "1"}], "zhibiao": [{"part": "figures"}, {"part": "goals"}],
        "duibi": [{"regions": "411402,411422"}], "linian": [{"over": "{code}"}], "xiangzhen": [{"town": "411422100"}],
        "duban": [{"new": "411422-{code}"}], "": [{"why": "411422-{code}"}]}
AT = datetime(2026, 12, 1, 9)
CITY, COUNTY = {}, {"region": "411422", "year": "2026", "month": "11"}


@pytest.fixture(scope="module", params=["one", "many"])
def with_catalogue(request, databases, tmp_path_factory):
    """(URL, rows) of a city whose catalogue is of one indicator, or of four hundred."""
    url = databases.copy(tmp_path_factory.mktemp("catalogue") / f"{request.param}.db", demo=False)
    rows = catalogues.CATALOGUES[request.param]()
    engine = open_engine(url)
    with writing(engine) as connection:
        catalogues.replace(connection, rows)
    engine.dispose()
    return url, rows


def test_every_page_is_drawn(open_page, boards, use, with_catalogue):
    url, rows = with_catalogue
    use(url)
    wrong = []
    for address in sorted(ALL - KEEPING.keys()):
        for query in [CITY, *MORE.get(address, ())] if len(rows) == 1 else [COUNTY]:  # 400 of a city take minutes
            app = open_page(address, **{name: text.format(code=rows[0]["code"]) for name, text in query.items()})
            faults = [fault.value for fault in (*app.exception, *app.error)]
            said = [name for name, html in boards(app).items() if re.search(r"\bnan\b|None|NaT", html)]
            wrong += [(address, query, faults, said)] if faults or said else []
    assert not wrong


def test_every_file_is_made_and_read_again(use, with_catalogue):
    url, rows = with_catalogue
    use(url)
    version = reference.current_version()
    root, places = reference.root_of(version), reference.tree(version).set_index("code")["id"]
    city, county = (Scope(version, root, int(places[code]), 2026, 11) for code in ("411400", "411422"))
    for kind in kinds.NAMES if len(rows) == 1 else ("minutes",):
        made = kinds.make(city if len(rows) == 1 else county, kind)
        docx.Document(BytesIO(word.make(made)))
        openpyxl.load_workbook(BytesIO(workbook.make(made)))
    pptx.Presentation(BytesIO(deck.make(kinds.make(county))))
    assert len(rows) > 1 or making.make(county, {}, False, lambda share, words: None).decks
    engine = open_engine(url)
    with reading(engine) as connection:
        book = openpyxl.load_workbook(BytesIO(templates.make_month(connection, root, 202609)))
        sheet, held = book["县级指标"], BytesIO()
        for row in range(5, sheet.max_row + 1):
            sheet.cell(row, 7, 5)  # of the first county
        book.save(held)
        draft = draft_of(connection, "报表.xlsx", held.getvalue())
        assert not draft.refused and draft.taken == sum(
            row.get("kind") != "ratio" and catalogues.ends(row.get("frequency", "monthly"), 202609) for row in rows)
        if len(rows) == 1:
            openpyxl.load_workbook(BytesIO(templates.make_year(connection, root, 2026)))
        assert templates.make_targets(connection, root, 2026)
        assert templates.make_csv(connection, root, 202609).count(rows[0]["code"].encode())
        findings(connection, 2026, 11)
        assert {"QZ-02", "QZ-03"} <= set(passed_over(list_rules(connection), list_indicators(connection)))
        assert "没有查：" in findings_sentence(city)
    engine.dispose()
    assert index(version)


@pytest.fixture
def plain_city(databases, tmp_path, use):
    """(URL, engine) of a city of its own with a few reports of one indicator."""
    url = databases.copy(tmp_path / "city.db", demo=False)
    engine = open_engine(url)
    with writing(engine) as connection:
        catalogues.replace(connection, catalogues.one())
    use(url)
    yield url, engine
    engine.dispose()


def test_a_group_is_set_up_on_the_page_and_has_one_of_its_own(open_page, boards, plain_city):
    app = open_page("zhibiao")
    app.text_input(key="group-name").set_value("三新领域工作")
    app.text_input(key="reason-group").set_value("六大行动以外")
    app.button(key="group-do").click().run()
    assert not app.exception and "已新设“三新领域工作”" in app.success[0].value
    with writing(plain_city[1]) as connection:
        group = connection.scalar(select(actions.c.id).where(actions.c.code == "qita1"))
        new = {"name": "三新组织", "short_name": "三新组织", "unit": "个", "kind": "flow", "definition": "解释",
               "action_id": group}
        save(connection, {"ZD-02": new}, actor=alone("商丘市妇联"), reason="新设", at=AT)
    page = boards(open_page("qita1"))
    assert "三新领域工作" in page["lead"] and "三新组织" in page["tiles"] and "行动" not in page["lead"]
    assert "三新领域工作" in boards(open_page())["six"]
    for paper in ("", "notice", "minutes"):
        assert "六大行动和其他工作进展情况" in boards(open_page("cailiao", paper=paper))["paper"], paper
    assert "没有这一类工作" in open_page("qita2").info[0].value


def test_a_newer_shipped_catalogue_is_offered_on_the_page(open_page, plain_city, monkeypatch, tmp_path):
    with writing(plain_city[1]) as connection:
        now = release.read_release(connection)
    newer = {("indicators", "ZD-01"): {"code": "ZD-01", "name": "新名"}, **now.rows}
    with writing(plain_city[1]) as connection:
        keep_base(connection, "old", {("indicators", "ZD-01"): {"code": "ZD-01", "name": "活动"}, **now.rows})
    monkeypatch.setattr(release, "read_release", lambda connection: release.Release("new", newer))
    app = open_page("zhibiao")
    assert not app.exception, app.exception[0].value
    assert any("随附指标目录有新版本：改动 1" in one.value for one in app.markdown)
    app.text_input(key="reason-release").set_value("采用新版")
    app.button(key="release-take").click().run()
    assert not app.exception and "已采用新版的 1 处" in app.success[0].value
    with writing(plain_city[1]) as connection:
        assert read_rows(connection)["ZD-01"]["name"] == "新名"
