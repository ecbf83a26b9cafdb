"""Who has just written: what they see next has it in it."""

import streamlit as st

from pages.parts.shell.connection import ask_primary
from queries.database import DatabaseFault, data_version, database_url

_written: dict[tuple[str, int], int] = {}


def _whose() -> tuple[str, int]:
    """The account; where nobody signs in all are one."""
    return database_url(), st.session_state.get("whose", 0)


def note() -> None:
    """Says that whoever looks has written, in whichever of their windows."""
    try:
        _written[_whose()] = ask_primary(data_version)
    except DatabaseFault:  # the page that follows says so
        _written[_whose()] = 2**63


def last() -> int:
    """The data version that holds all that whoever looks has written; 0: nothing."""
    return _written.get(_whose(), 0)
