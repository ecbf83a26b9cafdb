"""考评 entered: a unit's own 自评分; by the office 考评分, items and 否决, how it is appraised, and what is published. Each is
refused beside its field."""

import streamlit as st

from data import clock
from data.write.actor import Actor
from data.write.appraisal_results import publish
from data.write.appraisal_rules import Typed, set_rules
from data.write.appraisals import LONGEST, Round, enter, withdraw
from pages.parts.assessment import appraised
from pages.parts.assessment.choice import Choice
from pages.parts.assessment.results import method, named
from pages.parts.assessment.tables import weight
from pages.parts.shell import signing, writes
from pages.parts.ui.markdown import markdown, plain
from queries.accounts import unit_of
from queries.appraisal_rules import KINDS, ONCE, SELF, VETO, in_words
from queries.database import Connection

PROOF = "第12次，或 督办2026年第3号；可不填"


def round_of(choice: Choice) -> Round:
    return Round(choice.scheme, choice.scope.year, choice.half)


def take_back(choice: Choice, number: int) -> None:
    """Takes back what was entered about a unit of this office, and nothing else that a browser might name; called before the
    page runs again."""
    if number in appraised.marks(choice).index and appraised.may_appraise(choice):
        writes.take_back(choice.scope.version, lambda connection, actor: _withdraw(connection, number, actor))


def _withdraw(connection: Connection, number: int, actor: Actor) -> str:
    withdraw(connection, number, actor=actor, at=clock.now())
    return "已撤回这一项；原来填的仍然保留在库里。"


def own_form(choice: Choice, unit: int) -> None:
    """A unit's 自评分 with what it rests on."""
    name, held = appraised.units(choice).at[unit, "name"], appraised.own_score(choice, unit)
    last = held.iloc[-1] if len(held) else None
    st.markdown(markdown("**{}的自评分**（满分 {}，{}）", name, weight(appraised.rules(choice)[0].whole), named(choice)))
    _entry(choice, unit, SELF, f"self-{choice.half}-{unit}", last)


def entry_form(choice: Choice, unit: int | None) -> int:
    """What the office enters about a unit; the unit."""
    units = appraised.units(choice)
    ids = units.index.tolist()
    left, right = st.columns([1, 2])
    with left:
        of = st.selectbox("单位", ids, index=ids.index(unit) if unit in ids else 0, key=f"appraise-unit-{choice.scheme}-{unit}",
                          format_func=lambda one: units["name"].get(one, ""), filter_mode=None)
    with right:
        kinds = [kind for kind in KINDS if kind != SELF]
        kind = st.pills("填哪一项", kinds, default=kinds[0], required=True, key="appraise-kind",
                        format_func=lambda one: plain(KINDS[one]))
    _entry(choice, of, kind, f"{kind}-{choice.half}-{of}", None)
    return of


def _entry(choice: Choice, unit: int, kind: str, key: str, last) -> None:
    key = f"appraise-{choice.scope.version}-{choice.scheme}-{choice.scope.year}-{key}"
    places, score, name = {}, "", appraised.units(choice).at[unit, "name"]
    with st.form(key, border=True):
        columns = st.columns([1, 2, 1])
        if kind != VETO:
            score = columns[0].text_input(plain(KINDS[kind]), "" if last is None else weight(last["score"]), max_chars=12,
                                          key=f"{key}-score", placeholder="如 86.5")
            places["score"] = columns[0].empty()
        words = columns[1].text_input("说明（可不填）" if kind in ONCE[1:] else "说明",
                                      "" if last is None else last["words"], max_chars=LONGEST, key=f"{key}-words",
                                      placeholder="写依据；不写个人姓名和情况")
        proof = last["evidence"] if last is not None and isinstance(last["evidence"], str) else ""
        evidence = columns[2].text_input("佐证", proof, max_chars=40, key=f"{key}-proof", placeholder=PROOF)
        places |= {"words": columns[1].empty(), "evidence": columns[2].empty()}
        own = unit_of(name) if kind == SELF else signing.unit(choice.scope.version)
        actor = signing.ask_for(choice.scope.version, f"appraise-actor-{unit if kind == SELF else ''}", own, "经办单位")
        places["actor"] = st.empty()
        save = st.form_submit_button(plain(f"保存{KINDS[kind]}"), type="primary")
    if save:
        number = writes.write(lambda connection: enter(
            connection, round_of(choice), unit, kind, score, words, evidence, actor=actor, at=clock.now()), places)
        if number:
            writes.done(f"已保存{name}的{KINDS[kind]}（{actor.unit}）。",
                        lambda connection, actor: _withdraw(connection, number, actor))


def rules_form(choice: Choice) -> None:
    """How the scheme is appraised this year."""
    held, since = appraised.rules(choice)
    came = "还没有设过，用常用的办法" if since is None else "本年设定" if since == choice.scope.year else f"沿用{since}年"
    st.markdown(markdown("**{}年考评办法**（{}）：{}", choice.scope.year, came, method(held)))
    key, places, typed = f"appraise-rules-{choice.scope.version}-{choice.scheme}-{choice.scope.year}", {}, {}
    with st.form(key, border=True):
        fields = {"whole": ("满分", weight(held.whole)), "site_share": ("现场占比（%）", weight(held.site_share)),
                  "bonus_cap": ("加分上限", weight(held.bonus_cap)), "grades": ("等次和最低分", in_words(held.grades)),
                  "veto_grade": ("有否决的最高为", held.veto_grade)}
        for column, (name, (word, value)) in zip(st.columns([1, 1, 1, 3, 1]), fields.items(), strict=True):
            typed[name] = column.text_input(plain(word), value, key=f"{key}-{name}", max_chars=200)
            places[name] = column.empty()
        signed = signing.sign(choice.scope.version, key, "如：年初党组会议定的办法", "依据")
        places["rules"] = st.empty()
        save = st.form_submit_button("保存考评办法", type="primary")
    if save and writes.write(lambda connection: set_rules(
            connection, choice.scheme, choice.scope.year, Typed(**typed), actor=signed.actor, reason=signed.reason,
            at=clock.now()), places | signed.places):
        writes.done(f"已保存{choice.scope.year}年的考评办法；已发布的结果不变。")


def publish_form(choice: Choice) -> None:
    """To publish, after a decision."""
    key, places = f"appraise-publish-{choice.scope.version}-{choice.scheme}-{choice.half}", {}
    again = not appraised.published(choice).empty
    st.markdown(markdown("**发布{}结果**：会议或文件定了再发布；发布以后不能改，{}", named(choice),
                         "再发布的取代现在的，现在的保留备查" if again else "要改只能重新发布"))
    with st.form(key, border=True):
        left, middle, right = st.columns([2, 1, 1])
        decision = left.text_input("依据的会议或文件", max_chars=64, key=f"{key}-decision",
                                   placeholder="如：党组会议；文件写文号")
        day = middle.date_input("会议或文件的日期", None, max_value=clock.today(), format="YYYY-MM-DD", key=f"{key}-day")
        places |= {"decision": left.empty(), "decided_on": middle.empty()}
        with right:
            actor = signing.ask_for(choice.scope.version, "appraise-actor-", signing.unit(choice.scope.version), "经办单位")
            places["actor"] = st.empty()
        places |= {"units": st.empty(), "half": st.empty()}
        save = st.form_submit_button("再次发布" if again else "发布", type="primary")
    if save:
        number = writes.write(lambda connection: publish(
            connection, round_of(choice), appraised.office(choice), decision, day, actor=actor, at=clock.now()), places)
        if number:
            writes.done(f"{named(choice)}结果已发布（{actor.unit}），以后更正数据不会改变它。")
