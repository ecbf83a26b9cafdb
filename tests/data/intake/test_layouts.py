"""Layouts with a known truth through the reading: no wrong value is ever taken. bench/layouts.py runs as many as one likes."""

import os

import layout_fuzz
import layout_more
import pytest

from data.intake import read
from queries.database import reading

LAYOUTS = int(os.environ.get("FUZZ_LAYOUTS", "120"))


@pytest.fixture(scope="module")
def reader(demo_engine):
    with reading(demo_engine) as opened, pytest.MonkeyPatch.context() as patch:
        for name in ("Vocabulary", "read_file"):
            patch.setattr(read, name, getattr(read, name))
        yield layout_fuzz.Reader(opened)


@pytest.mark.parametrize("kinds, share", [(layout_fuzz, 0.3), (layout_more, 0.4)])
def test_nothing_wrong_is_taken_and_most_is_read(reader, kinds, share):
    outcomes = []
    for seed in range(LAYOUTS):
        layout = kinds.make(seed)
        outcome, wrong = layout_fuzz.check(reader, layout_fuzz.as_texts(layout) if seed % 7 == 0 else layout)
        assert not wrong, f"seed {seed}: {wrong[:3]}"
        outcomes.append(outcome)
    assert outcomes.count("whole") > share * LAYOUTS and "nothing" not in outcomes
