"""Any root: odd trees boot from an empty database, and the pages of each render with words that fit the place.

One of each kind of tree stands for its kind: cities without counties, a county of a province, one of a city, a city of few
people, a 自治州, a province, a city that is one. A city without counties and a province share the pages between them, as all are
drawn of 411400 elsewhere; the others, without the demo, which takes three times as long to make, show those that have something
to show before anyone has reported.
"""

import json
import re

import pandas as pd
import pytest
from sqlalchemy import func, select

from pages.parts.shell import reference
from pages.parts.shell.addresses import ALL, KEEPING
from pages.parts.shell.place_names import shorten
from queries import schema
from queries.database import reading

pytestmark = pytest.mark.slow  # a dozen databases are made and read for the first time
WITH_DEMO = {"441900": "乡镇", "460300": "地区", "460000": "市县"}
"""Code of the root -> what its peers are called."""
ROOTS = {
    "441900": ("东莞市", "county", "全市"), "460300": ("三沙市", "city", "全市"),
    "460000": ("海南省", "province", "全省"), "411481": ("永城市", "county", "全市"),
    "422800": ("恩施土家族苗族自治州", "city", "全州"), "110000": ("北京市", "province", "全市")}
BOTH = {"", "jiayuan"}
SHOWN = {"441900": {*BOTH, *sorted(ALL)[::2]}, "460000": {*BOTH, *sorted(ALL)[1::2]}}


@pytest.fixture(params=ROOTS)
def root(request, root_engine):
    """The code of a root, and the engine of its database."""
    return request.param, root_engine(request.param, demo=request.param in WITH_DEMO)


@pytest.fixture(params=WITH_DEMO)
def reported(request, root_engine):
    """The same, of the roots with the demo."""
    return request.param, root_engine(request.param, demo=True)


def test_the_tree_has_one_root_and_every_village_a_county(root):
    code, engine = root
    name, level, _ = ROOTS[code]
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


def test_every_reporting_unit_has_reports_at_its_level_and_none_elsewhere(reported):
    code, engine = reported
    with reading(engine) as connection:
        found = pd.read_sql(
            select(schema.regions.c.level, schema.indicators.c.report_level, schema.regions.c.parent_id).distinct()
            .join(schema.observations, schema.observations.c.region_id == schema.regions.c.id)
            .join(schema.indicators, schema.indicators.c.id == schema.observations.c.indicator_id), connection)
    below_root = found[found["parent_id"].notna() | (ROOTS[code][1] == "county")]
    assert len(below_root) and (below_root["level"] == below_root["report_level"]).all()
    if ROOTS[code][1] == "province":
        assert set(found["report_level"]) == {"county"}


def test_its_pages_render_and_every_region_below_it_is_on_its_map_or_beside_it(root, use, open_page, boards, bar):
    code, engine = root
    name, _, whole = ROOTS[code]
    use(engine.url.render_as_string())
    for address in sorted(SHOWN.get(code, BOTH)):
        app = open_page(address, region=code, month="11")
        assert not app.exception and not app.error, (address, app.exception, app.error)
        said = " ".join(html for html in [*boards(app).values(), *(item.proto.body for item in app.get("html"))])
        brand = f"**{shorten(name)}巾帼行动**"
        assert address in KEEPING or any(link.proto.label.startswith(brand) for link in app.get("page_link")), address
        assert not re.search(r"\bnan\b|None|<NA>", re.sub(r"<[^>]*>", " ", said)), address
    homes = boards(app := open_page("jiayuan", region=code, month="11"))
    drawn = bar(app)
    assert re.search('(?:role="radio"|<option)[^>]*>([^<]*)', drawn.get("pills") or drawn["step0"])[1] == whole
    with reading(engine) as connection:
        top = connection.scalar(select(schema.regions.c.id).where(schema.regions.c.parent_id.is_(None)))
        children = connection.execute(select(schema.regions.c.id).where(schema.regions.c.parent_id == top)).scalars().all()
    assert {f"region:{child}" for child in children} <= set(re.findall('data-pick="([^"]+)"', homes["left"]))
    assert ROOTS[code][1] == "county" or 'class="area"' in homes["left"]


