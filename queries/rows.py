"""Rows of a frame, taken out of it."""

import numpy as np
import pandas as pd


def rows_by(frame: pd.DataFrame, of: np.ndarray) -> dict[int, pd.DataFrame]:
    """The rows of each number in `of`, which says whose each row is, in their order."""
    return {int(one): frame.iloc[at] for one, at in frame.groupby(of).indices.items()}
