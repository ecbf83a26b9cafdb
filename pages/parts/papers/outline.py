"""汇报材料: its outline, section by section."""

from dataclasses import replace
from datetime import date

from data import clock
from data.papers.outline import Outline
from pages.parts.papers import actions, ahead, annexes, decided, homes, problems, slides, whole
from pages.parts.papers.material import Material, material
from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.reader import as_reader, reader
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.labels import six_words

SOURCE = "各级妇联上报，巾帼行动看板汇总"


def make(scope: Scope) -> Outline:
    """What the paper about a scope says, and the slides of its meeting. It goes from hand to hand: 敏感数 are rounded, whoever
    asks. Empty of sections where nobody has reported anything about the year yet."""
    with as_reader(reader().rounded()):
        return _made(scope, clock.today())


def paper(scope: Scope) -> Outline:
    """The same without slides, which nobody sees before there is a file."""
    with as_reader(reader().rounded()):
        return _paper(scope, clock.today())


def board(scope: Scope) -> Outline:
    """The same of a meeting, which has slides and no sections: half the work."""
    with as_reader(reader().rounded()):
        return _board(scope, clock.today())


@by_version(16)
def _made(scope: Scope, today: date) -> Outline:
    made, slides_of = _paper(scope, today), _board(scope, today).slides
    # Of what the last one decided a meeting has a slide of its own.
    return replace(made, slides=(*slides_of[:1], *decided.slides(material(scope, today)), *slides_of[1:])) if slides_of else made


@by_version(16)
def _paper(scope: Scope, today: date) -> Outline:
    m = material(scope, today)
    if not has_any(scope):
        return begun(m)
    sections = (whole.section(m), *actions.sections(m), homes.section(m), *problems.sections(m), *ahead.sections(m),
                *annexes.sections(m))
    return replace(begun(m), sections=sections)


@by_version(64)
def _board(scope: Scope, today: date) -> Outline:
    m = material(scope, today)
    return replace(begun(m), slides=slides.slides(m)) if has_any(scope) else begun(m)


def begun(m: Material) -> Outline:
    """Who says it, of what and when, and what of the register is to be frozen: no section and no slide yet."""
    scope, today = m.scope, m.today
    return Outline(f"{m.place}{span(scope)}{six_words(scope)}进展情况汇报", scope.region, m.place, scope.year, scope.month,
                   m.until if scope.month else f"{scope.year}年尚无到期月份", f"{SOURCE}，数据版本{fmt.version(scope.version)}",
                   bool(reference.settings(scope.version).get("data_label")), f"{m.place}妇联",
                   f"{today.year}年{today.month}月{today.day}日", homes=homes.register(m) if has_any(scope) else ())


def has_any(scope: Scope) -> bool:
    """Whether there is anything to say: something was reported about the year."""
    return bool(scope.month) and answers.has_data(scope)


def span(scope: Scope) -> str:
    """2026年1—11月."""
    return f"{scope.year}年1—{scope.month}月" if scope.month > 1 else f"{scope.year}年{scope.month or 1}月"
