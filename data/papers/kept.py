"""Slides as they are kept: JSON of an outline's own classes, and back."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace

from data.papers.outline import Amount, Chart, Column, Figure, Map, Outline, Place, Sentence, Slide, Table

BLOCKS = {one.__name__: one for one in (Sentence, Table, Chart, Map)}
PARTS = {"figures": Figure, "columns": Column, "places": Place}
"""Fields that hold further classes."""


def pack(outlines: Sequence[Outline]) -> bytes:
    """What is shown of each region: everything but the sections of its paper."""
    told = [_plain(replace(one, sections=())) for one in outlines]
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())


def unpack(content: bytes) -> tuple[Outline, ...]:
    """The same again, equal in everything."""
    return tuple(Outline(**(one | {"sections": (), "slides": tuple(map(_slide, one["slides"])),
                                   "homes": _tuple(one.get("homes", ()))}))
                 for one in json.loads(zlib.decompress(content)))


def _plain(value):
    """Classes as objects, tuples as lists, an Amount as [number, decimals]; a block with the name of its class."""
    if isinstance(value, Amount):
        return [float(value), value.decimals]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if not is_dataclass(value):
        return value
    name = {"is": type(value).__name__} if type(value) in BLOCKS.values() else {}
    return name | {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _slide(told: dict) -> Slide:
    told["blocks"] = tuple(map(_read, told["blocks"]))
    return Slide(**told)


def _read(told: dict) -> Sentence | Table | Chart | Map:
    made = BLOCKS[told.pop("is")]
    for name, part in PARTS.items():
        if name in told:
            told[name] = tuple(part(**_tuples(one)) for one in told[name])
    if made is Table:
        told["rows"] = tuple(tuple(Amount(*cell) if isinstance(cell, list) else cell for cell in row) for row in told["rows"])
    return made(**_tuples(told))


def _tuples(told: dict) -> dict:
    """Lists of JSON as the tuples that they were."""
    return {name: _tuple(value) for name, value in told.items()}


def _tuple(value):
    return tuple(map(_tuple, value)) if isinstance(value, list | tuple) else value
