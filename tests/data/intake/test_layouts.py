"""Layouts with a known truth through the reading: no wrong value is ever taken. layout_fuzz.py runs as many as one likes."""

import os

import layout_fuzz
import pytest

from data.intake import read
from queries.database import reading

LAYOUTS = int(os.environ.get("FUZZ_LAYOUTS", "250"))


@pytest.fixture(scope="module")
def reader(demo_engine):
    with reading(demo_engine) as opened, pytest.MonkeyPatch.context() as patch:
        for name in ("Vocabulary", "read_file"):
            patch.setattr(read, name, getattr(read, name))
        yield layout_fuzz.Reader(opened)


def test_nothing_wrong_is_taken_and_most_is_read(reader):
    outcomes = []
    for seed in range(LAYOUTS):
        outcome, wrong = layout_fuzz.check(reader, seed)
        assert not wrong, f"seed {seed}: {wrong[:3]}"
        outcomes.append(outcome)
    assert outcomes.count("whole") > 0.3 * LAYOUTS and "nothing" not in outcomes
