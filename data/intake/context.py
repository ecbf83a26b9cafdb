"""What a sheet says once for all of its rows: above the headings, in its own name or in the file's."""

import re
from dataclasses import dataclass, field

from data.intake.cells import Bad, When, read_period, read_unit, tidy
from data.intake.headings import Layout
from data.intake.place_names import Region
from data.intake.vocabulary import Vocabulary

_MONEY = re.compile(r"单位[:：]\s*((?:百|千|万|十万|百万|千万|亿)?元)")
_BY = re.compile(r"(?:填报|报送|上报|编报)?(?:单位|地区)[:：]\s*([^\s,，;；:：()（）]+)")
_WHEN = re.compile(r"\d{4}年?(?:\d{1,2}[-—~至到])?\d{1,2}月|\d{4}年?第?[一二三四1-4]季度|\d{4}年?[上下]半年|\d{4}[-/.]\d{1,2}(?!\d)|\d{4}年")


@dataclass
class Context:
    """The period, the region and what amounts of money are multiplied by; `said`: where each was found."""

    when: When | None = None
    region: Region | None = None
    times: int | None = None
    said: dict[str, str] = field(default_factory=dict)


def read_context(layout: Layout, sheet_name: str, file_name: str, names: Vocabulary) -> Context:
    context = Context()
    stem = file_name.rsplit(".", 1)[0]
    for where, text in [("表头", line) for line in layout.above] + [("工作表名", tidy(sheet_name)), ("文件名", tidy(stem))]:
        if context.when is None and (match := _WHEN.search(text.replace(" ", ""))):
            context.when, context.said["when"] = read_period(match[0]), f"{where}“{text[:40]}”"
        elif context.when is None and where == "工作表名" and (when := read_period(text)):
            context.when, context.said["when"] = when, f"{where}“{text[:40]}”"
        if context.times is None and (match := _MONEY.search(text)):
            context.times = read_unit(match[1], "元")
        if context.region is None and (region := _region_in(text, names)):
            context.region, context.said["region"] = region, f"{where}“{text[:40]}”"
    return context


def _region_in(text: str, names: Vocabulary) -> Region | None:
    try:
        if match := _BY.search(text):
            if region := names.find_region(match[1]):
                return region
        if region := names.find_region(text):
            return None if region.id == names.root and not region.own else region
    except Bad:
        return None
    found = {county.id for county in names.counties if tidy(county.name) in text}
    return Region(found.pop()) if len(found) == 1 else None
