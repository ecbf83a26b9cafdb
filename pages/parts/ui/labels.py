"""What several pages say of a scope: its peers' names, the six actions."""

from pages.parts.shell import answers, reference
from pages.parts.shell.scope import Scope


def names(scope: Scope) -> dict[int, str]:
    nodes = reference.tree(scope.version)
    return {region: nodes.at[region, "name"] for region in answers.peers(scope)}


def six(scope: Scope):
    actions = reference.actions(scope.version)
    return actions[actions["code"] != "jichu"]
