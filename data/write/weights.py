"""Weights of an assessment scheme: read from what was typed, written with a trace, copied from the year before."""

import math
import unicodedata
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection

from data.write.ledger import KEY, Written, open_batch, write
from queries.weights import weights_in_force

MOST = 100.0
DIGITS = 2


class NotAWeight(ValueError):
    """What was typed is no weight; the message (Chinese) says why."""


def read_weight(text: str) -> float:
    """The weight that was typed: 0 to 100, two decimals at most; NaN for nothing (no weight of its own). Full-width digits
    are digits. Raises NotAWeight."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed:
        return math.nan
    try:
        value = float(typed)
    except ValueError:
        raise NotAWeight(f"“{text.strip()[:12]}”不是数。请填数字，如 1.5。") from None
    if not math.isfinite(value):
        raise NotAWeight(f"“{text.strip()[:12]}”不是数。请填数字，如 1.5。")
    if value < 0:
        raise NotAWeight("权重不能是负数。不考核的填 0。")
    if value > MOST:
        raise NotAWeight(f"一项的权重不能超过 {MOST:.0f} 分。")
    if round(value, DIGITS) != value:
        raise NotAWeight(f"最多 {DIGITS} 位小数。")
    return value


def save_weights(connection: Connection, scheme_id: int, year: int, weights: dict[int, float], *, actor: str, reason: str,
                 at: datetime) -> Written:
    """Writes weights by indicator id (NaN: none of its own any more) of a scheme and year, as one batch."""
    cells = pd.DataFrame([(scheme_id, year, indicator, value) for indicator, value in weights.items()],
                         columns=[*KEY, "value"])
    batch = open_batch(connection, kind="edit", file_name=f"{year}年考核权重", actor=actor, received_at=at, committed_at=at,
                       rows=len(cells), note=reason)
    return write(connection, "weights", cells, batch)


def copy_weights(connection: Connection, scheme_id: int, year: int, *, actor: str, reason: str, at: datetime) -> Written:
    """Makes the weights in force the year before the year's own, whatever it has now."""
    before = weights_in_force(connection, scheme_id, year - 1).set_index("indicator_id")["weight"]
    return save_weights(connection, scheme_id, year, before.to_dict(), actor=actor, reason=reason, at=at)
