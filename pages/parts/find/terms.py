"""名词说明: the words that officials meet on the screen, and what they mean here; terms.csv is where they are written."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Term:
    """words: with {lag}, {share} and {day} for the settings; also: what else people look for it by."""

    name: str
    words: str
    also: tuple[str, ...]


with (Path(__file__).parent / "terms.csv").open(encoding="utf-8") as file:
    TERMS = tuple(Term(row["name"], row["words"], tuple(filter(None, row["also"].split("；")))) for row in csv.DictReader(file))


def explained(settings: Mapping[str, str]) -> list[dict[str, str]]:
    """Every term with its meaning under these settings."""
    known = {"lag": settings.get("lag_threshold", "5"), "day": settings.get("deadline_day", "10"),
             "share": f"{float(settings.get('judge_coverage', '0.8')):.0%}"}
    return [{"name": term.name, "words": term.words.format(**known)} for term in TERMS]
