"""What the server answers to whoever searches: where things stand, and of places only those that he may see."""

import re
from types import SimpleNamespace

import pytest

from pages.parts.find import routes
from pages.parts.find.terms import TERMS, explained
from pages.parts.shell import reader, visitors
from pages.parts.shell.reader import NOTHING, Reader, of_visitor
from queries.database import reading
from queries.regions import list_regions

SUIXIAN = "411422"


@pytest.fixture
def asks(demo, monkeypatch):
    """asks(words, reader): the answers, as that reader gets them."""
    def ask(words: str, held: Reader = reader.EVERYTHING, visitor=None) -> list[dict]:
        monkeypatch.setattr(routes, "of_visitor", lambda visitor: held)
        return routes.answers(visitor, words)

    return ask


@pytest.fixture(scope="module")
def county(demo):
    with reading(demo) as connection:
        nodes = list_regions(connection)
    return int(nodes.index[nodes["code"] == SUIXIAN][0])


@pytest.mark.parametrize("words, first", [
    ("zcx", ("县区", "柘城县", "xianqu", {"region": "411424"})),
    ("胡襄镇", ("乡镇", "胡襄镇", "xiangzhen", {"region": "411424", "town": "411424103"})),
    ("商丘市", ("市", "商丘市", "xianqu", {"region": "411400"})),
    ("CY-02", ("指标", "提供就业岗位数", "chuangye", {"indicator": "CY-02"})),
    ("春风行动", ("工作项目", "春风行动（春风送岗位）", "xiangmu", {"project": "XM-015"})),
    ("留守儿童", ("工作项目", "留守儿童之家", "xiangmu", {"project": "XM-081"})),
    ("JC-05", ("指标", "脱贫人口和防返贫监测对象妇女人数", "zhibiao", {"words": "JC-05"})),
    ("目标进度", ("页面", "目标进度", "mubiao", {})), ("mbjd", ("页面", "目标进度", "mubiao", {})),
    ("同口径", ("名词", "同口径", "", {}))])
def test_it_leads_to_where_the_thing_stands(asks, words, first):
    found = asks(words)[0]
    assert (found["kind"], found["name"], found["path"], found["query"]) == first and found["term"] == (first[0] == "名词")


def test_a_place_and_what_is_looked_for_there(asks):
    found = asks("柘城 CY-02")
    assert [one["name"] for one in found] == ["提供就业岗位数"] and found[0]["more"].startswith("柘城县 · ")
    assert found[0]["query"] == {"region": "411424", "indicator": "CY-02"}
    assert asks("zcx 目标进度")[0]["query"] == {"region": "411424"} and asks("没有的县 CY-02") == [] == asks("柘城 没有的词")


def test_a_village_says_where_it_lies_and_leads_to_its_township_s_villages(asks):
    found = [one for one in asks("李庄村") if one["kind"] == "村（社区）"]
    assert len(found) > 5 and all(re.fullmatch(r".+[县区市] · .+", one["more"]) for one in found)
    assert len({one["query"]["town"] for one in found}) == len(found)
    assert all(one["query"]["town"].startswith(one["query"]["region"]) for one in found)


@pytest.mark.parametrize("total", [False, True])
@pytest.mark.parametrize("words", ["411", "县", "镇", "李庄", "zcx", "yc", "村", "胡襄镇", "柘城", "虞城县"])
def test_who_sees_one_county_finds_nothing_of_another(asks, county, words, total):
    found = asks(words, Reader(frozenset({county}), total))
    places = [one for one in found if one["kind"] in routes.KINDS.values()]
    assert all(one["query"]["region"].startswith(SUIXIAN) for one in places)
    said = re.sub("商丘市", "", str(found))
    assert not re.search("梁园区|睢阳区|民权县|宁陵县|柘城县|虞城县|夏邑县|永城市|胡襄镇|4114(?!22)[0-9]{2}", said)


def test_what_lies_in_the_own_county_is_found(asks, county):
    own = Reader(frozenset({county}))
    assert asks("睢县", own)[0]["query"] == {"region": SUIXIAN}
    assert {one["kind"] for one in asks("村委会", own)} == {"村（社区）"} and len(asks("村委会", own)) == 20


def test_who_may_see_nothing_finds_nothing(asks):
    assert asks("县", NOTHING) == [] and asks("目标进度", NOTHING) == []


def test_pages_of_the_keepers_are_found_by_them(asks):
    auditor = SimpleNamespace(account=SimpleNamespace(holds=lambda role: role == "auditor"))
    assert asks("审计记录") == [] and asks("审计记录", visitor=auditor)[0]["path"] == "shenji"


def test_without_an_account_nobody_sees_what_asks_for_one(monkeypatch):
    monkeypatch.setattr(visitors.here, "any", True)
    assert of_visitor(None) == NOTHING
    monkeypatch.setattr(visitors.here, "any", False)
    assert of_visitor(None) == reader.EVERYTHING


def test_the_words_are_explained_by_the_settings_in_force():
    settings = {"lag_threshold": "7", "deadline_day": "12", "judge_coverage": "0.75"}
    said = {one["name"]: one["words"] for one in explained(settings)}
    assert len(said) == len(TERMS) and "−7" in said["滞后"] and "12 日" in said["上报率、及时率"] and "75%" in said["截至"]
    assert not [words for words in said.values() if re.search(r"[{,;:!?]|[^0-9a-z ]\(", words)]
