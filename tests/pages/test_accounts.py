"""账号与权限: what the two administrators do there, and who finds nothing there."""

from urllib.parse import quote

import pytest
from offices import AT, GOOD, HERE, come

from data.write import accounts, grants
from data.write.accounts import link_of
from pages.parts.shell import present, visitors
from queries.accounts import list_accounts, read_accounts
from queries.database import open_engine, reading, writing
from queries.regions import find_root


@pytest.fixture(scope="module")
def office(databases, tmp_path_factory):
    url = databases.copy(tmp_path_factory.mktemp("accounts") / "demo.db")
    engine = open_engine(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JINGUO_DATABASE_URL", url)
        patch.setenv("JINGUO_TODAY", "2026-12-05")
        with writing(engine) as connection:
            root = find_root(connection)
            for name, role in (("xitong", "system"), ("anquan", "security"), ("chakan", "viewer")):
                made = accounts.make_account(connection, HERE, name=name, region_id=root, post="岗", password=GOOD, at=AT,
                                             must_change=False)
                grants.grant(connection, HERE, made, role, root, AT)
        yield engine
    engine.dispose()


@pytest.fixture
def enter(office, monkeypatch, open_page):
    """enter(name, address): the page as that account finds it."""
    def open_it(name: str, address: str = "zhanghao"):
        from data import clock
        token = come(office, name, at=clock.now()).token
        monkeypatch.setattr(present, "cookies", lambda: {visitors.COOKIE: token})
        return open_page(address)
    return open_it


def labels(app) -> set[str]:
    return {one.label for one in app.button}


def known(office) -> dict:
    with reading(office) as connection:
        return {one.name: one for one in read_accounts(connection).values()}


def test_the_system_administrator_makes_an_account_and_keeps_it(office, enter):
    app = enter("xitong")
    assert not app.exception and "建账号" in labels(app) and not {"授权", "收回"} & labels(app)
    app.text_input[0].set_value("suixian-tongji"), app.text_input[1].set_value("统计岗")
    app.selectbox[0].set_value(next(region for region, word in known_units(office).items() if word == "睢县"))
    [button for button in app.button if button.label == "建账号"][0].click()
    app.run()
    assert not app.exception and "初始密码" in app.success[0].value
    assert known(office)["suixian-tongji"].unit == "睢县妇联" and not known(office)["suixian-tongji"].grants
    app.selectbox(key="kept-account").set_value(known(office)["suixian-tongji"].id).run()
    app.button(key="account-停用").click().run()
    assert not known(office)["suixian-tongji"].is_open
    app.button(key="account-启用").click().run()
    assert known(office)["suixian-tongji"].is_open


def known_units(office) -> dict:
    from pages.parts.accounts import asks
    return asks.places()


def test_a_name_that_will_not_do_is_said_under_it(office, enter):
    app = enter("xitong")
    app.text_input[0].set_value("王 芳"), app.text_input[1].set_value("")
    [button for button in app.button if button.label == "建账号"][0].click()
    app.run()
    said = " ".join(one.value for one in app.markdown)
    assert "账号名用 2 到 32 个" in said and "请填岗位" in said and not app.success


def test_a_key_is_shown_as_a_picture_once(office, enter):
    app = enter("xitong")
    app.selectbox(key="kept-account").set_value(known(office)["chakan"].id).run()
    app.button(key="account-用动态口令").click().run()
    pictures = [one.proto.body for one in app.get("html") if "code-picture" in one.proto.body]
    assert not app.exception and len(pictures) == 1 and 'src="data:image/svg+xml' in pictures[0] and "<script" not in pictures[0]
    app.run()
    assert not [one for one in app.get("html") if "code-picture" in one.proto.body]
    app.button(key="account-不用动态口令").click().run()
    ours = quote("巾帼行动看板")
    assert link_of("chakan", "A" * 32) == f"otpauth://totp/{ours}:chakan?secret={'A' * 32}&issuer={ours}"



def test_the_security_administrator_grants_and_takes_away(office, enter):
    app = enter("anquan")
    assert not app.exception and "授权" in labels(app) and "建账号" not in labels(app)
    app.selectbox(key="granted-account").set_value(known(office)["chakan"].id).run()
    app.selectbox(key="grant-role").set_value("leader").run()
    app.button(key="account-授权").click().run()
    assert known(office)["chakan"].holds("leader")
    app.button(key="account-收回敏感数").click().run()
    assert not known(office)["chakan"].exact
    root = next(region for role, region in known(office)["chakan"].grants if role == "leader")
    app.button(key=f"revoke-{known(office)['chakan'].id}-leader-{root}").click().run()
    assert not known(office)["chakan"].holds("leader")
    app.selectbox(key="grant-role").set_value("auditor").run()
    app.button(key="account-授权").click().run()
    assert any("三员分立" in one.value for one in [*app.error, *app.markdown])


def test_nobody_else_finds_anything_there(office, enter):
    app = enter("chakan")
    assert not app.exception and not {"授权", "建账号"} & labels(app) and "系统管理员和安全管理员用" in app.info[0].value
    with reading(office) as connection:
        assert len(list_accounts(connection)) >= 3


def test_an_administrator_sees_no_figures(office, enter):
    app = enter("xitong", "")
    assert "没有看数的授权" in app.info[0].value and not app.get("bidi_component")
