"""Source of the modules: stages and definitions with their imports."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import libcst as cst

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import DEFINITIONS, names_of, outer_nodes
from mlscaffold.codegen.class_names import MAIN, module_restored, name_restored, with_names
from mlscaffold.codegen.docstrings import document
from mlscaffold.codegen.import_statements import Imports, block
from mlscaffold.codegen.rename import Renaming, rename
from mlscaffold.codegen.stage_functions import FunctionText, with_body
from mlscaffold.rewriting.parse_deep import parse_module
from mlscaffold.stages.definitions import Definitions, MovedDefinition
from mlscaffold.stages.stage import Stage

SHARED = "helpers"
SETTINGS = "settings"
GENERIC = re.compile(r"\b(?:Optional|Union|List|Dict|Tuple|Set|FrozenSet|Type|Deque|DefaultDict)\b")
AS_WRITTEN = "UP006, UP007, UP035, UP045"  # ruff's newer spellings of annotations are other objects
LONGEST_TITLE = 60  # characters of a title in a docstring, which is a sentence of one line with it
HELPERS = {
    "logger": "import logging",
    "register_in_main": "from ._runtime import register_in_main",
    "save_figure": "from ._runtime import save_figure",
    "save_figures": "from ._runtime import save_figures",
    "log_value": "from ._runtime import log_value",
    "partial": "from functools import partial",
    "update_wrapper": "from functools import update_wrapper",
    "asyncio": "import asyncio",
}
ABOUT = {
    "data": "Loads the data.",
    "preparation": "Cleans and prepares the data.",
    "features": "Builds the features of the model.",
    "training": "Splits the data and trains the model.",
    "evaluation": "Evaluates the model.",
    "export": "Saves the results.",
    "plots": "Plots the figures.",
    "exploration": "Explores the data.",
    "analysis": "Analyzes the data.",
    "settings": "Configures the libraries.",
    "helpers": "Functions and classes that several modules use.",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A definition or a stage in its module.

    Args:
        name: the name that it binds.
        source: its source.
        index: its statement number in the notebook, for a stage that of the last statement.
        imports: import statements that it needs in any case.
        order: 0 for constants, 1 for definitions, 2 for stages.
        lookups: names that its strings look up, such as those in a formula of statsmodels.
        annotated: whether something may look at its annotations, so that they must not be strings.
    """

    name: str
    source: str
    index: int
    imports: tuple[str, ...] = ()
    order: int = 2
    lookups: frozenset[str] = frozenset()
    annotated: bool = False


@dataclass(frozen=True, slots=True)
class Module:
    """Source of a module."""

    name: str
    source: str


def modules(
    stages: Sequence[tuple[Stage, FunctionText]],
    definitions: Sequence[Piece],
    imports: Imports,
    title: str,
    settings: Piece | None = None,
    annotated: frozenset[int] = frozenset(),
) -> tuple[Module, ...]:
    """Return the modules of a project with their stages and definitions.

    Args:
        stages: the stages with their functions.
        definitions: the notebook's functions, classes and constants.
        imports: the notebook's imports.
        title: the notebook's title, for the docstrings.
        settings: the function of settings.py, None if the notebook configures no library first.
        annotated: numbers of statements whose annotations something may look at.
    """
    pieces: dict[str, list[Piece]] = defaultdict(list)
    if settings is not None:
        pieces[SETTINGS].append(settings)
    for stage, text in stages:
        last = max(unit.index for unit in stage.units)
        lookups = frozenset(name for unit in stage.units for name in formula_names(unit.traced))
        looked_at = any(unit.index in annotated for unit in stage.units)
        pieces[stage.module].append(Piece(stage.name, text.source, last, text.imports, 2, lookups, looked_at))
    places = _places(pieces, definitions)
    for piece in definitions:
        if piece.name in places:
            pieces[places[piece.name]].append(piece)
    return tuple(_module(name, found, places, imports, title) for name, found in sorted(pieces.items()))


def definition_pieces(
    statements: Sequence[Traced], definitions: Definitions, renamings: Mapping[int, Renaming], file: str
) -> tuple[Piece, ...]:
    """Return the notebook's module-level definitions, constants first."""
    found = [
        Piece(next(iter(statements[i].effects.binds)), statements[i].statement.source, i, order=0)
        for i in definitions.constants
    ]
    for moved in definitions.moved:
        piece = _definition(statements[moved.index], moved, renamings, file, definitions)
        found.append(replace(piece, annotated=moved.index in definitions.annotated))
    return tuple(found)


