"""一、（一）1.（1）: what stands before a section's title, and 附件 1; the writers' alone."""

from collections.abc import Iterable, Iterator

from data.papers.outline import Section

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """1 to 99: 一, 十, 十二, 四十."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones or not tens else "")


def label(level: int, number: int) -> str:
    return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.", f"（{number}）")[min(level, 4) - 1]


def numbered(sections: Iterable[Section]) -> Iterator[tuple[str, Section]]:
    """Sections of the paper itself, each with what stands before its title: nothing where it has none. Those below begin anew
    under each title above them; where a paper begins lower than 一、 they count on."""
    counts = [0] * 5
    for section in sections:
        level = min(max(section.level, 1), 4)
        if not section.title:
            yield "", section
            continue
        counts[level] += 1
        counts[level + 1:] = [0] * (4 - level)
        yield label(level, counts[level]), section
