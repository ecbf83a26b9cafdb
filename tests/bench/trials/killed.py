"""Processes killed at any moment of what they do."""

import random
import time
from collections import Counter
from pathlib import Path

from data.intake import originals
from data.prepare import prepare
from queries.database import open_engine
from trials import acts
from trials.places import CITY, COUNTY, PATIENCE, THROUGH, Place, go, made, start, state


def kills(where: Place, times: int, kept: Path, names: list[str] | None = None) -> tuple[bool, str]:
    chance, told, fine = random.Random(7), [], True
    for name in names or acts.ACTS:
        usual, counts = killed(where, name, times, kept, chance)
        fine = fine and not counts["LOST"] and not counts["LEFT BEHIND"]
        told.append(f"{name} {dict(+counts)} of {usual:.1f} s")
    return fine, "; ".join(told)


def killed(where: Place, name: str, times: int, kept: Path, chance: random.Random) -> tuple[float, Counter]:
    """Seconds that the act takes, and how often it was found whole, none of it, LOST in part, or files LEFT BEHIND."""
    act, counts = acts.ACTS[name], Counter()
    template = template_of(act, where)
    whole = where.new(template)
    usual = unkilled(name, whole)
    before, after = state(template, act.without) if template else {}, state(whole, act.without)
    where.drop(whole)
    for _ in range(times):
        for path in kept.iterdir():
            path.unlink()
        url = where.new(template)
        process = start(Path(acts.__file__), name, url)
        go(process)
        time.sleep(chance.uniform(0, usual * 2))
        process.kill()
        process.communicate()
        engine = open_engine(url)
        prepare(engine, act.root or COUNTY, THROUGH, demo=act.root is None)  # the next start
        originals.sweep(engine)
        engine.dispose()
        found = state(url, act.without)
        counts["whole" if found == after else "none" if found == before else "LOST"] += 1
        counts["LEFT BEHIND"] += sum(path.name.startswith(".") for path in kept.iterdir())
        where.drop(url)
    return usual, counts


def template_of(act: acts.Act, where: Place) -> str | None:
    if act.root is None:
        return None
    url = made(where, CITY)
    if act.before:
        engine = open_engine(url)
        act.before(engine)
        engine.dispose()
    return url


def unkilled(name: str, url: str) -> float:
    process = start(Path(acts.__file__), name, url)
    begun = time.monotonic()
    go(process)
    said, error = process.communicate(timeout=PATIENCE)
    if said != "done\n":
        raise RuntimeError(f"{name} fails unkilled: {error[-500:]}")
    return time.monotonic() - begun
