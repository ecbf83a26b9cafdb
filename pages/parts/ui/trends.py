"""An indicator's charts with their data, and what they show in words."""

import pandas as pd

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.ui import charts, outlook
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup


def _indicator(scope: Scope, code: str) -> pd.Series:
    catalogue = reference.indicators(scope.version)
    return catalogue[catalogue["code"] == code].iloc[0]


@by_version(512)
def trend(scope: Scope, code: str) -> tuple[Markup, str]:
    """The trend chart with the forecast, and what it shows in words."""
    points, words = points_of(scope, code)
    return charts.trend_plot(points, words), words


def points_of(scope: Scope, code: str) -> tuple[pd.DataFrame, str]:
    """The data of charts.trend_plot, and the chart in words."""
    indicator = _indicator(scope, code)
    held = answers.series(scope, int(indicator["id"]))
    series = pd.concat([held, outlook.band(scope, indicator, held)], ignore_index=True)
    divisor, unit = fmt.scale(series[["value", "high"]].max(axis=None) if len(series) else 0, indicator["unit"])
    kind = {"flow": "累计", "stock": "期末", "ratio": ""}[indicator["kind"]]
    about = "（约数）" if answers.mine(scope).at[indicator["id"], "rounded"] else ""
    words = f"{reference.name_of(scope.version, scope.region)} {fmt.alone(indicator['name'])}{kind}，{unit}{about}"
    return charts.trend_data(series, divisor, fmt.decimals(unit, indicator["precision"]), unit), words


@by_version(512)
def control(scope: Scope, code: str) -> tuple[Markup, str]:
    """The XmR chart of the indicator's single periods, and what it shows in words."""
    nodes, indicator = reference.tree(scope.version), _indicator(scope, code)
    frame = answers.control(scope, int(indicator["id"]))
    divisor, unit = fmt.scale(frame["value"].abs().max() if len(frame) else 0, indicator["unit"])
    kind = {"flow": "各期数", "stock": "各期增减", "ratio": ""}[indicator["kind"]]
    words = f"{nodes.at[scope.region, 'name']} {fmt.alone(indicator['name'])}{kind}，{unit}"
    data = charts.control_data(frame, divisor, fmt.decimals(unit, indicator["precision"]), unit)
    return charts.control_plot(data, words), words