def test_the_overview_and_the_desk_speak_of_all_that_lies_below(reported, use, open_page, boards):
    code, engine = reported
    use(engine.url.render_as_string())
    with reading(engine) as connection:
        tree = pd.read_sql(select(schema.regions.c.id, schema.regions.c.parent_id).where(
            schema.regions.c.level != "village"), connection)
    children = tree["parent_id"].eq(tree.loc[tree["parent_id"].isna(), "id"].iloc[0]).sum()
    assert f"哪个{WITH_DEMO[code]}、哪个行动落后" in boards(open_page("", region=code))["left"]
    desk = " ".join(boards(open_page("mubiao", region=code)).values())
    wanted = 1 if ROOTS[code][1] == "county" else 1 + children  # a county among cities is one of them
    assert f"项指标 × {wanted}个地区" in desk


def test_what_townships_do_not_report_is_not_held_against_them(root_engine, use, open_page, boards):
    use(root_engine("441900", demo=True).url.render_as_string())
    drawn = boards(open_page("chuangye", region="441900", indicator="CY-03"))
    compared = next(html for html in drawn.values() if "各地对比" in html)
    assert "这项指标不由乡镇上报，没有分乡镇的数" in compared and "石龙镇" not in compared and "未上报" not in compared
    assert "石龙镇" in next(html for html in boards(open_page("chuangye", region="441900", indicator="CY-05")).values()
                         if "各地对比" in html)
    assert "个单位。" in boards(open_page("shangbao", region="441900"))["lead"]  # its own line is no 乡镇


def test_a_city_and_its_counties_are_two_choices_and_the_map_follows(root_engine, use, open_page, boards, choose_region):
    use((engine := root_engine("460000", demo=True)).url.render_as_string())
    with reading(engine) as connection:
        codes = dict(connection.execute(select(schema.regions.c.id, schema.regions.c.code)).all())

    def lists(app) -> list[tuple[dict[str, str], str]]:
        """Of each list of regions the words by the region's code, and the words shown."""
        said = next(one for one in (json.loads(item.proto.bytes) for item in app.get("bidi_component")) if one["key"] == "region")
        assert [name for name, _, _ in said["blocks"]] == ["step0", "step1"], "as many wherever one is"
        found = [(re.findall('<option value="region:([0-9]+)"[^>]*>([^<]*)', html), said["values"][name].removeprefix("region:"))
                 for name, _, html in said["blocks"] if html]
        return [({codes[int(region)]: words for region, words in options}, dict(options)[shown]) for options, shown in found]

    app = open_page("", region="460000")
    (cities, shown), = lists(app)
    assert [*cities.items()][:3] == [("460000", "全省"), ("460100", "海口市"), ("460200", "三亚市")] and shown == "全省"
    app = choose_region(app, "460100")
    (again, city), (counties, whole) = lists(app)
    assert again == cities and [*counties.items()][:2] == [("460100", "全市"), ("460105", "秀英区")]
    assert (city, whole) == ("海口市", "全市")
    assert "秀英区" in boards(app)["right"] and "三亚市" not in boards(app)["right"]
    app = choose_region(app, "460105")
    assert [words for _, words in lists(app)] == ["海口市", "秀英区"] and "秀英区" in boards(app)["headline"]
    app = choose_region(app, "460000")
    assert lists(app) == [(cities, "全省")] and "三亚市" in boards(app)["right"]


def test_a_township_below_a_county_as_root(root_engine, use, open_page, boards):
    use(root_engine("441900", demo=True).url.render_as_string())
    app = open_page("xiangzhen", region="441900101")
    assert "石碣镇" in boards(app)["headline"] and not app.exception
    assert list(boards(open_page("xiangzhen", region="441900"))) == ["towns"]


def test_a_province_says_what_townships_lack(root_engine, use, open_page, boards):
    use(root_engine("460000", demo=True).url.render_as_string())
    town_of = reference.places(reference.current_version()).query("level == 'township'").iloc[0]
    blocks = boards(open_page("xiangzhen", region="460000", town=town_of["code"]))
    assert "还没有单独报过指标" in blocks["left"] and "由县里上报" in blocks["left"]
