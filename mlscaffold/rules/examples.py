"""The examples of rules as files, for the tests and the pages of the documentation."""

from __future__ import annotations

from dataclasses import replace

from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.script import parse_script
from mlscaffold.rules.lint_target import lint_target_of
from mlscaffold.rules.rule import Example, LintTarget, Surroundings

MARK = "# flagged"


def file(example: Example, path: str = "example.ipynb") -> LintTarget:
    """Make what rules see of an example.

    Args:
        example: the example.
        path: the path that it is given.
    """
    around = Surroundings(
        exists=lambda name: name in example.files,
        declared=None if example.declared is None else dict(example.declared),
    )
    notebook = Notebook("example", path, _cells(example))
    return lint_target_of(notebook, path, is_notebook=not example.plain, around=around)


def others(example: Example) -> tuple[LintTarget, ...]:
    """Make what rules see of the files that stand beside an example."""
    return tuple(file(Example(source, plain=path.endswith(".py")), path) for path, source in example.others)


def marked(example: Example) -> tuple[tuple[int, int], ...]:
    """Return cell and line of what is to be found in an example."""
    return tuple(
        (cell.number, line)
        for cell in _cells(example)
        for line, text in enumerate(cell.source.split("\n"), start=1)
        if cell.kind == "code" and text.rstrip().endswith(MARK)
    )


def _cells(example: Example) -> tuple[Cell, ...]:
    if example.plain:
        return (Cell("code", example.source, 1),)
    cells, _ = parse_script(example.source.encode(), "example.py")
    counts = dict(enumerate(example.counts, start=1))
    outputs = dict(example.outputs)
    return tuple(
        replace(cell, execution_count=counts.get(cell.number), outputs=outputs.get(cell.number, ()))
        if cell.kind == "code"
        else cell
        for cell in cells
    )
