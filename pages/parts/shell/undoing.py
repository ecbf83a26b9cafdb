"""How what was written from a page is taken back: the ways back that writes.py offers."""

from functools import partial

import streamlit as st

from data import clock
from data.write.actor import Actor
from data.write.undoing import overwritten, undo, undo_lot
from pages.parts.shell.addresses import OTHERS
from pages.parts.shell.writes import Back
from queries.database import Connection


def of_batch(batch_id: int) -> Back:
    """The way back from a batch: what was changed again later stays, and it is said how much that is."""
    return partial(_undo_batch, batch_id)


def _undo_batch(batch_id: int, connection: Connection, actor: Actor) -> str:
    later = len(overwritten(connection, batch_id))
    undo(connection, batch_id, actor=actor, at=clock.now(), reason=f"在{OTHERS[st.session_state['page']][1]}页撤销")
    more = f"其中 {later} 项后来又改过，保持后来的值。" if later else ""
    return f"已撤销第{batch_id}次，恢复到修改以前。{more}"


def of_lot(batch_id: int) -> Back:
    """The way back from all batches that came in together with this one."""
    return partial(_undo_lot, batch_id)


def _undo_lot(batch_id: int, connection: Connection, actor: Actor) -> str:
    changed = undo_lot(connection, batch_id, actor=actor, at=clock.now(),
                       reason=f"在{OTHERS[st.session_state['page']][1]}页一起撤销")
    return f"同一次导入的各次都已撤销，{changed:,} 处回到原来的数。"
