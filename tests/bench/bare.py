"""The dashboard without what asks who comes in (Door, Caller, Outside, Gate): only to be measured against."""

import sys
from pathlib import Path

import streamlit as st

HOME = Path(__file__).parents[2]
sys.path.insert(0, str(HOME))

import dashboard  # noqa: E402

WHO = {"Door", "Caller", "Outside", "Gate"}
KEPT = [one for one in dashboard.app._user_middleware if one.cls.__name__ not in WHO]
assert len(KEPT) == len(dashboard.app._user_middleware) - len(WHO)
app = st.App(str(HOME / "pages" / "router.py"), lifespan=dashboard.lifespan, on_script_error=dashboard.on_script_error,
             middleware=KEPT, routes=[dashboard.Route("/api/ready", dashboard.ready), *dashboard.ROUTES])
