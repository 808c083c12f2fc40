"""References of an expression's value: the objects that it may be, contain, keep or view."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mlscaffold.analysis import types
from mlscaffold.analysis.api import Api
from mlscaffold.analysis.effects import FunctionSummary, Relation
from mlscaffold.analysis.scopes import COMPREHENSIONS, Comprehension, comprehension_targets, parameters
from mlscaffold.analysis.types import Environment

SAME, PART, VIEW, COPY, CELLS = Relation
SEARCHED = frozenset({"estimator", "param_grid", "param_distributions", "search_spaces"})
"""Arguments of searches over hyperparameters, the first two by position, that fitting a search does not change."""
VIEWS = frozenset(
    "reshape ravel squeeze transpose view swapaxes asarray atleast_1d atleast_2d expand_dims broadcast_to "
    "to_numpy iter zip enumerate map filter reversed items values keys gca gcf get_figure next".split()
)
ARRAY_VIEWS = frozenset(
    "array asanyarray asarray ascontiguousarray asfortranarray atleast_1d atleast_2d atleast_3d broadcast_to "
    "expand_dims ravel reshape squeeze swapaxes to_numpy transpose values view".split()
)
"""Functions and attributes whose results view the data of a table."""
OLD_VIEWS = frozenset(
    "eval get head iterrows pop set_flags squeeze tail to_dict to_frame transpose xs".split()
)
"""Methods of pandas whose results view the data of a table where it does not copy on write."""
CELL_VALUES = frozenset("assign fillna map mask replace where".split())
"""Methods of pandas whose arguments may become the objects of cells."""
HOLDERS = (
    "collections.",
    "csv.",
    "functools.",
    "io.",
    "numpy.",
    "queue.",
    "types.",
)  # classes whose instances are made of what they get
CONTAINERS = frozenset({"list", "dict", "set", "tuple"})
ALWAYS_NEW = (ast.Compare, ast.UnaryOp, ast.JoinedStr, ast.Constant)
Functions = Mapping[str, FunctionSummary]
Parts = list[tuple[ast.expr, Relation]]


class Reference(NamedTuple):
    """A reference of a value.

    Args:
        node: what it refers to: a name, a lambda, a generator or the result of a call.
        relation: how.
    """

    node: ast.expr
    relation: Relation


def references(node: ast.expr, env: Environment, functions: Functions) -> Iterator[Reference]:
    """Yield what an expression's value may be, contain, keep or view.

    Args:
        node: the expression.
        env: the environment of it.
        functions: the notebook's functions and classes, by name.
    """
    if isinstance(node, ALWAYS_NEW) or types.infer(node, env) in types.IMMUTABLE:
        return
    if isinstance(node, (ast.Name, ast.Lambda)):
        yield Reference(node, SAME)
    elif isinstance(node, ast.Call):
        yield Reference(node, SAME)
        yield from _of_parts(shared_parts(node, env, functions), env, functions)
    elif isinstance(node, COMPREHENSIONS):
        yield from _of_comprehension(node, env, functions)
    elif isinstance(node, (ast.Attribute, ast.Subscript)):
        inner = [] if _is_of_module(node, env) else [(node.value, _of_item(node, env))]
        yield from _of_parts(inner, env, functions)
    elif not (isinstance(node, ast.BinOp) and types.infer(node, env) not in CONTAINERS):
        children = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        yield from _of_parts([(child, SAME) for child in children], env, functions)


def roots(node: ast.expr, env: Environment, functions: Functions) -> frozenset[str]:
    """Return the names whose objects change if an expression's value is changed in place."""
    return names_in(references(node, env, functions), env, functions, {SAME, VIEW, COPY})


