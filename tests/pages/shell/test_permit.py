"""Who may write while there are no accounts."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.shell import permit, writes


@pytest.mark.parametrize("address, trusted", [
    (None, True), ("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("192.168.1.20", True),
    ("::ffff:192.168.1.20", True), ("10.0.3.9", True), ("192.168.1.21", False), ("10.0.4.1", False), ("8.8.8.8", False),
    ("fe80::1%eth0", False), ("localhost.evil.example", False), ("", False)])
def test_whose_browser_may_write(monkeypatch, address, trusted):
    monkeypatch.setenv("JINGUO_WRITE_FROM", "192.168.1.20， 10.0.3.0/24,")
    assert permit.is_trusted(address) == trusted


def test_by_default_only_this_machine(monkeypatch):
    monkeypatch.delenv("JINGUO_WRITE_FROM", raising=False)
    assert permit.is_trusted(None) and not permit.is_trusted("192.168.1.20")


def test_what_is_no_network_is_said(monkeypatch):
    monkeypatch.setenv("JINGUO_WRITE_FROM", "192.168.1.20,办公室")
    with pytest.raises(permit.BadNetwork, match="“办公室”不是地址或网段"):
        permit.networks()


@pytest.mark.parametrize("header", permit.FORWARDED)
def test_nobody_writes_through_a_proxy(monkeypatch, header):
    context = type("Context", (), {"headers": {header: "127.0.0.1"}, "ip_address": None})
    monkeypatch.setattr(permit.st, "context", context)
    assert not permit.may_write()
    context.headers = {"Host": "localhost:8501"}
    assert permit.may_write()


def test_no_page_writes_where_one_may_only_look(monkeypatch):
    """Every write of every page goes through these two; test_house sees to that."""
    def page():
        import streamlit as st

        from pages.parts.shell import writes
        st.session_state["page"] = "mubiao"
        writes.attempt(lambda: st.session_state.update(written=True), {})
        writes.take_back(1, lambda connection, unit: st.session_state.update(written=True))

    monkeypatch.setattr(permit, "may_write", lambda: False)
    app = AppTest.from_function(page).run()
    assert not app.exception and "written" not in app.session_state
    assert "没有写入。这里只能看" in app.error[0].value and "没有写入。这里只能看" in app.session_state["done"].words
    assert app.session_state["done"].wrong


def test_it_is_said_before_anything_is_typed(monkeypatch, demo, open_page):
    app = open_page("mubiao", region="411400", year="2026", month="11")
    app.session_state["aim_open"] = "forward"
    assert not any("这里只能看" in said.value for said in app.run().info)
    monkeypatch.setattr(writes.permit, "may_write", lambda: False)
    assert any("这里只能看" in said.value for said in app.run().info)
