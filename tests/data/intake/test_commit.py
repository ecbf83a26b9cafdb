"""A draft enters whole or not at all, the same file once; stale previews and bad cells are told by place."""

import errno
import hashlib
import os
import stat
import threading
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from conftest import World
from sqlalchemy import event, func, select

from data.intake import originals
from data.intake.commit import commit, compare
from data.intake.draft import SITE, Draft, Finding
from data.write.actor import alone
from data.write.errors import Known, NotKept, NotWritten, Rejected, Stale
from data.write.ledger import KEY
from data.write.undoing import undo
from queries.database import data_version, reading, writing
from queries.history import batch_cells, batch_sites, batches_list
from queries.schema import batches, observations, revisions, rollups, site_revisions, sites, targets

CITY, A, B, TOWN, VILLAGE = "411400", "411402", "411403", "411402001", "411402001001"
AT = datetime(2026, 4, 5, 9, 30)
WHO = {"actor": alone("梁园区妇联"), "received_at": AT, "committed_at": AT}


@pytest.fixture
def small(prepared):
    """(engine, region ids, indicator ids): a committed world."""
    engine = prepared(None)
    with writing(engine) as connection:
        world = World(connection)
        world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A),
                          (VILLAGE, "village", TOWN))
        world.add_indicators(F={"kind": "flow"}, P={"kind": "stock", "sensitive": True, "name": "信访件"})
        world.observe("F", A, {202601: 10})
        world.add_forms()
        world.done()
        for code, county in ((A, A), (B, B), (TOWN, A), (VILLAGE, A)):
            connection.exec_driver_sql(f"UPDATE regions SET county_id = {world.region[county]} WHERE code = '{code}'")
    return engine, world.region, world.indicator


def draft(small, content: bytes, *rows, aims=(), houses=()) -> Draft:
    """rows, aims: (code, region, period, value); houses: (region, form, name, further columns)."""
    _, region, indicator = small
    cells = {}
    for table, given in (("observations", rows), ("targets", aims)):
        cells[table] = pd.DataFrame([(region[place], when, indicator[code], value, "填报", at + 5, "D")
                                     for at, (code, place, when, value) in enumerate(given)],
                                    columns=[*KEY, "value", "sheet", "row", "column"])
    listed = pd.DataFrame([{"region_id": region[place], "form": form, "name": name, "sheet": "妇女之家", "row": at + 2} | more
                           for at, (place, form, name, more) in enumerate(houses)], columns=[*SITE, "sheet", "row"])
    return Draft("三月.xlsx", hashlib.sha256(content).hexdigest(), cells=cells, sites=listed)


def counts(engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) for table in (
            observations, targets, sites, batches, revisions, site_revisions, rollups)}


def whole(small, content=b"file") -> Draft:
    return draft(small, content, ("F", A, 202601, 12.0), ("F", B, 202601, 5.0), aims=[("F", A, 2026, 100.0)],
                houses=[(VILLAGE, "村", "某村妇女之家", {"opened": 201903})])


def test_observations_targets_and_sites_land_in_one_batch_and_go_in_one(small):
    engine = small[0]
    before = counts(engine)
    told = []
    done = commit(engine, whole(small), content=b"file", progress=lambda share, words: told.append(share), **WHO)
    assert (done.added, done.changed, done.unchanged) == (3, 1, 0)
    assert told == sorted(told) and told[-1] == 1.0
    after = counts(engine)
    assert {name: after[name] - before[name] for name in before if name != "rollups"} == {
        "observations": 1, "targets": 1, "sites": 1, "batches": 1, "revisions": 3, "site_revisions": 1}
    with reading(engine) as connection:
        listed = batches_list(connection)
        assert listed.loc[listed["id"] == done.batch_id, ["actor", "file_name", "rows", "added", "changed", "unchanged"]
                          ].values.tolist() == [["梁园区妇联", "三月.xlsx", 4, 3, 1, 0]]
        assert batch_cells(connection, done.batch_id)[["table", "region_id", "old_value", "new_value", "state"]].fillna(-1
            ).values.tolist() == [["observations", small[1][A], 10, 12, "改动"], ["observations", small[1][B], -1, 5, "新增"],
                                  ["targets", small[1][A], -1, 100, "新增"]]
        site = batch_sites(connection, done.batch_id).iloc[0]
        assert (site["name"], site["state"], site["after"]["county_id"]) == ("某村妇女之家", "新增", small[1][A])
    assert originals.read(hashlib.sha256(b"file").hexdigest()) == b"file"
    with writing(engine) as connection:
        assert undo(connection, done.batch_id, actor=alone("市妇联"), at=AT) == 4
    assert counts(engine) | {"batches": 1, "revisions": 0, "site_revisions": 0} == before


