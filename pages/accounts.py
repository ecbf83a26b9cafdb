"""账号与权限: who has an account and what it may; what 系统管理员 and 安全管理员 change of it."""

import streamlit as st

from data.write.sign_in import actor_of
from pages.parts.accounts import asks, blocks, forms
from pages.parts.accounts.code import show_picture
from pages.parts.shell import permit
from pages.parts.shell.present import present
from pages.parts.shell.visitors import here
from pages.parts.ui.board import board
from pages.parts.ui.html import draw, html

visitor = present()
if not here.any and permit.may_write():
    st.info("**现在是单机方式**\n\n谁都能看，只有这台电脑能改。设了账号以后，所有人都要登录，各按角色和地区看和改。",
            icon=":material/manage_accounts:")
    draw(html('<p class="who"><a href="/signin/first" target="_self">设第一批账号</a></p>'))
elif visitor is None or not (visitor.account.holds("system") or visitor.account.holds("security")):
    st.info("**这一页由系统管理员和安全管理员用**\n\n还没有账号时，在装了本程序的电脑上打开 `/signin/first` 设第一批账号。",
            icon=":material/manage_accounts:")
else:
    actor, listed, given = actor_of(visitor.account, st.context.ip_address), asks.listed(), asks.grants()
    show_picture()
    board("accounts", lambda pick: None, accounts=blocks.accounts(listed, given))
    if visitor.account.holds("system"):
        forms.make(actor)
        forms.keep(actor, listed)
        forms.rules(actor)
    if visitor.account.holds("security"):
        forms.grant(actor, listed, given)
