"""The text of the notebook's cells and of the project's stages, compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.codegen.written_paths import shows_written_path
from mlscaffold.results.hardening import Hardening
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.project_run import ProjectRun
from mlscaffold.verification.text_comparison import TextComparison, compare_texts
from mlscaffold.verification.text_items import Item, notebook_items, project_items, with_unstable
from mlscaffold.verification.unstable import Unstable

DRAWS = frozenset({"plot", "show"})


@dataclass(frozen=True, slots=True)
class ComparedText:
    """All text of a run of both sides.

    Args:
        cells: what each cell prints and shows.
        project: what the project logs and prints.
        comparison: what differs.
    """

    cells: Mapping[int, Sequence[Item]]
    project: Sequence[Item]
    comparison: TextComparison

    @property
    def unstable(self) -> frozenset[str]:
        """The messages of the project that stand for unstable text of the notebook."""
        return frozenset(self.project[number].text for number in self.comparison.unstable)


def compared_text(
    hardening: Hardening, notebook: NotebookRun, project: ProjectRun, unstable: Unstable
) -> ComparedText:
    """Compare the text of the notebook's cells with that of the project's stages.

    Args:
        hardening: the hardening.
        notebook: the run of the notebook.
        project: the run of the project.
        unstable: what two runs of the notebook do not agree on.
    """
    drawing = _drawing_cells(hardening)
    cells = {
        cell: _without_drawn(_items(notebook, cell, unstable), cell in drawing) for cell in notebook.texts
    }
    outputs = {stage.name: stage.outputs for stage in hardening.stages}
    theirs = project_items(project.text, hardening.package, project.folders, outputs)
    return ComparedText(cells, theirs, compare_texts(cells, theirs, stages_of(hardening)))


def stages_of(hardening: Hardening) -> dict[int, list[str]]:
    """Return the stages with statements of each cell, in the order of the pipeline."""
    found: dict[int, list[str]] = {}
    for stage in hardening.stages:
        for cell in stage.cells:
            found.setdefault(cell, []).append(stage.name)
    return found


def _items(notebook: NotebookRun, cell: int, unstable: Unstable) -> tuple[Item, ...]:
    first = notebook_items(notebook.texts[cell], cell, [notebook.beside])
    if cell not in unstable.texts:
        return first
    return with_unstable(first, notebook_items(unstable.texts[cell], cell, [unstable.beside]))


def _drawing_cells(hardening: Hardening) -> frozenset[int]:
    """Return the cells that display what a call returns that draws or writes: limits of an axis, the path of a file."""
    return frozenset(
        traced.statement.location.cell
        for traced in hardening.flow.statements
        if (traced.statement.display and DRAWS & traced.effects.side_effects) or shows_written_path(traced)
    )


def _without_drawn(items: Sequence[Item], draws: bool) -> Sequence[Item]:
    """Return items of which the last value is optional if it is what a plotting call returned: the figure shows it."""
    if not (draws and items and items[-1].shown):
        return items
    return (*items[:-1], replace(items[-1], optional=True))
