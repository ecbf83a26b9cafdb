"""The one cache: what its key is, who works an answer out, what it holds, and that nobody changes another's answer."""

import threading
import tracemalloc
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from pages.parts.shell.cache import Cache
from pages.parts.shell.seal import FRAME, size_of

PATIENCE = 20


@pytest.fixture
def cache() -> Cache:
    return Cache(100_000)


@pytest.fixture
def asked(cache):
    """asked(size): a kept function and the list of what it was asked."""
    def make(size: int = 8):
        calls = []

        @cache.by_version(size)
        def answer(version: int, words: str = "") -> str:
            calls.append((version, words))
            return f"{version}{words}"

        return answer, calls

    return make


def test_an_answer_is_worked_out_once(asked):
    answer, calls = asked()
    assert [answer(1), answer(1), answer(2), answer(1, "a"), answer(1, words="a"), answer(1, words="a")] == [
        "1", "1", "2", "1a", "1a", "1a"]
    assert calls == [(1, ""), (2, ""), (1, "a"), (1, "a")]


def test_the_database_is_part_of_the_key(asked, monkeypatch):
    answer, calls = asked()
    for url in ("sqlite:///a.db", "sqlite:///b.db", "sqlite:///a.db"):
        monkeypatch.setenv("JINGUO_DATABASE_URL", url)
        answer(1)
    assert len(calls) == 2


def test_two_functions_do_not_share_a_key(asked):
    (one, _), (other, calls) = asked(), asked()
    one(1), other(1)
    assert calls == [(1, "")]


def test_the_least_recently_used_of_a_function_goes_first(asked):
    answer, calls = asked(2)
    answer(1), answer(2), answer(1), answer(3), answer(1)
    assert calls == [(1, ""), (2, ""), (3, "")]
    answer(2)
    assert calls[-1] == (2, "")


def test_an_exception_is_not_kept(cache):
    calls = []

    @cache.by_version(8)
    def answer(version: int) -> int:
        calls.append(version)
        if len(calls) == 1:
            raise ValueError("not yet")
        return version

    with pytest.raises(ValueError):
        answer(1)
    assert answer(1) == 1 and answer(1) == 1 and calls == [1, 1]


@pytest.fixture(autouse=True)
def waiting(monkeypatch) -> threading.Semaphore:
    """Counts those who begin to wait for another's answer."""
    counted = threading.Semaphore(0)

    class Counted(Future):
        def result(self, timeout=None):
            counted.release()
            return super().result(timeout)

    monkeypatch.setattr("pages.parts.shell.cache.Future", Counted)
    return counted


class Slow:
    """A kept function that does not answer 1 before `go` is set; `begun` says that it was asked. What it raises first."""

    def __init__(self, cache: Cache, *raised: BaseException):
        self.begun, self.go, self.calls, self.raised = threading.Event(), threading.Event(), [], list(raised)
        self.ask = cache.by_version(8)(self.answer)

    def answer(self, version: int) -> int:
        self.calls.append(version)
        if version == 1:
            self.begun.set()
            assert self.go.wait(PATIENCE)
        if self.raised:
            raise self.raised.pop()
        return version * 10

    def ask_together(self, pool: ThreadPoolExecutor, waiting: threading.Semaphore, others: int) -> list[Future]:
        """One asks for 1, then so many others do and wait for it: their answers."""
        flights = [pool.submit(self.ask, 1)]
        assert self.begun.wait(PATIENCE)
        flights += [pool.submit(self.ask, 1) for _ in range(others)]
        assert all(waiting.acquire(timeout=PATIENCE) for _ in range(others))
        return flights


@pytest.fixture
def pool():
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_who_asks_the_same_waits_for_the_first_and_others_do_not(cache, pool, waiting):
    slow = Slow(cache)
    flights = slow.ask_together(pool, waiting, 5)
    assert slow.ask(2) == 20, "another key answers while the first is being worked out"
    assert not any(flight.done() for flight in flights)
    slow.go.set()
    assert [flight.result(PATIENCE) for flight in flights] == [10] * 6
    assert slow.calls == [1, 2]


def test_a_fault_is_the_answer_of_all_who_waited_and_of_nobody_later(cache, pool, waiting):
    slow = Slow(cache, ValueError("unreachable"))
    flights = slow.ask_together(pool, waiting, 3)
    slow.go.set()
    assert [str(flight.exception(PATIENCE)) for flight in flights] == ["unreachable"] * 4
    assert slow.ask(1) == 10 and slow.calls == [1, 1]


def test_a_stopped_script_takes_no_other_with_it(cache, pool, waiting):
    slow = Slow(cache, KeyboardInterrupt())
    flights = slow.ask_together(pool, waiting, 3)
    slow.go.set()
    assert isinstance(flights[0].exception(PATIENCE), KeyboardInterrupt)
    assert [flight.result(PATIENCE) for flight in flights[1:]] == [10] * 3
    assert slow.calls == [1, 1]


