"""A folder that an office carries on a stick: python docs/supply/make_offline.py PLATFORM [FOLDER]

The project as git has it, every wheel of requirements.lock for that platform and all Pythons of lock.PYTHONS, and start.bat or
start.sh to double-click. Downloads with pip, by hash, wheels only; what is there already is not fetched again.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lock import LOCK, PLATFORMS, PYTHONS, ROOT, Locked, read, tags
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("platform", choices=list(PLATFORMS))
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--python", nargs="+", default=list(PYTHONS), choices=list(PYTHONS))
    wanted = parser.parse_args()
    folder = wanted.folder or ROOT / "offline" / f"jinguo-{wanted.platform}"
    copy_project(folder)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    for python in wanted.python:
        download(read(), wanted.platform, python, wheels)
        if lacking := missing([path.name for path in wheels.iterdir()], wanted.platform, python):
            print(f"Python {python}: no wheel of {', '.join(lacking)}", file=sys.stderr)
            return 1
    (wheels / "pythons.txt").write_text("\n".join(wanted.python) + "\n", "ascii")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {len(list(wheels.glob('*.whl')))} wheels, {size / 2**20:.0f} MB")
    return 0


def copy_project(folder: Path) -> None:
    """What git knows or would take, and what starts it at the top."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    for name, line_end in (("start.bat", b"\r\n"), ("start.sh", b"\n"), ("start.py", b"\n")):
        content = (HERE / name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", line_end)
        (folder / name).write_bytes(content)
    (folder / "start.sh").chmod(0o755)


def download(locked: list[Locked], platform: str, python: str, wheels: Path) -> None:
    """pip resolves nothing: the lock has, for every platform."""
    with tempfile.TemporaryDirectory() as place:
        exact = Path(place) / "exact.txt"
        exact.write_text("\n".join(one.line() for one in locked if one.wanted(platform, python)), "utf-8")
        subprocess.run([
            sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--require-hashes",
            "--only-binary=:all:", "--implementation=cp", f"--python-version={python}",
            *(f"--platform={tag}" for tag in PLATFORMS[platform]), "--find-links", str(wheels), "-d", str(wheels), "-r",
            str(exact)], check=True)


def missing(names: list[str], platform: str, python: str, locked: list[Locked] | None = None) -> list[str]:
    """What the lock wants there and no wheel among these names gives."""
    fits, have = tags(platform, python), set()
    for name in names:
        if name.endswith(".whl"):
            project, version, _, made_for = parse_wheel_filename(name)
            if made_for & fits:
                have.add((canonicalize_name(project), str(version)))
    return [f"{one.name} {one.version}" for one in locked or read(LOCK)
            if one.wanted(platform, python) and (one.name, one.version) not in have]


if __name__ == "__main__":
    sys.exit(main())
