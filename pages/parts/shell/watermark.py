"""Who looks and when, faint across the page and every printed sheet, while there are accounts. A picture: it is in nobody's way,
is not read aloud, and is no text for a check of contrasts."""

import base64

from data import clock
from pages.parts.shell.visitors import Visitor
from pages.parts.ui.html import Markup, draw, html

SIZE = 16
"""Of a letter, in pixels; a Chinese one is as wide."""


def show_watermark(visitor: Visitor | None) -> None:
    if visitor is not None:
        draw(watermark(visitor))


def watermark(visitor: Visitor | None) -> Markup:
    if visitor is None:
        return html("")
    account = visitor.account
    picture = tiles(f"{account.unit} {account.name} {clock.now():%Y-%m-%d %H:%M}")
    return html('<img class="watermark" alt="" aria-hidden="true" src="data:image/svg+xml;base64,{}">',
                base64.b64encode(picture.encode()).decode())


def tiles(words: str) -> Markup:
    """An SVG of any size, full of the words."""
    wide = sum(SIZE if ord(letter) > 0x2e7f else SIZE * 0.6 for letter in words) + 8 * SIZE
    return html('<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"><defs>'
                '<pattern id="tile" width="{}" height="{}" patternUnits="userSpaceOnUse" patternTransform="rotate(-20)">'
                '<text x="{}" y="{}" font-size="{}" font-family="sans-serif" fill="#1c1917" fill-opacity="0.07">{}</text>'
                '<text x="{}" y="{}" font-size="{}" font-family="sans-serif" fill="#1c1917" fill-opacity="0.07">{}</text>'
                '</pattern></defs><rect width="100%" height="100%" fill="url(#tile)"/></svg>',
                f"{wide:.0f}", 15 * SIZE, 4 * SIZE, 4 * SIZE, SIZE, words, 0, 11 * SIZE, SIZE, words)
