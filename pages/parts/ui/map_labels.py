"""Which names and values find room on a map, and where they stand on a phone, which draws them larger."""

from collections.abc import Mapping
from itertools import combinations

from pages.parts.ui.outlines import WIDTH, Shape

LETTER, LINE, PHONE, BETWEEN = 17.0, 21.0, 29.0, 14.0
"""Pixels of the drawing: of a label's letter and line, of its letter on a phone (board.css) and between two there."""
DIGIT = 0.6
"""Letters that a digit takes."""
PASSES = 8


def _half(text: tuple[str, str], letter: float) -> float:
    name, printed = text
    return max(len(name), len(printed) * DIGIT) * letter / 2


def with_room(shapes: Mapping[int, Shape], texts: Mapping[int, tuple[str, str]]) -> list[int]:
    """The regions whose label (name, value) finds room: largest first, none over another, none much wider than its polygon."""
    placed: dict[int, tuple[float, float, float, float]] = {}
    for region, shape in sorted(shapes.items(), key=lambda item: -item[1].width * item[1].height):
        half = _half(texts[region], LETTER)
        box = (shape.x - half, shape.y - LETTER, shape.x + half, shape.y + LINE + 4)
        fits = shape.width >= half and shape.height >= LINE and 0 <= box[0] and box[2] <= WIDTH
        if fits and all(box[0] >= other[2] or box[2] <= other[0] or box[1] >= other[3] or box[3] <= other[1]
                        for other in placed.values()):
            placed[region] = box
    return [region for region in texts if region in placed]


def apart_on_a_phone(shapes: Mapping[int, Shape], texts: Mapping[int, tuple[str, str]]) -> dict[int, float]:
    """How far each label is moved sideways on a phone, so that it stands clear of its neighbours."""
    at = {region: shapes[region].x for region in texts}
    for _ in range(PASSES):
        for one, other in combinations(sorted(texts, key=at.__getitem__), 2):
            beside = abs(shapes[one].y - shapes[other].y) < 2.2 * PHONE
            over = _half(texts[one], PHONE) + _half(texts[other], PHONE) + BETWEEN - abs(at[other] - at[one])
            if beside and over > 0:
                left, right = sorted((one, other), key=at.__getitem__)
                at[left], at[right] = at[left] - over / 2, at[right] + over / 2
    return {region: at[region] - shapes[region].x for region in texts}
