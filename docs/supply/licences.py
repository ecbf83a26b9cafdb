"""The licence of every package of requirements.lock, as docs/LICENCES.md: python docs/supply/licences.py

Read from the packages installed here; the environment is made from the lock first (make licences).
"""

import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

from lock import ROOT, Locked, read

HEAD = """# Licences of what is installed

Made by `make licences` from requirements.lock and what the packages say of themselves. The data that is shipped:
[data/SOURCES.md](../data/SOURCES.md); this program: [LICENSE](../LICENSE).

| package | version | licence |
|---|---|---|
"""


def main() -> int:
    rows = sorted({(one.name, one.version): _licence(one) for one in read()}.items())
    (ROOT / "docs" / "LICENCES.md").write_text(
        HEAD + "".join(f"| {name} | {version} | {licence} |\n" for (name, version), licence in rows), "utf-8")
    unknown = [name for (name, _), licence in rows if not licence]
    print(f"{len(rows)} packages; licence unknown: {', '.join(unknown) or 'none'}")
    return 1 if unknown else 0


def _licence(one: Locked) -> str:
    try:
        found = metadata(one.name)
    except PackageNotFoundError:
        return ""
    return _expression(found)


def _expression(found: PackageMetadata) -> str:
    """The SPDX expression; else the classifier, else the field's first line."""
    classified = [line.rpartition("::")[2].strip() for line in found.get_all("Classifier") or [] if line.startswith("License ::")]
    words = (found.get("License") or "").strip().partition("\n")[0]
    return (found.get("License-Expression") or "; ".join(classified) or words[:60]).replace("|", "/")


if __name__ == "__main__":
    sys.exit(main())
