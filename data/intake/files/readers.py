"""Which reader reads what."""

from data.intake.files import docx, html, kind, ods, text, xls, xlsx, xml2003
from data.intake.files.archive import Archive
from data.intake.files.limits import DAMAGED
from data.intake.sheets import Sheet, Unusable

_PACKED = {kind.XLSX: xlsx.read, kind.ODS: ods.read, kind.DOCX: docx.read}
_WHOLE = {kind.XLS: xls.read, kind.TEXT: text.read, kind.HTML: html.read, kind.XML2003: xml2003.read}


def read(which: str, content: bytes) -> tuple[list[Sheet], list[str]]:
    """The file's sheets and remarks, by the reader of its kind. Raises Unusable, MemoryError, and nothing else."""
    try:
        return _PACKED[which](Archive(content)) if which in _PACKED else _WHOLE[which](content)
    except (Unusable, MemoryError):
        raise
    except Exception as error:  # a damaged file breaks its reader in any way there is
        raise Unusable(DAMAGED) from error
