"""each() tries every case and says of every one that fails which it was."""

import pytest
from each import each


def test_every_case_that_fails_is_named_with_what_it_said(tmp_path):
    tried = []

    @each("case", [1, 2, 3, 4], lambda case: f"case {case}")
    def holds(case, folder):
        tried.append((case, folder))
        if case == 4:
            with pytest.raises(ValueError):
                pass
        assert case != 2, "it is two"

    with pytest.raises(pytest.fail.Exception) as failed:
        holds(folder=tmp_path)
    assert tried == [(case, tmp_path) for case in (1, 2, 3, 4)]
    first, *_, last = str(failed.value).split("\n")
    assert first.startswith("case 2: AssertionError: it is two") and last.startswith("case 4: Failed: DID NOT RAISE")


@each("case", "ab")
def test_fixtures_come_as_to_any_test(case, tmp_path):
    assert case in "ab" and tmp_path.is_dir()
