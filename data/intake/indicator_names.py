"""What people call an indicator: its code, name, short name, with or without a unit; and when a name could be two of them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from sqlalchemy import Connection

from data.intake.cells import Bad, read_unit, tidy
from data.intake.place_words import NUMBERING
from data.intake.traditional import simplify
from queries.catalogue import list_actions, list_indicators, list_other_names
from queries.former_names import PROGRAMMES

TOLD = 8
MOST_LIKENED = 300
"""Texts of a file that are compared with every name: each takes a millisecond, and a long table may hold 200,000."""
_INDICATOR_CODE = re.compile(r"([A-Z]{2,4})\s*[-—–_]?\s*(\d{2,3})(?!\d)")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]$")


@dataclass(frozen=True)
class Indicator:
    """An indicator as it was written; times: what its values are multiplied by, None where no unit was written."""

    id: int
    times: int | None = None


class IndicatorNames:
    """Looks words up among the indicators of one database."""

    def __init__(self, connection: Connection):
        self.catalogue, others = list_indicators(connection), list_other_names(connection)
        self.actions = tuple(tidy(name) for name in list_actions(connection)["name"])
        self._others = others.groupby("indicator_id")["name"].agg(list).to_dict()
        rows = list(self.catalogue.itertuples())
        self._indicator = {row.id: row for row in rows}
        self._indicator_code = {row.code: row.id for row in rows}
        self._called, exact = {}, {}
        for row in rows:
            for text in self._names(row):
                for name in _variants(text):
                    self._called.setdefault(name, set()).add(row.id)
                exact.setdefault(_plain_name(text), set()).add(row.id)
        for name, ids in exact.items():  # 小额贷款 may be its 人数 or its 金额
            if (stem := re.sub(r"(?:金额|资金|总额)$", "", name)) != name and stem in self._called:
                self._called[stem] |= ids
        self._called |= exact
        self._indicators_found, self._likely = {}, {}
        self._plain_names = {row.id: [_plain_name(name) for name in self._names(row)] for row in rows if row.kind != "ratio"}
        programmes = {name for row in rows for name in (row.programme, PROGRAMMES.get(row.programme, row.programme))}
        names = {text for row in rows for text in self._names(row)}
        self.called = sorted({_unspaced(text) for text in names | programmes}, key=len, reverse=True)
        """What indicators and programmes are called, the longest first."""
        self.programmes = frozenset(tidy(text).replace(" ", "") for text in programmes)
        self._whole = {row.code: set(str(row.whole).split("+")) for row in rows}

    def _names(self, row) -> tuple[str, ...]:
        """What a row of the catalogue is called, was, and is called besides."""
        return row.name, row.short_name, *self._others.get(row.id, ())

    def all_names(self, number: int) -> tuple[str, ...]:
        """Whatever an indicator and its programme are called, without spaces."""
        row = self._indicator[number]
        return tuple(map(_unspaced, (*self._names(row), row.programme, PROGRAMMES.get(row.programme, row.programme))))

    def belong(self, upper: int, lower: int) -> bool:
        """Whether a heading over another may be the same indicator or the whole that it is a part of."""
        return upper == lower or self._indicator[upper].code in self._whole[self._indicator[lower].code]

    def likely(self, text: str, many: int = 3) -> list[tuple[str, str]]:
        """The indicators that a text could mean, for a person to choose from: (code, “CY-01 招聘会场次”), the likeliest first; of
        the first MOST_LIKENED texts of a file."""
        wanted = re.sub(r"[(\[][^()\[\]]*[)\]]|^(?:开展|举办|组织|提供|发放|帮助|接待|完成)", "", tidy(text))
        if wanted not in self._likely and wanted and len(self._likely) < MOST_LIKENED:
            scores = {number: max(fuzz.ratio(wanted, name) + fuzz.partial_ratio(wanted, name) / 2 for name in names)
                      for number, names in self._plain_names.items()}
            best = sorted(scores, key=lambda number: -scores[number])[:many]
            self._likely[wanted] = [(self._indicator[number].code,
                                     f"{self._indicator[number].code} {self._indicator[number].short_name}")
                                    for number in best if scores[number] >= 45]
        return self._likely.get(wanted, [])

    def indicator(self, number: int):
        """The indicator's row of the catalogue."""
        return self._indicator[number]

    def find_indicator(self, raw) -> Indicator | None:
        """The indicator that a heading or label names by code, name or short name, with the unit it states.

        None where it names none. Raises Bad for a name that several have, a code that contradicts the name, or a unit
        that is not the indicator's.
        """
        text = simplify(tidy(raw))
        if text not in self._indicators_found:
            try:
                self._indicators_found[text] = self._find_indicator(text)
            except Bad as error:
                self._indicators_found[text] = error
        found = self._indicators_found[text]
        if isinstance(found, Bad):
            raise found
        return found

    def _find_indicator(self, text: str) -> Indicator | None:
        if match := _INDICATOR_CODE.match(text.upper()):
            number = self._indicator_code.get(f"{match[1]}-{match[2]}")
            if number is None:
                return None
            rest = text[match.end():].strip(" -—_:·、.")
            named = self._named_indicator(rest) if rest else None
            if named and named.id != number:
                raise Bad(f"代码 {match[1]}-{match[2]} 是“{self._indicator[number].name}”，与所写的名称不符")
            return Indicator(number, named.times if named else None)
        return self._named_indicator(text)

    def _named_indicator(self, text: str) -> Indicator | None:
        if not self._called.get(_plain(text)):
            text = NUMBERING.sub("", text).strip()
        units, tried = [], text
        while True:
            ids = self._called.get(_plain(tried))
            if ids:
                break
            match = _BRACKET.search(tried)
            if not match:
                if not (ids := self._with_its_unit(tried)):
                    return None
                break
            units.append(re.sub(r"^(?:计量)?单位[:：]?", "", match[1]))
            tried = tried[:match.start()].strip()
        if len(ids) > 1 and units:  # 小额贷款（万元） is the amount of them
            ids = {number for number in ids if read_unit(units[-1], self._indicator[number].unit) is not None} or ids
        if len(ids) > 1:
            raise Bad(f"“{text}”可能是几个指标，请写代码：" + "、".join(
                f"{self._indicator[number].code} {self._indicator[number].name}" for number in sorted(ids)[:TOLD]))
        number = next(iter(ids))
        times = None
        for word in units:
            times = read_unit(word, self._indicator[number].unit)
            if times is None:
                raise Bad(f"{self._indicator[number].code} 的单位是“{self._indicator[number].unit}”，不是“{word}”")
        return Indicator(number, times)


    def _with_its_unit(self, text: str) -> set[int]:
        """技能培训人次, 信访受理件数: what is called so without the unit behind it, which has to be the indicator's own."""
        for end in range(len(text) - 1, max(len(text) - 4, 1), -1):
            ids, word = self._called.get(_plain(text[:end])), text[end:].removesuffix("数")
            if ids and word and all(self._indicator[number].unit == word for number in ids):
                return ids
        return set()


def _plain(text: str) -> str:
    return re.sub(r"[\s,，、:：;；.。·_\-—/()\[\]“”\"'《》]", "", tidy(text)).lower()


# What the catalogue's names are made into is kept from file to file, what stands in a file never.
_plain_name = lru_cache(4096)(_plain)


@lru_cache(4096)
def _unspaced(name: str) -> str:
    return re.sub(r"[\s:：]", "", tidy(name))


@lru_cache(4096)
def _variants(name: str) -> frozenset[str]:
    """Ways to write a name that are still this one: without 其中, without what stands in brackets, without 数 at its end."""
    name = tidy(name)
    written = {name, re.sub(r"[(\[][^()\[\]]*[)\]]", "", name)}
    written |= {word.removeprefix("其中:").removeprefix("其中") for word in written}
    written |= {re.sub(r"(件次|人次|场次|户数|人数|件数|数)$", "", word) for word in written if len(word) > 4}
    return frozenset(plain for plain in map(_plain, written) if len(plain) > 1)
