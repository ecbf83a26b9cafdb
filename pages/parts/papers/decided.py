"""督办 in papers: what was decided before and is still open, what the data say of it; and 督办通知单, a unit's own."""

import pandas as pd

from data.papers.outline import Column, Figure, Section, Sentence, Slide, Table
from pages.parts.papers.material import Material
from pages.parts.papers.words import sentence
from pages.parts.shell import answers
from pages.parts.ui import matters as words
from queries import matters
from queries.matter_rules import OPEN, RED, STATE_WORDS
from queries.rows import rows_of

ROWS = 8
"""On a slide."""


def known(m: Material) -> pd.DataFrame:
    """queries.matters.list_matters of the region."""
    return answers.matters(m.scope, m.today)


def told(m: Material) -> list[Sentence | Table]:
    """How many there are, and those that are open; nothing where there never was any."""
    found = known(m)
    if found.empty:
        return []
    still = found[found["state"].isin(OPEN)]
    return [counted(m, found), *([table(m, "matters.list", "在办的督办事项", still)] if len(still) else [])]


def counted(m: Material, found: pd.DataFrame) -> Sentence:
    number = matters.counts(found)
    parts = [f"督办事项共{number['all']}件，在办{number['open']}件"]
    parts += [f"{what}{count}件" for what, count in (("逾期", number[RED]), (words.CONTRADICTED, number["contradicted"]),
                                                   ("数据已达到", number["attained"]), ("等待核销", number["asked"])) if count]
    return sentence("matters.count", "，".join(parts))


def table(m: Material, key: str, title: str, rows: pd.DataFrame) -> Table:
    columns = tuple(map(Column, ("序号", "事项", "责任单位", "完成时限", "进展", "议定时", "现在", "要求", "数据")))
    cells = tuple((words.number(row), row.what, row.unit, f"{row.due:%Y年}{row.due.month}月{row.due.day}日",
                   "，".join(filter(None, (STATE_WORDS[row.state], words.term(row, m.today)))), *_figures(row),
                   words.verdict(row) or None) for row in rows_of(rows))
    return Table(key, title, columns, cells, figures=_linked(m, rows))


def _figures(row) -> tuple[str | None, str | None, str | None]:
    """The figure when it was decided, now, and as it is wanted; gaps where none is linked."""
    if row.indicator_id != row.indicator_id:
        return None, None, None
    return words.then(row), words.now(row), None if row.wanted != row.wanted else words.amount(row, row.wanted)


def _linked(m: Material, rows: pd.DataFrame) -> tuple[Figure, ...]:
    """The linked figures of this very scope; those of townships stand in the table alone."""
    every = pd.concat([m.mine, m.beneath]).drop_duplicates(["region_id", "indicator_id"])
    wanted = rows[["region_id", "indicator_id"]].dropna().astype(int).drop_duplicates()
    return m.figures(rows_of(every.merge(wanted, on=["region_id", "indicator_id"])))


def slides(m: Material) -> list[Slide]:
    """What is still open of what was decided, the most urgent first."""
    found = known(m)
    still = found[found["state"].isin(OPEN)]
    if still.empty:
        return []
    said = counted(m, found)
    return [Slide("slide.matters", said.text.rstrip("。"), (table(m, "slide.matters.list", "在办的督办事项", still.head(ROWS)),),
                  m.scope.region)]


def notices(m: Material) -> tuple[Section, ...]:
    """督办通知单: of every unit with anything open, its matters."""
    found = known(m)
    still = found[found["state"].isin(OPEN)]
    if still.empty:
        return (Section("order", "督办事项", 1, (sentence("order.none", f"{m.who}没有在办的督办事项"),)),)
    made = []
    for number, unit in enumerate(dict.fromkeys(still["unit"])):
        rows = still[still["unit"] == unit]
        ask = sentence(f"order.{number}.ask",
                       f"{unit}：下列{len(rows)}件事项请抓紧办理，按完成时限反馈进展；报办结的，数据要达到要求")
        made.append(Section(f"order.{number}", unit, 1, (ask, table(m, f"order.{number}.list", "督办事项", rows))))
    return tuple(made)
