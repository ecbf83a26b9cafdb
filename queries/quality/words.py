"""Numbers and months as findings say them."""

HIDDEN = "（不公开）"


def say(value: float, unit: str, hidden: bool = False) -> str:
    """12,300,000 元 -> 1,230 万元; a number that may not be shown -> （不公开）. At most two decimals."""
    if hidden:
        return HIDDEN
    for least, name in ((1e8, "亿元"), (1e4, "万元")):
        if unit == "元" and abs(value) >= least:
            return f"{_plain(value / least)} {name}"
    return f"{_plain(value)} {unit}".rstrip()


def _plain(value: float) -> str:
    text = f"{abs(value):,.2f}".rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and text != "0" else text


def month(period: int) -> str:
    return f"{int(period) // 100}年{int(period) % 100}月"
