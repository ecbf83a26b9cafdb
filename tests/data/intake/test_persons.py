"""Persons' names, phones, identity and bank numbers and home addresses never come in: not into the draft, nor the database, nor
the file that is kept; and no figure changes because of it. All names and numbers here are made up."""

import csv
import hashlib
import html
import io
import sqlite3
import zipfile
from datetime import datetime
from pathlib import Path

import intake_files
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from sqlalchemy import select

from data.intake import originals
from data.intake.commit import commit
from data.intake.kept_copy import copy_to_keep
from data.intake.persons import is_name, kind_of, without
from data.intake.read import draft_of
from data.intake.sheets import Sheet, Unusable
from data.write.actor import alone
from queries.database import open_engine, reading, writing
from queries.schema import batches, mappings, metadata

SHEETS = Path(__file__).parent / "sheets"
NAMES = ["张三丰", "李秋菊", "欧阳春兰", "王 梅", "赵六娘", "孙二娘", "钱多多"]
SECRETS = ["13837012345", "13900001111", "411422198001011234", "6222021702001234567", "幸福路12号", "zhangsan88", "03708123456",
           "8123456", *NAMES]
WHO = {"actor": alone("睢县妇联"), "received_at": datetime(2026, 12, 5), "committed_at": datetime(2026, 12, 5, 9)}
TITLE = ["商丘市2026年11月统计表"]
REGISTER = [
    ["睢县长岗镇妇女之家登记表 制表人：张三丰 联系电话：13837012345"],
    ["序号", "村（社区）", "形式", "妇女之家名称", "负责人", "联系电话", "身份证号", "家庭住址", "建成年月"],
    [1, "鲁庄村委会", "村", "鲁庄村妇女之家", "李秋菊", 13900001111, "411422198001011234", "幸福路12号", "2016-08"],
    [2, "高庄村委会", "村", "高庄村妇女之家", "欧阳春兰", "13837012345", "（略）", "幸福路12号", "2017-05"],
    [3, "徐楼村委会", "村", "徐楼村妇女之家13837012345", "王 梅", "0370-8123456", None, None, None],
    ["单位负责人：", "赵六娘", None, "填表人：孙二娘", "填表日期：2026年12月3日"]]


@pytest.fixture(scope="module")
def connection(demo_engine):
    with reading(demo_engine) as opened:
        yield opened


@pytest.fixture
def database(demo_engine, tmp_path, monkeypatch):
    source, target = sqlite3.connect(demo_engine.url.database), sqlite3.connect(tmp_path / "copy.db")
    source.backup(target)
    source.close(), target.close()
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "kept"))
    monkeypatch.setenv("JINGUO_DATABASE_URL", f"sqlite:///{tmp_path / 'copy.db'}")
    engine = open_engine(f"sqlite:///{tmp_path / 'copy.db'}")
    yield engine
    engine.dispose()


def book(*sheets: list[list], change=lambda book: None) -> bytes:
    made, file = Workbook(), io.BytesIO()
    made.remove(made.active)
    for number, rows in enumerate(sheets, start=1):
        page = made.create_sheet(f"表{number}")
        for row in rows:
            page.append(row)
    change(made)
    made.save(file)
    return file.getvalue()


def taken(draft) -> tuple:
    cells = {(table, row.region_id, row.period, row.indicator_id): row.value for table, frame in draft.cells.items()
             for row in frame.itertuples()}
    return cells, draft.sites.drop(columns="row").astype(object).fillna("").values.tolist()


def said(draft) -> str:
    return repr((draft.findings, draft.understood, draft.sites.values.tolist(), draft.file_name))


