"""The names at the root of an OLE file (.xls, .et, .doc, .wps, a workbook with a password), in bounded time however broken
it is: xlrd's own reader makes an object of each entry of the directory, of which there may be half a million."""

import struct

MOST_SECTORS, MOST_ENTRIES = 2_000, 1_000
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks."""


def root_names(content: bytes) -> set[str]:
    """The names of the streams and storages at the root; whatever lies deeper says nothing of the file."""
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 12)
    directory = b"".join(_sector(content, at, size) for at in _chain(content, size))
    entries = [directory[at:at + 128] for at in range(0, min(len(directory) // 128, MOST_ENTRIES) * 128, 128)]
    names, waiting = set(), [struct.unpack_from("<I", entries[0], 76)[0]] if entries else []
    while waiting and len(names) < MOST_ENTRIES:
        at = waiting.pop()
        if at < len(entries) and entries[at]:
            entry, entries[at] = entries[at], b""
            length = min(struct.unpack_from("<H", entry, 64)[0], 64)
            names.add(entry[:max(length - 2, 0)].decode("utf-16-le", "replace"))
            waiting += struct.unpack_from("<II", entry, 68)  # to the left and the right of it
    return names


def _chain(content: bytes, size: int) -> list[int]:
    """The sectors of the directory, in order; up to a loop or the end of what is there."""
    at, found, each = struct.unpack_from("<I", content, 48)[0], [], size // 4
    tables = _tables(content, size)
    while at < _END and at not in found and len(found) < MOST_SECTORS * 128 // size:
        found.append(at)
        table = _sector(content, tables[at // each], size) if at // each < len(tables) else b""
        at = struct.unpack_from("<I", table, at % each * 4)[0] if len(table) == size else _END
    return found


def _tables(content: bytes, size: int) -> list[int]:
    """The sectors that hold the table of sectors: 109 are named in the header, further ones in a chain of their own."""
    found, at = list(struct.unpack_from("<109I", content, 76)), struct.unpack_from("<I", content, 68)[0]
    for _ in range(MOST_SECTORS):
        more = _sector(content, at, size) if at < _END else b""
        if len(more) < size:
            break
        *named, at = struct.unpack(f"<{size // 4}I", more)
        found += named
    return found


def _sector(content: bytes, number: int, size: int) -> bytes:
    return content[512 + number * size:512 + (number + 1) * size]
