"""What the choices of an indicator mean, in the words of whoever reports and reads it."""

from collections.abc import Iterator, Mapping
from typing import Any

KIND = {"flow": "时期数：各月（各期）相加，看从年初到现在一共多少。",
        "stock": "时点数：看期末有多少，不相加；没有新报的沿用最近一期。",
        "ratio": "比率：由分子、分母算出，谁也不用报；上级的比率按合计算，不是平均。"}
DIRECTION = {"higher_better": "越多越好：够不上序时进度的为滞后。", "lower_better": "越少越好：年度目标是上限，超过的为滞后。",
             "neutral": "只看不评：不设目标，不参加考核。"}
FREQUENCY = {"monthly": "每月", "quarterly": "每季（3、6、9、12 月）",
             "half-yearly": "每半年（6、12 月）", "yearly": "每年（12 月）"}
LEVEL = {"county": "由县报，乡镇没有分数", "township": "由乡镇报，逐级相加到县、市"}


def of(fields: Mapping[str, Any]) -> Iterator[str]:
    """Sentence by sentence."""
    yield KIND.get(fields["kind"], "")
    if fields["kind"] == "ratio":
        yield f"分子 {fields['numerator'] or '（待填）'}，分母 {fields['denominator'] or '（待填）'}。"
    else:
        yield f"{FREQUENCY.get(fields['frequency'], '')}报一次，{LEVEL.get(fields['report_level'], '')}。"
    yield DIRECTION.get(fields["direction"], "")
    if fields.get("whole"):
        yield f"是 {fields['whole']} 的一部分：比总数大的会提示，不与总数相加。"
    if fields.get("plan"):
        yield "序时进度按所填的十二个月计划算。"
    if fields["sensitive"]:
        yield "涉个人信息：1 至 4 显示为“<5”，其余取约数，县以下不显示；标上以后对各期马上生效，有了数就不能再取消。"
    if fields["last_year"]:
        yield f"{fields['last_year']} 年以后停用：以后各年的卡片、目标、报表、考核里没有它，以前各年照旧。"
