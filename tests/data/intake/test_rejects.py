"""What could not be taken comes back as a workbook; corrected, it comes in, and the batch it was left out of is whole."""

import io
from datetime import datetime

import openpyxl
import pytest
from layout_fuzz import sheet
from sqlalchemy import select

from data.intake.__main__ import main
from data.intake.choices import Choices
from data.intake.commit import commit
from data.intake.read import draft_of
from data.intake.rejects import rejects, rejects_name
from data.write.actor import alone
from data.write.ledger import KEY
from data.write.undoing import undo
from queries.database import open_engine, reading, writing
from queries.history import batches_list
from queries.schema import batches, indicators, observations, regions

AT = datetime(2026, 12, 5)
HEAD = ["县（市、区）", "招聘会场次", "就业岗位"]


def workbook(*sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for one in sheets:
        page = book.create_sheet(one.name)
        for row, cells in one.rows.items():
            for at, value in cells.items():
                page.cell(row, at, value)
        for top, left, bottom, right in one.merged:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def corrected(content: bytes, corrections: dict) -> bytes:
    """Each cell of that text put right, wherever it stands."""
    book, left = openpyxl.load_workbook(io.BytesIO(content)), dict(corrections)
    for page in book.worksheets[1:]:
        for row in page.iter_rows():
            for cell in row:
                if cell.value in left:
                    cell.value = left.pop(cell.value)
    assert not left, f"not in the workbook: {left}"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


CASES = {
    "cells": ([sheet(["2026年11月各县（市、区）统计表"], HEAD, ["睢县", 3, "约20"], ["虞城县", 4, 1301], ["夏邑县", "5+1", 1302],
                     ["合计", 12, 2623])], {"约20": 20, "5+1": 6}),
    "a column nobody knows": ([sheet(["2026年11月统计表"], ["地区", "招聘会场次", "走访企业"], ["睢县", 3, 7], ["虞城县", 4, 8],
                                     ["夏邑县", 5, None])], {"走访企业": "就业岗位"}),
    "an unknown place": ([sheet(["2026年11月统计表"], HEAD, ["睢县", 3, 20], ["睢水县", 4, 21])], {"睢水县": "虞城县"}),
    "empty as above": ([sheet(["2026年9月统计表"], ["县", "乡镇", "妇女之家"], ["睢县", "长岗镇", 3], [None, "平岗镇", "约5"],
                              [None, "匡城乡", 6])], {"约5": 5}),
    "merged places": ([sheet(["2026年11月统计表"], ["县", "指标", "数量"], ["睢县", "招聘会场次", 3],
                             [None, "就业岗位", "二十多"], ["虞城县", "招聘会场次", 4], [None, "就业岗位", 5],
                             merge=[(3, 1, 4, 1), (5, 1, 6, 1)])], {"二十多": 20}),
    "two blocks and a footnote": ([sheet(["2026年9月统计表"], ["地区", "小额贷款金额"], ["睢县", 3], ["虞城县", 4],
                                         ["注：金额单位为元"], [], ["2026年6月统计表"], ["地区", "小额贷款金额"], ["睢县", "约3"],
                                         ["虞城县", 9], ["注：金额单位为万元"])], {"约3": 3}),
    "given twice": ([sheet(["2026年11月统计表"], HEAD, ["睢县", 3, 20], ["虞城县", 4, 21], ["睢县", 9, None])], {9: None}),
    "a sheet that is no table": ([sheet(["2026年11月统计表"], HEAD, ["睢县", 3, 20]),
                                  sheet(["2026年11月统计表"], ["甲", "乙"], ["虞城县", 4], name="虞城")],
                                 {"甲": "地区", "乙": "招聘会场次"}),
    "two headings": ([sheet(["睢县2026年11月统计表"], ["指标", "完成", None], [None, "本月", "本年累计"], ["招聘会场次", 3, 30],
                            ["就业岗位", "?20", 200], merge=[(2, 2, 2, 3), (2, 1, 3, 1)])],
                     {"?20": 20})}


@pytest.fixture(scope="module")
def connection(demo_engine):
    with reading(demo_engine) as opened:
        yield opened


def values(draft) -> dict:
    return {tuple(row[:3]): row[3] for row in draft.cells["observations"][[*KEY, "value"]].itertuples(index=False)}


@pytest.mark.parametrize("case", CASES)
def test_the_rest_corrected_comes_in_exactly(connection, case):
    sheets, corrections = CASES[case]
    content = workbook(*sheets)
    draft = draft_of(connection, "报表.xlsx", content)
    whole = draft_of(connection, "报表.xlsx", corrected(workbook(sheet(["x"]), *sheets), corrections))
    assert draft.refused and not whole.refused, [(one.row, one.found, one.expected) for one in whole.refused]
    made = rejects(content, draft)
    again = draft_of(connection, rejects_name("报表.xlsx"), made)
    assert again.refused and not values(again).items() - values(whole).items(), "sent back as it is, it is refused again"
    rest = draft_of(connection, rejects_name("报表.xlsx"), corrected(made, corrections))
    assert not rest.refused, [(one.row, one.column, one.found, one.expected) for one in rest.refused]
    assert values(draft) | values(rest) == values(whole)
    assert rest.understood.completes == draft.file_sha256[:16]
    alone = {key for key in values(draft) if key in values(rest)}
    assert not alone, "what is in already is not sent again"


@pytest.mark.parametrize("block", ["", "Sheet1!2"])
def test_what_was_answered_is_not_asked_again_of_the_rest(connection, block):
    """Neither the sheet nor its name says whose figures they are, or of when; a heading is not ours."""
    content = workbook(sheet(["统计表"], ["指标", "数量", "走访企业"], ["招聘会场次", 3, 1], ["就业岗位", "约20", 2],
                             ["达成就业", 9, 3]))
    answers = {("region", block): "411422", ("period", block): "202611", ("heading", "走访企业"): "忽略"}
    draft = draft_of(connection, "报表.xlsx", content, choices=Choices(answers))
    assert draft.taken == 2 and len(draft.refused) == 1 and not draft.understood.questions
    rest = corrected(rejects(content, draft), {"约20": 20})
    again = draft_of(connection, "待补.xlsx", rest)
    assert not again.refused and not again.understood.questions and list(values(again).values()) == [20]
    assert any("按以前的答复“411422”读" in one.expected for one in again.notes)
    other = draft_of(connection, "待补.xlsx", rest, choices=Choices({("period", ""): "202610"}))
    assert {key[1] for key in values(other)} == {202610}, "what is said now comes first"


def test_only_what_was_refused_is_in_it_and_the_reason_is_on_the_cell(connection):
    content = workbook(*CASES["cells"][0])
    book = openpyxl.load_workbook(io.BytesIO(rejects(content, draft_of(connection, "报表.xlsx", content))))
    assert book.sheetnames == ["核对结果", "Sheet1"]
    page = book["Sheet1"]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["2026年11月各县（市、区）统计表", None, None], HEAD, ["睢县", "已导入", "约20"], ["夏邑县", "5+1", "已导入"]]
    assert "确数" in page["C3"].comment.text and page["B3"].comment is None