def test_the_same_file_is_recognised_and_changes_nothing_until_it_is_undone(small):
    engine = small[0]
    first = commit(engine, whole(small), content=b"file", **WHO)
    before = counts(engine)
    with pytest.raises(Known, match=f"梁园区妇联于 2026-04-05 09:30 导入（第 {first.batch_id} 次") as caught:
        commit(engine, whole(small), content=b"file", **WHO)
    assert caught.value.batch_id == first.batch_id and counts(engine) == before
    with writing(engine) as connection:
        undo(connection, first.batch_id, actor=alone("市妇联"), at=AT)
    assert commit(engine, whole(small), content=b"file", **WHO).added == 3


@pytest.mark.parametrize(("spoiled", "words"), [
    (lambda small: draft(small, b"x", ("F", B, 202601, 1.0), ("F", TOWN, 202601, 1.0)), "填报 第 6 行 D 列：F 由县级上报"),
    (lambda small: draft(small, b"x", ("F", B, 202701, 1.0)), "2027年1月还没结束（2026-04-05 收到）"),
    (lambda small: draft(small, b"x", ("F", B, 202601, 1.0), aims=[("F", B, 202601, 1.0)]), "不是年度"),
    (lambda small: draft(small, b"x", ("F", B, 202601, 1.0), houses=[(VILLAGE, "庇护所", "某处", {})]), "庇护场所地址不得导入"),
    (lambda small: draft(small, b"x"), "没有一个可以导入的数")])
def test_one_bad_cell_refuses_all(small, spoiled, words):
    before = counts(small[0])
    with pytest.raises(NotWritten, match=words):
        commit(small[0], spoiled(small), content=b"x", **WHO)
    assert counts(small[0]) == before


def test_a_plan_with_refused_findings_is_refused(small):
    refused = whole(small)
    refused.findings.append(Finding("填报", 5, "D", "十二", "要填数", "refused"))
    with pytest.raises(Rejected, match="要填数"):
        commit(small[0], refused, content=b"file", **WHO)


@pytest.mark.parametrize("actor, words",
                         [("", "请填报送单位"), ("  ", "请填报送单位"), ("某" * 65, "报送单位写得太长：不超过 64 个字")])
def test_a_unit_must_be_named(small, actor, words):
    with pytest.raises(NotWritten, match=words):
        commit(small[0], whole(small), content=b"file", **WHO | {"actor": alone(actor)})


def test_other_bytes_than_were_previewed_are_refused(small):
    with pytest.raises(NotWritten, match="和预览时的不一样"):
        commit(small[0], whole(small), content=b"another", **WHO)


def test_what_changed_since_the_preview_is_named_and_nothing_written(small):
    engine = small[0]
    seen_plan = draft(small, b"mine", ("F", A, 202601, 20.0), ("F", B, 202601, 5.0), ("P", A, 202601, 2.0))
    with reading(engine) as connection:
        seen = compare(connection, seen_plan)
    commit(engine, draft(small, b"theirs", ("F", A, 202601, 11.0), ("P", A, 202601, 3.0)), content=b"theirs", **WHO)
    before = counts(engine)
    with pytest.raises(Stale, match="F（预览时 10，现在 11）；411402 202601 信访件。请重新预览") as caught:
        commit(engine, seen_plan, content=b"mine", seen=seen, **WHO)
    assert len(caught.value.cells) == 2 and counts(engine) == before
    with reading(engine) as connection:
        seen = compare(connection, seen_plan)
    assert commit(engine, seen_plan, content=b"mine", seen=seen, **WHO).changed == 2


