"""A meeting is made: the pages of the region in scope and of every region below it that the reader sees, all before it begins."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from data.papers.outline import Figure, Outline
from pages.parts.meeting.agenda import Agenda, shown
from pages.parts.meeting.decks import Deck, deck, within
from pages.parts.meeting.stage import LOOK, Meeting
from pages.parts.papers import frozen, outline
from pages.parts.shell import permit, reference, writes
from pages.parts.shell.addresses import ALL
from pages.parts.shell.scope import Scope
from pages.parts.shell.ways import region_ids

Tell = Callable[[float, str], None]


def make(scope: Scope, agendas: Mapping[int, Agenda], freeze: bool, tell: Tell) -> Meeting:
    """Everything that the browser will hold. agendas: by region; freeze: the figures shown get a number, where whoever asks may
    give one; tell: how far it is."""
    scopes, boards = [scope, *below(scope)], []
    decks = tuple(within(_drawn(_boards(scopes, agendas, tell), boards)))
    boards = boards[:len(decks)]
    number = _frozen(scope, boards) if freeze else LOOK
    nodes = reference.tree(scope.version).loc[[one.region for one in scopes]]
    return meeting(number, scope.version, boards, decks, list(zip(nodes["code"], nodes["name"], strict=True)))


def below(scope: Scope) -> list[Scope]:
    """The regions directly below, which have numbers to be called by."""
    nodes, known = reference.tree(scope.version), set(region_ids(scope.version).values())
    return [replace(scope, region=int(region)) for region in nodes.index[nodes["parent_id"] == scope.region] if region in known]


def meeting(number: str, version: int, boards: Sequence[Outline], decks: tuple[Deck, ...], regions: Sequence[tuple[str, str]]
            ) -> Meeting:
    """regions: that could be held, by code and name."""
    whole = boards[0]
    label = reference.settings(version).get("data_label", "") if whole.demo else ""
    return Meeting(number, decks, whole.as_of, label, f"数据来源：{whole.source}。{words(regions, decks)}")


def _boards(scopes: Sequence[Scope], agendas: Mapping[int, Agenda], tell: Tell) -> Iterator[Outline]:
    """What is shown of each region that has anything to show."""
    for at, scope in enumerate(scopes):
        tell(at / len(scopes), f"正在备好{reference.name_of(scope.version, scope.region)}的页（{at + 1}/{len(scopes)}）")
        one = outline.board(scope)
        if one.slides:
            yield replace(one, slides=shown(one.slides, agendas.get(scope.region, Agenda())))


def _drawn(boards: Iterator[Outline], told: list[Outline]) -> Iterator[Deck]:
    """told: takes what was drawn."""
    version = reference.current_version()
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
    """The number under which every figure of the meeting is kept."""
    whole = replace(boards[0], title=f"{boards[0].place}{outline.span(scope)}六大行动会议",
                    slides=tuple(slide for one in boards for slide in one.slides))
    made = writes.attempt(lambda: frozen.frozen(whole, "会议", frozen.actor(scope.version)), {})
    return made.number if made is not None and made.number else LOOK


def words(regions: Sequence[tuple[str, str]], decks: tuple[Deck, ...]) -> str:
    """Which pages the browser holds, and which of the regions (code, name) it does not."""
    said = f"浏览器里带着{len(decks)}个地区的{len([page for one in decks for page in one.pages])}页，断了连接也能翻。"
    held = {one.code for one in decks}
    missing = [name for code, name in regions if code not in held]
    if missing:
        said += (f"还有{len(missing)}个地区的页没有带（{'、'.join(missing[:3])}{'等' if len(missing) > 3 else ''}），"
                 "要看就选那个地区另开一个。")
    return said
