"""Mutated files through the checker: no crash, every cell accounted for. intake_fuzz.py runs as many as one likes."""

import os

import intake_fuzz
import pytest

from data.intake import read
from queries.database import reading

FILES = int(os.environ.get("FUZZ_FILES", "100"))


@pytest.fixture(scope="module")
def connection(demo_engine):
    with reading(demo_engine) as opened, pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "Vocabulary", read.Vocabulary)
        intake_fuzz.remember_names(opened)
        yield opened


def test_whatever_comes_is_read_or_refused_whole(connection):
    outcomes = {intake_fuzz.account(connection, *intake_fuzz.make(seed))[0] for seed in range(FILES)}
    assert outcomes >= {"refused", "fine"}
