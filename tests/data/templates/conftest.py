"""The day on which filled templates come in."""

import pytest


@pytest.fixture(autouse=True)
def december(monkeypatch) -> None:
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")
