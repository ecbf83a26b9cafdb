"""What one cell is counted in: what its row, heading and table say, which have to agree."""

from data.intake.cells import MONEY
from data.intake.headings import Column
from data.intake.keys import General, Keys
from data.intake.periods import Periods


class CellUnits(Periods):
    """The part of a Reader that settles units."""

    def times(self, column: Column, raw, keys: Keys, found, indicator) -> tuple[int, str]:
        """What the value is multiplied by, and the unit in words where it was turned into another (万元 → 元)."""
        given = self.unit_of(keys, column, found, indicator)
        if indicator.unit == "元":
            money = self.block.money
            if money.open:
                raise General(money.open)
            if money.value:
                given[money.said or "表头"] = self.names.times(money.value, "元") or 1
        elif not given:
            self._check_line(indicator)
        if len(set(given.values())) > 1:
            raise General("单位写了两处，不一致：" + "、".join(f"{where} ×{times:,}" for where, times in given.items()))
        times = next(iter(given.values()), None)
        if times is None and indicator.unit == "元" and not (isinstance(raw, str) and "元" in raw):
            self.reading.understood.ask("money", self.block.key, f"{indicator.code} {indicator.name}以什么计？",
                                        [(word, word) for word in ("万元", "元", "千元", "亿元")])
            raise General(f"{indicator.code} {indicator.name}是钱，表里没有写单位，分不清是元还是万元；请写明单位")
        word = next((word for word in sorted(MONEY) if times != 1 and self.names.times(word, "元") == times),
                    "") if indicator.unit == "元" else ""
        return times or 1, f"{word} → 元" if word else "元" if indicator.unit == "元" else ""

    def _check_line(self, indicator) -> None:
        """单位：万人 over the table, where the indicator is not counted in 人: in what it is, nobody can tell."""
        words = [one for one in self.reading.context.units if self.names.times(one.value, indicator.unit) is None]
        fits = [one for one in self.reading.context.units if self.names.times(one.value, indicator.unit) is not None]
        if any(self.names.times(one.value, indicator.unit) != 1 for one in fits) or any(one.value[0] in "十百千万亿"
                                                                                        for one in words):
            raise General(f"{indicator.code} 的单位看不明白：{(fits + words)[0].words}")
