"""One table written in every format that offices keep it in: what the readers are tried with, whole, mutated and too big."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from html import escape
from xml.sax.saxutils import quoteattr

import xlrd
import xlwt
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data.intake.cells import Fault, Percent
from data.intake.sheets import Sheet

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = (("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
          ("http://schemas.openxmlformats.org/officeDocument/2006/relationships",
           "http://purl.oclc.org/ooxml/officeDocument/relationships"))
ERRORS = {text: code for code, text in xlrd.error_text_from_code.items()}


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def rezipped(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The archive with its parts changed: change(name, data) -> data."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return zipped({name: change(name, old.read(name)) for name in old.namelist()})


def xlsx(sheets: list[Sheet], from_1904: bool = False) -> bytes:
    book = Workbook()
    book.remove(book.active)
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row, column, value in _cells(sheet):
            cell = page.cell(row, column)
            cell.value = float(value) if isinstance(value, Percent) else str(value) if isinstance(value, Fault) else value
            if isinstance(value, Percent):
                cell.number_format = "0.0%"
            elif isinstance(value, str):
                cell.data_type = "e" if isinstance(value, Fault) else "s"
        for top, left, bottom, right in sheet.merged:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in sheet.hidden_rows:
            page.row_dimensions[row].hidden = True
        for column in sheet.hidden_columns:
            page.column_dimensions[chr(64 + column)].hidden = True
        page.sheet_state = "hidden" if sheet.hidden else "visible"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def strict(sheets: list[Sheet], from_1904: bool = False) -> bytes:
    def change(name: str, data: bytes) -> bytes:
        for usual, other in STRICT:
            data = data.replace(usual.encode(), other.encode())
        return data

    return rezipped(xlsx(sheets, from_1904), change)


def shared(sheets: list[Sheet], from_1904: bool = False) -> bytes:
    """With its texts in a table of their own, as Excel writes them."""
    texts = []

    def change(name: str, data: bytes) -> bytes:
        def move(match: re.Match) -> bytes:
            texts.append(match[1])
            return b't="s"><v>%d</v>' % (len(texts) - 1)

        return re.sub(rb't="inlineStr"><is>(.*?)</is>', move, data,
                      flags=re.DOTALL) if name.startswith("xl/worksheets/") else data

    content = rezipped(xlsx(sheets, from_1904), change)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    strings = b"".join(b"<si>%s</si>" % text for text in texts)
    relation = f'<Relationship Id="texts" Target="/xl/sharedStrings.xml" Type="{STRICT[1][0]}/sharedStrings"/></Relationships>'
    return zipped(parts | {"xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (STRICT[0][0].encode(), strings),
                           "xl/_rels/workbook.xml.rels":
                           parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation.encode())})


def xls(sheets: list[Sheet], from_1904: bool = False) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = from_1904
    percent, when = xlwt.easyxf(num_format_str="0.0%"), xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日" h:mm')
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        for top, left, bottom, right in sheet.merged:
            page.merge(top - 1, bottom - 1, left - 1, right - 1)
        for row, column, value in _cells(sheet):
            if isinstance(value, Fault):
                page.row(row - 1).set_cell_error(column - 1, ERRORS[value])
            elif isinstance(value, Percent):
                page.write(row - 1, column - 1, float(value), percent)
            elif isinstance(value, datetime):
                page.write(row - 1, column - 1, value, when)
            else:
                page.write(row - 1, column - 1, value)
        for row in sheet.hidden_rows:
            page.row(row - 1).hidden = True
        for column in sheet.hidden_columns:
            page.col(column - 1).hidden = True
        page.visibility = int(sheet.hidden)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xml2003(sheets: list[Sheet], from_1904: bool = False) -> bytes:
    pages = []
    for sheet in sheets:
        columns = "".join(f'<Column ss:Index="{column}" ss:Hidden="1"/>' for column in sorted(sheet.hidden_columns))
        rows = ""
        for row in sorted(sheet.rows):
            cells = "".join(_xml2003_cell(column, value, _reach(sheet, row, column))
                            for column, value in sorted(sheet.rows[row].items()))
            rows += f'<Row ss:Index="{row}"{" ss:Hidden=" + quoteattr("1") if row in sheet.hidden_rows else ""}>{cells}</Row>'
        hidden = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>" if sheet.hidden else ""
        pages.append(f"<Worksheet ss:Name={quoteattr(sheet.name)}><Table>{columns}{rows}</Table>{hidden}</Worksheet>")
    return (f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{SPREADSHEET}" '
            f'xmlns:ss="{SPREADSHEET}">'
            f'<ExcelWorkbook>{"<Date1904/>" if from_1904 else ""}</ExcelWorkbook><Styles><Style ss:ID="Default"/>'
            f'<Style ss:ID="s1"><NumberFormat ss:Format="Percent"/></Style></Styles>{"".join(pages)}</Workbook>').encode()


def _xml2003_cell(column: int, value, reach: tuple[int, int]) -> str:
    kind, text = (("Error", value) if isinstance(value, Fault) else ("Boolean", int(value)) if isinstance(value, bool) else
                  ("DateTime", f"{value:%Y-%m-%dT%H:%M:%S}.000") if isinstance(value, datetime) else
                  ("String", escape(value)) if isinstance(value, str)
                  else ("Number", repr(float(value)) if isinstance(value, float) else value))
    style = ' ss:StyleID="s1"' if isinstance(value, Percent) else ""
    merged = f' ss:MergeDown="{reach[0]}" ss:MergeAcross="{reach[1]}"' if reach != (0, 0) else ""
    return f'<Cell ss:Index="{column}"{style}{merged}><Data ss:Type="{kind}">{text}</Data></Cell>'


def ods(sheets: list[Sheet], _from_1904: bool = False) -> bytes:
    tables = ""
    for sheet in sheets:
        last = max((max(cells) for cells in sheet.rows.values()), default=0)
        columns = "".join(f'<table:table-column{_collapsed(column in sheet.hidden_columns)}/>' for column in range(1, last + 1))
        rows, before = "", 0
        for row in sorted(sheet.rows):
            if row > before + 1:
                rows += f'<table:table-row table:number-rows-repeated="{row - before - 1}"><table:table-cell/></table:table-row>'
            cells = "".join(_ods_cell(sheet.rows[row].get(column), _reach(sheet, row, column)) for column in range(1, last + 1))
            rows += f"<table:table-row{_collapsed(row in sheet.hidden_rows)}>{cells}</table:table-row>"
            before = row
        tables += (f'<table:table table:name={quoteattr(sheet.name)} table:style-name="{"ta2" if sheet.hidden else "ta1"}'
                   f'">{columns}{rows}'
                   '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
                   'table:number-columns-repeated="16384"/>'
                   '</table:table-row></table:table>')
    names = "".join(f' xmlns:{short}="{OFFICE}:{short}:1.0"' for short in ("office", "table", "text", "style"))
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": "<manifest/>",
                   "content.xml": (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:automatic-styles>'
        '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>")})


def _collapsed(hidden: bool) -> str:
    return ' table:visibility="collapse"' if hidden else ""


def _ods_cell(value, reach: tuple[int, int]) -> str:
    said = f' table:number-rows-spanned="{reach[0] + 1}" table:number-columns-spanned="{reach[1] + 1}"' if reach != (0, 0) else ""
    if value is None:
        return f"<table:table-cell{said}/>"
    shown = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    if isinstance(value, Fault):
        said += ' office:value-type="string" calcext:value-type="error"'
    elif isinstance(value, bool):
        said += f' office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, datetime):
        said += f' office:value-type="date" office:date-value="{value:%Y-%m-%dT%H:%M:%S}"'
    elif isinstance(value, str):
        said += ' office:value-type="string"'
    else:
        said += f' office:value-type="{"percentage" if isinstance(value, Percent) else "float"}" office:value="{float(value)!r}"'
    return f"<table:table-cell{said}>{shown}</table:table-cell>"


def html(sheet: Sheet, encoding: str = "gb2312") -> bytes:
    rows, last = "", max(max(cells) for cells in sheet.rows.values())
    covered = {(row, column) for top, left, bottom, right in sheet.merged for row in range(top, bottom + 1)
               for column in range(left, right + 1)} - {(top, left) for top, left, _, _ in sheet.merged}
    for row in range(1, max(sheet.rows) + 1):
        rows += f'<tr{" style=" + quoteattr("height:0;display:none") if row in sheet.hidden_rows else ""}>'
        for column in range(1, last + 1):
            if (row, column) not in covered:
                down, across = _reach(sheet, row, column)
                span = f' rowspan="{down + 1}" colspan={across + 1}' if (down, across) != (0, 0) else ""
                text = escape(as_text(sheet.rows.get(row, {}).get(column))).replace("\n", "<br>")
                rows += f"<td{span}>{text or '&nbsp;'}"  # nobody closes them
    columns = "".join(f'<col{" style=" + quoteattr("display:none") if column in sheet.hidden_columns else ""}>'
                      for column in range(1, last + 1))
    return (f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
            f'<style>td{{mso-number-format:"\\@"}}</style>'
            f"<!--[if gte mso 9]><xml><x:Name>{sheet.name}</x:Name></xml><![endif]--></head><body>"
            f"<table border=1>{columns}{rows}</table>"
            "<script>document.write('<table><tr><td>9</td></tr></table>')</script></body></html>").encode(encoding)


def docx(sheet: Sheet, lines: tuple[str, ...] = ()) -> bytes:
    """Without the sheet's rows that stand empty: a Word table has none."""
    rows, last = "", max(max(cells) for cells in sheet.rows.values())
    for row in sorted(sheet.rows):
        cells, column = "", 1
        while column <= last:
            properties, wide = "", 1
            for top, left, bottom, right in sheet.merged:
                if top <= row <= bottom and left <= column <= right:
                    wide = right - left + 1
                    joins = "" if top == bottom else '<w:vMerge w:val="restart"/>' if row == top else "<w:vMerge/>"
                    properties = f'<w:gridSpan w:val="{wide}"/>{joins}'
            text = "<w:br/>".join(f"<w:t>{escape(line)}</w:t>" for line in as_text(sheet.rows[row].get(column)).split("\n"))
            cells += f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r>{text}</w:r></w:p></w:tc>"
            column += wide
        rows += f"<w:tr>{cells}</w:tr>"
    above = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": (
        f'<w:document xmlns:w="{WORD}"><w:body>{above}<w:tbl>{rows}</w:tbl><w:p/></w:body></w:document>')})


def csv(sheet: Sheet, mark: str = ",", encoding: str = "utf-8-sig") -> bytes:
    lines, last = [], max(max(cells) for cells in sheet.rows.values())
    for row in range(1, max(sheet.rows) + 1):
        words = [as_text(sheet.rows.get(row, {}).get(column)) for column in range(1, last + 1)]
        lines.append(mark.join(f'"{word.replace(chr(34), chr(34) * 2)}"' if set(word) & {mark, '"', "\n"} else word
                               for word in words))
    return "\r\n".join(lines).encode(encoding)


def as_text(value) -> str:
    """A cell as a format without types shows it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if value.hour or value.minute else f"{value:%Y-%m-%d}"
    if isinstance(value, Percent):
        return f"{float(value) * 100:g}%"
    return "" if value is None else str(value)


def _cells(sheet: Sheet):
    return [(row, column, value) for row, cells in sheet.rows.items() for column, value in cells.items()]


def _reach(sheet: Sheet, row: int, column: int) -> tuple[int, int]:
    """How many rows down and columns across a merged cell reaches further."""
    return next(((bottom - top, right - left) for top, left, bottom, right in sheet.merged if (top, left) == (row, column)),
                (0, 0))
