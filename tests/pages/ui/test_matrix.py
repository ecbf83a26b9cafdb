"""The county × action matrix: colour by gap, the number on it, every cell a door."""

import pandas as pd
import pytest

from pages.parts.ui import matrix

ACTIONS = pd.DataFrame({"id": [1, 2], "code": ["chuangye", "tuopin"], "name": ["巾帼创业行动", "巾帼脱贫行动"]})
CELLS = pd.DataFrame({"region_id": [7, 7, 8], "action_id": [1, 2, 1], "gap": [-7.25, float("nan"), 3.0],
                      "behind": [2, 1, 0], "judged": [9, 1, 9], "earlier": [2, 0, 0],
                      "carrier": [3.0, float("nan"), 4.0]})
CODES = {3: "CY-03", 4: "CY-04"}


@pytest.mark.parametrize("gap, expected", [
    (0.0, ("#f2efec", "#1c1917")), (15.0, ("#2f7fb8", "#fff")), (99.0, ("#2f7fb8", "#fff")),
    (-15.0, ("#c2390c", "#fff")), (-400.0, ("#c2390c", "#fff"))])
def test_shade_is_paper_at_pace_and_clamped_at_both_ends(gap, expected):
    assert matrix.shade(gap) == expected


def test_ink_has_contrast_on_every_shade():
    for tenth in range(-150, 151):
        back, ink = matrix.shade(tenth / 10)
        assert contrast(back, ink) >= 4, (tenth / 10, back, ink)


def contrast(one: str, other: str) -> float:
    """WCAG contrast. The better of the two inks reaches 4.1 on every shade."""
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_cells():
    drawn = matrix.matrix(CELLS, {7: "梁园区", 8: "睢阳区"}, ACTIONS, CODES)
    assert "<th>创业</th><th>脱贫</th>" in drawn
    assert 'data-pick="why:7:CY-03"' in drawn and "−7.3<span>▼2</span>" in drawn
    assert 'data-pick="why:8:CY-04"' in drawn and "+3.0</button>" in drawn
    assert drawn.count("没有可评价的指标") == 2, "a withheld gap and a missing cell, never 0"
    assert drawn.count("data-pick=\"why:") == 2
    assert drawn.index("梁园区") < drawn.index('<tr data-mark="region:8">') < drawn.index("睢阳区")


def test_names_are_escaped():
    drawn = matrix.matrix(CELLS, {7: "<b>区</b>"}, ACTIONS.assign(name="<i>"), CODES)
    assert "<b>区" not in drawn and "<i>" not in drawn


@pytest.mark.parametrize("name, expected", [("巾帼创业行动", "创业"), ("基础数据", "基础数据")])
def test_short(name, expected):
    assert matrix.short(name) == expected