def in_file(content: bytes) -> str:
    """All that a file holds, unpacked, in whichever encoding."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    return html.unescape(content.decode("utf-8", "replace")) + content.decode("gb18030", "replace") + content.decode("utf-16-le",
                                                                                                                     "replace")


def clean(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_a_register_comes_in_without_persons_and_says_so(database):
    content = book(REGISTER)
    with reading(database) as connection:
        draft = draft_of(connection, "登记表13837012345.xlsx", content)
    assert len(draft.sites) == 3 and not draft.refused
    assert draft.sites["name"].tolist()[2] == "徐楼村妇女之家"
    assert draft.understood.persons.startswith("已抹去4列个人信息：负责人、联系电话、身份证号、家庭住址")
    assert not clean(said(draft))
    done = commit(database, draft, content=content, **WHO)
    sha = hashlib.sha256(content).hexdigest()
    kept = originals.read(sha)
    assert (kept != content and not clean(in_file(kept))
            and not clean(" ".join(path.name for path in originals.folder().iterdir())))
    page = load_workbook(io.BytesIO(kept))["表1"]
    assert [page.cell(2, at).value for at in range(1, 10)] == REGISTER[1], "the headings stay"
    assert [[page.cell(row, at).value for at in range(5, 9)] for row in (3, 4, 5)] == [[None] * 4] * 3
    with reading(database) as connection:
        row = connection.execute(select(batches).where(batches.c.id == done.batch_id)).one()
        assert row.file_sha256 == sha and "已抹去4列个人信息" in row.note
        again = draft_of(connection, "登记表.xlsx", kept)
        assert taken(again) == taken(draft) and not again.understood.persons
        for table in metadata.tables.values():
            rows = connection.execute(select(table)).all() if table.name in ("batches", "sites", "site_revisions", "mappings",
                                                                             "settings") else []
            assert not clean(repr(rows)), table.name


@pytest.mark.parametrize("name", sorted(path.name for path in SHEETS.iterdir() if path.name != "expected.csv"))
def test_what_is_kept_is_read_as_what_came_in(connection, name, monkeypatch):
    """Whatever is blanked, and the plain copy that other kinds are kept as, hold the same figures."""
    monkeypatch.setenv("JINGUO_TODAY", "2026-11-25" if name.startswith("e05") else "2026-12-05")
    content = (SHEETS / name).read_bytes()
    try:
        draft = draft_of(connection, name, content)
    except Unusable:
        return
    kept = copy_to_keep(name, content, draft.blanked)
    again = draft_of(connection, name.rsplit(".", 1)[0] + (".csv" if kept[:2] != b"PK" else ".xlsx"), kept)
    assert taken(again) == taken(draft) and len(again.refused) == len(draft.refused)
    if not draft.understood.persons:
        assert content[:2] != b"PK" or kept == content or name.endswith((".ods", ".docx")) or _hides(content)


def _hides(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return any("comment" in name or "media" in name or "docProps" in name for name in packed.namelist())


FIGURES = [
    [TITLE, ["县", "招聘会场次", "负责人", "电话"], ["睢县", 3, "张三丰", "13837012345"], ["虞城县", 4, "李秋菊", 13900001111]],
    [TITLE, ["县", "招聘会场次", "分管领导签字"], ["睢县", 3, "张三丰"], ["虞城县", 4, "李秋菊"]],
    [TITLE, ["县", "招聘会场次", None], ["睢县", 3, "13837012345"], ["虞城县", 4, "13900001111"]],
    [TITLE, ["县", "招聘会场次", "备注"], ["睢县", 3, "联系人：张三丰，13837012345"],
     ["虞城县", 4, "身份证411422198001011234，卡号6222021702001234567"]],
    [[*TITLE, None, "联系人", "张三丰", "电话", "0370-8123456"], ["县", "招聘会场次"], ["睢县", 3], ["虞城县", 4]],
    [TITLE, ["县", "招聘会场次"], ["睢县", 3], ["虞城县", 4],
     ["单位负责人：张三丰", "填 表 人：李秋菊　联系电话：１３８３７０１２３４５"]],
    [TITLE, ["县", "招聘会场次"], ["睢县", 3], ["虞城县", 4], ["审核人", "欧阳春兰", "填表人", "王 梅", "联系电话", 13900001111]],
    [TITLE, ["县", "招聘会场次"], ["睢县", 3], ["虞城县", 4], ["注：以上由张三整理，有疑问请加微信：zhangsan88。"]],
    [TITLE, ["县", "招聘会场次", "联系人", None], [None, None, "姓名", "手机"], ["睢县", 3, "张三丰", "138-3701-2345"],
     ["虞城县", 4, "李秋菊", "139 0000 1111"]],
    [TITLE, ["县", "招聘会场次"], ["睢县", 3], ["虞城县", 4], [], ["通讯录"], ["姓名", "联系电话"], ["张三丰", "13837012345"],
     ["李秋菊", "13900001111"]],
]


@pytest.mark.parametrize("rows", FIGURES)
@pytest.mark.parametrize("kind", ["xlsx", "gb18030", "utf-16", "utf-8-sig"])
def test_persons_are_gone_and_the_figures_are_the_same(connection, rows, kind):
    if kind == "xlsx":
        content = book(rows)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter="\t" if kind == "utf-16" else ",").writerows(rows)
        content = text.getvalue().encode(kind)
    draft = draft_of(connection, "报表.xlsx", content)
    values = [row.value for row in draft.cells["observations"].itertuples()]
    assert values == [3, 4] and draft.understood.persons
    kept = copy_to_keep("报表.xlsx", content, draft.blanked)
    assert not clean(said(draft)) and not clean(in_file(kept))
    again = draft_of(connection, "报表.xlsx", kept)
    assert taken(again) == taken(draft) and len(again.refused) == len(draft.refused)
    if kind != "xlsx":
        assert kept.decode(kind) and kept[:2] == content[:2]


def test_counts_of_persons_are_figures(connection):
    heads = ["县", "招聘会场次", "负责人数", "妇联主席（女）人数", "联系人（人）", "电话"]
    draft = draft_of(connection, "报表.xlsx", book([TITLE, heads, ["睢县", 3, 12, 5, 7, 26], ["虞城县", 4, 13, 6, 8, 27]]))
    assert not draft.understood.persons and not draft.blanked.cells
    for figure in ("负责人数", "妇联主席（女）人数", "单位负责人（人）", "报送单位", "名称及联系电话", "是否有负责人",
                   "志愿者人数", "责任单位", "地址", "兼职妇联干部"):
        assert not kind_of(figure), figure
    for person in ("负责人", "单位负责人（签字）", "妇联主席", "联系人/电话", "聯繫人", "户主姓名", "填表人", "联系方式",
                   "身份证号码", "家庭住址", "银行卡号", "微信号"):
        assert kind_of(person), person
    assert without("填报单位：睢县妇联  填报人：睢县妇联") == "填报单位：睢县妇联  填报人：睢县妇联"
    assert without("行政区划代码411422100201，2026年11月，共13800户") == "行政区划代码411422100201，2026年11月，共13800户"
    assert is_name("欧阳春兰") and not is_name("李庄村") and not is_name("金融办")


def test_a_number_of_a_person_where_a_figure_should_stand_is_refused_without_being_told(connection):
    draft = draft_of(connection, "报表.xlsx", book([["商丘市2026年9月统计表"], ["县", "招聘会场次", "小额贷款金额（元）"],
                                                  ["睢县", 13837012345, 13900001111], ["虞城县", "13837012345", 5]]))
    assert len(draft.refused) == 2 and all("已抹去" in one.expected for one in draft.refused)
    assert "13837012345" not in said(draft) and 13900001111 in draft.cells["observations"]["value"].tolist(), "139 亿元 is money"


def test_a_workbooks_hidden_corners_are_not_kept(connection):
    def change(made):
        made.properties.creator = made.properties.lastModifiedBy = "张三丰"
        made["表1"]["B3"].comment = Comment("孙二娘：13837012345", "孙二娘")
        made["表2"].sheet_state = "hidden"
        made["表1"].oddFooter.left.text = "填表人：赵六娘"

    rows = [TITLE, ["县", "招聘会场次"], ["睢县", 3], ["虞城县", 4]]
    content = book(rows, [["姓名", "手机"], ["李秋菊", "13900001111"]], change=change)
    draft = draft_of(connection, "报表.xlsx", content)
    kept = copy_to_keep("报表.xlsx", content, draft.blanked)
    assert not clean(in_file(kept)) and taken(draft_of(connection, "报表.xlsx", kept)) == taken(draft)
    assert load_workbook(io.BytesIO(kept))["表2"].sheet_state == "hidden"
    for one in (lambda made: setattr(made.properties, "creator", "张三丰"),
                lambda made: setattr(made["表1"].oddFooter.left, "text", "填表人：赵六娘"),
                lambda made: setattr(made["表1"]["B3"], "comment", Comment("好", "孙二娘"))):
        content = book(rows, change=one)
        assert (clean(in_file(content))
                and not clean(in_file(copy_to_keep("报表.xlsx", content, draft_of(connection, "报表.xlsx", content).blanked))))
    content = book(rows, change=lambda made: setattr(made.properties, "creator", "张三丰"))
    kept = copy_to_keep("报表.xlsx", content, draft_of(connection, "报表.xlsx", content).blanked)
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(io.BytesIO(kept)) as after:
        assert [name for name in before.namelist()
                if before.read(name) != after.read(name)] == ["docProps/core.xml"], "only the author goes"
    content = book(rows)
    assert copy_to_keep("报表.xlsx", content,
                        draft_of(connection, "报表.xlsx", content).blanked) == content, "nothing about persons: as it came"


def test_the_command_says_what_was_taken_out_and_a_mapping_holds_no_name(database, tmp_path, capsys):
    from data.intake.__main__ import main
    path = tmp_path / "报表.xlsx"
    path.write_bytes(book([TITLE, ["县", "招聘会场次", "走访企业家数 联系人：张三丰", "负责人"], ["睢县", 3, 2, "李秋菊"]]))
    assert main([str(path), "--check"]) == 1
    out = capsys.readouterr().out
    assert "已抹去1列个人信息：负责人" in out and not clean(out)
    heading = "走访企业家数 联系人:"
    assert main([str(path), "--actor", "睢县妇联", "--answer", f"heading:{heading}=忽略", "--remember"]) == 0
    with writing(database) as connection:
        assert not clean(repr(connection.execute(select(mappings)).all()))


@pytest.mark.parametrize("make", [intake_files.xls, intake_files.xml2003, intake_files.ods, intake_files.strict,
                                  lambda sheets: intake_files.html(sheets[0]),
                                  lambda sheets: intake_files.docx(sheets[0], ("填表人：张三丰",))],
                         ids=["xls", "xml2003", "ods", "strict", "html", "docx"])
def test_other_kinds_are_kept_as_a_plain_workbook(connection, make):
    rows = {number: {at: value for at, value in enumerate(row, start=1) if value is not None}
            for number, row in enumerate(FIGURES[0], start=1)}
    content = make([Sheet("表1", rows)])
    draft = draft_of(connection, "报表.xls", content)
    assert ([row.value for row in draft.cells["observations"].itertuples()] == [3, 4]
            and draft.understood.persons.startswith("已抹去2列个人信息：负责人、电话"))
    kept = copy_to_keep("报表.xls", content, draft.blanked)
    assert kept[:2] == b"PK" and not clean(in_file(kept)) and load_workbook(io.BytesIO(kept))
    assert taken(draft_of(connection, "报表.xlsx", kept)) == taken(draft)
