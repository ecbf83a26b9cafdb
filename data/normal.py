"""Text in one way of writing, by which a file's words and a register's names are compared. Needs nothing: what opens strangers'
files in a process of its own stays small."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=100_000)
def normal(text: str) -> str:
    """Full-width as half-width, no zero-width characters, single spaces, none outside."""
    if any(unicodedata.category(mark) == "No" for mark in text):  # 12① is not 121
        text = "".join(mark if unicodedata.category(mark) == "No" else unicodedata.normalize("NFKC", mark) for mark in text)
    else:
        text = unicodedata.normalize("NFKC", text)
    text = text.replace("−", "-").replace("─", "—")
    text = "".join(mark for mark in text if unicodedata.category(mark) not in ("Cf", "Cc") or mark in "\n\t")
    return " ".join(text.split())
