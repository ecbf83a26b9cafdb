"""The period of one cell: what its column and row say, then what the block's witnesses agree on; and whether the figure
is of that period alone."""

from data.intake import when as words
from data.intake.cells import Bad
from data.intake.choices import PARTIAL
from data.intake.headings import Column
from data.intake.keys import General, KeyReader, Keys
from data.intake.understood import PART
from data.intake.when import When
from queries.periods import STEP


class Spanning(General):
    """A flow's figure of several periods: the sum of them, where each of them stands in the table too (sums_of_periods.py)."""

    def __init__(self, words: str, when: When):
        super().__init__(words)
        self.when = when


SPANS = {1: "本月", 3: "本季", 6: "本半年", 12: "全年"}


class Periods(KeyReader):
    """The part of a Reader that settles periods."""

    def period(self, column: Column, keys: Keys, indicator) -> int:
        said, step = self._said(column, keys), STEP[indicator.frequency]
        if column.span == 12 and step != 12 and self.months:
            raise self.aside(column, "是全年数，由各期相加，不导入")
        when, context = said, self.block.period
        if said is None and (self.by_role["period"] or self.by_role["month"]):
            raise Bad("没有写期；应写作 202611、2026年11月 或 2026-11")
        if when is None or when.year is None:
            when = self._from_context(said)
        elif not context.open:
            self._check_context(when, column, keys)
        elif self.months < 2 and not self.by_role["period"]:
            raise General(context.open)
        if when is None:
            raise General("没有写期；应有期栏（如 202611），或在表头写“××××年×月”")
        if when.year is None:
            self._ask_year(when)
            raise Bad(f"只写了{when.words()}，没有写哪一年")
        if when.month is None:
            if indicator.frequency != "yearly":
                raise Bad(f"只写了{when.year}年，没有写哪一期")
            when = When(when.year, 12, 1)
        if self.block.kind.value == "截至某日" and not column.when:
            self._ask_kind("这张表的数截至月中某日，是整期的数吗？")
            raise General(f"{self.block.kind.witnesses[0].words}说的是截至某日的数，不是整月（整期）的数；请选定")
        self.check_whole()
        if indicator.kind == "flow":
            self._check_span(when, column, keys, indicator, step)
        return self._over(when, indicator)

    def check_whole(self) -> None:
        """Whether the figures are the whole of their period and region: a title may say something else of them."""
        if self.block.kind.value == PARTIAL:
            raise General("按所选不是这一期、这个地区全部的数，没有收")
        if self.block.kind.value == "另有所指":
            one = self.block.kind.witnesses[0]
            self.reading.understood.ask("kind", self.block.key, f"“{one.value}”：这张表的数是这一期、这个地区全部的数吗？",
                                        [("当期", "是全部的数，照收"), (PARTIAL, "不是，不收")])
            raise General(f"{one.words}里有“{one.value}”：" + (
                "看不懂，可能只是其中一部分的数，没有收；请选定是不是全部的数" if one.what == PART
                else "不像是这一期、这个地区全部的数，没有收；请选定"))

    def _said(self, column: Column, keys: Keys) -> When | None:
        if column.when and keys.when:
            if column.when.month and keys.when.month and column.when.month != keys.when.month:
                raise Bad("这一行和这一栏各写了一个期，分不清是哪一期的数")
            return When(column.when.year or keys.when.year, column.when.month or keys.when.month, column.when.first
                        or keys.when.first)
        return column.when or keys.when

    def _from_context(self, said: When | None) -> When | None:
        context = self.block.period
        if context.open:
            raise General(context.open)
        settled = context.value
        if settled is None:
            return said
        if said is None:
            self.once(("when",), None, None, settled.words(), f"表内没有写，期取自{context.said}")
            return settled
        if said.month is None or settled.year is None:
            return said
        if settled.month and not (settled.first or 1) <= said.month <= settled.month and self.months < 2:
            raise General(f"期不一致：栏目写{said.words()}，{context.said}是{settled.words()}；请选定期")
        self.once(("year",), None, None, f"{settled.year}年", f"只写了月份，年份取自{context.said}")
        return When(settled.year, said.month, said.first)

    def _check_context(self, said: When, column: Column, keys: Keys) -> None:
        """A period in the row or heading against the title's: 202610 below 2026年11月 is a question."""
        settled = self.block.period.value
        if settled is None or said.month is None:
            return
        several = self.months > 1 or self._several_rows()
        if settled.year and said.year and settled.year != said.year and not several:
            raise General(f"期不一致：格里写{said.words()}，{self.block.period.said}是{settled.words()}；请选定期")
        if settled.month and not several and not (settled.first or settled.month) <= said.month <= settled.month:
            raise General(f"期不一致：格里写{said.words()}，{self.block.period.said}是{settled.words()}；请选定期")

    def _several_rows(self) -> bool:
        """Whether the rows' own periods are several: then the title's is only the last of them, or the month of sending."""
        if not hasattr(self, "_periods"):
            self._periods = {self.grid.text(row, at) for role in ("period", "month") for at in self.by_role[role]
                             for row in self.table.rows[:2000]}
        return len(self._periods) > 1

    def _check_span(self, when: When, column: Column, keys: Keys, indicator, step: int) -> None:
        """Whether a flow's figure is of one period alone. 本月 is; 累计, 截至 and several months are not."""
        span, all_ = column.span, self.reading.context.cumulated_all
        if all_ and not self.choices.get("kind", self.block.key):
            self._ask_kind("这张表的数是当期数还是累计数？")
            raise General(f"{all_[0].words}说所有的数都是累计数；{indicator.code} 应填当期数；请选定是不是当期数")
        if span is not None:
            if span != step:
                raise General(f"“{column.title}”是{SPANS[span]}的数；{indicator.code} 按{_FREQUENCY[step]}报，"
                              f"应填{_FREQUENCY[step][1:]}的当期数")
            if when.spans and step == 1 and when.first != 1:
                raise General(f"“{column.title}”与{self.block.period.said}的{when.words()}对不上；请选定期")
            return
        if when.spans and (when.count != step or (when.month or 12) % step):
            raise Spanning(f"{when.first}至{when.month}月的数跨了几期，是累计数；{indicator.code} 应填当期数，不填累计数", when)
        kind = self.block.kind
        one_each = self.months > 1 and not self._cumulated_by_month()
        if not kind.value or one_each or when.spans and kind.value == "累计" and when.first == 1 and not self._loose():
            self._check_done(column, indicator)
            return
        self._ask_kind("这张表的数是当期数还是累计数？")
        where = kind.witnesses[0].words if kind.witnesses else "所选"
        raise General(f"{where}说的是{'累计数' if kind.value == '累计' else f'{kind.value}的累计数'}；{indicator.code} "
                      f"应填当期数，不能当 {when.words()}的数收；请选定是不是当期数")

    def _ask_kind(self, words: str) -> None:
        self.reading.understood.ask("kind", self.block.key, words, [("当期", "当期数"), ("累计", "累计数，不收")])

    def _loose(self) -> bool:
        """Whether something else than the period's own words (1-3月) says 累计."""
        return any(one.what == "kind" for one in self.block.kind.witnesses)

    def _cumulated_by_month(self) -> bool:
        """Months stand side by side, and something says 累计 that no column of theirs is."""
        return self._loose() and not any(words.says_cumulated(column.title) or column.role == "total"
                                         or column.when and column.when.spans for column in self.table.columns)

    def _check_done(self, column: Column, indicator) -> None:
        """完成数 beside a year's target may be the year's so far."""
        beside = [other for other in self.values if other.target and (other.indicator or column.indicator) == column.indicator]
        if not column.done or not beside or column.when or self.choices.get("kind", self.block.key):
            return
        self._ask_kind("完成数是当期数还是累计数？")
        raise General(f"“{column.title}”与“{beside[0].title}”并列，分不清是当期完成数还是全年累计完成数；请选定，或写“本月完成”")

    def _over(self, when: When, indicator) -> int:
        """The period, if it has ended. What there is at the end of a longer one may come in its last month, and is doubted."""
        assert when.year is not None and when.month is not None  # settled by now
        period, today = when.year * 100 + when.month, self.reading.today
        last = words.last_day(period)
        if last < today:
            return period
        began = (when.year, when.month) <= (today.year, today.month)
        if began and indicator.kind == "stock" and STEP[indicator.frequency] > 1 and when.spans:
            self.once(("early", period), None, None, when.words(),
                      f"{when.words()}还没结束（{last:%m月%d日}结束），期末数按填报时的收，期末后请再核", "doubt")
            return period
        raise General(f"{when.year}年{when.month}月{'还没结束' if began else '还没到'}（今天是 {today:%Y-%m-%d}），"
                      "这一期的数不能收")

    def _ask_year(self, when: When) -> None:
        year = self.reading.today.year
        self.reading.understood.ask("period", self.block.key, f"{when.words()}是哪一年的？",
                                    [(f"{one}{when.month:02d}", f"{one}年{when.month}月") for one in (year, year - 1)])

    def is_year_of_targets(self) -> bool:
        """Whether the block speaks of a year and of no month: its 任务数 are the year's."""
        settled = self.block.period.value
        return settled is not None and settled.month is None and not self.by_role["month"] and not any(
            column.when and column.when.month for column in self.values)

    def target_year(self, column: Column, keys: Keys) -> int:
        context = self.block.period
        year = column.when.year if column.when and column.when.year else keys.when.year if keys.when else None
        if year is None and context.open:
            raise General(context.open)
        year = year or (context.value.year if context.value else None)
        if year is None:
            raise General("没有写是哪一年的目标；应写“2026年目标”，或在表头写年份")
        return year


_FREQUENCY = {1: "每月", 3: "每季", 6: "每半年", 12: "每年"}
