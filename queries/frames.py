"""Contracts of the frames that queries hand out: which columns, of what type, whether a value may be missing, what it means.

A contract stands beside its query and is kept by `hands_out`: NULLs alone and no rows have no type of their own, so that an
answer without rows would differ from one with. tests/queries/test_frames.py holds every query to it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps

import numpy as np
import pandas as pd
import sqlalchemy as sql


@dataclass(frozen=True)
class Column:
    """A pandas dtype, whether a value may be missing (NaN, NaT or None), and what it means."""

    dtype: str
    nullable: bool = False
    meaning: str = ""

    def __call__(self, meaning: str) -> "Column":
        return replace(self, meaning=meaning)


INT, FLOAT, BOOL, TEXT, TIME = Column("int64"), Column("float64"), Column("bool"), Column("str"), Column("datetime64[us]")
FLOAT_OR_NAN, TEXT_OR_NAN, TIME_OR_NAT = (replace(column, nullable=True) for column in (FLOAT, TEXT, TIME))
WHOLE = np.dtype(INT.dtype)
INT_OR_NAN = FLOAT_OR_NAN
"""A whole number that may be missing: pandas keeps it as a float."""
OBJECT, WORD = Column("object"), Column("category")
"""Lists and dicts; one word of few, a million times."""
OBJECT_OR_NONE = FLAG_OR_NONE = WORD_OR_NONE = replace(OBJECT, nullable=True)
"""The second: True, False or None; the third: a word, or None where nothing is said (a str column would hold NaN)."""
TYPES = {sql.Boolean: BOOL, sql.Integer: INT, sql.Double: FLOAT, sql.String: TEXT, sql.Date: TIME, sql.DateTime: TIME}


class Frame:
    """The columns of a frame by name, in order, and what its index is called: the rows' own number where it is "". An index
    that is no column holds whole numbers."""

    def __init__(self, index: str = "", /, **columns: Column):
        self.index, self.columns = index, columns
        self.dtypes = {name: pd.api.types.pandas_dtype(column.dtype) for name, column in columns.items()}

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """These columns of the frame in this order, and its index, each of its type."""
        if list(frame.columns) != list(self.columns):
            frame = frame[list(self.columns)]
        wrong = {name: frame[name].astype(dtype) for (name, dtype), found in zip(self.dtypes.items(), frame.dtypes, strict=True)
                 if found != dtype}
        final = frame.assign(**wrong) if wrong else frame
        wanted = self.dtypes.get(self.index, WHOLE)
        if final.index.dtype != wanted or final.index.name != (self.index or None):
            final = final.set_axis(pd.Index(final.index, dtype=wanted, name=self.index or None))
        return final

    def read(self, connection: sql.Connection, rows: sql.Select) -> pd.DataFrame:
        """The answer to a question that names these columns, and the index: each of its type from the start. pd.read_sql, which
        has to find the types, takes two to six times as long."""
        found = connection.execute(rows)
        names, told = list(found.keys()), found.fetchall()
        values = dict(zip(names, zip(*told, strict=True) if told else [()] * len(names), strict=True))
        made = {name: _array(values[name], dtype) for name, dtype in self.dtypes.items()}
        index = pd.Index(_array(values[self.index], self.dtypes.get(self.index, WHOLE)), name=self.index) if self.index else None
        return pd.DataFrame(made, index=index, copy=False)


def _array(values: Sequence, dtype):
    return np.array(values, dtype) if isinstance(dtype, np.dtype) and dtype != object else pd.array(values, dtype)


def of_schema(*columns: sql.Column | sql.Table) -> dict[str, Column]:
    """Columns as the schema has them, whole tables too: what they mean is their comment."""
    found = {}
    for one in columns:
        for column in one.columns if isinstance(one, sql.Table) else (one,):
            kind = next(TYPES[base] for base in type(column.type).__mro__ if base in TYPES)
            found[column.name] = Column(kind.dtype, bool(column.nullable), column.comment or "")
    return {name: replace(INT_OR_NAN, meaning=column.meaning) if column.nullable and column.dtype == INT.dtype else column
            for name, column in found.items()}


def hands_out(frame: Frame) -> Callable[[Callable], Callable]:
    """Has a query keep its contract: what it returns is handed out as `frame` says, which is its attribute."""
    def keep(query: Callable) -> Callable:
        @wraps(query)
        def answer(*arguments, **named) -> pd.DataFrame:
            return frame.typed(query(*arguments, **named))

        setattr(answer, "frame", frame)
        return answer

    return keep
