"""妇女之家 on the map: cities and counties as areas, a county's townships as tiles and its homes as dots."""

from html import escape

import numpy as np

from pages.parts.homes.register import MEASURES, View, children, classes, figures, opened, what
from pages.parts.shell import picks, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Pick
from pages.parts.ui import format as fmt
from pages.parts.ui.maps import HATCH, choropleth, source
from pages.parts.ui.outlines import HEIGHT, WIDTH, drawing
from pages.parts.ui.panels import panel
from queries.homes import points


@by_version(128)
def area_map(view: View, period: int) -> str:
    """What lies below the region, coloured by the measure at the month's end; as tiles where nothing has an outline."""
    below, shown = children(view.scope.version, view.scope.region), figures(view, period)["shown"]
    values = {int(region): (below.at[region, "name"], shown[region]) for region in below.index}
    drawn = choropleth(view.scope.version, values, f"{what(view)}{MEASURES[view.measure]}", classes(view))
    return panel(title(view, period), "颜色按固定的档，几次会议之间可比；点一处进入", drawn or tiles(view, period))


def title(view: View, period: int) -> str:
    name = reference.tree(view.scope.version).at[view.scope.region, "name"]
    return f"{escape(name)}{escape(what(view))}{MEASURES[view.measure]}，{fmt.period(period)}"


@by_version(128)
def town_tiles(view: View, period: int) -> str:
    """A county's townships in official order: there is no outline of any township, so none is drawn."""
    drawn = panel(title(view, period), "乡镇没有公开的边界，按行政区划次序排列；点一个乡镇看各村", tiles(view, period))
    return f'<div class="stack">{drawn}{dot_map(view, period)}</div>'


def tiles(view: View, period: int) -> str:
    """What lies below the region as tiles in the colours of the map. Picks and marks: region:<id> or town:<code>."""
    below, rows, scale = children(view.scope.version, view.scope.region), figures(view, period), classes(view)
    in_bar = set(reference.tree(view.scope.version).index)
    html = ""
    for one in below.itertuples(index=False):
        row = rows.loc[one.id]
        fill, ink, style = colour(row["shown"], scale)
        picked = f"region:{one.id}" if one.id in in_bar else f"town:{one.code}"
        part = "" if view.measure != "rate" or fmt.is_missing(row["shown"]) else f"<small>{row['covered']:.0f}/{row['villages']:.0f}</small>"
        html += (f'<button class="town" style="{style}" data-pick="{picked}" data-mark="{picked}"><span>{escape(one.name)}</span>'
                 f"<b>{said(row['shown'], scale)}</b>{part}</button>")
    keys = "".join(f'<span><i style="background:{fill}"></i>{escape(word)}</span>'
                   for fill, word in zip(scale.colours, scale.words, strict=True))
    return f'<div class="towns">{html}</div><div class="legend">{keys}<span><i style="{HATCH}"></i>没有数</span></div>'


def said(value: float, scale) -> str:
    return fmt.NONE if fmt.is_missing(value) else scale.shown(value)


def colour(value: float, scale) -> tuple[str, str, str]:
    """Fill and ink of a value, and both as a style."""
    if fmt.is_missing(value):
        return "#fff", "#1c1917", HATCH
    at = scale.of(value)
    ink = "#fff" if at >= len(scale.colours) - 2 else "#1c1917"
    return scale.colours[at], ink, f"background:{scale.colours[at]};color:{ink}"


@by_version(64)
def dot_map(view: View, period: int) -> str:
    """The county's outline with its homes that have coordinates, and its townships where theirs are known."""
    version, seat = view.scope.version, view.scope.region
    drawn = drawing(version, (seat,))
    found = reference.ask(points.dots, seat, period)
    if drawn is None or seat not in drawn.shapes:
        return panel("点位", "没有这个地区的边界，点位不画", "")
    astray = set(reference.ask(points.misplaced)["site_id"])
    marks, wrong = "", 0
    if len(found):
        for site, (x, y) in zip(found.itertuples(), drawn.to_pixels(found[["lon", "lat"]].to_numpy(dtype=float)), strict=True):
            if site.id in astray:
                wrong += 1
                continue
            marks += _dot(site, x, y)
    homes = len(found[found["domain"] != "other"])
    lead = f"有坐标的妇女之家 {homes} 个、其他阵地 {len(found) - homes} 个"
    if wrong:
        lead += f"；{wrong} 个的坐标不在界内，未画，请核实"
    svg = f"""<svg class="map dots" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="group" aria-label="点位图">
<path class="ground" d="{drawn.shapes[seat].path}" fill-rule="evenodd"/>{marks}{_towns(view, drawn)}</svg>"""
    keys = ('<span><i class="key home"></i>妇女之家</span><span><i class="key model"></i>示范妇女之家</span>'
            '<span><i class="key other"></i>其他阵地</span><span><i class="key spot"></i>乡镇驻地（位置已知的）</span>')
    return panel(f"点位，{fmt.period(period)}", lead, f'{svg}<div class="legend">{keys}</div>{source(version, drawn.own)}')


def _dot(site, x: float, y: float) -> str:
    kind = "other" if site.domain == "other" else "model" if site.level else "home"
    words = escape(f"{site.name}（{site.form}{'，' + site.level if site.level else ''}）")
    shape = f'<rect class="{kind}" x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6">' if kind == "other" else (
        f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{6 if kind == "model" else 4}">')
    return f"{shape}<title>{words}</title>{'</rect>' if kind == 'other' else '</circle>'}"


def _towns(view: View, drawn) -> str:
    """Names of the townships whose seat is known, as far as one does not cover another."""
    below = children(view.scope.version, view.scope.region).dropna(subset=["lon", "lat"])
    html, taken = "", []
    if below.empty:
        return html
    for one, (x, y) in zip(below.itertuples(), drawn.to_pixels(below[["lon", "lat"]].to_numpy(dtype=float)), strict=True):
        half = len(one.name) * 7.5
        box = np.array([x - half, y - 26, x + half, y - 6])
        free = all(box[0] > other[2] or box[2] < other[0] or box[1] > other[3] or box[3] < other[1] for other in taken)
        label = f'<text x="{x:.0f}" y="{y - 10:.0f}" fill="#1c1917" stroke="#fffefc">{escape(one.name)}</text>' if free else ""
        if free:
            taken.append(box)
        html += (f'<path class="seat" d="M{x - 7:.1f} {y:.1f}l7-7l7 7l-7 7Z" data-pick="town:{one.code}" data-mark="town:{one.code}" '
                 f'tabindex="0" role="button" aria-label="{escape(one.name)}"><title>{escape(one.name)}(点开看各村)</title></path>{label}')
    return html


def chosen_mark(view: View) -> Pick:
    town = opened(view)
    return picks.Region(view.scope.region) if town is None or not view.town else picks.Town(view.town)
