"""New names for variables that clash with imports, functions, builtins or the project's helpers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import BUILTINS, DEFINITIONS, names_of, outer_nodes, stores
from mlscaffold.codegen.rename import Renaming
from mlscaffold.stages.definitions import Definitions
from mlscaffold.stages.extra_parameters import needs_name
from mlscaffold.stages.import_versions import users_of

RESERVED = frozenset(
    {
        "log_value",
        "logger",
        "register_in_main",
        "save_figure",
        "save_figures",
        "partial",
        "update_wrapper",
        "Any",
        "Path",
        "annotations",
    }
)


def renamings(statements: Sequence[Traced], definitions: Definitions) -> dict[int, Renaming]:
    """Return what to rename in each statement, by its number.

    Args:
        statements: all statements of a notebook.
        definitions: its functions, classes and constants, and their places.
    """
    new_names = clashing(statements, definitions)
    extra_of = {moved.index: moved.extra for moved in definitions.moved}
    inside = _defined_inside(statements, definitions)
    found: dict[int, Renaming] = {}
    for index, traced in enumerate(statements):
        loads, extra = _of_definitions(traced, index, definitions)
        head = _of_head(traced, index, definitions, loads)
        bindings: dict[str, str] = {}
        shared = _shared(traced)
        bound = traced.effects.binds | traced.effects.maybe | traced.effects.deletes
        for name, new in new_names.items():
            kept = name in inside and _is_definition(traced, name)
            if name in shared or (name in bound and (kept or not _imports(traced, name))):
                bindings[name] = new
            read = name in extra_of.get(index, ()) or name in _read_later(index, statements, new_names)
            is_inside = name in inside and (kept or name in traced.env.defined)
            if name in shared or read or is_inside or _is_variable(name, traced):
                loads[name] = new
            if kept and name not in traced.env.defined:
                head[name] = name
        if loads or bindings or extra or head:
            named = frozenset(name for name in extra if needs_name(traced, name))
            parameters = {n: new_names[n] for names in extra.values() for n in names if n in new_names}
            found[index] = Renaming(loads, bindings, extra, parameters, named, head)
    return found


def _read_later(index: int, statements: Sequence[Traced], names: Iterable[str]) -> frozenset[str]:
    """Return the names that are variables by the time when the code of a definition reads them."""
    node = statements[index].statement.node
    if not isinstance(node, DEFINITIONS):
        return frozenset()
    free = names_of(node).free.intersection(names)
    users = [statements[i].env.types for i in users_of(statements, index)] if free else []
    return frozenset(name for name in free if users and all(name in types for types in users))


def _of_definitions(
    traced: Traced, index: int, definitions: Definitions
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    loads: dict[str, str] = {}
    extra: dict[str, tuple[str, ...]] = {}
    for name in {m.name for m in definitions.moved} & traced.effects.uses:
        moved = definitions.definition_of(name, index)
        if moved is None or _bound_as_variable(name, traced) or name in traced.env.imports:
            continue
        if moved.new_name != name:
            loads[name] = moved.new_name
        if moved.extra:
            extra[name] = moved.extra
    return loads, extra


def _of_head(
    traced: Traced, index: int, definitions: Definitions, loads: Mapping[str, str]
) -> dict[str, str]:
    """Return new names in the head of a definition: there its own name means an earlier one."""
    node = traced.statement.node
    if not isinstance(node, DEFINITIONS):
        return {}
    before = definitions.definition_before(node.name, index)
    new = before.new_name if before is not None and node.name not in traced.env.imports else node.name
    in_head = any(node.name in mentioned_names(part) for part in outer_nodes(node))
    return {node.name: new} if in_head and loads.get(node.name, node.name) != new else {}


def _bound_as_variable(name: str, traced: Traced) -> bool:
    return name in traced.env.types and name not in traced.env.defined


def _is_variable(name: str, traced: Traced) -> bool:
    """Return whether a name that a statement reads is the variable, not the import, function or builtin."""
    if name in traced.env.types and name not in traced.env.imports:
        return True
    bound_here = name in traced.effects.binds | traced.effects.maybe and not _imports(traced, name)
    if bound_here and _binds_first(name, traced.statement.node):
        return True
    means_other = name in traced.effects.reads or name in traced.env.imports or name in traced.env.defined
    builtin_first = name in BUILTINS and name not in traced.env.types
    return bound_here and not means_other and not (builtin_first and _is_plain(traced))


def _binds_first(name: str, node: ast.stmt) -> bool:
    """Return whether a loop binds a name before it reads it."""
    if not isinstance(node, (ast.For, ast.AsyncFor)):
        return False
    return name in mentioned_names(node.target) and name not in mentioned_names(node.iter)


def _shared(traced: Traced) -> set[str]:
    """Return the variables of the notebook that a definition binds by `global`."""
    if not isinstance(traced.statement.node, DEFINITIONS):
        return set()
    return {n for part in ast.walk(traced.statement.node) if isinstance(part, ast.Global) for n in part.names}


def _is_plain(traced: Traced) -> bool:
    return not hasattr(traced.statement.node, "body")


def _imports(traced: Traced, name: str) -> bool:
    return name in dict(traced.effects.imports) or _is_definition(traced, name)


def clashing(statements: Sequence[Traced], definitions: Definitions) -> dict[str, str]:
    """Return new names for variables whose names have another meaning too."""
    variables: set[str] = set(_defined_inside(statements, definitions))
    others = {m.name for m in definitions.moved} | RESERVED
    builtins: set[str] = set()
    everything: set[str] = set()
    for traced in statements:
        bound = traced.effects.binds | traced.effects.maybe
        imported = {n for n, _ in traced.effects.imports}
        own = {n for n in bound if _imports(traced, n)}
        others |= imported & own
        variables |= (bound - own) | _shared(traced)
        builtins |= {n for n in traced.effects.uses & BUILTINS if n not in traced.env.types}
        everything |= bound | traced.effects.uses
    clashing = variables & (others | builtins)
    return {name: _free(f"{name}_", everything) for name in sorted(clashing)}


def _defined_inside(statements: Sequence[Traced], definitions: Definitions) -> frozenset[str]:
    """Return the functions and classes that stay in a stage although their name has another meaning outside of it."""
    moved = {*(m.index for m in definitions.moved), *definitions.repeated}
    staying = {i for i, t in enumerate(statements) if isinstance(t.statement.node, DEFINITIONS)} - moved
    names = {name for i in staying for name in stores(statements[i].statement.node)}
    outside = {
        n
        for t in statements
        for n in t.effects.uses & BUILTINS
        if n not in t.env.types and n not in t.env.defined
    }
    outside |= {n for t in statements for n, _ in t.effects.imports if not _is_definition(t, n)}
    return frozenset(names & (outside | RESERVED))


def _is_definition(traced: Traced, name: str) -> bool:
    node = traced.statement.node
    return isinstance(node, DEFINITIONS) and node.name == name


def _free(name: str, used: set[str]) -> str:
    while name in used:
        name += "_"
    return name
