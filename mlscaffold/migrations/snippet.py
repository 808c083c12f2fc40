"""A piece of code as a failed run shows it: its nodes, its features, and the patterns that it may match."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis import api
from mlscaffold.analysis.environment_walk import EnvironmentWalk, Placed
from mlscaffold.analysis.imports import bindings
from mlscaffold.analysis.types import Environment, qualified
from mlscaffold.migrations.library_changes import LibraryChange
from mlscaffold.migrations.library_names import renamed_imports
from mlscaffold.migrations.matches import IMPORTS, matches_at
from mlscaffold.migrations.pattern_index import index_of, roots_of


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code.

    Args:
        nodes: its nodes, each with what is known there.
        features: names, constants and keywords by which it can be compared.
        constants: its constants, as code.
        classes: the classes that the cell defines.
        roots: the top modules that the cell, or an earlier one, imports.
        is_single: whether it is one statement, apart from imports, so that no other can raise the error.
    """

    nodes: tuple[Placed, ...] = ()
    features: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    is_single: bool = False


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield alias and qualified name of all that code imports."""
    for node in ast.walk(tree):
        names = bindings(node, stars=True)
        yield from ((name, target) for name, target in names.items() if not target.startswith("."))


def snippet(source: str, imports: Mapping[str, str], line: int = 0) -> Snippet:
    """Return a piece of code.

    Args:
        source: Python; an empty snippet if it cannot be parsed.
        imports: alias -> qualified name of what is imported before it.
        line: the line that matters, of which only the statement counts; 0 for all statements.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return Snippet()
    walked = EnvironmentWalk(environment({**imports, **dict(imported(tree))}))
    statements = [(node, tuple(walked.block([node]))) for node in tree.body]
    own = [one for one in statements if one[0].lineno <= line <= (one[0].end_lineno or 0)] or statements
    nodes = tuple(placed for _, inner in own for placed in inner)
    return Snippet(
        nodes,
        features(nodes),
        frozenset(ast.unparse(node) for node, _ in nodes if isinstance(node, ast.Constant)),
        frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)),
        roots_of_code(tree.body, imports),
        sum(not isinstance(node, IMPORTS) for node, _ in own) <= 1,
    )


def environment(imports: Mapping[str, str]) -> Environment:
    """Return what is known after imports.

    Args:
        imports: alias -> qualified name.
    """
    return Environment({name: api.canonical(target) for name, target in imports.items()})


def roots_of_code(body: Sequence[ast.stmt], imports: Mapping[str, str]) -> frozenset[str]:
    """Return the top modules of all imports in code and before it."""
    targets = [*imports.values(), *(target for node in body for _, target in imported(node))]
    return frozenset(target.partition(".")[0] for target in targets)


def features(nodes: Sequence[Placed]) -> frozenset[str]:
    """Return names, constants and keywords by which code can be compared."""
    return frozenset(feature for node, env in nodes for feature in _features_of(node, env))


def _features_of(node: ast.AST, env: Environment) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        yield from (f".{node.attr}", qualified(node, env) or f".{node.attr}")
    elif isinstance(node, ast.Name):
        yield env.imports.get(node.id, node.id)
    elif isinstance(node, ast.Constant):
        yield ast.unparse(node)
    elif isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        yield from (f"{name}({one.arg}=)" for one in node.keywords if one.arg)
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def patterns_in(nodes: Sequence[Placed], library: str) -> dict[str, LibraryChange]:
    """Return the patterns of a library that code matches, or may match for all that it shows."""
    index = index_of(frozenset(roots_of(library)), after_failure=True)
    found: dict[str, LibraryChange] = {}
    for node, env in nodes:
        if isinstance(node, IMPORTS):
            changed = [one.change for _, one in renamed_imports(node, index.names)]
        else:
            changed = [one.change for one in matches_at(node, env, index, lenient=True)]
        found.update((change.pattern, change) for change in changed if change.library == library)
    return found
