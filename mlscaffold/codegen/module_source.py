"""Functions and definitions to modules with their imports."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import libcst as cst

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.codegen.docstrings import document
from mlscaffold.codegen.import_statements import Imports, block
from mlscaffold.codegen.rename import Renaming, rename
from mlscaffold.codegen.stage_functions import FunctionText
from mlscaffold.stages.definitions import Definitions, Moved
from mlscaffold.stages.stage import Stage

SHARED = "helpers"
HELPERS = {
    "logger": "import logging",
    "save_figures": "from .artifacts import save_figures",
    "partial": "from functools import partial",
    "asyncio": "import asyncio",
}
ABOUT = {
    "data": "Reading the data.",
    "preparation": "Preparing the data: from what was read to what can be worked with.",
    "features": "Features: what the model sees of the data.",
    "training": "Splitting the data and training the model.",
    "evaluation": "How good the model is.",
    "export": "Results as files.",
    "plots": "Figures.",
    "exploration": "Looking at the data.",
    "analysis": "The analysis.",
    "settings": "Setting up the libraries.",
    "helpers": "Functions and classes that several modules use.",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A definition or a stage in its module.

    Args:
        name: the name that it binds.
        source: its text.
        index: number of the notebook's statement that it comes from, or the last one of the stage.
        needs: import statements that it needs whatever its text says.
        order: constants before definitions before stages.
        named: names that its texts look up, such as those in a formula of statsmodels.
    """

    name: str
    source: str
    index: int
    needs: tuple[str, ...] = ()
    order: int = 2
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Module:
    """A module as text."""

    name: str
    source: str


def modules(
    stages: Sequence[tuple[Stage, FunctionText]],
    definitions: Sequence[Piece],
    imports: Imports,
    title: str,
) -> tuple[Module, ...]:
    """Return the modules of a project, stages and definitions in them.

    Args:
        stages: the stages with their texts.
        definitions: the notebook's functions, classes and constants as module-level text.
        imports: the notebook's imports.
        title: the notebook's title, for the modules' docstrings.
    """
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for stage, text in stages:
        last = max(unit.index for unit in stage.units)
        named = frozenset(name for unit in stage.units for name in formula_names(unit.traced))
        pieces[stage.module].append(Piece(stage.name, text.source, last, text.needs, named=named))
    places = _places(pieces, definitions)
    for piece in definitions:
        if piece.name in places:
            pieces[places[piece.name]].append(piece)
    return tuple(_module(name, found, places, imports, title) for name, found in sorted(pieces.items()))


def definition_pieces(
    statements: Sequence[Traced], definitions: Definitions, renamings: Mapping[int, Renaming], file: str
) -> tuple[Piece, ...]:
    """Return the notebook's module-level definitions as text, constants first."""
    found = [
        Piece(next(iter(statements[i].effects.binds)), statements[i].statement.source, i, order=0)
        for i in definitions.constants
    ]
    return (*found, *(_definition(statements[m.index], m, renamings, file) for m in definitions.moved))


def _definition(traced: Traced, moved: Moved, renamings: Mapping[int, Renaming], file: str) -> Piece:
    module = cst.parse_module(traced.statement.source)
    renaming = renamings.get(moved.index)
    if renaming is not None:
        module = rename(module, renaming)
    if moved.new_name != moved.name:
        module = rename(module, Renaming({moved.name: moved.new_name}, {moved.name: moved.new_name}))
    module = document(_with_extra(module, moved.extra), f"{file}, cell {traced.statement.location.cell}")
    return Piece(moved.new_name, module.code, moved.index, order=1)


def _with_extra(module: cst.Module, extra: Sequence[str]) -> cst.Module:
    """Give the function of a module further keyword-only parameters."""
    if not extra:
        return module
    body = [_extended(node, extra) if isinstance(node, cst.FunctionDef) else node for node in module.body]
    return module.with_changes(body=body)


def _extended(node: cst.FunctionDef, extra: Sequence[str]) -> cst.FunctionDef:
    params = node.params
    added = [cst.Param(name=cst.Name(name)) for name in extra]
    star = params.star_arg
    if isinstance(star, cst.MaybeSentinel):
        star = cst.ParamStar()
    changed = params.with_changes(kwonly_params=[*params.kwonly_params, *added], star_arg=star)
    return node.with_changes(params=changed)


def formula_names(traced: Traced) -> frozenset[str]:
    """Return names in the formulas of a statement: `np` in `smf.ols("y ~ np.log(x)", df)`."""
    texts = [n.value for n in ast.walk(traced.statement.node) if isinstance(n, ast.Constant)]
    formulas = [text for text in texts if isinstance(text, str) and "~" in text and "\n" not in text]
    return frozenset(name for text in formulas for name in re.findall(r"([A-Za-z_]\w*)(?=[.(])", text))


