"""What was decided put right: the form in a matter's dialog, for the office that decides."""

import streamlit as st

from data import clock
from data.write.actor import Actor
from data.write.matter_amendments import FIELDS, amend
from pages.parts.matters.new import LEVELS
from pages.parts.shell import writes
from pages.parts.ui.markdown import plain
from pages.parts.ui.matters import number
from queries.matter_rules import AMEND, ENTRY_WORDS

LONG = {"what": 200, "helpers": 200, "note": 200, "lead": 32}


def ask_what(row, key: str, places: dict) -> dict:
    """Every field as it stands, to be changed: data.write.matter_amendments.FIELDS."""
    changes = {"what": st.text_area(plain(FIELDS["what"]), row.what, max_chars=LONG["what"], height=80, key=f"amend-what-{key}")}
    places["what"] = st.empty()
    one, two, three = st.columns(3)
    changes["due"] = one.date_input(plain(FIELDS["due"]), row.due.date(), format="YYYY-MM-DD", key=f"amend-due-{key}")
    places["due"] = one.empty()
    held = row.level if isinstance(row.level, str) else ""
    levels = [*LEVELS, *([held] if held not in LEVELS else [])]
    changes["level"] = two.selectbox(plain(FIELDS["level"]), levels, index=levels.index(held), key=f"amend-level-{key}",
                                     format_func=lambda level: level or "不写", accept_new_options=True) or ""
    places["level"] = two.empty()
    for name, column in (("lead", three), ("helpers", one), ("note", two)):
        now = getattr(row, name)
        changes[name] = column.text_input(plain(FIELDS[name]), now if isinstance(now, str) else "", max_chars=LONG[name],
                                          key=f"amend-{name}-{key}")
        places[name] = column.empty()
    return changes


def put_right(row, changes: dict, reason: str, actor: Actor, places: dict) -> None:
    if writes.write(lambda connection: amend(connection, row.id, changes, reason, actor=actor, at=clock.now()) or True, places):
        writes.done(f"{number(row)}已{ENTRY_WORDS[AMEND]}（{actor.unit}），原来怎么写的留在“每一步”里。")
