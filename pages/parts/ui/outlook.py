"""Where the year will end and what is out of the ordinary, in words: beside the charts and on the overview."""


import pandas as pd

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Desk, Signal
from pages.parts.shell.scope import Scope
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, panel, tag
from queries.forecast import BY_HISTORY, BY_PLAN, ENDED
from queries.forecast_path import path
from queries.rows import rows_of

ROWS = 8


def _said(scope: Scope, indicator) -> pd.Series:
    frame = answers.forecast(scope)
    return frame[(frame["region_id"] == scope.region) & (frame["indicator_id"] == indicator["id"])].iloc[0]


def band(scope: Scope, indicator, series: pd.DataFrame) -> pd.DataFrame:
    """The forecast in the trend chart, from the last period reported to December: series, month, value, low, high; none where
    there is no forecast. series: queries.trend, whose last year or plan the way follows."""
    said = _said(scope, indicator)
    columns = ["series", "month", "value", "low", "high"]
    if fmt.is_missing(said["forecast"]) or said["basis"] == ENDED:
        return pd.DataFrame(columns=columns).astype(dict.fromkeys(columns[1:], float))
    value = answers.mine(scope).at[indicator["id"], "value"]
    shapes = {BY_HISTORY: "上年", BY_PLAN: "计划"}
    shape = series[series["series"] == shapes.get(said["basis"], "")].set_index("month")["value"]
    ends = {name: said["forecast"] if fmt.is_missing(said[name]) else said[name] for name in columns[2:] if name != "value"}
    ways = {name: path(shape, int(said["as_of"]) % 100, value, end)
            for name, end in ({"value": said["forecast"]} | ends).items()}
    return pd.DataFrame(ways).rename_axis("month").reset_index().assign(series="年底预计")[columns]


@by_version(512)
def forecast(scope: Scope, code: str) -> Markup:
    """年底预计 with its range, its basis, how far off it was before, and what it means for the target."""
    catalogue = reference.indicators(scope.version)
    indicator = catalogue[catalogue["code"] == code].iloc[0]
    row, said = answers.mine(scope).loc[indicator["id"]], _said(scope, indicator)
    if fmt.is_missing(said["forecast"]):
        return tag("p", _why_not(row, indicator), look="outlook note")
    value = "".join(fmt.amount(said["forecast"], indicator["unit"], indicator["precision"]))
    if said["basis"] == ENDED:
        return html('<p class="outlook">全年 <b>{}</b>{}。</p>', value, _target(said, row, indicator))
    came, due = row["cells"] - row["later_in"], row["due_cells"] - row["behind"] * row["due_units"]
    short = "，有单位缺报，可能偏低" if indicator["kind"] == "flow" and came < due else ""
    seen = f"按{as_of.month_of(row)}的数，" if row["behind"] else ""
    return html('<p class="outlook">年底预计 <b>{}</b>{}，{}{}{}{}。<span class="note">{}</span></p>', value,
                _range(said, indicator), seen, _basis(said), short, _target(said, row, indicator), _tested(said, indicator))


def _why_not(row, indicator) -> str:
    if indicator["kind"] == "ratio":
        return "比率不作年底预计。"
    if row["withheld"]:
        return "涉及个人隐私，不作年底预计。"
    return "今年的数还不够，不作年底预计。"


def _range(said, indicator) -> str:
    if fmt.is_missing(said["low"]) or not said["low"] < said["high"]:
        return ""
    divisor, unit = fmt.scale(said["forecast"], indicator["unit"])
    low, high = (fmt.plain(said[name] / divisor, fmt.decimals(unit, indicator["precision"])) for name in ("low", "high"))
    return f"（{low}–{high}{unit}）" if low != high else ""


def _basis(said) -> str:
    return f"{said['basis']}（{said['years']}个完整年份）" if said["basis"] == BY_HISTORY else said["basis"]


def _target(said, row, indicator) -> Markup | str:
    if said["miss"] is None:
        return ""
    target = "".join(fmt.amount(row["target"], indicator["unit"], indicator["precision"]))
    return html("，{}年度目标 {}", tag("b", "▼完不成", look="late") if said["miss"] else "能完成", target)


def _tested(said, indicator) -> str:
    """How far off the same forecast was in earlier years."""
    if not said["tested"]:
        return "以往没有可供检验的完整年份，误差不明。"
    month = int(said["as_of"]) % 100
    off = fmt.percent(abs(said["error"]))
    then = "与实际相同" if off == "0.0%" else f"比实际{'高' if said['error'] > 0 else '低'} {off}"
    more = f"，{said['tested']}年平均相差 {fmt.percent(said['mean_error'])}" if said["tested"] > 1 else ""
    return f"检验：{int(said['test_year'])}年{month}月同法预计{then}{more}。"


