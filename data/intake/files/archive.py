"""Packed files (.xlsx, .ods, .docx are ZIP archives): looked over before anything is unpacked, then read part by part."""

import io
import posixpath
import zipfile
from collections.abc import Iterable

from data.intake.files import markup
from data.intake.files.limits import (
    DAMAGED,
    LARGEST_RATIO,
    LARGEST_RELATIONS,
    LARGEST_UNPACKED,
    MB,
    MOST_ENTRIES,
    ONLY_FILLED,
    SAVE_AS,
)
from data.intake.sheets import Unusable

PASSWORD = "文件加了密码，读不了。请去掉打开密码后再导入"
_ENTRY = b"PK\x01\x02"


class Archive:
    """An archive's parts by name; names as every writer means them: forward slashes, no matter which case. unpacked: bytes of all
    its parts, for any of them may be named as the one to read."""

    def __init__(self, content: bytes):
        # Counted in the raw bytes: the library makes an object of each entry before it can be asked how many there are.
        if content.count(_ENTRY) > MOST_ENTRIES:
            raise Unusable(f"文件里的部件超过 {MOST_ENTRIES:,} 个的上限，不是普通的表格。{SAVE_AS}")
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        parts = self._zip.infolist()
        self._parts = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in parts}
        self.names = list(self._parts)
        self.unpacked = sum(part.file_size for part in parts)
        if self.unpacked > LARGEST_UNPACKED:
            raise Unusable(f"表格解压后有 {self.unpacked / MB:,.0f} MB，超过 {LARGEST_UNPACKED // MB} MB 的上限。"
                           "多半是整行整列设了格式或有大图，"
                           f"{ONLY_FILLED}；数据确实多的，另存为 CSV")
        if any(part.file_size > MB and part.file_size > LARGEST_RATIO * part.compress_size for part in parts):
            raise Unusable(f"文件解压后比原来大 {LARGEST_RATIO} 倍以上，不像正常的表格，没有读。{ONLY_FILLED}")
        if any(part.flag_bits & 1 for part in parts):
            raise Unusable(PASSWORD)
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
            raise Unusable(DAMAGED)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def holds(self, prefix: str) -> bool:
        return any(name.startswith(prefix) for name in self.names)

    def chunks(self, name: str) -> Iterable[bytes]:
        """A part, unpacked piece by piece."""
        part = self._parts.get(name.lower())
        if part is None:
            raise Unusable(DAMAGED)
        with self._zip.open(part) as stream:
            yield from markup.chunks(stream)

    def head(self, name: str) -> bytes:
        """The first piece of a part."""
        return next(iter(self.chunks(name)), b"")

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What an OOXML part refers to inside the file: id -> (kind, the part's name)."""
        folder, base = posixpath.split(name)
        found, told = {}, posixpath.join(folder, "_rels", f"{base}.rels")

        def start(tag: str, attributes: dict) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External" and len(found) < MOST_ENTRIES:
                target = attributes.get("Target", "").replace("\\", "/")
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rsplit("/", 1)[-1], path)

        if told in self:
            if self._parts[told.lower()].file_size > LARGEST_RELATIONS:
                raise Unusable(DAMAGED)
            markup.parse(self.chunks(told), start, _nothing, _nothing)
        return found


def _nothing(_) -> None:
    pass
