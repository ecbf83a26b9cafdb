"""What one heading says of the column below it: every word of it must be explained, else it is not understood."""

import re
from dataclasses import dataclass, field, replace

from data.intake.cells import Bad, as_unit, tidy
from data.intake.choices import GROUP, IGNORE, Choices
from data.intake.heading_words import (
    BARE_TARGET,
    BESIDE,
    CURRENT,
    MEASURE,
    OTHER_TARGET,
    REMARK,
    SPAN,
    VALUE,
    YEAR_TARGET,
    field_of,
    is_topic,
)
from data.intake.indicator_names import Indicator
from data.intake.place_names import Region, is_total
from data.intake.traditional import simplify
from data.intake.vocabulary import Vocabulary
from data.intake.when import When, is_ambiguous, is_day, read_period


@dataclass(frozen=True)
class Part:
    """One heading cell. role: a key of FIELDS, value, aside, total, counted (a unit), topic, blank, unknown or bad.

    span: how many months 本月, 本季, 本年 stand for. target: "" none, year, bare (任务数 with no word of whose), other
    (a month's or quarter's). done: it says 完成. current: it says 本月, 本期 … named: an indicator although it is a field too.
    """

    text: str
    role: str = "unknown"
    indicator: Indicator | None = None
    region: Region | None = None
    when: When | None = None
    span: int | None = None
    unit: str = ""
    target: str = ""
    done: bool = False
    current: bool = False
    wrong: str = ""
    taught: bool = False


_PERIOD = (r"(?:\d{4}年?|\d{2}年)?(?:(?:\d{1,2}|十[一二]?|[一二三四五六七八九])(?:月份?)?[-—~至到](?:\d{1,2}|十[一二]?)月份?|"
           r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月份?|第?[一二三四1-4]季度|[qQ][1-4]|[上下]半年)|\d{4}年(?:度|全年)?")
_HEAD = re.compile(rf"^(?:{_PERIOD}|{'|'.join(SPAN)}|完成|实际)")
_TAIL = re.compile(rf"(?:{_PERIOD}|{'|'.join(SPAN)}|"
                   rf"{'|'.join(sorted((word for word in VALUE if len(word) > 1), key=len, reverse=True))})$")


