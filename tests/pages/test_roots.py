"""Any root: odd trees boot from an empty database, and every page of each renders with words that fit the place."""

import re

import pandas as pd
import pytest
from sqlalchemy import func, select

from data.prepare import prepare
from pages.parts.addresses import ALL
from queries import schema
from queries.database import open_engine, reading

THROUGH = 202603
ROOTS = {
    "441900": ("东莞市", "county", "全市", "乡镇"), "620200": ("嘉峪关市", "county", "全市", "乡镇"),
    "460400": ("儋州市", "county", "全市", "乡镇"), "419001": ("济源市", "county", "全市", "乡镇"),
    "411481": ("永城市", "county", "全市", "乡镇"), "460300": ("三沙市", "city", "全市", "县"),
    "110000": ("北京市", "province", "全市", "区"), "460000": ("海南省", "province", "全省", "市县"),
    "422800": ("恩施土家族苗族自治州", "city", "全州", "县"), "130100": ("石家庄市", "city", "全市", "县")}


@pytest.fixture(scope="module", params=ROOTS)
def root(request, tmp_path_factory):
    """The code of a root, and the engine of its database with the demo."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('root') / 'root.db'}")
    prepare(engine, request.param, THROUGH)
    yield request.param, engine
    engine.dispose()


def test_the_tree_has_one_root_and_every_village_a_county(root):
    code, engine = root
    name, level, *_ = ROOTS[code]
    with reading(engine) as connection:
        regions = pd.read_sql(select(schema.regions), connection).set_index("id")
        closure = connection.execute(select(func.count()).select_from(schema.region_closure).where(
            schema.region_closure.c.ancestor_id == regions.index[regions["parent_id"].isna()][0])).scalar_one()
    top = regions[regions["parent_id"].isna()]
    assert top[["code", "name", "level"]].values.tolist() == [[code, name, level]]
    assert closure == len(regions) and not regions["code"].duplicated().any()
    low = regions[regions["level"].isin(["township", "village"])]
    assert len(low) and low["county_id"].notna().all() and low["county_id"].map(regions["level"]).eq("county").all()
    assert not regions["name"].str.fullmatch("市辖区|县|.*直辖县级行政区划").any()
    assert (regions["level"] == "county").sum() >= 1


def test_every_reporting_unit_has_reports_at_its_level_and_none_elsewhere(root):
    code, engine = root
    with reading(engine) as connection:
        reported = pd.read_sql(
            select(schema.regions.c.level, schema.indicators.c.report_level, schema.regions.c.parent_id)
            .join(schema.observations, schema.observations.c.region_id == schema.regions.c.id)
            .join(schema.indicators, schema.indicators.c.id == schema.observations.c.indicator_id), connection)
    below_root = reported[reported["parent_id"].notna() | (ROOTS[code][1] == "county")]
    assert len(below_root) and (below_root["level"] == below_root["report_level"]).all()
    if ROOTS[code][1] == "province":
        assert set(reported["report_level"]) == {"county"}


def test_every_page_renders(root, use, open_page, boards):
    code, engine = root
    name, _, whole, peer = ROOTS[code]
    use(engine.url.render_as_string())
    for address in sorted(ALL):
        app = open_page(address, region=code)
        assert not app.exception and not app.error, (address, app.exception, app.error)
        said = " ".join(html for html in [*boards(app).values(), *(item.proto.body for item in app.get("html"))])
        assert name in said, address
        assert not re.search(r"\bnan\b|None|<NA>", re.sub(r"<[^>]*>", " ", said)), address
    app = open_page("", region=code)
    picker = app.selectbox(key="step0") if any(box.key == "step0" for box in app.selectbox) else app.get("button_group")[0]
    assert whole in [option if isinstance(option, str) else option.content for option in picker.options][:1]
    assert f"哪个{peer}、哪个行动落后" in boards(app)["left"]


def test_every_region_below_the_root_is_on_its_map_or_beside_it(root, use, open_page, boards):
    code, engine = root
    use(engine.url.render_as_string())
    drawn = boards(open_page("", region=code))["right"]
    with reading(engine) as connection:
        top = connection.scalar(select(schema.regions.c.id).where(schema.regions.c.parent_id.is_(None)))
        children = connection.execute(select(schema.regions.c.id).where(schema.regions.c.parent_id == top)).scalars().all()
    assert {f"region:{child}" for child in children} <= set(re.findall('data-pick="([^"]+)"', drawn))


def test_a_city_and_its_counties_are_two_choices_and_the_map_follows(use, open_page, boards, tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'hainan.db'}")
    prepare(engine, "460000", THROUGH)
    use(engine.url.render_as_string())
    app = open_page("", region="460000")
    assert app.selectbox(key="step0").options[:2] == ["全省", "海口市"]
    app.selectbox(key="step0").select("460100").run()
    assert app.session_state["region"] == "460100"
    assert app.selectbox(key="step1").options[0] == "全市"
    assert "秀英区" in boards(app)["right"] and "三亚市" not in boards(app)["right"]
    app.selectbox(key="step1").select("460105").run()
    assert app.session_state["region"] == "460105" and "秀英区" in boards(app)["headline"]
    app.selectbox(key="step1").select("460100").run()
    app.selectbox(key="step0").select("460000").run()
    assert app.session_state["region"] == "460000" and "三亚市" in boards(app)["right"]
    engine.dispose()
