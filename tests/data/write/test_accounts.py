"""Accounts, grants, passwords and sign-in, on both engines."""

from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from offices import AT, CITY, GOOD, HERE, WHERE, add_regions, as_actor, come, fill, make
from sqlalchemy import select

from data.write import access, accounts, grants, lockouts, passwords, sessions
from data.write.errors import NotPermitted, NotThere, Refused
from data.write.office import open_office
from data.write.sign_in import choose_password, give_code, let_in
from queries import schema
from queries.access import Rules, read_rules
from queries.accounts import any_account, read_accounts, read_session
from queries.database import reading, writing
from queries.record import faults, read_record


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def office(world):
    """A city and two counties, and nobody yet: the connection."""
    world.connection.execute(schema.settings.delete())
    add_regions(world.connection)
    return world.connection


@pytest.fixture
def engine_of_office(prepared):
    """The same, committed, with 睢县's clerk, whose password is no administrator's."""
    engine = prepared(None)
    fill(engine)
    return engine


def test_an_account_is_a_unit_s_and_a_post_s(office):
    assert not any_account(office)
    one = make(office, " SuiXian ", role="county")
    assert any_account(office)
    found = read_accounts(office)[one]
    assert (found.name, found.unit, found.post, found.grants) == ("suixian", "睢县妇联", "统计岗", {("county", 2)})
    kept = office.execute(select(schema.accounts.c.password)).scalar_one()
    assert kept.startswith("$argon2id$") and GOOD not in kept


@pytest.mark.parametrize("wrong, field", [
    ({"name": "睢 县"}, "name"), ({"name": "a"}, "name"), ({"name": "suixian"}, "name"), ({"name": "<b>x</b>"}, "name"),
    ({"region_id": 9}, "unit"), ({"post": " "}, "post"), ({"post": "岗" * 33}, "post"), ({"password": "Aa1-567"}, "password"),
    ({"password": "aaaaaaaa11"}, "password"), ({"password": "Xin-zhanghao-1"}, "password"),
    ({"password": " Aa1-5678"}, "password"), ({"password": "Aa1-" * 40}, "password")])
def test_what_is_no_account_is_said_by_field(office, wrong, field):
    make(office, "suixian")
    with pytest.raises(Refused) as refused:
        accounts.make_account(office, HERE, **{"name": "xin-zhanghao", "region_id": 2, "post": "统计岗", "password": GOOD,
                                               "at": AT} | wrong)
    assert [*refused.value.fields] == [field] and len(read_accounts(office)) == 1


def test_the_last_passwords_are_not_taken_again(office):
    one = make(office, "suixian")
    me = as_actor(office, one)
    used = [GOOD, *(f"Guoyan-{number}" for number in range(1000, 1006))]
    for password in used[1:]:
        accounts.change_password(office, me, one, password, AT)
    for password in used[-5:]:
        with pytest.raises(Refused, match="最近用过"):
            accounts.change_password(office, me, one, password, AT)
    assert len(office.execute(select(schema.old_passwords)).all()) == 4
    accounts.change_password(office, me, one, used[0], AT)
    with pytest.raises(Refused, match="自己"):
        accounts.change_password(office, me, make(office, "xiayi", 3), "Guoyan-9999", AT)


def test_accounts_are_the_system_s_grants_the_security_s(office):
    system, security = make(office, "xitong", 1, "system"), make(office, "anquan", 1, "security")
    clerk = make(office, "suixian")
    for act in (lambda who: make_as(office, who), lambda who: accounts.close_account(office, who, clerk, AT),
                lambda who: accounts.open_account(office, who, clerk, AT),
                lambda who: accounts.set_totp(office, who, clerk, None, AT),
                lambda who: accounts.give_password(office, who, clerk, "Guoyan-77", AT),
                lambda who: accounts.bind_outside(office, who, clerk, "li", AT),
                lambda who: lockouts.unlock(office, who, "x", AT)):
        for other in (security, clerk):
            with pytest.raises(NotPermitted):
                act(as_actor(office, other))
        act(as_actor(office, system))
    for other in (system, clerk):
        with pytest.raises(NotPermitted):
            grants.grant(office, as_actor(office, other), clerk, "county", 2, AT)
        with pytest.raises(NotPermitted):
            grants.show_exact(office, as_actor(office, other), clerk, False, AT)
    grants.grant(office, as_actor(office, security), clerk, "county", 2, AT)
    with pytest.raises(NotPermitted):
        access.set_rule(office, as_actor(office, security), "look", "anyone", AT)
    with pytest.raises(NotThere):
        accounts.close_account(office, as_actor(office, system), 99, AT)


