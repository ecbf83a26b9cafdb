"""Every page, dialog and file of a database in which every text is a stranger's: it is shown as text wherever it is shown."""

import json
import re
from io import BytesIO
from itertools import cycle, product
from types import SimpleNamespace

import pytest
from openpyxl import Workbook, load_workbook
from strangers import POISON, TAGS, VOCABULARY, Seen, columns, elements, poison, strings

from data import clock
from data.intake.annotate import annotate
from data.templates import make
from pages.parts.assessment import excel as assessment
from pages.parts.assessment.choice import choose
from pages.parts.compare import excel as compare
from pages.parts.compare.choice import Choice
from pages.parts.homes import lists
from pages.parts.homes.register import View
from pages.parts.intake import commit
from pages.parts.intake.opened import open_files
from pages.parts.reporting import excel as reporting
from pages.parts.reporting.filters import Wanted
from pages.parts.shell import reference
from pages.parts.shell.picks import Aim, Finding, parse
from pages.parts.shell.scope import Scope
from pages.parts.shell.writes import Done
from pages.parts.targets import excel as targets
from pages.parts.targets import rows
from pages.parts.town import excel as town
from pages.parts.town.choice import View as TownView
from pages.parts.ui.markdown import plain
from pages.parts.years import excel as years
from pages.parts.years.choice import View as YearsView
from queries.database import reading

pytestmark = pytest.mark.slow  # every page, on a database that no other test has asked before
CITY, COUNTY = {"region": "411400", "year": "2026", "month": "11"}, {"region": "411422", "year": "2026", "month": "11"}
ADDRESSES = ["", "chuangye", "tuopin", "wenming", "weiquan", "guanai", "wangluo", "jiayuan", "xianqu", "mubiao", "kaohe",
             "shangbao", "daoru", "zhibiao", "xiangzhen", "duibi", "linian", "duban", "huiyi"]
READ_AS_MARKDOWN = {"info.body", "success.body", "warning.body", "error.body", "caption.body", "markdown.body", "button.label",
                    "button.help", "page_link.label", "download_button.label", "button_group.options.content",
                    "button_group.label", "checkbox.label", "text_input.label", "text_area.label", "selectbox.label",
                    "dialog.title", "progress.text", "form_submit_button.label", "date_input.label", "file_uploader.label"}
SHOWN_AS_TEXT = {"selectbox.options", "selectbox.raw_value", "text_input.default", "text_input.value", "text_input.placeholder",
                 "code.code_text", "arrow_vega_lite_chart.alt", "vega_lite_chart.alt", "text_area.default", "text_area.value",
                 "button_group.raw_values", "multiselect.options"}
ESCAPED = plain(POISON).removeprefix("\\")
"""Its backslash at the start is there at the start of a text alone."""