def test_many_threads_and_keys(cache, pool):
    calls = []

    @cache.by_version(64)
    def answer(version: int) -> str:
        calls.append(version)
        return str(version) * 10

    found = list(pool.map(lambda number: answer(number % 50), range(5_000)))
    assert found == [str(number % 50) * 10 for number in range(5_000)]
    assert sorted(calls) == list(range(50))


def test_clear_forgets_every_function_and_what_is_under_way(cache, asked, pool, waiting):
    answer, calls = asked()
    answer(1)
    slow = Slow(cache)
    flights = slow.ask_together(pool, waiting, 0)
    cache.clear()
    assert cache.held == 0
    slow.go.set()
    assert flights[0].result(PATIENCE) == 10 and cache.held == 0
    answer(1), slow.ask(1)
    assert calls == [(1, "")] * 2 and slow.calls == [1, 1]


def test_beyond_the_budget_the_least_recently_used_of_all_functions_goes():
    cache, calls = Cache(100_000), []

    def make(name: str):
        def text(version: int) -> str:
            calls.append((name, version))
            return "x" * 30_000
        return cache.by_version(99)(text)

    one, other = make("one"), make("other")
    one(1), other(1), one(2), one(1), other(2)
    assert cache.held < 100_000
    one(2), one(1), other(2)
    assert calls == [("one", 1), ("other", 1), ("one", 2), ("other", 2)]
    other(1)
    assert calls[-1] == ("other", 1) and cache.held < 100_000


def test_what_is_larger_than_the_budget_is_answered_and_not_kept(cache):
    big = cache.by_version(8)(lambda version: "x" * 200_000)
    assert len(big(1)) == 200_000 and cache.held == 0


def spoil(frame: pd.DataFrame) -> None:
    frame["more"] = 1
    frame.loc[frame.index[0], "a"] = 99
    frame.iloc[1, 1] = "spoilt"
    frame.columns = ["a", "c", "d"]
    del frame["a"]
    frame.index.name = "spoilt"
    frame.attrs["spoilt"] = True


def test_who_changes_a_frame_changes_only_its_own(cache):
    whole = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": ["x", "y", "z"]}, index=pd.Index([7, 8, 9], name="id"))
    frame = cache.by_version(8)(lambda version: whole.copy())
    spoil(frame(1))
    pd.testing.assert_frame_equal(frame(1), whole)
    assert not frame(1).attrs
    spoil(frame(1))
    pd.testing.assert_frame_equal(frame(1), whole)
    with pytest.raises(ValueError, match="read-only"):
        frame(1)["a"].to_numpy()[0] = 99


def test_who_changes_a_series_changes_only_its_own(cache):
    row = cache.by_version(8)(lambda version: pd.Series({"a": 1, "b": 2}))
    mine = row(1)
    mine["a"], mine["c"] = 99, 3
    assert row(1).to_dict() == {"a": 1, "b": 2}


@dataclass(frozen=True)
class Shapes:
    by_region: dict


@pytest.mark.parametrize(("value", "change"), [
    ({"a": 1}, lambda value: value.update(b=2)), ({"a": [1]}, lambda value: value["a"].append(2)),
    ([1, 2], lambda value: value.append(3)), (({"a": 1},), lambda value: value[0].clear()),
    ({1, 2}, lambda value: value.add(3)), (np.arange(3.0), lambda value: value.fill(9)),
    (Shapes({1: 2}), lambda value: value.by_region.clear())])
def test_other_containers_cannot_be_changed(cache, value, change):
    kept = cache.by_version(8)(lambda version: value)
    with pytest.raises((AttributeError, TypeError, ValueError)):
        change(kept(1))


@pytest.mark.parametrize("value", [{"a": pd.DataFrame()}, (pd.Series([1]), "words"), Shapes({1: pd.DataFrame()})])
def test_a_frame_inside_a_container_is_refused(cache, value):
    with pytest.raises(TypeError, match="frame"):
        cache.by_version(8)(lambda version: value)(1)


@pytest.mark.parametrize("make", [
    lambda: "巾帼" * 20_000, lambda: np.zeros(20_000), lambda: [str(number) for number in range(5_000)],
    lambda: {number: (f"区{number}", "county") for number in range(5_000)},
    lambda: pd.DataFrame({name: np.arange(5_000.0) for name in "abcdef"}),
    lambda: pd.DataFrame({"words": pd.Series([f"第{number}行" for number in range(5_000)], dtype=object)})],
    ids=["text", "array", "list", "dict", "numbers", "words"])
def test_the_size_is_about_what_python_takes(make):
    make()
    tracemalloc.start()
    value = make()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.7 * taken < size_of(value) < 1.5 * taken + FRAME


def test_each_reader_has_answers_of_its_own(cache, asked):
    answer, calls = asked()
    for reader in ("睢县", "夏邑县", "睢县"):
        cache.reader = lambda reader=reader: reader
        answer(1)
    assert len(calls) == 2
