"""A meeting is made: the pages of the region in scope and of every region below it that the reader sees, all before it begins."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from data import clock
from data.papers.kept import pack, unpack
from data.papers.outline import Figure, Outline
from data.write.meetings import open_meeting
from pages.parts.meeting import decided
from pages.parts.meeting.agenda import Agenda, shown
from pages.parts.meeting.decks import Deck, deck, within
from pages.parts.meeting.stage import LOOK, Meeting
from pages.parts.papers import frozen, outline
from pages.parts.shell import permit, reference, writes
from pages.parts.shell.addresses import ALL
from pages.parts.shell.present import present
from pages.parts.shell.scope import Scope
from pages.parts.shell.watermark import watermark
from pages.parts.shell.ways import region_ids
from pages.parts.ui.labels import six_words
from queries.meetings import read_board

Tell = Callable[[float, str], None]


def make(scope: Scope, agendas: Mapping[int, Agenda], freeze: bool, tell: Tell) -> Meeting:
    """Everything that the browser will hold. agendas: by region; freeze: it gets a number, under which its figures and pages are
    kept, where whoever asks may give one; tell: how far it is."""
    scopes, boards = [scope, *below(scope)], []
    decks = tuple(within(_drawn(scope.version, _boards(scopes, agendas, tell), boards)))
    number = _frozen(scope, boards[:len(decks)]) if freeze else LOOK
    return _meeting(number, scope.version, boards[0], decks, [one.region for one in scopes])


def again(version: int, number: str) -> Meeting | None:
    """A meeting as it was shown, by its number; None where there is none, or it is not the reader's to see."""
    row = reference.ask(read_board, number)
    if row is None or row.region_id not in region_ids(version).values():
        return None
    boards, known = unpack(row.content), set(region_ids(version).values())
    mine = [one for one in boards if one.region_id in known]
    decks = tuple(within(_drawn(version, iter(mine), [])))
    return _meeting(number, version, mine[0], decks, [one.region_id for one in boards])


def below(scope: Scope) -> list[Scope]:
    """The regions directly below, which have numbers to be called by."""
    nodes, known = reference.tree_at(scope.version, scope.period), set(region_ids(scope.version).values())
    return [replace(scope, region=int(region)) for region in nodes.index[nodes["parent_id"] == scope.region] if region in known]


def _meeting(number: str, version: int, whole: Outline, decks: tuple[Deck, ...], regions: Sequence[int]) -> Meeting:
    """regions: that could be held."""
    nodes = reference.tree(version)
    nodes = nodes[nodes.index.isin(regions)]
    named = list(zip(nodes["code"], nodes["name"], strict=True))
    label = reference.settings(version).get("data_label") or "示例数据" if whole.demo else ""
    return Meeting(number, decks, whole.as_of, label, f"数据来源：{whole.source}。{words(named, decks)}", watermark(present()))


def _boards(scopes: Sequence[Scope], agendas: Mapping[int, Agenda], tell: Tell) -> Iterator[Outline]:
    """What is shown of each region that has anything to show."""
    for at, scope in enumerate(scopes):
        tell(at / len(scopes), f"正在备好{reference.name_of(scope.version, scope.region)}的页（{at + 1}/{len(scopes)}）")
        one = decided.board(scope)
        if one.slides:
            yield replace(one, slides=shown(one.slides, agendas.get(scope.region, Agenda())))


def _drawn(version: int, boards: Iterator[Outline], told: list[Outline]) -> Iterator[Deck]:
    """told: takes what was drawn."""
    codes, known = reference.tree(version)["code"].to_dict(), named(version)
    for one in boards:
        told.append(one)
        yield deck(codes[one.region_id], one, known, "duban" in ALL and permit.may_write())


def named(version: int) -> Callable[[Figure], tuple[str, str, str, str]]:
    """What a figure is called: its region's code and name, its indicator's code and name."""
    nodes, known = reference.tree(version), reference.indicators(version)
    codes, places = nodes["code"].to_dict(), nodes["name"].to_dict()
    indicators, names = known["code"].to_dict(), known["short_name"].to_dict()
    return lambda figure: (codes[figure.region_id], places[figure.region_id], indicators[figure.indicator_id],
                           names[figure.indicator_id])


def _frozen(scope: Scope, boards: Sequence[Outline]) -> str:
    """The number under which every figure and page of the meeting is kept."""
    whole = replace(boards[0], slides=tuple(slide for one in boards for slide in one.slides))
    title, who, at = f"{whole.place}{outline.span(scope)}{six_words(scope)}会议", frozen.actor(scope.version), clock.now()
    return writes.write(lambda connection: open_meeting(
        connection, content=pack(boards), title=title, region_id=whole.region_id, year=whole.year, month=whole.month,
        demo=whole.demo, figures=frozen.frame(whole), homes=frozen.homes(boards), actor=who, at=at), {}) or LOOK


def words(regions: Sequence[tuple[str, str]], decks: tuple[Deck, ...]) -> str:
    """Which pages the browser holds, and which of the regions (code, name) it does not."""
    said = f"浏览器里带着{len(decks)}个地区的{len([page for one in decks for page in one.pages])}页，断了连接也能翻。"
    held = {one.code for one in decks}
    missing = [name for code, name in regions if code not in held]
    if missing:
        said += (f"还有{len(missing)}个地区的页没有带（{'、'.join(missing[:3])}{'等' if len(missing) > 3 else ''}），"
                 "要看就选那个地区另开一个。")
    return said
