"""What several pages say of a scope: its peers' names, the six actions."""

from pages.parts.shell import answers, reference
from pages.parts.shell.scope import Scope


def names(scope: Scope) -> dict[int, str]:
    nodes = reference.tree(scope.version)
    return {region: nodes.at[region, "name"] for region in answers.peers(scope)}


def six(scope: Scope):
    """The six actions, and the groups of one's own after them: all that is judged."""
    actions = reference.actions(scope.version)
    return actions[actions["kind"] != "base"]


def six_words(scope: Scope) -> str:
    """What they are called together."""
    return "六大行动和其他工作" if (reference.actions(scope.version)["kind"] == "own").any() else "六大行动"
