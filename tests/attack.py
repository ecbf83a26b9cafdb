"""What somebody who sees the rounded figures can work out: bounds of every exact figure, narrowed until nothing moves.

Figures that a reader sees are intervals of whole numbers (0 is 0, <5 is 1 to 4), and each is tied to others by sums: the
counties to their city, the months to what is cumulated. Every sum narrows each of its terms by the others. The attacker knows
the rule of SEMANTICS.md, written here once more, and more than is shown: everything that does not read <5 exactly.
"""

from collections.abc import Hashable

Bounds = tuple[float, float]
STAND_IN = 2.5


def interval(number: float, withheld: str, away: int = 0) -> Bounds:
    """The whole numbers that a figure as read can stand for. away: how far from the nearest multiple a sum may be told."""
    if withheld == "small":
        return 1, 4
    if number != number:
        return 0, 10 ** 9
    return (0, 0) if number == 0 else (max(number - 2 - away, 5 if not away else 1), number + 2 + away)


def read(value: float) -> float | str:
    """A sum as it reads: 0, <5 or the nearest multiple of 5; more than one stand-in is no <5."""
    if value == 0 or 0 < value <= STAND_IN:
        return "<5" if value else 0
    return max(float((value + 2.5) // 5 * 5), 5.0)


def line(singles: list[float]) -> list[tuple[float, Bounds]]:
    """A region's running sums: what is rounded in place of each, and what it can be to who knows all that does not read <5."""
    told, others, small = [], 0.0, 0.0
    low, high, instead = 0, 0, 0.0
    for single in singles:
        if not 0 < single < 5:
            others += single
        else:
            small, low, high = small + single, low + 1, high + 4
            if high - low <= 6:  # too few values to tell any apart: two for each figure, or from where it was known
                instead = (low + high) / 2
            elif small <= low + 3:
                instead, high = low + 1.5, low + 3
            elif small >= high - 3:
                instead, low = high - 1.5, high - 3
            else:
                instead = low = high = small
        told.append((others + instead, (others + low, others + high)))
    return told


def whole(counties: list[list[float]]) -> list[float]:
    """What is rounded in place of each month of what the counties come to."""
    return [sum(STAND_IN if 0 < value < 5 else value for value in month) for month in zip(*counties, strict=True)]


def whole_so_far(counties: list[list[float]]) -> list[float]:
    """And in place of its running sums."""
    return [sum(told for told, _ in month) for month in zip(*map(line, counties), strict=True)]


def world(counties: dict[Hashable, list[float]], city: Hashable = None, own: Hashable = None
          ) -> tuple[dict[Hashable, Bounds], list[tuple[Hashable, list[Hashable]]]]:
    """What is told of some counties and the city that they add up to, month by month and cumulated ("one" and "sum", region,
    month), to somebody who knows the figures of one of them, and which sums tie it."""
    bounds, sums, months = {}, [], range(len(next(iter(counties.values()))))
    for region, singles in counties.items():
        for at, (value, (_, classes)) in enumerate(zip(singles, line(singles), strict=True)):
            known = region == own or not 0 < value < 5
            bounds["one", region, at] = (value, value) if known else (1, 4)
            bounds["sum", region, at] = (sum(singles[:at + 1]),) * 2 if region == own else classes
            sums.append((("sum", region, at), [("one", region, at), *([("sum", region, at - 1)] if at else [])]))
    for at in months if city is not None else ():
        for kind, of in (("one", [[value] if not 0 < value < 5 else [1, 4] for value in (of[at] for of in counties.values())]),
                         ("sum", [line(of)[at][1] for of in counties.values()])):
            bounds[kind, city, at] = sum(min(one) for one in of), sum(max(one) for one in of)
            sums.append(((kind, city, at), [(kind, region, at) for region in counties]))
        sums.append((("sum", city, at), [("one", city, at), *([("sum", city, at - 1)] if at else [])]))
    return bounds, sums


def narrow(bounds: dict[Hashable, Bounds], sums: list[tuple[Hashable, list[Hashable]]]) -> dict[Hashable, Bounds]:
    """The bounds after every sum (a whole, its parts) has been used until none says anything new."""
    bounds, moved = dict(bounds), True
    while moved:
        moved = False
        for total, parts in sums:
            terms = [(total, -1), *((part, 1) for part in parts)]  # parts - total = 0
            low = sum(bounds[key][0] if sign > 0 else -bounds[key][1] for key, sign in terms)
            high = sum(bounds[key][1] if sign > 0 else -bounds[key][0] for key, sign in terms)
            for key, sign in terms:
                least, most = bounds[key]
                if sign > 0:
                    new = max(least, -(high - most)), min(most, -(low - least))
                else:
                    new = max(least, low + most), min(most, high + least)
                assert new[0] <= new[1], f"nothing fits {key}"
                if new != (least, most):
                    bounds[key], moved = new, True
    return bounds
