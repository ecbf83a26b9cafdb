"""Who may change anything. While nobody has an account it is who sits at the machine that the program runs on: whoever else
reaches it looks, and is told so."""

import ipaddress
import os
from collections.abc import Mapping

import streamlit as st

from data.write.actor import Actor, alone
from data.write.sign_in import actor_of
from pages.parts.shell import visitors
from pages.parts.shell.present import present
from queries.roles import ACTS, BUSINESS, ROLES, may, names_of

FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")
"""What a proxy adds: behind one, everybody comes from the proxy's machine."""
ONLY_LOOK = ("这里只能看。改数据、导入、撤销要在装了本程序的那台电脑上做（用浏览器打开 http://localhost:8501），"
             "或请管理员把这台电脑的地址加进 JINGUO_WRITE_FROM。")


class BadNetwork(ValueError):
    """JINGUO_WRITE_FROM holds what is neither an address nor a network; the message (Chinese) says what."""


def may_write() -> bool:
    """In 单机: whether the page's browser is on this machine, or on one that JINGUO_WRITE_FROM names, and no proxy is between.
    With accounts: whether somebody is signed in who may change anything at all; what and where, data.write asks."""
    if visitors.here.any:
        visitor = present()
        return visitor is not None and any(may(role, act) for role, _ in visitor.account.grants for act in ACTS)
    if any(st.context.headers.get(name) for name in FORWARDED):
        return False
    return is_trusted(st.context.ip_address)


def only_look() -> str:
    """Why nothing can be changed of the figures here, and who can; "" where something can."""
    if not visitors.here.any:
        return "" if may_write() else ONLY_LOOK
    visitor = present()
    if visitor is None:
        return "这里只能看。要改数据，请先登录。"
    held = [role for role in ROLES if visitor.account.holds(role)]
    if any(may(role, act) for role in held if role in BUSINESS for act in ACTS):
        return ""
    who = "、".join(map(ROLES.__getitem__, held)) or "没有授权的账号"
    return (f"这里只能看。{who}不改数据：导入、改目标、核实疑点由{names_of('import')}来做，各管自己的地区。"
            "需要时请安全管理员授权。")


def is_here(headers: Mapping[str, str], address: str) -> bool:
    """Whether a request comes from a browser on this very machine, and through no proxy."""
    return not any(headers.get(name) for name in FORWARDED) and ipaddress.ip_address(address or "0.0.0.0").is_loopback


def sits_here() -> bool:
    """Whether the page's browser is on this very machine (Streamlit has no address of it), and through no proxy."""
    return is_here(st.context.headers, st.context.ip_address or "127.0.0.1")


def actor(unit: str) -> Actor:
    """Who sits at this browser: whoever is signed in, for the account's unit; in 单机 one who may do everything, or may only
    look, for a unit that was typed."""
    address = st.context.ip_address
    if visitors.here.any:
        visitor = present()
        return actor_of(visitor.account, address or "") if visitor else Actor(unit, address=address)
    return alone(unit, address) if may_write() else Actor(unit, address=address)


def is_trusted(address: str | None) -> bool:
    """Whether the address (None for this machine's own) is this machine's, or of one of the networks in JINGUO_WRITE_FROM."""
    if address is None:
        return True
    try:
        peer = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    peer = getattr(peer, "ipv4_mapped", None) or peer
    return peer.is_loopback or any(peer in network for network in networks())


def networks() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """JINGUO_WRITE_FROM: addresses or networks, separated by commas. Raises BadNetwork."""
    found = []
    for text in os.environ.get("JINGUO_WRITE_FROM", "").replace("，", ",").split(","):
        if text.strip():
            try:
                found.append(ipaddress.ip_network(text.strip(), strict=False))
            except ValueError:
                raise BadNetwork(f"JINGUO_WRITE_FROM 里的“{text.strip()}”不是地址或网段，"
                                 "应如 192.168.1.20 或 192.168.1.0/24。") from None
    return found
