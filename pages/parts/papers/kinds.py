"""The kinds of papers that are made of a scope, each with what makes its outline."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from data import clock
from data.papers.outline import Outline, Section
from pages.parts.papers import outline
from pages.parts.papers.decided import notices
from pages.parts.papers.letters import minutes, reminder
from pages.parts.papers.material import Material, material
from pages.parts.papers.notice import notice
from pages.parts.shell.cache import by_version
from pages.parts.shell.reader import as_reader, reader
from pages.parts.shell.scope import Scope
from pages.parts.ui.labels import six_words


@dataclass(frozen=True)
class Kind:
    """name: what it is called; title: of the paper, with {place}, {span}, {year}, {month} and {six}; sections: what makes
    them."""

    name: str
    title: str
    sections: Callable[[Material], tuple[Section, ...]]


REPORT = ""
OTHERS = {"notice": Kind("通报", "关于{span}{six}进展情况的通报", notice),
          "reminder": Kind("催报函", "关于报送{year}年{month}月数据的函", reminder),
          "order": Kind("督办通知单", "督办通知单", notices), "minutes": Kind("会议纪要", "{place}妇联工作会议纪要", minutes)}
NAMES = {REPORT: "汇报材料"} | {code: kind.name for code, kind in OTHERS.items()}


def make(scope: Scope, kind: str = REPORT) -> Outline:
    """The outline of a kind of paper about a scope; of all but 汇报材料 without slides. Made as outline.make makes it."""
    return outline.make(scope) if kind == REPORT else paper(scope, kind)


def paper(scope: Scope, kind: str = REPORT) -> Outline:
    """The same without slides, as it is read before there is a file."""
    if kind == REPORT:
        return outline.paper(scope)
    with as_reader(reader().rounded()):
        return _made(scope, kind, clock.today())


@by_version(16)
def _made(scope: Scope, kind: str, today: date) -> Outline:
    m, of = material(scope, today), OTHERS[kind]
    made = outline.begun(m)
    title = of.title.format(place=made.place, span=outline.span(scope), year=scope.year, month=scope.month,
                            six=six_words(scope))
    return replace(made, title=title, sections=of.sections(m) if outline.has_any(scope) else ())
