"""Frames in the types of the tables that they go into: no engine is left to guess, so all hold the same."""

import numpy as np
import pandas as pd
from sqlalchemy import Boolean, Column, Float, Integer, SmallInteger, String, Table

from data.write.errors import WrongValue
from data.write.text import label, length_of

FLAGS = {1: True, 0: False}
"""Whatever equals 1 or 0 (True, a numpy bool, 1.0) is a flag."""
LARGEST = {SmallInteger: 2**15 - 1, Integer: 2**31 - 1}


def typed(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame in the types of the table's columns of the same names, missing values still missing.

    Raises WrongValue for a fraction or a word where an integer belongs, an infinite number, a text longer than its column.
    """
    return pd.DataFrame({name: _typed(table.columns[name], frame[name]) for name in frame.columns}, index=frame.index)


def _typed(column: Column, values: pd.Series) -> pd.Series:
    kind = column.type
    if isinstance(kind, Boolean):
        known = values.map(FLAGS.get, na_action="ignore").astype(object)
        return _checked(column, values, known, known.notna(), "是或否")
    if isinstance(kind, Integer):
        return _whole(column, values)
    if isinstance(kind, Float):
        numbers = values if values.dtype == float else pd.to_numeric(values, errors="coerce").astype(float)
        return _checked(column, values, numbers, np.isfinite(numbers), "有限的数")
    if isinstance(kind, String):
        return _text(column, values)
    raise TypeError(f"{label(column)}: {kind!r} does not go in by frames")


def _whole(column: Column, values: pd.Series) -> pd.Series:
    most = LARGEST[SmallInteger if isinstance(column.type, SmallInteger) else Integer]
    if values.dtype == np.int64 and (not len(values) or -most <= values.min() and values.max() <= most):
        return values
    numbers = pd.to_numeric(values, errors="coerce").astype("Float64")
    fits = numbers.mod(1).eq(0) & numbers.abs().le(most)
    return _checked(column, values, numbers.where(fits.fillna(False)).astype("Int64"), fits.fillna(False),
                    f"整数（不超过 {most}）")


def _text(column: Column, values: pd.Series) -> pd.Series:
    longest = length_of(column)
    known = values.dropna()
    if set(map(type, known)) <= {str} and (not longest or max(map(len, known), default=0) <= longest):
        return values
    wrong = {text for text in known.unique() if not isinstance(text, str) or longest and len(text) > longest}
    if not wrong:
        return values
    return _checked(column, values, values, ~values.isin(wrong), f"不超过 {longest} 个字的文字" if longest else "文字")


def _checked(column: Column, values: pd.Series, made: pd.Series, fits: pd.Series, wanted: str) -> pd.Series:
    """What was made of the values, once all that are not missing fit."""
    wrong = np.flatnonzero(values.notna().to_numpy() & ~fits.to_numpy(dtype=bool))
    if len(wrong):
        at = int(wrong[0])
        more = f"，共 {len(wrong)} 处" if len(wrong) > 1 else ""
        raise WrongValue(f"{label(column)}第 {at + 1} 行是“{str(values.iloc[at])[:40]}”，应是{wanted}{more}，没有写入。")
    return made
