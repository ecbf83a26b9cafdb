"""What is no table that can be read: said in plain Chinese what it is and what to do. Damaged files of every format."""

import io
import os
import re
import zipfile

import intake_files
import intake_files_fuzz
import pytest
from intake_bombs import packed, workbook
from intake_files_fuzz import ENGLISH, NAMES
from xlwt.CompoundDoc import XlsDoc

from data.intake.cells import PICTURE, Bad, read_value
from data.intake.files import read_file
from data.intake.files.ole import root_names
from data.intake.sheets import Sheet, Unusable

FILES = int(os.environ.get("FUZZ_FILES", "100"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ONE = [Sheet("表", {1: {1: "睢县", 2: 3}})]


def compound(*streams: str) -> bytes:
    """An OLE file with empty streams of these names at its root."""
    def node(name: str, kind: int, left: int = -1, child: int = -1) -> bytes:
        raw = (name + "\0").encode("utf-16-le")
        return (raw.ljust(64, b"\0") + len(raw).to_bytes(2, "little") + bytes([kind, 1])
                + b"".join(one.to_bytes(4, "little", signed=True) for one in (left, -1, child)) + bytes(36)
                + (-2).to_bytes(4, "little", signed=True) + bytes(8))

    nodes = [node("Root Entry", 5, child=1)]
    nodes += [node(name, 2, left=at + 2 if at + 1 < len(streams) else -1) for at, name in enumerate(streams)]
    header = bytearray(512)
    header[:8], header[24:28], header[28:34] = OLE, b"\x3e\0\x03\0", b"\xfe\xff\x09\0\x06\0"
    for at, value in ((44, 1), (48, 1), (56, 4096), (60, -2), (68, -2), (76, 0)):
        header[at:at + 4] = value.to_bytes(4, "little", signed=True)
    header[80:512] = b"\xff" * 432
    table = b"".join(one.to_bytes(4, "little", signed=True) for one in (-3, -2)) + b"\xff" * 504
    return bytes(header) + table + b"".join(nodes).ljust(512, b"\0")


def encrypted(content: bytes) -> bytes:
    """The archive with the mark of a password on its entries."""
    return content.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0")


@pytest.mark.parametrize(("content", "words"), [
    (b"%PDF-1.7 \n", "这是PDF，不是表格.*填进模板"), (b"\x89PNG\r\n\x1a\n", "这是图片，不是表格.*填进模板"),
    (b"\xff\xd8\xff\xe0JFIF", "图片"), (b"GIF89a", "图片"), (b"BM\x9a\0\0\0\0\0\0\0", "图片"), (b"RIFF\0\0\0\0WEBPVP8", "图片"),
    (b"\0\0\0\x18ftypheic", "图片"), (b"II*\0", "图片"), (b"Rar!\x1a\x07", "压缩包.*解压"), (b"7z\xbc\xaf'\x1c", "压缩包.*解压"),
    (b"\x1f\x8b\x08", "压缩包"), (packed({"报表/睢县.xlsx": workbook()}), "压缩包.*解压.*逐个导入"), (b"{\\rtf1", "RTF"),
    (b"MIME-Version: 1.0\r\n", "单个文件网页.*另存为"),
    (packed({"xl/workbook.bin": b"", "[Content_Types].xml": ""}), "二进制工作簿（.xlsb）.*另存为"),
    (packed({"ppt/presentation.xml": ""}), "PPT"), (packed({"OFD.xml": ""}), "OFD"),
    (packed({"Index/Document.iwa": b"", "Metadata/x": b""}), "Numbers.*导出到"), (packed({"Index.zip": b""}), "Numbers"),
    (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument"),
    (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": "<a><encryption-data/></a>"}),
     "密码"),
    (packed({"word/document.xml": "<w:d xmlns:w='w'><w:p/></w:d>"}), "Word 文件里没有表格"),
    (encrypted(intake_files.xlsx(ONE)), "密码"), (compound("EncryptionInfo", "EncryptedPackage"), "密码"),
    (compound("1Table", "WordDocument"), "Word（或 WPS 文字）.*docx"), (compound("PowerPoint Document"), "PPT"),
    (compound("Contents"), "损坏"), (b"<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>",
                                   "网页，里面没有表格.*重新下载"),
    (b"<!DOCTYPE html><html><script>location='http://x'</script></html>", "网页，里面没有表格"),
    (b'<?xml version="1.0"?><rows><row>1</row></rows>', "XML 数据文件"),
    (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "Word 2003"), (b"", "空的"), (b"\0\r\n", "空的")])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_it_is_and_what_to_do(content, words, ending):
    with pytest.raises(Unusable) as refused:
        read_file(f"报表.{ending}", content)
    assert re.search(words, str(refused.value)) and not set(ENGLISH.findall(str(refused.value))) - NAMES, refused.value


def test_a_workbook_with_a_word_document_inside_is_a_workbook():
    """Whatever lies deeper than the root of an OLE file says nothing of what it is."""
    with pytest.raises(Unusable, match="这个 .xls 文件读不出来|损坏"):  # an empty stream: recognised as .xls, then damaged
        read_file("报表.xls", compound("Workbook", "WordDocument"))


def test_a_directory_that_turns_in_circles_or_lies_elsewhere_ends():
    whole = compound("Workbook")
    for at, value in ((512, 0), (516, 1), (48, 7), (68, 1), (76, 9_999), (30, 200), (1024 + 76, 5)):
        broken = bytearray(whole)
        broken[at:at + 4] = value.to_bytes(4, "little")
        with pytest.raises(Unusable, match="读不出来"):
            read_file("报表.xls", bytes(broken))


@pytest.mark.parametrize("size", [5_000, 8 * 2**20])
def test_the_root_of_an_ole_file_of_any_size(size):
    """Above 7 MB the table of its sectors goes on beyond the header."""
    file = io.BytesIO()
    XlsDoc().save(file, bytes(size))
    assert root_names(file.getvalue()) == {"Workbook"}
    assert root_names(compound("Workbook", "WordDocument", "a")) == {"Workbook", "WordDocument", "a"}


def test_an_encrypted_xls():
    """A FILEPASS record stands where Excel writes it: second in the stream."""
    content = intake_files.xls(ONE)
    at = content.index(b"\x09\x08\x10\0\0\x06\x05\0") + 20
    with pytest.raises(Unusable, match="密码"):
        read_file("报表.xls", content[:at] + b"\x2f\0\x06\0\x01\0\x01\0\x01\0" + content[at + 10:])


def test_a_picture_in_a_cell_is_refused_there():
    sheet, = read_file("报表.csv", '睢县,"=DISPIMG(""ID_1"",1)"\n'.encode())[0]
    assert sheet.rows == {1: {1: "睢县", 2: PICTURE}}
    with pytest.raises(Bad, match="是图片.*请改填数字"):
        read_value(sheet.rows[1][2], "人")


def test_a_file_of_another_name_is_read_by_its_content_and_said():
    for content, ending, words in (
            (intake_files.xlsx(ONE), "xls", ".xlsx"), (intake_files.xls(ONE), "csv", ".xls"),
            (intake_files.ods(ONE), "xls", ".ods"), (intake_files.csv(ONE[0]), "xls", ".csv"),
            (intake_files.xml2003(ONE), "xls", "Excel 2003 的 XML"), (intake_files.html(ONE[0]), "xls", "网页"),
            (intake_files.docx(ONE[0]), "xlsx", ".docx")):
        sheets, remarks = read_file(f"报表.{ending}", content)
        assert sheets[0].rows[1][1] == "睢县" and words in remarks[-1] and f"扩展名是 .{ending}" in remarks[-1]
    for content in (intake_files.xlsx(ONE), intake_files.xls(ONE)):
        assert read_file("报表.et", content)[0][0].rows == ONE[0].rows and not read_file("报表.et", content)[1]


def test_broken_files_of_every_format_are_read_or_refused_in_chinese():
    outcomes = {intake_files_fuzz.account(intake_files_fuzz.make(seed)[1]) for seed in range(FILES)}
    assert outcomes == {"read", "refused"}


def test_a_part_that_lies_about_its_size_is_damaged():
    content = intake_files.xlsx(ONE)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    lying = content.replace(part.file_size.to_bytes(4, "little"), (20).to_bytes(4, "little"))
    with pytest.raises(Unusable, match="损坏"):
        read_file("报表.xlsx", lying)


def test_no_two_sheets_have_one_name_and_none_is_without():
    content = intake_files.ods([Sheet(name, {1: {1: 1}}) for name in ("表", "表", "", "\t\n", "a" * 500)])
    names = [sheet.name for sheet in read_file("报表.ods", content)[0]]
    assert names == ["表", "表（第2张表）", "第3张表", "第4张表", "a" * 100]
