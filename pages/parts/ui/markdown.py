"""Text that Streamlit would read as Markdown: notices, captions, labels and titles. Nothing in it becomes a link or a format.

A backslash is not enough: addresses, :emoji:, :material/icons: and arrows are found when the backslashes are gone. There a
word joiner, which is not seen, parts what would be read as one.
"""

import re
from collections.abc import Callable
from datetime import date
from numbers import Number

JOINER = "\u2060"
FOUND_LATER = re.compile(r":(?=[a-z+_/-]|[\w+-]+:)|www(?=\.)|@(?=[\w-])|[<>~-](?=[>=-])", re.IGNORECASE | re.ASCII)
SPECIAL = re.compile(r"[\\`*\[\]<>$~&|]|(?<![^\W_])_+|_+(?![^\W_])|^[#+=-]")
"""An underscore between letters or digits means nothing."""
NUMBERED = re.compile(r"^(\d+)(?=[.)])")


def plain(text: str) -> str:
    """The text as Markdown that shows it, in one line."""
    line = FOUND_LATER.sub(rf"\g<0>{JOINER}", " ".join(str(text).split()))
    return NUMBERED.sub(r"\1\\", SPECIAL.sub(lambda found: "".join(f"\\{mark}" for mark in found[0]), line))


def markdown(template: str, *values) -> str:
    """The template, itself Markdown, with its {} filled as by str.format: text shows as it is, numbers in their format."""
    return template.format(*(value if isinstance(value, (Number, date)) else plain(value) for value in values))


def shown_on(bar) -> Callable[[float, str], None]:
    """Tells how far something is on a bar of st.progress: a share of 1, and any words."""
    return lambda share, words: bar.progress(share, plain(words))
