"""Places where today's libraries silently give something else than the ones that a notebook was written with."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from packaging.version import InvalidVersion, Version

from mlscaffold.analysis.environment_walk import EnvironmentWalk
from mlscaffold.analysis.types import Environment
from mlscaffold.edits import SourceText
from mlscaffold.environments.interpreter import query
from mlscaffold.migrations.matches import Match, find, message
from mlscaffold.migrations.pattern_index import index_of
from mlscaffold.migrations.snippet import roots_of_code
from mlscaffold.notebook.cells import Location
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.hardening import Remark

WHY = "The code runs without an error either way, so check what it gives."


def silent_changes(cells: Sequence[PythonCell], python: str) -> tuple[Remark, ...]:
    """Return a remark for each place whose meaning has changed in the installed libraries.

    Args:
        cells: the code cells.
        python: the interpreter that has the notebook's libraries.
    """
    found = [(cell, match) for cell, matches in _matches(cells) for match in matches]
    libraries = sorted({match.change.library for _, match in found})
    if not libraries:
        return ()
    installed = {one.import_name: one.version for one in query(python, libraries).distributions}
    return tuple(
        Remark(f"{message(match, SourceText.of(cell.source))}. {WHY}", Location(cell.number, _line(match)))
        for cell, match in found
        if _is_since(match.change.version, installed.get(match.change.library, ""))
    )


def _matches(cells: Sequence[PythonCell]) -> Iterator[tuple[PythonCell, list[Match]]]:
    walked = EnvironmentWalk(Environment())
    bodies = [(cell, ast.parse(cell.source).body) for cell in cells]
    index = index_of(roots_of_code([node for _, body in bodies for node in body], {}))
    for cell, body in bodies:
        nodes = tuple(walked.block(body))
        yield cell, [one for one in find(nodes, index) if one.change.silent and not one.when]


def _line(match: Match) -> int:
    return getattr(match.node, "lineno", 1)


def _is_since(changed: str, installed: str) -> bool:
    """Return whether the installed version has a change; an unknown one counts as today's."""
    try:
        return not installed or Version(installed) >= Version(changed)
    except InvalidVersion:
        return True


def likely_cause(remarks: Sequence[Remark], cell: int) -> str:
    """Return the silent change that is the likely cause of a failure in a cell, as a sentence; "" if there is none.

    Args:
        remarks: the remarks on the notebook.
        cell: the cell that failed.
    """
    before = [one for one in remarks if one.what.endswith(WHY) and one.location and one.location.cell <= cell]
    if not before:
        return ""
    return f"Likely cause: {before[-1].location}: {before[-1].what.removesuffix(WHY).strip()}"
