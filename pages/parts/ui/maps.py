"""A choropleth drawn as SVG: labels and values printed on it, no-data hatched, every polygon a button."""

from collections.abc import Callable
from dataclasses import dataclass

from pages.parts.shell import reference
from pages.parts.shell.picks import Region
from pages.parts.shell.place_names import shorten
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, tag
from pages.parts.ui.map_labels import apart_on_a_phone, with_room
from pages.parts.ui.outlines import HEIGHT, INSET, WIDTH, Drawing, Shape, drawing
from queries import boundaries

HATCH = "background:repeating-linear-gradient(45deg,#8a827b 0 1.5px,#fff 1.5px 5px)"
SMALLEST = 9.0
"""Pixels: the size below which an outline gets a dot to be hit."""
DENSE = 12
"""Labels beyond which a phone shows a list instead."""


@dataclass(frozen=True)
class Classes:
    """Fixed classes, so that two meetings' maps compare. bounds: where each class but the first begins; colours: light to
    dark; words: the legend; shown: how a value is printed, which also decides its class; missing: what stands for none."""

    bounds: tuple[float, ...]
    colours: tuple[str, ...]
    words: tuple[str, ...]
    shown: Callable[[float], str]
    precision: int
    missing: str = fmt.MISSING

    def of(self, value: float) -> int:
        """The class of the number as printed: 59.97 reads 60.0% and is coloured so."""
        return sum(round(value, self.precision) >= bound for bound in self.bounds)


BLUES = ("#dfeaf3", "#b9d3e8", "#84afd3", "#2a75ab", "#14487a")
"""More is better, and red on every other picture is what lags: the colours of what is reached."""
COVERAGE = Classes((60, 70, 80, 90), BLUES, ("60%以下", "60%–70%", "70%–80%", "80%–90%", "90%及以上"),
                   lambda rate: f"{fmt.plain(rate, 1)}%", 1)


def choropleth(version: int, values: dict[int, tuple[str, float]], title: str, classes: Classes = COVERAGE) -> Markup | str:
    """values: region id -> (name, value or NaN), of regions under one parent. Picks and marks: Region.

    Regions without an outline, or too small for a label, stand below the map as tiles. "" where none has an outline.
    """
    drawn = drawing(version, tuple(values))
    if drawn is None:
        return ""
    texts = {region: (shorten(name), _print(value, classes)) for region, (name, value) in values.items()}
    labelled = with_room(drawn.shapes, texts)
    moved = apart_on_a_phone(drawn.shapes, {region: texts[region] for region in labelled})
    areas = join(_area(region, drawn.shapes[region], *values[region], classes) for region in values if region in drawn.shapes)
    labels = join(_label(drawn.shapes[region], *texts[region], values[region][1], classes, moved[region]) for region in labelled)
    unplaced = [region for region in values if region in drawn.shapes and region not in labelled]
    outside = [region for region in values if region not in drawn.shapes and region in drawn.inset]
    without = [region for region in values if region not in drawn.shapes and region not in drawn.inset]
    dense = " dense" if len(labelled) > DENSE else ""
    below = join((_tiles("图上标不下", unplaced, values, classes), _tiles("在小图中", outside, values, classes),
                  _tiles("没有边界", without, values, classes),
                  _tiles("图上各地", labelled, values, classes, "narrow") if dense else ""))
    return html("""<svg class="map{dense}" viewBox="0 0 {width:.0f} {height:.0f}" role="group" aria-label="{title}地图">
<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="7" height="7" fill="#fff"/><line x1="0" y1="0" x2="0" y2="7" stroke="#8a827b" stroke-width="2"/></pattern></defs>
<path class="beside" d="{beside}"/><g>{areas}</g><path class="lines" d="{lines}"/>{labels}{inset}</svg>
{below}{legend}{source}""", dense=dense, width=WIDTH, height=HEIGHT, title=title, beside=drawn.beside, areas=areas,
                lines=drawn.lines,
                labels=labels, inset=_inset(drawn, values, classes), below=below, legend=legend(classes),
                source=source(version, drawn.own))


def credit(version: int, regions: tuple[int, ...]) -> str:
    """Where the outlines of these regions come from, with the 审图号 if there is one; "" where none has an outline."""
    drawn = drawing(version, regions)
    return f"边界：{boundaries.source(reference.settings(version), drawn.own)}" if drawn and drawn.shapes else ""


