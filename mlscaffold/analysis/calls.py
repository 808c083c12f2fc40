"""Effects of a call, from the API table and its arguments: changes, seeds and paths."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from mlscaffold.analysis import api, types
from mlscaffold.analysis.effects import FunctionSummary
from mlscaffold.analysis.types import Environment

SEEDS = frozenset({"random_state", "seed", "rng", "generator"})
STORING = frozenset(
    "append appendleft insert extend extendleft add update setdefault put push register".split()
)
STORING_CELLS = frozenset("fill insert itemset put update".split())
STRUCTURAL = frozenset(
    "drop drop_duplicates dropna insert pop rename rename_axis reset_index set_axis set_index sort_index "
    "sort_values".split()
)
"""Methods of pandas that change which rows and columns a table has, but overwrite none that a view shows."""
NAMESPACE = frozenset("builtins.globals builtins.locals builtins.exec builtins.eval".split())
CONSUMED = frozenset(
    "generator iterator file io.StringIO io.BytesIO numpy.random.Generator numpy.random.RandomState random.Random".split()
)


def effect_in_call(effect: str, node: ast.Call, place: int | None) -> str:
    """Return an effect as it applies to a call: `random?` is none for a seeded call."""
    if not effect.endswith("?"):
        return effect
    seeds = [k.value for k in node.keywords if k.arg in SEEDS]
    seeds += [] if place is None else node.args[place : place + 1]
    seeded = any(not (isinstance(v, ast.Constant) and v.value is None) for v in seeds)
    return "" if seeded else effect.rstrip("?")


def effects_of(node: ast.Call, known: api.Api) -> frozenset[str]:
    """Return the side effects of a call of a known function."""
    if known.returns == "class" and "estimator" in api.bases(known.name):
        return frozenset()
    found = {effect_in_call(effect, node, known.seed) for effect in known.side_effects} - {""}
    if known.path.startswith("w:") and not _names_file(node, known):
        found.discard("writes-file")
    return frozenset(found)


def converts(node: ast.Call, known: api.Api) -> bool:
    """Return whether a call of a known function raises if values are not as expected: `int(x)`, `merge(validate=…)`."""
    asked = {k.arg for k in node.keywords if not (isinstance(k.value, ast.Constant) and not k.value.value)}
    is_array = known.name in {"numpy.array", "numpy.asarray"}
    return known.converts or bool(asked & ({"dtype"} if is_array else {"validate", "verify_integrity"}))


def _names_file(node: ast.Call, known: api.Api) -> bool:
    """Return whether a call names the file to write: `df.to_csv()` without one returns a string."""
    place = api.path_arguments(known)
    if place is None or place.keyword == "self" or place.position is None:
        return True
    return len(node.args) > place.position or any(k.arg in {place.keyword, None} for k in node.keywords)


def changed(node: ast.Call, known: api.Api, env: Environment) -> Iterator[ast.expr]:
    """Yield the receiver and the arguments that a call of a known function changes in place."""
    keywords = {k.arg: k.value for k in node.keywords}
    for spec in known.mutates:
        name, _, condition = spec.partition("?")
        if condition and not _may_hold(condition, node):
            continue
        if name == "self":
            yield from _receiver(node, env)
        elif name.isdigit():
            yield from node.args[int(name) : int(name) + 1]
        elif name in keywords:
            yield keywords[name]
    if "out" in keywords and "out" not in known.mutates:
        yield keywords["out"]
    if known.name.startswith("torch.") and _last(node).endswith("_"):
        yield from node.args[:1]


def makes_overwriting(node: ast.Call, known: api.Api) -> bool:
    """Return whether a call makes an estimator that overwrites data that it is given: `StandardScaler(copy=False)`."""
    flags = [k.value for k in node.keywords if k.arg and k.arg.lower().startswith("copy")]
    is_estimator = known.returns == "class" and "estimator" in api.bases(known.name)
    return is_estimator and any(not (isinstance(f, ast.Constant) and f.value) for f in flags)


def _may_hold(condition: str, node: ast.Call) -> bool:
    """Return whether a condition such as `inplace`, `overwrite_a@1` or `!copy@1` may hold for a call."""
    keyword, _, place = condition.lstrip("!").partition("@")
    flags = [k.value for k in node.keywords if k.arg == keyword]
    flags += node.args[int(place) : int(place) + 1] if place else []
    if not flags:
        return any(k.arg is None for k in node.keywords)
    wanted = not condition.startswith("!")
    return not isinstance(flags[0], ast.Constant) or bool(flags[0].value) is wanted


def _last(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _receiver(node: ast.Call, env: Environment) -> Iterator[ast.expr]:
    """Yield the receiver of a method; `list.append(xs, 1)` has it as its first argument, `layer(x)` before the brackets."""
    if isinstance(node.func, ast.Name) and node.func.id in env.types:
        yield node.func
    if isinstance(node.func, ast.Attribute):
        receiver_name = types.qualified(node.func.value, env)
        yield from node.args[:1] if receiver_name and api.lookup(receiver_name) else [node.func.value]


def arguments_by_parameter(
    positional: list[ast.expr], keywords: list[ast.keyword], summary: FunctionSummary
) -> list[tuple[str, ast.expr]]:
    """Return pairs of a notebook function's parameter and an argument that it may receive."""
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


