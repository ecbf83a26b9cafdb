"""By reading the code: nothing that changes a row is reached but through a function that is given an Actor, or makes one."""

import ast
import re
from functools import cache
from pathlib import Path

from test_house import dotted, files, modules, nodes, parsed

ROOT = Path(__file__).parents[1]
STATEMENTS = {"insert", "update", "delete"}
DERIVED = {"rollups"}
"""Tables that hold nothing of their own: sums of what was written, the same whoever makes them anew."""
MAKERS = {"program", "actor_of"}
"""What makes an Actor of the program itself, and of whoever has just shown a password or a code (data/write/sign_in.py).
Pages and command lines make others, and hand them to what is asked to write."""


def is_statement(call: ast.Call) -> bool:
    """insert(table) …, table.insert() …, or a piece of SQL that changes rows; of a table that is not derived."""
    if isinstance(call.func, ast.Name):
        return call.func.id in STATEMENTS and not names_in(call) & DERIVED
    return (isinstance(call.func, ast.Attribute) and call.func.attr in STATEMENTS and not call.args and not call.keywords
            and not names_in(call) & DERIVED)


def names_in(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def known_names(path: Path, module: str) -> dict[str, str]:
    """What a name of a module means: module.function of ours, or a module of ours; whatever else it means."""
    found = {node.name: f"{module}.{node.name}" for node in parsed(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def calls_on_derived(body: list[ast.AST]) -> set[int]:
    """The names that a call is made by whose arguments are derived tables: no rows of anybody's."""
    return {id(call.func) for call in body if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            and any(isinstance(one, ast.Name) and one.id in DERIVED for one in call.args)}


@cache
def functions() -> dict[str, tuple[bool, bool, frozenset[str]]]:
    """module.function -> whether it changes rows by itself, whether it knows who does it, and what of ours it refers to. What is
    inside a function is its own; what stands in no function is the module's, by the name of the module."""
    found = {}
    for module, path in modules().items():
        if "migrations" in module:
            continue
        meanings = known_names(path, module)
        parts: dict[str, list[ast.AST]] = {module: []}
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef):
                parts[f"{module}.{node.name}"] = [node]
            elif isinstance(node, ast.ClassDef):
                parts[module] += [node]
            else:
                parts[module].append(node)
        for name, trees in parts.items():
            found[name] = told(trees, meanings)
    return found


def told(trees: list[ast.AST], meanings: dict[str, str]) -> tuple[bool, bool, frozenset[str]]:
    writes, knows, refers = False, False, set()
    for top in trees:
        every = list(ast.walk(top))
        spared = calls_on_derived(every)
        for node in every:
            if isinstance(node, ast.Call) and is_statement(node):
                meant = meanings.get(dotted(node.func), "sqlalchemy")
                writes |= meant.startswith(("sqlalchemy", "queries.schema"))
            if isinstance(node, ast.Constant) and re.match(r"\s*(INSERT|UPDATE|DELETE|COPY) ", str(node.value)):
                writes = True
            if isinstance(node, ast.arg) and node.annotation and "Actor" in ast.unparse(node.annotation):
                knows = True
            if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in MAKERS:
                knows = True
            if isinstance(node, ast.Name) and id(node) not in spared and node.id in meanings:
                refers.add(meanings[node.id])
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in meanings:
                refers.add(f"{meanings[node.value.id]}.{node.attr}")
    return writes, knows, frozenset(refers)


def unguarded() -> set[str]:
    """Functions that reach a change of rows, and neither they nor what they call for it knows who does it."""
    found = {name for name, (writes, knows, _) in functions().items() if writes and not knows and name != "queries.schema"}
    while more := {name for name, (_, knows, refers) in functions().items()
                   if not knows and refers & found and name not in found}:
        found |= more
    return found


def test_nothing_writes_without_an_actor():
    """A step may lack one where all of data that call it have one: what nobody calls, or a page, or a module itself, may not."""
    steps = unguarded()
    callers = {step: {name for name, (_, _, refers) in functions().items() if step in refers and name != step} for step in steps}
    open_ = {step for step in steps if not callers[step] or step in modules() or step.startswith("pages.")
             or any(name.startswith("pages.") for name in callers[step])}
    assert not {step: sorted(callers[step])[:3] for step in open_}


def test_the_rule_sees_what_it_is_for():
    steps = unguarded()
    assert {"data.write.settings.raise_data_version", "data.write.bulk.insert_frame", "data.write.ledger.put_cells",
            "data.write.settings.put_settings"} <= steps
    assert not {"data.write.ledger.write", "data.write.undoing.undo", "data.backup.restoring.restore",
                "data.write.rollups.refresh"} & steps
    assert {path.name for path in files("data/write")} >= {"actor.py", "audit.py"}
