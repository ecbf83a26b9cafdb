"""What an indicator of the catalogue went through."""

import pandas as pd

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from queries.history import catalogue_changes


@by_version(32)
def past(version: int, indicator_id: int) -> pd.DataFrame:
    """queries.history.catalogue_changes of it, the newest first."""
    return reference.ask(catalogue_changes, None, indicator_id)
