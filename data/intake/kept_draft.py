"""A draft as JSON, so that what is taken later is what was previewed, whatever has been taught, renamed or changed since.

`cells` is for other programs too: table -> rows of region_id, period, indicator_id, value, sheet, row, column, and what the
database held there when it was sent (null: nothing).
"""

import json
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from data.intake.blanking import Blanked
from data.intake.draft import PLACE, Count, Draft, Finding, no_cells
from data.intake.understood import Understood
from data.write.ledger import KEY

CELL = [*KEY, "value", *PLACE, "old_value"]
PARTS = {"findings": list[Finding], "counts": list[Count], "understood": Understood}


def as_text(draft: Draft, seen: dict[str, pd.DataFrame]) -> str:
    """seen: what data.intake.commit.compare told of it."""
    kept: dict[str, Any] = {"file_name": draft.file_name, "file_sha256": draft.file_sha256, "kind": draft.kind,
                            "cells": {table: _rows(seen[table][CELL]) for table in draft.cells if table in seen}}
    if len(draft.sites):
        sites = draft.sites.reset_index(drop=True)
        kept["sites"] = {"columns": list(sites.columns), "rows": _rows(sites), "before": _rows(seen["sites"][["before"]])}
    kept |= {name: _plain(getattr(draft, name)) for name in PARTS}
    return json.dumps(kept | {"persons": draft.blanked.words}, ensure_ascii=False, separators=(",", ":"), default=str)


def from_text(text: str) -> tuple[Draft, dict[str, pd.DataFrame]]:
    """The draft, and what the database held when it was sent: by table KEY and old_value, of sites before. What was taken out
    about persons is not in it: it was done before."""
    kept = json.loads(text)
    cells, then = no_cells(), {}
    for table, rows in kept["cells"].items():
        frame = pd.DataFrame(rows, columns=CELL).astype(dict.fromkeys(KEY, int) | {"value": float, "old_value": float})
        cells[table], then[table] = frame.drop(columns="old_value"), frame[[*KEY, "old_value"]]
    made = Draft(kept["file_name"], kept["file_sha256"], kept["kind"], cells, blanked=Blanked(),
                 **{name: _made(kind, kept[name]) for name, kind in PARTS.items()})
    if sites := kept.get("sites"):
        made.sites = pd.DataFrame(sites["rows"], columns=sites["columns"])
        then["sites"] = pd.DataFrame(sites["before"], columns=["before"])
    return made, then


def _rows(frame: pd.DataFrame) -> list[list]:
    """Missing as null, numbers as numbers."""
    lists = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return [[value.item() if isinstance(value, np.generic) else value for value in row] for row in lists]


def _plain(value: Any) -> Any:
    """Keys that are no texts become pairs."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return [[_plain(key), _plain(one)] for key, one in value.items()]
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _made(kind: Any, value: Any) -> Any:
    """What `_plain` made, of its type again."""
    of, inner = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _made(hints[name], one) for name, one in value.items()})
    if of is dict:
        return {_made(inner[0], key): _made(inner[1], one) for key, one in value}
    if of is list:
        return [_made(inner[0], one) for one in value]
    if of is tuple:
        return tuple(_made(part, one) for part, one in zip(
            [inner[0]] * len(value) if inner[-1] is Ellipsis else inner, value, strict=True))
    return value
