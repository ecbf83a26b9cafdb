"""Files that cost more than they may, each made small: what reading them may take is bounded (data/intake/files/limits.py).

`python tests/intake_bombs.py` reads each in a process of its own and prints seconds of the processor and peak
memory; `… NAME` reads one.
"""

import io
import json
import os
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT)]

from data.intake.files import read_file
from data.intake.sheets import Unusable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MB = 2**20


def packed(parts: dict[str, str | bytes | list[bytes]]) -> bytes:
    """A ZIP archive; a part given as a list is its pieces, one after another."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in data if isinstance(data, list) else [data]:
                    part.write(piece.encode() if isinstance(piece, str) else piece)
    return file.getvalue()


def workbook(rows: str | list = "", before: str = "", after: str = "", **parts) -> bytes:
    """A workbook whose only sheet has these rows (or pieces of rows); further parts by name with _ for / and no ending."""
    rows = rows if isinstance(rows, list) else [rows]
    sheet = [f'<worksheet xmlns="{MAIN}">{before}<sheetData>'.encode(), *rows, f"</sheetData>{after}</worksheet>".encode()]
    relations = '<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>' + "".join(
        f'<Relationship Id="{name}" Type="x/{name}" Target="{name}.xml"/>' for name in parts)
    return packed({
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": '<R><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></R>',
        "xl/_rels/workbook.xml.rels": f"<R>{relations}</R>", "xl/worksheets/sheet1.xml": sheet,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheets><sheet name="表" r:id="r1"/></sheets></workbook>',
        **{f"xl/{name}.xml": data for name, data in parts.items()}})


def rows(first: int, last: int, cells: str = '<c r="A{0}"><v>{0}</v></c><c r="B{0}"><v>7</v></c>') -> list[bytes]:
    return [('<row r="{0}">' + cells + "</row>").format(row).encode() for row in range(first, last)]


def entity_bomb() -> str:
    return '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)) + "]><x>&j;</x>"


def csv_line(text: str) -> bytes:
    return f"地区,期,指标,数值\n{text},202611,CY-01,3\n".encode()


def many_entries() -> bytes:
    """A million names in 50 MB, of which nothing is ever unpacked."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    many = 1_000_000
    return b"PK\x03\x04" + b"\0" * 30 + entry * many + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535,
                                                                   len(entry) * many, 34, 0)


def ods(body: str | list) -> bytes:
    names = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
                     for short in ("office", "table", "text"))
    pieces = body if isinstance(body, list) else [body]
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": [
        f'<office:d {names}><table:table table:name="表">'.encode(), *pieces, b"</table:table></office:d>"]})


def record(code: int, data: bytes) -> bytes:
    return struct.pack("<HH", code, len(data)) + data


def xls(records: bytes, names: bytes = b"") -> bytes:
    """The bare stream of an Excel 97 workbook."""
    def globals_(at: int) -> bytes:
        return (record(0x809, struct.pack("<HHHH", 0x600, 0x05, 0, 0)) + record(0x42, struct.pack("<H", 1200))
                + record(0x85, struct.pack("<IBBBB", at, 0, 0, 1, 0) + b"a") + names + record(0x0A, b""))

    return globals_(len(globals_(0))) + record(0x809, struct.pack("<HHHH", 0x600, 0x10, 0, 0)) + records + record(0x0A, b"")


def doubled_names_of_xls() -> bytes:
    """Forty defined names, each the one before it twice: the last is a text of 50 TB."""
    def name(at: int) -> bytes:
        called = b"n%d" % at
        formula = (b"\x43" + struct.pack("<HH", at, 0)) * 2 + b"\x08" if at else b"\x17\x64\0" + b"a" * 100
        return record(0x18, struct.pack("<HBBH", 0, 0, len(called), len(formula)) + bytes(9) + called + formula)

    return xls(b"", b"".join(map(name, range(40))))


def circle_of_xls() -> bytes:
    """An OLE file whose workbook is kept in short sectors of which the one leads to the other."""
    def entry(name: str, kind: int, first: int, size: int, child: int = -1) -> bytes:
        words = name.encode("utf-16-le") + b"\0\0"
        return (words.ljust(64, b"\0") + struct.pack("<HBBiii", len(words), kind, 1, -1, -1, child) + bytes(36)
                + struct.pack("<iii", first, size, 0))

    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    return b"".join((head, struct.pack("<8i", 1, 1, 0, 4096, 2, 1, -2, 0), struct.pack("<109i", 0, *[-1] * 108),
                     struct.pack("<128i", -3, -2, -2, -2, *[-1] * 124),
                     (entry("Root Entry", 5, 3, 512, 1) + entry("Workbook", 2, 0, 300)).ljust(512, b"\0"),
                     struct.pack("<128i", 1, 0, *[-1] * 126), b"\x09\x08" + bytes(510)))


