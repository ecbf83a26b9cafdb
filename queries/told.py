"""Sums told beside their own parts, so that no part that reads <5 can be worked out. SEMANTICS.md, Privacy.

Rounding alone does not hold: two counties that each read <5 under a city of 约10 are 4 and 4, four months that each read <5
and come to <5 are 1, 1, 1 and 1. So a small figure is no part of any sum as it is. What a region's small months come to is
told only so far that each of them could still be 1, 2, 3 or 4, to who knows all else: as one, what could be told of by the
months before and is within 3 of the least or the most that is possible. Of a whole nothing is told but by its regions: each
small one counts STAND_IN in a period, and what is told of its months in what is cumulated.

So what a reader sees of a small figure is its own line, and a line takes no value from any of its small figures: neither do
all pages together, nor what the reader knows of other regions. What is put together follows from what was told before.
"""

import numpy as np

ROUND_TO = 5
"""What is not 0 and less reads <5; from here on figures are rounded to the nearest multiple."""
LEAST, MOST = 1, ROUND_TO - 1
"""What reads <5 is one of these or between."""
STAND_IN = (LEAST + MOST) / 2


def is_small(values: np.ndarray) -> np.ndarray:
    return (values > 0) & (values < ROUND_TO)


def steps(singles: np.ndarray) -> np.ndarray:
    """What each figure (last axis: the periods of a year) adds to what is told of the running sum: itself, but where it is small
    (the small ones before tell how much)."""
    small, final = is_small(singles), singles.astype(float)
    exact = np.cumsum(np.where(small, singles, 0.0), axis=-1)
    low, high, told = (np.zeros(singles.shape[:-1]) for _ in range(3))
    for at in np.flatnonzero(small.any(axis=tuple(range(small.ndim - 1)))):
        here, total = small[..., at], exact[..., at]
        least, most = low + LEAST, high + MOST
        bottom, top = least + MOST - LEAST, most - (MOST - LEAST)
        kinds = [bottom >= top, total <= bottom, total >= top]
        now = np.select(kinds, [(least + most) / 2, (least + bottom) / 2, (top + most) / 2], total)
        final[..., at] = np.where(here, now - told, final[..., at])
        low = np.where(here, np.select(kinds, [least, least, top], total), low)
        high = np.where(here, np.select(kinds, [most, bottom, most], total), high)
        told = np.where(here, now, told)
    return final


def lifted(told: np.ndarray) -> np.ndarray:
    """Sums with more in them than one small figure, which do not read <5."""
    return np.where((told > STAND_IN) & (told < ROUND_TO), ROUND_TO, told)