def make_as(connection, actor) -> None:
    accounts.make_account(connection, actor, name="xin", region_id=2, post="岗", password=GOOD, at=AT)


def test_three_administrators_are_three(office):
    security = make(office, "anquan", 1, "security")
    for role in ("system", "auditor", "city"):
        with pytest.raises(Refused, match="三员分立"):
            grants.grant(office, HERE, security, role, 1, AT)
    with pytest.raises(Refused, match="最上一级"):
        grants.grant(office, HERE, make(office, "suixian"), "auditor", 2, AT)
    with pytest.raises(Refused, match="自己"):
        grants.grant(office, as_actor(office, security), security, "viewer", 1, AT)
    access.set_rule(office, HERE, "three_admins", "0", AT)
    grants.grant(office, HERE, security, "system", 1, AT)


def test_somebody_can_always_manage(office):
    system, other = make(office, "xitong", 1, "system"), make(office, "xitong2", 1, "system")
    security = make(office, "anquan", 1, "security")
    accounts.close_account(office, HERE, system, AT)
    with pytest.raises(Refused, match="最后一个系统管理员"):
        accounts.close_account(office, HERE, other, AT)
    with pytest.raises(Refused, match="最后一个安全管理员"):
        grants.revoke(office, HERE, security, "security", 1, AT)
    with pytest.raises(Refused, match="没有这项授权"):
        grants.revoke(office, HERE, security, "auditor", 1, AT)


@pytest.mark.parametrize("name, text", [("look", "all"), ("idle_minutes", "0"), ("idle_minutes", "²"), ("password_length", "7"),
                                        ("version", "9"), ("nothing", "1")])
def test_a_rule_is_what_it_can_be(office, name, text):
    with pytest.raises(Refused):
        access.set_rule(office, HERE, name, text, AT)
    assert read_rules(office) == Rules()


def test_every_change_is_told_to_other_processes(office):
    seen = [read_rules(office).version]
    one, other = make(office, "suixian"), make(office, "xiayi")
    for change in (lambda: accounts.close_account(office, HERE, one, AT), lambda: accounts.open_account(office, HERE, one, AT),
                   lambda: accounts.give_password(office, HERE, one, "Guoyan-77", AT),
                   lambda: accounts.set_totp(office, HERE, one, "A" * 32, AT),
                   lambda: accounts.bind_outside(office, HERE, one, "li", AT),
                   lambda: grants.grant(office, HERE, one, "county", 2, AT),
                   lambda: grants.revoke(office, HERE, one, "county", 2, AT),
                   lambda: grants.show_exact(office, HERE, one, False, AT),
                   lambda: access.set_rule(office, HERE, "look", "anyone", AT),
                   lambda: sessions.end(office, as_actor(office, other), "x", AT)):
        change()
        seen.append(read_rules(office).version)
    assert seen == sorted(set(seen))
    with pytest.raises(Refused, match="已经绑定"):
        accounts.bind_outside(office, HERE, other, "li", AT)


# Sign-in


def session_of(engine, token):
    with reading(engine) as connection:
        return read_session(connection, sessions.hash_of(token))


def test_the_right_password_begins_a_session(engine_of_office):
    first, second = come(engine_of_office, " SuiXian"), come(engine_of_office)
    assert len(first.token) == 43 and first.token != second.token and not first.words
    assert session_of(engine_of_office, first.token).stage == "full"
    with reading(engine_of_office) as connection:
        assert first.token not in connection.execute(select(schema.sessions.c.token)).scalars().all()


@pytest.mark.parametrize("name, password", [("suixian", "guoyan-2026"), ("nobody", GOOD), ("", ""), ("suixian", ""),
                                            ("'; --", "\0"), ("x" * 9999, "x" * 9999)])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(engine_of_office, monkeypatch, name, password):
    """The same words for the same work: one check of a password each, against one that takes as long."""
    checks, verify = [], passwords.HASHER.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda _, *given: checks.append(given) or verify(*given))
    assert come(engine_of_office, name, password).words == "账号或密码不对，或者账号已停用。连续错 5 次，锁定 15 分钟。"
    assert len(checks) == 1