def open_places(engine) -> list[tuple]:
    with reading(engine) as connection:
        listed = batches_list(connection).sort_values("id")
    return [(None if rest is None or rest != rest else int(rest), None if by is None or by != by else int(by)) for rest, by in
            zip(listed["rest"].astype(object).where(listed["rest"].notna(), None),
                listed["finished_by"].astype(object).where(listed["finished_by"].notna(), None), strict=True)]


def test_the_batch_is_open_until_the_rest_came_and_again_when_that_is_undone(prepared):
    engine = prepared()
    sheets, corrections = CASES["cells"]
    content = workbook(*sheets)

    def take(name: str, file: bytes, partial: bool = False) -> int:
        with reading(engine) as connection:
            draft = draft_of(connection, name, file)
        return commit(engine, draft, content=file, actor=alone("商丘市妇联"), received_at=AT, committed_at=AT,
                      partial=partial).batch_id

    first = take("报表.xlsx", content, partial=True)
    assert open_places(engine) == [(2, None)]
    with reading(engine) as connection:
        made = rejects(content, draft_of(connection, "报表.xlsx", content))
    halved = corrected(made, {"约20": 20})
    half = take("报表_待补.xlsx", halved, partial=True)
    assert open_places(engine) == [(2, half), (1, None)]
    with reading(engine) as connection:
        rest = corrected(rejects(halved, draft_of(connection, "报表_待补.xlsx", halved)), {"5+1": 6})
    last = take("报表_待补_待补.xlsx", rest)
    assert open_places(engine) == [(2, half), (1, last), (None, None)]
    with reading(engine) as connection:
        held = dict(connection.execute(
            select(regions.c.code, observations.c.value).join(observations, observations.c.region_id == regions.c.id)
            .join(indicators, indicators.c.id == observations.c.indicator_id)
            .where(indicators.c.code == "CY-02", observations.c.period == 202611)).all())
    assert held == {"411422": 20, "411425": 1301, "411426": 1302}
    with writing(engine) as connection:
        undo(connection, last, actor=alone("商丘市妇联"), at=AT)
    assert open_places(engine)[:2] == [(2, half), (1, None)] and first < half < last


def test_the_command_line_writes_it(databases, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JINGUO_DATABASE_URL", databases.copy(tmp_path / "copy.db"))
    path, other = tmp_path / "报表.xlsx", tmp_path / "待补.xlsx"
    path.write_bytes(workbook(*CASES["cells"][0]))
    assert main([str(path), "--actor", "商丘市妇联", "--partial", "--rejects", str(other)]) == 1
    assert "部分导入" in capsys.readouterr().out
    other.write_bytes(corrected(other.read_bytes(), CASES["cells"][1]))
    assert main([str(other), "--actor", "商丘市妇联"]) == 0
    assert "新增" in capsys.readouterr().out
    engine = open_engine()
    with reading(engine) as connection:
        rows = connection.execute(select(batches.c.id, batches.c.rest,
                                         batches.c.completes).where(batches.c.kind == "import").order_by(batches.c.id)).all()
    assert [row.rest for row in rows] == [2, None] and rows[1].completes == rows[0].id
    engine.dispose()
