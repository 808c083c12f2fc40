"""Source of row_features.py: what a notebook's preparation learns from the rows of training, and how it is applied to others."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from mlscaffold.analysis.raw_rows.lowering import assign
from mlscaffold.analysis.raw_rows.node_names import stored_everywhere
from mlscaffold.analysis.raw_rows.path_parts import CONFIG, FEATURES, ROWS
from mlscaffold.analysis.raw_rows.predict_path import PredictPath
from mlscaffold.analysis.raw_rows.prune import loaded_names
from mlscaffold.analysis.raw_rows.row_shapes import BUNDLES
from mlscaffold.analysis.raw_rows.row_values import Obstacle
from mlscaffold.analysis.scopes import BUILTINS
from mlscaffold.codegen.features_text import NAMES, RESULTS, module_text
from mlscaffold.codegen.import_statements import Imports
from mlscaffold.codegen.kept_rows import selecting_rows
from mlscaffold.codegen.plain_code import plain, without_unread_columns
from mlscaffold.codegen.tidied_features import tidied
from mlscaffold.stages.definitions import Definitions

OWN = frozenset("copy dataclass Any Config pd".split())
HELPERS = frozenset(
    "fit_dummies apply_dummies fit_categories apply_categories fit_cut fit_qcut apply_bins fit_groups apply_groups "
    "fit_columns apply_columns as_bundle bundle_rows".split()
)
"""Functions of learned.py."""
OWN_FUNCTIONS = frozenset("read_rows training_data fit_features training_rows".split())
"""Functions of the module that others of it call."""
LAST = 1 << 30  # after all statements: imports that a notebook binds twice are refused
PER_FILE = frozenset("nrows chunksize iterator skipfooter dtype usecols".split())
"""Options of a reader that are about the notebook's own file, not about how its rows are written."""


@dataclass(frozen=True, slots=True)
class FeaturesModule:
    """The module row_features.py.

    Args:
        source: its source.
        imports: the statements that import what it uses, for the requirements.
        helpers: the functions of learned.py that it uses.
    """

    source: str
    helpers: frozenset[str]


def features_module(
    path: PredictPath,
    title: str,
    output: str,
    imports: Imports,
    places: Mapping[str, str],
    definitions: Definitions,
    inputs: Sequence[object] | None = None,
    stored: Mapping[str, str] = MappingProxyType({}),
) -> FeaturesModule | Obstacle:
    """Return row_features.py, or why there is none.

    Args:
        path: the path from rows to the model.
        title: the notebook's title.
        output: the model's name among the outputs of a run.
        imports: the notebook's imports.
        places: the module of each of its definitions.
        definitions: its definitions.
        inputs: the columns that an answer depends on, None if that is not known yet.
        stored: the names among the outputs of a run of variables that have other names there.
    """
    path = tidied(path)
    bodies: dict[str, list[ast.stmt]] = {
        "training_data": _training_data(path),
        "read_rows": _reading(path),
        "fit_features": _fitting(path, stored, imports),
        "apply": _returning(*_plain(path.apply, path.result)),
        "training_rows": _keeping(path),
    }
    bodies["learn"] = _learning(path, bodies["fit_features"], stored)
    if path.decoded is not None:
        bodies["decode"] = _returning(*_plain(path.decoded.steps, path.decoded.result))
    names = _parameters(bodies.values())
    texts = {name: _text(body, names) for name, body in bodies.items()}
    used = {n for body in bodies.values() for node in body for n in loaded_names(node)}
    bound = {n for body in bodies.values() for node in body for n in stored_everywhere(node)}
    lines = _imports(path, used - bound, imports, places, definitions)
    if isinstance(lines, Obstacle):
        return lines
    clash = sorted(bound & {*_imported(lines), *OWN, *HELPERS, *places, *(one.name for one in imports.found)})
    if clash:
        return Obstacle(f"gives `{clash[0]}` two meanings", path.asked.location, path.asked.source)
    needed = _needed(bodies["fit_features"])
    source = module_text(path, title, output, texts, names, lines, needed, inputs)
    return FeaturesModule(source, frozenset(used & HELPERS))


