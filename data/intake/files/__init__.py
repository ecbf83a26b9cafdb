"""A file's bytes as sheets of cells: .xlsx, .xls and text, with what is hidden or merged. Knows nothing of indicators.

Nothing in the file is run or followed: no macro, no formula, no link to another file. What would fill the memory is
refused before it is unpacked.
"""

import csv
import io
import re
import warnings
import zipfile
from xml.etree.ElementTree import iterparse

import xlrd
from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, MERGE_TAG, ROW_TAG, WorkSheetParser

from data.intake.cells import FORMULA, Fault, Percent
from data.intake.sheets import Sheet, Unusable

LARGEST_FILE = 50 * 2**20
LARGEST_UNPACKED = 200 * 2**20
LARGEST_SHEETS = 500
MOST_MERGED = 20_000
_EMPTY_CELL = re.compile(rb"<c(?: [^<>]*)?(?:/>|></c>)")
_EMPTY_ROW = re.compile(rb"<row(?: [^<>]*)?(?:/>|>\s*</row>)")
FOREIGN = ((b"%PDF", "PDF"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"GIF8", "图片"), (b"Rar!", "压缩包"),
           (b"7z\xbc\xaf", "压缩包"), (b"\x1f\x8b", "压缩包"), (b"{\\rtf", "RTF 文档"))
SAVE_AS = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后再导入"


def read_file(file_name: str, content: bytes) -> tuple[list[Sheet], list[str]]:
    """The file's sheets in order, and remarks (Chinese) about the file as a whole. What it is, its content says, not its
    name.

    Raises Unusable for what cannot be read, or would not fit.
    """
    if len(content) > LARGEST_FILE:
        raise Unusable(f"文件有 {len(content) / 2**20:.0f} MB，超过 {LARGEST_FILE // 2**20} MB 的上限。请去掉图片和空行，或分几个文件导入")
    if not content.strip(b"\0 \t\r\n"):
        raise Unusable("文件是空的")
    ending = file_name.lower().rsplit(".", 1)[-1]
    try:
        kind, sheets, remarks = _read(content)
    except Unusable:
        raise
    except MemoryError as error:
        raise Unusable("表太大，内存装不下。请分几个文件导入") from error
    except Exception as error:  # a damaged file breaks its reader in any way there is
        raise Unusable(f"文件已损坏，读不出来。{SAVE_AS}") from error
    expected = {"xlsm": "xlsx", "txt": "csv", "tsv": "csv"}.get(ending, ending)
    if expected in ("xlsx", "xls", "csv") and expected != kind:
        remarks.append(f"扩展名是 .{ending}，内容实际是 .{kind}，按内容读")
    return sheets, remarks


def _read(content: bytes) -> tuple[str, list[Sheet], list[str]]:
    if content[:4] == b"PK\x03\x04":
        return "xlsx", *_read_xlsx(content)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "xls", *_read_xls(content)
    for sign, what in FOREIGN:
        if content.startswith(sign):
            raise Unusable(f"这是{what}，不是表格。{SAVE_AS}")
    head = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")):
        raise Unusable(f"这是网页（或 XML）改名的表格。{SAVE_AS}")
    return "csv", *_read_text(content)


