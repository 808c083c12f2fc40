"""What the project has to install, and which modules beside the notebook it takes along."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mlscaffold.environments.dependencies import Requirement, Use, left_out, requirements, wanted
from mlscaffold.environments.interpreter import Interpreter, ask
from mlscaffold.hardening.analyze import Analysis
from mlscaffold.notebook.cells import Location
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import Remark
from mlscaffold.stages.name import MODULES

OWN = frozenset({"mlscaffold"})
OURS = frozenset(
    {
        "artifacts",
        "cli",
        "config",
        "helpers",
        "notebooks",
        "pipeline",
        "predict",
        "runner",
        "service",
        "service_log",
        "service_rows",
        "settings",
    }
)
"""Modules that projects have whatever their notebook is about."""
APART = "local"


@dataclass(frozen=True, slots=True)
class Needs:
    """What the code needs besides itself.

    Args:
        requirements: the distributions.
        modules: top-level modules that the notebook imports.
        local: modules that lie beside the notebook.
        files: their files, by their path beside the notebook.
        interpreter: the Python that was asked.
        remarks: what a person should look at.
    """

    requirements: tuple[Requirement, ...]
    modules: frozenset[str]
    local: frozenset[str]
    files: tuple[PlannedFile, ...]
    interpreter: Interpreter
    remarks: tuple[Remark, ...]

    @property
    def apart(self) -> str:
        """The package inside the project's for local modules, "" where none is named like a module of the project."""
        return APART if self.local & (OURS | frozenset(MODULES.values())) else ""


def needs(analysis: Analysis, cells: Sequence[PythonCell], python: str, beside: Path) -> Needs:
    """Return what the code of a notebook needs.

    Args:
        analysis: the notebook's analysis.
        cells: its code cells as Python.
        python: path of the interpreter that has its libraries.
        beside: the notebook's folder.
    """
    imports = tuple(_imports(analysis))
    modules = frozenset(use.name.split(".")[0] for use in imports)
    local = frozenset(
        m for m in modules if (beside / f"{m}.py").is_file() or (beside / m / "__init__.py").is_file()
    )
    calls = tuple(_calls(analysis))
    installs = tuple(Use(text, Location(cell.number)) for cell in cells for text in cell.requirements)
    found = ask(python, wanted(imports, calls, installs, local))
    listed = requirements(imports, calls, installs, found, local)
    remarks = tuple(
        Remark(r.note, r.locations[0] if r.locations else None, "pyproject.toml") for r in listed if r.note
    )
    remarks += tuple(Remark(f"`{x.name}`: {x.why}", x.location) for x in left_out(imports, local))
    return Needs(listed, modules, local, tuple(_local_files(local, beside)), found, remarks)


def with_generated(given: Needs, files: Iterable[PlannedFile], package: str, python: str) -> Needs:
    """Return needs with the libraries that only the generated code imports, such as numpy for an annotation.

    Args:
        given: what the notebook's code needs.
        files: those of the project; its modules count, not its tests.
        package: its package.
        python: path of the interpreter that has the libraries.
    """
    known = given.modules | given.local | sys.stdlib_module_names | {package}
    modules = [file for file in files if file.path.startswith("src/") and file.path.endswith(".py")]
    names = {name for file in modules for name in _modules_of(file.content)}
    uses = tuple(Use(name, Location(1)) for name in sorted(names) if name.partition(".")[0] not in known)
    if not uses:
        return given
    more = requirements(uses, (), (), ask(python, wanted(uses)))
    have = {one.name for one in given.requirements}
    return replace(given, requirements=(*given.requirements, *(one for one in more if one.name not in have)))


def _modules_of(content: bytes) -> Iterator[str]:
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module


def _local_files(local: frozenset[str], beside: Path) -> Iterator[PlannedFile]:
    for name in sorted(local):
        single = beside / f"{name}.py"
        found = [single] if single.is_file() else sorted((beside / name).rglob("*.py"))
        for path in found:
            yield PlannedFile(path.relative_to(beside).as_posix(), path.read_bytes())


def _imports(analysis: Analysis) -> Iterator[Use]:
    """Yield what is imported and used; an import that nothing uses is left out of the project."""
    used = {name for traced in analysis.flow.statements for name in traced.effects.uses}
    for traced in analysis.flow.statements:
        where = traced.statement.location
        for node in ast.walk(traced.statement.node):
            if isinstance(node, ast.Import):
                yield from (
                    Use(a.name, where) for a in node.names if (a.asname or a.name.split(".")[0]) in used
                )
            elif isinstance(node, ast.ImportFrom) and not node.level and not _is_own(node.module or ""):
                yield from (
                    Use(f"{node.module}.{a.name}", where) for a in node.names if (a.asname or a.name) in used
                )


def _is_own(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in OWN


def _calls(analysis: Analysis) -> Iterator[Use]:
    for traced in analysis.flow.statements:
        for name in traced.effects.calls:
            if "." in name:
                yield Use(name, traced.statement.location, traced.statement.source)
