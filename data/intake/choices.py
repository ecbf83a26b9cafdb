"""What a person has answered about a file, or taught about a sender's sheets: the questions' own keys, and the answers.

A question (data/intake/understood.py) has a `what` and a `text`; its answer is kept under both. What can be asked:

    what      text                          answers
    region    "" (the whole file) or the    a region's code or name
    period    block's key                   202611, 2026年11月
    kind      (“工作表!行”)                  当期, 累计, 部分 (not all of the period and region: not taken)
    money     ""  or the block's key        元, 千元, 万元, 亿元
    level     ""  or the block's key        合计 (a county's sum of what its townships report is taken), 不收
    aim       ""  or the block's key        目标 (figures below 目标任务表 are the year's targets), 完成
    heading   the heading as it is written  an indicator's code; 忽略 (not ours); 分组 (says only what the work is about)
    heading   没有形式栏 (a register)         村、社区 (by the village), or a form's name
    place     the name as it is written     a region's code; 忽略
    blank     the word (无, 未开展)           0 (zero) or 空 (未上报)
    home      a new home's name             新建; 改名：旧名; 合并：旧名、旧名
    closed    a known home's name           保留; 202611, 2026年11月 (closed since then)

Answers to region, period, kind, level, aim, home and closed are of one file; heading, place, blank and money can be remembered
for a sender and be given again with that sender's next file: `remembered` says which.
"""

from dataclasses import dataclass, field

IGNORE, GROUP, ZERO, NOTHING = "忽略", "分组", "0", "空"
FORMLESS, BY_VILLAGE = "没有形式栏", "村、社区"
"""The text under which it is asked what form the homes of a register have that has no column for it, and the likeliest answer."""
TOTAL, NOT_TAKEN, AIM, DONE = "合计", "不收", "目标", "完成"
PARTIAL = "部分"
NEW, RENAMED, MERGED, KEEP = "新建", "改名", "合并", "保留"
WHOLE_FILE = ("region", "period", "kind", "money", "level", "aim")
"""What can be said once for all of a file's blocks."""
REMEMBERED = ("heading", "place", "blank", "money")

ASKED = (*WHOLE_FILE, "heading", "place", "blank", "home", "closed")
"""All that can be asked."""


@dataclass(frozen=True)
class Choices:
    """answers: (what, text) -> answer, all of them texts."""

    answers: dict[tuple[str, str], str] = field(default_factory=dict)

    def get(self, what: str, text: str = "") -> str | None:
        """The answer about this text, else the one about the whole file."""
        found = self.answers.get((what, text))
        return found if found is not None or what not in WHOLE_FILE else self.answers.get((what, ""))

    def remembered(self) -> dict[tuple[str, str], str]:
        """Those that hold for the sender's next file too."""
        return {(what, "" if what == "money" else text): answer for (what, text), answer in self.answers.items()
                if what in REMEMBERED}

    def of_block(self, key: str) -> "Choices":
        """With the answers about a block's sheet, as copies carry them (“工作表!”), as answers about the block where none is
        given about it or the whole file."""
        carried = {(what, key): answer for what in WHOLE_FILE if self.get(what, key) is None
                   and (answer := self.answers.get((what, f"{key.rsplit('!', 1)[0]}!"))) is not None}
        return Choices(self.answers | carried) if carried else self

    def with_answer(self, what: str, text: str, answer: str) -> "Choices":
        return Choices(self.answers | {(what, text): answer})
