"""妇女之家: what the page asks of the register, kept by scope; what its measures are; what a click leads to."""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from pages.parts.shell import picks, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.follow import follow, is_there
from pages.parts.shell.picks import Pick
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.maps import BLUES, COVERAGE, Classes
from queries.homes import coverage as homes
from queries.homes import villages as registry
from queries.homes.figures import figures as figures_of
from queries.homes.figures import of_forms
from queries.periods import between

MEASURES = {"rate": "覆盖率", "number": "个数", "women": "每万名妇女", "model": "示范占比"}
STEPS = {"city": (500, 1000, 2000, 4000), "county": (100, 200, 400, 600), "township": (5, 10, 20, 40)}
"""Where the classes of 个数 begin, by the level of what is coloured."""


@dataclass(frozen=True)
class View:
    """What the page shows: scope, measure, form ("" for every 妇女之家), the earlier month to compare with (0 for none),
    and the code of the township that has been opened ("" for none)."""

    scope: Scope
    measure: str
    form: str
    since: int
    town: str

    @property
    def period(self) -> int:
        return self.scope.year * 100 + self.scope.month


@by_version(4)
def forms(version: int) -> pd.DataFrame:
    return reference.ask(homes.list_forms)


@by_version(64)
def children(version: int, region: int) -> pd.DataFrame:
    return reference.ask(registry.children, region)


@by_version(128)
def coverage(version: int, regions: tuple[int, ...], period: int, form: str) -> pd.DataFrame:
    return reference.ask(homes.coverage, list(regions), period, form)


@by_version(128)
def tally(version: int, regions: tuple[int, ...], period: int) -> pd.DataFrame:
    return reference.ask(homes.tally, list(regions), period)


@by_version(64)
def women(version: int, regions: tuple[int, ...], period: int) -> pd.DataFrame:
    return reference.ask(homes.women, list(regions), period)


@by_version(64)
def growth(version: int, region: int, until: int) -> pd.DataFrame:
    """Every month since there are data, and the December before the first year, which that is compared with."""
    return reference.ask(homes.growth, region, between((min(*reference.years(version), until // 100) - 1) * 100 + 12, until))


@by_version(8)
def unbuilt(version: int, region: int, period: int) -> pd.DataFrame:
    return reference.ask(registry.unbuilt, region, period)


@by_version(16)
def unbuilt_townships(version: int, region: int, period: int) -> list[int]:
    return reference.ask(registry.unbuilt_townships, region, period)


@by_version(16)
def unbuilt_in(version: int, region: int, period: int, townships: tuple[int, ...]) -> pd.DataFrame:
    return reference.ask(registry.unbuilt, region, period, list(townships))


@by_version(64)
def villages(version: int, township: int, period: int) -> pd.DataFrame:
    return reference.ask(registry.villages_of, township, period)


def is_above_townships(view: View) -> bool:
    """Whether what is compared are cities or counties, which have outlines, and not townships, which have none."""
    below = children(view.scope.version, view.scope.region)
    return len(below) > 0 and (below["level"] != "township").any()


def place(view: View) -> tuple[int, ...]:
    """The region itself and, first to last, what lies right below it."""
    return (view.scope.region, *children(view.scope.version, view.scope.region)["id"].astype(int))


@by_version(256)
def figures(view: View, period: int) -> pd.DataFrame:
    """The place's figures at the month's end (queries.homes.figures), and shown, the view's measure; index region_id."""
    at = (view.scope.version, place(view), period)
    counted = of_forms(tally(*at), homes.names_of(forms(view.scope.version), view.form))
    final = figures_of(coverage(*at, view.form), counted, women(*at)["women"])
    final["shown"] = final[{"rate": "rate", "number": "homes", "women": "women", "model": "model"}[view.measure]]
    return final


def unregistered(view: View) -> bool:
    """Whether the opened township, else the region, has no register, so that nothing is known of it: its 0 would be no number."""
    town = opened(view)
    place = view.scope.region if town is None else int(town["id"])
    return fmt.is_missing(figures(View(view.scope, "rate", "", 0, ""), view.period).at[place, "homes"])


def what(view: View) -> str:
    """What the numbers count: 妇女之家, 楼宇妇女之家, 儿童之家."""
    if not view.form:
        return "妇女之家"
    known = forms(view.scope.version).set_index("name")
    return view.form if known.at[view.form, "domain"] == "other" or view.form.endswith("之家") else f"{view.form}妇女之家"


def classes(view: View) -> Classes:
    """Fixed for a measure, a level and whether one form is counted or all, whatever the values are."""
    if view.measure == "rate":
        return replace(COVERAGE, missing=fmt.NONE)
    if view.measure == "model":
        return _classes((5, 10, 20, 30), "%", 1)
    if view.measure == "women":
        return _classes((0.5, 1, 2, 5) if view.form else (6, 8, 10, 12), "", 1)
    below = children(view.scope.version, view.scope.region)
    level = below["level"].iloc[0] if len(below) else "township"
    return _classes((1, 5, 20, 50) if view.form else STEPS.get(level, STEPS["county"]), "", 0)


def _classes(bounds: tuple[float, ...], unit: str, precision: int) -> Classes:
    words = (f"{bounds[0]:g}{unit}以下",
             *(f"{low:g}{unit}–{high:g}{unit}" for low, high in zip(bounds, bounds[1:], strict=False)),
             f"{bounds[-1]:g}{unit}及以上")
    return Classes(bounds, BLUES, words, lambda value: f"{fmt.plain(value, precision)}{unit}", precision, missing=fmt.NONE)


def opened(view: View) -> pd.Series | None:
    """The township that has been opened: chosen in the page, or (below a county as root) in the scope bar."""
    tree = reference.tree(view.scope.version)
    if tree.at[view.scope.region, "level"] == "township":
        return tree.loc[view.scope.region]
    below = children(view.scope.version, view.scope.region)
    chosen = below[below["code"] == view.town]
    return None if chosen.empty else chosen.iloc[0]


def pick(picked: Pick) -> None:
    """What only this page knows; anything else as everywhere."""
    match picked:
        case picks.Town(code):
            st.session_state["home_town"] = code
        case picks.Register():
            st.session_state["home_register"] = True
        case picks.Region() if is_there(reference.current_version(), picked):
            st.session_state["home_town"] = ""
            follow(picked)
        case _:
            follow(picked)
