"""axe-core: what shuts somebody out of a page."""

from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
BARRIERS = """() => axe.run(document, {rules: {'label-content-name-mismatch': {enabled: true}}}).then(
  found => found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.slice(0, 5).map(node => node.html.slice(0, 160)).join(' | ')))"""
