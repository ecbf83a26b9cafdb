"""What of Streamlit's own files every page of ours needs and its index.html does not name: the browser would ask for them, and
then for what they import, only once the first element has come."""

import re
from pathlib import Path

from pages.parts.ui.html import Markup, html, join

ELEMENTS = ("PageLink", "BidiComponent", "Selectbox", "Html")
"""The bar and the boards, as the files are called that draw them."""
IMPORTS = re.compile(r"""(?:from|import)["']\./([\w.-]+\.js)["']""")


def early_files(static: Path) -> Markup:
    """Links that have the browser fetch and compile them beside the others; none of what a later Streamlit calls otherwise.
    static: where index.html is."""
    index, found = (static / "index.html").read_text("utf-8"), {}
    wanted = [path.name for name in ELEMENTS for path in (static / "static" / "js").glob(f"{name}.*.js")]
    while wanted:
        name = wanted.pop()
        path = static / "static" / "js" / name
        if name not in found and name not in index and path.exists():
            found[name] = None
            wanted += IMPORTS.findall(path.read_text("utf-8"))
    return join(html('<link rel="modulepreload" crossorigin fetchpriority="low" href="./static/js/{}">', name)
                for name in sorted(found))