def test_what_nobody_s_password_is_checked_against_takes_as_long():
    kept = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1).hash("x")
    assert passwords.NOBODY.rpartition("$")[0].rpartition("$")[0] == kept.rpartition("$")[0].rpartition("$")[0]
    assert not passwords.is_right(None, "x") and not passwords.is_right("no hash", "x")


@pytest.mark.parametrize("name", ["suixian", "nobody"])
def test_five_failures_lock_a_name_whether_it_exists_or_not(engine_of_office, name):
    said = [come(engine_of_office, name, "wrong", f"10.0.0.{number}").words for number in range(7)]
    assert all("不对" in words for words in said[:4]) and all("已锁定到 09:15" in words for words in said[4:])
    assert come(engine_of_office, name, GOOD, "10.0.0.9").token is None
    later = AT + timedelta(minutes=15, seconds=1)
    assert bool(come(engine_of_office, name, GOOD, "10.0.0.9", later).token) == (name == "suixian")


def test_five_failures_lock_an_address(engine_of_office):
    for number in range(5):
        come(engine_of_office, f"nobody{number}", "wrong")
    assert "锁定" in come(engine_of_office).words and come(engine_of_office, address="10.0.0.1").token
    with writing(engine_of_office) as connection:
        lockouts.unlock(connection, HERE, WHERE, AT)
    assert come(engine_of_office).token


def test_who_knows_one_account_does_not_guess_others_without_end(engine_of_office):
    for number in range(5):
        come(engine_of_office, f"nobody{number}", "wrong")
        come(engine_of_office)
    assert "锁定" in come(engine_of_office, "nobody9", "wrong").words


def test_a_closed_account_is_out_and_a_password_given_must_be_changed(engine_of_office):
    engine, token = engine_of_office, come(engine_of_office).token
    with writing(engine) as connection:
        system = make(connection, "xitong", 1, "system")
        accounts.give_password(connection, as_actor(connection, system), 1, "Guoyan-77", AT)
    assert session_of(engine, token) is None and come(engine).token is None
    given = come(engine, password="Guoyan-77").token
    assert session_of(engine, given).stage == "password"
    with writing(engine) as connection:
        accounts.change_password(connection, as_actor(connection, 1), 1, "Guoyan-78", AT)
    assert session_of(engine, given) is None
    stale = come(engine, password="Guoyan-78", at=AT + timedelta(days=91)).token
    assert session_of(engine, stale).stage == "password"
    with writing(engine) as connection:
        accounts.close_account(connection, HERE, 1, AT)
    assert session_of(engine, stale) is None and "已停用" in come(engine, password="Guoyan-78").words
    with writing(engine) as connection:
        accounts.open_account(connection, HERE, 1, AT)
    assert come(engine, password="Guoyan-78").token


def test_a_code_is_taken_once(engine_of_office):
    engine, key = engine_of_office, pyotp.random_base32()
    with writing(engine) as connection:
        accounts.set_totp(connection, HERE, 1, key, AT)
    half = come(engine).token
    assert session_of(engine, half).stage == "code"
    wanted, code = sessions.hash_of(half), pyotp.TOTP(key).at(AT)
    wrong = give_code(engine, wanted, "000000" if code != "000000" else "000001", address=WHERE, at=AT)
    assert wrong.token is None and "动态口令不对" in wrong.words
    whole = give_code(engine, wanted, f" {code} ", address=WHERE, at=AT).token
    assert session_of(engine, whole).stage == "full" and session_of(engine, half) is None
    again = come(engine).token
    assert give_code(engine, sessions.hash_of(again), code, address=WHERE, at=AT).token is None
    assert give_code(engine, sessions.hash_of(again), pyotp.TOTP(key).at(AT + timedelta(seconds=30)), address=WHERE, at=AT).token
    assert give_code(engine, wanted, code, address=WHERE, at=AT).words.startswith("登录已经过时")


