"""What is held for a meeting: the pages of the whole and of each county, drawn once. What a browser holds is bounded, and what is
not held is said."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from data.papers.outline import Figure, Outline, Slide
from pages.parts.meeting import slides
from pages.parts.shell.picks import Why
from pages.parts.ui.html import Markup, button, html, join, tag
from pages.parts.ui.status import chip
from queries.measures import BEHIND

MOST_BYTES = 4_000_000
"""Of all pages as HTML."""
MOST_FIGURES = 24
"""Of a page's figures that lead on; those behind come first."""
Named = Callable[[Figure], tuple[str, str, str, str]]
"""A figure's region's code and name, its indicator's code and name."""


@dataclass(frozen=True)
class Deck:
    """The pages of one region: each with its title, and the figures it shows."""

    code: str
    name: str
    pages: tuple[tuple[str, Markup], ...]

    @property
    def size(self) -> int:
        return sum(len(title.encode()) + len(drawn.encode()) for title, drawn in self.pages)


def deck(code: str, outline: Outline, named: Named, may_decide: bool) -> Deck:
    """The pages of an outline's slides."""
    return Deck(code, outline.place, tuple(
        (page.title, slides.drawn(page) + _doors(page, named, may_decide)) for page in slides.whole(outline.slides)))


def within(decks: Iterable[Deck]) -> Iterator[Deck]:
    """As many as there is room for; the first always."""
    left = MOST_BYTES
    for number, one in enumerate(decks):
        left -= one.size
        if number and left < 0:
            return
        yield one


def figures(slide: Slide) -> list[Figure]:
    """A page's figures, one a region and indicator, those behind first."""
    found = {(figure.region_id, figure.indicator_id): figure for block in slide.blocks for figure in block.figures}
    return sorted(found.values(), key=lambda figure: figure.status not in BEHIND)[:MOST_FIGURES]


def _doors(slide: Slide, named: Named, may_decide: bool) -> Markup | str:
    """Of each figure: where it comes from and why it is so; a matter for 督办."""
    rows = [_door(figure, named, may_decide) for figure in figures(slide)]
    if not rows:
        return ""
    return html('<div class="doors" role="dialog" aria-label="{0}" hidden><h2>{0}</h2><ul>{1}</ul></div>',
                "这一页的数", join(rows))


def _door(figure: Figure, named: Named, may_decide: bool) -> Markup:
    code, place, indicator, name = named(figure)
    return tag("li", tag("span", f"{place} {name}"), tag("b", figure.shown), chip(figure.status) if figure.status else "",
               button(Why(figure.region_id, indicator), "来源、原因", title=f"看{place}“{name}”从哪里来、为什么，写原因和措施"),
               tag("button", "督办", data_go=f"/duban?new={code}-{indicator}", type="button") if may_decide else "")


def marked(one: Deck, number: int) -> Markup:
    """The deck as it stands in the browser; number: the key that leads to it, 0 for the first."""
    pages = (tag("article", drawn, look="slide", aria_label=title, data_title=title) for title, drawn in one.pages)
    return tag("section", *pages, look="deck", data_code=one.code, data_name=one.name, data_number=number)


