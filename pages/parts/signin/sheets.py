"""The sign-in pages as HTML: no script, nothing from another place."""

from urllib.parse import quote

from pages.parts.shell.place_names import shorten
from pages.parts.ui.html import Markup, html, join, tag
from queries.access import Rules
from queries.roles import ROLES

ACTIONS = "创业　脱贫　文明　维权　关爱　网络"


def sheet(place: str, title: str, *content) -> Markup:
    """A whole page: whose it is beside what is to be filled in."""
    return html('<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
                '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · 巾帼行动</title>'
                '<link rel="icon" href="/signin/icon.png">'
                '<link rel="stylesheet" href="/signin/look.css"></head><body><header><div class="name"><span>{place}</span>'
                '<b>巾帼行动</b></div><p class="six">{six}</p><p class="about">看目标，看序时进度，看各地</p></header>'
                '<main><h1>{title}</h1>{content}</main></body></html>',
                title=title, place=shorten(place), six=ACTIONS, content=join(content))


def said(words: str, kind: str = "wrong") -> Markup | str:
    """What is wrong, or what has been done, above the fields."""
    return tag("p", words, look=f"said {kind}", role="alert" if kind == "wrong" else "status") if words else ""


def field(name: str, label: str, kind: str = "text", hint: str = "", wrong: str = "", **more) -> Markup:
    below = tag("small", wrong or hint, look="bad" if wrong else "", id=f"{name}-hint") if wrong or hint else ""
    return tag("div", tag("label", label, **{"for": name}),
               tag("input", id=name, name=name, type=kind, **{"aria-describedby": f"{name}-hint" if below else None}, **more),
               below, look="field")


def form(action: str, next_: str, button: str, *fields) -> Markup:
    return tag("form", tag("input", type="hidden", name="next", value=next_), *fields, tag("button", button, type="submit"),
               method="post", action=action)


def sign_in(place: str, next_: str, name: str, words: str, kind: str, outside: bool) -> Markup:
    """Name and password; outside: whether the 统一身份 is another way in."""
    fields = (field("name", "账号", value=name, autocomplete="username", required="", maxlength=32, autocapitalize="none",
                    spellcheck="false", **({} if name else {"autofocus": ""})),
              field("password", "密码", "password", autocomplete="current-password", required="", maxlength=128,
                    **({"autofocus": ""} if name else {})))
    other = tag("a", "用统一身份登录", href=f"/signin/outside?next={quote(next_, safe='')}", look="door")
    door = tag("p", other, look="or") if outside else ""
    return sheet(place, "登录", said(words, kind), form("/signin", next_, "登录", *fields), door,
                 tag("p", "账号属于单位和岗位，由系统管理员建立。忘了密码、被锁定，也找系统管理员。公用电脑上用完请点“退出”。",
                     look="note"))


def code(place: str, next_: str, words: str) -> Markup:
    return sheet(place, "动态口令", said(words), form("/signin/code", next_, "确定", field(
        "code", "手机口令应用上的 6 位数字", inputmode="numeric", autocomplete="one-time-code", required="", maxlength=8,
        autofocus="")), another())


def password(place: str, next_: str, words: str, wrong: str, must: bool, rules: Rules) -> Markup:
    """must: until it is changed nothing else is open."""
    like = f"至少 {rules.password_length} 个字符，大写字母、小写字母、数字、符号至少 {rules.password_kinds} 种"
    why = "这个密码是管理员给的，或者已经到期。先换一个自己的密码，再往下走。" if must and not words and not wrong else ""
    more = {"required": "", "maxlength": 128}
    return sheet(place, "改密码", said(words), said(why, "told"), form(
        "/signin/password", next_, "改好密码",
        field("present", "现在的密码", "password", autocomplete="current-password", **more),
        field("password", "新密码", "password", like, wrong, autocomplete="new-password", **more),
        field("again", "再写一遍新密码", "password", autocomplete="new-password", **more)),
        another() if must else tag("p", tag("a", "不改了，回到页面", href=next_), look="note"))


def another() -> Markup:
    return tag("p", tag("a", "换一个账号登录", href="/signout"), look="note")


def first(place: str, typed: dict[str, str], wrong: dict[str, str], words: str) -> Markup:
    """The first three accounts, and the password of the one who fills this in."""
    names = [field(f"{role}_name", f"{ROLES[role]}的账号名", value=typed.get(f"{role}_name", name), required="", maxlength=32,
                   autocapitalize="none", wrong=wrong.get(f"{role}_name", ""), hint=hint)
             for role, name, hint in (("system", "xitong", "建账号、改设置、备份。就是您自己"),
                                      ("security", "anquan", "授权：谁在哪个地区是什么角色"),
                                      ("auditor", "shenji", "查审计记录"))]
    own = (field("password", "您（系统管理员）的密码", "password", "至少 8 个字符，大写字母、小写字母、数字、符号至少 3 种",
                 wrong.get("system_password", "") or wrong.get("password", ""), autocomplete="new-password", required=""),
           field("again", "再写一遍密码", "password", autocomplete="new-password", required=""))
    return sheet(place, "设账号", said(words), tag(
        "p", "现在是单机方式：谁都能看，只有这台电脑能改。设了账号以后，所有人都要登录。先设三个管理账号，由三个人分管"
             "（三员分立）；小单位一人兼任的，三处填同一个账号名，审计记录会写明。", look="lead"),
                 form("/signin/first", "/", "设好账号", *names, *own))


def made(place: str, given: list[tuple[str, str, str]]) -> Markup:
    """The first passwords of the others: role, name, password. Said once."""
    rows = join(html('<tr><td>{}</td><td>{}</td><td><code>{}</code></td></tr>', *row) for row in given)
    others = html('<p class="lead">下面的初始密码只显示这一次，请分别交给本人，第一次登录后须改。</p>'
                  '<table><thead><tr><th>角色</th><th>账号</th><th>初始密码</th></tr></thead><tbody>{}</tbody></table>',
                  rows) if given else ""
    return sheet(place, "账号设好了", said("从现在起，打开任何一页都要先登录。", "done"), others,
                 tag("p", tag("a", "去登录", href="/signin", look="door"), look="or"))


def notice(place: str, title: str, words: str, link: str = "", href: str = "") -> Markup:
    return sheet(place, title, tag("p", words, look="lead"), tag("p", tag("a", link, href=href, look="door"), look="or") if link
                 else "")
