"""Text with one row a line: .csv and .txt with commas, tabs or semicolons, in any encoding that Excel, WPS and Windows'
notepad write."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from data.intake.files.limits import LONGEST_LINE, SAVE_AS, Filling
from data.intake.files.markup import CHUNK
from data.intake.files.values import clean
from data.intake.sheets import Sheet, Unusable

MARKS = (",", "\t", ";")
_KEPT = re.compile(r'="(.*)"', re.DOTALL)
_SAID = re.compile(r"\s*sep=([,;\t])\s*", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


def read(content: bytes) -> tuple[list[Sheet], list[str]]:
    filling = Filling()
    page = filling.open("CSV")
    _, rows, _ = rows_of(content, encoding_of(content))
    try:
        for number, row in rows:
            for column, value in enumerate(row, start=1):
                if value and number:
                    page.put(number, column, _cell(value))
    except csv.Error as error:
        raise Unusable(f"第 {max(page.sheet.rows, default=0) + 1} 行前后的引号不成对，或一格太长，分不清各格。"
                       f"{SAVE_AS}") from error
    page.close()
    return filling.sheets, []


def rows_of(content: bytes, encoding: str) -> tuple[str, Iterator[tuple[int, list[str]]], str]:
    """The mark between columns, the rows with their numbers, and how lines end.

    Row numbers are those of the rows as Excel shows them: a line break inside quotes does not begin another, and a first line
    that but names the mark (sep=;) is none: it has the number 0.
    """
    first = next(_lines(content, encoding), "")
    said = _SAID.fullmatch(first)
    mark = said[1] if said else _mark(content, encoding)
    rows = enumerate(csv.reader(_lines(content, encoding), delimiter=mark, strict=True), start=0 if said else 1)
    return mark, rows, "\r\n" if first.endswith("\r\n") else "\n"


def _cell(text: str):
    """Without what only keeps a number a text: ="3", a tab or an apostrophe before it."""
    text = text.strip("\t")
    if match := _KEPT.fullmatch(text.strip()):
        text = match[1].replace('""', '"')
    elif text.startswith("'") and not text.endswith("'"):
        text = text[1:]
    return clean(text)


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    stream = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise Unusable(f"有一行超过 {LONGEST_LINE:,} 个字，不像表格。{SAVE_AS}")
        yield line


def _mark(content: bytes, encoding: str) -> str:
    """What stands between the columns: the mark that most lines have, and then most of."""
    lines = [line for _, line in zip(range(50), _lines(content, encoding), strict=False) if line.strip()]
    counts = {mark: [_QUOTED.sub("", line).count(mark) for line in lines] for mark in MARKS}
    return max(MARKS, key=lambda mark: (sum(count > 0 for count in counts[mark]), sum(counts[mark])))


def encoding_of(content: bytes) -> str:
    """The encoding that the whole content can be read in. Raises Unusable."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        candidates = ["utf-16"]
    elif b"\0" in content[:4000]:
        even, odd = content[:4000:2].count(0), content[1:4000:2].count(0)
        candidates = ["utf-16-be"] * (not odd) + ["utf-16-le"] * (not even)
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        if _decodes(content, encoding):
            return encoding
    raise Unusable(f"认不出文件的编码，也不是 Excel 文件。{SAVE_AS}")


def decoded(content: bytes, encoding: str) -> Iterator[str]:
    """The whole content piece by piece; what the encoding does not know is replaced."""
    decoder, view = codecs.getincrementaldecoder(encoding)("replace"), memoryview(content)
    for at in range(0, len(view), CHUNK):
        yield decoder.decode(view[at:at + CHUNK])
    yield decoder.decode(b"", True)


def _decodes(content: bytes, encoding: str) -> bool:
    decoder, view = codecs.getincrementaldecoder(encoding)(), memoryview(content)
    try:
        for at in range(0, len(view), CHUNK):
            if "\0" in decoder.decode(view[at:at + CHUNK]):
                return False
        return "\0" not in decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
