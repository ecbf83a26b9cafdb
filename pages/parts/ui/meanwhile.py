"""After reports have come in, a page whose new answers take a while is shown as it was, marked, until they are there.

All of it is of the version before, taken from what is kept and from nowhere else (cache.only_kept). A thread works the new page
out, and it is drawn by itself as soon as that is done. Not to who has just written, on no paper and in no file, and not where
anything but figures may have changed (queries/region_versions.only_figures)."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import streamlit as st

from pages.parts.shell import answers, explained, paper, read_back, reference, visits
from pages.parts.shell.addresses import FILTERS
from pages.parts.shell.cache import Unkept, only_kept
from pages.parts.shell.present import as_visitor, present
from pages.parts.shell.reader import as_reader, reader
from pages.parts.shell.scope import Scope
from pages.parts.shell.ways import region_ids
from pages.parts.ui import ahead
from pages.parts.ui import format as fmt
from pages.parts.ui.html import draw, html
from pages.parts.ui.scope_bar import bar
from queries.again import remembering
from queries.database import database_url
from queries.region_versions import only_figures

LEAST = 40
"""Regions that can be chosen: with fewer the new page is there before anybody has read that it is not."""
PATIENCE = 0.3
"""Seconds that the new page is waited for first."""
LOOK = 0.5
"""Seconds after which it is asked again whether it is there."""
MOST = 1024
"""Pages of which is known which version was drawn last."""

Work = Callable[[Scope, Mapping[str, str]], object]
"""Works out what a page shows of a scope and of what else its address says."""
also: dict[tuple[str, str], Callable[[], Work]] = {}
"""What does so beside the rooms that come ahead, by a page's address and its part (`look`); imported when first asked for."""

_workers = ThreadPoolExecutor(2, "meanwhile")
_lock = Lock()
_drawn: OrderedDict[Hashable, int] = OrderedDict()
_coming: dict[Hashable, Future] = {}


@dataclass(frozen=True)
class Shown:
    """version: what the page is drawn of. coming: the newer page that is being worked out; None where this is the newest."""

    version: int
    coming: Future | None = None

    def mark(self) -> None:
        """Says below the bar that what is shown is of before, and has the new page come by itself."""
        if self.coming is None:
            return
        draw(html('<div class="meanwhile" role="status"><b>正在按新数据更新…</b>'
                  '现在显示的是上一版的数（数据版本 {}），新的算好就自动换上。</div>', fmt.version(self.version)))
        _look(self.coming)


@st.fragment(run_every=LOOK)
def _look(coming: Future) -> None:
    if coming.done():
        st.rerun()


@contextmanager
def drawing(now: Scope) -> Iterator[Shown]:
    """Inside it the page of that scope is drawn, of the version that it gives."""
    if _work() is None or len(region_ids(now.version)) < LEAST:
        yield Shown(now.version)
        return
    asked = _key(now)
    shown = _chosen(now, asked)
    if shown.coming is None:
        yield shown
        _note(asked, now.version)
        _note(_key(now), now.version)  # the page may have settled what the address left open
        return
    try:
        with only_kept(shown.version):
            yield shown
        _note_once_there(_key(now), now.version, shown.coming)
    except Unkept:
        _forget(asked)
        st.rerun()


def _work() -> Work | None:
    """Of the page that is drawn; None where it is never shown as it was: 汇报材料 and 会议模式, whose figures go from hand to
    hand, are waited for."""
    page = st.session_state["page"]
    if ahead.knows(page):
        return ahead.room(page)
    make = also.get((page, st.session_state.get("look", "")))
    return make() if make and not st.session_state.get("finding") else None


def _key(scope: Scope) -> Hashable:
    """All that a page is drawn of, but for the data's version."""
    page = st.session_state["page"]
    return database_url(), reader(), page, scope.region, scope.year, scope.month, _said(page)


def _said(page: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, st.session_state[name]) for name in FILTERS.get(page, ()) if st.session_state.get(name))


def _chosen(now: Scope, asked: Hashable) -> Shown:
    before = _drawn.get(asked)
    if before is None or not _may_be_shown(before, now):
        return Shown(now.version)
    coming = _come(asked, now)
    try:
        coming.result(PATIENCE)
    except TimeoutError:
        return Shown(before, coming)
    except Exception:  # the page itself will say what is wrong
        _forget(asked)
    return Shown(now.version)


def _may_be_shown(before: int, now: Scope) -> bool:
    return (read_back.last() <= before < now.version and not paper.is_whole() and not st.session_state.get(explained.KEY)
            and only_figures(reference.settings(now.version), before))


def _come(asked: Hashable, now: Scope) -> Future:
    """The page being worked out, for whoever waits for the same."""
    page, work, visitor, held = st.session_state["page"], _work(), present(), reader()
    said = dict(_said(page)) | {"page": page, "seen": visits.last()}

    def made() -> None:
        try:
            with as_reader(held), as_visitor(visitor), remembering():
                bar(now)
                if work and answers.has_data(now):
                    work(now, said)
            _note(asked, now.version)
        except BaseException:
            _forget(asked)
            raise
        finally:
            with _lock:
                _coming.pop((asked, now.version), None)

    with _lock:
        key = (asked, now.version)
        if key not in _coming:
            _coming[key] = _workers.submit(made)
        return _coming[key]


def _note_once_there(settled: Hashable, version: int, coming: Future) -> None:
    """The page that is coming is the one of the address that this run has settled, too."""
    coming.add_done_callback(lambda done: _note(settled, version) if done.exception() is None else _forget(settled))


def _note(asked: Hashable, version: int) -> None:
    with _lock:
        _drawn[asked] = version
        _drawn.move_to_end(asked)
        if len(_drawn) > MOST:
            _drawn.popitem(last=False)


def _forget(asked: Hashable) -> None:
    with _lock:
        _drawn.pop(asked, None)
