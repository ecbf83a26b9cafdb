"""A month in the life: nine counties' nine different sheets, taught once in October, dropped together in November. docs/MONTH.md
tells it; after each step the figures of the overview equal a plain sum of what the counties meant."""

import io
import re
from datetime import datetime

import intake_files
import openpyxl
import pandas as pd
import pytest
from layout_fuzz import COUNTIES, sheet
from sqlalchemy import select

from data.intake.choices import Choices
from data.intake.commit import commit
from data.intake.preview import preview
from data.intake.rejects import rejects, rejects_name
from data.intake.remembered import read_for
from data.write.actor import alone
from data.write.errors import Rejected
from data.write.mappings import teach
from data.write.undoing import lot_of, undo
from queries.database import reading, writing
from queries.history import batches_list
from queries.reporting import due_cells
from queries.schema import indicators, regions
from queries.standing import standing

ITEMS = {"CY-01": "招聘会场次", "CY-02": "就业岗位", "CY-03": "达成就业"}
COUNTY = list(COUNTIES)


def meant(county: str, month: int) -> dict[str, int]:
    """What the county did in the month: what its sheet says and what the database has to hold."""
    at = COUNTY.index(county) + 1
    return {"CY-01": at + month % 5, "CY-02": 100 * at + month, "CY-03": 10 * at + 2 * month}


def across(county, month, of):
    """An Excel sheet with a column that is not ours."""
    return f"{county}.xlsx", intake_files.xlsx([sheet([f"{county}妇联2026年{month}月工作统计表"],
                                                      ["县（市、区）", *ITEMS.values(), "走访企业家数"],
                                                      [county, *of.values(), 7], ["填表人：", None, "审核人："])])


def down(county, month, of):
    """Indicators down in the county's own words, with a unit column and the sum of the year so far."""
    words = ("办招聘会", "推送岗位", "促成上岗")
    return f"{county}月报.xls", intake_files.xls([sheet([f"{county}妇联{month}月月报", None, None, f"报告期：2026年{month}月"],
                                                      ["项目", "单位", "本月", "本年累计"], *(
        [word, unit, value, value * 9] for word, unit, value in zip(words, ("场", "个", "人"), of.values(), strict=True)))])


def long(county, month, of):
    """A CSV, a row a number; a word where nothing was done."""
    rows = [[county, f"2026-{month:02d}", item, value] for item, value in zip(ITEMS.values(), of.values(), strict=True)]
    return (f"{county}{month}月.csv",
            intake_files.csv(sheet(["地区", "期", "指标", "数值"], *rows, [county, f"2026-{month:02d}", "创业就业咨询", "无"]),
                             encoding="gb18030"))


def turned(county, month, of):
    """Indicators down and the county across, with the sum beside it."""
    return f"{county}报表.xlsx", intake_files.xlsx([sheet([f"2026年{month}月各县（市、区）报表"], ["指标", county, "合计"], *(
        [item, value, value] for item, value in zip(ITEMS.values(), of.values(), strict=True)))])


def months(county, month, of):
    """The months of the year so far across; what is in already comes again unchanged."""
    heads = list(range(10, month + 1))
    rows = [[item, *(meant(county, one)[code] for one in heads)] for code, item in ITEMS.items()]
    return f"{county}2026年.ods", intake_files.ods([sheet([f"{county}2026年分月情况"], ["指标", *(f"{one}月" for one in heads)],
                                                         *rows)])


def two_levels(county, month, of):
    """Headings of two levels below a group of the county's own naming."""
    top, below = ["县（市、区）"], [None]
    for item in ITEMS.values():
        top, below = [*top, item, None], [*below, "本月", "本年累计"]
    values = [number for value in of.values() for number in (value, value * 8)]
    merge = [(2, 2, 2, 7), (2, 1, 4, 1), (3, 2, 3, 3), (3, 4, 3, 5), (3, 6, 3, 7)]
    return f"{county}.xlsx", intake_files.xlsx([sheet([f"{county}2026年{month}月统计表"],
                                                      ["县（市、区）", "稳岗扩岗", *[None] * 5], [None, *top[1:]], below,
                                                      [county, *values], merge=merge)])


def web(county, month, of):
    """A page of an office system saved as .xls."""
    return f"{county}.xls", intake_files.html(sheet([f"{county}妇联2026年{month}月数据"], ["单位名称", *ITEMS.values()],
                                                    [f"{county}妇联", *of.values()]), encoding="utf-8")


