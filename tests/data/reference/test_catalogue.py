import hashlib
import re
from unittest import mock

import pandas as pd
import pytest
from sqlalchemy import create_engine, event, func, inspect, select
from sqlalchemy.types import String

from data.reference.boundaries import read_shipped
from data.reference.catalogue import FOLDER, UnknownRoot, load_reference, read, read_tree
from data.write import bulk
from queries import schema

ZONE_TOWNSHIPS = {"411471001": "411402", "411471100": "411402", "411471101": "411425",
                  "411472009": "411402", "411472010": "411402", "411472200": "411402"}
TABLES = {"actions": schema.actions, "indicators": schema.indicators, "sources": schema.sources,
          "figures": schema.figures, "goals": schema.goals}
FRAMES = {name: read(FOLDER / f"{name}.csv", table) for name, table in TABLES.items()}
FRAMES["regions"] = read(FOLDER / "regions" / "411400.csv.xz", schema.regions)
TABLES["regions"] = schema.regions
SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
            "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
INDICATORS = FRAMES["indicators"].set_index("code", drop=False)
RATIOS = INDICATORS[INDICATORS["kind"] == "ratio"]
SUBSETS = INDICATORS[INDICATORS["whole"].notna()]


def column_in(table, column: str) -> str:
    """The table's column a file's column fills: codes become ids."""
    key = column.removesuffix("_code") + "_id"
    return key if key in table.columns else column


def codes(expression) -> list[str]:
    return expression.split("+") if isinstance(expression, str) else []


def parts_of(ratio) -> list:
    return [INDICATORS.loc[code] for code in codes(ratio.numerator) + codes(ratio.denominator)]


def finer_or_equal(level: str, than: str) -> bool:
    return schema.LEVELS.index(level) >= schema.LEVELS.index(than)


# --- every file ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name, rows", [
    ("actions", 7), ("indicators", 110), ("sources", 5), ("figures", 300), ("goals", 89), ("regions", 5043)])
def test_rows(name, rows):
    assert len(FRAMES[name]) == rows


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_the_tables_own(name):
    own = {column.name for column in TABLES[name].columns} - {"id", "sort", "county_id", "valid_from", "valid_to",
                                                             "first_year", "last_year", "own"}
    assert {column_in(TABLES[name], column) for column in FRAMES[name]} == own


@pytest.mark.parametrize("name", TABLES)
def test_required_cells_are_filled(name):
    required = {column.name for column in TABLES[name].columns if not column.nullable}
    for column in FRAMES[name]:
        if column_in(TABLES[name], column) in required:
            assert FRAMES[name][column].notna().all(), column


@pytest.mark.parametrize("name", TABLES)
def test_text_fits_its_column_and_has_no_stray_spaces(name):
    for column in TABLES[name].columns:
        if isinstance(column.type, String) and column.name in FRAMES[name]:
            text = FRAMES[name][column.name].dropna()
            assert (text == text.str.strip()).all() and (text != "").all(), column.name
            if column.type.length:
                assert text.str.len().max() <= column.type.length, column.name


@pytest.mark.parametrize("name, column", [
    ("actions", "code"), ("actions", "name"), ("indicators", "code"), ("indicators", "name"),
    ("indicators", "short_name"), ("sources", "code"), ("regions", "code")])
def test_keys_are_unique(name, column):
    assert FRAMES[name][column].is_unique


@pytest.mark.parametrize("name, column, allowed", [
    ("actions", "code", ("chuangye", "tuopin", "wenming", "weiquan", "guanai", "wangluo", "jichu")),
    ("sources", "code", ("000", "001", "002", "003", "004")),
    ("indicators", "kind", schema.KINDS), ("indicators", "direction", schema.DIRECTIONS),
    ("indicators", "frequency", schema.FREQUENCIES), ("indicators", "report_level", ("county", "township")),
    ("figures", "legibility", ("ok", "truncated digits", "placeholder X", "inconsistent")),
    ("goals", "operator", ("=", ">=", ">", "条件", "区间")),
    ("regions", "level", ("city", "county", "township", "village")),
    ("regions", "kind", ("街道", "镇", "乡", "其他", "村委会", "居委会", "类似村委会", "类似居委会"))])
