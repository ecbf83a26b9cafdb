"""Everything that whoever looks can find, the more important first; of places those that he may see and no other."""

from collections.abc import Iterator

from pages.parts.find.index import Entry, Former, Found, Index, make_index
from pages.parts.find.terms import TERMS
from pages.parts.shell import planned, reference
from pages.parts.shell.addresses import ACTIONS, KEEPING, OTHERS
from pages.parts.shell.cache import by_version
from pages.parts.shell.place_names import shorten
from pages.parts.ui.format import is_missing
from queries.former_names import former
from queries.places import list_former, list_places

ABOVE = ("province", "city", "county")
MOST_PLACES = 100_000
"""A province with its villages takes the first search after an import two seconds; a country's would take a minute."""


@by_version(16)
def index(version: int) -> Index:
    return make_index(entries(version))


def entries(version: int) -> Iterator[Entry]:
    places = reference.ask(list_places, None if reference.seen(version) is None else reference.tops(version), MOST_PLACES)
    known = reference.ask(list_former)
    known = known[known["region_id"].isin(places.index)]
    names = places["name"].to_dict()
    places = places.drop(index=known["from_id"].dropna().astype(int), errors="ignore")  # who follows is found by their names
    upper = places["level"].isin(ABOVE)
    yield from pages()
    yield from (Entry(Found("页面", name, path=code), (name,), (code,)) for code, name in reference.own_groups(version).items())
    yield from map(_place, places[upper].itertuples())
    yield from (_former(row, names[row.region_id]) for row in known.itertuples())
    yield from projects(version)
    yield from indicators(version)
    yield from (Entry(Found("名词", term.name, term=True), tuple(term.name.split("、")), term.also) for term in TERMS)
    yield from map(_place, places[~upper].itertuples())


def pages() -> Iterator[Entry]:
    titles = {"": ("总览", ("首页",))} | {code: (title, (f"{title}行动",)) for code, (title, _) in ACTIONS.items()}
    titles |= {code: (row[1], ()) for code, row in (OTHERS | KEEPING).items()}
    for code, (title, more) in titles.items():
        yield Entry(Found("页面", title, path=code), (title, *more), (code,))


def projects(version: int) -> Iterator[Entry]:
    """Those that are listed, the federation's own too: each on its own page; what it is to see is a word by which it is found."""
    names = {code: f"{title}行动" for code, (title, _) in ACTIONS.items()} | reference.own_groups(version)
    for row in planned.shown(version).itertuples():
        more = " · ".join(filter(None, (row.code, names.get(row.action, ""))))
        yield Entry(Found("工作项目", row.name, more, "xiangmu", (("project", row.code),)), (row.name,),
                    (row.code, *row.about.split("、"), *former(row.shipped), *({row.shipped} - {row.name, ""})))


def indicators(version: int) -> Iterator[Entry]:
    """Each where it stands, 基础数据 in the catalogue; and what they say is their programme, where that is no 工作项目 by
    itself."""
    catalogue, actions = reference.indicators(version), reference.actions(version).set_index("id")
    where = {row.code: ("zhibiao", (("words", row.code),)) if actions.at[row.action_id, "kind"] == "base" else (
        actions.at[row.action_id, "code"], (("indicator", row.code),)) for row in catalogue.itertuples()}
    listed = planned.listed(version)
    known = {*listed["name"], *listed["shipped"]}
    for programme in dict.fromkeys(one for one in catalogue["programme"] if one not in known):
        rows = catalogue[catalogue["programme"] == programme]
        path, query = where[rows["code"].iloc[0]]
        yield Entry(Found("工作项目", programme, f"{len(rows)} 项指标，先看{rows['short_name'].iloc[0]}", path, query),
                    (programme,), former(programme))
    for row in catalogue.itertuples():
        path, query = where[row.code]
        ended = "" if is_missing(row.last_year) else f" · {row.last_year:.0f}年以后停用"
        yield Entry(Found("指标", row.name, f"{row.code} · {row.programme}{ended}", path, query), (row.name, row.short_name),
                    (row.code, row.programme, *reference.also_called(version)[row.code]))


def _place(row) -> Entry:
    return Entry(int(row.id), (row.name,), (shorten(row.name), row.code))


def _former(row, name: str) -> Entry:
    """Under a name that it has still, by the code that it had alone."""
    names = (row.name, shorten(row.name)) if row.name != name else ()
    return Entry(Former(row.region_id, row.words if names else f"原代码{row.code}"), (), (*names, row.code))
