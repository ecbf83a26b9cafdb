"""What the headings of a sheet say: which columns name the region, period and indicator, and which hold values."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from data.intake.cells import MULTIPLE, Bad, Fault, When, is_blank, read_period, tidy
from data.intake.indicator_names import Indicator
from data.intake.place_names import Region, is_total
from data.intake.sheets import Sheet
from data.intake.vocabulary import Vocabulary

FIELDS = {
    "region": "地区 地区名称 地区代码 区划代码 行政区划代码 区划 单位名称 填报单位 报送单位 上报单位 区域 县乡 填报地区 region 单位编码",
    "county": "县 县区 县市区 区县 市县 县名 所属县 所在县 所属县区 所在县区 县市 各县区 各县",
    "township": "乡镇 乡镇街道 镇街 乡街道 街道乡镇 乡 镇 所属乡镇 所在乡镇 镇乡街道 各乡镇",
    "village": "村 村社区 行政村 社区 所在村社区 所在村 所属村社区",
    "period": "期 期别 期次 年月 时间 报告期 统计期 统计月份 统计时间 日期 数据期 period",
    "year": "年 年份 年度", "month": "月 月份",
    "indicator": "指标 指标名称 指标代码 指标编码 项目 项目名称 内容 工作内容 工作项目 代码 indicator",
    "unit": "计量单位 数值单位", "either": "单位",
    "value": "数值 值 数量 本期 本期数 本期值 完成数 完成 完成情况 上报数 上报值 本月 本月数 当月 当期 当期数 数据 填报 填报数 本期填报 本季 本季度 实际 value",
    "target": "目标 目标值 目标数 年度目标 全年目标 任务 任务数 年度任务 目标任务",
    "form": "形式 类型 阵地形式 阵地类型 类别", "name": "名称 阵地名称 妇女之家名称", "site_level": "示范级别 级别 等级 示范",
    "opened": "建成年月 建成时间 成立时间 建成", "closed": "撤销年月 撤销时间 撤销", "lon": "经度", "lat": "纬度"}
_FIELD = {word: kind for kind, words in FIELDS.items() for word in words.split()}
_ASIDE = re.compile(
    r"^(序号|编号|备注|说明|附注|指标解释|解释|口径|怎样报|怎样算|填报要求|频率|联系人|电话|联系电话|手机|填报人|填表人|负责人|审核人?|领导|签字|排名|位次|状态)"
    r"|上期|上月|上季|上年|去年|同期|同比|环比|增幅|增长|增减|完成率|进度|占比|累计|汇总|平均|^1[-—~至]\d{1,2}月")
KEYS = ("region", "county", "township", "village", "period", "year", "month", "indicator", "unit")
PLACES = KEYS[:4]
SITE_KEYS = ("form", "name", "site_level", "opened", "closed", "lon", "lat")
MOST_HEADING_ROWS, SEARCHED_ROWS, MOST_COVERED = 4, 40, 2_000_000


@dataclass
class Column:
    """A column: its role (a field of FIELDS, value, aside, unknown or bad), and what its heading says of its values."""

    at: int
    role: str = "unknown"
    title: str = ""
    region: Region | None = None
    indicator: Indicator | None = None
    when: When | None = None
    target: bool = False
    wrong: str = ""


@dataclass
class Layout:
    """Where a sheet's headings and rows are. kind: long, wide or sites."""

    columns: list[Column]
    first_row: int
    last_heading: int
    above: list[str] = field(default_factory=list)

    def at(self, *roles: str) -> list[Column]:
        return [column for column in self.columns if column.role in roles]

    @property
    def values(self) -> list[Column]:
        return self.at("value", "target")

    @property
    def is_sites(self) -> bool:
        return bool(self.at("form") and self.at("name"))

    @property
    def name(self) -> str:
        if self.is_sites:
            return "阵地名册"
        named = any(column.region or column.indicator or column.when for column in self.values)
        return "宽表" if named else "长表"


def cover(sheet: Sheet) -> dict[tuple[int, int], object]:
    """What merged cells say in the places that they cover, for rows that hold anything."""
    rows, last = sorted(sheet.rows), max((max(cells) for cells in sheet.rows.values()), default=0)
    covered = {}
    for top, left, bottom, right in sheet.merged:
        value = sheet.rows.get(top, {}).get(left)
        if value is None:
            continue
        for row in rows[bisect_left(rows, top):bisect_left(rows, bottom + 1)]:
            for column in range(left, min(right, last) + 1):
                if (row, column) != (top, left) and len(covered) < MOST_COVERED:
                    covered[row, column] = value
    return covered


def recognise(sheet: Sheet, names: Vocabulary, covered: dict) -> Layout | None:
    """The sheet's layout; None where no row of headings is found in its first rows."""
    rows = sorted(sheet.rows)[:SEARCHED_ROWS]
    for position, row in enumerate(rows):
        said = _read_row(sheet, row, names, covered)
        if _is_heading(said):
            headings = [(row, said)]
            for following in rows[position + 1:position + MOST_HEADING_ROWS]:
                more = _read_row(sheet, following, names, covered)
                if following != headings[-1][0] + 1 or not _continues(headings, more, sheet.rows[following]):
                    break
                headings.append((following, more))
            above = [tidy(value) for line in rows[:position] for value in sheet.rows[line].values() if isinstance(value, str)]
            columns = [_column(at, [said[at] for _, said in headings if at in said])
                       for at in sorted({at for _, said in headings for at in said} | _used(sheet, headings[-1][0]))]
            layout = Layout(columns, row, headings[-1][0], above)
            _look_inside(sheet, layout, names)
            return layout
    return None


def _used(sheet: Sheet, after: int) -> set[int]:
    return {column for row, cells in sheet.rows.items() if row > after for column in cells}


