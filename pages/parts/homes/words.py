"""妇女之家 in words and figures: the headline, every place in a line, the forms, and how reports and register agree."""

from html import escape

from pages.parts.homes.register import View, children, figures, opened, what
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.place_names import whole
from pages.parts.ui import format as fmt
from pages.parts.ui.panels import panel


@by_version(128)
def coverage_sentence(view: View) -> str:
    """How many, where not, and against the end of last year or the month compared with; below it the way back."""
    every = View(view.scope, "rate", "", 0, "")
    before = view.since or (view.scope.year - 1) * 100 + 12
    now, then = (figures(every, period).loc[view.scope.region] for period in (view.period, before))
    here = reference.tree(view.scope.version).at[view.scope.region, "name"]
    who = whole(here) if view.scope.at_root else here
    if fmt.is_missing(now["homes"]):
        text = f"{escape(here)}还没有妇女之家名册，建了多少家、覆盖多少村（社区）都不知道。"
    else:
        text = (f"截至{fmt.period(view.period)}，{escape(who)}有妇女之家<button data-pick='register' title='点开看来自哪些批次和文件'>"
                f"{fmt.plain(now['homes'])}个</button>，{fmt.plain(now['villages'])}个村（社区）中"
                f"{fmt.plain(now['covered'])}个已建家，覆盖率{_rate(now['rate'])}，尚有{fmt.plain(now['left'])}个未建")
        if not fmt.is_missing(then["rate"]) and not fmt.is_missing(now["rate"]):
            text += f"；与{fmt.period(before)}末比，{_moved(now['homes'] - then['homes'], '个数', '多', '少', '个', 0)}，" + _moved(
                now["rate"] - then["rate"], "覆盖率", "高", "低", "个百分点", 1)
        text += "。"
        if now["unregistered"]:
            text += f"另有{now['unregistered']:.0f}个县没有名册，不在其中。"
    return f'<p class="headline">{text}</p>{crumbs(view)}'


def _moved(gap: float, what_: str, more: str, less: str, unit: str, precision: int) -> str:
    if round(gap, precision) == 0:
        return f"{what_}持平"
    return f"{what_ if precision else ''}{more if gap > 0 else less}{fmt.plain(abs(gap), precision)}{unit}"


def _rate(rate: float) -> str:
    return fmt.NONE if fmt.is_missing(rate) else f"{fmt.plain(rate, 1)}%"


def crumbs(view: View) -> str:
    """The way from the root down to here, each step a door."""
    tree, steps, at = reference.tree(view.scope.version), [], view.scope.region
    while at == at and at is not None:
        steps.append((f"region:{int(at)}", tree.at[at, "name"]))
        at = tree.at[at, "parent_id"]
    steps.reverse()
    if view.town and opened(view) is not None:
        steps[-1] = ("town:", steps[-1][1])
        steps.append(("", opened(view)["name"]))
    if len(steps) < 2:
        return ""
    doors = [f'<button data-pick="{picked}">{escape(name)}</button>' for picked, name in steps[:-1]]
    return f'<p class="crumbs">{" › ".join([*doors, f"<b>{escape(steps[-1][1])}</b>"])}</p>'


@by_version(128)
def lines(view: View) -> str:
    """The region and every place below it in a line; with a month to compare with, its coverage and homes too."""
    below, now = children(view.scope.version, view.scope.region), figures(view, view.period)
    then = figures(view, view.since) if view.since else None
    in_bar = set(reference.tree(view.scope.version).index)
    name = reference.tree(view.scope.version).at[view.scope.region, "name"]
    body = _line("", f"<b>{escape(name)}</b>", now.loc[view.scope.region], None if then is None else then.loc[view.scope.region])
    for one in below.itertuples(index=False):
        picked = f"region:{one.id}" if one.id in in_bar else f"town:{one.code}"
        body += _line(picked, f'<button data-pick="{picked}">{escape(one.name)}</button>', now.loc[one.id],
                      None if then is None else then.loc[one.id])
    compared = "" if then is None else (f'<th class="num">{fmt.period(view.since)}个数</th><th class="num">增减</th>'
                                        f'<th class="num">{fmt.period(view.since)}覆盖率</th><th class="num">百分点</th>')
    table = f"""<div class="scroll"><table class="plain homes-lines"><thead><tr><th>地区</th><th class="num">村（社区）</th>
<th class="num">已建</th><th class="num">未建</th><th class="num">覆盖率</th><th class="num">个数</th><th class="num">每万名妇女</th>
<th class="num">示范占比</th>{compared}</tr></thead><tbody>{body}</tbody></table></div>"""
    word = "" if not view.form else f"只数“{escape(what(view))}”"
    return panel("各地一览", word or "已建、未建的是村（社区）；个数含市直单位、楼宇等新领域", table)


def _line(picked: str, name: str, row, before) -> str:
    counts = (row[name] if row["villages"] else float("nan") for name in ("villages", "covered", "left"))
    cells = "".join(f"<td class='num'>{_plain(value)}</td>" for value in counts)
    cells += (f"<td class='num'><b>{_rate(row['rate'])}</b></td><td class='num'>{_plain(row['homes'])}</td>"
              f"<td class='num'>{_plain(row['women'], 1)}</td><td class='num'>{_rate(row['model'])}</td>")
    if before is not None:
        cells += (f"<td class='num'>{_plain(before['homes'])}</td><td class='num'>{_signed(row['homes'] - before['homes'])}</td>"
                  f"<td class='num'>{_rate(before['rate'])}</td><td class='num'>{fmt.points(row['rate'] - before['rate'])}</td>")
    mark = f" data-pick='{picked}' data-mark='{picked}'" if picked else ""
    return f"<tr{mark}><td>{name}</td>{cells}</tr>"


def _plain(value: float, precision: int = 0) -> str:
    return fmt.NONE if fmt.is_missing(value) else fmt.plain(value, precision)


def _signed(value: float) -> str:
    return fmt.NONE if fmt.is_missing(value) else fmt.plain(value, 0, sign=True)
