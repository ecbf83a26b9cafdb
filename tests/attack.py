"""What somebody who sees the rounded figures can work out: bounds of every exact figure, narrowed until nothing moves.

Figures that a reader sees are intervals of whole numbers (0 is 0, <5 is 1 to 4, 约10 is 8 to 12), and each is tied to others
by sums: the counties to their city, the months to what is cumulated. Every sum narrows each of its terms by the others.
"""

from collections.abc import Hashable

from queries import running

MANY = 10 ** 9


def interval(number: float, withheld: str) -> tuple[float, float]:
    """The whole numbers that a figure as read can stand for."""
    if withheld == "small":
        return 1, 4
    if number != number:
        return 0, MANY
    return (0, 0) if number == 0 else (max(number - 2, 5), number + 2)


def told(singles: list[float]) -> list[tuple[float, float]]:
    """What the running sums of a line stand for, to a reader who knows the rule: the classes that queries.running told."""
    parts, sums, classes, exact = (), (), [], 0.0
    for single in singles:
        exact, parts = exact + single, (*parts, running._class(single))
        least, most, _ = next(one for one in running._tellable(parts, sums) if exact <= one[1])
        classes.append((least, most))
        sums = running._narrow(parts, sums, (least, most))
    return classes


def narrow(bounds: dict[Hashable, tuple[float, float]], sums: list[tuple[Hashable, list[Hashable]]]
           ) -> dict[Hashable, tuple[float, float]]:
    """The bounds after every sum (a whole, its parts) has been used until none says anything new."""
    bounds, moved = dict(bounds), True
    while moved:
        moved = False
        for whole, parts in sums:
            terms = [(whole, -1), *((part, 1) for part in parts)]  # parts - whole = 0
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
