"""指标目录 as a federation makes it its own: set up, changed, renamed, retired, opened again, undone; and what is refused."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.reference.catalogue import FOLDER, read
from data.write.actor import alone
from data.write.catalogue import NEW, add, compare, reopen, retire, save
from data.write.catalogue_rules import FIELDS, find_wrong, named_in
from data.write.catalogue_trace import read_rows
from data.write.errors import Refused
from data.write.ledger import KEY
from data.write.observations import check, check_targets, record
from data.write.rollups import rebuild
from data.write.targets import set_targets
from data.write.undoing import overwritten, undo
from queries import schema
from queries.catalogue import in_year, list_indicators, list_other_names
from queries.forecast import forecast
from queries.history import batches_list, catalogue_changes
from queries.record import faults
from queries.reporting import due_cells
from queries.standing import standing

AT = datetime(2026, 7, 1, 9)
OFFICE = alone("商丘市妇联")
SIGNED = {"actor": OFFICE, "reason": "三新领域组织建设", "at": AT}
CITY, HOME, AWAY = "411400", "411421", "411422"
LONG = ("新经济组织新社会组织新就业群体中建立妇女组织并配备专兼职妇联执委且"
        "全年至少开展四次关爱服务活动的网格和站点总数（不含村社区）合计")
ZD = {"code": "ZD-01", "name": LONG, "short_name": "三新领域妇女组织", "action_id": 1, "unit": "个", "kind": "stock",
      "definition": "三新领域中建立的妇女组织。"}


@pytest.fixture
def office(world):
    world.add_regions((CITY, "city", None), (HOME, "county", CITY), (AWAY, "county", CITY))
    world.add_indicators(**{
        "CY-01": {"name": "招聘会场次", "short_name": "招聘会", "unit": "场次", "headline": True},
        "CY-02": {"name": "达成意向人数"},
        "CY-03": {"name": "其中：返乡", "whole": "CY-02"}, "JC-01": {"kind": "stock", "name": "村数"},
        "JC-02": {"kind": "stock", "name": "建成数", "whole": "JC-01"}})
    reports = {"CY-01": {202503: 4, 202603: 6}, "CY-02": {202603: 40}, "JC-01": {202412: 9}, "JC-02": {202412: 3}}
    for code, values in reports.items():
        for place in (HOME, AWAY):
            world.observe(code, place, values)
    return world.done()


def held(world) -> dict[str, dict]:
    return read_rows(world.connection)


def rollups(world) -> pd.DataFrame:
    return pd.read_sql(select(schema.rollups).order_by("region_id", "period", "indicator_id"), world.connection)


def refuse_undo(world, batch_id: int, match: str) -> None:
    with world.connection.begin_nested() as tried:  # pages and command lines take a transaction of its own
        with pytest.raises(Refused, match=match):
            undo(world.connection, batch_id, actor=OFFICE, at=AT)
        tried.rollback()


def test_sixty_characters():
    assert len(LONG) == 64


def test_an_indicator_is_set_up_and_the_rest_is_as_usual(office):
    written = add(office.connection, ZD, **SIGNED)
    assert (written.added, written.changed, written.unchanged) == (1, 0, 0)
    row = held(office)["ZD-01"]
    assert row["id"] == 6 and {name: row[name] for name in ZD} == ZD
    assert all(row[name] == (list(value) if isinstance(value, tuple) else value) for name, value in NEW.items())
    assert row["own"] and row["first_year"] is None
    said = office.connection.execute(select(schema.audit).order_by(schema.audit.c.id.desc())).first()
    assert (said.act, said.details) == ("catalogue", "ZD-01 新设。三新领域组织建设") and faults(office.connection) == []
    listed = batches_list(office.connection).iloc[0]
    assert (listed["kind"], listed["added"], listed["changed"], listed["note"]) == ("edit", 1, 0, "三新领域组织建设")
    told = catalogue_changes(office.connection, written.batch_id).iloc[0]
    assert told["before"] is None and told["after"]["name"] == LONG
    assert undo(office.connection, written.batch_id, actor=OFFICE, at=AT) == 1
    assert "ZD-01" not in held(office)
    again = add(office.connection, ZD, **SIGNED)
    assert held(office)["ZD-01"]["id"] == 7 and again.added == 1, "a number that was taken back is nobody else's"


def test_a_renamed_indicator_is_known_by_what_it_was_called(office):
    first = save(office.connection, {"CY-01": {"name": "春风行动招聘会", "short_name": "春风招聘"}}, **SIGNED)
    row = held(office)["CY-01"]
    assert (row["name"], row["former"]) == ("春风行动招聘会", ["招聘会", "招聘会场次"])
    save(office.connection, {"CY-01": {"name": "招聘会场次", "aliases": ["春风行动", "春风 行动", "赶会"]}}, **SIGNED)
    row = held(office)["CY-01"]
    assert (row["former"], row["aliases"]) == (["招聘会", "春风行动招聘会"], ["春风 行动", "赶会"])
    names = list_other_names(office.connection)
    assert set(names.loc[names["kind"] == "alias", "name"]) == {"春风 行动", "赶会"}
    assert len(overwritten(office.connection, first.batch_id)) == 1
    undo(office.connection, first.batch_id, actor=OFFICE, at=AT)
    row = held(office)["CY-01"]
    assert (row["name"], row["short_name"]) == ("招聘会场次", "招聘会"), "the name was set again since, the short name was not"


def test_fields_are_undone_one_by_one(office):
    first = save(office.connection, {"CY-02": {"weight": 3, "definition": "甲"}}, **SIGNED)
    second = save(office.connection, {"CY-02": {"definition": "乙"}}, **SIGNED)
    undo(office.connection, first.batch_id, actor=OFFICE, at=AT)
    assert (held(office)["CY-02"]["weight"], held(office)["CY-02"]["definition"]) == (1.0, "乙")
    undo(office.connection, second.batch_id, actor=OFFICE, at=AT)
    assert held(office)["CY-02"]["definition"] == "解释"


def test_retired_from_a_year_on_and_opened_again(office):
    with pytest.raises(Refused, match="2026 年已经有数，最早从 2027 年起停用"):
        retire(office.connection, "CY-01", 2026, **SIGNED)
    retire(office.connection, "CY-01", 2027, **SIGNED)
    catalogue = list_indicators(office.connection)
    assert "CY-01" in set(in_year(catalogue, 2026)["code"]) and "CY-01" not in set(in_year(catalogue, 2027)["code"])
    reopen(office.connection, "CY-01", **SIGNED)
    assert "CY-01" in set(in_year(list_indicators(office.connection), 2027)["code"])
    with pytest.raises(Refused, match="没有改动"):
        reopen(office.connection, "CY-01", **SIGNED)


def test_what_others_need_is_not_retired_nor_taken_back(office):
    with pytest.raises(Refused) as refused:
        retire(office.connection, "CY-02", 2027, **SIGNED)
    assert refused.value.fields == {
        "last_year": "CY-03“CY-03”还要用它：其中：属于 CY-02 到 2026 年止，CY-03 的年份要在它之内；请先改 CY-03。"}
    save(office.connection, {"CY-02": {"last_year": 2026}, "CY-03": {"last_year": 2026}}, **SIGNED)
    written = add(office.connection, ZD, **SIGNED)
    ratio = add(office.connection, ZD | {
        "code": "ZD-02", "name": "覆盖率", "short_name": "覆盖率", "unit": "%", "kind": "ratio", "numerator": "ZD-01",
        "denominator": "JC-01"}, **SIGNED)
    refuse_undo(office, written.batch_id, "ZD-02“覆盖率”还要用它")
    undo(office.connection, ratio.batch_id, actor=OFFICE, at=AT)
    cells = pd.DataFrame([(office.region[HOME], 202606, held(office)["ZD-01"]["id"], 7.0)], columns=[*KEY, "value"])
    batch = record(office.connection, cells, file_name="月报", actor=OFFICE, received_at=AT, committed_at=AT).batch_id
    refuse_undo(office, written.batch_id, "ZD-01 已经用上了")
    undo(office.connection, batch, actor=OFFICE, at=AT)
    refuse_undo(office, written.batch_id, "ZD-01 已经报过数")  # the trace of what was taken back keeps it


def test_a_new_ratio_is_summed_up_at_once_and_nothing_else_is(office):
    before = rollups(office)
    written = add(office.connection, ZD | {
        "code": "ZD-02", "name": "建成率", "short_name": "建成率", "unit": "%", "kind": "ratio", "numerator": "JC-02",
        "denominator": "JC-01", "frequency": "monthly"}, **SIGNED)
    after = rollups(office)
    assert set(after["indicator_id"]) - set(before["indicator_id"]) == {6}
    rebuild(office.connection)
    pd.testing.assert_frame_equal(rollups(office), after)
    assert after.loc[(after["indicator_id"] == 6) & (after["region_id"] == office.region[CITY]), ["value", "base"]].to_numpy(
    ).tolist() == [[6.0, 18.0]]
    with pytest.raises(Refused) as refused:
        save(office.connection, {"ZD-02": {"numerator": "JC-01", "denominator": "JC-02"}}, **SIGNED)
    assert refused.value.fields["numerator"] == (
        "2024 年起已经有数，分子不能再改，改了以前的数就变了意思。请从明年起停用本指标，另设新指标。")
    undo(office.connection, written.batch_id, actor=OFFICE, at=AT)
    pd.testing.assert_frame_equal(rollups(office), before)


RATIO = {"kind": "ratio", "unit": "%", "numerator": "JC-02", "denominator": "JC-01"}


@pytest.mark.parametrize("change, field, reason", [
    ({"code": "三新1"}, "code", "2 至 4 个大写字母"), ({"code": "CY-01"}, "code", "已经有了"),
    ({"name": ""}, "name", "请填名称"), ({"name": "长" * 65}, "name", "不超过 64 个字"),
    ({"short_name": "长" * 25}, "short_name", "24"),
    ({"name": "招聘会 场次"}, "name", "是 CY-01 的名称"), ({"aliases": ["招聘会"]}, "aliases", "是 CY-01 的名称"),
    ({"name": "CY－09"}, "name", "像是代码"), ({"unit": "万元"}, "unit", "写“元”"), ({"unit": "%"}, "unit", "请选比率"),
    ({"kind": "总数"}, "kind", "时期数、时点数、比率"), ({"kind": "ratio"}, "numerator", "比率要写明分子"),
    ({"numerator": "JC-01"}, "numerator", "只有比率才有分子"), ({"action_id": 9}, "action_id", "没有这个行动"),
    (RATIO | {"numerator": "JC-09"}, "numerator", "没有代码为“JC-09”的指标"),
    (RATIO | {"numerator": "ZD-01"}, "numerator", "不能是它自己"),
    (RATIO | {"numerator": "CY-02"}, "numerator", "每月报的时期数"),
    (RATIO | {"numerator": "JC-02+CY-02"}, "numerator", "都是时点数"),
    ({"whole": "JC-09"}, "whole", "没有代码"), ({"whole": "CY-02"}, "whole", "是时期数"),
    ({"whole": "ZD-01"}, "whole", "不能是它自己"),
    ({"plan": "0.5,1"}, "plan", "只有时期数"), ({"kind": "flow", "plan": "0.5,1"}, "plan", "十二个月"),
    ({"weight": 101}, "weight", "不能超过"), ({"precision": 7}, "precision", "0 至 4"),
    ({"first_year": 27}, "first_year", "四位"),
    ({"first_year": 2028, "last_year": 2027}, "last_year", "停用在起用以前"), ({"sensitive": "也许"}, "sensitive", "“是”或“否”")])
def test_what_may_not_be_is_refused_beside_its_field(office, change, field, reason):
    with pytest.raises(Refused) as refused:
        add(office.connection, ZD | change, **SIGNED)
    assert reason in refused.value.fields[field]
    assert len(held(office)) == 5


@pytest.mark.parametrize("code, change, field, reason", [
    ("CY-01", {"kind": "stock"}, "kind", "2025 年起已经有数，怎样算不能再改"), ("CY-01", {"unit": "人"}, "unit", "另设新指标"),
    ("CY-01", {"frequency": "quarterly"}, "frequency", "已经有数"),
    ("CY-01", {"report_level": "township"}, "report_level", "已经有数"),
    ("CY-01", {"first_year": 2026}, "first_year", "起用不能晚于 2025 年"),
    ("CY-03", {"unit": "人"}, "unit", "已经下达了目标"),
    ("CY-02", {"whole": "CY-03"}, "whole", "转了一圈：CY-02 → CY-03 → CY-02")])
def test_what_is_settled_does_not_change(office, code, change, field, reason):
    set_targets(office.connection, pd.DataFrame({"region_id": [2], "indicator_id": [3], "value": [9.0]}), year=2026, actor=OFFICE,
                reason="因", at=AT)
    before = held(office)
    with pytest.raises(Refused) as refused:
        save(office.connection, {code: change}, **SIGNED)
    assert reason in refused.value.fields[field] and held(office) == before


def test_what_nobody_reported_may_still_be_anything(office):
    save(office.connection, {"CY-03": {"unit": "人", "whole": None, "frequency": "yearly", "kind": "stock"}}, **SIGNED)
    assert held(office)["CY-03"]["kind"] == "stock"


def test_personal_is_turned_on_at_once_and_not_off_any_more(office):
    written = save(office.connection, {"CY-02": {"sensitive": True}}, **SIGNED)
    with pytest.raises(Refused, match="不能改为不涉个人信息"):
        save(office.connection, {"CY-02": {"sensitive": False}}, **SIGNED)
    refuse_undo(office, written.batch_id, "不能改为不涉个人信息")


def test_another_headline_takes_the_place_of_the_one_before(office):
    change = compare(office.connection, {"CY-02": {"headline": True}})
    assert change.changed == ["CY-01", "CY-02"] and not change.wrong
    written = save(office.connection, {"CY-02": {"headline": True}}, **SIGNED)
    assert [code for code, row in held(office).items() if row["headline"]] == ["CY-02"] and written.changed == 2


def test_several_are_all_taken_or_none(office):
    with pytest.raises(Refused) as refused:
        save(office.connection, {"CY-01": {"weight": 2}, "CY-02": {"weight": -2}}, **SIGNED)
    assert refused.value.fields == {"CY-02.weight": "CY-02：权重不能是负数。不考核的填 0。"}
    assert held(office)["CY-01"]["weight"] == 1.0


def test_who_and_why_are_asked(office):
    with pytest.raises(Refused) as refused:
        save(office.connection, {"CY-01": {"weight": 2}}, actor=alone(""), reason="", at=AT)
    assert set(refused.value.fields) == {"actor", "reason"}


def test_what_is_shipped_keeps_the_rules():
    shipped = read(FOLDER / "indicators.csv", schema.indicators).astype(object)
    rows = {row["code"]: {**dict.fromkeys(FIELDS), "former": [], "aliases": [], "own": False, "action_id": 1,
                          **{name: None if value != value else value for name, value in row.items() if name in FIELDS}}
            for row in shipped.to_dict("records")}
    for row in rows.values():
        row |= {"precision": int(row["precision"]), "weight": float(row["weight"])}
    assert find_wrong({}, rows, {}) == {}


def test_what_is_retired_is_there_in_its_years_alone(office):
    """Standing, what is due and the template of a year; reports and targets of a year without it are refused."""
    retire(office.connection, "CY-01", 2027, **SIGNED)
    save(office.connection, {"CY-03": {"first_year": 2027}}, **SIGNED)
    for year, there in ((2026, ["CY-01", "CY-02", "JC-01", "JC-02"]), (2027, ["CY-02", "CY-03", "JC-01", "JC-02"])):
        codes = list_indicators(office.connection)["code"]
        for ids in (standing(office.connection, [1, 2], year, 3)["indicator_id"], forecast(
                office.connection, [1], year, 3)["indicator_id"], due_cells(
                office.connection, 1, year, 3, date(year, 4, 20))["indicator_id"]):
            assert sorted(codes[ids].unique()) == there
    cells = pd.DataFrame([(2, 202701, 1, 5.0), (2, 202603, 3, 5.0), (2, 202703, 3, 5.0)], columns=[*KEY, "value"])
    assert check(office.connection, cells) == [
        (0, "CY-01 从 2027 年起停用，2027 年不再报；要恢复，请在指标目录里重新启用"), (1, "CY-03 从 2027 年起才有，2026 年不报")]
    aims = cells.assign(period=2027)
    assert check_targets(office.connection, aims)[0][1].startswith("CY-01 从 2027 年起停用")
    with pytest.raises(Refused, match="CY-01 从 2027 年起停用"):
        set_targets(office.connection, aims[["region_id", "indicator_id", "value"]][:1], year=2027, actor=OFFICE, reason="因",
                    at=AT)


CODES = ("CY-01", "CY-02", "CY-03", "JC-01", "JC-02")
STEPS = st.one_of(
    st.tuples(st.just("weight"), st.sampled_from(CODES), st.integers(0, 9)),
    st.tuples(st.just("name"), st.sampled_from(CODES), st.sampled_from(("甲指标", "乙指标", "丙指标"))),
    st.tuples(st.just("last_year"), st.sampled_from(CODES), st.sampled_from((2023, 2025, 2026, 2030, None))),
    st.tuples(st.just("ratio"), st.sampled_from(("ZD-01", "ZD-02")), st.sampled_from(("JC-02", "JC-01"))),
    st.tuples(st.just("report"), st.sampled_from(("JC-01", "JC-02")), st.sampled_from((202412, 202512))),
    st.tuples(st.just("undo"), st.integers(0, 9), st.none()))


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=8, max_size=16))
def test_whatever_is_changed_and_undone_is_the_newest_that_is_left(office, steps):
    """Against a model that knows nothing but a list of what was set: of every field the newest value of what is not undone."""
    before = held(office)
    with office.connection.begin_nested() as tried:
        done: list[tuple[int, str, str, object]] = []  # batch, code, field, value
        for step in steps:
            with office.connection.begin_nested() as one:
                try:
                    done = carry_out(office, done, *step)
                    one.commit()
                except Refused:
                    one.rollback()
            now = held(office)
            for code, row in now.items():
                for field in ("weight", "name", "last_year"):
                    told = [value for _, of, name, value in done if (of, name) == (code, field)]
                    assert row[field] == (told[-1] if told else before[code][field] if code in before else row[field])
            assert set(now) == {*before, *(code for _, code, field, _ in done if field == "ratio")}
            assert all(code in now for row in now.values() for _, code in named_in(row))
        kept = rollups(office)
        rebuild(office.connection)
        pd.testing.assert_frame_equal(rollups(office), kept)
        tried.rollback()


def carry_out(world, done: list, what: str, which, value) -> list:
    """One step; what has been set by now and is not undone."""
    if what == "undo":
        live = list(dict.fromkeys(batch for batch, *_ in done))
        if not live:
            return done
        undo(world.connection, live[which % len(live)], actor=OFFICE, at=AT)
        return [one for one in done if one[0] != live[which % len(live)]]
    if what == "ratio":
        fields = ZD | RATIO | {"code": which, "name": f"占比{which[-1]}", "short_name": f"占比{which[-1]}", "numerator": value}
        batch = add(world.connection, fields, **SIGNED).batch_id
    elif what == "report":
        cells = pd.DataFrame([(world.region[HOME], value, world.indicator[which], 5.0)], columns=[*KEY, "value"])
        batch = record(world.connection, cells, file_name="年报", actor=OFFICE, received_at=AT, committed_at=AT).batch_id
    else:
        batch = save(world.connection, {which: {what: value}}, **SIGNED).batch_id
    return [*done, (batch, which, what, float(value) if what == "weight" else value)]
