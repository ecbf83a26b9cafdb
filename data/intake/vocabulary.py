"""The words of a sheet, looked up in one database: data/intake/place_names.py and data/intake/indicator_names.py."""

from sqlalchemy import Connection

from data.intake.cells import as_unit, read_unit
from data.intake.indicator_names import IndicatorNames
from data.intake.place_names import PlaceNames


class Vocabulary(PlaceNames, IndicatorNames):
    """Regions (villages only when asked for) and indicators by whatever they are called."""

    def __init__(self, connection: Connection, villages: bool = False):
        PlaceNames.__init__(self, connection, villages)
        IndicatorNames.__init__(self, connection)

    def times(self, word: str, unit: str) -> int | None:
        """What a value written in a unit (（万元）, 名) is multiplied by to be in the indicator's; None for another unit."""
        return read_unit(as_unit(word) or word, unit)
