"""What the two administrators fill in: 系统管理员 makes and keeps accounts and rules, 安全管理员 says what each may."""

from collections.abc import Callable

import pandas as pd
import pyotp
import streamlit as st

from data import clock
from data.write import access, accounts, lockouts
from data.write import grants as granting
from data.write.actor import Actor
from data.write.passwords import new_password
from pages.parts.accounts import asks
from pages.parts.accounts.code import show_once
from pages.parts.shell import visitors, writes
from pages.parts.ui.markdown import markdown, plain
from queries.access import CHOICES, LIMITS, WORDS
from queries.accounts import unit_of
from queries.database import Connection
from queries.roles import KEEPERS, ROLES

Change = Callable[[Connection], object]


def _do(change: Change, words: str, places: dict | None = None) -> None:
    """Makes a change and says so; every process learns of it, this one at once."""
    def made(connection: Connection) -> bool:
        change(connection)
        return True

    done = writes.write(made, places or {})
    visitors.here.stale()
    if done:
        writes.done(words)


def make(actor: Actor) -> None:
    """A new account, with a first password that is shown once."""
    units = {region: unit_of(name) for region, name in asks.places().items()}
    with st.form("make-account", border=True):
        st.markdown("**建账号**")
        left, middle, right = st.columns(3)
        with left:
            name, under_name = st.text_input("账号名", placeholder="如 suixian-tongji；不用个人姓名"), st.empty()
        with middle:
            region = st.selectbox("单位", list(units), format_func=units.__getitem__, filter_mode="contains")
            under_unit = st.empty()
        with right:
            post, under_post = st.text_input("岗位", placeholder="如 统计岗；不写个人姓名"), st.empty()
        wanted = st.form_submit_button("建账号", icon=":material/person_add:")
    if wanted:
        password = new_password()
        _do(lambda connection: accounts.make_account(connection, actor, name=name or "", region_id=region, post=post or "",
                                                     password=password, at=clock.now()),
            f"账号 {accounts.name_of(name or '')} 已建，初始密码 {password}（只显示这一次，第一次登录须改）。"
            "授权请安全管理员来做。",
            {"name": under_name, "unit": under_unit, "post": under_post})


def choose(listed: pd.DataFrame, key: str) -> int:
    words = {row.id: f"{row.name}（{row.unit}，{row.post}）" for row in listed.itertuples()}
    chosen = st.selectbox("账号", list(words), format_func=words.__getitem__, key=key, filter_mode="contains")
    return next(iter(words)) if chosen is None else chosen


def keep(actor: Actor, listed: pd.DataFrame) -> None:
    """One account: closed or opened, a password, a code, a lock, a name of the 统一身份."""
    with st.container(border=True, key="keep-account"):
        st.markdown("**管账号**")
        number = choose(listed, "kept-account")
        row, now = listed.loc[number], clock.now()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if row["state"] == "open":
                _button("停用", "block", lambda c: accounts.close_account(c, actor, number, now),
                        f"账号 {row['name']} 已停用，已登录的也已退出。")
            else:
                _button("启用", "check", lambda c: accounts.open_account(c, actor, number, now), f"账号 {row['name']} 已启用。")
            password, key = new_password(), pyotp.random_base32()
            _button("重设密码", "key", lambda c: accounts.give_password(c, actor, number, password, now),
                    f"账号 {row['name']} 的新密码 {password}（只显示这一次，登录后须改）。")
            _button("解锁", "lock_open", lambda c: lockouts.unlock(c, actor, row["name"], now), f"账号 {row['name']} 已解锁。")
            _button("用动态口令", "pin", lambda c: (accounts.set_totp(c, actor, number, key, now), show_once(row["name"], key)),
                    f"账号 {row['name']} 登录要填动态口令。请用手机的口令应用扫下面的图，或输入密钥 {key}（只显示这一次）。")
            _button("不用动态口令", "pin_end", lambda c: accounts.set_totp(c, actor, number, None, now),
                    f"账号 {row['name']} 不再用动态口令。")
            held = row["outside"] if isinstance(row["outside"], str) else ""
            outside = st.text_input("统一身份里的名字", held, key=f"outside-{number}", placeholder="不用统一身份的留空")
            if (outside or "") != held:
                _button("绑定", "link", lambda c: accounts.bind_outside(c, actor, number, outside or "", now),
                        f"账号 {row['name']} 的统一身份已改。")


def _button(label: str, icon: str, change: Change, words: str) -> None:
    if st.button(plain(label), icon=f":material/{icon}:", key=f"account-{label}"):
        _do(change, words)


def grant(actor: Actor, listed: pd.DataFrame, given: pd.DataFrame) -> None:
    """What an account may: a role in a region, taken away again, and 敏感数."""
    names, now = asks.places(), clock.now()
    with st.container(border=True, key="grant-account"):
        st.markdown("**授权**")
        number = choose(listed, "granted-account")
        row, mine = listed.loc[number], given[given["account_id"] == number]
        with st.container(horizontal=True, vertical_alignment="bottom"):
            role = st.selectbox("角色", list(ROLES), format_func=ROLES.__getitem__, key="grant-role", width=200)
            offered = list(names)[:1] if role in KEEPERS else list(names)
            home = offered.index(row["region_id"]) if row["region_id"] in offered else 0
            region = st.selectbox("地区", offered, index=home, format_func=names.__getitem__, key=f"grant-region-{number}-{role}",
                                  width=200, filter_mode="contains")
            _button("授权", "add", lambda c: granting.grant(c, actor, number, role, region, now),
                    f"账号 {row['name']} 现在是{names[region]}的{ROLES[role]}。")
            exact = bool(row["exact"])
            _button("收回敏感数" if exact else "恢复敏感数", "visibility_off" if exact else "visibility",
                    lambda c: granting.show_exact(c, actor, number, not exact, now),
                    f"账号 {row['name']} {'不再看' if exact else '按角色看'}敏感数。")
        for one in mine.itertuples():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(markdown("{}（{}）", ROLES[one.role], one.region), width="content")
                if st.button("收回", icon=":material/remove:", key=f"revoke-{number}-{one.role}-{one.region_id}"):
                    _do(lambda c: granting.revoke(c, actor, number, one.role, one.region_id, now),
                        f"账号 {row['name']} 不再是{one.region}的{ROLES[one.role]}。")


def rules(actor: Actor) -> None:
    """The rules of access, one at a time."""
    held = asks.rules()
    with st.container(border=True, key="access-rules"):
        st.markdown("**登录的设置**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox("设置", list(WORDS), format_func=WORDS.__getitem__, key="rule-name", width=380)
            present = getattr(held, name)
            if name in CHOICES:
                options = list(CHOICES[name])
                value = st.selectbox("值", options, index=options.index(present), format_func=CHOICES[name].__getitem__,
                                     key=f"rule-{name}", width=260)
            else:
                least, most = LIMITS[name]
                value = st.number_input("值", least, most, present, key=f"rule-{name}", width=160)
            if value != present:
                _button("改设置", "save", lambda c: access.set_rule(c, actor, name, str(value), clock.now()),
                        f"{WORDS[name]}：{CHOICES.get(name, {}).get(str(value), value)}。")