def source(version: int, own: bool) -> Markup:
    """The 审图号, and behind it where the boundaries come from and which features of a file of one's own found no place; why one
    was not taken stands in sight."""
    settings = reference.settings(version)
    unmatched, fault = settings.get("map_unmatched", "") if own else "", settings.get("map_fault", "")
    words = f"边界：{boundaries.source(settings, own)}" + (f" 没有对上的要素：{unmatched}。" if unmatched else "")
    approved = f"审图号：{settings['map_approval']}" if own and settings.get("map_approval") else "示意图，没有审图号"
    said = html('<details class="credit"><summary>ⓘ {}</summary><p class="note">{}</p></details>', approved, words)
    return said + (tag("p", fault, look="note late") if fault else "")


def _area(region: int, shape: Shape, name: str, value: float, classes: Classes) -> Markup:
    words = f"{name} {_print(value, classes)}"
    path = shape.path
    if max(shape.width, shape.height) < SMALLEST:  # a dot around what is too small to be seen and hit
        path += f"M{shape.x - 6:.1f} {shape.y:.1f}a6 6 0 1 0 12 0a6 6 0 1 0-12 0Z"
    fill = _colours(value, classes)[0]
    edge = f"stroke:{fill};stroke-width:3" if shape.sparse and not fmt.is_missing(value) else ""
    return tag("path", tag("title", words, "（点选该地区）"), look="area", d=path, fill=fill, style=edge, fill_rule="evenodd",
               mark=Region(region), pick=Region(region), tabindex=0, role="button", aria_label=words)


def _label(shape: Shape, name: str, printed: str, value: float, classes: Classes, moved: float) -> Markup:
    """moved: as apart_on_a_phone."""
    _, ink, halo = ("", "#1c1917", "#fff") if shape.sparse else _colours(value, classes)
    return html('<text fill="{}" stroke="{}" x="{x:.0f}" y="{:.0f}" style="--phone:{:.0f}px">{}<tspan class="rate" x="{x:.0f}" '
                'dy="1.2em">{}</tspan></text>', ink, halo, shape.y, moved, name, printed, x=shape.x)


def _inset(drawn: Drawing, values: dict[int, tuple[str, float]], classes: Classes) -> Markup | str:
    if not drawn.inset:
        return ""
    left, top, right, bottom = INSET
    areas = join(_area(region, shape, *values[region], classes) for region, shape in drawn.inset.items())
    return html('<svg class="inset" x="{x}" y="{y}" width="{width}" height="{height}" viewBox="{x} {y} {width} {height}">'
                '<rect x="{x}" y="{y}" width="{width}" height="{height}"/>{}<path class="lines" d="{}"/></svg>',
                areas, drawn.inset_lines, x=left, y=top, width=right - left, height=bottom - top)


def _tiles(title: str, regions: list[int], values: dict[int, tuple[str, float]], classes: Classes,
           more: str = "") -> Markup | str:
    """Regions that the map cannot label, as tiles in their class's colour."""
    if not regions:
        return ""
    tiles = []
    for region in regions:
        name, value = values[region]
        fill, ink, _ = _colours(value, classes)
        style = HATCH if fmt.is_missing(value) else f"background:{fill};color:{ink}"
        tiles.append(button(Region(region), html("<span>{} <b>{}</b></span>", name, _print(value, classes)), look="tile-area",
                            mark=Region(region), style=style))
    return html('<div class="beside-map {}"><span>{}：</span>{}</div>', more, title, join(tiles))


def legend(classes: Classes) -> Markup:
    """The classes' colours with their words, and the hatching."""
    keys = [*((f"background:{colour}", word) for colour, word in zip(classes.colours, classes.words, strict=True)),
            (HATCH, "没有数" if classes.missing == fmt.NONE else classes.missing)]
    return tag("div", *(html('<span><i style="{}"></i>{}</span>', style, word) for style, word in keys), look="legend")


def _print(value: float, classes: Classes) -> str:
    return classes.missing if fmt.is_missing(value) else classes.shown(value)


def _colours(value: float, classes: Classes) -> tuple[str, str, str]:
    """Fill, ink and halo of a value's class."""
    if fmt.is_missing(value):
        return "url(#hatch)", "#1c1917", "#fff"
    at = classes.of(value)
    return classes.colours[at], "#fff" if at >= len(classes.colours) - 2 else "#1c1917", classes.colours[at]
