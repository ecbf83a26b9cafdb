"""Every page and every file on a catalogue that is not the shipped one: nothing assumes a code, how many there are or how short a
name is."""

import re
from io import BytesIO

import catalogues
import docx
import openpyxl
import pptx
import pytest

from data.intake.read import draft_of
from data.papers import deck, word, workbook
from data.templates import make as templates
from pages.parts.find.entries import index
from pages.parts.meeting import making
from pages.parts.papers import kinds
from pages.parts.shell import reference
from pages.parts.shell.addresses import ALL, KEEPING
from pages.parts.shell.scope import Scope
from queries.database import open_engine, reading, writing
from queries.quality.findings import findings

MORE = {"kaohe": [{"unit": "411422"}, {"desk": "1"}], "zhibiao": [{"part": "figures"}, {"part": "goals"}],
        "duibi": [{"regions": "411402,411422"}], "linian": [{"over": "{code}"}], "xiangzhen": [{"town": "411422100"}],
        "duban": [{"new": "411422-{code}"}], "": [{"why": "411422-{code}"}]}
SLOW = {"mubiao", "kaohe", "duibi", "linian", "shangbao", "cailiao", "huiyi"}
"""Pages of which 400 indicators are drawn for one county alone: as many seconds as the rest together."""


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
        for query in ({}, {"region": "411422", "year": "2026", "month": "11"}, *MORE.get(address, ())):
            if len(rows) > 1 and query.get("region") is None and address in SLOW:
                continue
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
    assert making.make(county, {}, False, lambda share, words: None).decks
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
        openpyxl.load_workbook(BytesIO(templates.make_year(connection, root, 2026)))
        openpyxl.load_workbook(BytesIO(templates.make_targets(connection, root, 2026)))
        assert templates.make_csv(connection, root, 202609).count(rows[0]["code"].encode())
        findings(connection, 2026, 11)
    engine.dispose()
    assert index(version)
