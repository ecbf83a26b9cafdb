"""年底预计 and 异动 once more, the slow and obvious way: straight from observations, unit by unit, point by point.

Like independent.py it shares no code with queries/ but the table definitions.
"""

from independent import MONTHS_OF, Facts, add_months, periods_of


def increments(facts: Facts, code: str, region: int, last: int, first: int) -> list[float | None]:
    """The points of an XmR chart of an indicator that is not sensitive: a flow's periods, a stock's like-for-like changes."""
    row = facts.indicators[code]
    step, due = MONTHS_OF[row.frequency], [unit for unit in facts.reporters(code, region)
                                           if facts.regions[unit].level == row.report_level]
    periods, period = [], first
    while period <= last:
        if period % 100 % step == 0:
            periods.append(period)
        period = add_months(period, 1)
    here = facts.reporters(code, region)
    count = {p: sum(facts.exact(code, unit, p) is not None for unit in due) for p in periods}
    most = max(count.values(), default=0)
    full = {p: any(facts.exact(code, unit, p) is not None for unit in here) and count[p] >= 0.95 * most for p in periods}
    points = []
    for p in periods:
        before = add_months(p, -step)
        if row.kind == "flow":
            known = [facts.exact(code, unit, p) for unit in here if facts.exact(code, unit, p) is not None]
            points.append(sum(known) if full[p] else None)
        else:
            pairs = [(facts.latest(code, unit, p), facts.latest(code, unit, before)) for unit in here]
            pairs = [(now, then) for now, then in pairs if now is not None and then is not None]
            points.append(sum(now - then for now, then in pairs) if full[p] and full.get(before) and pairs else None)
    return points


def verdicts(points: list[float | None]) -> list[set[str]]:
    """Every signal that each point is part of; nothing with fewer than 13 points."""
    known = [point for point in points if point is not None]
    pairs = [(a, b) for a, b in zip(points, points[1:], strict=False) if a is not None and b is not None]
    found = [set() for _ in points]
    if len(known) < 13 or not pairs:
        return found
    mean = sum(known) / len(known)
    width = 2.66 * sum(abs(b - a) for a, b in pairs) / len(pairs)
    small = 1e-9 * max(abs(point) for point in known)
    for at, point in enumerate(points):
        if point is not None and point > mean + width + small:
            found[at].add("超出上限")
        if point is not None and point < mean - width - small:
            found[at].add("低于下限")
    for first in range(len(points) - 6):
        seven = points[first:first + 7]
        if None in seven:
            continue
        rules = {"高于均值": all(p > mean + small for p in seven), "低于均值": all(p < mean - small for p in seven),
                 "上升": all(b > a + small for a, b in zip(seven, seven[1:], strict=False)),
                 "下降": all(b < a - small for a, b in zip(seven, seven[1:], strict=False))}
        for at in range(first, first + 7):
            found[at] |= {word for word, holds in rules.items() if holds}
    for first in range(len(points) - 2):
        three = points[first:first + 3]
        if None in three:
            continue
        for word, beyond in (("接近上限", lambda p: p > mean + width * 2 / 3 + small),
                             ("接近下限", lambda p: p < mean - width * 2 / 3 - small)):
            if sum(beyond(p) for p in three) >= 2:
                for at in range(first, first + 3):
                    if beyond(points[at]):
                        found[at].add(word)
    return found


def first_of(found: set[str]) -> str:
    order = ("超出上限", "低于下限", "高于均值", "低于均值", "上升", "下降", "接近上限", "接近下限")
    return next((word for word in order if word in found), "")


def complete(facts: Facts, code: str, region: int, year: int) -> bool:
    """Every period due was reported, by the same due units; of a stock by all that ever did."""
    row, before = facts.indicators[code], None
    for period in periods_of(year, 12, row.frequency):
        here = {unit for unit in facts.reporters(code, region) if facts.exact(code, unit, period) is not None}
        known = {unit for unit in facts.reporters(code, region) if facts.latest(code, unit, period) is not None}
        due = {unit for unit in here if facts.regions[unit].level == row.report_level}
        if not here or row.kind == "stock" and here != known:
            return False
        # Seen through numbers only: entries of 本级 may come and go, and hide at most as many as there are.
        if before is not None and (len(before[1]) != len(due) or len(here & before[0]) - min(
                len(here - due), len(before[0] - before[1])) < len(due)):
            return False
        before = here, due
    return True


def outlook(facts: Facts, code: str, region: int, year: int, month: int) -> dict | None:
    """What queries.forecast says of an indicator that is not sensitive: forecast, low, high, basis, years, as_of."""
    as_of = facts.as_of(code, region, year, month)
    if facts.indicators[code].kind == "ratio" or as_of is None:
        return None
    return say(facts, code, region, year, as_of % 100)


def say(facts: Facts, code: str, region: int, year: int, month: int) -> dict | None:
    """The forecast of a year as of one of its months that was reported."""
    row = facts.indicators[code]
    value, first_year = facts.value(code, region, year, month), min(
        (p for series in facts.cells[code].values() for p in series), default=0) // 100
    final = {"forecast": value, "low": None, "high": None, "basis": "已到年底", "years": 0, "as_of": year * 100 + month}
    if month == 12:
        return final
    if row.kind == "flow":
        shares = []
        for before in range(first_year, year):
            whole = facts.value(code, region, before, 12) if complete(facts, code, region, before) else None
            if whole:
                shares.append(facts.value(code, region, before, month) / whole)
        shares = [share for share in shares if share > 0]
        if shares:
            return final | {"forecast": value / (sum(shares) / len(shares)), "low": value / max(shares),
                            "high": value / min(shares), "basis": "按往年进度", "years": len(shares)}
        planned = facts.share(code, region, year, month)
        return final | {"forecast": value / planned, "basis": "按进度计划"} if planned else None
    return say_stock(facts, code, region, year, month, final)


def say_stock(facts: Facts, code: str, region: int, year: int, month: int, final: dict) -> dict | None:
    row = facts.indicators[code]
    step, units = MONTHS_OF[row.frequency], facts.reporters(code, region)
    periods = periods_of(year, month, row.frequency)
    levels = [facts.value(code, region, year - 1, 12)] + [facts.value(code, region, year, p % 100) for p in periods]
    known = [at for at, level in enumerate(levels) if level is not None]
    passed = len(levels) - 1 - known[0]
    if not passed:
        return None
    changes, own = [], []
    for period in periods:
        pairs = [(facts.latest(code, unit, period), facts.latest(code, unit, add_months(period, -step))) for unit in units]
        pairs = [(now, then) for now, then in pairs if now is not None and then is not None]
        if pairs:
            changes.append(sum(now - then for now, then in pairs))
            if any(facts.exact(code, unit, period) is not None for unit in units):
                own.append(changes[-1])
    value, left = final["forecast"], (12 - month) // step

    def end(change: float) -> float:
        return max(0.0, value + left * change)

    return final | {"forecast": end(sum(changes) / passed), "basis": "按今年各期增减",
                    "low": end(min(own)) if len(own) == passed else None,
                    "high": end(max(own)) if len(own) == passed else None}
