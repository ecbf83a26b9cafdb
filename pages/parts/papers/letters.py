"""催报函 and 会议纪要: what is asked for, and a skeleton of what was decided."""

from data.papers.outline import Column, Section, Sentence, Table
from pages.parts.papers import decided, problems, whole
from pages.parts.papers.material import Material
from pages.parts.papers.words import sentence
from pages.parts.shell import reference
from pages.parts.ui.labels import six_words
from queries.gaps import gaps
from queries.periods import deadline
from queries.rows import rows_of

BLANK = 5
"""Empty lines of a table that is filled in by hand."""


def reminder(m: Material) -> tuple[Section, ...]:
    """催报函: what every place still owes, and by when."""
    cells = problems.owed(m)
    found = gaps(cells, ["place"])
    if found.empty:
        told = (sentence("reminder.none", f"{m.until}，{m.who}应报的数据已全部到齐，不用催报"),)
        return (Section("reminder", "上报情况", 1, told),)
    late = gaps(cells[cells["state"] == "逾期未报"], ["place"]).set_index("place")["lacking"]
    rows = tuple((problems.where(m, row.place), float(row.lacking), float(late.get(row.place, 0))) for row in rows_of(found))
    columns = (Column("单位"), Column("欠报", "number", "项次"), Column("其中已过期限", "number", "项次"))
    told = (sentence("reminder.what", f"{m.until}，下列单位尚有应报的数据没有报送"),
            Table("reminder.list", "欠报情况", columns, rows), sentence("reminder.ask", _ask(m)),
            sentence("reminder.zero", "没有发生的请报“0”，不要空着"))
    return (Section("reminder", "请报送的数据", 1, told),)


def _ask(m: Material) -> str:
    day = deadline(m.period, int(reference.settings(m.scope.version).get("deadline_day", 10)))
    if day < m.today:
        return "以上数据已过报送期限，请尽快补报"
    return f"请于{day.month}月{day.day}日前报送；已过期限的请尽快补报"


def minutes(m: Material) -> tuple[Section, ...]:
    """会议纪要: what was heard from the figures, and a table for what was decided."""
    heard = tuple(one for one in whole.section(m).blocks if isinstance(one, Sentence))
    columns = (Column("序号"), Column("事项"), Column("责任单位"), Column("完成时限"))
    rows = tuple((str(number), "", "", "") for number in range(1, BLANK + 1))
    day = f"{m.today.year}年{m.today.month}月{m.today.day}日"
    began = sentence("minutes.when", f"{day}，{m.place}妇联召开会议，听取{six_words(m.scope)}进展情况汇报，研究下一步工作")
    before = tuple(decided.told(m))
    return (Section("minutes.begin", "会议情况", 1, (began,)), Section("minutes.heard", "会议听取的情况", 1, heard),
            Section("minutes.behind", "会议指出的问题", 1, tuple(problems.behind_told(m))),
            *([Section("minutes.before", "以前议定事项的办理情况", 1, before)] if before else []),
            Section("minutes.decided", "会议议定的事项", 1, (Table("minutes.list", "议定事项", columns, rows),)))
