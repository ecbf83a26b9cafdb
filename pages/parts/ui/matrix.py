"""County × action: the median gap to pace and how many indicators lag, each cell a door."""

from html import escape

import pandas as pd

from pages.parts.ui import format as fmt

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


def matrix(cells: pd.DataFrame, names: dict[int, str], actions: pd.DataFrame) -> str:
    """cells: queries.summary.matrix. names: the regions in order. Marks: region:<id>. Picks: cell:<region id>:<action code>, region:<id>."""
    found = {(cell.region_id, cell.action_id): cell for cell in cells.itertuples()}
    head = "".join(f"<th>{escape(short(action.name))}</th>" for action in actions.itertuples())
    body = ""
    for region, name in names.items():
        row = "".join(_cell(found.get((region, action.id)), region, action) for action in actions.itertuples())
        body += (f'<tr data-mark="region:{region}"><th scope="row">'
                 f'<button data-pick="region:{region}">{escape(name)}</button></th>{row}</tr>')
    many = ' class="many"' if len(names) > MANY else ""
    return f'<div class="scroll"><table{many}><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def short(action_name: str) -> str:
    """巾帼创业行动 -> 创业."""
    return action_name.removeprefix("巾帼").removesuffix("行动")


def _cell(cell, region: int, action) -> str:
    if cell is None or fmt.is_missing(cell.gap):
        return '<td class="cell" title="没有可评价的指标">—</td>'
    back, ink = shade(cell.gap)
    late = f"<span>▼{cell.behind}</span>" if cell.behind else ""
    words = f"{cell.judged}项可评价,滞后{cell.behind}项,与序时差的中位数{fmt.points(cell.gap)}百分点"
    return (f'<td class="cell" style="background:{back};color:{ink}"><button data-pick="cell:{region}:{action.code}" '
            f'title="{words}" aria-label="{words}">{fmt.points(cell.gap)}{late}</button></td>')
