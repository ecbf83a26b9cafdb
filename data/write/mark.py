"""What stands in a file that leaves: its number, whether it holds 敏感数, who took it and when (see exports.py)."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Mark:
    """number: 导出编号, such as 2026-000123. exact: 敏感数 stand in it as they are. who: unit and account, "" in 单机."""

    number: str
    exact: bool
    who: str
    at: datetime

    @property
    def line(self) -> str:
        """As a line of text."""
        return f"导出编号 {self.number}{'，含敏感数' if self.exact else ''}"

    @property
    def watermark(self) -> str:
        """Name, unit and time; "" in 单机."""
        return f"{self.who} {self.at:%Y-%m-%d %H:%M}" if self.who else ""


leaving: ContextVar[Mark | None] = ContextVar("leaving", default=None)
"""Of the file that is being made to leave; None for one that stays (the kept copy of an import, a test's)."""
