"""A status is colour, sign and word; never colour alone."""

import re

import pytest

from pages.parts.ui import status
from pages.parts.ui.board import STYLE
from queries.measures import STATUSES


def test_every_status_has_a_sign_a_class_and_a_colour():
    for mapping in (status.SIGN, status.CLASS):
        assert set(mapping) == set(STATUSES)
    for judged in ("已完成", "达序时", "略滞后", "滞后"):
        assert f".chip.{status.CLASS[judged]} {{ color: var(--{status.CLASS[judged]})" in STYLE
    assert len(set(status.SIGN.values())) == len(STATUSES)
    assert set(status.STRIP) <= set(STATUSES)


@pytest.mark.parametrize("name", STATUSES)
def test_a_chip_says_sign_and_word(name):
    assert status.SIGN[name] in status.chip(name) and name in status.chip(name)


@pytest.mark.parametrize("nothing", [None, float("nan"), "乱写"])
def test_a_chip_of_no_status(nothing):
    assert "不评价" in status.chip(nothing)


@pytest.mark.parametrize("counts, words, texts", [
    ({}, "", []), ({"滞后": 0}, "", []),
    ({"滞后": 2, "已完成": 1}, "已完成1项、滞后2项", ["✔", "▼", "▼"]),
    ({"未上报": 1, "未到期": 9, "未设目标": 9}, "未上报1项", ["○"]),
    ({"达序时": 30, "略滞后": 2}, "达序时30项、略滞后2项", ["●30", "◆2"])])
def test_a_strip_has_words_and_signs_best_first(counts, words, texts):
    drawn = status.strip(counts)
    assert f'aria-label="{words}"' in drawn
    assert re.findall(r"<i [^>]*>([^<]*)</i>", drawn) == texts