@cache
def free_names(source: str) -> frozenset[str]:
    """Return the names that module-level code takes from its module."""
    tree = ast.parse(source)
    module = ast.FunctionDef(name="_", args=_no_arguments(), body=tree.body, decorator_list=[])
    from mlscaffold.analysis.scopes import names_of, outer_nodes

    outer = {
        n.id
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        for part in outer_nodes(node)
        for n in ast.walk(part)
        if isinstance(n, ast.Name)
    }
    return frozenset(names_of(module).free | outer)


def _no_arguments() -> ast.arguments:
    return ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])


def _places(pieces: Mapping[str, list[Piece]], definitions: Sequence[Piece]) -> dict[str, str]:
    """Return the module of each definition that something uses: its user's, or the shared one."""
    names = {piece.name for piece in definitions}
    uses = {piece.name: free_names(piece.source) & names for piece in definitions}
    users: dict[str, set[str]] = defaultdict(set)
    for module, found in pieces.items():
        for piece in found:
            for name in free_names(piece.source) & names:
                users[name].add(module)
    places: dict[str, str] = {}
    for piece in definitions:
        if not users[piece.name] and not any(
            piece.name in used for other, used in uses.items() if other != piece.name
        ):
            users[piece.name].add(SHARED)
    changed = True
    while changed:
        places = {
            name: next(iter(found)) if len(found) == 1 else SHARED for name, found in users.items() if found
        }
        before = {name: set(found) for name, found in users.items()}
        for name, used in uses.items():
            for other in used - {name}:
                if name in places:
                    users[other].add(places[name])
        changed = before != {name: set(found) for name, found in users.items()}
    return {name: place for name, place in places.items() if name in names}


def _module(
    name: str, pieces: Sequence[Piece], places: Mapping[str, str], imports: Imports, title: str
) -> Module:
    ordered = sorted(pieces, key=lambda p: (p.order, p.index))
    own = {piece.name for piece in ordered}
    needs: set[str] = set()
    for piece in ordered:
        needs |= set(piece.needs)
        for free in free_names(piece.source) - own:
            needs |= _needed(free, piece.index, places, imports)
        in_texts = piece.named - free_names(piece.source) - own
        needs |= {
            f"{line}  # noqa: F401" for n in in_texts for line in _needed(n, piece.index, places, imports)
        }
    needs -= {line for line in needs if line.removesuffix("  # noqa: F401") in needs and "noqa" in line}
    logs = "import logging" in needs
    about = ABOUT.get(name, "Part of the pipeline.")
    parts = [
        f'"""{about}\n\nMade from the notebook "{safe(title)}".\n"""',
        "from __future__ import annotations",
        block(needs),
    ]
    parts += ["logger = logging.getLogger(__name__)"] if logs else []
    parts += [piece.source.strip("\n") for piece in ordered]
    return Module(name, "\n\n".join(part for part in parts if part) + "\n")


def safe(title: str) -> str:
    """Return a title that can stand in a docstring, on one line."""
    text = title.replace("\\", "").replace('"', "'")
    return text if len(text) <= 60 else text[:60].rsplit(" ", 1)[0] + " …"


def _needed(name: str, index: int, places: Mapping[str, str], imports: Imports) -> set[str]:
    if name in places:
        return {f"from .{places[name]} import {name}"}
    texts = imports.texts(name, index)
    if texts:
        return set(texts)
    if name in HELPERS:
        return {HELPERS[name]}
    return set()


def settings_module(texts: Sequence[str], fields: Mapping[str, str], imports: Imports, title: str) -> Module:
    """Return settings.py, which sets up the libraries as the notebook does at its top.

    Args:
        texts: the statements.
        fields: annotations of the fields of the configuration that they take, by name.
        imports: the notebook's imports.
        title: the notebook's title.
    """
    parameters = ", ".join(f"{name}: {kind}" for name, kind in fields.items())
    head = f"def apply_settings({parameters}) -> None:"
    body = "\n".join(['"""Set up the libraries as the notebook does at its top."""', *texts])
    block_ = cst.parse_module(f"{body}\n")
    function = cst.parse_module(f"{head}\n    pass\n").body[0]
    assert isinstance(function, cst.FunctionDef)
    source = cst.Module(body=[function.with_changes(body=cst.IndentedBlock(body=block_.body))]).code
    return _module("settings", [Piece("apply_settings", source, 10**9)], {}, imports, title)
