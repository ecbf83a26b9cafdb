"""What several pages say of a scope: its peers' names, the six actions, how many indicators are on pace."""

from pages.parts.shell import answers, reference
from pages.parts.shell.scope import Scope


def names(scope: Scope) -> dict[int, str]:
    nodes = reference.tree(scope.version)
    return {region: nodes.at[region, "name"] for region in answers.peers(scope)}


def six(scope: Scope):
    actions = reference.actions(scope.version)
    return actions[actions["code"] != "jichu"]


def counts_on_pace(counts: dict) -> tuple[int, int]:
    """达序时 (or 已完成) of all that are judged."""
    on_pace = counts.get("已完成", 0) + counts.get("达序时", 0)
    return on_pace, on_pace + counts.get("略滞后", 0) + counts.get("滞后", 0)
