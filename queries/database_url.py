"""Where the database is: URLs as people write them, a primary and its standbys among them, and what their driver is told."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

SEVERAL = re.compile(r"(?P<head>\w+(?:\+\w+)?://(?:[^/?#]*@)?)(?P<hosts>[^/?#@,]*,[^/?#@]*)(?P<tail>[/?].*)?", re.DOTALL)
HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]*)(?::(?P<port>\d*))?")
PATIENCE = {True: 2, False: 10}
"""Seconds until a server that does not answer is given up; with another to turn to, it is soon."""
DEAD_MS = 5000
"""When what was sent to a server that has lost its power, or its network, counts as lost."""

OF_OPENGAUSS, OF_KINGBASE = (9, 2, 4), (12, 1)
KINGBASE_V3 = (9, 6)


def parse(url: str) -> URL:
    """The URL; several hosts may stand in it as libpq writes them, `user@a:5432,b:5432/name`, or as SQLAlchemy does,
    `user@/name?host=a:5432&host=b:5432`. Raises ArgumentError for one that cannot be read."""
    found = SEVERAL.fullmatch(url.strip())
    try:
        if found is None or not found["head"].startswith("postgresql"):
            return make_url(url)
        hosts = [HOST.fullmatch(one) for one in found["hosts"].split(",")]
        if not all(hosts):
            raise ArgumentError(f"hosts that cannot be read: {found['hosts']}")
        plain = make_url(found["head"] + (found["tail"] or ""))
        return plain.update_query_dict({"host": ",".join(one["host"].strip("[]") for one in hosts if one),
                                        "port": ",".join(one["port"] or "5432" for one in hosts if one)})
    except ValueError as error:
        raise ArgumentError(str(error)) from error


def has_several_hosts(url: URL) -> bool:
    """Whether it names a primary and others that may become one."""
    hosts = url.query.get("host", url.host or "")
    return not isinstance(hosts, str) or "," in hosts


def told(url: URL, standby: bool = False) -> dict[str, Any]:
    """What PostgreSQL's driver is told beside the URL, unless the URL says it itself: of several servers to take the one that
    can be written to (of standbys: any), and not to wait for one that is dead."""
    several = has_several_hosts(url)
    words: dict[str, Any] = {"connect_timeout": PATIENCE[several or standby]}
    if several or standby:
        words["tcp_user_timeout"] = DEAD_MS
    if several and not standby:
        words["target_session_attrs"] = "read-write"
    return {name: value for name, value in words.items() if name not in url.query}


def know_relatives(engine: Engine) -> None:
    """Has SQLAlchemy, which reads PostgreSQL's own version only (its issue 9943), know that of PostgreSQL's relatives."""
    dialect = engine.dialect
    setattr(dialect, "_get_server_version_info", partial(_version, getattr(dialect, "_get_server_version_info")))


def _version(read: Callable, connection) -> tuple[int, ...]:
    words = connection.exec_driver_sql("SELECT version()").scalar()
    return version_of(str(words)) or read(connection)


def version_of(words: str) -> tuple[int, ...] | None:
    """Which PostgreSQL a relative grew from, by what it says of its version; None where it is not known to be one.

    openGauss (and openGauss-lite, GaussDB) began with 9.2.4, whatever its own number; KingbaseES V8R3 with 9.6, V8R6 and V9 are
    taken for 12.
    """
    if re.search(r"\((?:openGauss|GaussDB)", words):
        return OF_OPENGAUSS
    if kingbase := re.match(r"KingbaseES V0*(\d+)R0*(\d+)", words):
        return KINGBASE_V3 if (int(kingbase[1]), int(kingbase[2])) < (8, 6) else OF_KINGBASE
    return None
