"""妇女之家 in words and figures: the headline, every place in a line, the forms, and how reports and register agree."""

from functools import lru_cache
from html import escape

from pages.parts import answers, load
from pages.parts import format as fmt
from pages.parts.homes import View, children, figures, forms, opened, place, tally, what
from pages.parts.lists import panel
from pages.parts.names import whole
from queries import homes
from queries.periods import last_due


@lru_cache(maxsize=128)
def headline(view: View) -> str:
    """How many, where not, and against the end of last year or the month compared with; below it the way back."""
    every = View(view.scope, "rate", "", 0, "")
    before = view.since or (view.scope.year - 1) * 100 + 12
    now, then = (figures(every, period).loc[view.scope.region] for period in (view.period, before))
    here = load.tree(view.scope.version).at[view.scope.region, "name"]
    who = whole(here) if view.scope.at_root else here
    if fmt.is_missing(now["homes"]):
        text = f"{escape(here)}还没有妇女之家名册，建了多少家、覆盖多少村（社区）都不知道。"
    else:
        left = now["villages"] - now["covered"]
        text = (f"截至{fmt.period(view.period)}，{escape(who)}有妇女之家<button data-pick='register' title='点开看来自哪些批次和文件'>"
                f"{fmt.plain(now['homes'])}个</button>，{fmt.plain(now['villages'])}个村（社区）中"
                f"{fmt.plain(now['covered'])}个已建家，覆盖率{_rate(now['rate'])}，尚有{fmt.plain(left)}个未建")
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
    tree, steps, at = load.tree(view.scope.version), [], view.scope.region
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


@lru_cache(maxsize=128)
def lines(view: View) -> str:
    """The region and every place below it in a line; with a month to compare with, its coverage and homes too."""
    below, now = children(view.scope.version, view.scope.region), figures(view, view.period)
    then = figures(view, view.since) if view.since else None
    in_bar = set(load.tree(view.scope.version).index)
    name = load.tree(view.scope.version).at[view.scope.region, "name"]
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
    left = row["villages"] - row["covered"] if row["villages"] else float("nan")
    counts = (row["villages"] or float("nan"), row["covered"] if row["villages"] else float("nan"), left)
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


@lru_cache(maxsize=64)
def forms_table(view: View) -> str:
    """Form × place: how many stand. What nobody has is named below; a place without a register is “—”, never 0."""
    known, below = forms(view.scope.version), children(view.scope.version, view.scope.region)
    counts = tally(view.scope.version, place(view), view.period)
    cells = counts.set_index(["region_id", "form"])["sites"].to_dict()
    missing = {region for region, row in figures(View(view.scope, "rate", "", 0, ""), view.period).iterrows()
               if fmt.is_missing(row["homes"])}
    every = [form for form in homes.names_of(known, "") if (view.scope.region, form) in cells]
    body, none = _form_row("<b>全部妇女之家</b>", every, view, below, cells, missing), []
    for domain, title in (("village", "村（社区）妇女之家"), ("new", "新领域妇女之家"), ("other", "其他阵地")):
        of_domain = known[known["domain"] == domain]
        held = [form for form in of_domain["name"] if (view.scope.region, form) in cells]
        none += [form for form in of_domain["name"] if form not in held]
        if domain != "other" and held:
            body += _form_row(f"<b>{title}合计</b>", held, view, below, cells, missing)
        elif held:
            body += f'<tr><th colspan="{len(below) + 2}">其他阵地（不算妇女之家）</th></tr>'
        body += "".join(_form_row(escape(form), [form], view, below, cells, missing if domain != "other" else set())
                        for form in held)
    heads = "".join(f"<th class='num'>{escape(name)}</th>" for name in below["name"])
    here = load.tree(view.scope.version).at[view.scope.region, "name"]
    lead = f"名册中还没有：{'、'.join(none)}" if none else "名册中各种形式都有"
    return panel("有哪些形式的家和阵地", escape(lead), f"""<div class="scroll"><table class="plain"><thead><tr><th>形式</th>
<th class="num">{escape(here)}</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>""")


def _form_row(title: str, held: list[str], view: View, below, cells: dict, missing: set) -> str:
    sums = {region: sum(cells.get((region, form), 0) for form in held) for region in (view.scope.region, *below.index)}
    numbers = "".join(f"<td class='num'>{fmt.NONE if region in missing else f'{count:,}'}</td>" for region, count in sums.items())
    return f"<tr><td>{title}</td>{numbers}</tr>"


@lru_cache(maxsize=128)
def agreement(view: View) -> str:
    """WL-01…04 as reported beside the register at the end of the same period. Picks origin:<code>."""
    catalogue = load.indicators(view.scope.version).set_index("code", drop=False)
    mine, body = answers.mine(view.scope), ""
    for code in (homes.HOMES, homes.COVERED, homes.RATE, homes.NEW):
        if code not in catalogue.index:
            continue
        indicator = catalogue.loc[code]
        due = last_due(view.scope.year, view.scope.month, indicator["frequency"])
        row = mine.loc[indicator["id"]]
        register = in_register(view, code, due)
        reported, unit = fmt.shown(row, indicator)
        said = fmt.NONE if fmt.is_missing(register) else fmt.plain(register, int(indicator["precision"])) + unit
        gap = round(register, int(indicator["precision"])) - round(row.value, int(indicator["precision"]))
        word = fmt.NONE if fmt.is_missing(gap) else "一致" if round(gap, 6) == 0 else (
            f"名册{'多' if gap > 0 else '少'} {fmt.plain(abs(gap), int(indicator['precision']))}")
        note = f"<em>沿用 {row.carried} 个单位</em>" if row.carried else ""
        body += (f"<tr data-pick='origin:{code}'><td><button data-pick='origin:{code}'>{code} {escape(indicator['name'])}</button></td>"
                 f"<td class='num'>{reported}{unit} {note}</td><td class='num'>{said}</td><td>{word}</td></tr>")
    table = f"""<table class="plain"><thead><tr><th>指标</th><th class="num">各单位上报</th><th class="num">按名册</th><th>相差</th></tr></thead>
<tbody>{body}</tbody></table>"""
    return panel("名册与上报数对得上吗", f"截至{fmt.period(due)}（季报）；点一行看是哪些单位报的", table)


def in_register(view: View, code: str, period: int) -> float:
    """What one of WL-01…04 comes to by the register."""
    if code in (homes.RATE, homes.COVERED):
        row = figures(View(view.scope, "rate", "", 0, ""), period).loc[view.scope.region]
        return row["rate"] if code == homes.RATE else row["covered"] if row["villages"] else float("nan")
    known = forms(view.scope.version)
    names = known.loc[known["domain"].isin(("new",) if code == homes.NEW else ("new", "village")), "name"]
    every = figures(View(view.scope, "number", "", 0, ""), period).loc[view.scope.region]
    if fmt.is_missing(every["homes"]):
        return float("nan")
    counts = tally(view.scope.version, place(view), period)
    return float(counts[(counts["region_id"] == view.scope.region) & counts["form"].isin(names)]["sites"].sum())
