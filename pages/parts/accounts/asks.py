"""What the page of accounts asks, anew at each run: it is few rows, and what changes them raises no data version."""

import pandas as pd

from pages.parts.shell import reference
from queries import accounts, regions
from queries.access import Rules, read_rules


def listed() -> pd.DataFrame:
    """queries.accounts.list_accounts by id."""
    return reference.ask(accounts.list_accounts).set_index("id", drop=False)


def grants() -> pd.DataFrame:
    return reference.ask(accounts.list_grants)


def rules() -> Rules:
    return reference.ask(read_rules)


def places() -> dict[int, str]:
    """Every region down to the counties by id, whoever looks: an account may be of any."""
    return reference.ask(regions.list_regions)["name"].to_dict()
