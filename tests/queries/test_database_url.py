"""URLs with several hosts, what the driver is told, and the versions of PostgreSQL's relatives."""

import pytest
from sqlalchemy.exc import ArgumentError

from queries.database import open_engine
from queries.database_url import parse, told, version_of


def arguments(url: str, standby: bool = False) -> dict:
    """What psycopg is called with."""
    made = parse(url)
    found = open_engine(url, standby=standby).dialect.create_connect_args(made)[1] | told(made, standby)
    return {name: value for name, value in found.items() if name != "context"}


SEVERAL = {"connect_timeout": 2, "tcp_user_timeout": 5000, "target_session_attrs": "read-write"}


@pytest.mark.parametrize(("url", "wanted"), [
    ("postgresql+psycopg://u:p%40ss@h1:5432,h2:5433/db",
     {"host": "h1,h2", "port": "5432,5433", "user": "u", "password": "p@ss", "dbname": "db"} | SEVERAL),
    ("postgresql+psycopg://u@h1,h2:5433,h3/db?target_session_attrs=primary&connect_timeout=7",
     {"host": "h1,h2,h3", "port": "5432,5433,5432", "user": "u", "dbname": "db", "target_session_attrs": "primary",
      "connect_timeout": "7", "tcp_user_timeout": 5000}),
    ("postgresql+psycopg://u@[fd00::1]:5432,[fd00::2]/db",
     {"host": "fd00::1,fd00::2", "port": "5432,5432", "user": "u", "dbname": "db"} | SEVERAL),
    ("postgresql+psycopg://u@/db?host=h1:5432&host=h2:5433", {"host": "h1,h2", "port": "5432,5433", "user": "u", "dbname": "db"}
     | SEVERAL),
    ("postgresql+psycopg://u@/db?host=h1,h2&port=1,2", {"host": "h1,h2", "port": "1,2", "user": "u", "dbname": "db"} | SEVERAL),
    ("postgresql+psycopg://u@h1:5433/db", {"host": "h1", "port": 5433, "user": "u", "dbname": "db", "connect_timeout": 10})])
def test_one_host_and_several_in_every_way_of_writing(url, wanted):
    assert arguments(url) == wanted


def test_of_standbys_any_is_taken():
    found = arguments("postgresql+psycopg://u@h1,h2/db", standby=True)
    assert "target_session_attrs" not in found and found["connect_timeout"] == 2


@pytest.mark.parametrize("url", ["postgresql+psycopg://u@h1:x,h2:5/db", "postgresql+psycopg://u@h1:1:2,h2/db", "nonsense",
                                 "postgresql+psycopg://u@h1:port/db"])
def test_what_cannot_be_read_is_one_kind_of_error(url):
    with pytest.raises(ArgumentError):
        parse(url)


def test_a_process_has_ten_connections_at_most():
    pool = open_engine("postgresql+psycopg://u@h/db").pool
    assert (pool.size(), pool._max_overflow) == (5, 5)


def test_a_comma_elsewhere_is_no_second_host():
    assert parse("sqlite:///a,b.db").database == "a,b.db"
    assert parse("postgresql+psycopg://u:a,b@h/db").password == "a,b"


BUILT = "compiled at 2023-03-29 03:07:56 commit 0 last mr  on x86_64-unknown-linux-gnu, compiled by g++ (GCC) 7.3.0, 64-bit"


@pytest.mark.parametrize(("words", "version"), [
    (f"(openGauss 5.0.0 build a07d57c3) {BUILT}", (9, 2, 4)),
    (f"(openGauss-lite 7.0.0-RC3 build ) {BUILT}", (9, 2, 4)),
    (f"PostgreSQL 9.2.4 (openGauss 3.0.0 build 02c14696) {BUILT}", (9, 2, 4)),
    (f"(GaussDB Kernel V500R002C10 build e5d5ac0d) {BUILT}", (9, 2, 4)),
    ("KingbaseES V008R006C008B0014 on x64, compiled by gcc (GCC) 4.8.5, 64-bit", (12, 1)),
    ("KingbaseES V009R001C001B0030 on aarch64, compiled by gcc (GCC) 7.3.0, 64-bit", (12, 1)),
    ("KingbaseES V008R003C002B0320 on x86_64-unknown-linux-gnu, compiled by gcc, 64-bit", (9, 6)),
    ("PostgreSQL 16.4 (Debian 16.4-1) on x86_64-pc-linux-gnu", (16, 4)), ("PostgreSQL 18.0 on x86_64", (18, 0))])
def test_the_version_of_a_relative_is_known(words, version):
    """As SQLAlchemy asks for it, with a server that answers so."""
    class Server:
        def exec_driver_sql(self, _statement):
            return self

        def scalar(self):
            return words

    assert open_engine("postgresql+psycopg://u@h/db").dialect._get_server_version_info(Server()) == version
    assert version_of(words) in (version, None)
