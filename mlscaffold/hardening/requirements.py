"""The distributions that the project requires, and the local modules that it copies."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.imports import imported_modules, local_name
from mlscaffold.analysis.patches import written_modules
from mlscaffold.analysis.types import FRAME, infer
from mlscaffold.environments.dependencies import (
    Requirement,
    Use,
    names_to_query,
    requirements,
    skipped_imports,
)
from mlscaffold.environments.interpreter import Interpreter, query
from mlscaffold.hardening.analyze import Analysis
from mlscaffold.hardening.local_code import LocalCode
from mlscaffold.notebook.cells import Location
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import Remark
from mlscaffold.stages.name import MODULES

HELPERS = frozenset({"mlscaffold"})
PROJECT_MODULES = frozenset(
    {
        "config",
        "helpers",
        "pipeline",
        "predict",
        "row_features",
        "service",
        "service_log",
        "service_rows",
        "settings",
    }
)
"""Modules that every project may have, whatever its notebook does."""
LOCAL_PACKAGE = "local"


@dataclass(frozen=True, slots=True)
class Requirements:
    """What the notebook's code imports.

    Args:
        distributions: the distributions to install.
        modules: the top-level modules that the notebook imports.
        local: the project's own modules among them, and those that these import.
        interpreter: the Python that has the libraries.
        remarks: what a person should look at.
    """

    distributions: tuple[Requirement, ...]
    modules: frozenset[str]
    local: frozenset[str]
    interpreter: Interpreter
    remarks: tuple[Remark, ...]

    @property
    def local_package(self) -> str:
        """The subpackage for local modules, "" unless one has the name of a project module."""
        return LOCAL_PACKAGE if self.local & (PROJECT_MODULES | frozenset(MODULES.values())) else ""


def requirements_of(
    analysis: Analysis, cells: Sequence[PythonCell], python: str, code: LocalCode
) -> Requirements:
    """Return what the code of a notebook imports.

    Args:
        analysis: the notebook's analysis.
        cells: its code cells as Python.
        python: path of the interpreter that has its libraries.
        code: the project's own modules that it imports.
    """
    written = written_modules([traced.statement.node for traced in analysis.flow.statements])
    imports = tuple(use for use in _imports(analysis) if use.name.split(".")[0] not in written)
    modules = frozenset(use.name.split(".")[0] for use in imports)
    local = code.names | code.outside.keys()
    own = code.needed(modules)
    imports += tuple(Use(name, Location(1)) for name in code.imports(own) if name not in modules | local)
    calls = tuple(_calls(analysis))
    installs = tuple(Use(text, Location(cell.number)) for cell in cells for text in cell.requirements)
    found = query(python, names_to_query(imports, calls, installs, local))
    listed = requirements(imports, calls, installs, found, local)
    remarks = tuple(
        Remark(r.note, r.locations[0] if r.locations else None, "pyproject.toml") for r in listed if r.note
    )
    remarks += tuple(Remark(f"`{x.name}`: {x.why}", x.location) for x in skipped_imports(imports, local))
    remarks += tuple(
        Remark(f"`{name}` is outside the project folder, in {home}; the option --include copies it.")
        for name, home in code.outside.items()
        if name in modules
    )
    return Requirements(listed, modules, own, found, remarks)


def with_generated_imports(
    found: Requirements, files: Iterable[PlannedFile], package: str, python: str
) -> Requirements:
    """Add the libraries that only the generated code imports, such as numpy for an annotation.

    Args:
        found: what the notebook's code imports.
        files: the project's files; its modules count, its tests do not.
        package: the project's package.
        python: path of the interpreter that has the libraries.
    """
    known = found.modules | found.local | sys.stdlib_module_names | {package}
    modules = [file for file in files if file.path.startswith("src/") and file.path.endswith(".py")]
    names = {name for file in modules for name in _modules_of(file.content)}
    uses = tuple(Use(name, Location(1)) for name in sorted(names) if name.partition(".")[0] not in known)
    if not uses:
        return found
    more = requirements(uses, (), (), query(python, names_to_query(uses)))
    listed = {one.name for one in found.distributions}
    added = (one for one in more if one.name not in listed)
    return replace(found, distributions=(*found.distributions, *added))


def _modules_of(content: bytes) -> Iterator[str]:
    for node in ast.walk(ast.parse(content)):
        yield from (module for module in imported_modules(node) if not module.startswith("."))


def _imports(analysis: Analysis) -> Iterator[Use]:
    """Yield what is imported and used; the project has no unused imports."""
    used = {name for traced in analysis.flow.statements for name in traced.effects.uses}
    for traced in analysis.flow.statements:
        where = traced.statement.location
        for node in ast.walk(traced.statement.node):
            if isinstance(node, ast.Import):
                yield from (Use(a.name, where) for a in node.names if local_name(a) in used)
            elif isinstance(node, ast.ImportFrom) and not node.level and not _is_own(node.module or ""):
                yield from (
                    Use(f"{node.module}.{a.name}", where) for a in node.names if local_name(a) in used
                )


def _is_own(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in HELPERS


STYLER = frozenset(
    "apply applymap background_gradient bar format hide highlight_max highlight_min map set_caption".split()
)
"""Methods of pandas' Styler, by which the attribute `style` of an object of unknown type is known."""


def _styles(traced: Traced) -> Iterator[Use]:
    """Yield the uses of `df.style`, an attribute that loads a library, and of the methods on it."""
    place = traced.statement.location
    nodes = [node for node in ast.walk(traced.statement.node) if isinstance(node, ast.Attribute)]
    styled = [node.value for node in nodes if node.attr in STYLER and _is_style(node.value)]
    for node in (node for node in nodes if node.attr == "style"):
        kind = infer(node.value, traced.env)
        if kind == FRAME or (not kind and node in styled):
            yield Use("pandas.DataFrame.style", place, traced.statement.source)
            yield from (
                Use(f"pandas.DataFrame.style.{one.attr}", place, traced.statement.source)
                for one in nodes
                if one.attr in STYLER
            )


def _is_style(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "style"


def _calls(analysis: Analysis) -> Iterator[Use]:
    for traced in analysis.flow.statements:
        yield from _styles(traced)
        for name in traced.effects.calls:
            if "." in name:
                yield Use(name, traced.statement.location, traced.statement.source)
