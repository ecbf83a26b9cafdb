"""Excel workbooks (.xlsx, .xlsm, strict Open XML, WPS's .et where it is one), straight from their XML.

Not through openpyxl: it knows nothing of strict workbooks, refuses a file for a style it does not know, takes number
formats 27 to 58 (2026年11月) for plain numbers, and holds a million formatted empty cells. Not through python-calamine: it
does not tell what is hidden or a percentage. Macros, links and formulas are said and left alone.
"""

import re

from data.intake.files import markup
from data.intake.files.archive import Archive
from data.intake.files.limits import DAMAGED, MOST_SHEETS, MOST_STYLES, ONLY_FILLED, Filling
from data.intake.files.values import format_kind
from data.intake.files.xlsx_sheet import SheetReader, filled_rows
from data.intake.files.xlsx_texts import Texts
from data.intake.sheets import Sheet, Unusable


def read(archive: Archive) -> tuple[list[Sheet], list[str]]:
    main = next((path for kind, path in archive.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
    book = _Book()
    markup.parse(archive.chunks(main), book.start, book.ignore, book.ignore)
    parts = archive.relations(main)
    by_kind = {kind: path for kind, path in parts.values() if path in archive}
    styles, texts, filling = _Styles(), Texts(), Filling()
    if "styles" in by_kind:
        markup.parse(archive.chunks(by_kind["styles"]), styles.start, styles.end, styles.ignore)
    if "sharedStrings" in by_kind:
        markup.parse(archive.chunks(by_kind["sharedStrings"]), texts.start, texts.end, texts.text)
    kinds, pictures, told = styles.kinds(), [], set()
    for name, state, relation in book.sheets:
        kind, path = parts.get(relation, ("", ""))
        if kind not in ("worksheet", ""):
            continue  # a sheet that is but a chart or a dialog
        if path.lower() in told:
            raise Unusable(DAMAGED)  # what is kept once would be read again and again
        told.add(path.lower())
        page = filling.open(name, state not in ("", "visible"))
        reader = SheetReader(page, texts.all, kinds, styles.struck(), book.from_1904)
        markup.parse(filled_rows(archive.chunks(path)), reader.start, reader.end, reader.text)
        page.close()
        if reader.drawn and not page.sheet.rows and archive.holds("xl/media/"):
            pictures.append(name)
    return filling.sheets, _remarks(archive, filling.sheets, pictures)


def _remarks(archive: Archive, sheets: list[Sheet], pictures: list[str]) -> list[str]:
    if pictures and not any(sheet.rows for sheet in sheets):
        raise Unusable("工作表里只有图片，图片里的数读不出来。请把数填进格里再导入")
    remarks = [f"工作表“{name}”里只有图片，图片里的数读不出来，没有读" for name in pictures]
    if archive.holds("xl/externallinks/"):
        remarks.append("表里有指向别的文件的链接，没有打开；用到它的格按表里保存的结果读")
    if any(name.endswith("vbaproject.bin") for name in archive.names):
        remarks.append("表里有宏，没有运行")
    if any(re.fullmatch(r"xl/(?:comments|threadedcomments)/?[^/]*\.xml", name) for name in archive.names):
        remarks.append("表里有批注，没有读；批注里说要改的数，请先在格里改好")
    return remarks


class _Book:
    """Which sheets there are, in order: (name, state, relation)."""

    def __init__(self):
        self.sheets, self.from_1904 = [], False

    def start(self, tag: str, attributes: dict) -> None:
        if tag == "sheet":
            if len(self.sheets) >= MOST_SHEETS:
                raise Unusable(f"工作表超过 {MOST_SHEETS} 张的上限，请分几个文件导入")
            said = markup.local(attributes)
            self.sheets.append((said.get("name", ""), said.get("state", ""), said.get("id", "")))
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")

    def ignore(self, _) -> None:
        pass


class _Styles:
    """What each cell style makes of a number."""

    def __init__(self):
        self._codes, self._formats, self._inside = {}, [], False
        self._fonts, self._font_of, self._in_fonts = [], [], False

    def start(self, tag: str, attributes: dict) -> None:
        if tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside:
            self._formats.append(_whole(attributes.get("numFmtId", "0")))
            self._font_of.append(_whole(attributes.get("fontId", "0")))
        elif tag == "fonts":
            self._in_fonts = True
        elif tag == "font" and self._in_fonts:
            self._fonts.append(False)
        elif tag == "strike" and self._fonts and self._in_fonts:
            self._fonts[-1] = attributes.get("val") not in ("0", "false")
        elif tag == "numFmt":
            self._codes[_whole(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")[:255]
        if len(self._formats) + len(self._codes) + len(self._fonts) > MOST_STYLES:
            raise Unusable(f"单元格样式超过 {MOST_STYLES:,} 种的上限。{ONLY_FILLED}")

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._inside = False
        elif tag == "fonts":
            self._in_fonts = False

    def ignore(self, _) -> None:
        pass

    def struck(self) -> set[int]:
        """The styles whose text is struck out."""
        return {style for style, font in enumerate(self._font_of) if font < len(self._fonts) and self._fonts[font]}

    def kinds(self) -> list[str]:
        return [format_kind(number, self._codes.get(number)) for number in self._formats]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
