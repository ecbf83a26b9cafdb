"""Why nothing was written: one tree for everything that writes. `reasons` are Chinese sentences for whoever asked.

    NotWritten
      Refused       what was asked for may not be; `fields` says which field each reason belongs to
      RefusedRows   rows of a frame may not be; `rows` says which
      Rejected      a file's cells may not be; `findings` says where
      WrongValue    a value does not fit the column that it was meant for
      Overtaken     the database is no longer what it was when this was asked for
        Known         the same file is in it already
        Stale         somebody else changed cells since they were previewed
        NotThere      there is no such batch, or it has been undone already
      NotKept       the file itself could not be kept
      NotPermitted  whoever asked may not, or not there
"""

from collections.abc import Sequence

TOLD = 10
"""How many reasons a message gives before it says how many there are."""


class NotWritten(ValueError):
    """Nothing was written. `reasons`: why, and what to do, each a Chinese sentence; as a text, the first of them."""

    def __init__(self, *reasons: str, words: str = ""):
        super().__init__(words or told(reasons))
        self.reasons = list(reasons)


def told(reasons: Sequence[str], many: int = 0) -> str:
    """The first reasons as one text, and how many there are."""
    many = many or len(reasons)
    return "；".join(reasons[:TOLD]) + (f"……共 {many} 处" if many > TOLD else "")


class Refused(NotWritten):
    """What was asked for may not be. `fields`: field (value, plan, growth, weight, reason, actor …) -> its reason."""

    def __init__(self, *reasons: str, **fields: str):
        super().__init__(*reasons, *fields.values())
        self.fields = fields


class RefusedRows(NotWritten):
    """Rows of a frame may not be. `rows`: (row number from 0, what is wrong)."""

    def __init__(self, rows: list[tuple[int, str]]):
        super().__init__(*(f"第{row + 1}行：{reason}" for row, reason in rows))
        self.rows = rows


class Rejected(NotWritten):
    """A file is wrong. `findings`: cell by cell (data.intake.draft.Finding)."""

    def __init__(self, findings: list):
        reasons = [f"{_place(one)}：{one.expected}" if one.row else f"{one.sheet}{one.expected}" for one in findings]
        super().__init__(*reasons, words=f"没有导入，有 {len(findings)} 处不能收：{told(reasons)}")
        self.findings = findings


def _place(finding) -> str:
    return f"{finding.sheet} 第 {finding.row} 行" + (f" {finding.column} 列" if finding.column else "")


class WrongValue(NotWritten):
    """A value does not fit the column that it was meant for, on any engine."""


class Overtaken(NotWritten):
    """The database is no longer what it was when this was asked for: look again."""


class Known(Overtaken):
    """The same file is in the database already: batch_id, file_name, actor, committed_at."""

    def __init__(self, batch):
        self.batch_id, self.file_name, self.actor, self.committed_at = batch
        super().__init__(f"这个文件已由{self.actor}于 {self.committed_at:%Y-%m-%d %H:%M} 导入（第 {self.batch_id} 次，"
                         f"{self.file_name}），不再重复导入，数据没有变化。要重新导入，请先撤销那一次。")


class Stale(Overtaken):
    """Somebody else changed cells since they were previewed: `cells` (table, KEY, old_value as seen, now_value).

    moved: the first of them in words; many: how many there are.
    """

    def __init__(self, cells, moved: list[str], many: int):
        super().__init__(*moved, words=f"没有导入：预览之后别人改过其中的数：{told(moved, many)}。请重新预览，再决定是否导入。")
        self.cells = cells


class NotThere(Overtaken):
    """There is no such batch, or it has been undone already, or it cannot be (a demo batch is cleared, not undone)."""


class NotKept(NotWritten):
    """The file could not be kept, so nothing was imported."""


class NotPermitted(NotWritten):
    """Whoever asked may not do this, or not there: says who, what, where, and who can. actor, act, region_ids: as `permit`
    (data/write/actor.py) was asked; act is of queries.record.EVENTS."""

    def __init__(self, words: str, actor, act: str, region_ids=None):
        super().__init__(words)
        self.actor, self.act, self.region_ids = actor, act, region_ids