def test_accepted_values(name, column, allowed):
    assert set(FRAMES[name][column].dropna()) == set(allowed)


@pytest.mark.parametrize("name, column, target", [
    ("indicators", "action", "actions"),
    ("indicators", "numerator", "indicators"), ("indicators", "denominator", "indicators"),
    ("indicators", "whole", "indicators"), ("figures", "source", "sources"), ("figures", "indicator", "indicators"),
    ("goals", "source", "sources"), ("goals", "indicator", "indicators"), ("regions", "parent_code", "regions")])
def test_references_resolve(name, column, target):
    used = {code for expression in FRAMES[name][column].dropna() for code in codes(expression)}
    assert used and used <= set(FRAMES[target]["code"])


@pytest.mark.parametrize("name, columns", [
    ("indicators", ["programme", "name", "short_name", "definition"]),
    ("sources", ["document", "place", "year", "legibility"]),
    ("figures", ["programme", "name", "scope", "note"]), ("goals", ["programme", "name", "note"])])
def test_chinese_text_has_full_width_punctuation(name, columns):
    for column in columns:
        found = FRAMES[name][column].dropna().str.extract(r"([,;:()])")[0].dropna()
        assert found.empty, (column, found)


@pytest.mark.parametrize("name", [
    "actions.csv", "indicators.csv", "sources.csv", "figures.csv", "goals.csv", "SOURCES.md"])
def test_no_person_is_named(name):
    text = (FOLDER.parent / name if name.endswith(".md") else FOLDER / name).read_text()
    assert not re.search(rf"[{SURNAMES}][一-龥某×*]{{1,2}}(先生|女士|同志|小姐|阿姨|大姐|大爷|大娘)", text)
    assert not re.search(r"(?<!\d)(1[3-9]\d{9}|\d{15}|\d{17}[\dXx])(?!\d)", text)


# --- indicators ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("column, count", [
    ("kind", {"flow": 49, "stock": 48, "ratio": 13}),
    ("direction", {"higher_better": 94, "neutral": 15, "lower_better": 1}),
    ("frequency", {"quarterly": 44, "half-yearly": 30, "monthly": 22, "yearly": 14}),
    ("report_level", {"township": 67, "county": 43})])
def test_the_catalogue_in_numbers(column, count):
    assert INDICATORS[column].value_counts().to_dict() == count


def test_programme_codes_follow_the_actions():
    prefixes = INDICATORS.groupby("action")["code"].agg(lambda column: "/".join(sorted(set(column.str[:2]))))
    assert prefixes.to_dict() == {"chuangye": "CY", "tuopin": "TP", "wenming": "WM", "weiquan": "WQ", "guanai": "GA",
                                  "wangluo": "WL", "jichu": "JC"}


@pytest.mark.parametrize("ratio", list(RATIOS.itertuples()), ids=lambda ratio: ratio.code)
def test_ratio_parts(ratio):
    parts = parts_of(ratio)
    assert {part.kind for part in parts} <= {"flow", "stock"}
    for part in parts:
        assert finer_or_equal(part.report_level, than=ratio.report_level)
        assert part.kind == "stock" or part.frequency == ratio.frequency
    for side in (ratio.numerator, ratio.denominator):
        assert len({INDICATORS.loc[code].kind for code in codes(side)}) == 1
    assert ratio.sensitive or not any(part.sensitive for part in parts)


def test_only_ratios_have_parts_and_a_percentage():
    assert INDICATORS.loc[INDICATORS["kind"] != "ratio", ["numerator", "denominator"]].isna().all(axis=None)
    assert set(INDICATORS.loc[INDICATORS["unit"] == "%", "kind"]) == {"ratio"}
    assert RATIOS["unit"].value_counts().to_dict() == {"%": 12, "元/户": 1}