def _read_row(sheet: Sheet, row: int, names: Vocabulary, covered: dict) -> dict[int, Column]:
    cells = {column: value for (line, column), value in covered.items() if line == row} if covered else {}
    cells |= sheet.rows[row]
    return {at: read_heading(value, names) for at, value in cells.items() if not isinstance(value, Fault) and not is_blank(value)}


def read_heading(raw, names: Vocabulary) -> Column:
    """What one heading says, whichever column it stands over."""
    text = tidy(raw)
    column = Column(0, title=text)
    plain = re.sub(r"[\s()（）、,/\\*:·]", "", text).lower()
    bare = re.sub(r"[\s、,/\\*:·]", "", re.sub(r"\([^()]*\)", "", text)).lower()
    kind = _FIELD.get(plain) or _FIELD.get(bare)
    if kind and not isinstance(raw, (int, float)):
        column.role, column.target = kind, kind == "target"
        column.when = read_period("".join(re.findall(r"\(([^()]*)\)", text))) if kind in ("value", "target") else None
        if kind == "target":
            column.role = "value"
        return column
    when = read_period(raw)
    if when and not (when.first == 1 and when.month and when.month not in (1, 3, 6, 12)):
        column.role, column.when = "value", when
        return column
    if match := re.fullmatch(r"(\d{4})年?度?(?:全年|年度)?(?:目标|任务)(?:值|数)?", text.replace(" ", "")):
        column.role, column.target, column.when = "value", True, read_period(match[1])
        return column
    try:
        column.indicator = names.find_indicator(text)
        column.region = None if column.indicator else names.find_region(text)
    except Bad as error:
        column.role, column.wrong = "bad", str(error)
        return column
    if column.indicator or column.region:
        column.role = "value"
        own_total = column.region and column.region.id == names.root and not column.region.own
        if own_total:
            column.role, column.region = "aside", None
    elif is_total(text) or _ASIDE.search(text.replace(" ", "")):
        column.role = "aside"
    return column


def _kinds(said: dict[int, Column]) -> dict[str, set]:
    found = {"field": set(), "indicator": set(), "region": set(), "when": set()}
    for column in said.values():
        if column.role in _FIELD.values() and not (column.indicator or column.region or column.when):
            found["field"].add(column.title)
        for kind in ("indicator", "region", "when"):
            if getattr(column, kind):
                found[kind].add(column.title)
    return found


def _is_heading(said: dict[int, Column]) -> bool:
    kinds = _kinds(said)
    named = sum(len(titles) for titles in kinds.values())
    same = max(len(kinds[kind]) for kind in ("indicator", "region", "when"))
    answered = any(column.role in PLACES and getattr(said.get(at + 1), "region", None)
                   or column.role in ("period", "year", "month") and getattr(said.get(at + 1), "when", None)
                   for at, column in said.items())
    if answered and same < 2:  # “填报单位 | 睢县妇联” above a table is no heading of it
        return False
    return named >= 2 and (bool(kinds["field"]) or same >= 2)


def _continues(headings: list, more: dict[int, Column], cells: dict) -> bool:
    """Whether the next row still belongs to the headings: month names below counties, 本月 and 累计 below an indicator."""
    fields = {at for _, said in headings for at, column in said.items() if column.role in (*KEYS, *SITE_KEYS, "either")}
    first = headings[0][1]
    if any(at not in first or first[at].title != more[at].title for at in fields & set(more)):
        return False
    other = {at: column for at, column in more.items() if at not in fields}
    if any(isinstance(cells.get(at), (int, float)) and not column.when for at, column in other.items()):
        return False
    if not fields:
        return _is_heading(other)
    return any(column.role in ("value", "aside", "bad") for column in other.values())


def _column(at: int, said: list[Column]) -> Column:
    """One column out of the headings that stand over it, one below another."""
    column = Column(at, title=" ".join(dict.fromkeys(part.title for part in said)))
    roles = [part.role for part in said]
    fields = [role for role in roles if role in (*KEYS, *SITE_KEYS, "either")]
    if fields:
        column.role = fields[0]
    elif "aside" in roles:
        column.role = "aside"
    elif "bad" in roles:
        column.role, column.wrong = "bad", next(part.wrong for part in said if part.wrong)
    elif "value" in roles:
        column.role = "value"
        column.target = any(part.target for part in said)
        for part in said:
            column.indicator, column.region = part.indicator or column.indicator, part.region or column.region
            if part.when:
                column.when = part.when if column.when is None else When(
                    part.when.year or column.when.year, part.when.month or column.when.month, part.when.first or column.when.first)
    return column


def _look_inside(sheet: Sheet, layout: Layout, names: Vocabulary) -> None:
    """Gives 单位 and columns without a known heading the role that their content has, if it plainly has one."""
    unclear = layout.at("either", "unknown")
    if not unclear:
        return
    data = [row for row in sorted(sheet.rows) if row > layout.last_heading][:60]
    for column in unclear:
        texts = [sheet.rows[row][column.at] for row in data if isinstance(sheet.rows[row].get(column.at), str)]
        roles = [_role_of(text, names) for text in texts if not is_blank(text)]
        for role in ("indicator", "region", "unit"):
            if roles and roles.count(role) >= 0.6 * len(roles):
                column.role = role
        if column.role == "either":
            column.role = "unknown"


def _role_of(text: str, names: Vocabulary) -> str:
    if tidy(text) in {f"{word}{unit}" for word in MULTIPLE for unit in ("元", "人", "户", "个", "件", "人次", "场次", "%")}:
        return "unit"
    try:
        if names.find_indicator(text):
            return "indicator"
        return "region" if names.find_region(text) or is_total(text) else ""
    except Bad as error:
        return "region" if "县名" in str(error) else ""
