"""The only way values change. For other programs: `record` writes a report (checked, traced, rolled up, all or nothing),
`refresh` brings the roll-ups up to date after a program wrote observations by itself."""

from data.write.observations import record
from data.write.rollups import refresh

__all__ = ["record", "refresh"]