def test_a_percentage_s_numerator_is_a_subset_of_its_denominator():
    for ratio in RATIOS[RATIOS["unit"] == "%"].itertuples():
        assert INDICATORS.loc[ratio.numerator].whole == ratio.denominator


@pytest.mark.parametrize("subset", list(SUBSETS.itertuples()), ids=lambda subset: subset.code)
def test_a_subset_is_comparable_with_its_whole(subset):
    for code in codes(subset.whole):
        whole = INDICATORS.loc[code]
        assert code != subset.code and pd.isna(whole.whole)
        assert whole.kind == subset.kind != "ratio"
        assert subset.kind == "stock" or whole.frequency == subset.frequency


def test_everything_called_a_subset_has_a_whole():
    named = INDICATORS["name"].str.startswith("其中：")
    assert named.sum() == 9
    assert INDICATORS.loc[named, "whole"].notna().all()
    assert (INDICATORS["short_name"].str.startswith("其中：") == named).all()
    whole = INDICATORS["whole"]
    assert (whole["TP-03"], whole["WQ-08"], whole["GA-02"]) == ("TP-01+TP-02", "WQ-04+WQ-07", "GA-01")


def test_short_names_fit_a_tile():
    assert INDICATORS["short_name"].str.removeprefix("其中：").str.len().between(2, 10).all()


def test_plans_are_cumulative_shares_of_seasonal_flows():
    planned = INDICATORS[INDICATORS["plan"].notna()]
    assert set(planned["code"]) == {
        "CY-01", "CY-02", "CY-03", "CY-04", "GA-06", "GA-08", "GA-13", "GA-14", "GA-16", "GA-17", "WQ-15", "WQ-16"}
    assert set(planned["kind"]) == {"flow"}
    for plan in planned["plan"]:
        shares = [float(share) for share in plan.split(",")]
        assert len(shares) == 12 and shares == sorted(shares) and shares[0] >= 0 and shares[-1] == 1


def test_one_headline_an_action():
    headlines = INDICATORS[INDICATORS["headline"]]
    assert dict(zip(headlines["action"], headlines["code"], strict=True)) == {
        "chuangye": "CY-03", "tuopin": "TP-04", "wenming": "WM-03", "weiquan": "WQ-06", "guanai": "GA-10",
        "wangluo": "WL-01"}


def test_sensitive_work_is_marked():
    assert set(INDICATORS.loc[INDICATORS["sensitive"], "code"]) >= {
        "WQ-04", "WQ-05", "WQ-06", "WQ-08", "WQ-09", "WQ-20",
        "GA-01", "GA-02", "GA-03", "GA-08", "GA-10", "GA-11", "GA-12", "GA-19"}
    named = INDICATORS["name"].str.contains("家庭暴力求助|信访|两癌|微心愿|春蕾|心理咨询服务|纠纷|家事案件")
    assert INDICATORS.loc[named, "sensitive"].all()


def test_flags_and_precision():
    assert list(INDICATORS.loc[~INDICATORS["additive"], "code"]) == ["WL-20"]
    scored = (INDICATORS["direction"] != "neutral") & (INDICATORS["code"] != "WL-20")  # a score never counts into itself
    assert (INDICATORS["weight"] == scored).all()
    by_unit = INDICATORS.groupby("unit")["precision"].unique().map(list).to_dict()
    assert by_unit == {unit: [1 if unit in ("%", "元", "分") else 0] for unit in by_unit}


# --- quotations ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name, count", [
    ("figures", {"000": 75, "001": 38, "002": 21, "003": 165, "004": 1}),
    ("goals", {"000": 10, "001": 28, "002": 6, "003": 31, "004": 14})])
def test_quotations_by_document(name, count):
    assert FRAMES[name]["source"].value_counts().sort_index().to_dict() == count


