"""The imported files themselves, kept outside the web root under the name of their SHA-256, so that none is kept twice.

A file is kept before its numbers are committed; one whose commit then fails does no harm.
"""

import errno
import hashlib
import os
import re
import tempfile
from pathlib import Path

from data.write.errors import NotKept

LIMIT = 50 * 2**20
"""The largest file that is kept, in bytes."""


def folder() -> Path:
    return Path(os.environ.get("JINGUO_FILES", "").strip() or Path(__file__).parents[1] / "kept")


def keep(content: bytes) -> str:
    """Keeps a file and returns its SHA-256. Raises NotKept."""
    if len(content) > LIMIT:
        raise NotKept(f"文件有 {len(content) / 2**20:.0f} MB，超过 {LIMIT // 2**20} MB 的上限，没有入库。"
                      "请拆成几个文件分别导入。")
    name = hashlib.sha256(content).hexdigest()
    place = folder() / name
    try:
        if not place.is_file() or place.read_bytes() != content:
            place.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(place, content)
    except OSError as error:
        why = "磁盘已满" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "没有写入权限或文件夹不存在"
        raise NotKept(f"原文件存不进 {place.parent}（{why}），没有入库。请腾出空间或检查权限后再导入。") from error
    return name


def _write_whole(place: Path, content: bytes) -> None:
    """Under its name there is the whole file or none, whenever the process dies."""
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, place)
        except BaseException:
            os.unlink(file.name)
            raise


def read(sha256: str) -> bytes | None:
    """The file of that SHA-256; None if it is not kept here, or is no longer what it was."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        return None
    try:
        content = (folder() / sha256).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