def arguments(node: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call."""
    return [*node.args, *(k.value for k in node.keywords)]


def inputs(node: ast.Call) -> list[ast.expr]:
    """Return the receiver, or else the called expression, and the arguments of a call."""
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    return [receiver, *arguments(node)]


def stored_parts(node: ast.Call) -> list[ast.expr]:
    """Return the arguments that a method such as `append` stores in its receiver."""
    is_storing = isinstance(node.func, ast.Attribute) and node.func.attr in STORING
    return arguments(node) if is_storing else []


def is_structural(node: ast.Call, env: Environment) -> bool:
    """Return whether a call changes which rows and columns a table has, but overwrites no value."""
    func = node.func
    return (
        isinstance(func, ast.Attribute)
        and func.attr in STRUCTURAL
        and types.infer(func.value, env) in types.PANDAS
    )


WHOLE_EXPRESSIONS = frozenset({"pandas.eval", "numexpr.evaluate"})
"""Functions that evaluate a string in which each name may be a variable of the caller."""


SQL_OVER_VARIABLES = re.compile(
    r"duckdb\.(?:\w+\.)?(?:sql|query|query_df|execute|from_query)|pandasql\.sqldf|polars\.sql"
)
"""Functions whose query may name tables of the caller: https://duckdb.org/docs/stable/guides/python/sql_on_pandas"""
WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


def names_in_text(
    node: ast.Call, called: str, variables: Mapping[str, str] = types.NOTHING
) -> frozenset[str]:
    """Return the names that an expression in a string reads: `df.query("age > @limit")`, `duckdb.sql("SELECT * FROM df")`.

    Args:
        node: the call.
        called: qualified name of what it calls, "" if unknown.
        variables: the types of the variables that a query may name.
    """
    last = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if SQL_OVER_VARIABLES.fullmatch(called):
        return _tables_in_query(node, variables)
    whole = called in WHOLE_EXPRESSIONS
    if last not in {"query", "eval"} and not whole:
        return frozenset()
    first = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg in {"expr", "ex"})]
    texts = [n.value for a in first for n in ast.walk(a) if isinstance(n, ast.Constant)]
    marked = r"(?<![\w.])([A-Za-z_]\w*)" if whole else r"@([A-Za-z_]\w*)"
    return frozenset(name for t in texts if isinstance(t, str) for name in re.findall(marked, t))


def called_name(node: ast.Call, env: Environment) -> str:
    """Return the qualified name of a function, or of a method by the type of its receiver, "" if unknown."""
    name = types.qualified(node.func, env)
    if name or not isinstance(node.func, ast.Attribute):
        return name
    receiver = types.infer(node.func.value, env)
    return f"{receiver}.{node.func.attr}" if receiver else ""


def _tables_in_query(node: ast.Call, variables: Mapping[str, str]) -> frozenset[str]:
    """Return the variables that are words of a query; for a query in a variable, all tables."""
    query = next((argument for argument in arguments(node)), None)
    texts = [n.value for n in ast.walk(query) if isinstance(n, ast.Constant)] if query is not None else []
    words = frozenset(word for text in texts if isinstance(text, str) for word in WORD.findall(text))
    tables = frozenset(name for name, kind in variables.items() if kind in types.TABLES)
    return words & variables.keys() if words else tables


LONGEST = 250  # characters of a path; file names end at 255 bytes on usual file systems, and longer texts are prose or data
ABSOLUTE = re.compile(
    r"^(?:/(?:home|Users|content|kaggle|mnt|root|data|tmp|var|opt|usr|srv)/|[A-Za-z]:[\\/]|~/)"
)


def is_absolute(value: str) -> bool:
    """Return whether a text is an absolute path."""
    return bool(ABSOLUTE.match(value)) and is_local_path(value)


def is_local_path(value: object) -> bool:
    """Return whether a text is the path of one file: no URL, no glob pattern, no in-memory database."""
    if (
        not isinstance(value, str)
        or not value
        or value.startswith(":")
        or "://" in value
        or len(value) > LONGEST
    ):
        return False
    return not set(value) & set("\n*?[")


def path_arguments(
    node: ast.Call, spec: str, kind: type[ast.expr] = ast.Constant
) -> Iterator[tuple[str, ast.expr]]:
    """Yield the path argument of a call with its mode, `r` or `w`.

    Args:
        node: the call.
        spec: the `path` column of the API table.
        kind: the class of expressions to accept: literals, or names.
    """
    if not spec or spec == "-":
        return
    mode, _, places = spec.partition(":")
    keywords: Mapping[str, ast.expr] = {k.arg: k.value for k in node.keywords if k.arg}
    for place in places.split("|"):
        found = (
            node.args[int(place)] if place.isdigit() and int(place) < len(node.args) else keywords.get(place)
        )
        if isinstance(found, kind) and isinstance(getattr(found, "value", ""), str):
            yield (_open_mode(node, keywords) if mode == "rw" else mode), found
            return


def _open_mode(node: ast.Call, keywords: Mapping[str, ast.expr]) -> str:
    mode = node.args[1] if len(node.args) > 1 else keywords.get("mode")
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    usual = "a" if called in {"connect", "HDFStore"} else "r"
    text = mode.value if isinstance(mode, ast.Constant) and isinstance(mode.value, str) else usual
    return "w" if set(text) & set("wax") else "r"
