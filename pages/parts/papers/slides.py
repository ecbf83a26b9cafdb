"""The slides of a meeting: one message each. A city's are some 17 (headline, six actions twice, map, 完不成, next), those of what
has nothing below it some 10."""

from data.papers.outline import Chart, Sentence, Slide
from pages.parts.papers import actions, ahead, homes, outlook, problems, whole
from pages.parts.papers.material import Material
from pages.parts.papers.slides_actions import of_action
from pages.parts.ui import format as fmt
from pages.parts.ui.matrix import short
from queries import summary
from queries.homes.coverage import RATE

LINES, ROWS = 4, 10


def slides(m: Material) -> tuple[Slide, ...]:
    found = [_headline(m)]
    for action in actions.of_the_six(m):
        found += of_action(m, action)
    made = [*found, _homes(m), *_compared(m), *outlook.slides(m), *_behind(m), *_next(m)]
    return tuple(made)


def title(said: Sentence) -> str:
    """The first clause of a sentence, as a slide's message."""
    return said.text.split("。")[0].split("；")[0]


def _headline(m: Material) -> Slide:
    said = whole.section(m).blocks
    told = [one for one in said if isinstance(one, Sentence)]
    rows = [(action, on_pace, judged) for action, on_pace, judged, _ in whole.pace(m) if judged]
    chart = Chart("slide.whole.chart", "各行动达到序时进度的指标占比", "bar", tuple(short(action.name) for action, *_ in rows),
                  (("达序时", tuple(on_pace / judged * 100 for _, on_pace, judged in rows)),), "%")
    return Slide("slide.whole", title(told[0]), (chart, *told[1:LINES]), m.scope.region)


def _homes(m: Material) -> Slide:
    section = homes.section(m)
    told = [one for one in section.blocks if isinstance(one, Sentence)]
    drawn = homes.map_of(m)
    rate = m.catalogue.loc[m.catalogue["code"] == RATE, "id"]
    return Slide("slide.homes", title(told[0]), (*([drawn] if drawn else []), *told[1:LINES + 1]), m.scope.region,
                 int(rate.iloc[0]) if len(rate) else None)


def _compared(m: Material) -> list[Slide]:
    """How many lag in each region below."""
    if len(m.below) < 2:
        return []
    counts = summary.count_statuses(m.beneath, ["region_id"])
    behind = [(region, int(counts.at[region, "滞后"]) if region in counts.index else None) for region in m.below]
    known = [(m.names[region], number) for region, number in behind if number is not None]
    most = sorted(known, key=lambda one: -one[1])
    words = f"滞后最多的是{most[0][0]}（{most[0][1]}项）" if most and most[0][1] else f"各{m.word}都没有滞后的指标"
    words += f"，最少的是{most[-1][0]}（{most[-1][1]}项）" if most and most[0][1] else ""
    chart = Chart("slide.counties.chart", f"各{m.word}滞后指标数", "column", tuple(m.names[region] for region, _ in behind),
                  (("滞后", tuple(None if number is None else float(number) for _, number in behind)),), "项")
    told = [one for one in whole.reporting(m)]
    return [Slide("slide.counties", words, (chart, *told), m.scope.region)]


def _behind(m: Material) -> list[Slide]:
    rows = problems.lagging(m).nsmallest(ROWS, "gap")
    if rows.empty:
        return []
    first = rows.iloc[0]
    where = f"{m.names[first['region_id']]}" if m.below else ""
    words = f"差距最大的是{where}{m.name(first)}，与序时差{fmt.points(first['gap'])}个百分点"
    return [Slide("slide.behind", words, (problems.table(m, "slide.behind.list", "离序时进度最远的指标", rows),),
                  int(first["region_id"]), int(first["indicator_id"]))]


def _next(m: Material) -> list[Slide]:
    told = ahead.needed(m)
    number = len(problems.behind(m))
    words = f"下一步：{number}项滞后指标要抓紧追赶" if number else f"下一步：{m.who}没有滞后的指标，继续按计划推进"
    return [Slide("slide.next", words, tuple(told[:6]), m.scope.region)]
