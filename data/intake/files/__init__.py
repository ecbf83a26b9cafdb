"""A file's bytes as sheets of cells, whatever an office keeps its tables in: .xlsx, .xls, .et, .csv, .txt, web pages and XML
saved as .xls, .ods, the tables in a .docx. Knows nothing of indicators.

What a file is, its content says (kind); a reader for each kind (readers) fills sheets within the limits (limits) and hands
out the same values for the same cells (values). Nothing in a file is run or followed. Small files are read here, others in
a process of its own (apart), which costs some 0.15 s: all that are big, web pages and old workbooks, whose readers (Python's and
xlrd) have no bound on their time or memory: an .xls of 2 KB can name texts of terabytes, or turn in a circle for ever.
"""

import re
from pathlib import Path

from data.intake.files.apart import TOO_MUCH, read_apart
from data.intake.files.kind import HTML, XLS, kind_of
from data.intake.files.limits import DAMAGED, LARGEST_FILE, MB, SMALL, SMALL_PACKED
from data.intake.sheets import Sheet, Unusable

_SAME = {"xlsm": "xlsx", "xltx": "xlsx", "txt": "csv", "tsv": "csv"}
_ANYTHING = re.compile(rb"[^\0 \t\r\n]")
_UNBOUNDED = (HTML, XLS)
_KNOWN = ("xlsx", "xls", "csv", "ods", "docx")


def read_bytes(path: Path) -> bytes:
    """A file's content. Raises Unusable for one beyond the limit, before it is read, and OSError."""
    _check_size(path.stat().st_size)
    return path.read_bytes()


def read_file(file_name: str, content: bytes) -> tuple[list[Sheet], list[str]]:
    """The file's sheets in order, and remarks (Chinese) about the file as a whole.

    Raises Unusable for what cannot be read, or would not fit.
    """
    from data.intake.files.readers import read  # here: who only keeps files need not wait for what reads them

    _check_size(len(content))
    if not _ANYTHING.search(content):
        raise Unusable("文件是空的")
    try:
        which, archive = kind_of(content)
        small = archive.unpacked <= SMALL_PACKED if archive else len(content) <= SMALL and which not in _UNBOUNDED
        sheets, remarks = (read if small else read_apart)(which, content)
    except Unusable:
        raise
    except MemoryError as error:
        raise Unusable(TOO_MUCH) from error
    except Exception as error:
        raise Unusable(DAMAGED) from error
    ending = file_name.lower().rsplit(".", 1)[-1]
    if (said := _SAME.get(ending, ending)) in _KNOWN and said != which:
        remarks.append(f"扩展名是 .{ending}，内容实际是{f' .{which}' if which in _KNOWN else which}，按内容读")
    return sheets, remarks


def _check_size(size: int) -> None:
    if size > LARGEST_FILE:
        raise Unusable(f"文件有 {size / MB:,.0f} MB，超过 {LARGEST_FILE // MB} MB 的上限。请去掉图片和空行，或分几个文件导入")
