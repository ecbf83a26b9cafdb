"""The imported files themselves, kept outside the web root under the name of their SHA-256, so that none is kept twice.

A file is kept with the commit of its numbers, and only then. Of one that held something about persons a copy without it is kept
(data/intake/kept_copy.py), under the name of the file as it came in, a dot, and its own SHA-256.
"""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data.intake.files.limits import LARGEST_FILE
from data.write.errors import NotKept

LIMIT = LARGEST_FILE
"""The largest file that is kept, in bytes."""


def folder() -> Path:
    return Path(os.environ.get("JINGUO_FILES", "").strip() or Path(__file__).parents[1] / "kept")


@contextmanager
def keeping(content: bytes | None, came_as: str = "") -> Iterator[None]:
    """Keeps the file if what is done meanwhile succeeds, and leaves nothing behind if it does not: it is written whole under
    another name first, so that a full disk shows before anything is committed. Without content nothing is kept.

    came_as: the SHA-256 of the file as it came in, of which the content may be a copy. Raises NotKept, before anything else was
    done.
    """
    own = "" if content is None else hashlib.sha256(content).hexdigest()
    name = own if came_as in ("", own) else f"{came_as}.{own}"
    waiting = None if content is None else _write_beside(content, name)
    try:
        yield
    except BaseException:
        if waiting:
            waiting.unlink(missing_ok=True)
        raise
    if waiting:
        # Its numbers are in: whatever stops the renaming, the file is there and is found (`read`).
        with suppress(OSError):
            waiting.replace(waiting.with_name(name))
    if name != own:
        with suppress(OSError):
            (folder() / came_as).unlink(missing_ok=True)


def _write_beside(content: bytes, name: str) -> Path | None:
    """The content in a file of its own, whole and on the disk; None if it is kept already. Raises NotKept."""
    if len(content) > LIMIT:
        raise NotKept(f"文件有 {len(content) / 2**20:.0f} MB，超过 {LIMIT // 2**20} MB 的上限，没有入库。"
                      "请拆成几个文件分别导入。")
    if _read(folder() / name) is not None:
        return None
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder(), prefix=f".{name}.", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                os.unlink(file.name)
                raise
    except OSError as error:
        why = "磁盘已满" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "没有写入权限或文件夹不存在"
        raise NotKept(f"原文件存不进 {folder()}（{why}），没有入库。请腾出空间或检查权限后再导入。") from error
    return Path(file.name)


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
