"""What is found, and in which order: exactly, at the beginning, by another name, by initials, inside a name."""

import pytest

from data.pinyin import initials, spelled
from pages.parts.find.index import Entry, Found, find, make_index
from pages.parts.find.names import in_a_row, plain


def entry(name: str, *also: str) -> Entry:
    return Entry(Found("词", name), (name,), also)


NAMES = make_index([
    entry("留守儿童关爱"), entry("关爱儿童"), entry("关爱"), entry("柘城县", "411424"), entry("赵村乡"), entry("单县"),
    entry("培训人次", "CY-01", "春风行动（送岗位）", "关爱培训"), entry("脱贫人口（妇女）", "建档立卡"), entry("李庄村委会")])


def names(words: str, **wanted) -> list[str]:
    return [one.name if isinstance(one, Found) else str(one) for one in find(NAMES, words, **wanted)]


@pytest.mark.parametrize("words, found", [
    ("关爱", ["关爱", "关爱儿童", "培训人次", "留守儿童关爱"]),  # exact, prefix, alias, contained
    ("zcx", ["柘城县", "赵村乡"]), ("ZCX", ["柘城县", "赵村乡"]), ("dx", ["单县"]), ("sx", ["单县"]), ("lset", ["留守儿童关爱"]),
    ("zhecheng", ["柘城县"]),
    ("liushouertong", ["留守儿童关爱"]), ("shanxian", ["单县"]), ("hongzhuang", []), ("Li zhuang", ["李庄村委会"]),
    ("cy01", ["培训人次"]), ("CY-01", ["培训人次"]), ("cy—01", ["培训人次"]), ("春风行动", ["培训人次"]), ("411424", ["柘城县"]),
    ("建档立卡", ["脱贫人口（妇女）"]),
    ("脱贫人口妇女", ["脱贫人口（妇女）"]), ("李庄", ["李庄村委会"]), ("儿童 关爱", ["留守儿童关爱"]),
    ("没有的词", []), ("", []), ("  ", []), ("%_", []), ("\n", []), ("）（", [])])
def test_what_is_likeliest_stands_first(words, found):
    assert names(words) == found


def test_no_more_is_found_than_wanted_and_what_is_higher_up_stands_first():
    many = make_index([entry("县"), *(entry(f"李庄{number}") for number in range(50))])
    found = [one.name for one in find(many, "李") if isinstance(one, Found)]
    assert found == [f"李庄{number}" for number in range(20)]


@pytest.mark.parametrize("name, letters", [("柘城县", ["zcx"]), ("睢县", ["sx", "hx", "wx"]),
                                           ("单县", ["dx", "cx", "sx"]), ("长垣市", ["zys", "cys"]),
                                           ("cy01", ["cy01"]), ("女", ["n"])])
def test_initials_are_those_of_every_likely_reading(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize("name, said", [("柘城县", ["zhechengxian"]), ("女", ["nv"]), ("吕村", ["lvcun"]), ("cy01", ["cy01"])])
def test_a_name_is_spelled_without_tones(name, said):
    assert spelled(name)[:1] == said


def test_a_long_name_has_a_few_readings_only():
    assert len(initials("单" * 30)) == 8


def test_each_name_is_found_once_however_often_the_piece_is_in_it():
    row = in_a_row([("ababab", 1), ("xab", 2), ("", 3), ("b", 4)])
    assert list(row.having("ab")) == [1, 2] and list(row.having("\nb\n")) == [4] and list(row.having("\nx")) == [2]
    assert list(in_a_row([]).having("a")) == []


def test_names_are_compared_in_one_way_of_writing():
    assert plain(" ＣＹ－０１（Ａ） ") == "cy01a"