def _read_xlsx(content: bytes) -> tuple[list[Sheet], list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names, size = archive.namelist(), sum(part.file_size for part in archive.infolist())
        if size > LARGEST_UNPACKED or len(names) > 10_000:
            raise Unusable(f"表格解压后有 {size / 2**20:,.0f} MB，超过 {LARGEST_UNPACKED // 2**20} MB 的上限。多半是整行整列设了格式，"
                           "请只复制有数的部分到新表再导入；数据确实多的，另存为 CSV")
        if any(part.flag_bits & 1 for part in archive.infolist()):
            raise Unusable("文件加了密码，读不了。请去掉打开密码后再导入")
        if "xl/workbook.bin" in names:
            raise Unusable(f"这是二进制工作簿（.xlsb）。{SAVE_AS}")
        if any(name.startswith(("word/", "ppt/")) for name in names):
            raise Unusable(f"这是 Word 或 PPT 文件，不是表格。{SAVE_AS}")
        if "[Content_Types].xml" not in names:
            raise Unusable(f"这不是 Excel 工作簿（可能是压缩包或其他表格软件的文件）。{SAVE_AS}")
        remarks = []
        if any(name.startswith("xl/externalLinks/") for name in names):
            remarks.append("表里有指向别的文件的链接，没有打开；用到它的格按表里保存的结果读")
        if any(name.endswith("vbaProject.bin") for name in names):
            remarks.append("表里有宏，没有运行")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on what it will not keep: nothing of it is kept
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            if len(book.worksheets) > LARGEST_SHEETS:
                raise Unusable(f"有 {len(book.worksheets)} 张工作表，超过 {LARGEST_SHEETS} 张的上限，请分几个文件导入")
            percents = {at for at, style in enumerate(book._cell_styles) if "%" in _format_of(book, style.numFmtId)}
            return [_read_worksheet(archive, page, book, percents) for page in book.worksheets], remarks


def _format_of(book, number: int) -> str:
    if number < 164:
        return BUILTIN_FORMATS.get(number, "")
    return book._number_formats[number - 164] if number - 164 < len(book._number_formats) else ""


def _read_worksheet(archive: zipfile.ZipFile, page, book, percents: set[int]) -> Sheet:
    """Straight from the XML: openpyxl's own sheets either hold a million formatted empty cells, or do not know what is
    merged and hidden."""
    sheet = Sheet(page.title, hidden=page.sheet_state != "visible")
    xml = _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", archive.read(page._worksheet_path)))
    parser = WorkSheetParser(None, page._shared_strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,
                             timedelta_formats=book._timedelta_formats)
    for _, element in iterparse(io.BytesIO(xml)):
        if element.tag == ROW_TAG:
            parser.row_counter, parser.col_counter = int(element.get("r", parser.row_counter + 1)), 0
            cells = {}
            for cell in element:
                found = parser.parse_cell(cell)
                value = _value(found, cell, percents)
                if value is not None and value != "":
                    cells[found["column"]] = value
            if cells:
                if parser.row_counter in sheet.rows:
                    raise Unusable(f"工作表“{page.title}”的第 {parser.row_counter} 行出现两次，文件已损坏。{SAVE_AS}")
                sheet.rows[parser.row_counter] = cells
                if element.get("hidden") in ("1", "true"):
                    sheet.hidden_rows.add(parser.row_counter)
            element.clear()
        elif element.tag == COL_TAG and element.get("hidden") in ("1", "true"):
            sheet.hidden_columns |= set(range(int(element.get("min")), min(int(element.get("max")), 16384) + 1))
        elif element.tag == MERGE_TAG:
            for merge in list(element)[:MOST_MERGED]:
                left, top, right, bottom = range_boundaries(merge.get("ref"))
                sheet.merged.append((top, left, bottom, right))
    return sheet


def _value(found: dict, element, percents: set[int]):
    value = found["value"]
    if found["data_type"] == "e":
        return Fault(value or "#ERROR")
    if value is None and element.find(FORMULA_TAG) is not None:
        return FORMULA
    if isinstance(value, (int, float)) and not isinstance(value, bool) and found["style_id"] in percents:
        return Percent(value)
    return value


def _read_xls(content: bytes) -> tuple[list[Sheet], list[str]]:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unusable("文件加了密码，读不了。请去掉打开密码后再导入")
    if "WordDocument".encode("utf-16-le") in content[:2_000_000]:
        raise Unusable(f"这是 Word 文件，不是表格。{SAVE_AS}")
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise Unusable("文件加了密码，读不了。请去掉打开密码后再导入") from error
        raise Unusable(f"这个 .xls 文件读不出来。{SAVE_AS}") from error
    sheets = []
    for page in book.sheets():
        sheet = Sheet(page.name, hidden=page.visibility != 0)
        for row in range(page.nrows):
            cells = {column + 1: value for column in range(page.row_len(row))
                     if (value := _xls_value(book, page.cell(row, column))) not in (None, "")}
            if cells:
                sheet.rows[row + 1] = cells
                if row in page.rowinfo_map and page.rowinfo_map[row].hidden:
                    sheet.hidden_rows.add(row + 1)
        sheet.hidden_columns = {column + 1 for column, info in page.colinfo_map.items() if info.hidden}
        sheet.merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in page.merged_cells[:MOST_MERGED]]
        sheets.append(sheet)
    return sheets, []


def _xls_value(book, cell):
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return Fault("#VALUE!")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Fault(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index is not None:
        style = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        return Percent(cell.value) if style and "%" in style.format_str else cell.value
    return cell.value


def _read_text(content: bytes) -> tuple[list[Sheet], list[str]]:
    text = _decode(content)
    lines = text.splitlines()
    sample = [line for line in lines[:50] if line.strip()]
    counted = {mark: max((line.count(mark) for line in sample), default=0) for mark in (",", "\t", ";")}
    delimiter = max(counted, key=counted.get)
    sheet = Sheet("CSV")
    try:
        # Row numbers are those of the rows as Excel shows them: a line break inside quotes does not begin another.
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1):
            cells = {column: value for column, value in enumerate(row, start=1) if value.strip()}
            if cells:
                sheet.rows[number] = cells
    except csv.Error as error:
        raise Unusable(f"第 {len(sheet.rows) + 1} 行前后的引号不成对，或一格太长，分不清各格。{SAVE_AS}") from error
    return [sheet], []


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Unusable(f"认不出文件的编码，也不是 Excel 文件。{SAVE_AS}")
