"""The rules of a trace: who and why are cleaned, asked for and no longer than their columns, whatever writes them."""

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import insert, select

from data.reference.catalogue import load_rules
from data.write.actor import alone
from data.write.confirmations import confirm, withdraw
from data.write.errors import Refused
from data.write.ledger import open_batch
from data.write.observations import record
from data.write.settings import put_settings
from data.write.targets import copy_forward, set_plan, set_targets
from data.write.text import LONGEST_ACTOR, LONGEST_REASON, clean, kept, signed
from data.write.undoing import undo
from data.write.weights import copy_weights, save_weights
from queries.database import data_version
from queries.schema import batches, confirmations, schemes, settings

A = "411402"
AT = datetime(2026, 4, 5)
SHARES = [month / 12 for month in range(1, 13)]


@pytest.mark.parametrize("text, words", [
    (None, ""), ("  ", ""), ("睢县妇联", "睢县妇联"), (" 睢县　妇联\n", "睢县 妇联"), ("已\x0b核\x00对\x1b[31m", "已 核对[31m"),
    ("甲\r\n\r\n乙\t丙", "甲 乙 丙"), ("a\u202eb\u200bc\ufeff", "abc"), ("\ud83d坏\udc00", "坏"),
    ("到\ufffe此\U0001ffff", "到此"), ("\ud83d\udc4d".encode("utf-16", "surrogatepass").decode("utf-16") + "𠮷㗊", "👍𠮷㗊")])
def test_words_are_kept_without_what_nobody_sees(text, words):
    assert clean(text) == words
    clean(text).encode("utf-8")


def test_who_and_why_are_asked_for_all_at_once():
    with pytest.raises(Refused) as refused:
        signed(" \x00", "\u200b", {"value": "不是数。"}, why="核实情况")
    assert list(refused.value.fields) == ["value", "actor", "reason"] and len(refused.value.reasons) == 3
    assert "请填经办单位" in refused.value.fields["actor"] and "请写明核实情况" in refused.value.fields["reason"]
    assert signed("睢县妇联", " ", needed=False) == ("睢县妇联", None)


@pytest.mark.parametrize("actor, reason, field",
                         [("长" * (LONGEST_ACTOR + 1), "因为", "actor"), ("妇联", "长" * (LONGEST_REASON + 1), "reason")])
@pytest.mark.parametrize("needed", [True, False])
def test_who_and_why_have_their_length(actor, reason, field, needed):
    with pytest.raises(Refused, match="写得太长：不超过") as refused:
        signed(actor, reason, needed=needed)
    assert list(refused.value.fields) == [field]


@pytest.fixture
def small(world):
    world.add_regions(("411400", "city", None), (A, "county", "411400"))
    world.add_indicators(F={}, W={}, P={"whole": "W"})
    world.connection.execute(insert(schemes), [{"id": 1, "name": "考核", "level": "county", "note": None}])
    load_rules(world.connection)
    world.observe("W", A, {202603: 40}), world.observe("P", A, {202603: 50})
    world.aim("F", 2025, **{A: 5})
    return world.done()


def edit_target(world, actor, reason):
    cells = pd.DataFrame({"region_id": [world.region[A]], "indicator_id": [1], "value": [9.0]})
    set_targets(world.connection, cells, year=2026, actor=alone(actor), reason=reason, at=AT)


def import_report(world, actor, reason):
    cells = pd.DataFrame({"region_id": [world.region[A]], "period": [202601], "indicator_id": [1], "value": [9.0]})
    record(world.connection, cells, file_name="表\x0b.xlsx", actor=alone(actor), received_at=AT, committed_at=AT, note=reason)


def confirm_finding(world, actor, reason):
    return confirm(world.connection, rule_id=1, region_id=world.region[A], period=202603, indicator_id=world.indicator["P"],
                   month=3, reason=reason, actor=alone(actor), at=AT)