def zones(county, month, of):
    """The county's sheet is named by the month, the title by the year; a zone that the county counts in already."""
    return f"{county}妇联.xlsx", intake_files.xlsx([sheet([f"{county}妇联2026年统计表"], ["地区", *ITEMS.values()],
                                                        [county, *of.values()],
                                                        ["产业集聚区", *(max(value // 5, 1) for value in of.values())],
                                                        name=f"{month}月")])


def word(county, month, of):
    """A table in a Word report."""
    return f"{county}.docx", intake_files.docx(
        sheet(["指标名称", "完成数"], *([item, value] for item, value in zip(ITEMS.values(), of.values(), strict=True))),
                                               lines=(f"{county}妇联2026年{month}月工作情况",))


SHEETS = dict(zip(COUNTY, (across, down, long, turned, months, two_levels, web, zones, word), strict=True))
TAUGHT = {"梁园区": {("heading", "走访企业家数"): "忽略"},
          "睢阳区": {("heading", "办招聘会"): "CY-01", ("heading", "推送岗位"): "CY-02", ("heading", "促成上岗"): "CY-03"},
          "民权县": {("blank", "无"): "空"}, "柘城县": {("heading", "稳岗扩岗"): "分组"},
          "夏邑县": {("place", "产业集聚区"): "忽略"}}


class Office:
    """The city's office at its desk: reads, looks, commits, and keeps in a plain table what it should have by now."""

    def __init__(self, engine, monkeypatch):
        self.engine, self.clock, self.meant = engine, monkeypatch, {}
        with reading(engine) as connection:
            self.places = dict(map(tuple, connection.execute(select(regions.c.code, regions.c.id)).all()))
            self.items = dict(map(tuple, connection.execute(select(indicators.c.code, indicators.c.id)).all()))

    def on(self, day: str) -> None:
        self.clock.setenv("JINGUO_TODAY", day)
        self.now = datetime.fromisoformat(day)

    def read(self, county: str, file: tuple[str, bytes], **answers):
        with reading(self.engine) as connection:
            return read_for(connection, *file, f"{county}妇联", Choices(**answers))

    def take(self, county: str, file: tuple[str, bytes], draft, **options) -> int:
        with reading(self.engine) as connection:
            seen = preview(connection, draft).seen
        return commit(self.engine, draft, content=file[1], actor=alone(f"{county}妇联"), received_at=self.now,
                      committed_at=self.now,
                      seen=seen, **options).batch_id

    def expect(self, county: str, month: int, of: dict[str, int | None]) -> None:
        self.meant |= {(county, month, code): value for code, value in of.items()}

    def check(self, month: int) -> None:
        """The overview's figures of the city and each county against the plain sum, as of the newest month that four fifths
        of the counties concerned have sent."""
        table = pd.DataFrame([(*key, value) for key, value in self.meant.items() if value is not None],
                             columns=["county", "month", "code", "value"])
        with reading(self.engine) as connection:
            shown = standing(connection, [self.places["411400"], *(self.places[code] for code in COUNTIES.values())], 2026, month,
                             [self.items[code] for code in ITEMS])
        shown = shown.set_index(["region_id", "indicator_id"])
        for code in ITEMS:
            of_item = table[(table["code"] == code) & (table["month"] <= month)]
            for name, place in {"": "411400", **COUNTIES}.items():
                rows = of_item if not name else of_item[of_item["county"] == name]
                row = shown.loc[(self.places[place], self.items[code])]
                sent = rows.groupby("month")["county"].nunique()
                seen = max(sent.index[sent >= 0.8 * (1 if name else len(COUNTIES))], default=month)
                rows = rows[rows["month"] <= seen]
                assert (row["value"] == rows["value"].sum()) if len(rows) else pd.isna(row["value"]), (code, name)
                now = rows.loc[rows["month"] == seen, "value"]
                assert (row["current"] == now.sum()) if len(now) else pd.isna(row["current"]), (code, name)

    def late(self, month: int) -> set[str]:
        with reading(self.engine) as connection:
            due = due_cells(connection, self.places["411400"], 2026, month, self.now.date())
        names = {self.places[code]: name for name, code in COUNTIES.items()}
        due = due[due["indicator_id"].isin([self.items[code] for code in ITEMS]) & due["region_id"].isin(list(names))
                  & (due["period"] == 202600 + month)]
        return {names[region] for region in due.loc[due["state"] == "迟报", "region_id"]}


def with_bad_cell(file: tuple[str, bytes], good: str, bad: str) -> tuple[str, bytes]:
    assert file[1].count(good.encode()) == 1
    return file[0], file[1].replace(good.encode(), bad.encode())


@pytest.mark.parametrize("prepared", ["postgresql"], indirect=True)
def test_a_month_in_the_life(prepared, monkeypatch, use, open_page, boards):
    office = Office(prepared(), monkeypatch)

    # 5 November: October's sheets. What only a person can say is asked once, answered and remembered.
    office.on("2026-11-05")
    for county, make in SHEETS.items():
        file = make(county, 10, meant(county, 10))
        asked = {(one.what, one.text) for one in office.read(county, file).understood.questions}
        assert asked == set(TAUGHT.get(county, {})), county
        draft = office.read(county, file, answers=TAUGHT.get(county, {}))
        assert not draft.refused, (county, [(one.row, one.found, one.expected) for one in draft.refused])
        office.take(county, file, draft)
        if county in TAUGHT:
            with writing(office.engine) as connection:
                teach(connection, f"{county}妇联", TAUGHT[county], actor=alone("商丘市妇联"), at=office.now)
        office.expect(county, 10, meant(county, 10))
    office.check(10)

    # 5 December: November's sheets together, eight of nine. Six are clean and come in without a question, as one lot.
    office.on("2026-12-05")
    files = {county: make(county, 11, meant(county, 11)) for county, make in SHEETS.items() if county != "永城市"}
    files["虞城县"] = with_bad_cell(files["虞城县"], f">{meant('虞城县', 11)['CY-02']}", ">七百多")
    files["睢县"] = files["睢县"][0].replace("报表", "10月报表"), files["睢县"][1]
    drafts = {county: office.read(county, file) for county, file in files.items()}
    assert {county for county, draft in drafts.items() if draft.refused} == {"虞城县", "睢县"}
    assert not any(draft.understood.questions for county, draft in drafts.items() if county != "睢县")
    lot, taken = None, {}
    for county, draft in drafts.items():
        if not draft.refused:
            taken[county] = office.take(county, files[county], draft, lot=lot)
            lot = lot or taken[county]
            office.expect(county, 11, meant(county, 11))
    with reading(office.engine) as connection:
        assert lot_of(connection, lot) == sorted(taken.values(), reverse=True) and len(taken) == 6
    office.check(11)

    # The two faulty ones: one disagrees with its own name about the month, which a person settles; of the other all but one cell.
    with pytest.raises(Rejected):
        office.take("睢县", files["睢县"], drafts["睢县"])
    assert any("期不一致" in one.expected for one in drafts["睢县"].refused)
    office.take("睢县", files["睢县"], office.read("睢县", files["睢县"], answers={("period", ""): "2026年11月"}))
    office.expect("睢县", 11, meant("睢县", 11))
    part = office.take("虞城县", files["虞城县"], drafts["虞城县"], partial=True)
    office.expect("虞城县", 11, meant("虞城县", 11) | {"CY-02": None})
    office.check(11)

    # 8 December: the rest comes back corrected in the workbook that was sent out, and the batch is whole.
    office.on("2026-12-08")
    book = openpyxl.load_workbook(io.BytesIO(rejects(files["虞城县"][1], drafts["虞城县"])))
    cell = next(cell for page in book.worksheets[1:] for row in page.iter_rows() for cell in row if cell.value == "七百多")
    cell.value = meant("虞城县", 11)["CY-02"]
    saved = io.BytesIO()
    book.save(saved)
    rest = rejects_name(files["虞城县"][0]), saved.getvalue()
    draft = office.read("虞城县", rest)
    assert draft.taken == 1 and not draft.refused
    last = office.take("虞城县", rest, draft)
    office.expect("虞城县", 11, meant("虞城县", 11))
    with reading(office.engine) as connection:
        listed = batches_list(connection).set_index("id")
    assert listed.at[part, "rest"] == 1 and listed.at[part, "finished_by"] == last
    office.check(11)

    # 10 December: a county corrects what it had sent; only what changed changes.
    office.on("2026-12-10")
    corrected = meant("梁园区", 11) | {"CY-03": 77}
    file = across("梁园区", 11, corrected)
    draft = office.read("梁园区", file)
    with reading(office.engine) as connection:
        assert sorted(preview(connection, draft).changes["state"]) == ["不变", "不变", "改动"]
    office.take("梁园区", file, draft)
    office.expect("梁园区", 11, corrected)
    office.check(11)

    # One batch is taken back: that county has October alone again.
    with writing(office.engine) as connection:
        undo(connection, taken["宁陵县"], actor=alone("商丘市妇联"), at=office.now, reason="报错了表")
    office.expect("宁陵县", 11, dict.fromkeys(ITEMS))
    office.check(11)

    # 14 December: the ninth comes, late, and is marked so.
    office.on("2026-12-14")
    file = SHEETS["永城市"]("永城市", 11, meant("永城市", 11))
    office.take("永城市", file, office.read("永城市", file))
    office.expect("永城市", 11, meant("永城市", 11))
    office.check(11)
    assert office.late(11) == {"永城市"}

    # The page says the same.
    use(office.engine.url.render_as_string(hide_password=False))
    text = re.sub("<[^>]+>", " ", " ".join(boards(open_page("chuangye", year="2026", month="11")).values()))
    total = sum(value for (_, _, code), value in office.meant.items() if code == "CY-02" and value)
    assert f"{total:,}" in text
