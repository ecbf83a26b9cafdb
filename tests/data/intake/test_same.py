"""What does not change what a sheet says does not change what is taken: order, signatures, numbers, titles, other sheets."""

import random

import layout_fuzz
import pytest
from layout_fuzz import sheet

from data.intake import read
from queries.database import reading

HEAD = ["县（市、区）", "招聘会场次", "就业岗位", "达成就业"]
ROWS = [["睢县", 3, 1300, 90], ["虞城县", 4, 1301, 91], ["夏邑县", 5, 1302, 92], ["永城市", 6, 1303, 93]]
TITLE = ["2026年11月各县（市、区）春风行动统计表"]
TRUTH = {(code, 202611, indicator): row[at] for code, row in zip(("411422", "411425", "411426", "411481"), ROWS, strict=True)
         for at, indicator in enumerate(("CY-01", "CY-02", "CY-03"), start=1)}


@pytest.fixture(scope="module")
def reader(demo_engine):
    with reading(demo_engine) as opened, pytest.MonkeyPatch.context() as patch:
        for name in ("Vocabulary", "read_file"):
            patch.setattr(read, name, getattr(read, name))
        yield layout_fuzz.Reader(opened)


def shuffled_columns(dice: random.Random) -> list:
    order = dice.sample(range(4), 4)
    return [sheet(TITLE, *([row[at] for at in order] for row in [HEAD, *ROWS]))]


CHANGES = {
    "columns in another order": shuffled_columns,
    "rows in another order": lambda dice: [sheet(TITLE, HEAD, *dice.sample(ROWS, 4))],
    "a signature row": lambda dice: [sheet(TITLE, HEAD, *ROWS, ["填表人：", None, "审核人：", "填报日期：2026年12月3日"],
                                           ["注：就业岗位含线上。"])],
    "numbered rows": lambda dice: [sheet(TITLE, ["序号", *HEAD], *([at, *row] for at, row in enumerate(ROWS, start=1)))],
    "another title": lambda dice: [sheet(["附件2"], ["商丘市妇女联合会"], TITLE, [], HEAD, *ROWS, merge=[(3, 1, 3, 4)])],
    "a sheet of explanations": lambda dice: [sheet(["填报说明"], ["请各县认真填报。"], name="说明"), sheet(TITLE, HEAD, *ROWS)],
    "numbers as text": lambda dice: [sheet(TITLE, HEAD, *([row[0], *(f"{value:,}" for value in row[1:])] for row in ROWS))],
    "numbers with units": lambda dice: [sheet(TITLE, HEAD,
                                              *([row[0], f"{row[1]}场", f"{row[2]}个", f"{row[3]}人"] for row in ROWS))],
    "full width": lambda dice: [sheet(TITLE, HEAD,
                                      *([row[0], *("".join(chr(ord(mark) + 0xFEE0) for mark in str(value)) for value in row[1:])]
                                        for row in ROWS))],
    "a total first": lambda dice: [sheet(TITLE, HEAD, ["商丘市", 18, 5206, 366], *ROWS)],
    "a total last": lambda dice: [sheet(TITLE, HEAD, *ROWS, ["合 计", 18, 5206, 366])],
    "column numbers": lambda dice: [sheet(TITLE, HEAD, ["甲", 1, 2, 3], *ROWS)],
    "units in a row": lambda dice: [sheet(TITLE, HEAD, [None, "（场）", "（个）", "（人）"], *ROWS)],
    "two blocks": lambda dice: [sheet(TITLE, HEAD, *ROWS[:2], [], HEAD, *ROWS[2:])],
    "side by side": lambda dice: [sheet(TITLE, [*HEAD, None, *HEAD],
                                        *([*left, None, *right] for left, right in zip(ROWS[:2], ROWS[2:], strict=True)))],
    "a sheet a county": lambda dice: [sheet([f"{row[0]}妇联2026年11月月报"], ["指标", "本月", "本年累计"],
                                            *([item, value, value * 9] for item, value in zip(
        HEAD[1:], row[1:], strict=True)), name=row[0]) for row in ROWS],
    "a row a number": lambda dice: [sheet(["期", "指标", "数值", "地区"],
                                          *([202611, item, value, row[0]] for row in ROWS for item, value in zip(
        HEAD[1:], row[1:], strict=True)))],
    "other ways to name a place": lambda dice: [sheet(TITLE, HEAD, *([name, *row[1:]] for name, row in zip(
        ("①睢縣", "411425", "夏邑", "永城市妇联"), ROWS, strict=True)))],
    "a column nobody knows": lambda dice: [sheet(TITLE, [*HEAD, "走访企业家数"], *([*row, 7] for row in ROWS))]}


@pytest.mark.parametrize("change", CHANGES)
def test_what_says_the_same_is_taken_the_same(reader, change):
    for seed in range(4):
        draft = reader(layout_fuzz.Layout("报表.xlsx", CHANGES[change](random.Random(seed))))
        assert reader.taken(draft) == TRUTH, [(one.row, one.column, one.found, one.expected) for one in draft.refused]
        assert not draft.doubts and bool(draft.refused) == (change == "a column nobody knows")
