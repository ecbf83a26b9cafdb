"""Whether plain figures below a title of aims are the year's targets."""

import re

from data.intake.choices import AIM, DONE
from data.intake.keys import General
from data.intake.remarks import Remarks

_YEARS_AIMS = re.compile(r"(?:年度|全年|\d{4}年?)(?:妇联|妇女|主要|重点|工作)*(?:目标|任务)")


class Aims(Remarks):
    """The part of a Reader that tells targets from what was done."""

    def is_aim(self, indicator) -> bool:
        """Whether a plain figure below a title of aims is a year's target: the title says so, or a person."""
        aims = self.reading.context.aims
        if not aims:
            return False
        answer = self.choices.get("aim", self.block.key)
        yearly = self.is_year_of_targets()
        if answer == AIM or answer is None and yearly and self._title_says_aims():
            self.once(("aim",), None, None, aims[0].text, "没有“年度目标”栏，按表头作全年目标读入")
            return True
        if answer is None and yearly:
            self.reading.understood.ask("aim", self.block.key, f"{aims[0].words}：这些数是全年目标还是完成数？",
                                        [(AIM, "全年目标"), (DONE, "完成数")])
        if answer is None and indicator.kind != "ratio":
            raise General(f"{aims[0].words}像是目标表：这些数是目标还是完成数，分不清；" + (
                "请选定，或把栏目写成“年度目标”" if yearly else "是全年目标的请把栏目写成“年度目标”"))
        return False

    def _title_says_aims(self) -> bool:
        """年度目标任务分解表 over columns of which none says 完成, 本月 or 目标: those would make the others something else."""
        return any(_YEARS_AIMS.search(one.text) for one in self.reading.context.aims) and not any(
            column.done or column.current or column.span or column.target or column.role == "unknown"
            for column in (*self.values, *self.other.values()))
