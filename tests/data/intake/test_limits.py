"""Files that cost more than they may: refused with the limit in the message, within bounded memory and time. And what looks
like one and is not. `python tests/intake_bombs.py` tries the slow ones too."""

import pytest
from intake_bombs import REFUSED, SLOW, TAKEN, measure_apart

MOST_MB, MOST_SECONDS = 400, 20


@pytest.mark.parametrize("name", [name for name in REFUSED if name not in SLOW])
def test_what_costs_too_much_is_refused_before_it_does(name):
    told = measure_apart(name)
    assert told["words"] and not told["words"].isascii()
    assert told["own"] + told["child"] < MOST_MB and told["seconds"] < MOST_SECONDS, told


@pytest.mark.parametrize("name", [name for name in TAKEN if name not in SLOW])
def test_what_looks_bad_and_is_not_is_read(name):
    told = measure_apart(name)
    assert not told["words"] and told["own"] + told["child"] < MOST_MB, told
