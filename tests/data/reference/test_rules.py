"""rules.csv: every rule is of a kind that is checked, about indicators that exist, and says why."""

import re

import pytest

from data.reference.catalogue import FOLDER, number, read
from queries.quality.checks_of_quotations import WANTED
from queries.quality.findings import KINDS, MORE, SEVERITIES
from queries.quality.report_grid import terms
from queries.schema import indicators, rules

BOOK = number(read(FOLDER / "rules.csv", rules))
CODES = set(read(FOLDER / "indicators.csv", indicators)["code"])


@pytest.mark.parametrize("rule", BOOK.itertuples(), ids=BOOK["code"])
def test_a_rule_can_be_checked_and_says_why(rule):
    assert rule.kind in {*KINDS, *MORE, "quoted"} and rule.severity in SEVERITIES
    assert len(rule.reason) > 10 and len(rule.name) <= 64 and len(rule.code) <= 16
    assert isinstance(rule.source, str) and re.match("文件00[0-4]：|SEMANTICS：", rule.source)
    if rule.kind == "quoted":
        assert rule.right_side in WANTED and (rule.right_side == "once" or re.compile(rule.left_side))
    elif rule.kind != "twice":
        assert {code for side in (rule.left_side, rule.right_side) if isinstance(side, str) for _, code in terms(side)} <= CODES
    if rule.kind == "each":
        assert rule.low < rule.high


def test_codes_are_unique_and_every_kind_is_used_but_sums():
    assert BOOK["code"].is_unique
    # No indicator of the catalogue is the sum of others that are reported too; the kind is there for one that will be.
    assert {*KINDS, *MORE} - set(BOOK["kind"]) == {"total"}
