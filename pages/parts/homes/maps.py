"""妇女之家 on the map: cities and counties as areas, a county's townships as tiles and its homes as dots."""

import numpy as np

from pages.parts.homes.register import MEASURES, View, children, classes, figures, opened, unregistered, what
from pages.parts.shell import picks, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Pick
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, panel, tag
from pages.parts.ui.maps import HATCH, choropleth, legend, source
from pages.parts.ui.outlines import HEIGHT, WIDTH, drawing
from pages.parts.ui.villages import NO_REGISTER
from queries.homes import points


@by_version(128)
def area_map(view: View, period: int) -> Markup:
    """What lies below the region, coloured by the measure at the month's end; as tiles where nothing has an outline."""
    below, shown = children(view.scope.version, view.scope.region), figures(view, period)["shown"]
    values = {int(region): (below.at[region, "name"], shown[region]) for region in below.index}
    drawn = choropleth(view.scope.version, values, f"{what(view)}{MEASURES[view.measure]}", classes(view))
    return panel(title(view, period), "颜色按固定的档，几次会议之间可比；点一处进入", drawn or tiles(view, period))


def title(view: View, period: int) -> str:
    name = reference.tree(view.scope.version).at[view.scope.region, "name"]
    return f"{name}{what(view)}{MEASURES[view.measure]}，{fmt.period(period)}"


@by_version(128)
def town_tiles(view: View, period: int) -> Markup:
    """A county's townships in official order: there is no outline of any township, so none is drawn."""
    drawn = panel(title(view, period), "乡镇没有公开的边界，按行政区划次序排列；点一个乡镇看各村", tiles(view, period))
    return tag("div", drawn, dot_map(view, period), look="stack")


def tiles(view: View, period: int) -> Markup:
    """What lies below the region as tiles in the colours of the map. Picks and marks: Region or Town."""
    below, rows, scale = children(view.scope.version, view.scope.region), figures(view, period), classes(view)
    in_bar = set(reference.tree(view.scope.version).index)
    drawn = []
    for one in below.itertuples(index=False):
        row = rows.loc[one.id]
        pick = picks.Region(one.id) if one.id in in_bar else picks.Town(one.code)
        part = "" if view.measure != "rate" or fmt.is_missing(row["shown"]) else tag(
            "small", f"{row['covered']:.0f}/{row['villages']:.0f}")
        drawn.append(button(pick, html("<span>{}</span><b>{}</b>{}", one.name, said(row["shown"], scale), part), look="town",
                            style=colour(row["shown"], scale)[2], mark=pick))
    return tag("div", *drawn, look="towns") + legend(scale)


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
def dot_map(view: View, period: int) -> Markup:
    """The county's outline with its homes that have coordinates, and its townships where theirs are known."""
    version, seat = view.scope.version, view.scope.region
    drawn = drawing(version, (seat,))
    found = reference.ask(points.dots, seat, period)
    if drawn is None or seat not in drawn.shapes:
        return panel("点位", "没有这个地区的边界，点位不画")
    astray = set(reference.ask(points.misplaced)["site_id"])
    marks, wrong = [], 0
    if len(found):
        for site, (x, y) in zip(found.itertuples(), drawn.to_pixels(found[["lon", "lat"]].to_numpy(dtype=float)), strict=True):
            if site.id in astray:
                wrong += 1
                continue
            marks.append(_dot(site, x, y))
    homes = len(found[found["domain"] != "other"])
    if unregistered(view):
        return panel(f"点位，{fmt.period(period)}", NO_REGISTER)
    lead = f"有坐标的妇女之家 {homes} 个、其他阵地 {len(found) - homes} 个"
    if wrong:
        lead += f"；{wrong} 个的坐标不在界内，未画，请核实"
    svg = html("""<svg class="map dots" viewBox="0 0 {:.0f} {:.0f}" role="group" aria-label="点位图">
<path class="ground" d="{}" fill-rule="evenodd"/>{}{}</svg>""", WIDTH, HEIGHT, drawn.shapes[seat].path, join(marks),
               _towns(view, drawn))
    keys = html('<div class="legend"><span><i class="key home"></i>妇女之家</span>'
                '<span><i class="key model"></i>示范妇女之家</span><span><i class="key other"></i>其他阵地</span>'
                '<span><i class="key spot"></i>乡镇驻地（位置已知的）</span></div>')
    return panel(f"点位，{fmt.period(period)}", lead, join((svg, keys, source(version, drawn.own))))


def _dot(site, x: float, y: float) -> Markup:
    words = f"{site.name}（{site.form}{'，' + site.level if site.level else ''}）"
    if site.domain == "other":
        return html('<rect class="other" x="{:.1f}" y="{:.1f}" width="6" height="6"><title>{}</title></rect>', x - 3, y - 3,
                    words)
    kind, radius = ("model", 6) if site.level else ("home", 4)
    return html('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{}"><title>{}</title></circle>', kind, x, y, radius, words)


def _towns(view: View, drawn) -> Markup | str:
    """Names of the townships whose seat is known, as far as one does not cover another."""
    below = children(view.scope.version, view.scope.region).dropna(subset=["lon", "lat"])
    seats, taken = [], []
    if below.empty:
        return ""
    for one, (x, y) in zip(below.itertuples(), drawn.to_pixels(below[["lon", "lat"]].to_numpy(dtype=float)), strict=True):
        half = len(one.name) * 7.5
        box = np.array([x - half, y - 26, x + half, y - 6])
        free = all(box[0] > other[2] or box[2] < other[0] or box[1] > other[3] or box[3] < other[1] for other in taken)
        seats.append(tag("path", tag("title", f"{one.name}（点开看各村）"), look="seat", d=f"M{x - 7:.1f} {y:.1f}l7-7l7 7l-7 7Z",
                         pick=picks.Town(one.code), mark=picks.Town(one.code), tabindex=0, role="button", aria_label=one.name))
        if free:
            taken.append(box)
            seats.append(html('<text x="{:.0f}" y="{:.0f}" fill="#1c1917" stroke="#fffefc">{}</text>', x, y - 10, one.name))
    return join(seats)


def chosen_mark(view: View) -> Pick:
    town = opened(view)
    return picks.Region(view.scope.region) if town is None or not view.town else picks.Town(view.town)
