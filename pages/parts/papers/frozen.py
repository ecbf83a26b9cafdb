"""An outline's figures frozen: its number stands in every file that is made of it, and on the boards of its meeting."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

import pandas as pd

from data import clock
from data.papers.outline import Outline
from data.write.actor import Actor
from data.write.snapshots import FIGURES, keep
from pages.parts.shell import permit, reference, signing


def actor(version: int) -> Actor:
    """Who makes a paper: for the unit that signs here. To be asked while the page runs."""
    return permit.actor(signing.unit(version))


def frozen(made: Outline, kind: Literal["材料", "会议"], who: Actor, edits: Mapping[str, str | None] | None = None) -> Outline:
    """The outline with its number; without one where who makes it only looks. Works beside a page's run, too."""
    number = keep(reference.engine(), kind=kind, title=made.title, region_id=made.region_id, year=made.year, month=made.month,
                  demo=made.demo, figures=frame(made), homes=homes([made]), edited=edits or {}, actor=who, at=clock.now())
    return replace(made, number=number)


def frame(made: Outline) -> pd.DataFrame:
    """The outline's figures as they are frozen, one a region and indicator."""
    rows = {(one.region_id, one.indicator_id): one for one in made.figures()}
    return pd.DataFrame([(*key, one.as_of, one.value, one.shown, one.status) for key, one in rows.items()], columns=FIGURES)


def homes(made: Iterable[Outline]) -> list[tuple[int, int, int]]:
    """What the outlines say of the register, each region once."""
    return sorted({one[0]: one for outline in made for one in outline.homes}.values())
