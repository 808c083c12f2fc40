"""Tests of what only a host or a kernel has, and a notebook of cells to try it on."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.hardening.hosts.adapted import Adapted, Beside, Step
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.notebook.cells import Cell, Notebook

NOWHERE = Path("/nonexistent")


def notebook(*sources: str, tags: dict[int, tuple[str, ...]] | None = None) -> Notebook:
    """Return a notebook of code cells."""
    cells = (
        Cell("code", text, number, tags=(tags or {}).get(number, ()))
        for number, text in enumerate(sources, 1)
    )
    return Notebook("shop", "shop.ipynb", tuple(cells))


def adapted(step: Step, *sources: str, folder: Path = NOWHERE) -> Adapted:
    """Return code cells after a step, with the files of a folder beside them."""
    return step(notebook(*sources), Beside(ProjectFolder(folder, folder)))


def code(step: Step, *sources: str, folder: Path = NOWHERE) -> list[str]:
    """Return the sources of code cells after a step."""
    return [cell.source for cell in adapted(step, *sources, folder=folder).notebook.code]
