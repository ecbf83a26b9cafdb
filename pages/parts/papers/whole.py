"""一、总体情况: the headline in words, pace by action, what has been reported."""

from data.papers.outline import Column, Section, Sentence, Table
from pages.parts.papers.material import Material
from pages.parts.papers.words import listed, sentence
from pages.parts.shell import answers, reported
from pages.parts.ui import format as fmt
from pages.parts.ui import outlook
from pages.parts.ui.headline import headline
from pages.parts.ui.labels import six, six_words
from pages.parts.ui.matrix import called
from queries import summary
from queries.rows import rows_of

MOST = 12


def section(m: Material) -> Section:
    told = [sentence("whole.headline", headline(m.scope))]
    shortfall = outlook.shortfall(m.scope)
    told += [sentence("whole.shortfall", shortfall)] if shortfall else []
    return Section("whole", "总体情况", 1, (*told, *_by_action(m), *reporting(m)))


def pace(m: Material) -> list[tuple]:
    """Of each of the six: its row of the actions,达序时, judged and 滞后, as counts."""
    found = []
    for action in rows_of(six(m.scope)):
        counted = m.pace.loc[action.id].to_dict() if action.id in m.pace.index else {}
        found.append((action, *summary.counts_on_pace(counted), counted.get("滞后", 0)))
    return found


def _by_action(m: Material) -> tuple[Sentence | Table, ...]:
    rows = pace(m)
    judged = sorted((row for row in rows if row[2]), key=lambda row: -row[1] / row[2])
    if not judged:
        return ()
    best, last = judged[0], judged[-1]
    words = f"{six_words(m.scope)}中，达到序时进度最多的是{_of(best)}"
    words += f"，最少的是{_of(last)}" if last is not best else ""
    most = max(judged, key=lambda row: row[3])
    words += f"；滞后最多的是{called(most[0].name)}（{most[3]}项）" if most[3] else "；没有滞后的指标"
    return sentence("whole.actions", words), by_action(m)


def _of(row) -> str:
    return f"{called(row[0].name)}（{row[1]}/{row[2]}项）"


def by_action(m: Material) -> Table:
    gaps = summary.matrix(m.mine).set_index("action_id")["gap"]
    columns = (Column("行动"), Column("可评价", "number", "项"), Column("达序时", "number", "项"), Column("滞后", "number", "项"),
               Column("与序时差中位数", "points", "百分点", 1))
    rows = tuple((action.name, float(judged), float(on_pace), float(behind), _number(gaps.get(action.id)))
                 for action, on_pace, judged, behind in pace(m))
    return Table("whole.pace", f"{six_words(m.scope)}进度（{m.until}）", columns, rows)


def _number(value) -> float | None:
    return None if fmt.is_missing(value) else float(value)


def reporting(m: Material) -> tuple[Sentence, ...]:
    """The year's rates, and who has not sent everything of the month."""
    cells = reported.due(m.scope, m.today)
    if cells.empty:
        return ()
    total, facts = reported.overall(m.scope, m.today), answers.reporting(m.scope)
    words = f"今年以来应报{int(total['due']):,}项次，已报{int(total['reported']):,}项次，上报率{fmt.percent(total['rate'])}"
    words += f"，及时率{fmt.percent(total['in_time'])}" if not fmt.is_missing(total["in_time"]) else ""
    told = [sentence("whole.reporting", words)]
    if m.below and facts["due_cells"]:
        late = [m.names[region] for region in facts["late"] if region in m.below]
        words = f"{m.scope.month}月的数据，{len(m.below)}个{m.word}中{len(m.below) - len(late)}个已报齐"
        more = f"等{len(late)}个" if len(late) > MOST else ""
        told.append(sentence("whole.late", words + (f"，尚未报齐的有{listed(late[:MOST])}{more}" if late else "")))
    return tuple(told)
