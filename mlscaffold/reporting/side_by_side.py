"""Before and after, side by side: cells of the notebook that belong together, and the code that they became."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.notebook.cells import Cell, Change
from mlscaffold.plan import PlannedFile
from mlscaffold.reporting.cell_outcomes import CellRow, cell_rows
from mlscaffold.reporting.wiring import as_written
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import CellRun

SETTING = "Config."


@dataclass(frozen=True, slots=True)
class Before:
    """A cell as it stands in the notebook, and what happened to it.

    Args:
        row: what became of it.
        source: its text.
        run: what it showed when it was run, None where it was not.
        changes: what was dropped, rewritten, moved or set aside.
    """

    row: CellRow
    source: str
    run: CellRun | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class After:
    """A function, class, constant or setting of the project.

    Args:
        place: such as `cleaning.clean_people`.
        path: its file, "" where it is not known.
        source: its text, "" where it stands beside earlier cells or is not known.
        shown: number of the cell beside which it stands, 0 where it stands here.
    """

    place: str
    path: str
    source: str
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Sides:
    """Cells that became the same code.

    Args:
        cells: the cells, in order.
        after: what they became.
    """

    cells: tuple[Before, ...]
    after: tuple[After, ...]


def sides(hardening: Hardening, files: Sequence[PlannedFile]) -> tuple[Sides, ...]:
    """Return all code cells in order, those of one stage that follow one another together.

    Args:
        hardening: what became of the notebook.
        files: the files of the project, from which the code is taken.
    """
    stages = {f"{stage.module}.{stage.name}" for stage in hardening.stages}
    groups: list[list[Before]] = []
    previous = ""
    for before in _cells(hardening):
        main = next((place for place in before.row.became if place in stages), "")
        if main and main == previous:
            groups[-1].append(before)
        else:
            groups.append([before])
        previous = main
    return tuple(_with_code(groups, hardening, _definitions(hardening, files)))


def _cells(hardening: Hardening) -> Iterator[Before]:
    runs = {run.cell: run for run in hardening.proof.cells} if hardening.proof else {}
    sources: dict[int, Cell] = {cell.number: cell for cell in hardening.notebook.code}
    for row in cell_rows(hardening):
        changes = tuple(change for change in hardening.changes if change.location.cell == row.cell)
        yield Before(row, sources[row.cell].source, runs.get(row.cell), changes)


def _with_code(
    groups: Sequence[Sequence[Before]], hardening: Hardening, known: Mapping[str, After]
) -> Iterator[Sides]:
    settings = {f"{SETTING}{field.name}": field for field in hardening.files.fields}
    shown: dict[str, int] = {}
    for group in groups:
        after = []
        for place in dict.fromkeys(place for before in group for place in before.row.became):
            one = known.get(place, After(place, "", ""))
            if place in settings:
                field = settings[place]
                one = After(
                    place,
                    known_path(hardening, "config"),
                    f"{field.name}: {field.annotation} = {field.default}",
                )
            if place in shown:
                one = replace(one, source="", shown=shown[place])
            shown.setdefault(place, group[0].row.cell)
            after.append(one)
        yield Sides(tuple(group), tuple(sorted(after, key=lambda one: one.place.startswith(SETTING))))


def known_path(hardening: Hardening, module: str) -> str:
    """Return the path of a module of the project."""
    return f"src/{hardening.package}/{module}.py"


def _definitions(hardening: Hardening, files: Sequence[PlannedFile]) -> dict[str, After]:
    """Return what stands at module level in those modules that came from the notebook."""
    modules = (
        {stage.module for stage in as_written(hardening)} | {m for _, m in hardening.places} | {"settings"}
    )
    texts = {file.path: file.content for file in files}
    found = {}
    for module in sorted(modules):
        path = known_path(hardening, module)
        for name, source in _pieces(texts.get(path, b"").decode(errors="replace")):
            found[f"{module}.{name}"] = After(f"{module}.{name}", path, source)
    return found


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names that a module binds at its top level, each with its text."""
    try:
        body = ast.parse(text).body
    except SyntaxError:  # what cannot be read is not shown; the lint findings say so
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