@by_version(512)
def verdict(scope: Scope, code: str) -> Markup:
    """What the XmR chart says: of the last period due, and of this year so far."""
    catalogue = reference.indicators(scope.version)
    indicator = catalogue[catalogue["code"] == code].iloc[0]
    frame = answers.control(scope, int(indicator["id"]))
    if indicator["kind"] == "ratio":
        return tag("p", "比率不判断异常变动。", look="outlook note")
    row = answers.mine(scope).loc[indicator["id"]]
    if (row["rounded"] or row["withheld"]) and not frame["value"].notna().any():
        return tag("p", "涉及个人隐私的小数目不公开，不判断异常变动。", look="outlook note")
    if frame.empty or frame["mean"].isna().all():
        return tag("p", f"可比的只有 {len(frame.dropna(subset='value'))} 期，不足 13 期，不判断异常变动。", look="outlook note")
    last, year = frame.iloc[-1], frame[(frame["period"] // 100 == scope.year) & (frame["words"] != "")]
    if fmt.is_missing(last["value"]):
        now = f"{fmt.period(last['period'])}有单位没有上报，合计不可比，不作判断"
    else:
        now = last["words"] or f"{fmt.period(last['period'])}没有异常变动"
    earlier = [words for words, period in zip(year["words"], year["period"], strict=True) if period != last["period"]]
    more = f"今年以来还有：{'、'.join(earlier)}。" if earlier else ""
    season = "按季节安排的工作，淡旺季的起伏也会被标出。" if isinstance(indicator["plan"], str) else ""
    return html('<p class="outlook"><b>{}</b>。<span class="note">{}{}</span></p>', now, more, season)


@by_version(256)
def shortfall(scope: Scope) -> Markup | str:
    """How many targets the forecasts fall short of, as a door to them; "" where none can be forecast."""
    facts = answers.outlook(scope)
    if not facts["judged"]:
        return ""
    if not facts["miss"]:
        return tag("p", f"按目前进度，能预计的 {facts['judged']} 项年度目标年底都能完成{_error(facts)}。", look="lead outlook")
    code = reference.tree(scope.version).at[scope.region, "code"]
    so_far = f"，其中 {facts['on_pace']} 项目前还达到序时进度" if facts["on_pace"] else ""
    return html('<p class="lead outlook">按目前进度，年底预计 {} 完不成年度目标（能预计的共 {} 项）{}{}。</p>',
                button(Desk("miss", code), f"{facts['miss']}项", title="点开看是哪些"), facts["judged"], so_far, _error(facts))


def _error(facts: dict) -> str:
    return "" if facts["error"] is None else f"；往年同期同法预计，误差中位数 {fmt.percent(facts['error'])}"


@by_version(256)
def signals_panel(scope: Scope) -> Markup:
    """This month's signals: at the root every region's, the root's own first; else the region's. Picks: Signal."""
    catalogue, nodes, frame = reference.indicators(scope.version), reference.tree(scope.version), answers.signals(scope)
    frame = frame if scope.at_root else frame[frame["region_id"] == scope.region]
    seasonal = frame["indicator_id"].map(catalogue["plan"]).notna()
    usual = frame[~seasonal]
    listed, of_season = usual.head(ROWS), len(frame) - len(usual)
    lines = [button(Signal(row.region_id, catalogue.at[row.indicator_id, "code"]),
                    html("<i>{}</i><span>{} · {}</span><b>{}</b>", "▲" if row.side > 0 else "▼",
                         fmt.alone(catalogue.at[row.indicator_id, "short_name"]), nodes.at[row.region_id, "name"], row.words),
                    look="signal")
             for row in rows_of(listed)]
    left = [f"另有 {len(usual) - len(listed)} 项"] if len(usual) > len(listed) else []
    left += [f"按季节安排的工作有 {of_season} 项偏离均值，属淡旺季起伏，未列出"] if of_season else []
    tail = tag("p", "；".join(left), "。", look="note") if left else ""
    body = tag("div", *lines, look="signals") if lines else tag("p", "最近一期没有异常变动。", look="note")
    return panel("异常变动", "最近一期明显偏离以往水平的指标（控制图），点开看图", join((body, tail)))