def names_in(
    found: Iterable[Reference], env: Environment, functions: Functions, relations: Iterable[Relation]
) -> frozenset[str]:
    """Return the names of the notebook in references of certain relations."""
    wanted = frozenset(relations)
    names: set[str] = set()
    for node, relation in found:
        if relation not in wanted:
            continue
        if isinstance(node, ast.Name) and not env.imports.get(node.id):
            names.add(node.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            names |= functions[node.func.id].shares
    return frozenset(names)


def shared_parts(node: ast.Call, env: Environment, functions: Functions) -> Parts:
    """Return the receiver and the arguments of a call to which its result may refer."""
    args = [*node.args, *(k.value for k in node.keywords)]
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    if isinstance(node.func, ast.Name) and node.func.id in functions:
        return _of_function(args, functions[node.func.id])
    method = own_method(_as_method(node.func), env, functions)
    if method is not None:
        return _of_function([*(receiver or [node.func]), *args], method)
    known = types.call_api(node, env)
    if known is None:
        called = [node.func] if isinstance(node.func, ast.Name) and node.func.id in env.types else []
        return [(part, SAME) for part in (*args, *receiver, *called)]
    if known.returns == "receiver" or _is_fit(known):
        kept = args if "self" in known.mutates else []
        return [*((part, SAME) for part in receiver), *((part, PART) for part in kept)]
    if known.returns == "class":
        return _of_class(node, known, args, env)
    results = [part for arg in args for part in _returned_by(arg, env, functions)]
    shared = [(part, _of_known(node, known, part, env)) for part in (*args, *receiver)]
    return [*shared, *((part, PART) for part in results)]


def _as_method(called: ast.expr) -> ast.expr:
    """Return what is called as a method: calling an instance is calling its `__call__`."""
    return called if isinstance(called, ast.Attribute) else ast.Attribute(called, "__call__", ast.Load())


def own_method(node: ast.expr, env: Environment, functions: Functions) -> FunctionSummary | None:
    """Return the summary of a method of a notebook class, None for any other expression."""
    kind = types.infer(node.value, env) if isinstance(node, ast.Attribute) else ""
    found = functions.get(kind.removeprefix(types.OWN)) if kind.startswith(types.OWN) else None
    return dict(found.methods).get(node.attr) if found and isinstance(node, ast.Attribute) else None


def _returned_by(node: ast.expr, env: Environment, functions: Functions) -> list[ast.expr]:
    """Return the names of the notebook whose objects a callback may return, so that a call's result may contain them."""
    names: frozenset[str] = frozenset()
    if isinstance(node, ast.Lambda):
        found = references(node.body, env, functions)
        names = names_in(found, env, functions, {SAME, PART, VIEW}) - frozenset(parameters(node))
    elif isinstance(node, ast.Name) and node.id in functions:
        names = functions[node.id].shares
    return [ast.Name(name, ast.Load()) for name in sorted(names)]


def _of_function(args: list[ast.expr], summary: FunctionSummary) -> Parts:
    if summary.returns_arguments:
        return [(part, SAME) for part in args]
    return [(part, PART) for part in args if summary.returns_keepers]


def _is_fit(known: Api) -> bool:
    """Return whether a call trains its receiver, which is its result or in it."""
    is_fit = known.name.rpartition(".")[2] in {"fit", "partial_fit"}
    return is_fit and "self" in known.mutates and known.returns in {"", "same"}


def _of_class(node: ast.Call, known: Api, args: list[ast.expr], env: Environment) -> Parts:
    """Return the arguments to which an instance of a known class refers."""
    if known.name.startswith("pandas."):
        data = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "data")]
        return [pair for part in data for pair in _of_data(node, part, env)]
    if known.name.startswith(HOLDERS) or "." not in known.name:
        return [(part, SAME) for part in args]
    kept = _copied_inputs(node) if last_name(node).endswith("SearchCV") else []
    return [(part, PART if types.infer(part, env) in types.DATA or part in kept else SAME) for part in args]


def _copied_inputs(node: ast.Call) -> list[ast.expr]:
    """Return what a search over hyperparameters only reads: it fits copies of its estimator, with values of its grid."""
    named = [k.value for k in node.keywords if k.arg in SEARCHED]
    return [*node.args[:2], *named]


def _of_data(node: ast.Call, part: ast.expr, env: Environment) -> Parts:
    """Return how a new table refers to its data: its cells may be objects of a list."""
    kind = types.infer(part, env)
    shares = not env.copy_on_write or _is_without_copy(node)
    if kind in types.PANDAS:
        return [(part, VIEW if shares else COPY)]
    may_view = shares and kind in {types.ARRAY, ""}
    return [(part, PART), *([(part, VIEW)] if may_view else [])]


def _of_known(node: ast.Call, known: Api, part: ast.expr, env: Environment) -> Relation:
    """Return how the result of a known call refers to its receiver or an argument."""
    if _is_shared(node, known, part, env):
        return _of_result(node, known, part, env)
    is_literal = isinstance(part, (ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp))
    return PART if is_literal and last_name(node) in CELL_VALUES else CELLS


