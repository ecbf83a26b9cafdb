"""报送 = who may: a unit sends its own region's figures and those below, and no others."""

import json
from datetime import datetime

import intake_files
import pytest
from layout_fuzz import sheet
from sqlalchemy import func, select

from data.intake.__main__ import main
from data.intake.commit import commit
from data.intake.read import draft_of
from data.intake.senders import differ, not_theirs
from data.write.actor import alone
from data.write.errors import Refused
from queries.database import reading
from queries.schema import batches, observations, revisions

AT = datetime(2026, 12, 5)
HEAD = ["县（市、区）", "招聘会场次", "就业岗位"]
TWO = [["2026年10月统计表"], HEAD, ["睢县", 3, 20], ["夏邑县", 4, 21]]
TOWN = [["2026年9月统计表"], ["县", "乡镇", "妇女之家"], ["睢县", "城关镇", 3]]
FILES = {
    "two": TWO, "睢县": TWO[:3], "夏邑县": [*TWO[:2], TWO[3]], "市本级": [*TWO[:2], ["商丘市本级", 1, 2]], "城关镇": TOWN,
    "target": [["2026年度目标"], ["地区", "年度", "指标", "年度目标"], ["夏邑县", 2026, "CY-01", 30]],
    "register": [["睢县妇女之家名册"], ["乡镇", "村（社区）", "名称", "形式"],
                 ["城关镇", "小门里村", "小门里村妇女之家", "村"]]}
SUI, TOWNS, XIAYI = {"睢县", "城关镇", "register"}, {"城关镇", "register"}, {"夏邑县", "target"}
MAY = {
    **dict.fromkeys(("睢县妇联", "睢县民政局", "睢县平安办", "商丘市睢县妇女联合会", "411422", "睢縣婦聯"), SUI),
    **dict.fromkeys(("睢县城关镇妇联", "城关镇妇联", "睢县城关镇民政所"), TOWNS), "小门里村妇联": {"register"},
    **dict.fromkeys(("夏邑县妇联", "夏邑妇联", "夏邑民政局"), XIAYI),
    **dict.fromkeys(("睢县后台乡妇联", "睢阳区妇联", "睢阳妇联"), set()),
    **dict.fromkeys(("商丘市妇联", "商丘市人社局", "市民政局", "河南省妇联", "妇联", "示范区妇联"), set(FILES))}


def made(rows, **more) -> bytes:
    return intake_files.xlsx([sheet(*rows, **more)])


@pytest.fixture(scope="module")
def drafts(demo_engine):
    with reading(demo_engine) as connection:
        found = {name: draft_of(connection, "报表.xlsx", made(rows)) for name, rows in FILES.items()}
        assert all(draft.taken and not draft.refused for draft in found.values()), [
            (name, one.expected) for name, draft in found.items() for one in draft.refused]
        yield connection, found


@pytest.mark.parametrize("unit", MAY)
def test_a_unit_sends_what_is_its_own_and_below(drafts, unit):
    connection, found = drafts
    assert {name for name, draft in found.items() if not not_theirs(connection, draft, unit)} == MAY[unit]


def test_the_refusal_names_the_unit_its_region_the_cells_and_the_way(drafts):
    connection, found = drafts
    assert not_theirs(connection, found["two"], "睢县民政局") == (
        "“睢县民政局”是睢县（411422）的单位，只能报本地区和下级的数；文件里有不归它报的："
        "夏邑县（411426）2 处（Sheet1 B4、Sheet1 C4）。没有导入。"
        "请由夏邑县妇联或商丘市妇联报送，或只报本地区的数；报送单位填错了的，请改正")


@pytest.mark.parametrize("partial", [False, True])
def test_the_commit_itself_refuses_and_writes_nothing(prepared, partial):
    engine = prepared()
    content = made([*TWO, ["永城市", "约3", 1]] if partial else TWO)
    with reading(engine) as connection:
        draft = draft_of(connection, "报表.xlsx", content)
        before = [connection.scalar(select(func.count()).select_from(one)) for one in (batches, observations, revisions)]
    who = {"content": content, "received_at": AT, "committed_at": AT, "partial": partial}
    with pytest.raises(Refused, match="不归它报的") as told:
        commit(engine, draft, actor=alone("睢县妇联"), **who)
    assert "actor" in told.value.fields
    with reading(engine) as connection:
        assert before == [connection.scalar(select(func.count()).select_from(one)) for one in (batches, observations, revisions)]
    assert commit(engine, draft, actor=alone("商丘市妇联"), **who).added


def test_the_command_line_holds_one_file_back_and_takes_the_others(databases, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JINGUO_DATABASE_URL", databases.copy(tmp_path / "copy.db"))
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "kept"))
    for name in ("夏邑县", "睢县"):
        (tmp_path / f"{name}.xlsx").write_bytes(made(FILES[name]))
    paths = [str(tmp_path / f"{name}.xlsx") for name in ("夏邑县", "睢县")]
    assert main([*paths, "--actor", "睢县妇联", "--check"]) == 1
    assert capsys.readouterr().out.count("不归它报的") == 1
    assert main([*paths, "--actor", "睢县妇联", "--json"]) == 1
    held, taken = json.loads(capsys.readouterr().out)
    assert held["batch_id"] is None and held["exit"] == 1 and "夏邑县（411426）2 处" in held["message"]
    assert taken["batch_id"] and taken["exit"] == 0


def test_a_sheet_that_names_another_sender_is_doubtful_unless_that_one_is_below(demo_engine):
    with reading(demo_engine) as connection:
        assert "不是同一地区的单位" in differ(connection, "商丘市人社局", "睢县妇联")
        assert "不是同一地区的单位" in differ(connection, "夏邑县妇联", "睢县妇联")
        for said, name in (("睢县妇联", "商丘市妇联"), ("睢县妇联", "睢县民政局"), ("城关镇妇联", "睢县妇联"), ("", "睢县妇联"),
                           ("市妇联", "商丘市妇联")):
            assert not differ(connection, said, name)


def test_sheets_of_several_senders_have_none_together(demo_engine):
    sheets = [sheet([f"{county}2026年10月统计表"], ["指标", "数量"], ["招聘会场次", 3], [f"填报单位：{county}妇联"], name=county)
              for county in ("睢县", "夏邑县")]
    with reading(demo_engine) as connection:
        draft = draft_of(connection, "报表.xlsx", intake_files.xlsx(sheets))
    assert draft.taken == 2 and draft.understood.senders == ["睢县妇联", "夏邑县妇联"] and draft.understood.sender == ""
