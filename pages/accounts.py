"""账号与权限: who has an account and what it may; what 系统管理员 and 安全管理员 change of it."""

import streamlit as st

from data.write.sign_in import actor_of
from pages.parts.accounts import asks, blocks, forms
from pages.parts.shell.present import present
from pages.parts.ui.board import board

visitor = present()
if visitor is None or not (visitor.account.holds("system") or visitor.account.holds("security")):
    st.info("**这一页由系统管理员和安全管理员用**\n\n还没有账号时，在装了本程序的电脑上打开 `/signin/first` 设第一批账号。",
            icon=":material/manage_accounts:")
else:
    actor, listed, given = actor_of(visitor.account, st.context.ip_address), asks.listed(), asks.grants()
    board("accounts", lambda pick: None, accounts=blocks.accounts(listed, given))
    if visitor.account.holds("system"):
        forms.make(actor)
        forms.keep(actor, listed)
        forms.rules(actor)
    if visitor.account.holds("security"):
        forms.grant(actor, listed, given)
