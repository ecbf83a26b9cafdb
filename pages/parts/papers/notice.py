"""通报: done n of m, who lags, with a table."""

from data.papers.outline import Section, Sentence
from pages.parts.papers import annexes, problems, whole
from pages.parts.papers.material import Material
from pages.parts.papers.words import listed, sentence
from queries import summary


def notice(m: Material) -> tuple[Section, ...]:
    heard = [one for one in whole.section(m).blocks if isinstance(one, Sentence)]
    counted = annexes.compared(m) if len(m.below) > 1 else [whole.by_action(m)]
    asked = (sentence("notice.ask.1", "进度滞后的要逐项查明原因，写明措施和完成时限，抓紧追赶"),
             sentence("notice.ask.2", "数据未报齐的要尽快补报，数据疑点要逐条核实"))
    return (Section("notice.done", "完成情况", 1, (*heard, *counted)),
            Section("notice.behind", "滞后情况", 1, (*_who(m), *problems.behind_told(m), *problems.list_of(m))),
            Section("notice.ask", "有关要求", 1, asked))


def _who(m: Material) -> list[Sentence]:
    """Which of the regions below lag, in how many."""
    if not m.below:
        return []
    counts = summary.count_statuses(m.beneath, ["region_id"])["滞后"]
    most = counts[counts > 0].sort_values(ascending=False, kind="stable")
    if most.empty:
        return [sentence("notice.who", f"各{m.word}都没有滞后的指标")]
    places = listed(f"{m.names[region]}{number}项" for region, number in most.items())
    return [sentence("notice.who", f"有滞后指标的{m.word}{len(most)}个：{places}")]