def _training_data(path: PredictPath) -> list[ast.stmt]:
    call = path.read.node
    if path.read.function in BUNDLES:
        return [ast.Return(ast.Call(ast.Name("bundle_rows", ast.Load()), [call.func], []))]  # from no file
    own = ast.Call(ast.Name("dict", ast.Load()), [], [k for k in call.keywords if k.arg in PER_FILE])
    more: ast.expr = ast.Name("options", ast.Load())
    if own.keywords:
        more = ast.Dict([None, None], [own, more])
    arguments = [_file(call), ast.Name(CONFIG, ast.Load())]
    return [ast.Return(ast.Call(ast.Name("read_rows", ast.Load()), arguments, [ast.keyword(None, more)]))]


def _file(call: ast.Call) -> ast.expr:
    named = [k.value for k in call.keywords if k.arg in {"filepath_or_buffer", "io", "path", "path_or_buf"}]
    return [*call.args, *named][0]


def _reading(path: PredictPath) -> list[ast.stmt]:
    call = path.read.node
    file, more = ast.Name("file", ast.Load()), [ast.keyword(None, ast.Name("options", ast.Load()))]
    if path.read.function in BUNDLES:
        reader = ast.Attribute(ast.Name("pd", ast.Load()), "read_csv", ast.Load())
        return [ast.Return(ast.Call(reader, [file], more))]
    left_out = PER_FILE | {"filepath_or_buffer", "io", "path", "path_or_buf"}
    options = [k for k in call.keywords if k.arg not in left_out]
    return [ast.Return(ast.Call(call.func, [file, *call.args[1:]], [*options, *more]))]


def _fields(path: PredictPath, stored: Mapping[str, str]) -> ast.expr:
    """Return the features, made of what was learned and of what a run stores."""
    made = []
    for one in path.fields:
        name = ast.Constant(stored.get(one.variable, one.variable))
        from_run = ast.Subscript(ast.Name(RESULTS, ast.Load()), name, ast.Load())
        made.append(ast.keyword(one.name, from_run if one.stored else ast.Name(one.name, ast.Load())))
    return ast.Call(ast.Name("Features", ast.Load()), [], made)


def _fitting(path: PredictPath, stored: Mapping[str, str], imports: Imports) -> list[ast.stmt]:
    """Return the statements that learn from rows, none if there is nothing to learn."""
    if not path.fit:
        return []
    made = {
        ast.unparse(node.targets[0]): node.value.func.id
        for node in path.fit
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
    }
    ours = {name for name, kind in made.items() if any("sklearn" in one for one in imports.texts(kind, LAST))}
    body = [_without_result(node, ours) for node in path.fit]
    return plain([*body, ast.Return(_fields(path, stored))], ROWS)


def _without_result(node: ast.stmt, names: set[str]) -> ast.stmt:
    """Return `scaler.fit(rows)` for `scaler.fit_transform(rows)` whose result is not used, for some variables."""
    call = node.value if isinstance(node, ast.Expr) else None
    if (
        not isinstance(call, ast.Call)
        or not isinstance(call.func, ast.Attribute)
        or call.func.attr != "fit_transform"
        or ast.unparse(call.func.value) not in names
    ):
        return node
    return ast.Expr(ast.Call(ast.Attribute(call.func.value, "fit", ast.Load()), call.args, call.keywords))


def _learning(path: PredictPath, fitting: Sequence[ast.stmt], stored: Mapping[str, str]) -> list[ast.stmt]:
    """Return the statements of `learn`: rows are read, the features are fitted, rows of training are selected."""
    rows, features = ast.Name(ROWS, ast.Load()), ast.Name(FEATURES, ast.Load())
    read = assign(rows, ast.Call(ast.Name("training_data", ast.Load()), [ast.Name(CONFIG, ast.Load())], []))
    call: ast.expr = _fields(path, stored)
    if fitting:
        arguments: list[ast.expr] = [ast.Name(n, ast.Load()) for n in _needed(fitting)]
        call = ast.Call(ast.Name("fit_features", ast.Load()), arguments, [])
    used: ast.expr = rows
    if path.kept:
        used = ast.Call(ast.Name("training_rows", ast.Load()), [features, rows], [])
    return [read, assign(features, call), ast.Return(ast.Tuple([features, used], ast.Load()))]