def _definition(
    traced: Traced,
    moved: MovedDefinition,
    renamings: Mapping[int, Renaming],
    file: str,
    definitions: Definitions,
) -> Piece:
    module = parse_module(traced.statement.source)
    new = {moved.name: moved.new_name} if moved.new_name != moved.name else {}
    renaming = renamings.get(moved.index, Renaming()).also(new, new)
    if new and not renaming.head:
        renaming = replace(renaming, head={moved.name: moved.name})
    module = _with_extra(rename(module, renaming), [renaming.loads.get(name, name) for name in moved.extra])
    is_shown = moved.index in definitions.shown
    if is_shown:
        module = with_names(module, [MAIN])
    if definitions.documented:
        module = document(module, f"{file}, cell {traced.statement.location.cell}")
    restored = f"\n{name_restored(moved.new_name, moved.name)}\n" if moved.keeps_name else ""
    if is_shown and not isinstance(traced.statement.node, ast.ClassDef):
        restored += f"\n{module_restored(moved.new_name)}\n"
    return Piece(moved.new_name, module.code + restored, moved.index, order=1)


def _with_extra(module: cst.Module, extra: Sequence[str]) -> cst.Module:
    """Add keyword-only parameters to the function of a module."""
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
    """Return the free names of module-level code."""
    tree = ast.parse(source)
    arguments = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    module = ast.FunctionDef(name="_", args=arguments, body=tree.body, decorator_list=[])
    definitions = (node for node in ast.walk(tree) if isinstance(node, DEFINITIONS))
    outer = (mentioned_names(part) for node in definitions for part in outer_nodes(node))
    return frozenset(names_of(module).free).union(*outer)


def _places(pieces: Mapping[str, list[Piece]], definitions: Sequence[Piece]) -> dict[str, str]:
    """Return the module of each definition: that of its only user, or the shared one."""
    names = {piece.name for piece in definitions}
    uses = {piece.name: free_names(piece.source) & names for piece in definitions}
    readers = Counter(name for used in uses.values() for name in used)
    users: dict[str, set[str]] = defaultdict(set)
    for module, found in pieces.items():
        for piece in found:
            for name in free_names(piece.source) & names:
                users[name].add(module)
    places: dict[str, str] = {}
    for piece in definitions:
        if not users[piece.name] and readers[piece.name] == (piece.name in uses[piece.name]):
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
    lines: set[str] = set()
    for piece in ordered:
        lines |= set(piece.imports)
        for free in free_names(piece.source) - own:
            lines |= _imports_of(free, piece.index, places, imports)
        in_texts = piece.lookups - free_names(piece.source) - own
        lines |= {
            f"{line}  # noqa: F401" for n in in_texts for line in _imports_of(n, piece.index, places, imports)
        }
    lines -= {line for line in lines if line.removesuffix("  # noqa: F401") in lines and "noqa" in line}
    logs = "import logging" in lines
    about = ABOUT.get(name, "Stages of the pipeline.")
    parts = [
        f'"""{about}\n\nGenerated from the notebook "{safe(title)}".\n"""',
        _annotations(ordered),
        block(lines),
    ]
    parts += ["logger = logging.getLogger(__name__)"] if logs else []
    parts += [piece.source.strip("\n") for piece in ordered]
    return Module(name, "\n\n".join(part for part in parts if part) + "\n")


def _annotations(pieces: Sequence[Piece]) -> str:
    """Return the first line of a module, which decides whether annotations are strings."""
    if not any(piece.annotated for piece in pieces):
        return "from __future__ import annotations"
    generic = any(GENERIC.search(piece.source) for piece in pieces)
    return f"# ruff: noqa: {AS_WRITTEN} (code looks at the annotations)" if generic else ""


def safe(title: str) -> str:
    """Return a title on one line, without the characters that end a docstring."""
    text = title.replace("\\", "").replace('"', "'")
    return text if len(text) <= LONGEST_TITLE else text[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _imports_of(name: str, index: int, places: Mapping[str, str], imports: Imports) -> set[str]:
    if name in places:
        return {f"from .{places[name]} import {name}"}
    texts = imports.texts(name, index)
    if texts:
        return set(texts)
    if name in HELPERS:
        return {HELPERS[name]}
    return set()


def settings_piece(texts: Sequence[str], fields: Mapping[str, str], index: int) -> Piece:
    """Return the function of settings.py, which configures the libraries as the notebook does at its beginning.

    Args:
        texts: the statements.
        fields: annotations of the configuration fields that they use, by name.
        index: number of the last of the statements.
    """
    parameters = ", ".join(f"{name}: {kind}" for name, kind in fields.items())
    head = f"def apply_settings({parameters}) -> None:"
    body = "\n".join(['"""Configure the libraries as the notebook does at its beginning."""', *texts])
    paths = ("from pathlib import Path",) if "Path" in fields.values() else ()
    return Piece("apply_settings", with_body(head, parse_module(f"{body}\n")), index, paths)