def _is_shared(node: ast.Call, known: Api, part: ast.expr, env: Environment) -> bool:
    """Return whether the result of a known call may share data with its receiver or an argument."""
    last = last_name(node)
    is_method = isinstance(node.func, ast.Attribute) and last in {
        "map",
        "filter",
    }  # of a table, not the builtins
    if known.view or (last in VIEWS and not is_method) or _is_without_copy(node) or _has_objects(node):
        return True
    old = not env.copy_on_write and types.infer(part, env) in types.PANDAS
    return old and (last in OLD_VIEWS or known.name == "numpy.array")


def _has_objects(node: ast.Call) -> bool:
    """Return whether a call makes an array of objects: `dtype=object`."""
    dtypes = [ast.unparse(k.value) for k in node.keywords if k.arg == "dtype"]
    return bool({"object", "'object'", "'O'"} & set(dtypes))


def _is_without_copy(node: ast.Call) -> bool:
    """Return whether an argument of a call forbids a copy: `copy=False`, `deep=False`."""
    flags = [k.value for k in node.keywords if k.arg in {"copy", "deep"}]
    return any(not (isinstance(flag, ast.Constant) and flag.value is True) for flag in flags)


def _of_result(node: ast.Call, known: Api, part: ast.expr, env: Environment) -> Relation:
    """Return how the result of a call that shares data refers to one of them."""
    last, is_table = last_name(node), types.infer(node, env) in types.PANDAS
    if not is_table and types.infer(part, env) not in types.PANDAS:
        return SAME
    if last in ARRAY_VIEWS and not is_table:
        return VIEW
    if known.view and last not in OLD_VIEWS | ARRAY_VIEWS:
        return SAME
    return COPY if env.copy_on_write else VIEW


def last_name(node: ast.Call) -> str:
    """Return the last part of the called name: `append` of `xs.append(1)`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _of_item(node: ast.Attribute | ast.Subscript, env: Environment) -> Relation:
    """Return how an item or an attribute refers to its object: a column of a table may be a copy or a view."""
    kind = types.infer(node.value, env)
    if kind not in {*types.PANDAS, "indexer"}:
        return SAME
    if isinstance(node, ast.Attribute):
        if node.attr in {"values", "array"}:
            return VIEW
        if types.infer(node, env) in {"indexer", "accessor", "dict"}:
            return SAME
    elif _is_selection(node.slice, env):
        return COPY
    return COPY if env.copy_on_write else VIEW


def _is_selection(key: ast.expr, env: Environment) -> bool:
    """Return whether a key selects by a list or a mask, so that what it selects is a copy everywhere."""
    keys = key.elts if isinstance(key, ast.Tuple) else [key]
    lists = (ast.List, ast.ListComp, ast.Compare, ast.BinOp)
    kinds = {"list", types.SERIES, types.INDEX, types.ARRAY}
    return any(isinstance(k, lists) or _is_mask(k) or types.infer(k, env) in kinds for k in keys)


def _is_mask(key: ast.expr) -> bool:
    return isinstance(key, ast.UnaryOp) and isinstance(key.op, ast.Invert)


def _of_parts(
    parts: Iterable[tuple[ast.expr, Relation]], env: Environment, functions: Functions
) -> Iterator[Reference]:
    for part, outer in parts:
        for node, inner in references(part, env, functions):
            yield Reference(node, _through(outer, inner))


def _through(outer: Relation, inner: Relation) -> Relation:
    """Return the relation to an object that a part refers to: the values of a copied column are a view."""
    if outer is SAME or inner is SAME:
        return inner if outer is SAME else outer
    if CELLS in {outer, inner}:
        return PART if (outer, inner) == (CELLS, PART) else CELLS
    return outer if {outer, inner} <= {VIEW, COPY} else inner


def _of_comprehension(node: Comprehension, env: Environment, functions: Functions) -> Iterator[Reference]:
    if isinstance(node, ast.GeneratorExp):
        yield Reference(node, SAME)
    own = comprehension_targets(node)
    results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    for part in [*(g.iter for g in node.generators), *results]:
        found = references(part, env, functions)
        yield from (r for r in found if not (isinstance(r.node, ast.Name) and r.node.id in own))


def _is_of_module(node: ast.expr, env: Environment) -> bool:
    return isinstance(node, ast.Attribute) and bool(types.qualified(node, env))
