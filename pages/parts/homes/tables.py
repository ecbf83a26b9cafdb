"""The forms of 妇女之家 place by place, and how reports and register agree."""


import pandas as pd

from pages.parts.homes.register import View, children, figures, forms, place, tally
from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Origin
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, num, panel, table, tag, tr
from queries.homes import coverage
from queries.homes.figures import in_register, of_forms
from queries.periods import last_due


@by_version(64)
def forms_table(view: View) -> Markup:
    """Form × place: how many stand. What nobody has is named below; a place without a register is “—”, never 0."""
    known, below = forms(view.scope.version), children(view.scope.version, view.scope.region)
    counts = tally(view.scope.version, place(view), view.period)
    here = reference.tree(view.scope.version).at[view.scope.region, "name"]
    of_here = set(counts.loc[counts["region_id"] == view.scope.region, "form"])
    missing = {region for region, row in figures(View(view.scope, "rate", "", 0, ""), view.period).iterrows()
               if fmt.is_missing(row["homes"])}
    silent = missing - set(counts["region_id"])
    every = [form for form in coverage.names_of(known, "") if form in of_here]
    rows, none = [_form_row(tag("b", "全部妇女之家"), every, view, below, counts, missing)], []
    for domain, title in (("village", "村（社区）妇女之家"), ("new", "新领域妇女之家"), ("other", "其他阵地")):
        of_domain = known[known["domain"] == domain]
        held = [form for form in of_domain["name"] if form in of_here]
        none += [form for form in of_domain["name"] if form not in held]
        if domain != "other" and held:
            rows.append(_form_row(tag("b", f"{title}合计"), held, view, below, counts, missing))
        elif held:
            rows.append(html('<tr><th colspan="{}">其他阵地（不算妇女之家）</th></tr>', len(below) + 2))
        rows += [_form_row(form, [form], view, below, counts, missing if domain != "other" else silent)
                 for form in held]
    lead = f"名册中还没有：{'、'.join(none)}" if none else "名册中各种形式都有"
    return panel("有哪些形式的家和阵地", lead, table(["形式", num(here), *map(num, below["name"])], rows))


def _form_row(title: Markup | str, held: list[str], view: View, below, counts: pd.DataFrame, missing: set) -> Markup:
    sums = of_forms(counts, held)["sites"].to_dict()
    return tr(title, *(num(fmt.NONE if region in missing else f"{sums.get(region, 0):,}")
                       for region in (view.scope.region, *below.index)))


@by_version(128)
def agreement(view: View) -> Markup:
    """What is reported of the homes that the register counts, too, beside it at the end of the same period; nothing where the
    catalogue has none of it. Picks: Origin."""
    catalogue = reference.indicators_in(view.scope.version, view.scope.year).set_index("code", drop=False)
    mine, rows = answers.mine(view.scope), []
    for code in (coverage.HOMES, coverage.COVERED, coverage.RATE, coverage.NEW):
        if code not in catalogue.index:
            continue
        indicator = catalogue.loc[code]
        row = mine.loc[indicator["id"]]
        due = last_due(view.scope.year, view.scope.month, indicator["frequency"])
        due = due if fmt.is_missing(row.as_of) else int(row.as_of)
        register = _in_register(view, due)[code]
        reported, unit = fmt.shown(row, indicator)
        said = fmt.NONE if fmt.is_missing(register) else fmt.plain(register, int(indicator["precision"])) + unit
        gap = round(register, int(indicator["precision"])) - round(row.value, int(indicator["precision"]))
        word = fmt.NONE if fmt.is_missing(gap) else "一致" if round(gap, 6) == 0 else (
            f"名册{'多' if gap > 0 else '少'} {fmt.plain(abs(gap), int(indicator['precision']))}")
        note = join((tag("em", fmt.carried(row.carried)) if row.carried else "", as_of.note(row)))
        rows.append(tr(button(Origin(code), f"{code} {indicator['name']}"), num(html("{}{} {}", reported, unit, note)), num(said),
                       word,
                       pick=Origin(code)))
    if not rows:
        return html("")
    return panel("名册与上报数对得上吗", f"截至{fmt.period(due)}（季报）；点一行看是哪些单位报的",
                 table(["指标", num("各单位上报"), num("按名册"), "相差"], rows, box=""))


def _in_register(view: View, period: int) -> dict[str, float]:
    every = figures(View(view.scope, "rate", "", 0, ""), period).loc[view.scope.region]
    counts = tally(view.scope.version, place(view), period)
    return in_register(every, counts[counts["region_id"] == view.scope.region], forms(view.scope.version))
