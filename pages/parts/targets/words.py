"""A typed target in words: beside the one before, its children's sum and its parent's, to the last digit."""

import pandas as pd

from pages.parts.ui import format as fmt
from pages.parts.ui.markdown import markdown
from queries import desk


def slip(value: float, held: float) -> str:
    """A word, as Markdown, where the value is so far from the one before that the unit may have been mistaken."""
    times = desk.times_off(value, held)
    if fmt.is_missing(times):
        return ""
    return markdown(" :orange[▲ 是现目标的{}，请核对单位]", f"{times:,.0f} 倍" if times > 1 else f"约 {1 / times:,.0f} 分之一")


def compare(kin: pd.DataFrame, value: float, indicator: pd.Series) -> list[str]:
    """The value against its children's sum, and the sum that it is part of against the parent's target, in words."""
    if indicator["kind"] == "ratio":
        return ["比率不加总：没有单独目标的下级沿用本级的目标。"] if (kin["role"] == "child").any() else []
    if not indicator["additive"]:
        return []
    said, sums = [], desk.family_sums(kin, value)
    count, total = sums["child"]
    if count:
        said.append(_against(f"{count} 个下级合计", total, "与本级目标", value, indicator))
    parent = kin[kin["role"] == "parent"]
    if len(parent) and not fmt.is_missing(value):
        whole, (count, total) = parent.iloc[0], sums["sibling"]
        who = f"{whole['name']}所辖 {count} 个合计"
        said.append(_against(who, total, f"与{whole['name']}目标", whole["target"], indicator) if whole["origin"] == "own" else
                    f"{who} {shown(total, indicator)}，就是{whole['name']}的目标")
    return said


def _against(who: str, total: float, whom: str, value: float, indicator: pd.Series) -> str:
    if fmt.is_missing(value):
        return f"{who} {shown(total, indicator)}"
    away = round(total - value, 6)
    words = "一致" if away == 0 else f"差 {'+' if away > 0 else '−'}{shown(abs(away), indicator)}"
    return f"{who} {shown(total, indicator)}，{whom} {shown(value, indicator)} {words}"


def shown(value: float, indicator: pd.Series) -> str:
    """A target to the last digit: an editor must not see 3.0亿元 where 2.95亿元 stands."""
    if fmt.is_missing(value):
        return fmt.NONE
    divisor, unit = fmt.scale(value, indicator["unit"])
    return f"{value / divisor:,.10g}{unit}"