def test_who_keeps_the_own_account_stays_to_read_what_is_shown_once(engine_of_office):
    engine, key = engine_of_office, pyotp.random_base32()
    with writing(engine) as connection:
        own = make(connection, "xitong", CITY, "system", must_change=False)
        me = as_actor(connection, own)
    token = come(engine, "xitong").token
    with writing(engine) as connection:
        accounts.set_totp(connection, me, own, key, AT)
    assert session_of(engine, token).stage == "full"
    with pytest.raises(Refused, match="改密码"), writing(engine) as connection:
        accounts.give_password(connection, me, own, "Guoyan-2027", AT)
    assert session_of(engine, token).stage == "full"
    with writing(engine) as connection:
        accounts.set_totp(connection, HERE, own, None, AT)
    assert session_of(engine, token) is None


def test_a_session_is_touched_and_ended(engine_of_office):
    token = sessions.hash_of(come(engine_of_office).token)
    with writing(engine_of_office) as connection:
        me = as_actor(connection, 1)
        sessions.touch(connection, me, token, AT + timedelta(minutes=5))
        sessions.touch(connection, me, token, AT + timedelta(minutes=3))
        assert read_session(connection, token).seen_at == AT + timedelta(minutes=5)
        sessions.end(connection, me, token, AT)
        assert read_session(connection, token) is None


def test_a_new_password_that_will_not_do_is_no_failure(engine_of_office):
    engine, token = engine_of_office, sessions.hash_of(come(engine_of_office).token)
    with reading(engine) as connection:
        account = read_accounts(connection)[1]
    for _ in range(7):
        with pytest.raises(Refused, match="太短"):
            choose_password(engine, account, token, GOOD, "short", address=WHERE, at=AT)
    assert "不对" in choose_password(engine, account, token, "wrong", "Guoyan-77", address=WHERE, at=AT).words
    new = choose_password(engine, account, token, GOOD, "Guoyan-77", address=WHERE, at=AT).token
    assert session_of(engine, new).stage == "full" and come(engine).token is None and come(engine, password="Guoyan-77").token


def test_the_first_accounts_are_three_or_one(prepared):
    engine = prepared(None)
    with writing(engine) as connection:
        add_regions(connection)
    given = {role: (role, GOOD) for role in ("system", "security", "auditor")}
    with pytest.raises(Refused) as refused:
        open_office(engine, given | {"auditor": ("a", GOOD)}, address=WHERE, at=AT)
    assert [*refused.value.fields] == ["auditor_name"]
    with reading(engine) as connection:
        assert not any_account(connection)
    open_office(engine, given | {"auditor": ("security", GOOD)}, address=WHERE, at=AT)
    with reading(engine) as connection:
        found = {one.name: {role for role, _ in one.grants} for one in read_accounts(connection).values()}
        assert found == {"system": {"system"}, "security": {"security", "auditor"}} and not read_rules(connection).three_admins
    with pytest.raises(Refused, match="已经有账号"):
        open_office(engine, given, address=WHERE, at=AT)
    assert session_of(engine, come(engine, "security").token).stage == "password"


def test_the_outside_name_leads_to_its_account(engine_of_office):
    engine = engine_of_office
    assert "没有账号" in let_in(engine, "李主任", address=WHERE, at=AT).words
    with writing(engine) as connection:
        accounts.bind_outside(connection, HERE, 1, " 李主任 ", AT)
        accounts.set_totp(connection, HERE, 1, pyotp.random_base32(), AT)
    assert session_of(engine, let_in(engine, "李主任", address=WHERE, at=AT).token).stage == "full"
    with writing(engine) as connection:
        accounts.close_account(connection, HERE, 1, AT)
    assert let_in(engine, "李主任", address=WHERE, at=AT).token is None


def test_who_came_and_who_failed_is_on_record(engine_of_office):
    come(engine_of_office, password="wrong"), come(engine_of_office, "Guoyan-2026", "x"), come(engine_of_office)
    with reading(engine_of_office) as connection:
        rows = read_record(connection, {"act": "sign-in"})
        assert rows["outcome"].tolist() == ["done", "failed", "failed"] and rows["what"].tolist() == [
            "账号 suixian", "没有的账号", "账号 suixian"]
        assert faults(connection) == [] and GOOD not in rows.to_csv() and set(rows["address"]) == {WHERE}
