"""What a file is, by its content and never by its name; and for what is no table that can be read, the words that say what
it is and what to do."""

import re
import struct

from data.intake.files.archive import PASSWORD, Archive
from data.intake.files.limits import DAMAGED, SAVE_AS
from data.intake.files.ole import root_names
from data.intake.sheets import Unusable

TEXT, XLS, XLSX, ODS, DOCX, HTML, XML2003 = "csv", "xls", "xlsx", "ods", "docx", "网页（HTML）", "Excel 2003 的 XML"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPE_IN = "请把里面的数填进模板，或向对方要 .xlsx、.xls 的原表"
_NO_TABLE = f"不是表格。{_TYPE_IN}"
_PICTURE = f"图片，不是表格，里面的数读不出来。{_TYPE_IN}"
_PACKED = "压缩包。请先解压，再逐个导入里面的表"
_NUMBERS = "苹果 Numbers（或 Pages）文件。请在 Numbers 中用“文件—导出到—Excel…”存成 .xlsx 后再导入"
_SIGNS = {
    b"%PDF": f"PDF，{_NO_TABLE}",
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"), _PICTURE),
    **dict.fromkeys((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), _PACKED),
    b"{\\rtf": f"RTF 文档，不是表格。{SAVE_AS}", b"MIME-Version:": f"单个文件网页（.mht）。{SAVE_AS}",
    b"SQLite format 3": f"数据库文件，{_NO_TABLE}",
    b"\0\1\0\0Standard": "Access 数据库。请在 Access 中导出为 Excel（.xlsx）后再导入"}
"""How files begin that are none of ours, and what is said of them."""
_PARTS = {
    "xl/workbook.bin": f"二进制工作簿（.xlsb）。{SAVE_AS}", "ppt/": f"PPT 文件，{_NO_TABLE}",
    "visio/": f"Visio 文件，{_NO_TABLE}", "ofd.xml": f"OFD 版式文件，{_NO_TABLE}", "index/document.iwa": _NUMBERS,
    "index.zip": _NUMBERS}
_STREAMS = {
    "EncryptedPackage": PASSWORD,
    "WordDocument": "这是 Word（或 WPS 文字）文件。请在 Word 或 WPS 中另存为 .docx，或把表格复制到 Excel 存成 .xlsx，再导入",
    "PowerPoint Document": f"这是 PPT 文件，{_NO_TABLE}", "WpsDocument": "这是 WPS 文字文件。请在 WPS 中另存为 .docx 后再导入"}
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|style|script|table|tr|td|div|form|center|font|span|p|br|h[1-6])\b",
    re.IGNORECASE)
_BARE_XLS = re.compile(rb"\x09[\0\x02\x04\x08][\x04\x06\x08\x10]\0")
"""The stream of an old .xls without a file system around it, as some programs still write it."""


def kind_of(content: bytes) -> tuple[str, Archive | None]:
    """The kind, and what is packed inside where it is an archive. Raises Unusable for what cannot be read."""
    if content[:4] == b"PK\x03\x04":
        archive = Archive(content)
        return _packed(archive), archive
    if content[:8] == OLE:
        return _compound(content), None
    if _BARE_XLS.match(content):
        return XLS, None
    for sign, words in _SIGNS.items():
        if content.startswith(sign):
            raise Unusable(f"这是{words}")
    if content[:4] == b"RIFF" or content[4:8] == b"ftyp" or content[:2] == b"BM" and content[6:10] == b"\0" * 4:
        raise Unusable(f"这是{_PICTURE}")
    return _marked_up(content) or TEXT, None


def _packed(archive: Archive) -> str:
    for name, words in _PARTS.items():
        if archive.holds(name):
            raise Unusable(f"这是{words}")
    if archive.holds("xl/"):
        return XLSX
    if archive.holds("word/"):
        return DOCX
    mimetype = archive.head("mimetype") if "mimetype" in archive else b""
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        if "meta-inf/manifest.xml" in archive and b"encryption-data" in archive.head("meta-inf/manifest.xml"):
            raise Unusable(PASSWORD)
        return ODS
    if mimetype.startswith(b"application/vnd.oasis"):
        raise Unusable(f"这是文字或演示文稿（OpenDocument），{_NO_TABLE}")
    if any("officedocument" in path for path, _ in archive.relations("").values()):
        return XLSX
    raise Unusable(f"这是{_PACKED}")


def _compound(content: bytes) -> str:
    """By the streams at the root of an OLE file; in a damaged directory by what it holds of names."""
    try:
        names = root_names(content)
    except struct.error:
        names = set()
    names = names or {name for name in ("Workbook", "Book", *_STREAMS) if name.encode("utf-16-le") in content}
    if {name.lower() for name in names} & {"workbook", "book"}:
        return XLS
    for name, words in _STREAMS.items():
        if name in names:
            raise Unusable(words)
    raise Unusable(DAMAGED)


def _marked_up(content: bytes) -> str | None:
    head = _plain(content[:4000]).lstrip()
    if head[:1] != b"<":
        return None
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head.lower():
        return XML2003
    if b"progid=\"Word.Document\"" in head or b"schemas.microsoft.com/office/word/2003" in head:
        raise Unusable(f"这是 Word 2003 的 XML 文件，不是表格。{SAVE_AS}")
    if b"uof:UOF" in head or b"schemas.uof.org" in head:
        raise Unusable(f"这是标文通（UOF）文件。{SAVE_AS}")
    if _HTML.search(head):
        return HTML
    raise Unusable(f"这是 XML 数据文件，不是表格。{SAVE_AS}")


def _plain(head: bytes) -> bytes:
    """The beginning as ASCII, whichever Unicode it is written in."""
    return head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
