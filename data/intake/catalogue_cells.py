"""How the cells of a workbook of 指标目录 say what an indicator is: out, and in again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from data.intake.cells import Percent
from data.normal import normal
from data.write.catalogue_rules import CHOICES, FLAGS, NAMED
from data.write.text import clean

BLANK = ("", "—", "-", "–", "/")
OFTEN = {"frequency": {"月": "monthly", "季": "quarterly", "季度": "quarterly", "半年": "half-yearly", "年": "yearly"}}
"""Words beside those of CHOICES."""
CODES = ("numerator", "denominator", "whole", "plan")
BETWEEN = "；"
YES = {"是": True, "否": False}


def cell(field: str, value: Any, names: Mapping[int, str]) -> Any:
    """What stands in a field's cell; names: the actions, by id."""
    if value is None or value == []:
        return ""
    if field == "action_id":
        return names.get(value, "")
    if field in NAMED:
        return BETWEEN.join(value)
    if field in FLAGS:
        return "是" if value else "否"
    return CHOICES[field][value] if field in CHOICES else value


def value_of(field: str, text: str, names: Mapping[int, str]) -> Any:
    """What a field is to be, where its cell says this; a word that is none of its own stays as it is."""
    if field in NAMED:
        return [part for part in text.replace(";", BETWEEN).replace("\n", BETWEEN).split(BETWEEN) if clean(part)]
    if not text:
        return None
    plain = normal(text)
    if field == "action_id":
        return next((number for number, name in names.items() if normal(name) == plain), plain)
    if field in FLAGS:
        return YES.get(plain, plain)
    if field in CHOICES:
        words = {word: value for value, word in CHOICES[field].items()} | OFTEN.get(field, {})
        return words.get(plain, plain)
    if field in ("precision", "first_year", "last_year"):
        digits = plain if field == "precision" else plain.removesuffix("年")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else plain
    if field == "weight":
        return _number(plain)
    return plain.replace(" ", "") if field in CODES else clean(text)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def text_of(value: Any) -> str:
    """A cell's words, whole: what it holds is compared with what was written there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Percent):
        return f"{value * 100:g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value).strip()