def blanks_of_xls() -> bytes:
    row = b"\0\0" * 256
    return xls(b"".join(struct.pack("<HHHH", 0xBE, 6 + len(row), at, 0) + row + b"\xff\0" for at in range(38_000)))


def numbers_of_xls() -> bytes:
    row = struct.pack("<HI", 0, 14) * 256
    return xls(b"".join(struct.pack("<HHHH", 0xBD, 6 + len(row), at, 0) + row + b"\xff\0" for at in range(13_000)))


def one_part_many_times(many: int, sheet: list[bytes]) -> bytes:
    """A workbook of that many sheets, all of them kept in the same part, which no ending gives away."""
    return packed({
        "_rels/.rels": '<R><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></R>',
        "xl/_rels/workbook.xml.rels": '<R><Relationship Id="r1" Type="x/worksheet" Target="a.png"/></R>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheets>' + "".join(
            f'<sheet name="表{at}" r:id="r1"/>' for at in range(many)) + "</sheets></workbook>",
        "xl/a.png": [f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">'.encode(), *sheet, b"</row></sheetData></worksheet>"]})


def styled(cells: int) -> list[bytes]:
    """Empty cells that pack no smaller than honest ones."""
    return [b"".join(b'<c s="%d"/>' % (at * 7919 % 10**6) for at in range(first, min(first + 10_000, cells)))
            for first in range(0, cells, 10_000)]


def html(*pieces: str, times: int) -> bytes:
    return b"<html><table>" + "".join(pieces).encode() * times + b"</table>"


REFUSED: dict[str, Callable[[], bytes]] = {
    "a million rows in few bytes": lambda: workbook([b"<row><c><v>1</v></c></row>" * 10_000] * 100),
    "a million rows of numbers": lambda: workbook(rows(1, 1_000_001)),
    "a row beyond the last": lambda: workbook(f'<row r="{2**40}"><c r="A{2**40}"><v>1</v></c></row>'),
    "a column beyond the last": lambda: workbook('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'),
    "merges that cover millions": lambda: workbook(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "800,000 merges": lambda: workbook(rows(1, 3), after="<mergeCells>" + "".join(
        f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 800_001)) + "</mergeCells>"),
    "400 MB of nothing": lambda: workbook([b" " * MB] * 400),
    "100 MB of one letter": lambda: workbook(sharedStrings=[b"<sst><si><t>", *[b"a" * MB] * 100, b"</t></si></sst>"]),
    "30 million empty texts": lambda: workbook(sharedStrings=[b"<sst>", *[b"<si/>" * 200_000] * 150, b"</sst>"]),
    "texts beyond the limit": lambda: workbook(sharedStrings=[
        b"<sst>", *[b"<si><t>%d%s</t></si>" % (at, b"ab" * 500) for at in range(60_000)], b"</sst>"]),
    "a million styles": lambda: workbook(styles=[
        b"<styleSheet><cellXfs>", *[b'<xf numFmtId="%d"/>' % at for at in range(10**6)], b"</cellXfs></styleSheet>"]),
    "a thousand sheets": lambda: packed({"xl/workbook.xml": "<workbook><sheets>" + '<sheet name="a"/>' * 1000
                                         + "</sheets></workbook>"}),
    "entities of entities": lambda: workbook(sharedStrings=entity_bomb()),
    "an entity from outside": lambda: workbook(sharedStrings='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si>'
                                                             '<t>&a;</t></si></sst>'),
    "100,000 elements deep": lambda: workbook("<a>" * 100_000),
    "an attribute of 150 MB": lambda: workbook([b'<row r="', *[b"1234567890" * 100_000] * 150, b'"/>']),
    "a million entries": many_entries,
    "a workbook in a ZIP in a ZIP": lambda: packed({"a.zip": packed({"报表.xlsx": workbook(rows(1, 9))})}),
    "repeated cells of an .ods": lambda: ods(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" '
        'office:value-type="float" '
        'office:value="1"/></table:table-row>'),
    "entities of an .ods": lambda: packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                                           "content.xml": entity_bomb()}),
    "a row of repeated cells of an .ods": lambda: ods(
        "<table:table-row>" + '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" '
                              'office:value="1"/>' * 3_000 + "</table:table-row>"),
    "names that double in an .xls": doubled_names_of_xls, "a circle in an .xls": circle_of_xls,
    "one part as 500 sheets": lambda: one_part_many_times(500, styled(50_000)),
    "a sheet that is called a picture": lambda: one_part_many_times(1, styled(11_000_000)),
    "3 MB of what refers to what": lambda: packed({"_rels/.rels": [b"<R>", *styled(250_000), b"</R>"], "a.xml": "<a/>"}),
    "a cell longer than Excel's": lambda: csv_line("睢" * 32_768),
    "blank cells of an .xls": blanks_of_xls, "numbers of an .xls": numbers_of_xls,
    "an .xls of 21 MB": lambda: xls(b"\0" * 21 * MB), "50 MB of rows": lambda: b"411402,202611,CY-01,3\n" * (50 * MB // 22),
    "50 MB in one line": lambda: b"1," * (25 * MB), "50 MB in one cell": lambda: b'"' + b"a\n" * (25 * MB - 1),
    "50 MB of emoji": lambda: "一😀,".encode() * (50 * MB // 8),
    "50 MB of another encoding": lambda: "睢县,3\n".encode("utf-16") * (50 * MB // 14),
    "50 MB of a web page": lambda: html("<tr><td>1</td><td>2</td></tr>", times=50 * MB // 32),
    "tables in tables": lambda: html("<table><tr><td>", times=1_000_000),
    "cells that reach far": lambda: html("<tr><td rowspan=65000 colspan=1000>1</td></tr>", times=450_000),
    "a tag without an end": lambda: b"<html><table>" + b"<a " * 5_000_000,
    "a million declarations": lambda: b"<html>" + b"<![" * 1_000_000, "a page of one word": lambda: b"<html>"
    + b"a" * (20 * MB - 6),
    "rows of a 2003 XML": lambda: (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
                                   b'<Worksheet><Table>'
                                   + b'<Row><Cell><Data Type="Number">1</Data></Cell></Row>' * 900_000
                                   + b"</Table></Worksheet></Workbook>"),
    "entities of a 2003 XML": lambda: b'<?xml version="1.0"?>' \
        + entity_bomb().replace("<x>", '<x a="urn:schemas-microsoft-com:office:spreadsheet">').encode(),
    "rows of a Word table": lambda: packed({"word/document.xml": [b'<w:d xmlns:w="w"><w:tbl>', *[
        b"<w:tr><w:tc><w:p><w:r><w:t>%d</w:t></w:r></w:p></w:tc></w:tr>" % at for at in range(400_000)], b"</w:tbl></w:d>"]})}
"""What no office keeps, by name; each is refused."""
TAKEN: dict[str, Callable[[], bytes]] = {
    "column ranges from and to nowhere": lambda: workbook(rows(1, 3), before='<cols><col min="-400000000" max="4000000000" '
                                                                             'hidden="1"/></cols>'),
    "whole columns merged and hidden": lambda: workbook(rows(1, 3), before='<cols><col min="1" max="16384" hidden="1"/></cols>',
                                                        after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "a million formatted empty rows": lambda: workbook(rows(1, 3) + rows(3, 1_000_000, '<c r="A{0}" s="1"/>')),
    "a million attributes": lambda: workbook([b"<row", *[b' a%d="1"' % at for at in range(10**6)], b"/>"]),
    "columns hidden again and again": lambda: workbook(
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 16_384 + "</cols>"),
    "spaces without end in an .ods": lambda: ods("<table:table-row><table:table-cell><text:p>a" + "".join(
        f'<text:s text:c="{at * 7919 % 1_000}"/>' for at in range(200_000)) + "b</text:p></table:table-cell></table:table-row>"),
    "the last cell of Excel": lambda: workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a million empty rows of an .ods": lambda: ods(
        '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row><table:table-row '
        'table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'),
    "200,000 rows of text": lambda: b"".join(b"411402%06d,202611,CY-01,%d\n" % (at, at) for at in range(200_000))}
"""What looks bad and is not: read all the same."""
SLOW = {"a million rows of numbers", "400 MB of nothing", "texts beyond the limit", "a million styles", "blank cells of an .xls",
        "numbers of an .xls", "50 MB of another encoding", "tables in tables", "cells that reach far", "a tag without an end",
        "rows of a 2003 XML", "rows of a Word table", "a million formatted empty rows", "a million attributes",
        "200,000 rows of text", "a circle in an .xls", "a sheet that is called a picture"}
"""What takes seconds; some until the time limit. The suite leaves them to this script."""


def measure(name: str) -> dict:
    """Reads one file here: the words it was refused with or "", seconds of processor time, and peak MB above the start, children
    counted."""
    content = (REFUSED | TAKEN)[name]()
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, sum(os.times()[:4])
    try:
        read_file("报表.xlsx", content)
        words = ""
    except Unusable as error:
        words = str(error)
    spent = sum(os.times()[:4]) - start
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"words": words, "seconds": round(spent, 2), "own": own // 1024, "mb": len(content) / MB,
            "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024}


def measure_apart(name: str) -> dict:
    """What `measure` says, from a process of its own: what a process once took, its peak remembers."""
    done = subprocess.run([sys.executable, __file__, name], capture_output=True, cwd=ROOT, check=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
    else:
        for one in REFUSED | TAKEN:
            told = measure_apart(one)
            print(f"| {one} | {told['mb']:.2f} | {told['seconds']:.1f} | {told['own']} + {told['child']} | {told['words'][:60]} "
                  "|", flush=True)
