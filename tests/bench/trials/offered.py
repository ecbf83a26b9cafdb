"""Files, folders, users, line ends and time zones as others may have them."""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import importing
import intake_files_fuzz
import intake_fuzz
from sqlalchemy import make_url, text

from data.intake import __main__ as command
from data.intake.commit import commit
from queries.database import DatabaseFault, open_engine, reading
from trials.acts import ACTOR, AT
from trials.places import CITY, COUNTY, ROOT, Place, made, nobody, run, state, sums_right

CHINESE = re.compile("[\u4e00-\u9fff]")
CSV = "地区,期,指标,数值\n夏邑县,202610,CY-01,3\n"
CHECK = argparse.Namespace(check=True, json=False, actor="", received=None, note=None, region=None, period=None, answer=[],
                           remember=False, partial=False, strict=False, rejects=None)


def mutated(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    """Workbooks and texts whose tables are broken, and files of every format that are broken themselves, by turns."""
    os.environ["JINGUO_DATABASE_URL"] = made(where, CITY)
    counts, slowest, wrong = Counter(), 0.0, []
    for seed in range(times * 20):
        kind, content = (intake_files_fuzz if seed % 2 else intake_fuzz).make(seed)
        path = where.folder / (kind if "." in kind else f"报表.{kind}")
        path.write_bytes(content)
        begun = time.monotonic()
        try:
            report = command._run(path, CHECK, None)
            counts[report["exit"]] += 1
            if not CHINESE.search(report["message"]):
                wrong.append((seed, report["message"]))
        except Exception as error:
            wrong.append((seed, f"{type(error).__name__}: {error}"))
        slowest = max(slowest, time.monotonic() - begun)
    return not wrong, (f"{sum(counts.values())} files: fine {counts[0]}, refused {counts[1]}, unusable {counts[2]}; "
                       f"wrong {wrong[:5]}; slowest {slowest:.1f} s")


def denied(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    """SQLite: as a user who may do nothing, who may not write to the file, its folder or the kept files. PostgreSQL: as a role
    that may only read, and by that user where the kept files are another's. Needs root, to become nobody."""
    if os.getuid():
        return True, "left out: needs root"
    told, fine = [], True
    for what, (folder, file, keep) in {"file": (0o777, 0o444, 0o777), "folder": (0o555, 0o444, 0o777),
                                       "kept": (0o777, 0o666, 0o555)}.items():
        if where.server and what == "folder":
            continue
        with tempfile.TemporaryDirectory() as home:
            path, keeps = Path(home) / "库" / "a.db", Path(home) / "kept"
            path.parent.mkdir(), keeps.mkdir()
            url = made(where, CITY)
            if not where.server:
                shutil.copyfile(url.removeprefix("sqlite:///"), path)
                for one, mode in ((path.parent, folder), (path, file)):
                    one.chmod(mode)
            Path(home).chmod(0o755), keeps.chmod(keep)
            os.environ["JINGUO_FILES"] = str(keeps)
            before = state(url)
            used = url if where.server else f"sqlite:///{path}"
            if where.server and what == "file":
                used = as_reader(where, url)
            with anybody_else(where, url):
                said = attempt(used)
            after = state(url) if where.server else state(f"sqlite:///{path}")
            wanted = "NotKept" if what == "kept" else "readonly"
            fine = fine and said == wanted and after == before and not list(keeps.iterdir())
            told.append(f"{'role' if where.server and what == 'file' else what}: {said}")
    os.environ["JINGUO_FILES"] = str(kept)
    return fine, ", ".join(told)


def anybody_else(where: Place, url: str) -> AbstractContextManager[None]:
    """Nobody; where there is a server, the user that it runs as, who alone may reach it."""
    if not where.server:
        return nobody()
    engine = open_engine(url)
    with reading(engine) as connection:
        owner = Path(connection.scalar(text("SHOW data_directory"))).stat().st_uid
    engine.dispose()
    return nobody(owner)


def as_reader(where: Place, url: str) -> str:
    owner = open_engine(url)
    with owner.begin() as connection:
        connection.exec_driver_sql((ROOT / "data" / "roles.sql").read_text("utf-8").replace("%", "%%"))
    owner.dispose()
    where.admin("CREATE USER only_reads IN ROLE jinguo_reader")
    return make_url(url).set(username="only_reads").render_as_string()


def attempt(url: str) -> str:
    """What an import says."""
    engine, content = open_engine(url), b"kept"
    try:
        wanted = replace(importing.draft(engine, 10), file_sha256=hashlib.sha256(content).hexdigest())
        commit(engine, wanted, content=content, actor=ACTOR, received_at=AT, committed_at=AT)
        return "WRITTEN"
    except Exception as error:
        return error.reason if isinstance(error, DatabaseFault) else type(error).__name__
    finally:
        engine.dispose()


def paths(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    """SQLite: the database lies there; PostgreSQL: what comes in and the backup."""
    home = where.folder / "妇联 数据（一）" / "a b"
    home.mkdir(parents=True)
    (home / "夏邑 报表.csv").write_text(CSV, "utf-8")
    given = {"JINGUO_DATABASE_URL": where.new() if where.server else f"sqlite:///{home / '库 1.db'}",
             "JINGUO_FILES": str(home / "原 件"), "JINGUO_ROOT": COUNTY, "JINGUO_DEMO": "0", "JINGUO_TODAY": "2026-12-05"}
    restored = f"sqlite:///{home / '新 库.db'}"
    steps = [
        run("-m", "data.prepare", **given),
        run("-m", "data.intake", str(home / "夏邑 报表.csv"), "--actor", "夏邑县妇联", **given),
        run("-m", "data.backup", str(home / "备 份.db"), **given),
        run("-m", "data.backup", "--restore", str(home / "备 份.db"), **given | {"JINGUO_DATABASE_URL": restored})]
    codes = [one.returncode for one in steps]
    same = state(given["JINGUO_DATABASE_URL"]) == state(restored)
    kept_one = len(list((home / "原 件").iterdir())) == 1
    return not any(codes) and same and kept_one, (
        f"exit {codes}, restored {'the same' if same else 'OTHER'}, the original kept: {kept_one}")


def newlines(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    listed = subprocess.run(["git", "ls-files", "-z", "data", "queries"], cwd=ROOT, check=True, capture_output=True,
                            text=True).stdout.split("\0")
    home, turned = where.folder / "crlf", 0
    for name in filter(None, listed):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        content = (ROOT / name).read_bytes()
        if name.endswith((".py", ".csv", ".sql", ".md", ".mako", ".txt")):
            content, turned = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), turned + 1
        (home / name).write_bytes(content)
    given = {"JINGUO_ROOT": COUNTY, "JINGUO_TODAY": "2026-12-05", "JINGUO_DEMO": "1"}
    urls = [where.new(), where.new()]
    codes = [run("-m", "data.prepare", cwd=cwd, JINGUO_DATABASE_URL=url, **given).returncode
             for cwd, url in zip((ROOT, home), urls, strict=True)]
    same = without_moments(urls[0]) == without_moments(urls[1])
    return same and not any(codes), f"{turned} files turned, databases {'the same' if same else 'DIFFER'}"


def zones(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    """On the last day of a month and the first of the next; the program in each zone, and PostgreSQL's session as well."""
    (where.folder / "月报.csv").write_text(CSV.replace("202610", "202611"), "utf-8")
    found: dict[str, set] = {}
    for day in ("2026-11-30", "2026-12-01"):
        for zone in ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"):
            given = {"JINGUO_DATABASE_URL": where.new(), "JINGUO_ROOT": COUNTY, "JINGUO_DEMO": "0", "JINGUO_TODAY": day,
                     "TZ": zone, "PGTZ": zone}
            run("-m", "data.prepare", **given)
            done = run("-m", "data.intake", str(where.folder / "月报.csv"), "--actor", "夏邑县妇联", **given)
            found.setdefault(day, set()).add((done.returncode, json.dumps(without_moments(given["JINGUO_DATABASE_URL"]))))
            where.drop(given["JINGUO_DATABASE_URL"])
    codes = {day: sorted({code for code, _ in one}) for day, one in found.items()}
    alike = all(len(one) == 1 for one in found.values())
    return alike, f"4 zones, exit by day {codes}, alike: {alike}"


def without_moments(url: str) -> dict[str, str]:
    return {name: one for name, one in state(url).items() if name not in ("batches", "rollups")} | {"right": str(sums_right(url))}
