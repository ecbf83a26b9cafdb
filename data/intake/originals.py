"""The imported files themselves, kept outside the web root under the name of their SHA-256, so that none is kept twice.

A file is kept with the commit of its numbers, and only then. Of one that held something about persons a copy without it is kept
(data/intake/kept_copy.py), under the name of the file as it came in, a dot, and its own SHA-256.
"""

import errno
import hashlib
import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Engine, select

from data.intake.files.limits import LARGEST_FILE
from data.write.errors import NotKept
from data.write.settings import hold_writers
from queries.database import writing
from queries.schema import batches

log = logging.getLogger(__name__)
LIMIT = LARGEST_FILE
"""The largest file that is kept, in bytes."""


def folder() -> Path:
    return Path(os.environ.get("JINGUO_FILES", "").strip() or Path(__file__).parents[1] / "kept")


@contextmanager
def keeping(content: bytes | None, came_as: str = "", database: URL | None = None) -> Iterator[Callable[[], None]]:
    """Keeps the file if what is done meanwhile succeeds, and leaves nothing behind if it does not. Without content nothing is
    kept.
    came_as: the SHA-256 of the file as it came in, of which the content may be a copy.

    What is given is to be called while the writers' lock of that database is held: it writes the file whole and onto the disk
    under another name, so that a full disk shows before anything is committed, and raises NotKept. So what lies there under such
    a name while somebody else holds the lock was left by a process that was killed (`sweep`).
    """
    own = "" if content is None else hashlib.sha256(content).hexdigest()
    name = own if came_as in ("", own) else f"{came_as}.{own}"
    waiting: list[Path] = []

    def keep() -> None:
        if content is not None and (path := _write_beside(content, name, _mark(database))):
            waiting.append(path)

    try:
        yield keep
    except BaseException:
        for path in waiting:
            path.unlink(missing_ok=True)
        raise
    for path in waiting:
        # Its numbers are in: whatever stops the renaming, the file is there and is found (`read`).
        with suppress(OSError):
            _name(path)
    if name != own:
        with suppress(OSError):
            (folder() / came_as).unlink(missing_ok=True)


def sweep(engine: Engine) -> None:
    """Clears up after processes that were killed in the middle of an import into that database: a file whose numbers are in takes
    its name, any other goes. Raises DatabaseFault."""
    pattern = f".*.{_mark(engine.url)}.*"
    if not any(folder().glob(pattern)):
        return
    with writing(engine) as connection:
        hold_writers(connection)
        left = list(folder().glob(pattern))
        known = set(connection.execute(select(batches.c.file_sha256).where(
            batches.c.file_sha256.in_([_sha256(path) for path in left]))).scalars())
        for path in left:
            log.info("left by an import that was cut short: %s, its numbers are in: %s", path, _sha256(path) in known)
            with suppress(OSError):
                _name(path) if _sha256(path) in known else path.unlink()


def _mark(database: URL | None) -> str:
    """What tells the waiting files of a database from those of others that keep theirs in the same folder."""
    return hashlib.sha256(str(database).encode()).hexdigest()[:8]


def _sha256(waiting: Path) -> str:
    """Of the file as it came in."""
    return waiting.name[1:65]


def _name(waiting: Path) -> None:
    """Gives a file its name. A copy without persons takes the place of the file that it was made of."""
    named = waiting.with_name(waiting.name[1:].rsplit(".", 2)[0])
    waiting.replace(named)
    if named.name != _sha256(waiting):
        waiting.with_name(_sha256(waiting)).unlink(missing_ok=True)


def _write_beside(content: bytes, name: str, mark: str) -> Path | None:
    """The content in a file of its own, whole and on the disk, as its place in the folder is; None if it is kept already.
    Raises NotKept."""
    if len(content) > LIMIT:
        raise NotKept(too_large(content, "没有导入"))
    if _read(folder() / name) is not None:
        return None
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder(), prefix=f".{name}.{mark}.", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                _sync_folder()
            except BaseException:
                os.unlink(file.name)
                raise
    except OSError as error:
        why = "磁盘已满" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "没有写入权限或文件夹不存在"
        raise NotKept(f"原文件存不进 {folder()}（{why}），没有导入。请腾出空间或检查权限后再导入。") from error
    return Path(file.name)


def too_large(content: bytes, outcome: str) -> str:
    return f"文件有 {len(content) / 2**20:.0f} MB，超过 {LIMIT // 2**20} MB 的上限，{outcome}。请拆成几个文件分别导入。"


def _sync_folder() -> None:
    """A file is found after a power loss only if its folder is on the disk, too, and the folder in its own. Windows syncs a
    folder with its files; a share or a folder that may not be listed cannot be synced, and is left to its server."""
    if os.name == "posix":
        for place in (folder(), folder().parent):
            try:
                number = os.open(place, os.O_RDONLY)
                try:
                    os.fsync(number)
                finally:
                    os.close(number)
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOTSUP):
                    raise


def read(sha256: str) -> bytes | None:
    """The file of that SHA-256, or the copy that is kept of it; None if neither is here, or is no longer what it was."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        return None
    places = (folder() / sha256, *folder().glob(f"{sha256}.*"), *folder().glob(f".{sha256}.*"))
    return next((content for place in places if (content := _read(place)) is not None), None)


def _read(place: Path) -> bytes | None:
    try:
        content = place.read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() in place.name else None
