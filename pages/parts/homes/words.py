"""妇女之家 in words and figures: the headline, every place in a line, the forms, and how reports and register agree."""

from pages.parts.homes.register import View, children, figures, growth, opened, what
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Pick, Region, Register, Town
from pages.parts.shell.place_names import whole
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, join, num, panel, table, tag, tr
from pages.parts.ui.villages import NO_REGISTER


@by_version(128)
def coverage_sentence(view: View) -> Markup:
    """How many, where not, and against the end of last year or the month compared with; below it the way back. Picks: Register,
    Region, Town."""
    every = View(view.scope, "rate", "", 0, "")
    before = view.since or (view.scope.year - 1) * 100 + 12
    now = figures(every, view.period).loc[view.scope.region]
    then = growth(view.scope.version, view.scope.region, view.period).set_index("period").loc[before]
    here = reference.tree(view.scope.version).at[view.scope.region, "name"]
    who = whole(here) if view.scope.at_root else here
    if fmt.is_missing(now["homes"]):
        said = [f"{here}妇女之家{NO_REGISTER}。"]
    else:
        said = [f"截至{fmt.period(view.period)}，{who}有妇女之家",
                button(Register(), f"{fmt.plain(now['homes'])}个", title="点开看来自哪几次导入、哪些文件"),
                f"，{fmt.plain(now['villages'])}个村（社区）中{fmt.plain(now['covered'])}个已建家，覆盖率{_rate(now['rate'])}，"
                f"尚有{fmt.plain(now['left'])}个未建"]
        if not fmt.is_missing(then["rate"]) and not fmt.is_missing(now["rate"]):
            more = _moved(now["homes"] - then["homes"], "个数", "多", "少", "个", 0)
            higher = _moved(now["rate"] - then["rate"], "覆盖率", "高", "低", "个百分点", 1)
            said.append(f"；与{fmt.period(before)}末比，{more}，{higher}")
        said.append("。")
        if now["unregistered"]:
            said.append(f"另有{now['unregistered']:.0f}个县{NO_REGISTER}，不在其中。")
    return tag("p", *said, look="headline") + crumbs(view)


def _moved(gap: float, what_: str, more: str, less: str, unit: str, precision: int) -> str:
    if round(gap, precision) == 0:
        return f"{what_}持平"
    return f"{what_ if precision else ''}{more if gap > 0 else less}{fmt.plain(abs(gap), precision)}{unit}"


def _rate(rate: float) -> str:
    return fmt.NONE if fmt.is_missing(rate) else f"{fmt.plain(rate, 1)}%"


def crumbs(view: View) -> Markup | str:
    """The way from the root down to here, each step a door."""
    tree, steps, at = reference.tree(view.scope.version), [], view.scope.region
    while at == at and at is not None:
        steps.append((Region(int(at)), tree.at[at, "name"]))
        at = tree.at[at, "parent_id"]
    steps.reverse()
    town = opened(view)
    if view.town and town is not None:
        steps[-1] = (Town(""), steps[-1][1])
        steps.append((None, town["name"]))
    if len(steps) < 2:
        return ""
    return tag("p", join((*(button(pick, name) for pick, name in steps[:-1]), tag("b", steps[-1][1])), " › "), look="crumbs")


@by_version(128)
def lines(view: View) -> Markup:
    """The region and every place below it in a line; with a month to compare with, its coverage and homes too. Picks and marks:
    Region or Town."""
    below, now = children(view.scope.version, view.scope.region), figures(view, view.period)
    then = figures(view, view.since) if view.since else None
    in_bar = set(reference.tree(view.scope.version).index)
    name = reference.tree(view.scope.version).at[view.scope.region, "name"]
    rows = [_line(None, tag("b", name), now.loc[view.scope.region], None if then is None else then.loc[view.scope.region])]
    for one in below.itertuples(index=False):
        pick = Region(one.id) if one.id in in_bar else Town(one.code)
        rows.append(_line(pick, button(pick, one.name), now.loc[one.id], None if then is None else then.loc[one.id]))
    then_is = fmt.period(view.since) if view.since else ""
    compared = () if then is None else (f"{then_is}个数", "增减", f"{then_is}覆盖率", "百分点")
    heads = ["地区", *map(num, ("村（社区）", "已建", "未建", "覆盖率", "个数", "每万名妇女", "示范占比", *compared))]
    word = f"只数“{what(view)}”" if view.form else "已建、未建的是村（社区）；个数含市直单位、楼宇等新领域"
    return panel("各地一览", word, table(heads, rows, "plain homes-lines"))


def _line(pick: Pick | None, name: Markup, row, before) -> Markup:
    cells = [_plain(row[name] if row["villages"] else float("nan")) for name in ("villages", "covered", "left")]
    cells += [tag("b", _rate(row["rate"])), _plain(row["homes"]), _plain(row["women"], 1), _rate(row["model"])]
    if before is not None:
        cells += [_plain(before["homes"]), _signed(row["homes"] - before["homes"]), _rate(before["rate"]),
                  fmt.points(row["rate"] - before["rate"])]
    return tr(name, *map(num, cells), pick=pick, mark=pick)


def _plain(value: float, precision: int = 0) -> str:
    return fmt.NONE if fmt.is_missing(value) else fmt.plain(value, precision)


def _signed(value: float) -> str:
    return fmt.NONE if fmt.is_missing(value) else fmt.plain(value, 0, sign=True)
