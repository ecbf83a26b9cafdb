"""Who changes something, and why: asked on the page, a unit of the tree and never a person."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.write.actor import Actor
from data.write.text import LONGEST_REASON
from pages.parts.shell import permit, reference
from pages.parts.ui.markdown import plain
from queries.accounts import unit_of


@dataclass(frozen=True)
class Signed:
    """Who, with the unit that stands on the screen, and why; places: field -> the place under it for what is wrong with it."""

    actor: Actor
    reason: str
    places: dict[str, DeltaGenerator]


def units(version: int) -> list[str]:
    """Who may have made a change: the federations of the tree, the root's first. A list, so that nobody types a person."""
    return list(dict.fromkeys(map(unit_of, reference.tree(version)["name"])))


def signers(version: int) -> list[str]:
    """The units to choose from: the account's own for who is signed in, else all."""
    signed_in = permit.actor("")
    return units(version) if signed_in.account is None else [signed_in.unit]


def own_units(version: int) -> list[str]:
    """The federations of the regions that hold all the reader sees."""
    return [unit_of(reference.tree(version).at[region, "name"]) for region in reference.tops(version)]


def ask_unit(version: int) -> Actor:
    """Who makes the change, for the unit that it was last, the root's at first."""
    _say_who_may()
    return permit.actor(_unit_box(version))


def ask_for(version: int, key: str, first: str, word: str = "责任单位") -> Actor:
    """The unit that writes something down, `first` unless another is chosen; key: the widget's own, for more than one may be
    open."""
    _say_who_may()
    return permit.actor(_unit_box(version, key, word, first))


def _unit_box(version: int, key: str = "actor", word: str = "经办单位", first: str = "") -> str:
    known = signers(version)
    if st.session_state.get(key) not in known:
        st.session_state[key] = first if first in known else unit(version)
    return st.selectbox(plain(word), known, key=key, persist_state="session", filter_mode="contains")


def _say_who_may() -> None:
    """Before anything is filled in, where it would be in vain."""
    if words := permit.only_look():
        st.info(plain(words), icon=":material/visibility:")


def unit(version: int) -> str:
    known, last = signers(version), st.session_state.get("actor")
    return last if last in known else known[0]


def sign(version: int, key: str, like: str, why: str = "修改原因", who: str = "actor") -> Signed:
    """Asks who and why, such as `like`; in a form or outside one. who: the key of who, its own where a page asks twice."""
    _say_who_may()
    left, right = st.columns([1, 2])
    with left:
        unit, under_actor = _unit_box(version, who), st.empty()
    with right:
        reason = st.text_input(plain(why), key=f"reason-{key}", max_chars=LONGEST_REASON, placeholder=f"{like}；不写个人姓名")
        return Signed(permit.actor(unit), reason or "", {"actor": under_actor, "reason": st.empty()})


def ask_reporter(version: int, key: str) -> Signed:
    """The unit whose report comes in, which the tree may not have, and a note, which need not be."""
    _say_who_may()
    left, right = st.columns([1, 2])
    with left:
        alone = permit.actor("").account is None
        unit = st.selectbox("报送单位", signers(version), index=None if alone else 0, key=f"reporter-{key}",
                            accept_new_options=alone, filter_mode="contains", placeholder="如 睢县妇联；不写个人姓名")
        under_actor = st.empty()
    with right:
        note = st.text_input("说明（可不填）", key=f"reason-import-{key}", max_chars=LONGEST_REASON)
        return Signed(permit.actor(unit or ""), note or "", {"actor": under_actor, "reason": st.empty()})
