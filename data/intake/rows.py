"""The rows of a recognised sheet as cells of the database: which region, period, indicator and value each one is."""

from data.intake.cells import Bad, is_blank, read_value, tidy
from data.intake.context import Context
from data.intake.headings import PLACES, Column, Layout
from data.intake.keys import KeyReader, Keys, Rows
from data.intake.place_names import is_total
from data.intake.sheets import Sheet, column_letter, shown
from data.intake.vocabulary import Vocabulary
from data.write.observations import LEVEL_WORDS
from data.write.progress import Tell, quiet
from queries.schema import LEVELS

TOLD = 5_000
"""After how many rows it is told how far the reading is."""


def read_rows(sheet: Sheet, layout: Layout, covered: dict, context: Context, names: Vocabulary, tell: Tell = quiet) -> Rows:
    """Every row below the headings, cell by cell."""
    return Reader(sheet, layout, covered, context, names).read(tell)


class Reader(KeyReader):
    """Reads the rows of one sheet, cell by cell."""

    def read(self, tell: Tell) -> Rows:
        self.explain()
        for at, row in enumerate(sorted(self.sheet.rows)):
            if at % TOLD == TOLD - 1:
                tell(at / len(self.sheet.rows), f"正在读“{self.sheet.name}”：{at + 1:,} / {len(self.sheet.rows):,} 行")
            if row > self.layout.last_heading:
                self._read_row(row, self.sheet.rows[row])
        return self.rows

    def explain(self) -> None:
        """Says why columns are not read; their cells are counted row by row."""
        left_out = {}
        for column in self.other.values():
            filled = sum(1 for row, cells in self.sheet.rows.items() if row > self.layout.last_heading and column.at in cells)
            letter = column_letter(column.at)
            if column.role == "bad":
                self.say(self.layout.first_row, letter, column.title, column.wrong, "refused")
            elif filled and column.role == "aside":
                left_out.setdefault(column.title.split(" ")[-1], []).append((letter, filled))
            elif filled:
                self.say(self.layout.first_row, letter, column.title or "（没有标题）",
                         "认不出这一栏：应是指标（代码或名称）、地区、期，或者数值、计量单位、备注等栏目；不需要的栏请删去", "refused")
        for title, columns in left_out.items():
            letters = "、".join(letter for letter, _ in columns[:10]) + ("……" if len(columns) > 10 else "")
            self.say(self.layout.first_row, None, title, f"{letters} 栏只供对照，不导入，共 {sum(filled for _, filled in columns)} 格")

    def _read_row(self, row: int, cells: dict) -> None:
        for at, column in self.other.items():
            if at in cells:
                if column.role == "aside":
                    self.rows.aside += 1
                else:
                    self.rows.refused += 1
        filled = [column for column in self.values if not is_blank(cells.get(column.at))]
        keys = [self.text(row, at) for role in (*PLACES, "indicator") for at in self.by_role[role]]
        beside = [cells.get(at) for at, column in self.other.items() if column.role == "aside"]
        total = next((key for key in (*keys, *beside) if isinstance(key, str) and is_total(key)), None)
        if total is not None or self._is_repeated(keys):
            if filled:
                word = f"“{shown(total)}”行不导入，合计由系统算出" if total is not None else "重复的表头"
                self.say(row, None, shown(total or keys[0]), f"{word}，共 {len(filled)} 格")
            self.rows.aside += len(filled)
            return
        try:
            found = self.keys(row)
        except Bad as error:
            self.rows.blank += len(self.values) - len(filled)
            if filled:
                self.say(row, None, "、".join(shown(key) for key in keys if key is not None)[:60], str(error), "refused")
            self.rows.refused += len(filled)
            return
        for column in self.values:
            self._read_cell(row, column, cells.get(column.at), found)

    def _is_repeated(self, keys: list) -> bool:
        titles = [column.title for column in self.layout.at(*PLACES, "indicator")]
        return bool(titles) and [tidy(key) for key in keys] == titles

    def _read_cell(self, row: int, column: Column, raw, keys: Keys) -> None:
        if is_blank(raw):
            self.rows.blank += 1
            return
        try:
            self._take(row, column, raw, keys)
        except Bad as error:
            self.rows.refused += 1
            self.say(row, column_letter(column.at), shown(raw), str(error), "refused")

    def _take(self, row: int, column: Column, raw, keys: Keys) -> None:
        if (row, column.at) in self.anchors:
            raise Bad("合并的格里有数，分不清是哪一格的；请取消合并")
        region = column.region or keys.region
        if region is None and not any(self.by_role[role] for role in PLACES):
            region = self.from_context("region")
        found = column.indicator or keys.indicator
        if region is None:
            raise Bad("没有写地区；应有地区栏，或在表头写“填报单位：××县”")
        if found is None:
            raise Bad("没有写指标；应有指标栏（代码或名称）")
        indicator = self.names.indicator(found.id)
        if indicator.kind == "ratio" and not column.target:
            self.rows.aside += 1
            self.once(("ratio", column.at, found.id), row, column_letter(column.at), shown(raw),
                      f"{indicator.code} {indicator.name}是比率，由分子、分母算出，填的数不导入")
            return
        period = self.period(column, keys, indicator)
        level = self.names.place(region.id).level
        if not column.target and not region.own and LEVELS.index(level) < LEVELS.index(indicator.report_level):
            raise Bad(f"{indicator.code} 由{LEVEL_WORDS[indicator.report_level]}级上报，应分{LEVEL_WORDS[indicator.report_level]}填；"
                      f"是{self.names.place(region.id).name}本级自己的数，写“{self.names.place(region.id).name}本级”")
        read = read_value(raw, indicator.unit, self.times(row, column, raw, keys, found, indicator))
        if read.said:
            self.say(row, column_letter(column.at), shown(raw), read.said)
        table = "targets" if column.target else "observations"
        self.rows.cells.append((table, region.id, period, indicator.id, read.value, row, column_letter(column.at)))