def _needed(nodes: Sequence[ast.stmt]) -> list[str]:
    """Return what statements take as parameters."""
    used = {n for node in nodes for n in loaded_names(node)}
    return [name for name in (ROWS, CONFIG, RESULTS) if name in used]


def _plain(nodes: Sequence[ast.stmt], result: ast.expr) -> tuple[list[ast.stmt], ast.expr]:
    """Return statements and their result as a person writes them."""
    *found, last = plain(without_unread_columns([*nodes, ast.Return(result)]), ROWS)
    assert isinstance(last, ast.Return)
    assert last.value is not None
    return found, last.value


def _returning(nodes: Sequence[ast.stmt], result: ast.expr) -> list[ast.stmt]:
    """Return statements and the return of their result; the last assignment of what is returned is the result."""
    last = nodes[-1] if nodes else None
    if (
        isinstance(last, ast.Assign)
        and isinstance(result, ast.Name)
        and ast.unparse(last.targets[0]) == result.id
    ):
        return _returning(nodes[:-1], last.value)
    return [*nodes, ast.Return(result)]


def _keeping(path: PredictPath) -> list[ast.stmt]:
    rows = ast.Name(ROWS, ast.Load())
    if not path.kept:
        return []
    index = ast.Attribute(ast.Name(path.kept, ast.Load()), "index", ast.Load())
    chosen = ast.Subscript(ast.Attribute(rows, "loc", ast.Load()), index, ast.Load())
    return plain([*selecting_rows(path.keep), ast.Return(chosen)])


def _parameters(bodies: Iterable[Sequence[ast.stmt]]) -> dict[str, str]:
    used = {n.id for body in bodies for node in body for n in ast.walk(node) if isinstance(n, ast.Name)}
    return {
        inner: next((n for n in names if n not in used), f"{names[0]}_") for inner, names in NAMES.items()
    }


def _text(body: Sequence[ast.stmt], names: Mapping[str, str]) -> str:
    class Names(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.Name:
            return ast.Name(names.get(node.id, node.id), node.ctx)

    nodes = [ast.fix_missing_locations(Names().visit(copy.deepcopy(node))) for node in body]
    return "\n".join(map(_source, nodes))


def _source(node: ast.stmt) -> str:
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        return f"return {', '.join(map(ast.unparse, node.value.elts))}"
    return ast.unparse(node)


def _imports(
    path: PredictPath, used: set[str], imports: Imports, places: Mapping[str, str], definitions: Definitions
) -> list[str] | Obstacle:
    """Return the import statements that the functions need."""
    lines = [
        "from .config import Config",
        "from dataclasses import dataclass",
        "from typing import Any",
        "import pandas as pd",
    ]
    extra = {moved.name: moved for moved in definitions.moved if moved.extra or moved.new_name != moved.name}
    for name in sorted(used - {*NAMES, "file", "options", "Features", *OWN_FUNCTIONS}):
        if name in HELPERS:
            lines.append(f"from ._runtime.learned import {name}")
        elif name in extra:
            return _no_place(path, f"uses `{name}`, which reads variables of the notebook")
        elif name in places:
            lines.append(f"from .{places[name]} import {name}")
        elif imports.conflicts(name):
            return _no_place(path, f"uses `{name}`, which the notebook imports twice")
        elif texts := imports.texts(name, LAST):
            lines += texts
        elif name == "copy":
            lines.append("import copy")
        elif name not in BUILTINS and name != "pd":
            return _no_place(path, f"uses `{name}`, which is defined inside of a stage")
    return list(dict.fromkeys(lines))


def _no_place(path: PredictPath, what: str) -> Obstacle:
    return Obstacle(what, path.asked.location, path.asked.source)


def _imported(lines: Sequence[str]) -> set[str]:
    found = [alias for line in lines for node in ast.parse(line).body for alias in node.names]  # type: ignore[attr-defined]
    return {alias.asname or alias.name.partition(".")[0] for alias in found}
