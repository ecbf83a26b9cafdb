"""Numbers of which people see another thing than the cell holds: a format that adds a unit (12 is seen as 12万), that
leaves digits out (125432 is seen as 12.5万, or as 125) or that shows nothing. A unit that is seen was meant; 125432 that is
seen as 12.5万 is 12.5432万; where what is held and what is seen are not the same, nobody can tell: UNLIKE is in the text, and no
number is read from it.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from data.intake.cells import MULTIPLE, UNLIKE

_WORD = re.compile(r"[^\W\d_]|[%‰]")
_CONDITION = re.compile(r"([<>]=?|=|<>)\s*(-?\d+(?:\.\d+)?)")
_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<commas>,+)|(?P<point>\.)'
                    r"|(?P<digits>[0#?]+|General|G/通用格式|@)|(?P<power>E[+-])|(?P<literal>.)", re.IGNORECASE | re.DOTALL)
_SEEN = re.compile(r"(?P<before>[^\d.]*)(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)(?P<after>.*)", re.DOTALL)
_COMPARES = {"<": Decimal.__lt__, ">": Decimal.__gt__, "<=": Decimal.__le__, ">=": Decimal.__ge__, "=": Decimal.__eq__,
             "<>": Decimal.__ne__}


@dataclass(frozen=True)
class _Section:
    """One part of a number format. places: after its point; decimals: after a point that is but written between digits, which
    leaves out as many."""

    condition: tuple[str, Decimal] | None
    before: str
    after: str
    thousands: int
    places: int
    decimals: int
    filled: bool
    mixed: bool

    @property
    def plain(self) -> bool:
        return self.filled and not (self.mixed or self.thousands or self.decimals or _WORD.search(self.before + self.after))


def is_plain(code: str) -> bool:
    """Whether a number in this format (Excel's code) is seen as it is."""
    return all(section.plain for section in _sections(code)[:2])


def as_formatted(value: int | float, code: str) -> int | float | str:
    """The number as its format shows it: itself where that is the same."""
    held = _decimal(value)
    section = _section(_sections(code), held)
    if section.plain or not section.filled and held == 0:
        return value
    if section.mixed:
        return _unlike(held, f"按格式 {code} 显示")
    if not section.filled:
        return _unlike(held, f"显示为“{section.before}”" if section.before.strip() else "显示为空")
    seen = held
    if section.thousands or section.decimals:
        seen = (held / 1000 ** section.thousands).quantize(Decimal(1).scaleb(-section.places), ROUND_HALF_UP)
        seen = seen.scaleb(-section.decimals)
    return _settled(held, section.before, seen, section.after)


def as_seen(value: int | float, text: str) -> int | float | str:
    """The same of a file that keeps beside the number the text that is seen."""
    match = _SEEN.fullmatch(text.strip())
    if not match or match["after"][:1] in ("E", "e"):
        return value
    held, number = _decimal(value), Decimal(match["number"].replace(",", ""))
    places = -int(number.as_tuple().exponent)
    if abs(abs(held) - number) <= Decimal(1).scaleb(-places) / 2:
        number = abs(held)
    return value if number == abs(held) and not _WORD.search(match["before"] + match["after"]) else _settled(
        held, match["before"], number if held >= 0 else -number, match["after"])


def _settled(held: Decimal, before: str, seen: Decimal, after: str) -> str:
    """What is seen, with all digits that are held where it is but rounded."""
    before, after = before.strip(), after.strip()
    times = MULTIPLE[max((word for word in MULTIPLE if after.startswith(word)), key=len)]
    if seen == held or times != 1 and abs(seen * times - held) <= times * Decimal(1).scaleb(int(seen.as_tuple().exponent)) / 2:
        return f"{before}{_plain(held if seen == held else held / times)}{after}"
    return _unlike(held, f"显示为 {before}{_plain(seen)}{after}")


def _unlike(held: Decimal, how: str) -> str:
    return f"{_plain(held)}{UNLIKE}{how}）"


def _decimal(value: int | float) -> Decimal:
    return Decimal(repr(value))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _section(sections: tuple[_Section, ...], held: Decimal) -> _Section:
    if any(section.condition for section in sections):
        return next((one for one in sections if one.condition is None or _COMPARES[one.condition[0]](held, one.condition[1])),
                    sections[-1])
    at = 1 if held < 0 else 2 if held == 0 else 0
    return sections[at] if at < len(sections) else sections[0]


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    """The parts of a format for numbers: one for all, or for those above nought, below it, and nought, or by condition."""
    parts: list[list[re.Match]] = [[]]
    for match in _TOKEN.finditer(code):
        if match["literal"] == ";":
            parts.append([])
        else:
            parts[-1].append(match)
    return tuple(_of(part) for part in parts[:3])


def _of(tokens: list[re.Match]) -> _Section:
    condition, before, between, after, thousands, places, decimals = None, "", "", "", 0, 0, 0
    digits = [at for at, token in enumerate(tokens) if token["digits"]]
    power = any(token["power"] for token in tokens)
    for at, token in enumerate(tokens):
        if token["bracket"] and (found := _CONDITION.fullmatch(token["bracket"].strip())):
            condition = (found[1], Decimal(found[2]))
        literal = token["quoted"] or token["escaped"] or token["literal"] or ""
        if not digits or at < digits[0]:
            before += literal
        elif at > digits[-1]:
            after += literal
        else:
            between += literal
            following = sum(len(tokens[later]["digits"]) for later in digits if later > at)
            decimals = following if literal == "." else decimals
            places = following if token["point"] else places
        if token["commas"] and digits and at > digits[0] and not (at + 1 < len(tokens) and tokens[at + 1]["digits"]):
            thousands += len(token["commas"])
    return _Section(condition, before, after, thousands, places, 0 if power else decimals, bool(digits),
                    bool(_WORD.search(between)))