def test_a_site_changed_since_the_preview_is_named(small):
    mine = draft(small, b"mine", houses=[(VILLAGE, "村", "某村妇女之家", {"level": "省级"})])
    with reading(small[0]) as connection:
        seen = compare(connection, mine)
    commit(small[0], whole(small), content=b"file", **WHO)
    with pytest.raises(Stale, match="某村妇女之家"):
        commit(small[0], mine, content=b"mine", seen=seen, **WHO)


def together(small, *plans) -> list:
    """What became of each draft when all were committed at once."""
    results, start = [None] * len(plans), threading.Barrier(len(plans))

    def run(at, content, wanted):
        start.wait()
        try:
            results[at] = commit(small[0], wanted, content=content, **WHO)
        except NotWritten as told:
            results[at] = told

    threads = [threading.Thread(target=run, args=(at, *pair)) for at, pair in enumerate(plans)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_who_import_at_once_both_land(small):
    with reading(small[0]) as connection:
        before = data_version(connection)
    done = together(small, (b"1", draft(small, b"1", ("F", A, 202602, 1.0))), (b"2", draft(small, b"2", ("F", B, 202602, 2.0))))
    assert [one.added for one in done] == [1, 1]
    with reading(small[0]) as connection:
        assert data_version(connection) > before
        total = select(rollups.c.value).where(rollups.c.region_id == small[1][CITY], rollups.c.period == 202602)
        assert connection.execute(total).scalar_one() == 3


def test_the_same_file_from_two_at_once_lands_once(small):
    done = together(small, (b"file", whole(small)), (b"file", whole(small)))
    assert sorted(type(one).__name__ for one in done) == ["Known", "Written"]


def test_a_file_that_cannot_be_kept_is_not_imported(small, monkeypatch, tmp_path):
    (tmp_path / "taken").write_text("a file, no folder")
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "taken"))
    before = counts(small[0])
    with pytest.raises(NotKept, match="没有导入"):
        commit(small[0], whole(small), content=b"file", **WHO)
    monkeypatch.setattr(originals, "LIMIT", 3)
    with pytest.raises(NotKept, match="上限"):
        commit(small[0], whole(small), content=b"file", **WHO)
    assert counts(small[0]) == before


def test_what_is_kept_is_read_by_its_fingerprint_only_and_only_while_it_is_whole():
    name = hashlib.sha256(b"file").hexdigest()
    for _ in range(2):
        with originals.keeping(b"file") as keep:
            keep()
        assert [path.name for path in originals.folder().glob(f"*{name}*")] == [name]
    assert originals.read("../" + name) is None and originals.read("0" * 64) is None
    (originals.folder() / name).write_bytes(b"fil")
    assert originals.read(name) is None
    with originals.keeping(b"file") as keep:
        keep()
    assert originals.read(name) == b"file"


def test_a_commit_that_fails_leaves_no_file_behind(small, monkeypatch, tmp_path):
    """Refused when it is checked, a database that breaks off at the commit itself, the same file once more: nothing is kept but
    what came in."""
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setenv("JINGUO_FILES", str(kept))
    engine, content, at_commit = small[0], b"another file", []

    def break_off(connection) -> None:
        at_commit.extend(path.name for path in kept.iterdir())
        raise OSError("the disk is gone")

    with pytest.raises(Rejected):
        commit(engine, draft(small, content, ("F", A, 202701, 5.0)), content=content, **WHO)
    assert not list(kept.iterdir())
    event.listen(engine, "commit", break_off)
    with pytest.raises(OSError, match="the disk"):
        commit(engine, whole(small, content), content=content, **WHO)
    event.remove(engine, "commit", break_off)
    assert len(at_commit) == 1 and at_commit[0].startswith(".") and not list(kept.iterdir())
    commit(engine, whole(small, content), content=content, **WHO)
    with pytest.raises(Known):
        commit(engine, whole(small, content), content=content, **WHO)
    assert [path.name for path in kept.iterdir()] == [hashlib.sha256(content).hexdigest()]


