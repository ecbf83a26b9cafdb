"""What a workbook held when it went out: a hidden copy of each sheet that people change, so that of one that comes back it is
known which cells were changed in it, and which by others meanwhile."""

from collections.abc import Iterable

from data.intake.sheets import Sheet

COPY = "下载时·"
"""Before the name of the sheet that is copied."""
UNKNOWN = "这张表没有带着下载时的内容（不是从本系统下载的原表），分不清哪些是您改的：凡与现在不同的都算要改。"


def without_copies(sheets: Iterable[Sheet]) -> tuple[list[Sheet], list[Sheet]]:
    """The sheets that people change, and the copies."""
    copies = [sheet for sheet in sheets if sheet.name.startswith(COPY)]
    return [sheet for sheet in sheets if sheet not in copies], copies


def changed_since(was: str, now: str) -> str:
    """What others did to a cell since the workbook went out, in words."""
    return f"下载以后别人改过：下载时是“{was[:40] or '空'}”，现在是“{now[:40] or '空'}”"


CONFLICT = "，与您改的不一样，没有写入。请重新下载，在新表上再改这一处。"
LEFT = "；您没有改这一处，照现在的不动。"
