"""each: many cases in one test, for those that cost less than pytest's own work on a test."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps

import pytest


def each(name: str, values: Iterable, said: Callable = str) -> Callable:
    """As pytest.mark.parametrize of one name, but one test: it tries all cases, and names every one that fails by what `said`
    makes of its value."""
    cases = list(values)
    assert cases

    def over(test: Callable) -> Callable:
        @wraps(test)
        def try_all(**fixtures) -> None:
            wrong = []
            for case in cases:
                try:
                    test(**fixtures, **{name: case})
                except (Exception, pytest.fail.Exception) as fault:
                    wrong.append(f"{said(case)}: {type(fault).__name__}: {fault}")
            if wrong:
                pytest.fail("\n".join(wrong), pytrace=False)

        own = inspect.signature(test)
        try_all.__signature__ = own.replace(parameters=[one for one in own.parameters.values() if one.name != name])
        return try_all

    return over
