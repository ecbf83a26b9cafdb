"""The rows of a block as cells of the database: which region, period, indicator and value each one is."""

import re
from dataclasses import replace

from data.intake.aims import Aims
from data.intake.cells import Bad, Unclear, is_blank, read_target, read_value, tidy
from data.intake.choices import NOT_TAKEN, NOTHING, TOTAL, ZERO
from data.intake.heading_words import PLACES
from data.intake.headings import Column
from data.intake.keys import Aside, General, Keys
from data.intake.periods import Spanning
from data.intake.place_names import Region, is_total
from data.intake.sheets import column_letter, shown
from data.intake.title_indicator import titled
from data.write.observations import LEVEL_WORDS
from data.write.progress import Tell, quiet
from queries.schema import LEVELS

TOLD = 5_000
"""After how many rows it is told how far the reading is."""
_ZERO = re.compile(r"0+(?:\.0+)?\D{0,3}|零")
KIND = {"flow": "当期数", "stock": "期末数"}


class Reader(Aims):
    """Reads the rows of one block, cell by cell. sums: rows and columns that say they are sums, for data/intake/totals.py."""

    def __init__(self, reading):
        super().__init__(reading)
        self.sums, self.parts = [], []

    def read(self, tell: Tell = quiet):
        self.explain()
        for at, row in enumerate(self.table.rows):
            if at % TOLD == TOLD - 1:
                tell(at / len(self.table.rows), f"正在读“{self.grid.name}”：{at + 1:,} / {len(self.table.rows):,} 行")
            self._read_row(row, self.grid.cells(row))
        self.settle_sums()
        for row, text in self.table.set_aside:
            self.say(row, None, text, "按附注或签字行处理，不导入")
        self.doubt_notes()
        self.tell_grouped()
        return self.rows

    def explain(self) -> None:
        """Says why columns are not read; their cells are counted row by row."""
        left_out = {}
        for column in self.other.values():
            rows = [row for row in self.table.rows if column.at in self.grid.cells(row)]
            letter, first = column_letter(column.at), self.table.headings[0]
            if not rows:
                continue
            if column.role in ("aside", "total"):
                left_out.setdefault(column.title.split(" ")[-1], []).append((letter, len(rows)))
            elif column.role == "bad":
                self.say(first, letter, column.title, column.wrong, "refused")
            elif column.title:
                self._unknown(column, first, letter, len(rows))
        for title, columns in left_out.items():
            letters = "、".join(letter for letter, _ in columns[:10]) + ("……" if len(columns) > 10 else "")
            why = "是截至当月的累计数，不导入" if "累计" in title else "只供对照，不导入"
            self.say(self.table.headings[0], None, title, f"{letters} 栏{why}，共 {sum(filled for _, filled in columns)} 格")

    def _unknown(self, column: Column, row: int, letter: str, cells: int) -> None:
        unknown = next((part.text for part in reversed(column.parts) if part.role == "unknown"), column.title)
        self.ask_heading(unknown, row, column.at)
        likely = "、".join(words for _, words in self.names.likely(unknown))
        why = f"{column.wrong}：" if column.wrong else ""
        self.say(row, letter, column.title, f"{why}认不出这一栏（{cells} 格），没有收：不知道是哪个指标" + (
            f"，最像的是 {likely}；请选定，或选“这一栏不要”" if likely else "；请选定它是哪个指标，或选“这一栏不要”"), "refused")

    def _read_row(self, row: int, cells: dict) -> None:
        for at, column in self.other.items():
            if at in cells:
                if column.role in ("aside", "total"):
                    self.rows.aside += 1
                else:
                    self.rows.refused += 1
        filled = [column for column in self.values if not is_blank(cells.get(column.at))]
        if (stray := next((at for at, column in self.other.items() if not column.title and at in cells), None)) is not None:
            self._whole_row(row, filled, cells[stray],
                            Bad(f"{column_letter(stray)} 列没有标题却有内容，这一行比标题长，各项可能错了位；整行没有收"), None)
            return
        keys = [self.grid.raw(row, at) for role in (*PLACES, "indicator") for at in self.by_role[role]]
        if (total := self._total(row, cells, keys)) is not None:
            self.last.clear()
            if filled:
                self.say(row, None, shown(total), f"“{shown(total)}”行不导入，合计由系统算出，共 {len(filled)} 格")
                self.sums.append((row, None, Region(self.names.root)))
            self.rows.aside += len(filled)
            return
        if self.is_section(row, cells):
            return
        try:
            if filled and self.section:
                raise General(f"这些数在“{self.section}”之下，不知道是不是当期数，没有收；请另列一栏或写明")
            if filled and (remark := self.remark(cells)):
                raise Bad(f"备注写“{shown(remark)}”：分不清是不是当期数，没有收")
            if filled and (column := next((one for one in self.qualifiers if not is_blank(cells.get(one.at))), None)):
                raise General(f"“{column.title}”栏认不出，它可能说明这些行是哪一类的数；没有收，请选定这一栏不要，或去掉这一栏")
            found = self.keys(row)
        except Aside as error:
            self._whole_row_aside(row, filled, str(error))
            return
        except Bad as error:
            words = "、".join(shown(key) for key in keys if key is not None)[:60]
            self._whole_row(row, filled, words, error, None)
            self.parts.append((row, None, None))
            return
        if filled and found.region is not None and self._sums_up(row, found):
            self._whole_row_aside(row, filled, f"“{self.names.place(found.region.id).name}”在各下级之上，按合计行处理，不导入")
            self.sums.append((row, None, found.region))
            return
        self.parts.append((row, found.region, found.indicator))
        self.doubt_remark(row, cells)
        untold = self.untold(cells)
        for column in self.values:
            raw = cells.get(column.at)
            if untold and _ZERO.fullmatch(tidy(raw)):
                self.rows.refused += 1
                self.refuse(row, column.at, raw, Bad(f"备注写“{untold}”：分不清这个 0 是零还是没有上报；"
                                                     "没有上报请留空，确是零请改备注"))
            else:
                self._read_cell(row, column, raw, found)

    def _whole_row_aside(self, row: int, filled: list, words: str) -> None:
        self.rows.blank += len(self.values) - len(filled)
        self.rows.aside += len(filled)
        if filled:
            self.say(row, None, shown(self.grid.cells(row).get(min(self.grid.cells(row)))), f"{words}，共 {len(filled)} 格")

    def _whole_row(self, row: int, filled: list, found, error: Bad, at: int | None) -> None:
        self.rows.blank += len(self.values) - len(filled)
        if filled:
            self.refuse(row, at, found, error)
        self.rows.refused += len(filled)

    def _total(self, row: int, cells: dict, keys: list):
        """What says that a row is a sum: the name of its place or item, or, where it has none, what stands before the values."""
        place = next((key for role in PLACES for at in self.by_role[role]
                      if isinstance(key := self.grid.raw(row, at), str) and is_total(key)), None)
        if place is not None:
            return place
        items = [self.grid.raw(row, at) for at in self.by_role["indicator"]]
        named = [item for item in items if isinstance(item, str) and not is_blank(item)]
        if named and all(is_total(item) for item in named):
            return named[0]
        if any(not is_blank(key) for key in keys):
            return None
        first = min((column.at for column in self.values), default=0)
        return next((value for at, value in sorted(cells.items()) if at < first and isinstance(value, str) and is_total(value)),
                    None)

    def _sums_up(self, row: int, found: Keys) -> bool:
        """Whether the row's place lies above the reporting level and above other rows of the block."""
        region = found.region
        if region is None or region.own or not any(self.by_role[role] for role in PLACES):
            return False
        level = self.names.place(region.id).level
        named = {column.indicator.id for column in self.values if column.indicator} | ({found.indicator.id} if found.indicator
                                                                                       else set())
        if not named or not all(LEVELS.index(level) < LEVELS.index(self.names.indicator(one).report_level) for one in named):
            return False
        return any(other != region.id and self.names.below(other, region.id) for other in self._regions_of_rows())

    def _regions_of_rows(self) -> set[int]:
        if not hasattr(self, "_every"):
            self._every = set()
            for row in self.table.rows:
                for role in PLACES:
                    for at in self.by_role[role]:
                        try:
                            raw = self.grid.raw(row, at)
                            if not is_blank(raw) and (region := self.names.find_region(raw, self.within)):
                                self._every.add(region.id)
                        except Bad:
                            continue
        return self._every

    def _read_cell(self, row: int, column: Column, raw, keys: Keys) -> None:
        if is_blank(raw):
            self.rows.blank += 1
            return
        try:
            self._take(row, column, raw, keys)
        except Aside:
            self.rows.aside += 1
        except Unclear as error:
            self._unclear(row, column, raw, keys, error)
        except Bad as error:
            self.rows.refused += 1
            self.refuse(row, column.at, raw, error)

    def _unclear(self, row: int, column: Column, raw, keys: Keys, error: Unclear) -> None:
        answer = self.choices.get("blank", error.word)
        if answer == ZERO:
            self.say(row, column_letter(column.at), shown(raw), f"“{error.word}”按所选读作 0")
            self._read_cell(row, column, 0, keys)
        elif answer == NOTHING:
            self.rows.blank += 1
        else:
            self.reading.understood.ask("blank", error.word, f"“{error.word}”是零还是未上报？",
                                        [(ZERO, "零"), (NOTHING, "未上报")], (self.grid.name, row, column_letter(column.at)))
            self.rows.refused += 1
            self.refuse(row, column.at, raw, General(str(error)))

    def _take(self, row: int, column: Column, raw, keys: Keys) -> None:
        if (row, column.at) in self.grid.anchors:
            raise Bad("合并的格里有数，分不清是哪一格的；请取消合并")
        if self.block.region.open:
            raise General(self.block.region.open)
        region, found = self._place(column, keys), column.indicator or keys.indicator or self._titled()
        if column.indicator and keys.indicator and column.indicator.id != keys.indicator.id:
            raise Bad("这一行和这一栏各写了一个指标，分不清是哪一个的数")
        if found is None:
            raise General("没有写指标；应有指标栏（代码或名称）")
        indicator = self.names.indicator(found.id)
        target = column.target or self.is_aim(indicator)
        if target:
            self.check_whole()
        if column.bare and not self.is_year_of_targets():
            raise General(f"“{column.title}”没有写是全年还是当期的，不能当全年目标收；是全年目标的请写“年度目标”或“全年任务”")
        if indicator.kind == "ratio" and not target:
            self.once(("ratio", column.at, found.id), row, column_letter(column.at), shown(raw),
                      f"{indicator.code} {indicator.name}是比率，由分子、分母算出，填的数不导入")
            raise Aside("")
        try:
            period = self.target_year(column, keys) if target else self.period(column, keys, indicator)
        except Spanning as error:
            self.wait(row, column, raw, keys, error, region.id, found)
            return
        if not target:
            region = replace(region, id=self.names.at(region.id, period))
        if not target and self._is_total_of_below(region, indicator):
            self.rows.summed.append((region.id, period, indicator.id))
        times, said = self.times(column, raw, keys, found, indicator)
        read = read_target(raw, indicator.unit, times) if target else read_value(raw, indicator.unit, times)
        if target and indicator.unit == "%" and read.value is not None and 0 < read.value <= 1 and "%" not in str(raw):
            raise Bad(f"目标写的是 {shown(raw)}：是 {read.value * 100:g}% 吗？百分数请写成 {read.value * 100:g} 或 "
                      f"{read.value * 100:g}%")
        if read.said:
            self.say(row, column_letter(column.at), shown(raw), read.said)
        table = "targets" if target else "observations"
        self.rows.cells.append((table, region.id, period, indicator.id, read.value, row, column_letter(column.at)))
        self._note(region, period, indicator, target, said)

    def _titled(self):
        """The indicator that the title names, where neither row nor column has a place for one."""
        if self.by_role["indicator"] or any(column.indicator for column in self.values):
            return None
        if not hasattr(self, "_of_title"):
            self._of_title = titled(self.table.title, self.names)
        if self._of_title is None:
            return None
        indicator, line = self._of_title
        row = self.names.indicator(indicator.id)
        self.once(("indicator",), line.row, None, f"{row.code} {row.short_name}", f"表内没有写，指标取自表头“{line.text}”")
        return indicator

    def _place(self, column: Column, keys: Keys) -> Region:
        if column.region and keys.region and not self.names.below(column.region.id, keys.region.id):
            raise Bad("这一行和这一栏各写了一个地区，分不清是哪里的数")
        region = column.region or keys.region
        if column.region is not None:
            self._check_title(column.region)
        if region is None and not any(self.by_role[role] for role in PLACES):
            region = self.block.region.value
            if region is not None:
                self.once(("region",), None, None, self.names.describe(region.id),
                          f"表内没有写，地区取自{self.block.region.said}")
        if region is None:
            raise Bad("没有写地区；应有地区栏，或在表头写“填报单位：××县”")
        return region

    def _is_total_of_below(self, region: Region, indicator) -> bool:
        """Whether the figure is the sum of units below that report it, which a person has said to take all the same."""
        level = self.names.place(region.id).level
        if region.own or LEVELS.index(level) >= LEVELS.index(indicator.report_level):
            return False
        word, here = LEVEL_WORDS[indicator.report_level], LEVEL_WORDS[level]
        answer = self.choices.get("level", self.block.key)
        if answer == TOTAL:
            self.once(("level", region.id), None, None, self.names.describe(region.id),
                      f"按所选收{here}级合计数：各{word}以后再报同一期的，请先撤销这一次")
            return True
        if answer is None:
            self.reading.understood.ask("level", self.block.key, f"由{word}级上报的指标，表里是{here}级的合计数，怎么办？",
                                        [(NOT_TAKEN, f"不收，等各{word}分别报"),
                                         (TOTAL, f"各{word}不单报，就收{here}级的合计数")])
        raise General(f"这些指标由{word}级上报，表里是{LEVEL_WORDS[level]}级的合计数，不能收：应分{word}填，"
                      f"各{word}的数由系统汇总；各{word}不单报的，请选定收合计数")

    def _note(self, region: Region, period: int, indicator, target: bool, unit: str) -> None:
        """Keeps for the first line what was taken."""
        block = self.block
        _keep(block.regions, self.names.place(region.id).name)
        _keep(block.periods, period)
        _keep(block.indicators, indicator.code)
        _keep(block.kinds, "年度目标" if target else KIND[indicator.kind])
        _keep(block.units, unit)


def _keep(held: list, value: str | int) -> None:
    if value not in held and value != "":
        held.append(value)
