"""What a person leaves out of an outline or puts into other words. Pure: the choices are kept by whoever asks."""

from collections.abc import Mapping
from dataclasses import replace

from data.papers.outline import Block, Outline, Section, Sentence

PART = "section:"
"""Before the key of a section that is left out, with what stands under it; of an optional one, that is wanted."""


def apply(made: Outline, edits: Mapping[str, str | None]) -> Outline:
    """The outline with the sentences of `edits` (by key) put into those words and marked, or left out (None). What is left out of
    the sections is left out of the slides."""
    gone = {key for section in left_out(made.sections, edits) for key in [section.key, *(one.key for one in section.blocks)]}
    kept = tuple(replace(section, blocks=_blocks(section.blocks, edits, gone)) for section in made.sections
                 if section.key not in gone)
    slides = tuple(replace(slide, blocks=_blocks(slide.blocks, edits, gone)) for slide in made.slides)
    return replace(made, sections=kept, slides=slides)


def left_out(sections: tuple[Section, ...], edits: Mapping[str, str | None]) -> list[Section]:
    """The sections that are left out, and those under one that is; optional ones unless they are wanted."""
    found, above = [], 0
    for section in sections:
        if above and section.level > above and not section.annex:
            found.append(section)
            continue
        above = section.level if (PART + section.key in edits) is not section.optional else 0
        if above:
            found.append(section)
    return found


def _blocks(blocks: tuple[Block, ...], edits: Mapping[str, str | None], gone: set[str]) -> tuple[Block, ...]:
    made = []
    for block in blocks:
        if block.key in gone or edits.get(block.key, "") is None:
            continue
        words = edits.get(block.key)
        made.append(replace(block, text=words, edited=True) if words and isinstance(block, Sentence) else block)
    return tuple(made)
