"""Renamed, merged and closed 妇女之家 are offered as such, and nothing is decided without an answer; the answer is undone with
the batch. On both engines."""

import io
import json
from datetime import datetime

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from data.intake.__main__ import main
from data.intake.choices import Choices
from data.intake.commit import commit
from data.intake.read import draft_of
from data.write.actor import alone
from data.write.undoing import undo
from queries.database import reading, writing
from queries.history import batch_sites
from queries.schema import regions, sites

HEADS = ["县", "乡镇", "村（社区）", "形式", "名称", "示范级别", "建成年月", "经度", "纬度", "备注"]
AT = datetime(2026, 12, 5, 9)
VILLAGES = ["鲁庄", "高庄", "徐楼", "李庙", "王庄"]
FIRST = [[f"{one}村委会", f"{one}村妇女之家"] for one in VILLAGES]


def book(*rows: list) -> bytes:
    """rows: village, name, remark; all in 睢县 长岗镇."""
    made, file = Workbook(), io.BytesIO()
    made.active.append(HEADS)
    for village, name, *more in rows:
        made.active.append(["睢县", "长岗镇", village, "村", name, None, None, None, None, *more])
    made.save(file)
    return file.getvalue()


@pytest.fixture
def town(prepared):
    """A database in which 长岗镇 has five homes."""
    engine = prepared("411422")
    put(engine, book(*FIRST), {})
    return engine


def read(engine, content: bytes, answers: dict):
    with reading(engine) as connection:
        return draft_of(connection, "名册.xlsx", content, choices=Choices(answers))


def put(engine, content: bytes, answers: dict, **how):
    draft = read(engine, content, answers)
    return commit(engine, draft, content=content, actor=alone("睢县妇联"), received_at=AT, committed_at=AT, **how), draft


def held(engine) -> dict[str, int | None]:
    with reading(engine) as connection:
        return dict(connection.execute(select(sites.c.name, sites.c.closed)).all())


def asked(draft) -> dict:
    return {(one.what, one.text): [answer for answer, _ in one.candidates] for one in draft.understood.questions}


def test_a_renamed_home_is_asked_about_and_keeps_what_it_was(town):
    before = held(town)
    content = book(*FIRST[:4], ["王庄村委会", "王庄村巾帼之家"])
    draft = read(town, content, {})
    assert asked(draft) == {("home", "王庄村巾帼之家"): ["改名:王庄村妇女之家", "新建"]}
    assert len(draft.refused) == 1 and "王庄村妇女之家" in draft.refused[0].expected and len(draft.sites) == 4
    done, draft = put(town, content, {("home", "王庄村巾帼之家"): "改名:王庄村妇女之家"})
    assert (done.added, done.changed, done.unchanged) == (0, 1, 4) and not draft.understood.questions
    assert held(town).keys() == before.keys() - {"王庄村妇女之家"} | {"王庄村巾帼之家"}
    with writing(town) as connection:
        told = batch_sites(connection, done.batch_id)
        row = told[told["state"] == "改动"].iloc[0]
        assert (row["before"]["name"], row["after"]["name"]) == ("王庄村妇女之家", "王庄村巾帼之家")
        undo(connection, done.batch_id, actor=alone("睢县妇联"), at=AT)
    assert held(town) == before


def test_a_home_that_is_new_beside_the_old_one_is_a_person_s_word(town):
    content = book(*FIRST[:4], ["王庄村委会", "王庄村巾帼之家"])
    done, draft = put(town, content, {("home", "王庄村巾帼之家"): "新建"})
    assert done.added == 1 and held(town)["王庄村妇女之家"] is None
    assert asked(draft) == {
        ("closed", "王庄村妇女之家"): asked(draft)[("closed", "王庄村妇女之家")]}, "the old one is not named any more"


def test_an_answer_that_cannot_be_is_none(town):
    content = book(*FIRST[:4], ["王庄村委会", "王庄村巾帼之家"])
    for answer in ("改名:别处妇女之家", "改名", "合并:王庄村妇女之家", "随便"):
        draft = read(town, content, {("home", "王庄村巾帼之家"): answer})
        assert draft.refused and ("home", "王庄村巾帼之家") in asked(draft)