WRITERS = {
    "batch": lambda world, actor, reason: open_batch(world.connection, kind="edit", file_name="改", actor=alone(actor),
                                                     received_at=AT, committed_at=AT, rows=0, note=reason),
    "report": import_report, "target": edit_target,
    "plan": lambda world, actor, reason: set_plan(world.connection, world.region[A], 2026, 1, SHARES, actor=alone(actor),
                                                  reason=reason, at=AT),
    "forward": lambda world, actor, reason: copy_forward(world.connection, world.region[A], 2025, [1], 0, 0, overwrite=False,
                                                         actor=alone(actor), reason=reason, at=AT),
    "weights": lambda world, actor, reason: save_weights(world.connection, 1, 2026, {1: 2.0}, actor=alone(actor), reason=reason,
                                                         at=AT),
    "copied weights": lambda world, actor, reason: copy_weights(world.connection, 1, 2026, actor=alone(actor), reason=reason,
                                                                at=AT),
    "undo": lambda world, actor, reason: undo(world.connection, world.batch, actor=alone(actor), reason=reason, at=AT),
    "confirmation": confirm_finding}
TRACES = (batches.c.actor, batches.c.note, batches.c.undone_by, batches.c.undone_reason, confirmations.c.actor,
          confirmations.c.reason)


def traces(world) -> set:
    return {value for column in TRACES for value in world.connection.execute(select(column)).scalars()}


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_keeps_what_is_clean_and_as_long_as_may_be(small, name):
    actor, reason = "单" * LONGEST_ACTOR, "因" * LONGEST_REASON
    WRITERS[name](small, f" \x00{actor}\u200b", f"{reason}\x0b")
    assert {actor, reason} <= traces(small)


@pytest.mark.parametrize("actor, reason, field", [
    ("", "因为", "actor"), ("\x00\x1b", "因为", "actor"), ("单" * (LONGEST_ACTOR + 1), "因为", "actor"),
    ("妇联", "因" * (LONGEST_REASON + 1), "reason")])
@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_refuses_alike_and_changes_nothing(small, name, actor, reason, field):
    before = traces(small), data_version(small.connection)
    with pytest.raises(Refused) as refused:
        WRITERS[name](small, actor, reason)
    assert list(refused.value.fields) == [field] and refused.value.reasons[0].endswith("。")
    assert (traces(small), data_version(small.connection)) == before


@pytest.mark.parametrize("name", sorted(WRITERS.keys() - {"report", "undo"}))
def test_an_edit_and_a_confirmation_say_why(small, name):
    with pytest.raises(Refused, match="请写明"):
        WRITERS[name](small, "商丘市妇联", " \n")


def test_withdrawing_has_the_same_rules(small):
    number = confirm_finding(small, "商丘市妇联", "核对过")
    for actor in ("", "单" * (LONGEST_ACTOR + 1)):
        with pytest.raises(Refused):
            withdraw(small.connection, number, actor=alone(actor), at=AT)
    withdraw(small.connection, number, actor=alone(" 商丘市妇联\x00"), at=AT)
    assert small.connection.execute(select(confirmations.c.withdrawn_by)).scalar_one() == "商丘市妇联"


def test_any_text_of_a_row_is_held_to_its_column(small):
    with pytest.raises(Refused, match="来源文件（batches.file_name）写得太长：不超过 255 个字，现有 256 个") as refused:
        kept(batches, file_name="长" * 256, actor="妇联", rows=3)
    assert list(refused.value.fields) == ["file_name"]
    assert kept(batches, file_name="表\x0b.xlsx", note=" ", actor="", rows=3) == {"file_name": "表 .xlsx", "note": None,
                                                                                 "actor": "", "rows": 3}
    with pytest.raises(Refused, match="设置值"):
        put_settings(small.connection, map_source="长" * 501)
    assert small.connection.execute(select(settings.c.key)).scalars().all() == ["data_version"]
