"""Rules about documents' sentences: the very sentences of the traps, and the figures that are shipped."""

import pandas as pd
import pytest

from data.reference.catalogue import FOLDER, number, read
from queries.database import reading
from queries.quality.checks_of_quotations import check_quotations, project_quotations
from queries.schema import figures, rules

BOOK = number(read(FOLDER / "rules.csv", rules))
GOOD = {"value": None, "legibility": "ok", "doubtful": False, "note": None, "indicator_id": None}


def seen(sentence: str, **figure) -> dict[str, bool]:
    """Rule -> whether the figure is entered as the rule wants, of the rules that the sentence sets off."""
    frame = pd.DataFrame([{"id": 1, "source_id": 1, "name": "数", "quotation": sentence} | GOOD | figure])
    found = check_quotations(frame.astype({"value": float}), BOOK)
    return dict(zip(found["code"], found["kept"], strict=True))


@pytest.mark.parametrize("rule, sentence, wrong, right", [
    ("YW-01", "组织0个巾帼文明岗", {"value": 0.0}, {"legibility": "truncated digits"}),
    ("YW-01", "义务植树00棵", {"value": 0.0}, {"legibility": "truncated digits"}),
    ("YW-01", "共印制和发放小扇子000个", {"value": 0.0}, {"legibility": "truncated digits"}),
    ("YW-01", "在全市建立妇女儿童维权示范站个", {}, {"legibility": "truncated digits"}),
    ("YW-01", "服判息诉率%以上", {}, {"legibility": "truncated digits"}),
    ("YW-02", "2名女企业7、家荣获", {"value": 7.0}, {}),
    ("YW-02", "荣获河8、南省", {"value": 8.0}, {}),
    ("YW-02", "远离侵14、害", {"value": 14.0}, {}),
    ("YW-03", "年齡1630歲的17514人", {"value": 17514.0}, {"value": 17514.0, "note": "16—30岁"}),
    ("YW-04", "妥善处理来访来信X件", {"value": 1.0}, {}),
    ("YW-05", "接受政策咨询人数约20万人次", {"value": 2e5}, {"value": 2e5, "note": "人数、人次混写"}),
    ("YW-06", "千户爱心家庭牵手千名留守儿童", {"value": 1000.0}, {"note": "活动名称中的目标"}),
    ("YW-07", "线下0.94万元,实现利润0.24万元", {"value": 9400.0}, {"legibility": "inconsistent"}),
    ("YW-08", "我乡妇代会主任无一漏缺", {}, {"value": 0.0}),
    ("YW-08", "沒有接待過外來務工女性的上訪", {}, {"value": 0.0}),
    ("YW-10", "硬化道路3公里", {"indicator_id": 5}, {}),
    ("YW-11", "各村评选出“平安家庭”10户", {"value": 10.0}, {"value": 10.0, "note": "口径歧义"})])
def test_a_trap_is_seen_and_its_entry_judged(rule, sentence, wrong, right):
    assert seen(sentence, **wrong)[rule] is False or not seen(sentence, **wrong)[rule]
    assert seen(sentence, **right)[rule]


@pytest.mark.parametrize("sentence", [
    "提供就业岗位9714个", "东西部X协作", "X点钟学堂", "共培训新型女农民62万名", "110名妇女、20户家庭", "表彰了“五好文明家庭”12户",
    "年龄16-30岁的妇女", "购置图书2000册", "XX村(2个)、XX村(2个)"])
def test_plain_sentences_set_nothing_off(sentence):
    assert seen(sentence, value=5.0, indicator_id=1) == {}


def test_the_same_sentence_twice():
    """The hospital's report stands twice in its file; its figures once."""
    rows = [{"id": number, "source_id": 1, "name": name, "quotation": "三八前夕,投资5400元"} | GOOD for number, name in
            enumerate(["投资", "投资", "时间"], start=1)]
    found = check_quotations(pd.DataFrame(rows).astype({"value": float}), BOOK)
    assert found[["code", "figure_id", "kept"]].values.tolist() == [["YW-09", 2, False]]


def test_sentences_of_programmes_that_are_easily_misread(prepared):
    with reading(prepared()) as connection:
        found = project_quotations(connection)
    said = {(row.code, row.project) for row in found.itertuples()}
    assert said == {("YW-01", "XM-029"), ("YW-01", "XM-034"), ("YW-01", "XM-171"), ("YW-02", "XM-041"), ("YW-04", "XM-145"),
                    ("YW-06", "XM-018"), ("YW-06", "XM-037"), ("YW-06", "XM-184")}, "有人員、有陣地 has lost no number"
    assert set(found["wanted"]) == {"这句里的数不能引用", "这句里没有可用的数"}


def test_the_shipped_figures_are_all_entered_as_the_rules_want():
    frame = number(read(FOLDER / "figures.csv", figures)).rename(columns={"source": "source_id", "indicator": "indicator_id"})
    found = check_quotations(frame, BOOK)
    assert found[~found["kept"]].empty
    clipped = set(frame.loc[frame["legibility"] == "truncated digits", "id"])
    assert clipped and clipped <= set(found.loc[found["code"] == "YW-01", "figure_id"])
    placeholders = frame.loc[(frame["legibility"] == "placeholder X") & ~frame["quotation"].str.contains("X小时"), "id"]
    assert set(placeholders) <= set(found.loc[found["code"] == "YW-04", "figure_id"])
    assert {"YW-03", "YW-05", "YW-06", "YW-07", "YW-08", "YW-10", "YW-11"} <= set(found["code"])