@pytest.mark.parametrize("name, digest", [("figures", "4692d75be9c79e78"), ("goals", "7ecd0475c617337d")])
def test_quotations_are_verbatim(name, digest):
    text = "\n".join(FRAMES[name]["quotation"])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == digest, "引文是原句，不得改动"


def test_legibility():
    figures = FRAMES["figures"]
    assert figures["legibility"].value_counts().to_dict() == {
        "ok": 235, "truncated digits": 38, "placeholder X": 18, "inconsistent": 9}
    lost = figures["legibility"].isin(["truncated digits", "placeholder X"])
    assert figures.loc[lost, "value"].isna().all()
    assert figures.loc[figures["legibility"] == "ok", "value"].notna().all()


def test_doubtful_figures_say_so():
    figures = FRAMES["figures"]
    assert figures["doubtful"].sum() == 13
    assert (figures["note"].fillna("").str.contains("存疑") == figures["doubtful"]).all()


def test_a_goal_among_the_figures_is_marked():
    marked = FRAMES["figures"]["note"].fillna("").str.startswith("目标或标准，非完成数")
    assert marked.sum() == 27


# --- regions and maps ---------------------------------------------------------------------------------------------

def test_regions_by_level():
    counts = FRAMES["regions"].groupby("level")["code"].agg(["count", lambda codes: set(codes.str.len())])
    assert counts.T.to_dict("list") == {
        "city": [1, {6}], "county": [9, {6}], "township": [199, {9}], "village": [4834, {12}]}


def test_every_region_has_a_parent_one_level_up():
    regions = FRAMES["regions"].set_index("code")
    assert list(regions.index[regions["parent_code"].isna()]) == ["411400"]
    below = regions.drop("411400")
    above = regions.loc[below["parent_code"], "level"].map(schema.LEVELS.index).to_numpy()
    assert (below["level"].map(schema.LEVELS.index).to_numpy() == above + 1).all()


def test_codes_nest_by_prefix_but_in_functional_zones():
    below = FRAMES["regions"].dropna(subset="parent_code")
    loose = {row.code: row.parent_code for row in below.itertuples()
             if not row.code.startswith(row.parent_code[:4] if row.level == "county" else row.parent_code)}
    assert loose == ZONE_TOWNSHIPS


def test_points_lie_in_shangqiu():
    regions = FRAMES["regions"]
    points = regions.dropna(subset=["lon", "lat"])
    assert (regions["lon"].isna() == regions["lat"].isna()).all()
    assert points["level"].value_counts().to_dict() == {"township": 101, "county": 9, "city": 1}
    assert points["lon"].between(114.8, 116.7).all() and points["lat"].between(33.7, 34.9).all()


