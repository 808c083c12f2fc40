"""What has to hold besides the pattern: keywords that are not given, and a few things that code says better."""

from __future__ import annotations

import ast
from collections.abc import Callable

from mlscaffold.analysis.types import Environment
from mlscaffold.migrations.pattern import Bindings, Given
from mlscaffold.migrations.table import Migration

LIMITS = {"uint8": (0, 255), "int8": (-128, 127), "uint16": (0, 65535), "int16": (-32768, 32767)}


def holds(migration: Migration, node: ast.AST, found: Bindings, env: Environment) -> bool:
    """Say whether nothing stands against a migration where its pattern matches."""
    return all(
        not CONDITIONS[word[1:]](node, found, env) if word.startswith("@") else not _is_given(word, found)
        for word in migration.unless
    )


def _is_given(word: str, found: Bindings) -> bool:
    """Say whether an argument is given: by its keyword, or `keyword/2` by more than two further positions."""
    name, _, position = word.partition("/")
    return any(_gives(name, position, rest) for rest in found.rests.values())


def _gives(name: str, position: str, rest: Given) -> bool:
    arguments, keywords = rest
    starred = any(isinstance(one, ast.Starred) for one in arguments)
    by_position = bool(position) and (len(arguments) > int(position) or starred)
    return by_position or (bool(name) and any(one.arg in {name, None} for one in keywords))


def _keeps_key(found: Bindings) -> bool:
    """Whether a function given to a group does not ask for the column by which it was grouped."""
    function, key = found.nodes.get("_lambda"), found.nodes.get("_key")
    if not isinstance(function, ast.Lambda) or not isinstance(key, ast.Constant) or not function.args.args:
        return True
    own = function.args.args[0].arg
    asked = [
        part.slice.value
        for part in ast.walk(function.body)
        if isinstance(part, ast.Subscript)
        and isinstance(part.value, ast.Name)
        and part.value.id == own
        and isinstance(part.slice, ast.Constant)
    ]
    return key.value not in asked


def _fits_in(node: ast.AST, found: Bindings) -> bool:
    """Whether a sum of a small integer and a number stays within its type."""
    numbers = [one.value for one in found.nodes.values() if isinstance(one, ast.Constant)]
    name = next(
        (part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute) and part.attr in LIMITS), ""
    )
    if not name or not isinstance(node, ast.BinOp) or len(numbers) != 2:
        return True
    first, second = (number if isinstance(number, int) else 0 for number in numbers)
    values = {ast.Add: first + second, ast.Sub: first - second, ast.Mult: first * second}
    low, high = LIMITS[name]
    return low <= values.get(type(node.op), 0) <= high


def _rotates(env: Environment) -> bool:
    """Whether rotations are in use, which have a method `as_matrix` still."""
    return any(target.startswith("scipy.spatial") for target in env.imports.values())


CONDITIONS: dict[str, Callable[[ast.AST, Bindings, Environment], bool]] = {
    "keeps-key": lambda _node, found, _env: _keeps_key(found),
    "fits": lambda node, found, _env: _fits_in(node, found),
    "rotations": lambda _node, _found, env: _rotates(env),
}
