"""报送 = who may: a unit sends the figures of its own region and of those below it, no others.

A unit belongs to the region that its name holds, the deepest of them: 睢县妇联, 睢县民政局, 睢县后台乡综治办. One that names no
region of the tree (市人社局, a zone's office, what stands above the root) may send for all.
"""

import re

import pandas as pd
from sqlalchemy import Connection

from data.intake.cells import tidy
from data.intake.draft import Draft
from data.intake.place_names import PlaceNames
from data.intake.place_words import shorten
from data.intake.sheets import column_letter
from data.intake.traditional import simplify
from data.write.actor import Actor
from data.write.errors import NotPermitted, Refused
from data.write.submissions import must_be_reviewed
from queries.access import read_rules
from queries.roles import names_of

TOLD_REGIONS, TOLD_CELLS = 3, 5
_OF_A_VILLAGE = re.compile(r"村|社区|居委")


def refuse_others(connection: Connection, draft: Draft, name: str) -> None:
    """Raises Refused (field actor) where the unit may not send all that the draft holds."""
    if words := not_theirs(connection, draft, name):
        raise Refused(actor=words)


def not_theirs(connection: Connection, draft: Draft, name: str) -> str:
    """Why the unit may not send this draft, where that stands in the file and what to do instead; "" where it may."""
    every = _regions_held(draft)
    if not name.strip() or not every:
        return ""
    names = PlaceNames(connection)
    if _OF_A_VILLAGE.search(name) or not set(every) <= set(names.regions["id"]):
        names = PlaceNames(connection, villages=True)
    outside = {home: [region for region in every if not names.below(region, home)] for home in regions_of(names, name)}
    home = min(outside, key=lambda one: len(outside[one]), default=None)
    if home is None or not outside[home]:
        return ""
    held = _held(draft)
    told = "；".join(_told(names, region, held.loc[held["region_id"] == region, "place"].tolist())
                    for region in outside[home][:TOLD_REGIONS])
    more = f"……共 {len(outside[home])} 个地区" if len(outside[home]) > TOLD_REGIONS else ""
    theirs = f"{names.place(outside[home][0]).name}妇联" if len(outside[home]) == 1 else "各自的妇联"
    return (f"“{name}”是{names.describe(home)}的单位，只能报本地区和下级的数；文件里有不归它报的：{told}{more}。没有导入。"
            f"请由{theirs}或{names.place(names.root).name}妇联报送，或只报本地区的数；报送单位填错了的，请改正")


def waits(connection: Connection, draft: Draft, actor: Actor) -> bool:
    """Whether the file has to be sent for review instead of coming in: a county's account, or by the office's rule any unit that
    is not the whole's own."""
    if must_be_reviewed(connection, actor, _regions_held(draft)):
        return True
    if actor.account is not None or not actor.unit or read_rules(connection).review != "always":
        return False
    names = PlaceNames(connection)
    return bool(homes := regions_of(names, actor.unit)) and names.root not in homes


def refuse_unsent(connection: Connection, draft: Draft, actor: Actor) -> None:
    """Raises NotPermitted where it waits."""
    if waits(connection, draft, actor):
        raise NotPermitted(f"没有导入：{actor.unit}报的数要先审核。请报送，由{names_of('review')}审核导入。", actor, "import",
                           sorted(_regions_held(draft)))


def regions_of(names: PlaceNames, name: str) -> tuple[int, ...]:
    """The region that a unit's name holds, the deepest; all that are called so where it does not say which; none."""
    text = simplify(tidy(name)).replace(" ", "")
    sender = names.sender(text, person=False)
    if sender.region is not None:
        return (sender.region.id,)
    if sender.several:
        return sender.several
    if known := names.places_in(text)[0]:
        return (max((one.id for one in known), key=names.depth),)
    if several := names.unclear_in(text):
        return several
    rest = text.removeprefix(tidy(names.place(names.root).name))
    return tuple(county.id for county in names.counties if len(short := shorten(county.name)) > 1 and rest.startswith(short))


def differ(connection: Connection, said: str, name: str) -> str:
    """What is doubtful where a sheet says that another unit sends it than the one that signs, which is neither of the same
    region nor of one above; "" where nothing is."""
    if not said or not name.strip() or said == name:
        return ""
    names = PlaceNames(connection)
    first, second = (regions_of(names, one) or (names.root,) for one in (said, name))
    if any(names.below(one, other) for one in first for other in second):
        return ""
    return f"表里写的填报单位是“{said}”，报送单位填的是“{name}”，它不是同一地区的单位，也不是上级；请核对是谁报的"


def _told(names: PlaceNames, region: int, places: list[str]) -> str:
    more = "……" if len(places) > TOLD_CELLS else ""
    return f"{names.describe(region)}{len(places)} 处（{'、'.join(places[:TOLD_CELLS])}{more}）"


def _regions_held(draft: Draft) -> list[int]:
    """The regions that the draft has cells or sites of, in the order in which they first come."""
    frames = [frame["region_id"] for frame in (*draft.cells.values(), draft.sites) if len(frame)]
    return [int(region) for region in pd.concat(frames).unique()] if frames else []


def _held(draft: Draft) -> pd.DataFrame:
    """region_id and place (填报 C5) of every cell and site of a draft that has any."""
    frames = [cells[["region_id", "sheet", "row", "column"]] for cells in draft.cells.values() if len(cells)]
    frames += [draft.sites[["region_id", "sheet", "row"]].assign(column=column_letter(1))] if len(draft.sites) else []
    held = pd.concat(frames, ignore_index=True)
    return held.assign(place=[f"{row.sheet} {row.column}{row.row}" for row in held.itertuples()])