def inside(lon: float, lat: float, ring) -> bool:
    crossings = [(y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
                 for (x1, y1), (x2, y2) in zip(ring, ring[1:])]
    return sum(crossings) % 2 == 1


def test_points_lie_in_their_county():
    counties = set(FRAMES["regions"].query("level == 'county'")["code"])
    outlines, _ = read_shipped(counties)
    assert set(outlines) == counties
    townships = FRAMES["regions"].query("level == 'township'").dropna(subset="lon")
    assert len(townships) == 101
    assert [row.code for row in townships.itertuples() if not inside(row.lon, row.lat, outlines[row.parent_code][0][0])] == []


# --- the loader ---------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module", params=["411400", "411426"])
def loaded(request):
    """A database with foreign keys on, loaded for the whole city, as if it were large, and for one county of it."""
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    with engine.connect() as connection:
        schema.metadata.create_all(connection)
        with mock.patch.object(bulk, "LARGE", 1000):
            load_reference(connection, request.param)
        yield request.param, connection


def test_the_tree_has_its_indexes_however_large_it_is(loaded):
    _, connection = loaded
    for table in (schema.regions, schema.region_closure):
        assert {one["name"] for one in inspect(connection).get_indexes(table.name)} == {one.name for one in table.indexes}


def test_loader_fills_these_tables_only(loaded):
    root, connection = loaded
    regions = {"411400": (5043, 19952), "411426": (768, 2278)}[root]
    counts = {table.name: connection.scalar(select(func.count()).select_from(table))
              for table in schema.metadata.sorted_tables}
    assert {name: count for name, count in counts.items() if count} == {
        "actions": 7, "indicators": 110, "sources": 5, "figures": 300, "goals": 89, "schemes": 2, "rules": 39,
        "regions": regions[0], "region_closure": regions[1],
        "audit_head": 1}  # of an empty record, made with its table


def test_indicators_are_loaded_in_catalogue_order(loaded):
    _, connection = loaded
    table = pd.read_sql(select(schema.indicators, schema.actions.c.code.label("action")).join(schema.actions)
                        .order_by(schema.indicators.c.id), connection)
    assert list(table["id"]) == list(range(1, 111))
    for column in INDICATORS:
        assert filled(table[column]) == filled(INDICATORS[column])


def filled(column: pd.Series) -> list:
    return [None if pd.isna(value) else value for value in column]


@pytest.mark.parametrize("name", ["figures", "goals"])
def test_quotations_keep_their_document_and_indicator(loaded, name):
    _, connection = loaded
    table = TABLES[name]
    rows = connection.execute(
        select(schema.sources.c.code, schema.indicators.c.code, table.c.value, table.c.quotation)
        .select_from(table).join(schema.sources).outerjoin(schema.indicators).order_by(table.c.id)).all()
    expected = [filled(FRAMES[name][column]) for column in ("source", "indicator", "value", "quotation")]
    assert [tuple(row) for row in rows] == list(zip(*expected, strict=True))


def test_regions_are_the_tree(loaded):
    root, connection = loaded
    rows = {row.id: row for row in connection.execute(select(schema.regions))}
    parent_of = FRAMES["regions"].set_index("code")["parent_code"].to_dict()
    assert [rows[i].code for i in range(1, len(rows) + 1)] == sorted(row.code for row in rows.values())
    for row in rows.values():
        if row.code == root:
            assert row.parent_id is None
        else:
            assert rows[row.parent_id].code == parent_of[row.code]
        above = row
        while above.level in ("village", "township"):
            above = rows[above.parent_id]
        assert row.county_id == (above.id if above.level == "county" else None)


def test_closure_is_every_chain_of_parents(loaded):
    _, connection = loaded
    rows = {row.id: row for row in connection.execute(select(schema.regions))}
    expected = set()
    for row in rows.values():
        above = row
        while above is not None:
            expected.add((above.id, row.level, row.id))
            above = rows.get(above.parent_id)
    assert {tuple(row) for row in connection.execute(select(schema.region_closure))} == expected


@pytest.mark.parametrize("root, words", [
    ("411471", "“411471”"), ("419000", "只为编码"), ("999999", "6位区划代码"), ("411402001", "不是6位数字"), ("", "不是6位数字"),
    ("4114", "不是6位数字"), ("４１１４００", "不是6位数字"), ("商丘市", "不是6位数字")])
def test_a_root_without_a_tree_is_refused_before_anything_is_written(root, words):
    with create_engine("sqlite://").connect() as connection:
        schema.metadata.create_all(connection)
        with pytest.raises(UnknownRoot, match=words):
            load_reference(connection, root)
        assert connection.scalar(select(func.count()).select_from(schema.actions)) == 0


def test_functional_zone_townships_count_in_the_county_they_lie_in():
    assert {"411471101", "411471101201"} <= set(read_tree("411425")["code"])


@pytest.mark.filterwarnings("error")
def test_a_tree_in_which_nothing_is_moved_is_read_without_a_warning():
    assert set(read_tree("131000")["level"]) == {"city", "county", "township", "village"}
