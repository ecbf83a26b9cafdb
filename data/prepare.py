"""First start: creates and fills the database, once, however many processes start together."""

import logging
import os
import sys
from contextlib import suppress

from sqlalchemy import Connection, Engine, text

from data import clock
from data.command import Parser, say
from data.intake.originals import sweep
from data.reference.boundaries import adopt, load_shipped
from data.reference.catalogue import NATION, load_reference
from data.reference.forms import load_forms
from data.reference.projects import load_projects
from data.reference.release import keep_shipped
from data.write.actor import WHOLE, Actor, alone, program, unit_of
from data.write.audit import note
from data.write.bulk import drop_statistics, statistics_of
from data.write.progress import Tell, quiet
from data.write.settings import next_version, put_settings
from queries.database import SCHEMA_VERSION, DatabaseFault, open_engine, read_settings, reading, revision, writing
from queries.periods import last_ended

DEFAULT_ROOT = "411400"
WAIT_SECONDS = 300
ADVISORY_LOCK = 411400
log = logging.getLogger(__name__)


def prepare(engine: Engine, root: str, through: int, demo: bool = True, tell: Tell = quiet) -> None:
    """Brings the database to the newest schema; an empty one is filled with reference and, if wanted, demo data.

    root: region code of a new database; through: the demo's last month (yyyymm). tell: how far the filling is.
    Raises DatabaseFault("unknown_version") for a schema version that this program does not know.
    """
    with reading(engine) as connection:
        found, analysed = revision(connection), statistics_of(connection)
    if analysed:
        with suppress(DatabaseFault), writing(engine) as connection:  # where nothing can be written it is slow, and right
            drop_statistics(connection)
        engine.dispose()
    if found == SCHEMA_VERSION:
        return
    with writing(engine, WAIT_SECONDS) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        found = revision(connection)  # another process may have been first
        if found == SCHEMA_VERSION:
            return
        # Imported here: a start with nothing to migrate, which is every one but the first, is half a second quicker.
        from data.upgrade import upgrade

        upgrade(connection, found)
        if found is None:
            log.info("filling a new database for %s, demo data through %s: %s", root, through, demo)
            fill(connection, root, through, demo, program(), tell)


def fill(connection: Connection, root: str, through: int, demo: bool, actor: Actor, tell: Tell = quiet) -> None:
    demo = demo and root != NATION  # millions of reports: a country is for real data only
    tell(0.0, "正在写入区划和指标目录")
    load_reference(connection, root)
    load_forms(connection)
    keep_shipped(connection)
    load_projects(connection)
    tell(0.2 if demo else 0.8, "正在写入地图边界")
    load_shipped(connection)
    values = {"root": root, "data_label": "示例数据" if demo else "", "lag_threshold": "5", "deadline_day": "10",
              "judge_coverage": "0.8", "due_soon_days": "7", "silent_days": "30"}
    # All of one version, and known to be: the first import leaves the answers about the other regions as they are.
    versions = ("data_version", "data_version_counted", "data_version_whole", "data_version_rules")
    put_settings(connection, **values, **dict.fromkeys(versions, str(next_version(0))))
    if demo:
        from data.demo.generate import load_demo  # here: only a new database is filled

        load_demo(connection, through, clock.now(), actor=actor, tell=lambda share, words: tell(0.25 + 0.75 * share, words))
    note(connection, actor, "create", at=clock.now(), what=root, region_ids=WHOLE, details="有示例数据" if demo else "")


def prepare_from_environment() -> None:
    """What the dashboard does at start: JINGUO_DATABASE_URL, JINGUO_ROOT and JINGUO_DEMO say what is wanted."""
    engine = open_engine()
    try:
        today = clock.today()
        prepare(engine, os.environ.get("JINGUO_ROOT", "").strip() or DEFAULT_ROOT, last_ended(today),
                demo=os.environ.get("JINGUO_DEMO", "1").strip() != "0", tell=_say_how_far)
        adopt(engine, actor=program())
        sweep(engine)
    finally:
        engine.dispose()


def _say_how_far(share: float, words: str) -> None:
    """To where the server was started: no page is there yet. Not to the end of a buffer."""
    say(f"第一次启动，正在建库（{share:.0%}）：{words}", to=sys.stderr)


def main() -> None:
    parser = Parser(prog="python -m data.prepare", description="建库；或清除示例数据")
    parser.add_argument("--clear-demo", action="store_true", help="删除全部示例数据，去掉“示例数据”标签")
    wanted = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    prepare_from_environment()
    if wanted.clear_demo:
        from data.demo.generate import clear_demo

        with writing(open_engine()) as connection:
            clear_demo(connection, at=clock.now(), actor=alone(unit_of(connection), way="command"))
            say(f"示例数据已清除，数据标签：{read_settings(connection)['data_label'] or '无'}")


if __name__ == "__main__":
    main()
