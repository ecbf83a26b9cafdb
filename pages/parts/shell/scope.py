"""What a page is about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """What a page is about: the data's version, the region, the year and the 截至月. Also the key of every cache."""

    version: int
    root: int
    region: int
    year: int
    month: int

    @property
    def period(self) -> int:
        """The month (yyyymm) whose tree is shown; in a year of which none is over its first."""
        return self.year * 100 + max(self.month, 1)

    @property
    def at_root(self) -> bool:
        return self.region == self.root
