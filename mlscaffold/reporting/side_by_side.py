"""Before and after, side by side: groups of cells, and the code that they became."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.notebook.cells import Change
from mlscaffold.plan import PlannedFile
from mlscaffold.reporting.cell_outcomes import CellRow, cell_rows
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import CellRun

SETTING = "Config."


@dataclass(frozen=True, slots=True)
class Before:
    """A cell of the notebook, with its outcome, its run if it was run, and its changes."""

    row: CellRow
    source: str
    run: CellRun | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class After:
    """A function, class, constant or setting of the project.

    Args:
        place: such as `cleaning.clean_people`.
        path: its file, "" if it is unknown.
        source: its text, "" if it is shown with earlier cells or is unknown.
        shown: number of the cell that it is shown with, 0 if it is shown here.
    """

    place: str
    path: str
    source: str
    shown: int = 0


@dataclass(frozen=True, slots=True)
class CellGroup:
    """Cells that became the same code, and that code."""

    cells: tuple[Before, ...]
    after: tuple[After, ...]


def cell_groups(hardening: Hardening, files: Sequence[PlannedFile]) -> tuple[CellGroup, ...]:
    """Return all code cells, with their code in the project's files; consecutive cells of one stage are a group."""
    stages = {f"{stage.module}.{stage.name}" for stage in hardening.stages}
    groups: list[list[Before]] = []
    previous = ""
    for before in _cells(hardening):
        main = next((place for place in before.row.places if place in stages), "")
        if main and main == previous:
            groups[-1].append(before)
        else:
            groups.append([before])
        previous = main
    return tuple(_with_code(groups, hardening, _definitions(hardening, files)))


def _cells(hardening: Hardening) -> Iterator[Before]:
    runs = {run.cell: run for run in hardening.proof.cells} if hardening.proof else {}
    sources = {cell.number: cell.source for cell in hardening.notebook.code}
    for row in cell_rows(hardening):
        changes = tuple(change for change in hardening.changes if change.location.cell == row.cell)
        yield Before(row, sources[row.cell], runs.get(row.cell), changes)


def _with_code(
    groups: Sequence[Sequence[Before]], hardening: Hardening, known: Mapping[str, After]
) -> Iterator[CellGroup]:
    settings = {f"{SETTING}{field.name}": field for field in hardening.files.fields}
    shown: dict[str, int] = {}
    for group in groups:
        after = []
        for place in dict.fromkeys(place for before in group for place in before.row.places):
            one = known.get(place, After(place, "", ""))
            if place in settings:
                field = settings[place]
                source = f"{field.name}: {field.annotation} = {field.default}"
                one = After(place, module_path(hardening, "config"), source)
            if place in shown:
                one = replace(one, source="", shown=shown[place])
            shown.setdefault(place, group[0].row.cell)
            after.append(one)
        yield CellGroup(tuple(group), tuple(sorted(after, key=lambda one: one.place.startswith(SETTING))))


def module_path(hardening: Hardening, module: str) -> str:
    """Return the path of a module of the project."""
    return f"src/{hardening.package}/{module}.py"


def _definitions(hardening: Hardening, files: Sequence[PlannedFile]) -> dict[str, After]:
    """Return the module-level names of the modules that come from the notebook."""
    modules = {"settings", *(stage.module for stage in hardening.stages), *(m for _, m in hardening.places)}
    texts = {file.path: file.content for file in files}
    found = {}
    for module in sorted(modules):
        path = module_path(hardening, module)
        for name, source in _pieces(texts.get(path, b"").decode(errors="replace")):
            found[f"{module}.{name}"] = After(f"{module}.{name}", path, source)
    return found


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names that a module binds at its top level, each with its text."""
    try:
        body = ast.parse(text).body
    except SyntaxError:  # the lint findings report it
        return
    lines = text.split("\n")
    for node in body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        source = "\n".join(lines[first - 1 : node.end_lineno])
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, source
        elif isinstance(node, ast.Assign):
            yield from ((t.id, source) for t in node.targets if isinstance(t, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, source
