"""汇报材料: its outline, section by section."""

from dataclasses import replace
from datetime import date

from data import clock
from data.papers.outline import Outline
from pages.parts.papers import actions, ahead, annexes, decided, homes, problems, slides, whole
from pages.parts.papers.material import material
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


def board(scope: Scope) -> Outline:
    """The same of a meeting, which has slides and no sections: half the work."""
    with as_reader(reader().rounded()):
        return _board(scope, clock.today())


@by_version(16)
def _made(scope: Scope, today: date) -> Outline:
    board, m = _board(scope, today), material(scope, today)
    if not board.slides:
        return board
    first, *others = board.slides  # a meeting has one of its own of what the last one decided
    sections = (whole.section(m), *actions.sections(m), homes.section(m), *problems.sections(m), *ahead.sections(m),
                *annexes.sections(m))
    return replace(board, slides=(first, *decided.slides(m), *others), sections=sections)


@by_version(64)
def _board(scope: Scope, today: date) -> Outline:
    m = material(scope, today)
    settings = reference.settings(scope.version)
    made = Outline(f"{m.place}{span(scope)}{six_words(scope)}进展情况汇报", scope.region, m.place, scope.year, scope.month,
                   m.until if scope.month else f"{scope.year}年尚无到期月份", f"{SOURCE}，数据版本{fmt.version(scope.version)}",
                   bool(settings.get("data_label")), f"{m.place}妇联", f"{today.year}年{today.month}月{today.day}日")
    if not scope.month or not answers.has_data(scope):
        return made
    return replace(made, slides=slides.slides(m), homes=homes.register(m))


def span(scope: Scope) -> str:
    """2026年1—11月."""
    return f"{scope.year}年1—{scope.month}月" if scope.month > 1 else f"{scope.year}年{scope.month or 1}月"