def test_a_file_that_could_not_take_its_name_is_found_all_the_same(small, monkeypatch, tmp_path):
    """Its numbers are in by then; a process killed between the two leaves the same."""
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path))
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("no")))
    commit(small[0], whole(small), content=b"file", **WHO)
    name = hashlib.sha256(b"file").hexdigest()
    assert not (tmp_path / name).exists() and originals.read(name) == b"file"


def test_what_a_killed_import_left_is_swept_at_the_next_start(small, monkeypatch, tmp_path):
    """Killed before the commit its file goes; killed after it, the file takes its name; what another database keeps in the same
    folder may be in the making."""
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "kept"))
    engine, files = small[0], {name: name.encode() for name in ("none", "in", "other")}
    waiting = {name: originals._write_beside(content, hashlib.sha256(content).hexdigest(),
                                             originals._mark(None if name == "other" else engine.url))
               for name, content in files.items()}
    with monkeypatch.context() as patch:
        patch.setattr(originals, "_write_beside", lambda *_: None)  # kept before the kill
        commit(engine, whole(small, files["in"]), content=files["in"], **WHO)
    originals.sweep(engine)
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == sorted([hashlib.sha256(files["in"]).hexdigest(),
                                                                                  waiting["other"].name])


def test_a_sweep_leaves_what_is_being_imported(small, monkeypatch, tmp_path):
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "kept"))
    engine, content, sweeper = small[0], b"slow", []

    def begin_to_sweep(_connection) -> None:
        if sweeper:
            return  # its own commit
        sweeper.append(threading.Thread(target=originals.sweep, args=(engine,)))
        sweeper[0].start()
        sweeper[0].join(0.3)
        assert sweeper[0].is_alive(), "it waits for the writers' lock"

    event.listen(engine, "commit", begin_to_sweep)
    commit(engine, whole(small, content), content=content, **WHO)
    sweeper[0].join(30)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [hashlib.sha256(content).hexdigest()]


@pytest.mark.skipif(os.name != "posix", reason="Windows syncs folders by itself")
@pytest.mark.parametrize(("number", "kept"), [(errno.EINVAL, True), (errno.EIO, False)])
def test_a_share_that_syncs_no_folder_keeps_files_and_a_failing_disk_none(small, monkeypatch, tmp_path, number, kept):
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "kept"))
    fsync = os.fsync

    def fail(place: int) -> None:
        if stat.S_ISDIR(os.fstat(place).st_mode):
            raise OSError(number, "no")
        fsync(place)

    monkeypatch.setattr(os, "fsync", fail)
    if kept:
        commit(small[0], whole(small, b"file"), content=b"file", **WHO)
        return
    before = counts(small[0])
    with pytest.raises(NotKept):
        commit(small[0], whole(small, b"file"), content=b"file", **WHO)
    assert not list((tmp_path / "kept").iterdir()) and counts(small[0]) == before


@pytest.mark.skipif(os.name != "posix", reason="Windows syncs folders by itself")
def test_file_and_folder_are_on_the_disk_before_the_commit(small, monkeypatch, tmp_path):
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "new" / "kept"))
    engine, done, fsync = small[0], [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (done.append("folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file"),
                                                     fsync(number)))
    event.listen(engine, "commit", lambda _connection: done.append("commit"))
    commit(engine, whole(small, b"file"), content=b"file", **WHO)
    assert done == ["file", "folder", "folder", "commit"]