@pytest.fixture(scope="module")
def strangers(demo_engine, databases, tmp_path_factory):
    """The pages look at the poisoned demo."""
    url = databases.copy(tmp_path_factory.mktemp("strangers") / "demo.db")
    poison(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JINGUO_DATABASE_URL", url)
        patch.setenv("JINGUO_TODAY", "2026-12-05")
        yield url


def said(app) -> list[tuple[str, str]]:
    """(where, text) of all that the page sends to the browser."""
    return [(re.sub(r"^\w+\.(?=(dialog|expandable)\.)", "", where), text) for one in elements(app._tree)
            if getattr(one, "proto", None) is not None
            for where, text in strings(one.proto, one.type)]


def check(app) -> int:
    """How often the stranger's text was seen on the page; fails where it was anything else than text."""
    assert not app.exception, [error.value for error in app.exception]
    seen = 0
    for where, text in said(app):
        if where in ("bidi_component.bytes", "bidi_component.json"):
            drawn = json.loads(text)
            texts = [html for _name, _digest, html in drawn["blocks"]]
            assert all(value == value for value in drawn["texts"].values())
        elif where == "html.body":
            texts = [text]
        elif "onerror" not in text:
            continue
        elif where in READ_AS_MARKDOWN:
            assert ESCAPED in text and "<img" not in text.replace(r"\<img", ""), (where, text)
            seen += 1
            continue
        else:
            assert where in SHOWN_AS_TEXT, f"{where} is neither known as text nor as Markdown: {text}"
            seen += 1
            continue
        for html in texts:
            read = Seen(html)
            assert not read.wrong, (read.wrong, html[:200])
            seen += read.text.count("onerror=alert(1)")
    return seen


def test_every_text_column_is_poisoned_but_the_program_s_own_words():
    assert VOCABULARY < columns() and TAGS.isdisjoint({"img", "a", "script", "style", "iframe", "form"})


@pytest.mark.parametrize("address, query", [  # the two that are another page for a county, and the others by turns
    *product(["", "xianqu"], [CITY, COUNTY]), *zip([one for one in ADDRESSES if one not in ("", "xianqu")],
                                                   cycle([CITY, COUNTY]))])
def test_a_page_shows_it_as_text(strangers, open_page, address, query):
    assert check(open_page(address, **query)) > 3


@pytest.mark.parametrize("address, query", [
    *(("shangbao", {"look": look}) for look in ("items", "remind", "findings", "quoted")),
    ("shangbao", {"cell": "411422-202610"}), ("kaohe", {"desk": "weights"}), ("kaohe", {"order": "rank"}),
    ("kaohe", {"desk": "appraisal", "half": "6", "region": "411422"}),
    ("kaohe", {"scheme": "2", "unit": "411422100", "region": "411422"}),
    ("jiayuan", {"home_measure": "number", "home_since": "202512"}), ("jiayuan", {"home_town": "411422100", "region": "411422"}),
    ("mubiao", {"aim_group": "action"}), ("mubiao", {"aim_group": "place"}), ("daoru", {"batch": "2"}), ("daoru", {"batch": "3"}),
    ("daoru", {"sent": "1"}), ("daoru", {"sent": "2"}),
    ("cailiao", {"region": "411422"}), ("cailiao", {"snapshot": "2026-12-01"}),
    ("chuangye", {"chart": "异动"}), ("duibi", {"regions": "411400,411422,411422100"}),
    ("linian", {"over": "CY-05", "over_with": "TP-07"}), ("xiangzhen", {"town": "411422100"}),
    ("huiyi", {"meeting": "look", "region": "411422"}), ("xiangmu", {"project": "XM-001"}), ("quhua", {"tree_show": "all"})],
                         ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else value)
def test_every_view_of_a_page_shows_it_as_text(strangers, open_page, address, query):
    assert check(open_page(address, **CITY | query)) > 3


@pytest.mark.parametrize("address, state", [
    ("", {"why": "CY-01"}), ("", {"why": "WL-03"}), ("zhibiao", {"part": "文件中的数字"}),
    ("zhibiao", {"part": "文件中的目标"}), ("kaohe", {"desk": "weights", "weights_edit": True}),
    *(("kaohe", {"desk": "appraisal", "half": "6", "appraise_on": True, "appraise_task": task})
      for task in ("enter", "rules", "publish")),
    ("jiayuan", {"home_register": True}), ("mubiao", {"aim_open": "forward"}),
    ("mubiao", {"aim_open": "changes"}), ("mubiao", {"aim_open": str(Aim(1, "CY-01"))}),
    ("mubiao", {"why": "411400-CY-07"}), ("mubiao", {"why": "411422-WQ-16"}), ("mubiao", {"why": "411422-WQ-16", "write": "1"}),
    ("duban", {"matter": "3"}), ("duban", {"new": "411422-CY-07"}),
    ("mubiao", {"done": Done("mubiao", POISON)}),
    ("daoru", {"done": Done("daoru", POISON, wrong=True)})], ids=str)
def test_every_dialog_and_notice_shows_it_as_text(strangers, open_page, address, state):
    app = open_page(address, **CITY)
    before = check(app)
    for name, value in state.items():
        app.session_state[name] = value
    assert check(app.run()) > (3 if {*state} & {"part", "desk", "look"} else before)


@pytest.mark.parametrize("part", ["年度目标", "进度计划", "修改记录"])
def test_a_target_s_dialog_shows_it_as_text(strangers, open_page, part):
    app = open_page("mubiao", **COUNTY)
    county = (int(
        reference.tree(reference.current_version()).index[reference.tree(reference.current_version())["code"] == "411422"][0]))
    before = check(app)
    app.session_state["aim_open"], app.session_state["aim-part"] = str(Aim(county, "CY-06")), part
    assert check(app.run()) > before


def test_a_finding_s_dialog_shows_it_as_text(strangers, open_page, boards):
    app = open_page("shangbao", look="findings", **CITY)
    for block in ("findings", "confirmed"):
        app.session_state["finding"] = pick = re.search('data-pick="(finding:[^"]+)"', boards(app)[block])[1]
        assert isinstance(parse(pick), Finding) and check(app.run()) > 10 and "facts" in boards(app)


@pytest.mark.parametrize("address, query", [
    ("", {"region": POISON}), ("", {"lost": POISON}), ("chuangye", {"indicator": POISON}), ("mubiao", {"aim_place": POISON}),
    ("mubiao", {"aim_find": POISON}), ("jiayuan", {"home_find": POISON}), ("jiayuan", {"home_form": POISON}),
    ("shangbao", {"rule": POISON}), ("kaohe", {"scheme": POISON}), ("daoru", {"batch": POISON}), ("duibi", {"regions": POISON}),
    ("linian", {"over": POISON}), ("duban", {"matter": POISON}), ("duban", {"new": POISON}),
    ("duban", {"matter_meeting": POISON}), ("xiangzhen", {"town": POISON}), ("huiyi", {"meeting": POISON, "slide": POISON})],
                         ids=lambda value: next(iter(value)) if isinstance(value, dict) else value)
def test_an_address_says_it_as_text(strangers, open_page, address, query):
    app = open_page(address, **CITY | query)
    assert not app.exception
    for where, text in said(app):
        if where in READ_AS_MARKDOWN:
            assert "<img" not in text.replace(r"\<img", "") and "**b" not in text.replace(r"\*\*b", ""), (where, text)


def test_a_file_to_import_shows_it_as_text(strangers, open_page, boards):
    app = open_page("daoru")
    for lines, name in (([["县（市、区）", "招聘会场次"], ["睢县", 12]], POISON + ".xlsx"),
                        ([["县", "招聘会场次"], [POISON, 1], ["睢县", POISON]], "a.xlsx"), (None, POISON + ".pdf")):
        file, book = BytesIO(), Workbook()
        for row in lines or []:
            book.active.append(row)
        book.active.title = "_表_$x$"
        book.save(file)
        app.file_uploader[0].upload(name, file.getvalue() if lines else b"%PDF-1.7")
        assert check(app.run()) > 3 and "onerror" in "".join(text for where, text in said(app))


# Files


def books(scope, choice, opened) -> dict[str, bytes]:
    """Every workbook that the pages make."""
    region, year, month = scope.region, scope.year, scope.month
    with reading(reference.engine()) as connection:
        made = {"month": make.make_month(connection, region, year * 100 + month),
                "targets": make.make_targets(connection, region, year), "sites": make.make_sites(connection, region)}
    return made | {
        "reports": reporting.reports(scope, clock.today()), "findings": reporting.findings(scope, Wanted()),
        "scores": assessment.book(choice), "desk": targets.make(scope, rows.View()),
        "homes": lists.workbook(View(scope, "rate", "", 0, ""), ""),
        "compare": compare.make(Choice(scope, (scope.root, region), "")), "pairs": compare.make(Choice(scope, (), "")),
        "years": years.make(YearsView(scope, "", "", "CY-05", "TP-07")),
        "town": town.make(TownView(scope, int(reference.places(1).query("parent_id == @region").index[0]), region)),
        "changes": commit._list(opened), "copy": annotate(opened.content, opened.draft)}


def test_every_workbook_holds_it_as_text(strangers, monkeypatch):
    version = reference.current_version()
    tree, root = reference.tree(version), reference.root_of(version)
    scope = Scope(version, root, int(tree.index[tree["code"] == COUNTY["region"]][0]), 2026, 11)
    book, file = Workbook(), BytesIO()
    for down, row in enumerate((["县（市、区）", "招聘会场次"], [POISON, 1], ["睢县", POISON], ["夏邑县", 2]), start=1):
        for at, value in enumerate(row, start=1):
            book.active.cell(down, at, value).data_type = "s" if isinstance(value, str) else "n"
    book.save(file)
    monkeypatch.setattr("streamlit.session_state", {})
    [opened] = open_files(version, [SimpleNamespace(name=POISON + ".xlsx", getvalue=file.getvalue)], "")
    for name, content in books(scope, choose(scope, 1, 12, False), opened).items():
        cells = [cell for page in load_workbook(BytesIO(content)).worksheets for row in page.iter_rows() for cell in row
                 if cell.value is not None]
        texts = [cell for cell in cells if "onerror" in str(cell.value)]
        assert texts and {cell.data_type for cell in texts} == {"s"}, name
        assert not [cell.value for cell in cells if cell.data_type == "f"], name
        assert not [cell.value for cell in cells if isinstance(cell.value, str)
                    and re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", cell.value)], name
