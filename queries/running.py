"""Running sums told beside their own parts, so that no part that reads <5 can be worked out. SEMANTICS.md, Privacy.

Rounding alone does not hold here: four months that each read <5 and come to <5 are 1, 1, 1 and 1. So each running sum is
told to fall into one of the classes 0, 1–4, 5–7, 8–12 … only where every class that is possible by what was told before
would leave every part that reads <5, and every such sum, more than one value; a class that would not is told together
with its neighbour. What is put together depends on nothing but what was told before: that it was says nothing.

This is about the periods of one region. Regions that add up to one are only rounded: with six of them or more nothing was
found to follow, with two or three a figure at the edge of its class may.
"""

from functools import lru_cache

ROUND_TO = 5
"""What is not 0 and less reads <5; from here on figures are rounded to the nearest multiple."""
Bounds = tuple[tuple[int, int], ...]
"""Least and most of some whole numbers."""


def protect(singles: tuple[float, ...]) -> tuple[float, ...]:
    """The running sums of a line of figures, none negative, as they are told: 0, a multiple of ROUND_TO, NaN for <5."""
    parts, sums, told, exact = (), (), (), 0.0
    for single in singles:
        exact += single
        parts = (*parts, _class(single))
        classes = _tellable(parts, sums)
        # 元 have fractions, whose sum may lie a little beyond the last class.
        least, most, number = next((one for one in classes if exact < one[1] + 0.5), classes[-1])
        sums, told = _narrow(parts, sums, (least, most)), (*told, number)
    return told


def _class(value: float) -> tuple[int, int]:
    """The whole numbers that read as this one does."""
    if value == 0:
        return 0, 0
    nearest = int(value / ROUND_TO + 0.5) * ROUND_TO
    return (1, ROUND_TO - 1) if value < ROUND_TO else (max(nearest - 2, ROUND_TO), nearest + 2)


@lru_cache(maxsize=20_000)
def _tellable(parts: Bounds, sums: Bounds) -> tuple[tuple[int, int, float], ...]:
    """The classes that may be told of the next running sum, lowest first: least, most, and the number told for it. parts: of
    all figures, the new one included; sums: what is known of the running sums before."""
    first, last = sums[-1] if sums else (0, 0)
    first, last = first + parts[-1][0], last + parts[-1][1]
    classes, at = [], first
    while at <= last:
        least, most = _class(at)
        classes.append((at, min(most, last)))
        at = most + 1
    final, low = [], None
    for least, most in classes:
        low = least if low is None else low
        if _safe(parts, _narrow(parts, sums, (low, most))):
            final.append((low, most))
            low = None
    if low is not None:  # the topmost are told with the ones below, all of them if need be
        while final and not _safe(parts, _narrow(parts, sums, (low, last))):
            low = final.pop()[0]
        final.append((low, last))
    return tuple((least, most, _number(least, most)) for least, most in final)


def _number(least: int, most: int) -> float:
    """What is told: the multiple that most of the numbers are nearest to; NaN where all of them are less than ROUND_TO."""
    if most < ROUND_TO:
        return 0.0 if most == 0 else float("nan")
    nearest = [max(int(value / ROUND_TO + 0.5), 1) * ROUND_TO for value in range(least, most + 1)]
    return float(max(sorted(set(nearest)), key=nearest.count))


def _narrow(parts: Bounds, sums: Bounds, newest: tuple[int, int]) -> Bounds:
    """The bounds of all running sums once the newest is known."""
    final = [newest]
    for (least, most), (low, high) in zip(reversed(sums), reversed(parts[1:]), strict=True):
        final.append((max(least, final[-1][0] - high), min(most, final[-1][1] - low)))
    return tuple(reversed(final))


def _safe(parts: Bounds, sums: Bounds) -> bool:
    """Whether everything that reads <5, part or sum, could still be more than one number."""
    before = ((0, 0), *sums)
    for (low, high), (below, above), (least, most) in zip(parts, before, sums, strict=False):
        if low and high < ROUND_TO and max(low, least - above) >= min(high, most - below):
            return False
        if 0 < least == most < ROUND_TO:
            return False
    return True
