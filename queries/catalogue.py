"""The catalogue: the actions, their indicators, and how a ratio is made of others."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.again import once
from queries.former_names import NAMES, former
from queries.frames import Frame, hands_out, of_schema
from queries.schema import actions, indicator_names, indicators

OF_ACTION = (actions.c.id, actions.c.code, actions.c.name, actions.c.kind)
ACTIONS = Frame(**of_schema(*OF_ACTION))
INDICATORS = Frame("id", **of_schema(indicators))
OTHER_NAMES = Frame(**of_schema(indicator_names))
EVER = 9999


@hands_out(ACTIONS)
def list_actions(connection: Connection) -> pd.DataFrame:
    """One row an action in display order (ACTIONS): the six, what a federation has set up beside them, 基础数据 (kind)."""
    return ACTIONS.read(connection, select(*OF_ACTION).order_by(actions.c.sort))


@once
@hands_out(INDICATORS)
def list_indicators(connection: Connection) -> pd.DataFrame:
    """One row an indicator in catalogue order: all columns of the table (INDICATORS), indexed by id."""
    return INDICATORS.read(connection, select(indicators).order_by(indicators.c.id))


def leading(indicators: pd.DataFrame) -> pd.Series | None:
    """The row that stands for an action, of its rows: the one said to, else the first; None where there is no row."""
    said = indicators[indicators["headline"].astype(bool)]
    return None if indicators.empty else (said if len(said) else indicators).iloc[0]


def in_year(catalogue: pd.DataFrame, year: int) -> pd.DataFrame:
    """Those of the catalogue that there are in a year: the one place that says so. Whoever shows, asks for or judges a year's
    figures goes by it; what was reported stays, and comes back with the years in which the indicator is there."""
    return catalogue[(catalogue["first_year"].fillna(0) <= year) & (catalogue["last_year"].fillna(EVER) >= year)]


def exists(indicator, year: int) -> bool:
    """The same of one row of the catalogue."""
    first, last = indicator.first_year, indicator.last_year
    return bool((pd.isna(first) or first <= year) and (pd.isna(last) or last >= year))


def last_year_of(indicator, year: int) -> int | None:
    """The year, or the last before it in which there was the row's indicator; None where it has not begun by then."""
    first, last = indicator.first_year, indicator.last_year
    return None if pd.notna(first) and first > year else int(min(year, EVER if pd.isna(last) else last))


@hands_out(OTHER_NAMES)
def list_other_names(connection: Connection) -> pd.DataFrame:
    """What indicators are called besides, and were: as it was changed here, and as it is shipped (OTHER_NAMES)."""
    told = pd.read_sql(select(indicator_names).order_by(indicator_names.c.indicator_id, indicator_names.c.name), connection)
    known = dict(connection.execute(select(indicators.c.code, indicators.c.id).where(indicators.c.code.in_(list(NAMES)))).all())
    shipped = [(known[code], name, "former") for code, names in NAMES.items() if code in known for name in names]
    return pd.concat([told, pd.DataFrame(shipped, columns=told.columns)], ignore_index=True) if shipped else told


def also_called(connection: Connection) -> dict[str, tuple[str, ...]]:
    """By an indicator's code what it and its programme were called, and are called besides."""
    others = list_other_names(connection).groupby("indicator_id")["name"].agg(tuple).to_dict()
    return {row.code: (*others.get(row.id, ()), *former(row.programme)) for row in list_indicators(connection).itertuples()}


def parts(expression: str) -> list[str]:
    """The indicator codes of a ratio's numerator or denominator: 'JC-02+JC-03' -> ['JC-02', 'JC-03']."""
    return [code.strip() for code in expression.split("+")]


def with_parts(indicator_ids: list[int], indicators: pd.DataFrame) -> list[int]:
    """The indicators and what the ratios among them are made of, in order."""
    ratios = indicators[indicators["id"].isin(indicator_ids) & (indicators["kind"] == "ratio")]
    codes = [code for side in ("numerator", "denominator") for text in ratios[side] for code in parts(text)]
    return indicators.loc[indicators["id"].isin(indicator_ids) | indicators["code"].isin(codes), "id"].tolist()


def with_part_kinds(indicators: pd.DataFrame) -> pd.DataFrame:
    """The catalogue with numerator_kind and denominator_kind: the kind of each ratio's parts."""
    kinds = dict(zip(indicators["code"], indicators["kind"], strict=True))
    frame = indicators.copy()
    for side in ("numerator", "denominator"):
        frame[f"{side}_kind"] = [kinds[parts(text)[0]] if isinstance(text, str) else None for text in frame[side]]
    return frame
