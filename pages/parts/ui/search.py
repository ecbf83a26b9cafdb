"""Rows found by words."""

import pandas as pd


def matching(frame: pd.DataFrame, words: str, columns: list[str]) -> pd.DataFrame:
    """The rows in which every word stands in one of the columns."""
    if frame.empty:
        return frame
    found = pd.Series(True, index=frame.index)
    text = frame[columns].fillna("").astype(str).apply(" ".join, axis=1).str.lower()
    for word in words.lower().split():
        found &= text.str.contains(word, regex=False)
    return frame[found]