class HeadingReader:
    """Reads headings once each: the same text says the same wherever it stands."""

    def __init__(self, names: Vocabulary, choices: Choices, within: int | None = None):
        self.names, self.choices, self.within, self.known = names, choices, within, {}

    def read(self, raw) -> Part:
        key = (raw.__class__, raw) if raw.__hash__ else str(raw)
        if key not in self.known:
            self.known[key] = self._read(raw)
        return self.known[key]

    def _read(self, raw) -> Part:
        text = simplify(tidy(raw))
        part = Part(text)
        answer = self.choices.get("heading", text)
        if answer is not None:
            return self._taught(part, answer)
        if is_ambiguous(raw):
            return replace(part, role="bad",
                           wrong=f"“{raw}”分不清是1月还是10月（数字 2026.10 会存成 2026.1）；应写作 2026年10月 或 202610")
        if is_day(raw):
            return replace(part, role="bad", wrong=f"“{raw:%Y-%m-%d}”是月中的某一天，不是一期；应写作 {raw.year}年{raw.month}月")
        if not isinstance(raw, str):
            when = read_period(raw)
            return replace(part, role="value", when=when) if when else part
        plain = re.sub(r"[\s()、,/\\*:·]", "", text).lower()
        bare = re.sub(r"[\s、,/\\*:·]", "", re.sub(r"\([^()]*\)", "", text)).lower()
        field_ = field_of(plain) or field_of(bare)
        if field_:
            return replace(part, role=field_, indicator=self._quietly(text), unit=_bracket_unit(text))
        if plain in REMARK or bare in REMARK:
            return replace(part, role="aside")
        if is_total(text):
            return replace(part, role="total")
        if unit := as_unit(text):
            return replace(part, role="counted", unit=unit)
        try:
            return self._split(part, re.sub(r"\s", "", text))
        except Bad as error:
            return replace(part, role="bad", wrong=str(error))

    def _taught(self, part: Part, answer: str) -> Part:
        if answer in (IGNORE, GROUP):
            return replace(part, role="aside" if answer == IGNORE else "topic", taught=True)
        found = self.names.find_indicator(answer)
        return replace(part, role="value" if found else "unknown", indicator=found, unit=_bracket_unit(part.text), taught=True)

    def _quietly(self, text: str) -> Indicator | None:
        try:
            return self.names.find_indicator(text)
        except Bad:
            return None

    def _split(self, part: Part, text: str) -> Part:
        """The whole text as an indicator or region; else what is left of it once the words of periods, values, targets and
        units at both ends are taken away."""
        core, found = text, replace(part, role="value")
        while True:
            shorter, stripped = self._strip(core, found)
            if core:
                try:
                    named = self._named(core, found)
                except Bad:  # what stands in brackets is no unit: it may be a period, or a word for the kind of figure
                    if BESIDE.search(core):
                        return replace(part, role="aside")
                    if shorter == core or stripped.unit != found.unit:
                        raise
                    named = None
                if named is not None:
                    return named
            found = stripped
            if shorter == core:
                break
            core = shorter
        if not core:
            return found
        if BESIDE.search(text):
            return replace(part, role="aside")
        if found == replace(part, role="value", unit=found.unit) and (
                is_topic(core, self.names.programmes) or found.unit and MEASURE.fullmatch(core)):
            return replace(part, role="topic", unit=found.unit)  # 金额（万元） over several indicators
        return part

    def _named(self, core: str, found: Part) -> Part | None:
        indicator = self.names.find_indicator(core)
        if indicator is not None:
            return replace(found, indicator=indicator)
        if found.text.replace(" ", "") == core and (region := self.names.find_region(core, self.within)) is not None:
            return replace(found, region=region)
        return None

    def _strip(self, core: str, found: Part) -> tuple[str, Part]:
        if BESIDE.search(core):
            return core, found
        for pattern, kind in ((YEAR_TARGET, "year"), (OTHER_TARGET, "other"), (BARE_TARGET, "bare")):
            if match := pattern.fullmatch(core):
                when = read_period(match[1]) if kind == "year" and match[1] else found.when
                return "", replace(found, target=kind, when=when)
        if match := re.search(r"[(\[]([^()\[\]]*)[)\]]$|^[(\[]([^()\[\]]*)[)\]]", core):
            inside = match[1] if match[1] is not None else match[2]
            rest = core[:match.start()] + core[match.end():]
            if unit := as_unit(inside):
                return rest, replace(found, unit=unit)
            within = self._split(Part(inside), inside) if inside else Part("", "value")
            if within.role == "value" and not within.indicator and not within.region:
                return rest, _merge(found, within)
            return core, found
        if core in VALUE:
            return "", replace(found, done=found.done or "完成" in core, current=found.current or core in CURRENT)
        for pattern in (_HEAD, _TAIL):
            if match := pattern.search(core):
                rest = core[:match.start()] + core[match.end():]
                word = match[0]
                when = read_period(word.removesuffix("全年").removesuffix("度") if word[-1] in "年度" and "季" not in word
                                   else word)
                if word in SPAN:
                    return rest, replace(found, span=SPAN[word], current=SPAN[word] < 12)
                if when is not None and found.when is None:
                    return rest, replace(found, when=when)
                if when is None:
                    return rest, replace(found, done=found.done or "完成" in word, current=found.current or word in CURRENT)
        for pattern, kind in ((YEAR_TARGET, "year"), (OTHER_TARGET, "other"), (BARE_TARGET, "bare")):
            match = re.search(f"(?:{pattern.pattern})$", core) or re.match(f"(?:{pattern.pattern})", core)
            if match and self._quietly(core[:match.start()] + core[match.end():]):
                when = read_period(match[1]) if kind == "year" and match[1] else found.when
                return core[:match.start()] + core[match.end():], replace(found, target=kind, when=when)
        return core, found


def _merge(one: Part, other: Part) -> Part:
    return replace(one, when=other.when or one.when, span=other.span or one.span, unit=other.unit or one.unit,
                   target=other.target or one.target, done=one.done or other.done, current=one.current or other.current)


def _bracket_unit(text: str) -> str:
    for inside in re.findall(r"[(\[]([^()\[\]]*)[)\]]", text):
        if unit := as_unit(inside):
            return unit
    return ""


@dataclass
class Column:
    """A column of a block: its role (a key of FIELDS, value, aside, total, unknown or bad), and what its headings say."""

    at: int
    role: str = "unknown"
    title: str = ""
    region: Region | None = None
    indicator: Indicator | None = None
    when: When | None = None
    target: bool = False
    bare: bool = False
    wrong: str = ""
    span: int | None = None
    unit: str = ""
    done: bool = False
    current: bool = False
    alternative: Indicator | None = None
    parts: list[Part] = field(default_factory=list)
