"""What may be a weight: of a scheme, or of the catalogue."""

import math

MOST = 100.0
DIGITS = 2


def wrong_weight(value: float) -> str | None:
    """Why a number is no weight; None where it is one."""
    if not math.isfinite(value):
        return "不是数。请填数字，如 1.5。"
    if value < 0:
        return "权重不能是负数。不考核的填 0。"
    if value > MOST:
        return f"一项的权重不能超过 {MOST:.0f} 分。"
    return f"最多 {DIGITS} 位小数。" if round(value, DIGITS) != value else None