def test_two_that_were_merged_are_closed_and_the_new_one_is_new(town):
    before = held(town)
    put(town, book(["王庄村委会", "王庄村妇女之家（2）"], *FIRST), {})
    content = book(*FIRST[:4], ["王庄村委会", "王庄联合妇女之家"])
    key = ("home", "王庄联合妇女之家")
    offered = asked(read(town, content, {}))[key]
    merged = next(answer for answer in offered if answer.startswith("合并:"))
    assert set(merged.removeprefix("合并:").split("、")) == {"王庄村妇女之家", "王庄村妇女之家(2)"} and offered[-1] == "新建"
    done, _ = put(town, content, {key: merged})
    now = held(town)
    assert now["王庄联合妇女之家"] is None and now["王庄村妇女之家"] == now["王庄村妇女之家(2)"] == 202611
    assert (done.added, done.changed, done.unchanged) == (1, 2, 4)
    with writing(town) as connection:
        undo(connection, done.batch_id, actor=alone("睢县妇联"), at=AT)
    assert held(town) == before | {"王庄村妇女之家(2)": None}


def test_a_home_that_a_whole_register_does_not_name_is_closed_only_where_somebody_says_so(town):
    before = held(town)
    content = book(*FIRST[:4])
    draft = read(town, content, {})
    key = ("closed", "王庄村妇女之家")
    assert asked(draft)[key][:2] == ["202611", "保留"] and not draft.refused
    assert any("王庄村妇女之家" in one.expected and "保留" in one.expected for one in draft.doubts)
    done, _ = put(town, content, {})
    assert held(town) == before, "nothing is decided silently"
    with writing(town) as connection:
        undo(connection, done.batch_id, actor=alone("睢县妇联"), at=AT)
    done, draft = put(town, content, {key: "2026年10月"})
    assert held(town) == before | {"王庄村妇女之家": 202610} and not draft.understood.questions and not draft.doubts
    with writing(town) as connection:
        undo(connection, done.batch_id, actor=alone("睢县妇联"), at=AT)
    assert held(town) == before
    assert not asked(read(town, content, {key: "保留"}))
    assert not asked(read(town, book(FIRST[0]), {})), "a few rows are no whole register"


def test_a_remark_that_says_closed_is_asked_about(town):
    content = book(*FIRST[:4], [*FIRST[4], "2026年9月已撤销"])
    draft = read(town, content, {})
    key = ("closed", "王庄村妇女之家")
    assert asked(draft)[key][:2] == ["202609", "保留"] and len(draft.refused) == 1 and len(draft.sites) == 4
    done, _ = put(town, content, {key: "202609"})
    assert held(town)["王庄村妇女之家"] == 202609
    with writing(town) as connection:
        undo(connection, done.batch_id, actor=alone("睢县妇联"), at=AT)
    put(town, content, {key: "保留"})
    assert held(town)["王庄村妇女之家"] is None
    assert not asked(read(town, book(*FIRST[:4], [*FIRST[4], "未撤销"]), {}))


def test_a_row_that_cannot_be_taken_still_names_its_home(town):
    content = book(*FIRST[:4], ["没有这个村", "王庄村妇女之家"])
    draft = read(town, content, {})
    assert draft.refused and not [key for key in asked(draft) if key[0] == "closed"]


def test_the_same_village_moved_or_spelt_otherwise_in_the_township(town):
    """合村并居: the home of a village that is no more goes on under a like name in another."""
    content = book(*FIRST[:4], ["轩老村委会", "王庄妇女之家"])
    assert asked(read(town, content, {}))[("home", "王庄妇女之家")][0] == "改名:王庄村妇女之家"
    done, _ = put(town, content, {("home", "王庄妇女之家"): "改名:王庄村妇女之家"})
    with reading(town) as connection:
        place = (connection.execute(select(regions.c.name).join(sites, sites.c.region_id == regions.c.id).where(
            sites.c.name == "王庄妇女之家")).scalar_one())
    assert place == "轩老村委会" and done.changed == 1


def test_on_the_command_line(town, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JINGUO_DATABASE_URL", town.url.render_as_string(hide_password=False))
    path = tmp_path / "名册.xlsx"
    path.write_bytes(book(*FIRST[:3], ["王庄村委会", "王庄村巾帼之家"]))
    assert main([str(path), "--check"]) == 1
    out = capsys.readouterr().out
    assert ("--answer home:王庄村巾帼之家=改名:王庄村妇女之家" in out and "是改名来的，还是新建的" in out
            and "--answer closed:李庙村妇女之家=202611" in out)
    answers = ["--answer", "home:王庄村巾帼之家=改名:王庄村妇女之家", "--answer", "closed:李庙村妇女之家=202610"]
    assert main([str(path), "--actor", "睢县妇联", "--json", *answers]) == 0
    report, = json.loads(capsys.readouterr().out)
    assert not report["understood"]["questions"] and held(town)["李庙村妇女之家"] == 202610 and "王庄村妇女之家" not in held(town)
