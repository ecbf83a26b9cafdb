"""County × action: the median gap to pace and how many indicators lag, each cell a door to the indicator that this is of."""

from collections.abc import Mapping

import pandas as pd

from pages.parts.shell.picks import Region, Why
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, scroll, tag
from queries.rows import rows_of

WORST, EVEN, BEST = (194, 57, 12), (242, 239, 236), (47, 127, 184)
INK = (28, 25, 23)
MANY = 12
"""Rows from which on they are drawn lower."""
FULL = 15.0
"""百分点 at which a colour is at its strongest."""


def shade(gap: float) -> tuple[str, str]:
    """Background and text colour of a gap: vermilion behind, blue ahead, paper at pace."""
    part = max(-1.0, min(1.0, gap / FULL))
    end = BEST if part > 0 else WORST
    mixed = [round(even + (to - even) * abs(part)) for even, to in zip(EVEN, end, strict=True)]
    paper, ink = _contrast(mixed, (255, 255, 255)), _contrast(mixed, INK)
    return "#{:02x}{:02x}{:02x}".format(*mixed), "#fff" if paper > ink else "#{:02x}{:02x}{:02x}".format(*INK)


def _contrast(one: list[int] | tuple, other: list[int] | tuple) -> float:
    """WCAG's contrast ratio of two colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: list[int] | tuple) -> float:
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def matrix(cells: pd.DataFrame, names: dict[int, str], actions: pd.DataFrame, codes: Mapping[int, str]) -> Markup:
    """cells: queries.summary.matrix. names: the regions in order. codes: of the indicators. Marks: Region. Picks: Why, Region."""
    found = {(cell.region_id, cell.action_id): cell for cell in rows_of(cells)}
    head = join(tag("th", short(action.name)) for action in rows_of(actions))
    body = []
    for region, name in names.items():
        cells = join(_cell(found.get((region, action.id)), name, action, codes) for action in rows_of(actions))
        pick = Region(region)
        body.append(tag("tr", html('<th scope="row">{}</th>{}', button(pick, name), cells), mark=pick))
    drawn = html("<thead><tr><th></th>{}</tr></thead><tbody>{}</tbody>", head, join(body))
    return scroll(tag("table", drawn, look="many" if len(names) > MANY else ""))


def short(action_name: str) -> str:
    """巾帼创业行动 -> 创业."""
    return action_name.removeprefix("巾帼").removesuffix("行动")


def called(action_name: str) -> str:
    """巾帼创业行动 -> 创业行动, in a sentence; a group of one's own as it is named."""
    return action_name.removeprefix("巾帼")


def _cell(cell, name: str, action, codes: Mapping[int, str]) -> Markup:
    where = f"{name}{called(action.name)}"
    if cell is None or fmt.is_missing(cell.gap):
        return html('<td class="cell" title="{}没有可评价的指标">—</td>', where)
    back, ink = shade(cell.gap)
    late = tag("span", f"▼{cell.behind}") if cell.behind else ""
    earlier = f"（其中{cell.earlier}项最近一期未报齐，以上一期为准）" if cell.earlier else ""
    words = f"{where}：{cell.judged}项可评价{earlier}，滞后{cell.behind}项，与序时差的中位数{fmt.points(cell.gap)}百分点"
    seen = f"{fmt.points(cell.gap)}{f'▼{cell.behind}' if cell.behind else ''}"
    why = Why(cell.region_id, codes[int(cell.carrier)])
    door = button(why, fmt.points(cell.gap), late, title=words, aria_label=f"{seen} {words}")
    return html('<td class="cell" style="background:{};color:{}">{}</td>', back, ink, door)
