"""Weights of an assessment scheme: read from what was typed, written with a trace, copied from the year before."""

import math
import unicodedata
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection

from data.write.actor import Actor, permit
from data.write.errors import Refused
from data.write.ledger import KEY, Written, open_batch, present, write
from data.write.text import clean, signed
from data.write.weight import wrong_weight
from queries.weights import weights_in_force


def read_weight(text: str) -> float:
    """The weight that was typed: 0 to 100, two decimals at most; NaN for nothing (no weight of its own). Full-width digits
    are digits. Raises Refused."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed:
        return math.nan
    try:
        value = float(typed)
    except ValueError:
        value = math.inf
    if reason := wrong_weight(value):
        raise Refused(weight=f"“{clean(text)[:12]}”{reason}" if reason.startswith("不是") else reason)
    return value


def set_weights(connection: Connection, scheme_id: int, year: int, typed: dict[int, str], *, actor: Actor, reason: str,
                at: datetime) -> Written:
    """Writes what was typed (as read_weight reads it), by indicator id, where the year does not have it already. Raises Refused
    for what is no weight (the field is the indicator's id), without a unit or a reason, and where nothing changes;
    NotPermitted."""
    permit(connection, actor, "weights")
    wrong, weights = {}, {}
    for indicator, text in typed.items():
        try:
            weights[indicator] = read_weight(text)
        except Refused as refused:
            wrong[str(indicator)] = str(refused)
    cells = _cells(scheme_id, year, weights)
    held = cells.merge(present(connection, "weights", cells), on=KEY, how="left")
    same = (held["value"] == held["old_value"]) | held["value"].isna() & held["old_value"].isna()
    if same.all() and not wrong:
        wrong["weight"] = "没有改动，不用保存。"
    signed(actor.unit, reason, wrong)
    changed = cells.loc[~same].set_index("indicator_id")["value"].to_dict()
    return save_weights(connection, scheme_id, year, changed, actor=actor, reason=reason, at=at)


def save_weights(connection: Connection, scheme_id: int, year: int, weights: dict[int, float], *, actor: Actor, reason: str,
                 at: datetime) -> Written:
    """Writes weights by indicator id (NaN: none of its own any more) of a scheme and year, as one batch.

    Raises NotPermitted, and Refused for what is no weight, without a unit or a reason.
    """
    permit(connection, actor, "weights")
    wrong = next(filter(None, (wrong_weight(value) for value in weights.values() if not math.isnan(value))), None)
    signed(actor.unit, reason, {"weight": wrong} if wrong else {})
    batch = open_batch(connection, kind="edit", file_name=f"{year}年考核权重", actor=actor, received_at=at, committed_at=at,
                       rows=len(weights), note=reason, table="weights")
    return write(connection, "weights", _cells(scheme_id, year, weights), batch, actor)


def _cells(scheme_id: int, year: int, weights: dict[int, float]) -> pd.DataFrame:
    rows = [(scheme_id, year, indicator, value) for indicator, value in weights.items()]
    return pd.DataFrame(rows, columns=[*KEY, "value"]).astype(dict.fromkeys(KEY, int) | {"value": float})


def copy_weights(connection: Connection, scheme_id: int, year: int, *, actor: Actor, reason: str, at: datetime) -> Written:
    """Makes the weights in force the year before the year's own, whatever it has now."""
    before = weights_in_force(connection, scheme_id, year - 1).set_index("indicator_id")["weight"]
    return save_weights(connection, scheme_id, year, before.to_dict(), actor=actor, reason=reason, at=at)
