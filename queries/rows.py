"""Rows of a frame, taken out of it."""

from collections import namedtuple
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd


def rows_of(frame: pd.DataFrame, index: bool = True) -> list:
    """list(frame.itertuples(index)), which makes a type and goes through the columns one by one for each call: of a few rows of a
    standing, which has fifty columns, that takes thirty times as long."""
    type_of_row = _type_of((*(["Index"] if index else []), *frame.columns))
    columns = frame.to_numpy(dtype=object).T.tolist()
    return list(map(type_of_row._make, zip(*([frame.index] if index else []), *columns, strict=True)))


@lru_cache(256)
def _type_of(names: tuple):
    return namedtuple("Row", names, rename=True)


def rows_by(frame: pd.DataFrame, of: np.ndarray) -> dict[int, pd.DataFrame]:
    """The rows of each number in `of`, which says whose each row is: those of one stand together. Raises ValueError where they
    do not."""
    begins = np.flatnonzero(np.append(len(of) > 0, of[1:] != of[:-1]))
    found = {int(of[begin]): frame.iloc[begin:end] for begin, end in pairwise([*begins, len(of)])}
    if len(found) < len(begins):
        raise ValueError("the rows of one do not stand together")
    return found
