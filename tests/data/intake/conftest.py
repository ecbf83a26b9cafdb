"""The day on which the files of these tests come in: what is of November is over, what is of December is not."""

import pytest


@pytest.fixture(autouse=True)
def december(monkeypatch) -> None:
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")
