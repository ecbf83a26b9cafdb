"""The words of a sheet, looked up in one database: data/intake/place_names.py and data/intake/indicator_names.py."""

from sqlalchemy import Connection

from data.intake.indicator_names import IndicatorNames
from data.intake.place_names import PlaceNames


class Vocabulary(PlaceNames, IndicatorNames):
    """Regions (villages only when asked for) and indicators by whatever they are called."""

    def __init__(self, connection: Connection, villages: bool = False):
        PlaceNames.__init__(self, connection, villages)
        IndicatorNames.__init__(self, connection)
