"""二、六大行动进展情况: a paragraph an action, led by its weightiest figures."""

import pandas as pd

from data.papers.outline import Section, Sentence
from pages.parts.papers.material import Material
from pages.parts.papers.words import brief, listed, of_row, sentence
from pages.parts.ui import format as fmt
from pages.parts.ui.headline import late
from pages.parts.ui.labels import six, six_words
from pages.parts.ui.matrix import called
from queries import summary
from queries.measures import ON_PACE
from queries.rows import rows_of

LEADING, AHEAD = 3, 3


def sections(m: Material) -> list[Section]:
    return [Section("actions", f"{six_words(m.scope)}进展情况", 1), *(_action(m, action) for action in of_the_six(m))]


def of_the_six(m: Material) -> list:
    """The actions that the catalogue has anything about."""
    return [action for action in rows_of(six(m.scope)) if (m.catalogue["action_id"] == action.id).any()]


def _action(m: Material, action) -> Section:
    rows = m.mine[m.mine["action_id"] == action.id]
    leading = leading_of(m, action)
    told = [pace(m, action, rows), *(of_row(m, f"{action.code}.leading.{m.indicator(row)['code']}", row)
                                     for row in rows_of(leading))]
    rest = rows[~rows["indicator_id"].isin(leading["indicator_id"])]
    return Section(action.code, action.name, 2, (*told, *_ahead(m, action, rest), *_behind(m, action, rows, leading),
                                                 *counties(m, action)))


def leading_of(m: Material, action) -> pd.DataFrame:
    """The action's own rows of its headline indicator and of the next that weigh most and have a verdict; of the first where
    there is neither."""
    of_action = m.catalogue[m.catalogue["action_id"] == action.id]
    judged = summary.judged(m.mine)["indicator_id"]
    head = of_action[of_action["headline"]]
    more = of_action[~of_action["headline"] & of_action["id"].isin(judged)].sort_values("weight", ascending=False, kind="stable")
    wanted = [*head["id"], *more["id"]][:LEADING] or [of_action["id"].iloc[0]]
    return m.mine.loc[wanted]


def pace(m: Material, action, rows: pd.DataFrame) -> Sentence:
    """How many of the action's indicators are on pace, and where it is furthest behind."""
    counted = m.pace.loc[action.id].to_dict() if action.id in m.pace.index else {}
    on_pace, judged = summary.counts_on_pace(counted)
    if not judged:
        return sentence(f"{action.code}.pace", f"{m.who}{called(action.name)}还没有到期且设了目标的指标可以评价")
    worst = rows_of(summary.attention(rows, 1))
    words = f"{judged}项可评价的指标中{on_pace}项达到序时进度，滞后{counted.get('滞后', 0)}项"
    for row in worst:
        words += f"，差距最大的是{m.name(row)}（{fmt.points(row.gap)}百分点）"
    return sentence(f"{action.code}.pace", f"{words}。{late(summary.count_earlier(rows))}", m.figures(worst))


def _ahead(m: Material, action, rows: pd.DataFrame) -> list[Sentence]:
    best = rows_of(rows[rows["status"].isin(ON_PACE) & (rows["gap"] > 0)].nlargest(AHEAD, "gap"))
    if not best:
        return []
    return [sentence(f"{action.code}.ahead", f"进展较快的有{listed(brief(m, row) for row in best)}", m.figures(best))]


def _behind(m: Material, action, rows: pd.DataFrame, leading: pd.DataFrame) -> list[Sentence]:
    """What lags; what nearly does, unless it has been told among the leading."""
    told = []
    for word, key in (("滞后", "behind"), ("略滞后", "near")):
        told_of = leading["indicator_id"] if word == "略滞后" else []
        of = rows[(rows["status"] == word) & ~rows["indicator_id"].isin(told_of)].sort_values("gap", kind="stable")
        if lines := rows_of(of):
            told.append(sentence(f"{action.code}.{key}", f"{word}的有{listed(brief(m, row) for row in lines)}", m.figures(lines)))
    return told


def ranked(m: Material, action) -> pd.DataFrame:
    """The compared regions' cells of summary.matrix for the action, furthest ahead first."""
    return m.cells[m.cells["action_id"] == action.id].dropna(subset="gap").sort_values("gap", ascending=False, kind="stable")


def counties(m: Material, action) -> list[Sentence]:
    """Which of the regions below are ahead and which behind, by the median of their gaps."""
    cells = ranked(m, action) if len(m.below) > 1 else pd.DataFrame()
    if len(cells) < 2:
        return []
    first, last = cells.head(2 if len(cells) > 3 else 1), cells.tail(1)
    if len(cells) > 3 and cells["gap"].iloc[-2] < 0:
        last = cells.tail(2)[::-1]
    words = f"分{m.word}看（各指标与序时差的中位数），进度快的是{_places(m, first)}，慢的是{_places(m, last)}"
    most = cells.nlargest(2, "behind")
    most = most[most["behind"] > 0]
    words += f"；滞后项数多的是{listed(f'{m.names[row.region_id]}（{row.behind}项）' for row in rows_of(most))}" if len(
        most) else f"；各{m.word}都没有滞后的指标"
    return [sentence(f"{action.code}.counties", words)]


def _places(m: Material, cells: pd.DataFrame) -> str:
    return listed(f"{m.names[row.region_id]}（{fmt.points(row.gap)}百分点）" for row in rows_of(cells))
