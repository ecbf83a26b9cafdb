"""axe-core: what shuts somebody out of a page."""

from pathlib import Path

import axe_playwright_python

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
_BARRIERS = """() => axe.run(document, {
  resultTypes: ['violations'],  // nothing is asked about what is well
  rules: Object.fromEntries([...axe._audit.rules.filter(one => ['minor', 'moderate'].includes(one.impact))
    .map(one => [one.id, {enabled: false}]), ['label-content-name-mismatch', {enabled: true}]])}).then(
  found => found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.slice(0, 5).map(node => node.html.slice(0, 160)).join(' | ')))"""


def barriers(page) -> list[str]:
    """What is serious or critical; of a page that stands still, for what is on its way from pale has no colour yet."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_AXE)
    page.wait_for_function("""!['slow', 'long'].includes(document.documentElement.dataset.server) &&
        document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'running'""")
    page.evaluate("() => document.getAnimations().forEach(one => { try { one.finish() } catch {} })")
    return page.evaluate(_BARRIERS)
