"""What a call of a known function does, from its row in the API table and its arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis import api, types
from mlscaffold.analysis.effects import FunctionSummary
from mlscaffold.analysis.types import Environment

SEEDS = frozenset({"random_state", "seed", "rng", "generator"})
STORING = frozenset(
    "append appendleft insert extend extendleft add update setdefault put push register".split()
)
NAMESPACE = frozenset("builtins.globals builtins.locals builtins.exec builtins.eval".split())
CONSUMED = frozenset(
    "generator iterator file io.StringIO io.BytesIO numpy.random.Generator numpy.random.RandomState random.Random".split()
)


def settled(effect: str, node: ast.Call, place: int | None) -> str:
    """Return an effect that holds for this very call: `random?` is none where a seed is given."""
    if not effect.endswith("?"):
        return effect
    given = [k.value for k in node.keywords if k.arg in SEEDS]
    given += [] if place is None else node.args[place : place + 1]
    seeded = any(not (isinstance(v, ast.Constant) and v.value is None) for v in given)
    return "" if seeded else effect.rstrip("?")


def effects_of(node: ast.Call, known: api.Api) -> frozenset[str]:
    """Return what a call of a known function does besides computing."""
    if known.returns == "class" and "estimator" in api.bases(known.name):
        return frozenset()
    found = {settled(effect, node, known.seed) for effect in known.side_effects} - {""}
    if known.path.startswith("w:") and not _names_file(node, known):
        found.discard("writes-file")
    return frozenset(found)


def _names_file(node: ast.Call, known: api.Api) -> bool:
    """Say whether a call names the file that it would write: `df.to_csv()` without one gives a string."""
    place = api.path_arguments(known)
    if place is None or place.keyword == "self" or place.position is None:
        return True
    return len(node.args) > place.position or any(k.arg in {place.keyword, None} for k in node.keywords)


def changed(node: ast.Call, known: api.Api, env: Environment) -> Iterator[ast.expr]:
    """Yield the receiver and the arguments that a call of a known function changes in place."""
    keywords = {k.arg: k.value for k in node.keywords}
    for spec in known.mutates:
        name, _, condition = spec.partition("?")
        if condition and None not in keywords and not _may_be_true(keywords.get(condition)):
            continue
        if name == "self":
            yield from _receiver(node, env)
        elif name.isdigit():
            yield from node.args[int(name) : int(name) + 1]
        elif name in keywords:
            yield keywords[name]


def _may_be_true(flag: ast.expr | None) -> bool:
    return flag is not None and not (isinstance(flag, ast.Constant) and not flag.value)


def _receiver(node: ast.Call, env: Environment) -> Iterator[ast.expr]:
    """Yield what a method is called on; `list.append(xs, 1)` has it as its first argument."""
    if isinstance(node.func, ast.Attribute):
        owner = types.qualified(node.func.value, env)
        yield from node.args[:1] if owner and api.lookup(owner) else [node.func.value]


def by_parameter(
    positional: list[ast.expr], keywords: list[ast.keyword], summary: FunctionSummary
) -> list[tuple[str, ast.expr]]:
    """Return pairs of a parameter of a function of the notebook and an argument that it may get."""
    names = summary.parameters
    found: list[tuple[str, ast.expr]] = []
    for position, argument in enumerate(positional):
        unsure = position >= len(names) or any(isinstance(a, ast.Starred) for a in positional[: position + 1])
        found += [(name, argument) for name in (names if unsure else names[position : position + 1])]
    for keyword in keywords:
        found += [
            (name, keyword.value) for name in (names if keyword.arg not in names else (keyword.arg,)) if name
        ]
    return found


def given(node: ast.Call) -> list[ast.expr]:
    """Return the receiver (or what is called) and the arguments of a call."""
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else [node.func]
    return [*receiver, *node.args, *(k.value for k in node.keywords)]


def stored_parts(node: ast.Call) -> list[ast.expr]:
    """Return the arguments that a method such as `append` puts into its receiver."""
    if isinstance(node.func, ast.Attribute) and node.func.attr in STORING:
        return [*node.args, *(k.value for k in node.keywords)]
    return []


def names_in_text(node: ast.Call, known: api.Api | None) -> frozenset[str]:
    """Return the names that an expression given as text looks up: `df.query("age > @limit")`."""
    last = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if last not in {"query", "eval"} or (known and known.name == "pandas.eval"):
        return frozenset()
    texts = [n.value for a in node.args[:1] for n in ast.walk(a) if isinstance(n, ast.Constant)]
    return frozenset(name for t in texts if isinstance(t, str) for name in re.findall(r"@([A-Za-z_]\w*)", t))
