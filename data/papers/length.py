"""How long a paper is, as it is counted when one is handed in."""

from data.papers.outline import Outline, Sentence
from data.write.text import clean

MOST = 5_000
"""Characters of a general paper."""


def length(outline: Outline) -> int:
    """Characters of title, headings and sentences, without gaps; tables and 附件 do not count."""
    body = [section for section in outline.sections if not section.annex]
    words = [outline.title, *(section.title for section in body),
             *(block.text for section in body for block in section.blocks if isinstance(block, Sentence))]
    return sum(len(clean(text).replace(" ", "")) for text in words)
